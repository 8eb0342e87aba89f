"""Hari libur: the table by which working days are counted in a province."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import may
from paritrana.committees.forms_holidays import HolidayForm
from paritrana.committees.models import Edition, Holiday
from paritrana.committees.pages import edition_page
from paritrana.committees.services import holidays as verbs
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.working_days import national


@edition_page("holidays.view")
def holidays(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The national lists of this year and the next, and the province's own days."""
    can_edit = may(request.user, "holidays.edit", edition.province)
    form = HolidayForm(request.POST or None, user=request.user) if can_edit else None
    year = timezone.localdate().year
    rows = Holiday.objects.visible_to(request.user, "holidays.view").filter(province=edition.province)
    context = {
        "years": [(number, national(number)) for number in (year, year + 1)],
        "rows": rows,
        "form": form,
        "breadcrumbs": [(_("Hari libur"), None)],
    }
    if form is None or request.method != "POST":
        return render(request, "committees/holidays.html", context)
    if form.is_valid() and form.attempt(verbs.add, edition.province, by=request.user, **form.cleaned_data):
        messages.success(request, _("Hari ditambahkan."))
        return redirect(request.path)
    return refused(request, "committees/holidays.html", context)


@require_POST
@edition_page("holidays.edit")
def holiday_remove(request: HttpRequest, edition: Edition, holiday: int) -> HttpResponse:
    rows = Holiday.objects.visible_to(request.user, "holidays.edit").filter(province=edition.province)
    verbs.remove(get_object_or_404(rows, pk=holiday), by=request.user)
    messages.success(request, _("Hari dihapus dari daftar provinsi."))
    return redirect("holidays", edition.province.slug, edition.slug)
