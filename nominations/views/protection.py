"""Which regency protects which group of workers, and what changed in a year."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.models import ProtectedGroup, Regulation
from nominations.outreach_forms import GroupForm, ProtectionForm
from nominations.protection_queries import matrix, states_of
from nominations.services import protection as services
from nominations.views.rows import address
from paritrana.access import may
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.regions.models import Regency


@edition_page("protection.view")
def matrix_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Counts first, with what changed; then every regency and group."""
    found = matrix(request.user, edition.province, edition.assessment_year)
    context = {
        "edition": edition,
        "breadcrumbs": _trail(edition),
        "matrix": found,
        "year": edition.assessment_year,
        "last_year": edition.assessment_year - 1,
        "may_enter": may(request.user, "protection.enter", edition),
        "may_set_up": may(request.user, "protection.groups", edition),
    }
    return render(request, "nominations/protection.html", context)


@edition_page("protection.enter")
def regency_states(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """All groups of one regency in the year of the edition."""
    rows = Regency.objects.visible_to(request.user, "protection.enter").filter(province=edition.province)
    regency = get_object_or_404(rows, code=code)
    year = edition.assessment_year
    regulations = Regulation.objects.visible_to(request.user, "regulations.view").filter(
        province=edition.province, year__lte=year
    )
    now = states_of(request.user, regency, year)
    before = states_of(request.user, regency, year - 1)
    groups = list(ProtectedGroup.objects.visible_to(request.user, "protection.view").filter(province=edition.province))
    form = ProtectionForm(
        request.POST or None,
        user=request.user,
        groups=groups,
        regulations=[row for row in regulations if row.regency_id in (None, regency.pk)],
        now=now,
        before=before,
    )
    form.cancel_url = address("protection", edition)
    context = {
        "edition": edition,
        "breadcrumbs": _trail(edition, (str(regency), None)),
        "regency": regency,
        "year": year,
        "from_last_year": bool(before and not now),
        "groups": groups,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/protection_regency.html", context)
    if form.is_valid():
        form.attempt(services.set_states, regency, year, form.states, by=request.user)
    if form.errors:
        return refused(request, "nominations/protection_regency.html", context)
    messages.success(request, _("Keadaan %s tersimpan.") % regency)
    return redirect(form.cancel_url)


@edition_page("protection.groups")
def groups(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The groups that are followed in the province: the usual ones, and what the secretariat adds."""
    if request.method == "POST" and request.POST.get("action") == "usual":
        services.add_usual_groups(edition.province, by=request.user)
        messages.success(request, _("Kelompok contoh ditambahkan. Sesuaikan dengan provinsi Anda."))
        return redirect(request.path)
    form = GroupForm(request.POST or None, user=request.user)
    form.submit_label = _("Tambah kelompok")
    form.fields["name"].label = _("Nama kelompok baru")
    if request.method == "POST" and form.is_valid():
        made = form.attempt(services.add_group, edition.province, form.cleaned_data["name"], by=request.user)
        if made:
            messages.success(request, _("Kelompok “%s” ditambahkan.") % made)
            return redirect(request.path)
    rows = ProtectedGroup.objects.visible_to(request.user, "protection.groups").filter(province=edition.province)
    context = {
        "edition": edition,
        "breadcrumbs": _trail(edition, (_("Kelompok"), None)),
        "groups": rows,
        "usual": services.USUAL,
        "form": form,
    }
    return (refused if form.errors else render)(request, "nominations/protection_groups.html", context)


@edition_page("protection.groups")
def group(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Another name for a group, or away with one that was never used."""
    rows = ProtectedGroup.objects.visible_to(request.user, "protection.groups").filter(province=edition.province)
    row = get_object_or_404(rows, pk=pk)
    removes = request.POST.get("action") == "remove"
    name = row.name
    form = GroupForm(None if removes else request.POST or None, user=request.user, instance=row)
    form.cancel_url = address("protection_groups", edition)
    error: list[str] = []
    if request.method == "POST":
        try:
            if removes:
                services.remove_group(row, by=request.user)
                messages.success(request, _("Kelompok “%s” dihapus.") % name)
                return redirect(form.cancel_url)
            if form.is_valid():
                form.attempt(services.edit_group, row, form.cleaned_data["name"], by=request.user)
        except ValidationError as refusal:
            error = refusal.messages
        if not error and not form.errors:
            messages.success(request, _("Nama kelompok tersimpan."))
            return redirect(form.cancel_url)
    context = {
        "edition": edition,
        "breadcrumbs": _trail(edition, (_("Kelompok"), form.cancel_url), (name, None)),
        "name": name,
        "form": form,
        "error": error,
    }
    return (refused if error or form.errors else render)(request, "nominations/protection_group.html", context)


def _trail(edition: Edition, *rest: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    here = address("protection", edition) if rest else None
    return [(_("Cakupan"), address("coverage", edition)), (_("Kelompok terlindungi"), here), *rest]
