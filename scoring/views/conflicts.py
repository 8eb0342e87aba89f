"""Conflicts of interest: who scores declares; secretariat, chair and observer read all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.access import may, require
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.forms import ConflictForm
from scoring.models import Recusal
from scoring.services import sheets


@edition_page("recusals.view")
def conflicts(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Declare, and read what one may read."""
    declares = may(request.user, "recusals.declare", edition)
    follows = may(request.user, "recusals.follow", edition)
    code = "recusals.follow" if follows else "recusals.declare"
    rows = (
        Recusal.objects.visible_to(request.user, code)
        .filter(nomination__edition=edition)
        .select_related("nomination__nominee", "nomination__category", "person", "by")
        .order_by("-pk")
    )
    initial = {"nomination": request.GET.get("usulan")}
    form = ConflictForm(request.POST or None, user=request.user, edition=edition, initial=initial) if declares else None
    context = {
        "edition": edition,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "form": form,
        "follows": follows,
        "breadcrumbs": [(_("Konflik kepentingan"), None)],
    }
    if request.method != "POST":
        return render(request, "scoring/conflicts.html", context)
    require(request.user, "recusals.declare", edition, _("Hanya penilai yang menyatakan konflik kepentingannya."))
    assert form is not None
    try:
        if form.is_valid():
            sheets.recuse(person=request.user, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("Tercatat: Anda tidak ikut menilai %s.") % form.cleaned_data["nomination"].nominee
            )
            return redirect(reverse("conflicts", args=[edition.province.slug, edition.slug]))
    except ValidationError as error:
        form.add_error(None, error)
    return refused(request, "scoring/conflicts.html", context)
