"""A candidate in the wrong category: first where to, then what goes along, then with a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.candidate_forms import MoveForm
from nominations.carry_queries import plan_move
from nominations.services import moving as services
from nominations.views.rows import frame, nomination_or_404
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render


@edition_page("nominations.manage")
def move(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.manage")
    context: dict[str, Any] = frame(edition, nomination, (_("Pindahkan"), None))
    context["reasons"] = services.why_fixed(nomination)
    categories = Category.objects.visible_to(request.user, "nominations.manage").filter(
        edition=edition, nominee_kind=nomination.nominee.kind
    )
    slug = request.GET.get("kategori", "")
    if not slug or context["reasons"]:
        others = categories.exclude(pk=nomination.category_id).select_related("edition")
        context["choices"] = [(row, services.why_not_into(nomination, row)) for row in others]
        answer = refused if request.method == "POST" else render
        return answer(request, "nominations/move_category.html", context)
    category = get_object_or_404(categories.select_related("edition"), slug=slug)
    context["category"], context["why_not"] = category, services.why_not_into(nomination, category)
    plan = plan_move(nomination, category)
    form = MoveForm(request.POST or None, user=request.user, needs_deadline=plan.needs_deadline)
    form.cancel_url = nomination.get_absolute_url()
    context |= {"plan": plan, "form": form}
    if request.method != "POST":
        return render(request, "nominations/move.html", context)
    if form.is_valid():
        try:
            services.move(nomination, category, seen=request.POST.get("seen", ""), by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = {"nominee": nomination.nominee.name, "category": category.name}
            text = _("%(nominee)s dipindahkan ke kategori %(category)s dan diberi tahu.")
            messages.success(request, text % words)
            return redirect(nomination)
    return refused(request, "nominations/move.html", context)
