"""What the pages of ranking, review, plenary and papers share: the category, its address and its frame."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import stage_line


def category_of(request: HttpRequest, edition: Edition, slug: str, code: str) -> Category:
    """The category of the address, if the person reaches it with `code`."""
    found = get_object_or_404(Category.objects.visible_to(request.user, code), edition=edition, slug=slug)
    found.edition = edition
    return found


def address(name: str, category: Category, *rest: Any) -> str:
    edition = category.edition
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug, *rest])


def frame(category: Category, *crumbs: tuple[Any, str | None]) -> dict[str, Any]:
    """Stages of the category and the way to the page, below "Peringkat"."""
    edition = category.edition
    home = reverse("rankings", args=[edition.province.slug, edition.slug])
    return {"category": category, "stages": stage_line(category), "breadcrumbs": [(_("Peringkat"), home), *crumbs]}
