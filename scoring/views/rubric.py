"""Criteria and weights of the categories of an edition."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import may
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page, stage_line
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import points, seal
from scoring import sealing
from scoring.forms import CopyForm, CriterionForm, WeightsForm
from scoring.models import Amendment, Criterion, RuleBook
from scoring.queries import leaves, tree, uses_example_weights
from scoring.rules_form import RulesForm
from scoring.services import rubric


@edition_page("rubric.view")
def rule_books(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The categories with the state of their criteria."""
    books = {
        book.category_id: book
        for book in RuleBook.objects.visible_to(request.user, "rubric.view")
        .filter(category__edition=edition)
        .prefetch_related("criteria")
    }
    rows = []
    for category in Category.objects.visible_to(request.user, "rubric.view").filter(edition=edition):
        book = books.get(category.pk)
        state, tone = _state(book)
        rows.append(
            {"title": category.name, "url": _url("rule_book", edition, category), "status": state, "tone": tone}
        )
    return render(request, "scoring/rubrics.html", {"edition": edition, "rows": rows, "breadcrumbs": _crumbs(edition)})


@edition_page("rubric.view")
def rule_book(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The tree with its weights, what is missing for freezing, or the seal."""
    found, book = _book(request, edition, category)
    if book is None:
        context = {"edition": edition, "category": found, "can_edit": may(request.user, "rubric.edit", found)}
        return render(request, "scoring/rubric_empty.html", context | {"breadcrumbs": _crumbs(edition, found)})
    offered = _offered(request, book)
    form = WeightsForm(user=request.user, rule_book=book, offered=offered)
    return render(request, "scoring/rubric.html", _page(request, book, form, offered=bool(offered)))


@require_POST
@edition_page("rubric.edit")
def rule_book_start(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Make the rubric, from the example or empty."""
    found, _book_before = _book(request, edition, category)
    rubric.rule_book(found, by=request.user, example=request.POST.get("example") == "1")
    return redirect(_url("rule_book", edition, found))


@require_POST
@edition_page("rubric.edit")
def rule_book_weights(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Keep all weights; while typing (htmx) only add them up."""
    found, book = _made(request, edition, category)
    form = WeightsForm(request.POST, user=request.user, rule_book=book)
    valid = form.is_valid()
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "scoring/rubric.html", _sum(form.typed_total()), partial="sum")
    if not valid:
        return refused(request, "scoring/rubric.html", _page(request, book, form))
    try:
        rubric.set_weights(book, form.weights(), by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return refused(request, "scoring/rubric.html", _page(request, book, form))
    messages.success(request, _("Bobot tersimpan."))
    return redirect(_url("rule_book", edition, found))


@edition_page("rubric.edit")
def criterion(request: HttpRequest, edition: Edition, category: str, pk: int | None = None) -> HttpResponse:
    """Add a criterion, or change one."""
    found, book = _made(request, edition, category)
    row = get_object_or_404(_criteria(request, book), pk=pk) if pk is not None else None
    fields = ("name", "source", "parent", "weight", "levels", "anchors")
    initial = {name: getattr(row, name) for name in fields} if row else {"parent": request.GET.get("kelompok")}
    form = CriterionForm(request.POST or None, user=request.user, rule_book=book, initial=initial)
    form.cancel_url = _url("rule_book", edition, found)
    title = row.name if row else _("Tambah kriteria")
    context = {
        "edition": edition, "category": found, "stages": stage_line(found), "form": form, "title": title,
        "criterion": row,
        "breadcrumbs": _crumbs(edition, found, title),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "scoring/rubric_criterion.html", context)
    try:
        if form.is_valid():
            if row:
                rubric.edit_criterion(row, by=request.user, **form.cleaned_data)
            else:
                rubric.add_criterion(book, by=request.user, **form.cleaned_data)
            messages.success(request, _("Kriteria “%s” tersimpan.") % form.cleaned_data["name"])
            return redirect(form.cancel_url)
    except ValidationError as error:
        form.add_error(None, error)
    return refused(request, "scoring/rubric_criterion.html", context)


@require_POST
@edition_page("rubric.edit")
def criterion_remove(request: HttpRequest, edition: Edition, category: str, pk: int) -> HttpResponse:
    found, book = _made(request, edition, category)
    row = get_object_or_404(_criteria(request, book), pk=pk)
    _try(request, lambda: rubric.remove_criterion(row, by=request.user), _("Kriteria “%s” dihapus.") % row.name)
    return redirect(_url("rule_book", edition, found))


@require_POST
@edition_page("rubric.edit")
def criterion_move(request: HttpRequest, edition: Edition, category: str, pk: int) -> HttpResponse:
    found, book = _made(request, edition, category)
    row = get_object_or_404(_criteria(request, book), pk=pk)
    step = -1 if request.POST.get("direction") == "up" else 1
    _try(request, lambda: rubric.move_criterion(row, step, by=request.user), "")
    return redirect(f"{_url('rule_book', edition, found)}#k{row.pk}")


@edition_page("rubric.edit")
def rule_book_rules(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Rounding, missing sheets, minimum total and the chain for equal totals."""
    found, book = _made(request, edition, category)
    form = RulesForm(request.POST or None, user=request.user, rule_book=book)
    form.cancel_url = _url("rule_book", edition, found)
    context = {"edition": edition, "category": found, "stages": stage_line(found), "form": form}
    context["breadcrumbs"] = _crumbs(edition, found, _("Aturan penghitungan"))
    if request.method != "POST":
        return render(request, "scoring/rubric_rules.html", context)
    try:
        if form.is_valid():
            rubric.edit_rules(book, by=request.user, **{name: form.cleaned_data[name] for name in rubric.SETTINGS})
            messages.success(request, _("Aturan tersimpan."))
            return redirect(form.cancel_url)
    except ValidationError as error:
        form.add_error(None, error)
    return refused(request, "scoring/rubric_rules.html", context)


@edition_page("rubric.edit")
def rule_book_copy(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Put the criteria of another category or of last year in place of these."""
    found, book = _made(request, edition, category)
    form = CopyForm(request.POST or None, user=request.user, rule_book=book)
    form.cancel_url = _url("rule_book", edition, found)
    context = {"edition": edition, "category": found, "stages": stage_line(found), "form": form}
    context["breadcrumbs"] = _crumbs(edition, found, _("Salin kriteria"))
    if request.method != "POST":
        return render(request, "scoring/rubric_copy.html", context)
    try:
        if form.is_valid():
            rubric.copy_from(book, form.cleaned_data["other"], by=request.user)
            messages.success(request, _("Kriteria disalin. Periksa bobotnya, lalu tetapkan."))
            return redirect(form.cancel_url)
    except ValidationError as error:
        form.add_error(None, error)
    return refused(request, "scoring/rubric_copy.html", context)


@require_POST
@edition_page("rubric.freeze")
def rule_book_freeze(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Freeze; refused with the list of problems."""
    found, book = _made(request, edition, category)
    try:
        frozen = rubric.freeze(book, by=request.user)
    except ValidationError as error:
        form = WeightsForm(user=request.user, rule_book=book)
        return refused(request, "scoring/rubric.html", _page(request, book, form) | {"refusal": error.messages})
    messages.success(request, _("Kriteria ditetapkan. Kode segel: %s.") % seal(frozen.sha256))
    return redirect(_url("rule_book", edition, found))


def page_of(request: HttpRequest, edition: Edition, category: str) -> dict[str, Any]:
    """The page of a rubric, for a refused step that was taken from it."""
    _found, book = _made(request, edition, category)
    return _page(request, book, WeightsForm(user=request.user, rule_book=book))


# --- inside ---------------------------------------------------------------------------------------------


def _url(name: str, edition: Edition, category: Category, *more: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug, *more])


def _crumbs(edition: Edition, category: Category | None = None, last: str = "") -> list[tuple[str, str | None]]:
    crumbs: list[tuple[str, str | None]] = [
        (_("Kriteria dan bobot"), reverse("rule_books", args=[edition.province.slug, edition.slug]))
    ]
    if category:
        crumbs.append((category.name, _url("rule_book", edition, category)))
    if last:
        crumbs.append((last, None))
    return [*crumbs[:-1], (crumbs[-1][0], None)]


def _book(request: HttpRequest, edition: Edition, slug: str) -> tuple[Category, RuleBook | None]:
    categories = Category.objects.visible_to(request.user, "rubric.view").select_related("edition__province")
    category = get_object_or_404(categories, edition=edition, slug=slug)
    books = RuleBook.objects.visible_to(request.user, "rubric.view").select_related("category__edition__province")
    return category, books.filter(category=category).prefetch_related("criteria").first()


def _made(request: HttpRequest, edition: Edition, slug: str) -> tuple[Category, RuleBook]:
    category, book = _book(request, edition, slug)
    if book is None:
        raise Http404
    return category, book


def _criteria(request: HttpRequest, book: RuleBook) -> Any:
    return Criterion.objects.visible_to(request.user, "rubric.edit").filter(rule_book=book)


def _state(book: RuleBook | None) -> tuple[str, str]:
    if book is None:
        return _("Belum ada kriteria"), "amber"
    if book.frozen_at:
        return _("Ditetapkan"), "green"
    total = sum(row.weight for row in leaves(book))
    difference = sealing.difference_to_full(total)
    return (_("Bobot %s") % difference, "amber") if difference else (_("Belum ditetapkan"), "blue")


def _sum(total: int) -> dict[str, str]:
    return {"total": points(total), "difference": sealing.difference_to_full(total)}


def _offered(request: HttpRequest, book: RuleBook) -> dict[int, int]:
    """Weights in equal parts for what `?bagi=` names: everything, or one group."""
    wanted = request.GET.get("bagi", "")
    if wanted == "semua":
        return rubric.even_split(book)
    groups = {str(row.pk): row for row in tree(book) if row.source == Criterion.Source.GROUP and row.children_now}
    return rubric.even_split(book, groups[wanted]) if wanted in groups else {}


def _page(request: HttpRequest, book: RuleBook, form: WeightsForm, *, offered: bool = False) -> dict[str, Any]:
    user, category = request.user, book.category
    rows = tree(book)
    for row in rows:
        name = f"weight_{row.pk}"
        row.field = form[name] if name in form.fields else None
    names = {row.code: row.name for row in rows}
    amendments = list(Amendment.objects.visible_to(user, "rubric.view").filter(category=category))
    shown = form.typed_total() if form.is_bound else sum(field.initial for field in form.fields.values())
    return {
        "edition": category.edition,
        "category": category,
        "stages": stage_line(category),
        "book": book,
        "rows": rows,
        "form": form,
        "offered": offered,
        "chain": [names.get(code, code) for code in book.tie_break],
        "looked": names.get(book.tie_criterion, ""),
        "example": uses_example_weights(book),
        "problems": [] if book.frozen_at else sealing.problems(book),
        "can_edit": not book.frozen_at and may(user, "rubric.edit", book),
        "can_freeze": may(user, "rubric.freeze", book),
        "amendments": amendments,
        "amending": any(row.status in Amendment.LIVE for row in amendments),
        "can_amend": bool(book.frozen_at) and may(user, "rubric.amend", book),
        "has_computed": any(row.source == Criterion.Source.COMPUTED for row in rows),
        "coverage_day": sealing.coverage_day(category),
        "breadcrumbs": _crumbs(category.edition, category),
        **_sum(shown),
    }


def _try(request: HttpRequest, act: Any, success: str) -> None:
    """A small step whose refusal is told on the page it came from."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if success:
            messages.success(request, success)
