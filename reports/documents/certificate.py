from django.utils.translation import gettext as _

from reports.documents import Data, plain_date, sheet, signature, years
from reports.documents.decree_days import certificate_day
from reports.models import Decree, Signer
from scoring.models import Placement, SpecialAward

# Which frame and seal it is printed with.
WINNER, NOMINEE, SPECIAL = "winner", "nominee", "special"
PODIUM = 3


def certificate(award: Placement | SpecialAward, *, signer: Signer, number: str, decree: Decree) -> Data:
    """Piagam penghargaan for a place or for a special award."""
    if isinstance(award, Placement):
        category, rank = award.nomination.category, award.word
        look = WINNER if award.place <= PODIUM else NOMINEE
        recipient = award.nomination.name_on_paper
    else:
        category, rank, recipient = award.category, award.name, _printed_name(award)
        look = SPECIAL
    edition = category.edition
    giver = signer.on_behalf or signer.office
    return {
        **sheet(edition.province, edition),
        "heading": _("Piagam Penghargaan"),
        "number": number,
        "giver": giver,
        "basis": _basis(giver, decree),
        "look": look,
        "recipient": recipient,
        "rank": rank,
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


def _printed_name(award: SpecialAward) -> str:
    """As the recipient confirmed it for the category of the award, else its own name."""
    nomination = award.nominee.nominations.filter(category=award.category).exclude(printed_name="").first()
    return nomination.printed_name if nomination else award.nominee.name
