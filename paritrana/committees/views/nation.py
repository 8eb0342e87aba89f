"""The administrator's pages: provinces, secretariats, BPJS branches."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import require
from paritrana.committees import queries
from paritrana.committees.forms_nation import AreaForm, BranchForm, ProvinceForm
from paritrana.committees.forms_people import SecretariatForm
from paritrana.committees.models import Seat
from paritrana.committees.services import people
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.regions import services
from paritrana.regions.models import Branch, BranchArea, Province

FORM = "committees/form.html"


def _crumbs(*rest: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_("Beranda"), reverse("home")), (_("Nasional"), reverse("nation") if rest else None), *rest]


def nation(request: HttpRequest) -> HttpResponse:
    """Every province with its secretariat and editions."""
    require(request.user, "provinces.manage")
    provinces = Province.objects.visible_to(request.user, "provinces.manage")
    offices = queries.manageable(queries.not_ended(Seat.objects.visible_to(request.user, "seats.manage_secretariat")))
    seats: dict[str | None, list[Seat]] = {}
    for seat in offices.order_by("pk"):
        seats.setdefault(seat.province_id, []).append(seat)
    counted = provinces.annotate(edition_count=Count("editions")).order_by("name")
    context = {
        "provinces": [(province, seats.get(province.pk, [])) for province in counted],
        "administrators": seats.get(None, []),
        "breadcrumbs": _crumbs(),
    }
    return render(request, "committees/nation.html", context)


def secretariat_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "seats.manage_secretariat")
    form = SecretariatForm(request.POST or None, user=request.user, edition=None, cancel_url=reverse("nation"))
    context = {"form": form, "title": _("Tambah petugas sekretariat"), "breadcrumbs": _crumbs((_("Tambah"), None))}
    if request.method == "POST":
        if form.is_valid():
            seat = form.attempt(
                people.welcome, by=request.user, person=form.cleaned_data["person"], newcomer=form.newcomer(),
                **form.place(),
            )  # fmt: skip
            if seat:
                messages.success(request, _("Peran dibuka: %s.") % seat)
                return redirect("seat", seat.pk)
        return refused(request, FORM, context)
    return render(request, FORM, context)


def province(request: HttpRequest, province: str) -> HttpResponse:
    """Letterhead and paper."""
    require(request.user, "provinces.manage")
    row = get_object_or_404(Province.objects.visible_to(request.user, "provinces.manage"), slug=province)
    form = ProvinceForm(request.POST or None, user=request.user, province=row)
    form.cancel_url = reverse("nation")
    context = {"form": form, "title": row.name, "breadcrumbs": _crumbs((row.name, None))}
    if request.method == "POST":
        if form.is_valid() and form.attempt(services.edit_province, row, by=request.user, **form.cleaned_data):
            messages.success(request, _("Provinsi tersimpan."))
            return redirect("nation")
        return refused(request, FORM, context)
    return render(request, FORM, context)


def branches(request: HttpRequest) -> HttpResponse:
    require(request.user, "provinces.manage")
    rows = Branch.objects.visible_to(request.user, "provinces.manage").select_related("province")
    rows = rows.annotate(served=Count("areas", filter=Q(areas__valid_to=None))).order_by("province__name", "name")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "breadcrumbs": _crumbs((_("Kantor cabang"), None))}
    return render(request, "committees/branches.html", context)


def branch_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "provinces.manage")
    form = BranchForm(request.POST or None, user=request.user)
    form.cancel_url = reverse("branches")
    context = {
        "form": form, "title": _("Kantor cabang baru"),
        "breadcrumbs": _crumbs((_("Kantor cabang"), reverse("branches")), (_("Baru"), None)),
    }  # fmt: skip
    if request.method == "POST":
        if form.is_valid():
            row = form.attempt(services.add_branch, by=request.user, **form.cleaned_data)
            if row:
                messages.success(request, _("Kantor cabang dibuat. Tambahkan wilayah kerjanya."))
                return redirect("branch", row.code)
        return refused(request, FORM, context)
    return render(request, FORM, context)


def branch(request: HttpRequest, code: str) -> HttpResponse:
    """One branch: its name and home, and the regencies it serves, from and until."""
    require(request.user, "provinces.manage")
    row = _branch(request, code)
    adding = "area-regency" in request.POST
    form = BranchForm(
        request.POST if request.method == "POST" and not adding else None,
        user=request.user, branch=row, prefix="branch",
    )  # fmt: skip
    area_form = AreaForm(request.POST if adding else None, user=request.user, prefix="area")
    if request.method == "POST":
        used = area_form if adding else form
        if used.is_valid():
            if adding:
                done = area_form.attempt(services.serve, row, by=request.user, **area_form.cleaned_data)
            else:
                done = form.attempt(services.edit_branch, row, by=request.user, **form.cleaned_data)
            if done:
                messages.success(request, _("Kantor cabang tersimpan."))
                return redirect("branch", row.code)
    return _branch_page(request, row, form, area_form, wrong=request.method == "POST")


@require_POST
def area_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The branch leaves a regency today."""
    require(request.user, "provinces.manage")
    row = _branch(request, code)
    areas = BranchArea.objects.visible_to(request.user, "provinces.manage").select_related("regency__province")
    area = get_object_or_404(areas, branch=row, pk=pk)
    try:
        services.serve_no_more(area, timezone.localdate(), by=request.user)
    except ValidationError as error:
        form = BranchForm(user=request.user, branch=row, prefix="branch")
        area_form = AreaForm(user=request.user, prefix="area")
        return _branch_page(request, row, form, area_form, wrong=True, problems=error.messages)
    messages.success(request, _("Wilayah kerja diakhiri."))
    return redirect("branch", row.code)


def _branch(request: HttpRequest, code: str) -> Branch:
    return get_object_or_404(Branch.objects.visible_to(request.user, "provinces.manage"), code=code)


def _branch_page(
    request: HttpRequest, row: Branch, form: BranchForm, area_form: AreaForm, wrong: bool, problems: Any = ()
) -> HttpResponse:
    areas = BranchArea.objects.visible_to(request.user, "provinces.manage").filter(branch=row)
    context = {
        "branch": row, "form": form, "area_form": area_form, "problems": problems,
        "areas": areas.select_related("regency__province").order_by("valid_to", "regency__code"),
        "breadcrumbs": _crumbs((_("Kantor cabang"), reverse("branches")), (row.name, None)),
    }  # fmt: skip
    return (refused if wrong else render)(request, "committees/branch.html", context)
