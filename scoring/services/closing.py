"""The one moment when all sheets of a category are closed, and what still keeps it from coming."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.models import Nomination
from paritrana.access import require
from paritrana.committees.models import Category, Round, Seat
from scoring import commitments
from scoring.ledger import record
from scoring.models import ScoreSheet
from scoring.paper_sheet_queries import waiting_in
from scoring.queries import Race, is_scoring_closed, some_names
from scoring.services import values as computed
from scoring.services.sheets import change, locked_category

Status = ScoreSheet.Status
# What a sheet lacks.
UNSENT_SHEET, UNCONFIRMED, UNDECIDED = range(3)


def missing(category: Category, race: Race | None = None, followed: QuerySet[ScoreSheet] | None = None) -> list[str]:
    """What keeps the scoring of a category from being closed, by name of seat; of `followed` sheets where given."""
    race = race or Race(category)
    found = unprepared(race)
    for why, seat, nominations in _waiting(race, ScoreSheet.objects.all() if followed is None else followed):
        text = {
            UNSENT_SHEET: ngettext(
                "%(seat)s belum mengirim %(count)s lembar: %(nominees)s.",
                "%(seat)s belum mengirim %(count)s lembar: %(nominees)s.",
                len(nominations),
            ),
            UNCONFIRMED: _("%(seat)s: lembar kertas menunggu petugas kedua: %(nominees)s."),
            UNDECIDED: _("%(seat)s belum memilih antara lembar kertas dan layar: %(nominees)s."),
        }[why]
        found.append(text % {"seat": seat, "count": len(nominations), "nominees": some_names(nominations)})
    return found


def unprepared(race: Race) -> list[str]:
    """What keeps the scoring from being closed whoever has sent: rules, and sheets to give out."""
    found = []
    if not race.is_frozen:
        found.append(_("Kriteria belum ditetapkan."))
    for round in Round:
        if nominations := race.without_sheets(round):
            found.append(
                _("Belum ada lembar penilaian (%(round)s): %(nominees)s.")
                % {"round": round.label.lower(), "nominees": some_names(nominations)}
            )
    return found


def _waiting(race: Race, sheets: QuerySet[ScoreSheet]) -> list[tuple[int, str, list[Nomination]]]:
    """What is lacking, of whom, for which nominations, in the order of the seats."""
    nominations = {nomination.pk: nomination for nomination in race.nominations}
    # Few joins: the sheets of 200 nominations are many, their seats and persons are few.
    unconfirmed = Q(pk__in=waiting_in(race.category))
    rows = sheets.filter(
        Q(status__in=[*ScoreSheet.UNSENT, Status.UNDECIDED]) | unconfirmed, nomination__in=list(nominations)
    ).order_by()
    why = Case(When(status=Status.UNDECIDED, then=UNDECIDED), When(unconfirmed, then=UNCONFIRMED), default=UNSENT_SHEET)
    owed: dict[tuple[int, int, str], list[Nomination]] = {}
    for reason, seat, person, nomination in rows.annotate(why=why).values_list(
        "why", "seat", "person__name", "nomination"
    ):
        owed.setdefault((reason, seat, person), []).append(nominations[nomination])
    seats = Seat.objects.select_related("branch", "nominee", "province").in_bulk({seat for _why, seat, _name in owed})
    return [
        (reason, f"{seats[seat]} ({person})", sorted(owed[key], key=lambda nomination: nomination.number))
        for key in sorted(owed, key=lambda key: (key[0], seats[key[1]].order, key))
        for reason, seat, person in [key]
    ]


@transaction.atomic
def close_scoring(category: Category, *, by: Any) -> int:
    """Close all sent sheets of a category at once, and count its coverage values. Refused while any is missing."""
    require(by, "sheets.manage", category)
    locked_category(category)
    sheets = ScoreSheet.objects.filter(nomination__category=category)
    list(sheets.select_for_update().order_by("pk").values_list("pk"))
    if found := missing(category):
        raise ValidationError(found)
    for sheet in sheets.filter(status__in=[*ScoreSheet.UNSENT, Status.UNDECIDED]).select_related("nomination"):
        # Only nominations that left the race have sheets here that do not count.
        change(sheet, Status.WITHDRAWN, sheet.nomination.get_status_display(), by)
    now = timezone.now()
    closed = sheets.filter(status=Status.SENT).update(status=Status.CLOSED, closed_at=now)
    if not closed and not is_scoring_closed(category):
        raise ValidationError(_("Belum ada lembar yang terkirim pada kategori ini."))
    computed.compute_coverage_values(category, by=by)
    record(by, "sheets.close", category, rows=sheets, data=commitments.root(category), after={"sheets": closed})
    return closed
