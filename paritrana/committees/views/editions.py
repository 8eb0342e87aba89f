from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import require
from paritrana.committees.forms import CategoryForm, EditionForm, NewEditionForm
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.committees.queries import has_second_officer
from paritrana.committees.services import editions
from paritrana.committees.services.stages import next_stage
from paritrana.forms import refused
from paritrana.htmx import render

FORM = "committees/form.html"


def edition_new(request: HttpRequest) -> HttpResponse:
    """The secretariat creates an edition of its province."""
    require(request.user, "editions.create")
    form = NewEditionForm(request.POST or None, user=request.user)
    crumbs = [(_("Beranda"), reverse("home")), (_("Penyelenggaraan baru"), None)]
    context = {"form": form, "title": _("Penyelenggaraan baru"), "breadcrumbs": crumbs}
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            edition = form.attempt(
                editions.create, data["province"], title=data["title"], assessment_year=data["assessment_year"],
                held_year=data["held_year"], by=request.user, **form.source(),
            )  # fmt: skip
            if edition:
                messages.success(request, _("Penyelenggaraan dibuat. Lengkapi kategori dan panitianya."))
                return redirect(edition)
        return refused(request, FORM, context)
    return render(request, FORM, context)


@edition_page("editions.view")
def edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Where each category is and what comes next."""
    categories = Category.objects.visible_to(request.user, "categories.view").filter(edition=edition)
    rows = [(category, next_stage(category)) for category in categories.select_related("edition")]
    return render(request, "committees/edition.html", {"categories": rows})


@edition_page("editions.edit")
def edition_edit(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = EditionForm(request.POST or None, user=request.user, instance=edition)
    form.cancel_url = edition.get_absolute_url()
    context = {
        "form": form, "title": _("Ubah penyelenggaraan"), "breadcrumbs": [(_("Ubah"), None)],
        "nobody_second": not has_second_officer(edition),
    }  # fmt: skip
    if request.method == "POST":
        if form.is_valid():
            changed = form.attempt(editions.edit, edition, by=request.user, **form.cleaned_data)
            if changed:
                messages.success(request, _("Penyelenggaraan tersimpan."))
                return redirect(changed)
        return refused(request, "committees/edition_edit.html", context)
    return render(request, "committees/edition_edit.html", context)


@edition_page("categories.edit")
def categories(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = Category.objects.visible_to(request.user, "categories.edit").filter(edition=edition)
    context = {"categories": rows, "breadcrumbs": [(_("Kategori"), None)]}
    return render(request, "committees/categories.html", context)


@edition_page("categories.edit")
def category_new(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = CategoryForm(request.POST or None, user=request.user)
    return _category_form(request, edition, form, _("Kategori baru"), lambda: form.attempt(
        editions.add_category, edition, by=request.user, **form.cleaned_data
    ))  # fmt: skip


@edition_page("categories.edit")
def category_edit(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    row = _category(request, edition, category)
    form = CategoryForm(request.POST or None, user=request.user, category=row)
    return _category_form(request, edition, form, row.name, lambda: form.attempt(
        editions.edit_category, row, by=request.user, **form.cleaned_data
    ))  # fmt: skip


@require_POST
@edition_page("categories.edit")
def category_remove(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    row = _category(request, edition, category)
    try:
        editions.remove_category(row, by=request.user)
    except ValidationError as error:
        rows = Category.objects.visible_to(request.user, "categories.edit").filter(edition=edition)
        context = {"categories": rows, "breadcrumbs": [(_("Kategori"), None)], "problems": error.messages}
        return refused(request, "committees/categories.html", context)
    messages.success(request, _("Kategori %s dihapus.") % row.name)
    return redirect("categories", edition.province.slug, edition.slug)


def _category(request: HttpRequest, edition: Edition, slug: str) -> Category:
    rows = Category.objects.visible_to(request.user, "categories.edit")
    return get_object_or_404(rows, edition=edition, slug=slug)


def _category_form(request: HttpRequest, edition: Edition, form: CategoryForm, title: str, write: Any) -> HttpResponse:
    place = [edition.province.slug, edition.slug]
    context = {
        "form": form, "title": title,
        "breadcrumbs": [(_("Kategori"), edition.get_absolute_url() + "kategori/"), (title, None)],
    }  # fmt: skip
    form.cancel_url = edition.get_absolute_url() + "kategori/"
    if request.method == "POST":
        if form.is_valid() and write():
            messages.success(request, _("Kategori tersimpan."))
            return redirect("categories", *place)
        return refused(request, FORM, context)
    return render(request, FORM, context)
