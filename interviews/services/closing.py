"""The end of a session: what is missing is asked for, and what does not come is set aside with a reason."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.closing_facts import facts_of, in_order
from interviews.closing_queries import Missing, Owed, leaders, missing, reminder_title, reminders, seats_at
from interviews.models import Closing, Session, Slot
from interviews.services import live
from nominations.models import Nomination
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Round, Seat
from paritrana.notices.models import Notice
from paritrana.notices.services import notify
from scoring import ledger
from scoring.commitments import session_root
from scoring.services import sheets
from scoring.services.seals import seal_turn

# Nobody is asked for the same sheets more often.
PAUSE = timedelta(minutes=10)


@transaction.atomic
def remind(session: Session, *, by: Any) -> list[Notice]:
    """Ask everybody who has not sent all sheets, each by one notice; whoever was just asked is left in peace."""
    require(by, "interviews.attend", session)
    session = _locked(session)
    if session.status != Session.Status.PLANNED:
        raise ValidationError(_("Sesi ini sudah ditutup atau dibatalkan."))
    asked = set(reminders(session).filter(made_at__gt=timezone.now() - PAUSE).values_list("to", flat=True))
    waiting = [row for row in missing(session).sheets if row.person.pk not in asked]
    told = [notice for row in waiting for notice in _ask(session, row)]
    if told:
        record(by, "interviews.remind", session, after={"to": [row.who for row in waiting]})
    return told


@transaction.atomic
def close(
    session: Session,
    *,
    by: Any,
    reason: str = "",
    absent: Mapping[int, str] | None = None,
    leader: Seat | None = None,
    note: str = "",
) -> Closing:
    """End a session once every turn has its attendance; again is harmless.

    Sheets that nobody has sent are marked absent: `absent` gives the reason by key of the person, `reason` the one
    for all others. A sheet that arrives at this moment is either sent before, and counts, or listed as absent.
    """
    require(by, "interviews.attend", session)
    session = _locked(session)
    if done := Closing.objects.filter(session=session).first():
        return done
    if session.status != Session.Status.PLANNED:
        raise ValidationError(_("Sesi ini sudah ditutup atau dibatalkan."))
    # From here on no sheet of the category changes hands.
    ledger.lock(session.category_id)
    left = missing(session)
    if left.attendance:
        count = len(left.attendance)
        raise ValidationError(
            ngettext("Catat dahulu kehadiran %(count)s nomine.", "Catat dahulu kehadiran %(count)s nomine.", count)
            % {"count": count}
        )
    _set_aside(left, absent or {}, reason, by)
    slots = in_order(session)
    # Over the turns in the order in which they were heard.
    roots = _seals([slot.nomination for slot in slots if slot.status == Slot.Status.PRESENT], by)
    led_by = leader or next(reversed(leaders(seats_at(session))), None)
    closing = Closing.objects.create(
        province=session.province,
        session=session,
        by=by,
        at=timezone.now(),
        led_by=led_by,
        root=session_root(roots.values()),
        facts=facts_of(session, slots, roots, leader=leader, note=note.strip(), by=by),
    )
    session.status = Session.Status.CLOSED
    session.save(update_fields=["status"])
    record(
        by,
        "interviews.close",
        session,
        before={"status": "planned"},
        after={"status": "closed", "root": closing.root, "led_by": str(led_by or "")},
    )
    live.bump(session.pk)
    return closing


def _locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",))
    return rows.select_related("edition__province", "category", "venue", "province").get(pk=session.pk)


def _ask(session: Session, row: Owed) -> list[Notice]:
    edition = session.edition
    count = len(row.sheets)
    text = ngettext(
        "Sesi %(session)s akan ditutup. %(count)s lembar penilaian Bapak/Ibu belum terkirim: %(nominees)s. "
        "Mohon dikirim; bila tidak dapat, sampaikan alasannya kepada sekretariat.",
        "Sesi %(session)s akan ditutup. %(count)s lembar penilaian Bapak/Ibu belum terkirim: %(nominees)s. "
        "Mohon dikirim; bila tidak dapat, sampaikan alasannya kepada sekretariat.",
        count,
    )
    return notify(
        [row.person],
        title=reminder_title(session),
        text=text % {"session": session.name, "count": count, "nominees": row.nominees},
        url=reverse("sheets", args=[edition.province.slug, edition.slug]),
        edition=edition,
    )


def _set_aside(left: Missing, absent: Mapping[int, str], reason: str, by: Any) -> None:
    """Mark what was not sent as absent; refused by name of seat where no reason is given."""
    reasons = {row.person.pk: absent.get(row.person.pk, "").strip() or reason.strip() for row in left.sheets}
    without = [row for row in left.sheets if not reasons[row.person.pk]]
    if without:
        raise ValidationError(
            [
                _("Tunggu kiriman %(who)s, atau isi alasan lembarnya tidak ada: %(nominees)s.")
                % {"who": row.who, "nominees": row.nominees}
                for row in without
            ]
        )
    for row in left.sheets:
        for sheet in row.sheets:
            sheets.mark_absent(sheet, reasons[row.person.pk], by=by)


def _seals(nominations: Iterable[Nomination], by: Any) -> dict[int, str]:
    """The seal of each turn of which sheets were sent."""
    found = {nomination.pk: seal_turn(nomination, Round.INTERVIEW, by=by) for nomination in nominations}
    return {nomination: root for nomination, root in found.items() if root}
