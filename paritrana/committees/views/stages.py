from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from paritrana.access import may
from paritrana.committees.forms import BackForm, ForwardForm
from paritrana.committees.models import Category, Edition, Stage, StageMove
from paritrana.committees.pages import edition_page, stage_line
from paritrana.committees.services import stages as verbs
from paritrana.committees.workflow import earlier_stages
from paritrana.forms import PortalForm, refused
from paritrana.htmx import render

PAGE = "committees/stage.html"


@edition_page("stages.view")
def stages(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every category with its stages."""
    categories = Category.objects.visible_to(request.user, "stages.view").filter(edition=edition)
    rows = [
        (category, stage_line(category), verbs.next_stage(category))
        for category in categories.select_related("edition")
    ]
    context = {"categories": rows, "breadcrumbs": [(_("Tahapan"), None)]}
    return render(request, "committees/stages.html", context)


@edition_page("stages.view")
def stage(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """One category: what holds it back, the next move, the way back, and all moves so far."""
    categories = Category.objects.visible_to(request.user, "stages.view").select_related("edition__province")
    row = get_object_or_404(categories, edition=edition, slug=category)
    back = "back-source" in request.POST
    context = _context(request, row, back)
    form: PortalForm | None = context["back" if back else "forward"]
    if request.method != "POST":
        return render(request, PAGE, context)
    if form is None:
        return refused(request, PAGE, context | {"problems": [_moved_on(row)]})
    if form.is_valid():
        data = form.cleaned_data
        moved = form.attempt(
            verbs.advance, row, data["target"], by=request.user, source=data["source"],
            note=data.get("note", ""), set_aside=data.get("set_aside", []),
        )  # fmt: skip
        if moved:
            words = {"category": row.name, "stage": moved.get_target_display()}
            messages.success(request, _("Kategori %(category)s sekarang di tahap %(stage)s.") % words)
            return redirect("stage", edition.province.slug, edition.slug, row.slug)
    return refused(request, PAGE, context)


def _context(request: HttpRequest, row: Category, back: bool) -> dict[str, Any]:
    """The page of a category: its two forms, for those who may use them."""
    target = verbs.next_stage(row)
    blockers = verbs.open_blockers(row, target) if target else []
    soft = [blocker.text for blocker in blockers if not blocker.hard]
    hard = [blocker for blocker in blockers if blocker.hard]
    forward = None
    if target and not (hard and request.method != "POST"):
        code = "categories.release" if target == Stage.ANNOUNCED else "categories.advance"
        if may(request.user, code, row) and (not soft or may(request.user, "categories.override", row)):
            forward = ForwardForm(
                None if back else request.POST or None, user=request.user, prefix="next", target=target, soft=soft,
                initial={"source": row.stage, "target": target},
            )  # fmt: skip
    earlier = earlier_stages(row.stage, row.skips)
    returned = None
    if earlier and may(request.user, "categories.advance", row):
        returned = BackForm(
            request.POST if back else None, user=request.user, prefix="back", earlier=earlier,
            initial={"source": row.stage, "target": earlier[0]},
        )  # fmt: skip
    moves = StageMove.objects.visible_to(request.user, "stages.view").filter(category=row).select_related("by")
    return {
        "category": row, "stages": stage_line(row), "target": target, "hard": hard,
        "soft": [blocker for blocker in blockers if not blocker.hard], "forward": forward, "back": returned,
        "is_release": target == Stage.ANNOUNCED, "moves": moves,
        "breadcrumbs": [(_("Tahapan"), row.edition.get_absolute_url() + "tahapan/"), (row.name, None)],
    }  # fmt: skip


def _moved_on(row: Category) -> str:
    words = {"category": row.name, "stage": row.get_stage_display()}
    return _("Kategori %(category)s sudah berada di tahap %(stage)s. Periksa dahulu keadaan terbaru.") % words
