"""Undangan: what a letter says, from a turn or a meeting and the lines that the secretariat has typed."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from interviews.appointments import where
from interviews.models import Session, Slot
from paritrana.committees.models import Edition, Seat
from paritrana.numbers import pukul, tanggal
from paritrana.regions.models import Nominee, Regency
from reports.documents import Data, edition_facts, plain_date, sheet, signature
from reports.models import Document, Signer


@dataclass(frozen=True)
class Letter:
    """What is typed once for all letters of one act."""

    dated: date
    about: str
    event: str
    nature: str = ""
    attachment: str = ""
    bring: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    def stored(self) -> Data:
        """For the next version, which says the same unless somebody types something else."""
        return asdict(self) | {"dated": self.dated.isoformat()}

    @classmethod
    def of(cls, document: Document, dated: date) -> "Letter":
        """The lines of a letter that was made before, with the date of the new one."""
        return cls(**document.data["letter"] | {"dated": dated})


@dataclass(frozen=True)
class Meeting:
    """A preparation meeting of the committee."""

    starts: datetime
    ends: datetime
    place: str
    link: str
    agenda: list[str]


def invitation(slot: Slot, letter: Letter, *, signer: Signer, number: str) -> Data:
    """Undangan wawancara of one candidate."""
    session = slot.session
    edition = session.edition
    return {
        **_letter(edition, letter, signer, number),
        "category": session.category.name,
        "nominee": slot.nominee.name,
        "to": addressee(slot.nominee),
        **_when(slot.period.lower, slot.period.upper, edition),
        "place_held": where(session),
        "mode": str(Session.Mode(session.mode).label),
        "session": session.name,
    }


def meeting_invitation(
    edition: Edition, meeting: Meeting, seats: Iterable[Seat], letter: Letter, *, signer: Signer, number: str
) -> Data:
    """Undangan rapat persiapan: one letter to all who are asked, with the agenda and their names behind it."""
    return {
        **_letter(edition, letter, signer, number),
        **_when(meeting.starts, meeting.ends, edition),
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
        "place_held": ", ".join(part for part in (meeting.place, meeting.link) if part),
        "venue": meeting.place,
        "link": meeting.link,
        "agenda": meeting.agenda,
        "invited": [
            {"seat": seat.pk, "name": str(seat.person or ""), "office": seat.office, "role": str(seat)}
            for seat in seats
        ],
    }


def addressee(nominee: Nominee) -> str:
    """The office to which a letter is written: Bupati Berau, Wali Kota Bontang, Pimpinan PT Contoh."""
    if nominee.kind == Nominee.Kind.GOVERNMENT:
        city = nominee.regency.kind == Regency.Kind.CITY
        return f"{_('Wali Kota') if city else _('Bupati')} {nominee.regency.name}"
    if nominee.kind == Nominee.Kind.VILLAGE:
        return _("Kepala/Lurah %(name)s") % {"name": nominee.name}
    return _("Pimpinan %(name)s") % {"name": nominee.name}


def _letter(edition: Edition, letter: Letter, signer: Signer, number: str) -> Data:
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "committee": edition.committee_name,
        "number": number,
        "letter": letter.stored(),
        "place": edition.province.capital,
        "date": plain_date(letter.dated),
        "signer": signature(signer),
    }


def _when(starts: datetime, ends: datetime, edition: Edition) -> dict[str, Any]:
    zone = ZoneInfo(edition.province.zone)
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    return {"day": tanggal(first), "time": f"{first:%H.%M}–{pukul(last)}"}
