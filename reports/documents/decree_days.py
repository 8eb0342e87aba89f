"""The days of a round, four and separate: decision, decree, ceremony, print; and what does not agree between them."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from paritrana.numbers import tanggal_pendek
from reports.models import Decree

Day = Decree.Day


def days(decree: Decree) -> dict[str, date | None]:
    """Each of the four days as far as it is known."""
    edition = decree.decision.category.edition
    ceremony = edition.ceremony_at and edition.ceremony_at.astimezone(ZoneInfo(edition.province.zone)).date()
    return {
        Day.DECISION: decree.decision.held_on,
        Day.DECREE: decree.date,
        Day.CEREMONY: ceremony,
        Day.PRINT: decree.printed_on,
    }


def certificate_day(decree: Decree) -> date:
    """The day that certificates bear; while the chosen one is not known that of the ceremony, else of the plenary."""
    known = days(decree)
    return known[decree.day] or known[Day.CEREMONY] or decree.decision.held_on


def warnings(decree: Decree) -> dict[str, str]:
    """What does not agree, by name. Nothing of it is an error: reality has such days."""
    found = {}
    printed, known = certificate_day(decree), days(decree)
    if not decree.number:
        found["number"] = _("Nomor Keputusan belum diisi.")
    if decree.date is None:
        found["date"] = _("Tanggal Keputusan belum diisi.")
    else:
        facts = {"decree": tanggal_pendek(decree.date), "printed": tanggal_pendek(printed)}
        if printed < decree.date:
            found["certificate"] = _("Tanggal piagam (%(printed)s) mendahului Keputusan (%(decree)s).") % facts
        if decree.date < decree.decision.held_on:
            facts["held"] = tanggal_pendek(decree.decision.held_on)
            found["decision"] = _("Keputusan (%(decree)s) mendahului rapat pleno (%(held)s).") % facts
        ceremony = known[Day.CEREMONY]
        if ceremony and ceremony < decree.date:
            facts["ceremony"] = tanggal_pendek(ceremony)
            found["ceremony"] = _("Penganugerahan (%(ceremony)s) mendahului Keputusan (%(decree)s).") % facts
    if decree.day == Day.PRINT and decree.printed_on is None:
        found["print"] = _("Piagam memuat tanggal cetak, tetapi tanggalnya belum diisi.")
    return found


def open_warnings(decree: Decree) -> dict[str, str]:
    """Those that nobody has accepted."""
    return {name: text for name, text in warnings(decree).items() if name not in decree.accepted}
