"""One way to answer: the whole page, or the part of it that htmx asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils.cache import patch_vary_headers

View = Callable[..., HttpResponse]


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only its `{% partialdef %}` when htmx asks and the view has named one."""
    details = request.htmx  # type: ignore[attr-defined]
    part = partial if details and not details.boosted and not details.history_restore_request else None
    response = render_page(request, f"{template}#{part}" if part else template, context, status=status)
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    return response


def followed(is_newest: Callable[[str], bool]) -> Callable[[View], View]:
    """Mark a view that pages poll with `?seen=`: `is_newest` says, without the database, that nothing is new."""

    def mark(view: View) -> View:
        view.is_newest = is_newest  # type: ignore[attr-defined]
        return view

    return mark
