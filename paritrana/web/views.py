from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from paritrana.access import holds, seats_of
from paritrana.committees.agenda import agenda
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import stage_line
from paritrana.committees.services import seats
from paritrana.htmx import render
from paritrana.web.agenda import unread


@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    """The front page: results that the chair has released, newest first, by edition."""
    released = Category.objects.visible_to(request.user, "results.view").select_related("edition__province")
    editions: dict[Edition, list[Category]] = {}
    for category in released.order_by("-edition__held_year", "edition", "order", "pk")[:200]:
        editions.setdefault(category.edition, []).append(category)
    return render(request, "web/public.html", {"editions": editions.items()})


def home(request: HttpRequest) -> HttpResponse:
    """What is this person's to do now, and where the editions stand."""
    if not request.session.get("arrived"):
        seats.arrive(request.user)
        request.session["arrived"] = True
    editions = Edition.objects.visible_to(request.user, "editions.view")
    running = editions.select_related("province").prefetch_related("categories").order_by("-held_year", "province")
    context = {
        "items": agenda(request.user) + unread(request.user),
        "editions": [(edition, stage_line(edition)) for edition in running[:20]],
        "seats": seats_of(request.user),
        "may_create": holds(request.user, "editions.create"),
        "is_administrator": holds(request.user, "provinces.manage"),
    }
    return render(request, "web/home.html", context)
