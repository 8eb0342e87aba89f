"""A candidate who was not ranked for want of sheets: the ways that the rules allow, and the one that was taken."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring import explanation as reading
from scoring.models import QuorumChoice, RankingRow
from scoring.quorum_queries import ways_for
from scoring.ranking_forms import QuorumForm
from scoring.services import quorum as verbs
from scoring.views.frame import address, category_of, frame


@edition_page("quorum.choose")
def quorum(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """Choose a way for one candidate of the last run; what is chosen stays."""
    found = category_of(request, edition, category, "quorum.choose")
    rows = RankingRow.objects.visible_to(request.user, "ranking.view").filter(
        run__category=found, nomination__number=number
    )
    row = rows.select_related("run", "nomination__nominee").order_by("-run__number").first()
    if row is None:
        raise Http404
    row.run.category = row.nomination.category = found
    choice = QuorumChoice.objects.visible_to(request.user, "quorum.choose").filter(
        run=row.run, nomination=row.nomination
    )
    ways = ways_for(row.run, row.nomination)
    form = QuorumForm(request.POST or None, user=request.user, ways=ways)
    form.cancel_url = address("ranking", found)
    page = frame(found, (found.name, address("ranking", found)), (str(row.nomination.nominee), None)) | {
        "row": row,
        "why": reading.reason(row),
        "choice": choice.select_related("by").first(),
        "form": form if ways else None,
    }
    if request.method != "POST":
        return render(request, "scoring/quorum.html", page)
    if form.is_valid():
        try:
            verbs.choose(
                row.run, row.nomination, form.cleaned_data["way"], reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Jalan keluar tercatat dengan alasannya."))
            return redirect(address("ranking", found))
    return refused(request, "scoring/quorum.html", page)
