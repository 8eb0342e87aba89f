"""Candidates that may be one: where they are found, compared and merged."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from nominations.call_queries import with_step
from nominations.candidate_forms import MergeForm
from nominations.carry_queries import plans_merge
from nominations.likeness_queries import pairs_alike
from nominations.models import Nomination
from nominations.services import merging as services
from nominations.views.rows import address, stages_of
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render

PAGE = 50


@edition_page("nominations.manage")
def alike(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every two nominations of the edition that may be the same candidate."""
    pairs = pairs_alike(edition, request.user)
    return render(
        request,
        "nominations/alike.html",
        {
            "page": Paginator(pairs, PAGE).get_page(request.GET.get("page")),
            "breadcrumbs": [(_("Usulan"), address("nominations", edition)), (_("Kandidat mirip"), None)],
        },
    )


@edition_page("nominations.manage")
def merge(request: HttpRequest, edition: Edition, number: int, other: int) -> HttpResponse:
    """Two nominations side by side; one of them goes on for both."""
    rows = _pair(request, edition, number, other)
    apart = services.why_apart(*rows)
    ways = [
        {"kept": kept, "away": away, "plan": plan, "reasons": services.why_not(kept, away, apart)}
        for (kept, away), plan in zip((rows, rows[::-1]), plans_merge(*rows), strict=True)
    ]
    possible = [way["kept"] for way in ways if not way["reasons"]]
    words = _("Nomor %(number)s, %(name)s")
    choices = [(str(row.number), words % {"number": row.number, "name": row.nominee}) for row in possible]
    form = MergeForm(request.POST or None, user=request.user, choices=choices)
    form.cancel_url = rows[0].get_absolute_url()
    if request.method == "POST" and form.is_valid():
        way = next(way for way in ways if str(way["kept"].number) == form.cleaned_data["keep"])
        seen = request.POST.get(f"seen-{way['kept'].number}", "")
        try:
            kept = services.merge(
                way["kept"], way["away"], reason=form.cleaned_data["reason"], seen=seen, by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = {"away": way["away"].number, "kept": kept.number}
            text = _("Usulan nomor %(away)s digabung ke nomor %(kept)s; kedua pihak diberi tahu.")
            messages.success(request, text % words)
            return redirect(kept)
    context = {
        "nomination": rows[0],
        "stages": stages_of(edition, rows[0].category),
        "breadcrumbs": [
            (_("Usulan"), address("nominations", edition)),
            (rows[0].nominee.name, rows[0].get_absolute_url()),
            (_("Gabungkan"), None),
        ],
        "ways": ways,
        "sides": rows,
        "apart": apart,
        "form": form,
        "possible": bool(possible),
    }
    if request.method == "POST":
        return refused(request, "nominations/merge.html", context)
    return render(request, "nominations/merge.html", context)


def _pair(request: HttpRequest, edition: Edition, number: int, other: int) -> list[Nomination]:
    """The two with how far they are, their last receipt and their people, in the order of the address: one query."""
    rows = Nomination.objects.visible_to(request.user, "nominations.manage").filter(edition=edition)
    found = with_step(rows.filter(number__in=[number, other])).select_related(
        "nominee__regency", "nominee__village", "category", "edition__province", "proposed_branch", "proposed_by"
    )
    by_number = {row.number: row for row in found}
    if len(by_number) < 2:
        raise Http404
    return [by_number[number], by_number[other]]
