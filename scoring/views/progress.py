"""How far the scoring of a category is: who has sent, never what. The secretariat opens, mends and closes here."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from paritrana.access import may
from paritrana.committees.models import Category, Edition, Round, Seat, Stage
from paritrana.committees.pages import edition_page, stage_line
from paritrana.forms import refused
from paritrana.htmx import render
from scoring import queries
from scoring.flag_queries import unanswered
from scoring.forms import ReasonForm
from scoring.models import ScoreSheet
from scoring.services import closing, sheets, values

Status = ScoreSheet.Status


@edition_page("sheets.follow")
def progress_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The categories with how many sheets have been sent."""
    found = (
        ScoreSheet.objects.visible_to(request.user, "sheets.follow")
        .filter(nomination__edition=edition, voided_by=None)
        .order_by()
        .values_list("nomination__category", "status")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for category, status, count in found:
        counts.setdefault(category, {})[status] = count
    rows = [
        {"title": category.name, "url": _url("progress", edition, category), **_summary(counts.get(category.pk, {}))}
        for category in Category.objects.visible_to(request.user, "sheets.follow").filter(edition=edition)
    ]
    context = {"edition": edition, "rows": rows, "breadcrumbs": [(_("Kemajuan penilaian"), None)]}
    return render(request, "scoring/progress_list.html", context)


@edition_page("sheets.follow")
def progress(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """One category: each seat, each sheet, what is missing."""
    found = _category(request, edition, category)
    return render(request, "scoring/progress.html", _page(request, edition, found))


@require_POST
@edition_page("sheets.manage")
def desk_open(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Open the marking of documents; pressing again adds who came later."""
    return _act(
        request, edition, category,
        lambda found: sheets.open_desk_round(found, by=request.user),
        lambda made: _("Penilaian dokumen dibuka: %s lembar.") % len(made),
    )  # fmt: skip


@require_POST
@edition_page("sheets.manage")
def hand_overs(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Give unsent sheets of ended seats to those who took them over."""
    return _act(
        request, edition, category,
        lambda found: sheets.follow_hand_overs(found, by=request.user),
        lambda given: _("%s lembar dialihkan kepada pengganti.") % len(given),
    )  # fmt: skip


@require_POST
@edition_page("sheets.manage")
def coverage_values(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Count the values that come from coverage."""
    return _act(
        request, edition, category,
        lambda found: values.compute_coverage_values(found, by=request.user),
        _told_coverage,
    )  # fmt: skip


@require_POST
@edition_page("sheets.manage")
def scoring_close(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Close the scoring of the category for all at once."""
    return _act(
        request, edition, category,
        lambda found: closing.close_scoring(found, by=request.user),
        lambda count: _("Penilaian ditutup: %s lembar dihitung.") % count,
    )  # fmt: skip


@edition_page("sheets.follow")
def sheet_follow(request: HttpRequest, edition: Edition, category: str, pk: int) -> HttpResponse:
    """One sheet of somebody else, without its marks; the secretariat records an absence or takes it out."""
    found = _category(request, edition, category)
    rows = ScoreSheet.objects.visible_to(request.user, "sheets.follow").filter(nomination__category=found)
    row = get_object_or_404(_named(rows), pk=pk)
    context = {
        "edition": edition, "category": found, "stages": stage_line(found), "sheet": row,
        "round": Round(row.round).label,
        "url": _url("sheet_follow", edition, found, row.pk),
        "can_manage": may(request.user, "sheets.manage", row) and row.status in ScoreSheet.OPEN,
        "breadcrumbs": [*_crumbs(edition, found), (str(row.nomination.nominee), None)],
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "scoring/progress_sheet.html", context)
    form = ReasonForm(request.POST, user=request.user)
    verbs = {Status.ABSENT: sheets.mark_absent, Status.WITHDRAWN: sheets.withdraw}
    try:
        if form.is_valid():
            verbs[form.cleaned_data["action"]](row, form.cleaned_data["note"], by=request.user)
            messages.success(request, _("Tercatat."))
            return redirect(_url("progress", edition, found))
        error = form.errors.get("note") or [_("Pilih tindakan yang tersedia.")]
    except ValidationError as refusal:
        error = refusal.messages
    typed = {"action": request.POST.get("action"), "note": request.POST.get("note", ""), "error": " ".join(error)}
    return refused(request, "scoring/progress_sheet.html", context | {"typed": typed})


# --- inside ---------------------------------------------------------------------------------------------


def _url(name: str, edition: Edition, category: Category, *more: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug, *more])


def _crumbs(edition: Edition, category: Category) -> list[tuple[str, str | None]]:
    return [
        (_("Kemajuan penilaian"), reverse("progress_list", args=[edition.province.slug, edition.slug])),
        (category.name, _url("progress", edition, category)),
    ]


def _category(request: HttpRequest, edition: Edition, slug: str) -> Category:
    categories = Category.objects.visible_to(request.user, "sheets.follow").select_related("edition__province")
    return get_object_or_404(categories, edition=edition, slug=slug)


def _named(rows: Any) -> Any:
    return rows.select_related("nomination__nominee", "person", "seat__branch", "seat__nominee", "seat__province")


def _summary(counts: dict[str, int]) -> dict[str, str]:
    """The state of a category in words."""
    sent = counts.get(Status.SENT, 0) + counts.get(Status.CLOSED, 0)
    waiting = sum(counts.get(status, 0) for status in (Status.ASSIGNED, Status.DRAFT, Status.UNDECIDED))
    if not counts:
        return {"status": _("Belum ada lembar"), "tone": ""}
    if counts.get(Status.CLOSED) and not waiting and not counts.get(Status.SENT):
        return {"status": _("Ditutup"), "tone": "green"}
    text = _("%(sent)s dari %(all)s terkirim") % {"sent": sent, "all": sent + waiting}
    return {"status": text, "tone": "amber" if waiting else "blue"}


def _page(request: HttpRequest, edition: Edition, category: Category) -> dict[str, Any]:
    rows = ScoreSheet.objects.visible_to(request.user, "sheets.follow").filter(
        nomination__category=category, voided_by=None
    )
    seats, counts = _per_seat(request, rows)
    chosen = request.GET.get("status", "")
    listed = rows.filter(status=chosen) if chosen in Status.values else rows
    paginator = Paginator(_named(listed).order_by("nomination__number", "round", "seat__order", "pk"), 50)
    paginator.count = counts.get(chosen, 0) if chosen in Status.values else sum(counts.values())
    closed = bool(counts.get(Status.CLOSED)) and not any(counts.get(status) for status in ScoreSheet.OPEN)
    race = queries.Race(category)
    lacking = [] if closed else closing.missing(category, race, rows)
    return {
        "edition": edition,
        "category": category,
        "stages": stage_line(category),
        "seats": seats,
        "counts": counts,
        "choices": [choice for choice in Status.choices if choice[0] in counts],
        "page": paginator.get_page(request.GET.get("page")),
        "closed": closed,
        "missing": lacking,
        "lacking": [(criterion, queries.some_names(rows)) for criterion, rows in race.lacking_values()],
        "unanswered": 0 if closed or lacking else unanswered(category),
        "is_marked": race.is_marked or not race.is_frozen,
        "has_desk": race.is_marked_in(Round.DESK),
        "has_ended_seats": any(row["sent"] < row["due"] and not row["seat"].is_current for row in seats),
        "can_manage": not closed
        and not category.is_at_least(Stage.DECIDED)
        and may(request.user, "sheets.manage", category),
        "breadcrumbs": [*_crumbs(edition, category)[:1], (category.name, None)],
    }


def _per_seat(request: HttpRequest, rows: Any) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """One line per seat and round (sent, due), and how many sheets have each status."""
    found = list(queries.per_seat(rows))
    named = Seat.objects.visible_to(request.user, "seats.view").select_related("branch", "nominee", "province")
    seats = named.in_bulk([row["seat"] for row in found])
    lines: dict[tuple[str, int, str], dict[str, Any]] = {}
    counts: dict[str, int] = {}
    for row in found:
        line = lines.setdefault(
            (row["round"], row["seat"], row["person__name"]),
            {
                "seat": seats[row["seat"]], "person": row["person__name"],
                "round": Round(row["round"]).label, "sent": 0, "due": 0,
            },
        )  # fmt: skip
        counts[row["status"]] = counts.get(row["status"], 0) + row["count"]
        if row["status"] in (Status.SENT, Status.CLOSED):
            line["sent"] += row["count"]
        if row["status"] in (*ScoreSheet.OPEN, Status.CLOSED):
            line["due"] += row["count"]
    return list(lines.values()), counts


def _act(request: HttpRequest, edition: Edition, slug: str, act: Any, told: Any) -> HttpResponse:
    """Do one thing with a category: told on its page, or refused there with every reason."""
    found = _category(request, edition, slug)
    try:
        outcome = act(found)
    except ValidationError as error:
        context = _page(request, edition, found) | {"refusal": error.messages}
        return refused(request, "scoring/progress.html", context)
    messages.success(request, told(outcome))
    return redirect(_url("progress", edition, found))


def _told_coverage(lacking: list) -> str:
    if not lacking:
        return _("Nilai cakupan dihitung untuk semua kandidat.")
    names = "; ".join(f"{nomination.nominee}: {reason}" for nomination, reason in lacking)
    return ngettext(
        "Nilai cakupan dihitung; %(count)s kandidat belum: %(names)s.",
        "Nilai cakupan dihitung; %(count)s kandidat belum: %(names)s.",
        len(lacking),
    ) % {"count": len(lacking), "names": names}
