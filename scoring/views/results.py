"""The public announcement: what the chair has released, and nothing before."""

import zoneinfo

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from paritrana.committees.models import Category, Edition
from paritrana.htmx import render
from scoring.models import Decision, SpecialAward


@login_not_required
def results(request: HttpRequest, province: str, edition: str) -> HttpResponse:
    """Places and special awards of the released categories; an edition without any is not found."""
    user = request.user
    editions = Edition.objects.visible_to(user, "results.view").select_related("province")
    found = get_object_or_404(editions, province__slug=province, slug=edition)
    categories = list(Category.objects.visible_to(user, "results.view").filter(edition=found))
    if not categories:
        raise Http404
    timezone.activate(zoneinfo.ZoneInfo(found.province.zone))
    decisions = {
        decision.category_id: decision
        for decision in Decision.objects.visible_to(user, "results.view")
        .filter(category__in=categories)
        .prefetch_related("placements__nomination__nominee__regency")
    }
    awards: dict[int, list[SpecialAward]] = {}
    visible = SpecialAward.objects.visible_to(user, "results.view").filter(category__in=categories)
    for award in visible.select_related("nominee__regency"):
        awards.setdefault(award.category_id, []).append(award)
    sections = [
        {
            "category": category,
            "placements": decisions[category.pk].placements.all() if category.pk in decisions else [],
            "awards": awards.get(category.pk, []),
        }
        for category in categories
    ]
    return render(request, "scoring/results.html", {"of": found, "sections": sections})
