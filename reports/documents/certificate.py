from django.utils.translation import gettext as _

from reports.awards import Award
from reports.documents import Data, plain_date, signature, years
from reports.documents.decree_days import certificate_day
from reports.models import Decree, Signer


def certificate(award: Award, page: Data, *, signer: Signer, decree: Decree) -> Data:
    """Piagam penghargaan for a place, a special award or a nomine, on a sheet like `page`."""
    category, edition = award.category, award.category.edition
    giver = signer.on_behalf or signer.office
    return {
        **page,
        "heading": _("Piagam Penghargaan"),
        "number": "",
        "giver": giver,
        "basis": _basis(giver, decree),
        "look": award.look,
        "recipient": award.name,
        "rank": award.word,
        "category": _("Kategori %(name)s") % {"name": category.name},
        "category_name": category.name,
        "title": edition.title,
        "period": years(edition),
        "place": edition.province.capital,
        "date": plain_date(certificate_day(decree)),
        "signer": signature(signer),
    }


def _basis(giver: str, decree: Decree) -> str:
    """The Keputusan behind it, if it is to be named and known."""
    if not (decree.cited and decree.number and decree.date):
        return ""
    facts = {"giver": giver, "number": decree.number, "date": plain_date(decree.date)}
    return _("Berdasarkan Keputusan %(giver)s Nomor %(number)s tanggal %(date)s") % facts
