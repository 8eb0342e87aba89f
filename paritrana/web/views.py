from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from paritrana.committees.agenda import agenda
from paritrana.committees.models import Category, Edition
from paritrana.htmx import render


@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    """The front page: results that the chair has released."""
    released = Category.objects.visible_to(request.user, "results.view").select_related("edition__province")
    return render(request, "web/public.html", {"categories": released.order_by("-released_at")[:50]})


def home(request: HttpRequest) -> HttpResponse:
    """What is this person's to do now, and where the editions stand."""
    editions = Edition.objects.visible_to(request.user, "editions.view")
    return render(
        request,
        "web/home.html",
        {
            "items": agenda(request.user),
            "editions": editions.select_related("province").prefetch_related("categories")[:20],
        },
    )
