"""A panelist's sheets: the list, and one sheet to fill on a phone."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.coverage_queries import supplied_by
from paritrana.committees.models import Category, Edition, Round
from paritrana.committees.pages import edition_page, stage_line
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul
from scoring import commitments
from scoring.forms import SheetForm
from scoring.models import Criterion, Draft, Mark, MarkQuestion, PaperSheet, RuleBook, ScoreSheet
from scoring.queries import criteria_of, reads_as, uses_example_weights
from scoring.sealing import coverage_day
from scoring.services import sheets
from scoring.views import devices

Status = ScoreSheet.Status
TONES = {
    Status.ASSIGNED: "amber",
    Status.DRAFT: "amber",
    Status.SENT: "green",
    Status.UNDECIDED: "amber",
    Status.CLOSED: "green",
}


@edition_page("sheets.fill")
def sheet_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """My sheets per category and round, in the order of the nominations."""
    mine = _own(request, edition)
    rows = mine.order_by("nomination__category__order", "nomination__category", "round", "nomination__number")
    page = Paginator(rows.select_related("nomination__nominee", "nomination__category"), 50).get_page(
        request.GET.get("page")
    )
    counts = {
        (row["nomination__category"], row["round"]): row
        for row in mine.order_by()
        .values("nomination__category", "round")
        .annotate(
            all=Count("pk", filter=Q(status__in=[*ScoreSheet.OPEN, Status.CLOSED])),
            sent=Count("pk", filter=Q(status__in=[Status.SENT, Status.CLOSED])),
        )
    }
    groups: dict[tuple[int, str], dict[str, Any]] = {}
    for row in page:
        key = (row.nomination.category_id, row.round)
        group = groups.setdefault(
            key,
            {"category": row.nomination.category, "round": Round(row.round).label, "counts": counts[key], "items": []},
        )
        group["items"].append(_item(row, edition))
    context = {
        "edition": edition,
        "page": page,
        "groups": groups.values(),
        # Documents are marked at a desk; practice is over with the first sheet of an interview that was sent.
        "practice": any(row["all"] > row["sent"] for row in counts.values())
        and not any(row["sent"] for (_category, of), row in counts.items() if of == Round.INTERVIEW),
        "breadcrumbs": _crumbs(edition),
    }
    return render(request, "scoring/sheets.html", context)


@edition_page("sheets.fill")
def sheet(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """One sheet: to fill, to send, or as it was sent."""
    rows = _own(request, edition).select_related(
        "nomination__nominee__regency", "nomination__category__edition__province", "nomination__edition__province"
    )
    row = get_object_or_404(rows, pk=pk)
    criteria = criteria_of(row.nomination.category, row.round)
    if request.method == "POST":
        return _write(request, edition, row, criteria)
    changing = row.status in ScoreSheet.UNSENT or (_can_change(row) and "ubah" in request.GET)
    if not changing:
        return render(request, "scoring/sheet_sent.html", _sent_page(request, edition, row, criteria))
    draft = _draft(request, row)
    form = SheetForm(
        user=request.user,
        criteria=criteria,
        initial={
            "version": row.version,
            "page": uuid.uuid4().hex,
            "notes": draft.notes if draft else "",
            "reasons": draft.reasons if draft else [],
            **{SheetForm.field_of(code): text for code, text in (draft.values if draft else {}).items()},
        },
    )
    return render(request, "scoring/sheet.html", _page(request, edition, row, form, draft))


def _write(request: HttpRequest, edition: Edition, row: ScoreSheet, criteria: list[Criterion]) -> HttpResponse:
    """Keep the draft in any case; send it when asked. Only what the server has kept is called saved."""
    form = SheetForm(request.POST, user=request.user, criteria=criteria)
    form.is_valid()
    version, notes = form.cleaned_data.get("version", -1), form.cleaned_data.get("notes", "")
    reasons = form.cleaned_data.get("reasons", [])
    sending = request.POST.get("action") == "send"
    try:
        page = form.cleaned_data.get("page", "")
        saved = sheets.save_draft(row, form.typed(), notes, version, by=request.user, page=page, reasons=reasons)
        if sending:
            saved = sheets.submit(saved, form.typed(), saved.version, by=request.user, reasons=reasons)
    except ValidationError as error:
        return _refuse(request, edition, row, form, error)
    if sending and saved.status == Status.UNDECIDED:
        messages.warning(request, _("Terkirim. Nilai Anda sudah ada juga dari kertas: pilih mana yang berlaku."))
        return redirect(_url("sheet", edition, row.pk))
    if sending:
        sent_at = pukul(timezone.localtime(saved.sent_at))
        messages.success(request, _("Terkirim, diterima server %s.") % sent_at)
        return redirect(_url("sheet", edition, row.pk))
    draft = _draft(request, row)
    if draft:
        saved_at = pukul(timezone.localtime(draft.saved_at))
        messages.success(request, _("Draf tersimpan %s, belum dikirim.") % saved_at)
    return redirect(_url("sheet", edition, row.pk) + ("?ubah=1" if saved.status == Status.SENT else ""))


def _refuse(
    request: HttpRequest, edition: Edition, row: ScoreSheet, form: SheetForm, error: ValidationError
) -> HttpResponse:
    """What was typed stays in the fields; what another tab has kept stands beside it."""
    row.refresh_from_db()
    draft = _draft(request, row)
    form.refuse(error)
    context = _page(request, edition, row, form, draft, other=draft if isinstance(error, sheets.Conflict) else None)
    return refused(request, "scoring/sheet.html", context)


# --- inside ---------------------------------------------------------------------------------------------


def _own(request: HttpRequest, edition: Edition) -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.visible_to(request.user, "sheets.fill").filter(nomination__edition=edition)


def _can_change(row: ScoreSheet) -> bool:
    return row.status == Status.SENT and row.locked_at is None


def _draft(request: HttpRequest, row: ScoreSheet) -> Draft | None:
    return Draft.objects.visible_to(request.user, "sheets.fill").filter(sheet=row).first()


def _marks(request: HttpRequest, row: ScoreSheet) -> dict[int, Any]:
    marks = Mark.objects.visible_to(request.user, "marks.view").filter(sheet=row)
    return dict(marks.values_list("criterion", "value"))


def _url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *more])


def _crumbs(edition: Edition, last: str = "") -> list[tuple[str, str | None]]:
    return [(_("Penilaian"), _url("sheets", edition)), (last, None)] if last else [(_("Penilaian"), None)]


def _item(row: ScoreSheet, edition: Edition) -> dict[str, Any]:
    """One line of the task list; sheets that are not to be filled have no link."""
    status = Status(row.status)
    return {
        "title": str(row.nomination.nominee),
        "url": _url("sheet", edition, row.pk) if status in TONES else None,
        "status": status.label,
        "tone": TONES.get(status, ""),
        "hint": row.reason or "",
    }


def _shared(request: HttpRequest, edition: Edition, row: ScoreSheet) -> dict[str, Any]:
    book = (
        RuleBook.objects.visible_to(request.user, "rubric.view")
        .filter(category=row.nomination.category)
        .select_related("category")
        .prefetch_related("criteria")
        .first()
    )
    category: Category = row.nomination.category
    return {
        "edition": edition,
        "category": category,
        "stages": stage_line(category),
        "sheet": row,
        "nominee": row.nomination.nominee,
        "round": Round(row.round).label,
        "book": book,
        "example": bool(book and uses_example_weights(book)),
        "suppliers": supplied_by(request.user, row.nomination.nominee.regency_id, coverage_day(category)),
        "breadcrumbs": _crumbs(edition, str(row.nomination.nominee)),
    }


def _page(
    request: HttpRequest,
    edition: Edition,
    row: ScoreSheet,
    form: SheetForm,
    draft: Draft | None,
    other: Draft | None = None,
) -> dict[str, Any]:
    """The sheet to fill; with `other` what another tab has kept stands beside what differs."""
    typed = form.typed() if form.is_bound else {}
    rows = [
        {
            "criterion": criterion,
            "field": field,
            "differs": bool(other) and other.values.get(criterion.code, "") != typed.get(criterion.code, "").strip(),
            "other": other.values.get(criterion.code, "") if other else "",
        }
        for criterion, field in form.rows()
    ]
    return {
        **_shared(request, edition, row),
        "version": row.version,
        "form": form,
        "draft": draft,
        "rows": rows,
        "others": devices.others(request, edition, row, form.criteria),
        "device": None if form.is_bound else devices.page_of(request, edition, row, form.criteria, draft),
        "other": other,
        "other_reasons": _other_reasons(form, other) if other else "",
        "other_notes": other.notes if other and other.notes != (form.cleaned_data.get("notes") or "") else "",
    }


def _other_reasons(form: SheetForm, other: Draft) -> str:
    """The reasons that another tab has kept, where they differ from those chosen here."""
    if "reasons" not in form.fields or other.reasons == form.cleaned_data.get("reasons"):
        return ""
    return ScoreSheet.reason_words(other.reasons) or _("kosong")


def _sent_page(request: HttpRequest, edition: Edition, row: ScoreSheet, criteria: list[Criterion]) -> dict[str, Any]:
    marks = _marks(request, row)
    draft = _draft(request, row)
    counts = row.status in (Status.SENT, Status.CLOSED)
    following = (
        _own(request, edition)
        .filter(nomination__category=row.nomination.category, round=row.round, status__in=ScoreSheet.UNSENT)
        .select_related("nomination__nominee")
        .order_by("nomination__number")
    )
    return {
        **_shared(request, edition, row),
        "rows": [(criterion, marks.get(criterion.pk)) for criterion in criteria] if counts else [],
        "reasons": ScoreSheet.reason_words(row.reasons) if counts else "",
        "notes": draft.notes if draft else "",
        "can_change": _can_change(row),
        "changed": _can_change(row)
        and draft is not None
        and not (draft.reasons == row.reasons and reads_as(draft.values, marks, criteria)),
        "versions": commitments.versions(row),
        "paper": PaperSheet.objects.visible_to(request.user, "paper_sheets.pick").filter(sheet=row).first(),
        "question": MarkQuestion.objects.visible_to(request.user, "sheets.fill").filter(sheet=row).first(),
        "following": following.filter(nomination__number__gt=row.nomination.number).first() or following.first(),
        "status_label": Status(row.status).label,
    }
