"""One module per document: frozen rows -> the plain context that is stored in `Document.data` and printed.

Here is what they share. Figures are canonical text ("82.03"), dates are
finished words in the zone of the province. Nothing here asks the clock; `templates/reports/print/` shows what
each key becomes.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from paritrana.committees.models import Edition
from paritrana.numbers import waktu
from paritrana.regions.models import Province
from reports.models import Signer, Style

Data = dict[str, Any]
# The first lines of a letterhead are its name, the others the address.
NAME_LINES = 2


def grouped(code: str) -> str:
    """A verification code as it is read aloud: K7QX-3M9D-PTWA-8RHC-2BNV."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def signature(signer: Signer) -> Data:
    """The lines of a signature block: "a.n. ..." above, who hands the mandate down with "u.b.", "Plt." before."""
    lines = [f"{signer.acting} {signer.office}" if signer.acting else signer.office]
    if signer.under:
        lines = [signer.under, _("u.b."), *lines]
    if signer.on_behalf:
        lines = [_("a.n. %(office)s") % {"office": signer.on_behalf}, *lines]
    return {"lines": lines, "name": signer.name, "grade": signer.grade, "nip": signer.nip}


def sheet(province: Province | None, edition: Edition | None) -> Data:
    """What every sheet has: its size, its look and the head of the province's letters."""
    style = Style.objects.filter(province=province).first() if province else None
    style = style or Style()
    lines = list(province.letterhead) if province else []
    if not lines:
        lines = [_("Pemerintah Provinsi %(name)s") % {"name": province.name}] if province else [_("Portal Paritrana")]
        if edition:
            lines.append(f"{edition.committee_name} Paritrana Award")
    return {
        "paper": province.paper if province else "A4",
        "style": {
            "margins": [style.top, style.right, style.bottom, style.left],
            "typeface": style.typeface,
        },
        "crest": style.crest,
        "draft": False,
        "letterhead": {"name": lines[:NAME_LINES], "address": lines[NAME_LINES:]},
    }


def edition_facts(edition: Edition) -> Data:
    return {
        "title": edition.title,
        "assessment_year": edition.assessment_year,
        "held_year": edition.held_year,
    }


def years(edition: Edition) -> str:
    return _("Tahun penilaian %(assessed)s, pelaksanaan %(held)s") % {
        "assessed": edition.assessment_year,
        "held": edition.held_year,
    }


def moment_words(moment: datetime, province: Province | None) -> str:
    return waktu(moment.astimezone(ZoneInfo(province.zone if province else settings.TIME_ZONE)))


def day_of(moment: datetime, province: Province) -> date:
    """The day of a moment where the province lies."""
    return moment.astimezone(ZoneInfo(province.zone)).date()


def plain_date(day: date) -> str:
    """5 Agustus 2025: in a signature block a date has no weekday."""
    return format_date(day, "j F Y")
