from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.instrument_forms import IndicatorForm
from nominations.models import Indicator, Instrument
from nominations.question_forms import ChangeForm
from nominations.services import instruments as services
from nominations.services import versions
from nominations.views.rows import address
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render


def category_or_404(request: HttpRequest, edition: Edition, slug: str) -> Category:
    rows = Category.objects.visible_to(request.user, "instruments.edit").select_related("edition")
    return get_object_or_404(rows, edition=edition, slug=slug)


def _newest(request: HttpRequest, category: Category) -> Instrument | None:
    rows = Instrument.objects.visible_to(request.user, "instruments.view").filter(category=category)
    return rows.order_by("-version").first()


def _trail(edition: Edition, category: Category, *rest: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    here = address("instrument", edition, category.slug) if rest else None
    return [(_("Kategori"), address("categories", edition)), (_("Instrumen %s") % category.name, here), *rest]


@edition_page("instruments.edit")
def instrument(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The questions of a category, by section."""
    return _page(request, edition, category_or_404(request, edition, category))


def _page(request: HttpRequest, edition: Edition, category: Category, *, error: str = "") -> HttpResponse:
    newest = _newest(request, category)
    indicators = Indicator.objects.visible_to(request.user, "instruments.view").filter(instrument=newest)
    change = versions.change_of(newest) if newest and newest.version > 1 else None
    context = {
        "change": change,
        "new": {row.pk for row in change.new} if change else set(),
        "changed": {row.pk for row in change.changed} if change else set(),
        "may_change": bool(newest and newest.frozen_at) and not versions.why_no_change(category),
        "category": category,
        "instrument": newest,
        "indicators": list(indicators) if newest else [],
        "is_frozen": bool(newest and newest.frozen_at),
        "last_year": services.last_year(category),
        "error": error,
        "breadcrumbs": _trail(edition, category),
    }
    return (refused if error else render)(request, "nominations/instrument.html", context)


@edition_page("instruments.edit")
@require_POST
def instrument_act(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Start from the example or from last year, freeze, move or remove a question."""
    row = category_or_404(request, edition, category)
    try:
        message = _act(request, row)
    except ValidationError as error:
        return _page(request, edition, row, error=" ".join(error.messages))
    if message:
        messages.success(request, message)
    anchor = f"#butir-{request.POST['indicator']}" if request.POST.get("action") in ("up", "down") else ""
    return redirect(f"{address('instrument', edition, row.slug)}{anchor}")


def _act(request: HttpRequest, category: Category) -> str:
    action, by = request.POST.get("action"), request.user
    if action == "example":
        services.use_example(category, by=by)
        return _("Contoh butir ditambahkan. Sesuaikan sebelum ditetapkan; ini bukan ketentuan resmi.")
    if action == "copy":
        services.copy_last_year(category, by=by)
        return _("Butir tahun sebelumnya disalin. Sesuaikan sebelum ditetapkan.")
    if action == "freeze":
        found = services.freeze(_draft(by, category), by=by)
        if found.version > 1:
            return _("Perubahan berlaku dan kandidat diberi tahu.")
        return _("Instrumen ditetapkan dan dapat diisi kandidat.")
    if action == "discard":
        versions.discard_change(_draft(by, category), by=by)
        return _("Rancangan perubahan dibatalkan; versi yang berlaku tetap.")
    typed = request.POST.get("indicator", "")
    found = get_object_or_404(
        Indicator.objects.visible_to(by, "instruments.edit").select_related("instrument"),
        pk=typed if typed.isdecimal() and len(typed) < 18 else 0,
        instrument__category=category,
    )
    if action == "remove":
        services.remove_indicator(found, by=by)
        return _("Butir %s dihapus.") % found.code
    if action in ("up", "down"):
        services.move_indicator(found, up=action == "up", by=by)
        return ""
    raise ValidationError(_("Pilih tindakan yang tersedia."))


def _draft(by: Any, category: Category) -> Instrument:
    """The newest version, which is the one that may still be a draft."""
    rows = Instrument.objects.visible_to(by, "instruments.edit").filter(category=category).order_by("-version")[:1]
    return get_object_or_404(rows)


@edition_page("instruments.edit")
def instrument_change(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The letter that orders a change: it starts the draft of the next version."""
    of = category_or_404(request, edition, category)
    form = ChangeForm(request.POST or None, user=request.user)
    form.cancel_url = address("instrument", edition, of.slug)
    context = {
        "form": form,
        "category": of,
        "why_not": versions.why_no_change(of),
        "breadcrumbs": _trail(edition, of, (_("Perubahan sesuai surat"), None)),
    }
    if request.method == "POST" and form.is_valid():
        made = form.attempt(versions.start_change, of, by=request.user, **form.cleaned_data)
        if made:
            messages.success(request, _("Rancangan dibuat. Ubah butir sesuai surat, lalu tetapkan."))
            return redirect(form.cancel_url)
    if request.method == "POST":
        return refused(request, "nominations/instrument_change.html", context)
    return render(request, "nominations/instrument_change.html", context)


@edition_page("instruments.edit")
def indicator(request: HttpRequest, edition: Edition, category: str, indicator: int | None = None) -> HttpResponse:
    """Add a question, or edit one."""
    of = category_or_404(request, edition, category)
    row = None
    if indicator is not None:
        rows = Indicator.objects.visible_to(request.user, "instruments.edit").select_related("instrument")
        row = get_object_or_404(rows, pk=indicator, instrument__category=of)
    initial = {} if row else {"section": request.GET.get("bagian", "")}
    form = IndicatorForm(request.POST or None, user=request.user, category=of, instance=row, initial=initial)
    form.cancel_url = address("instrument", edition, of.slug)
    title = _("Ubah butir %s") % row.code if row else _("Butir baru")
    context = {"form": form, "title": title, "category": of, "breadcrumbs": _trail(edition, of, (title, None))}
    if request.method == "POST" and form.is_valid():
        try:
            if row:
                stored = Indicator.objects.visible_to(request.user, "instruments.edit").get(pk=row.pk)
                services.edit_indicator(stored, by=request.user, **form.cleaned_data)
            else:
                draft = services.draft(of, by=request.user)
                services.add_indicator(draft, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Butir %s disimpan.") % form.cleaned_data["code"])
            return redirect(form.cancel_url)
    if request.method == "POST":
        return refused(request, "nominations/indicator.html", context)
    return render(request, "nominations/indicator.html", context)
