"""The register of regulations."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.models import Regulation
from nominations.outreach_forms import RegulationFilter, RegulationForm, RemoveForm
from nominations.services import regulations as services
from nominations.views.rows import address
from paritrana.access import holds
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files import services as files
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.regions.models import Regency

PAGE = 50


@edition_page("regulations.view")
def register(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All regulations of the province and its regencies."""
    rows = _rows(request, edition, "regulations.view")
    counts = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    regencies = Regency.objects.visible_to(request.user, "provinces.view").filter(province=edition.province)
    chosen = RegulationFilter(request.GET, queryset=rows, regencies=regencies)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Regulasi"), None)],
        "filter": chosen,
        "counts": {"kind": counts},
        "page": Paginator(chosen.qs.select_related("regency", "file"), PAGE).get_page(request.GET.get("page")),
        "may_edit": holds(request.user, "regulations.edit"),
        "editable": set(_rows(request, edition, "regulations.edit").values_list("pk", flat=True))
        if holds(request.user, "regulations.edit")
        else set(),
        "any": bool(counts),
    }
    return render(request, "nominations/regulations.html", context)


@edition_page("regulations.edit")
def regulation(request: HttpRequest, edition: Edition, pk: int | None = None) -> HttpResponse:
    """Add a regulation, or edit one."""
    row = None if pk is None else get_object_or_404(_rows(request, edition, "regulations.edit"), pk=pk)
    title = str(row) if row else _("Regulasi baru")
    form = RegulationForm(
        request.POST or None, request.FILES or None, user=request.user, province=edition.province, instance=row
    )
    form.cancel_url = address("regulations", edition)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Regulasi"), form.cancel_url), (title, None)],
        "title": title,
        "regulation": row,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/regulation.html", context)
    made = None
    if form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        upload = values.pop("upload")
        stored = None if pk is None else _rows(request, edition, "regulations.edit").get(pk=pk)
        made = (
            form.attempt(services.edit_regulation, stored, upload, by=request.user, **values)
            if stored
            else form.attempt(services.add_regulation, edition.province, upload, by=request.user, **values)
        )
    if made is None:
        return refused(request, "nominations/regulation.html", context)
    messages.success(request, _("%s tersimpan dalam daftar regulasi.") % made)
    return redirect(form.cancel_url)


@edition_page("regulations.view")
def file(request: HttpRequest, edition: Edition, pk: int) -> HttpResponseBase:
    row = get_object_or_404(_rows(request, edition, "regulations.view").select_related("file"), pk=pk)
    if row.file is None:
        raise Http404
    return files.send(row.file, to=request.user, inline=True)


@edition_page("regulations.edit")
def remove(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Take a line entered by mistake out of the register, with the reason."""
    row = get_object_or_404(_rows(request, edition, "regulations.edit"), pk=pk)
    form = RemoveForm(request.POST or None, user=request.user)
    form.cancel_url = address("regulation", edition, pk)
    name = str(row)
    title = _("Hapus %s") % name
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Regulasi"), address("regulations", edition)), (str(row), form.cancel_url), (title, None)],
        "title": title,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/regulation.html", context)
    if form.is_valid():
        form.attempt(services.remove_regulation, row, note=form.cleaned_data["note"], by=request.user)
    if form.errors:
        return refused(request, "nominations/regulation.html", context)
    messages.success(request, _("%s dihapus dari daftar; riwayat perubahan menyimpannya.") % name)
    return redirect(address("regulations", edition))


def _rows(request: HttpRequest, edition: Edition, code: str) -> Any:
    return Regulation.objects.visible_to(request.user, code).filter(province=edition.province)
