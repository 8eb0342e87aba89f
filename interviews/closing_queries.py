"""What a session still lacks before it can be closed, and what is known of it when it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from interviews.models import Closing, PanelSeat, Session, Slot, SlotEvent, TurnRecord
from interviews.queries import STANDING, with_marks_waiting
from interviews.workflow import IN_ROOM, Act
from nominations.models import Nomination
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.committees.models import Round, Seat
from paritrana.committees.queries import scorers_now
from paritrana.notices.models import Notice
from paritrana.roles import COMMITTEE, Role
from scoring.commitments import sealed_turns, session_root
from scoring.conflict_queries import suggestions
from scoring.engine.rules import sheets_needed
from scoring.models import Recusal, ScoreSheet
from scoring.queries import some_names

Status = ScoreSheet.Status


@dataclass(frozen=True)
class Owed:
    """What one person at the table has not sent."""

    seat: Seat
    person: User
    sheets: list[ScoreSheet]

    @property
    def nominees(self) -> str:
        return some_names(sheet.nomination for sheet in self.sheets)

    @property
    def who(self) -> str:
        return f"{self.seat} ({self.person})"


@dataclass(frozen=True)
class Missing:
    """What keeps a session open; hints hold nothing up."""

    attendance: list[Slot]
    sheets: list[Owed]
    hints: list[str]


def root_now(closing: Closing) -> str:
    """The seal as it is now: paper that was confirmed after the closing stands under it as well."""
    sealed = sealed_turns(closing.session.category, Round.INTERVIEW)
    turns = [turn for turn in closing.facts["turns"] if turn["came"]]
    return session_root(sealed.get(str(turn["nomination"]), turn["root"]) for turn in turns)


def missing(session: Session) -> Missing:
    """What is missing, by name of seat."""
    slots = list(standing(session))
    sheets = list(sheets_of(slots))
    late = [sheet for sheet in sheets if is_underway(sheet)]
    return Missing(
        attendance=[slot for slot in slots if slot.status == Slot.Status.PLANNED],
        sheets=_by_person(sheet for sheet in sheets if sheet.status in ScoreSheet.UNSENT and sheet not in late),
        hints=[*_turns(slots), *_underway(late), *_suggested(slots), *_thin(session, slots, sheets)],
    )


def standing(session: Session) -> QuerySet[Slot]:
    """The turns of the session that were not called off, in their order; each says whether it `has_record`."""
    rows = session.slots.filter(STANDING).select_related("nomination", "nominee")
    return rows.annotate(has_record=Exists(TurnRecord.objects.filter(slot=OuterRef("pk")))).order_by("period", "pk")


def heard(slots: Iterable[Slot]) -> list[int]:
    """The nominations that came."""
    return [slot.nomination_id for slot in slots if slot.status == Slot.Status.PRESENT]


def sheets_of(slots: Iterable[Slot]) -> QuerySet[ScoreSheet]:
    """The sheets of those who were heard. Each says whether its marks wait: on paper, or as a copy of a phone."""
    rows = ScoreSheet.objects.filter(nomination__in=heard(slots), round=Round.INTERVIEW, voided_by=None)
    return (
        with_marks_waiting(rows)
        .select_related(
            "person", "seat__province", "seat__branch", "seat__nominee", "nomination__nominee", "nomination__category"
        )
        .order_by("seat__order", "person", "nomination__number")
    )


def is_underway(sheet: Any) -> bool:
    """The marks are there and wait for a second officer or their owner: such a sheet is never set aside."""
    return sheet.status == Status.UNDECIDED or sheet.status in ScoreSheet.UNSENT and (sheet.on_paper or sheet.as_copy)


def why_underway(sheet: Any) -> str:
    if sheet.status == Status.UNDECIDED:
        return _("menunggu pilihan antara kertas dan layar")
    if sheet.on_paper:
        return _("lembar kertas menunggu petugas kedua")
    return _("salinan dari ponsel menunggu panelisnya")


def reminder_title(session: Session) -> str:
    return _("Lembar penilaian ditunggu: %(session)s") % {"session": session.name}


def reminders(session: Session) -> QuerySet[Notice]:
    """What was sent about this session to those who have not sent their sheets."""
    return Notice.objects.filter(edition=session.edition, title=reminder_title(session)).order_by("pk")


def leaders(seats: Iterable[Seat]) -> list[Seat]:
    """The chairs among the seats of a session, the first first: a Plh. stands beside the Ketua."""
    return [seat for seat in seats if seat.role == Role.CHAIR and seat.person_id]


def seats_at(session: Session) -> list[Seat]:
    """The seats of the committee during the session, also those not filled, and of whoever else sat on the panel."""
    starts, ends = window(session)
    committee = Q(edition=session.edition_id, role__in=COMMITTEE)
    committee &= Q(starts_at=None) | Q(starts_at__lt=ends)
    committee &= Q(ends_at=None) | Q(ends_at__gt=starts)
    rows = Seat.objects.filter(committee | Q(panel_seats__session=session)).distinct()
    return sorted(
        rows.select_related("person", "province", "branch", "nominee"),
        key=lambda seat: (seat.order, seat.starts_at or datetime.min.replace(tzinfo=starts.tzinfo), seat.pk),
    )


def window(session: Session) -> tuple[datetime, datetime]:
    """From the first to the last moment: as planned, or longer where the turns really began earlier or ended later."""
    acts = SlotEvent.objects.filter(slot__session=session, act__in=[Act.START, Act.FINISH])
    stamped = acts.aggregate(first=Min("at"), last=Max("at"))
    starts, ends = session.period.lower, session.period.upper
    return min(starts, stamped["first"] or starts), max(ends, stamped["last"] or ends)


def recusals_of(slots: Iterable[Slot]) -> QuerySet[Recusal]:
    rows = Recusal.objects.filter(nomination__in=[slot.nomination_id for slot in slots], lifted_at=None)
    return rows.select_related("person", "nomination__nominee").order_by("nomination", "pk")


def panel_acts(session: Session) -> dict[int, list[Entry]]:
    """Who sat down and who left after the panel was set, by key of the panel seat, as it was put on record."""
    keys = [str(pk) for pk in session.panel.values_list("pk", flat=True)]
    acts = Entry.objects.filter(
        table=PanelSeat._meta.label,
        row_id__in=keys,
        verb__in=["interviews.seat_panelist", "interviews.excuse_panelist"],
    )
    found: dict[int, list[Entry]] = {}
    for entry in acts.order_by("pk"):
        found.setdefault(int(entry.row_id), []).append(entry)
    return found


def seat_words(seat: Seat, person: Any = None) -> dict[str, str]:
    """A seat as minutes name it: the person, the function with Plt. or Plh., the office or element."""
    function = seat.get_function_display() or seat.get_role_display()
    return {
        "name": str(person or seat.person or seat.awaiting),
        "role": f"{seat.acting} {function}".strip(),
        "office": seat.office or (_("unsur %s") % seat.element if seat.element else ""),
    }


def _by_person(sheets: Iterable[ScoreSheet]) -> list[Owed]:
    found: dict[int, Owed] = {}
    for sheet in sheets:
        found.setdefault(sheet.person_id, Owed(sheet.seat, sheet.person, [])).sheets.append(sheet)
    return list(found.values())


def _turns(slots: Iterable[Any]) -> list[str]:
    """Turns that still run on the board, and turns without a record of questions and answers."""
    came = [slot for slot in slots if slot.status == Slot.Status.PRESENT]
    hints = []
    if running := [slot.nomination for slot in came if slot.phase in IN_ROOM]:
        hints.append(_("Masih berlangsung pada papan kendali: %s.") % some_names(running))
    if bare := [slot.nomination for slot in came if not slot.has_record]:
        hints.append(_("Notulen belum diisi: %s. Berita acara dapat dibuat tanpa notulen.") % some_names(bare))
    return hints


def _underway(sheets: Iterable[ScoreSheet]) -> list[str]:
    by_reason: dict[str, list[Nomination]] = {}
    for row in _by_person(sheets):
        for sheet in row.sheets:
            by_reason.setdefault(f"{row.who}, {why_underway(sheet)}", []).append(sheet.nomination)
    return [
        _("%(who)s: %(nominees)s. Tidak dicatat tidak hadir; tetap diselesaikan sesudah sesi.")
        % {"who": who, "nominees": some_names(nominations)}
        for who, nominations in by_reason.items()
    ]


def _suggested(slots: Iterable[Slot]) -> list[str]:
    """What the data suggest about conflicts and nobody has answered, by person."""
    open_ones: dict[str, list[Nomination]] = {}
    for one in suggestions(Nomination.objects.filter(pk__in=heard(slots))):
        open_ones.setdefault(str(one.person), []).append(one.nomination)
    return [
        _("Saran konflik kepentingan belum dijawab: %(person)s, %(nominees)s.")
        % {"person": person, "nominees": some_names(nominations)}
        for person, nominations in open_ones.items()
    ]


def _thin(session: Session, slots: Iterable[Slot], sheets: list[ScoreSheet]) -> list[str]:
    """Who would not be ranked if the session were closed with the sheets sent so far."""
    if not sheets:
        return []
    needed = sheets_needed(scorers_now(session.category).filter(round=Round.INTERVIEW).count())
    sent: dict[int, int] = dict.fromkeys(heard(slots), 0)
    for sheet in sheets:
        sent[sheet.nomination_id] += sheet.status == Status.SENT
    thin = [
        _("%(name)s (%(count)s)") % {"name": slot.nominee, "count": sent[slot.nomination_id]}
        for slot in slots
        if sent.get(slot.nomination_id, needed) < needed
    ]
    words = _(
        "Sedikitnya %(needed)s lembar terkirim agar diperingkat; kurang pada %(names)s. Sesi tetap dapat ditutup: "
        "kandidat lain diperingkat, dan jalan keluar bagi yang kurang dipilih pada halaman peringkat."
    )
    return [words % {"needed": needed, "names": ", ".join(thin)}] if thin else []
