"""Who is heard now and who is next, for everybody who waits for it: read again only when something happened."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Session, Slot
from interviews.queries import next_in_line, of_the_day
from interviews.services import live
from interviews.workflow import IN_ROOM, Phase
from paritrana.access import holds, may
from paritrana.committees.models import Edition, Round
from paritrana.committees.pages import edition_page
from paritrana.htmx import followed, render
from scoring.models import ScoreSheet


@followed(live.is_newest)
@edition_page("interviews.view")
def interview_now(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The strip on the pages of the panel, and for a candidate's people their own turn alone."""
    sessions = _sessions(request, edition)
    seen = live.stamps(session.pk for session in sessions) if sessions else ""
    rows = Slot.objects.visible_to(request.user, "interviews.view").filter(
        session__in=sessions, status__in=Slot.EXPECTED
    )
    slots = list(rows.select_related("nominee"))
    following = next_in_line(sessions)
    ordered = may(request.user, "interviews.order", edition)
    rooms = []
    for session in sessions:
        own = [slot for slot in slots if slot.session_id == session.pk]
        lines = _lines(own, following) if ordered else _own_lines(own, following)
        rooms.append({"session": session, "lines": lines})
    sheets = _sheets(request, slots) if ordered else {}
    for line in (line for room in rooms for line in room["lines"]):
        line["sheet"] = sheets.get(line["slot"].nomination_id)
    context = {"edition": edition, "rooms": rooms, "seen": seen, "ordered": ordered}
    return render(request, "interviews/now.html", context)


def _sessions(request: HttpRequest, edition: Edition) -> list[Session]:
    """The rooms of the day: one's own, for whoever sits in a panel."""
    rows = of_the_day(Session.objects.visible_to(request.user, "interviews.view"), timezone.now())
    seated = PanelSeat.objects.visible_to(request.user, "interviews.view").filter(
        session=OuterRef("pk"), person=request.user.pk, cancelled=False
    )
    found = list(rows.filter(edition=edition).annotate(seated=Exists(seated)))
    return [row for row in found if row.seated] or found


def _lines(slots: Iterable[Slot], following: set[int]) -> list[dict[str, Any]]:
    """In the room, at the door, next."""
    lines = []
    for slot in slots:
        if slot.phase in IN_ROOM:
            label = _("Sekarang") if slot.phase == Phase.RUNNING else _("Dijeda")
            lines.append({"slot": slot, "label": label, "tone": "green", "since": slot.started_at})
        elif slot.phase == Phase.CALLED:
            lines.append({"slot": slot, "label": _("Dipanggil"), "tone": "amber", "since": slot.phase_at})
    lines += [{"slot": slot, "label": _("Berikutnya"), "tone": "neutral"} for slot in slots if slot.pk in following]
    return lines


def _own_lines(slots: Iterable[Slot], following: set[int]) -> list[dict[str, Any]]:
    """What a candidate's people read: the own turn, and nothing of others."""
    lines = []
    for slot in slots:
        if slot.phase in IN_ROOM:
            line = {"label": _("Giliran Anda sedang berlangsung"), "tone": "green", "since": slot.started_at}
        elif slot.phase == Phase.CALLED:
            line = {"label": _("Anda dipanggil, silakan masuk"), "tone": "amber", "since": slot.phase_at}
        elif slot.phase == Phase.DONE:
            line = {"label": _("Giliran Anda sudah selesai"), "tone": "neutral"}
        elif slot.pk in following:
            line = {"label": _("Giliran Anda berikutnya"), "tone": "blue"}
        else:
            line = {"label": _("Menunggu giliran"), "tone": "neutral"}
        lines.append({"slot": slot, **line})
    return lines


def _sheets(request: HttpRequest, slots: list[Slot]) -> dict[int, int]:
    """The own sheet of each nomination on the strip."""
    if not holds(request.user, "sheets.fill"):
        return {}
    rows = ScoreSheet.objects.visible_to(request.user, "sheets.fill").filter(
        nomination__in=[slot.nomination_id for slot in slots],
        round=Round.INTERVIEW,
        status__in=[*ScoreSheet.OPEN, ScoreSheet.Status.CLOSED],
    )
    return dict(rows.values_list("nomination", "pk"))
