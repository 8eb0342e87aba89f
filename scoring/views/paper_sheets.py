"""Sheets on paper: keyed by one officer, compared by another, picked by their owner."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import holds
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files import services as files
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.models import Criterion, Mark, PaperSheet, ScoreSheet
from scoring.paper_sheet_forms import CodeForm, PaperSheetForm, PickForm
from scoring.paper_sheet_queries import rules_version, standing, why_not_keyed
from scoring.queries import criteria_of
from scoring.services import paper_sheets as verbs
from scoring.services import sheets

Status = PaperSheet.Status
LIST, ONE, NEW, PICK = (f"scoring/paper_sheet{name}.html" for name in ("s", "", "_new", "_pick"))
PAGE = 50


@edition_page("paper_sheets.follow")
def paper_sheets(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The code of the next sheet to key, and how far the others are; no mark stands here."""
    keys = holds(request.user, "paper_sheets.enter")
    form = CodeForm(request.POST or None, user=request.user) if keys else None
    if request.method == "POST" and form:
        address = _opened(request, edition, form) if form.is_valid() else ""
        return redirect(address) if address else refused(request, LIST, _list(request, edition, form))
    return render(request, LIST, _list(request, edition, form))


@edition_page("paper_sheets.enter")
def paper_sheet_new(request: HttpRequest, edition: Edition, sheet: int, version: int) -> HttpResponse:
    """Key the marks of one sheet."""
    row = get_object_or_404(_sheets(request, edition), pk=sheet)
    if not 0 < version <= rules_version(row.nomination.category):
        raise Http404
    if why := _why_not(request, row, version):
        messages.warning(request, why)
        return redirect(_url("paper_sheets", edition))
    form = PaperSheetForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        criteria=criteria_of(row.nomination.category, row.round),
    )
    form.cancel_url = _url("paper_sheets", edition)
    page = _frame(edition, (_("Catat nilai"), None)) | {"sheet": row, "form": form, "version": version}
    if request.method == "POST":
        if form.is_valid():
            try:
                verbs.enter(row, version, form.typed(), scan=form.cleaned_data["scan"], by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                words = {"name": row.nomination.nominee, "seat": row.seat}
                messages.success(
                    request, _("%(name)s, %(seat)s: tersimpan untuk petugas kedua. Lembar berikutnya?") % words
                )
                return redirect(_url("paper_sheets", edition))
        return refused(request, NEW, page)
    return render(request, NEW, page)


@edition_page("paper_sheets.confirm")
def paper_sheet(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """What was keyed, beside its picture."""
    row = _entry(request, edition, pk, "paper_sheets.confirm")
    if row.entered_by_id != request.user.pk:
        verbs.read(row, by=request.user)
    return render(request, ONE, _page(request, edition, row))


@require_POST
@edition_page("paper_sheets.confirm")
def paper_sheet_confirm(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    row = _entry(request, edition, pk, "paper_sheets.confirm")
    try:
        verbs.confirm(row, by=request.user)
    except ValidationError as error:
        return refused(request, ONE, _page(request, edition, row) | {"errors": error.messages})
    messages.success(request, _("%s: nilai dari kertas terkirim.") % row)
    return redirect(_url("paper_sheets", edition))


@require_POST
@edition_page("paper_sheets.confirm")
def paper_sheet_reject(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    row = _entry(request, edition, pk, "paper_sheets.confirm")
    note = request.POST.get("note", "")
    try:
        verbs.reject(row, note=note, by=request.user)
    except ValidationError as error:
        page = _page(request, edition, row) | {"note": note, "note_error": " ".join(error.messages)}
        return refused(request, ONE, page)
    messages.success(request, _("%s: catatan ditolak. Lembar ini dapat dicatat lagi.") % row)
    return redirect(_url("paper_sheets", edition))


@edition_page("paper_sheets.scan")
def paper_sheet_scan(request: HttpRequest, edition: Edition, pk: int) -> HttpResponseBase:
    row = _entry(request, edition, pk, "paper_sheets.scan")
    if row.scan is None:
        raise Http404
    return files.send(row.scan, to=request.user, inline=True)


@edition_page("paper_sheets.pick")
def paper_sheet_pick(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Paper beside screen for their owner; the chair picks for an absent panelist without seeing a mark."""
    own = PaperSheet.objects.visible_to(request.user, "paper_sheets.pick").filter(pk=pk).exists()
    row = _entry(request, edition, pk, "paper_sheets.pick" if own else "paper_sheets.pick_for")
    open_now = row.sheet.status == ScoreSheet.Status.UNDECIDED
    form = PickForm(request.POST or None, user=request.user, own=own)
    page = _frame(edition, (_("Kertas atau layar"), None), home="sheets") | {
        "paper": row,
        "own": own,
        "form": form if open_now else None,
        "rows": _side_by_side(request, row) if own else [],
        "paired": open_now or row.status in PaperSheet.PICKED,
    }
    if request.method == "POST":
        if form.is_valid():
            try:
                verbs.pick(row, **form.cleaned_data, by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Pilihan tersimpan; nilai itu yang dihitung."))
                return redirect(_url("sheet", edition, row.sheet_id) if own else _url("paper_sheets", edition))
        return refused(request, PICK, page)
    return render(request, PICK, page)


# --- inside ---------------------------------------------------------------------------------------------


def _url(name: str, edition: Edition, *rest: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])


def _frame(edition: Edition, *crumbs: tuple[str, str | None], home: str = "paper_sheets") -> dict[str, Any]:
    title = {"paper_sheets": _("Lembar kertas"), "sheets": _("Penilaian")}[home]
    return {"edition": edition, "breadcrumbs": [(title, _url(home, edition) if crumbs else None), *crumbs]}


def _sheets(request: HttpRequest, edition: Edition) -> Any:
    rows = ScoreSheet.objects.visible_to(request.user, "paper_sheets.enter").filter(nomination__edition=edition)
    return rows.select_related("nomination__nominee", "nomination__category", "person", "seat__province")


def _why_not(request: HttpRequest, sheet: ScoreSheet, version: int) -> str:
    """Why this person cannot key this sheet now, with the way out."""
    why = verbs.why_not_in(sheet.nomination.category, request.user) or why_not_keyed(sheet, version)
    if not why and (there := standing(sheet)):
        words = {"sheet": there, "state": str(there.get_status_display()).lower()}
        why = _("%(sheet)s sudah dicatat: %(state)s.") % words
    return why


def _opened(request: HttpRequest, edition: Edition, form: CodeForm) -> str:
    """The address at which the sheet of this code is keyed; empty, with the reason at the field, if it cannot be."""
    pk, version = form.cleaned_data["code"]
    sheet = _sheets(request, edition).filter(pk=pk).first()
    if sheet is None:
        form.add_error("code", _("Tidak ada lembar dengan kode ini. Cocokkan lagi kedua angkanya."))
    elif why := _why_not(request, sheet, version):
        form.add_error("code", why)
    else:
        return _url("paper_sheet_new", edition, pk, version)
    return ""


def _list(request: HttpRequest, edition: Edition, form: CodeForm | None) -> dict[str, Any]:
    rows = PaperSheet.objects.visible_to(request.user, "paper_sheets.follow").filter(sheet__nomination__edition=edition)
    undecided = When(sheet__status=ScoreSheet.Status.UNDECIDED, then=Value(1))
    first = Case(When(status=Status.WAITING, then=Value(0)), undecided, default=Value(2))
    named = rows.select_related(
        "sheet__nomination__nominee", "sheet__person", "sheet__seat__province", "entered_by"
    ).defer("values", "screen")
    page = Paginator(named.order_by(first, "-pk"), PAGE).get_page(request.GET.get("page"))
    mine = PaperSheet.objects.visible_to(request.user, "paper_sheets.confirm").filter(pk__in=[row.pk for row in page])
    return _frame(edition) | {
        "form": form,
        "page": page,
        "open_to": set(mine.values_list("pk", flat=True)),
        "picks": holds(request.user, "paper_sheets.pick_for"),
    }


def _entry(request: HttpRequest, edition: Edition, pk: int, code: str) -> PaperSheet:
    rows = PaperSheet.objects.visible_to(request.user, code).select_related(
        "sheet__nomination__nominee", "sheet__nomination__category", "sheet__person", "sheet__seat__province",
        "scan", "entered_by", "confirmed_by", "picked_by",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk, sheet__nomination__edition=edition)
    row.sheet.nomination.edition = row.sheet.nomination.category.edition = edition
    return row


def _page(request: HttpRequest, edition: Edition, row: PaperSheet) -> dict[str, Any]:
    criteria = criteria_of(row.category, row.sheet.round)
    return _frame(edition, (str(row.sheet.nomination.nominee), None)) | {
        "paper": row,
        "rows": [(criterion, row.values.get(criterion.code, "")) for criterion in criteria],
        "refusal": verbs.refusal(row, request.user) if row.status == Status.WAITING else "",
    }


def _side_by_side(request: HttpRequest, row: PaperSheet) -> list[tuple[Criterion, Any, Any]]:
    """Per criterion the mark on paper and the mark of the screen, for their owner alone."""
    marks = Mark.objects.visible_to(request.user, "marks.view").filter(sheet=row.sheet)
    on_screen: dict[str, Any] = {code: Decimal(text) for code, text in row.screen.items()}
    on_screen = on_screen or dict(marks.values_list("criterion__code", "value"))
    on_paper = sheets.parse(row.values)
    return [
        (criterion, on_paper.get(criterion.code), on_screen.get(criterion.code))
        for criterion in criteria_of(row.category, row.sheet.round)
    ]
