"""What a panelist's device and the portal say to each other: entries in, signed receipts out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.committees.models import Edition, Round
from paritrana.committees.pages import edition_page
from paritrana.numbers import num, pukul
from scoring import commitments
from scoring.entry_forms import EntryForm, entry_of
from scoring.forms import SheetForm
from scoring.models import Criterion, Draft, Mark, Receipt, ScoreSheet
from scoring.queries import criteria_of, reads_as
from scoring.receipts import device_key, signed
from scoring.services import receipts, sheets

# Enough to compare with; a longer list is no help on a phone.
COMPARED = 40


@edition_page("sheets.fill")
def sheet_bundle(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All my open sheets, so that they can be marked without a network."""
    rows = list(_open(request, edition).order_by("nomination__category__order", "round", "nomination__number"))
    drafts = {
        draft.sheet_id: draft for draft in Draft.objects.visible_to(request.user, "sheets.fill").filter(sheet__in=rows)
    }
    marks: dict[int, dict[int, Any]] = {}
    sent = [row.pk for row in rows if row.status == ScoreSheet.Status.SENT]
    for mark in Mark.objects.visible_to(request.user, "marks.view").filter(sheet__in=sent):
        marks.setdefault(mark.sheet_id, {})[mark.criterion_id or 0] = mark.value
    forms: dict[str, dict[str, str]] = {}
    criteria: dict[str, list[Criterion]] = {}
    for row in rows:
        group = _group(row)
        if group not in forms:
            criteria[group] = criteria_of(row.nomination.category, row.round)
            lead = f"{row.nomination.category}, {Round(row.round).label.lower()}"
            forms[group] = {"group": group, "html": blank(request, criteria[group], lead)}
    items = [_item(edition, row, criteria[_group(row)], drafts.get(row.pk), marks.get(row.pk, {})) for row in rows]
    base = _url("sheets", edition)
    return JsonResponse({"account": request.user.pk, "base": base, "forms": list(forms.values()), "sheets": items})


def page_of(
    request: HttpRequest, edition: Edition, row: ScoreSheet, criteria: list[Criterion], draft: Draft | None
) -> dict[str, Any]:
    """What the page of one sheet hands to the device."""
    marks = Mark.objects.visible_to(request.user, "marks.view").filter(sheet=row).values_list("criterion", "value")
    sent = dict(marks) if row.status == ScoreSheet.Status.SENT else {}
    return {
        "account": str(request.user.pk),
        "bundle": _url("sheet_bundle", edition),
        **_item(edition, row, criteria, draft, sent),
    }


def others(
    request: HttpRequest, edition: Edition, row: ScoreSheet, criteria: list[Criterion]
) -> list[tuple[str, str, list[str]]]:
    """My other sheets of the same category and round, as last typed: nominee, address, text per criterion."""
    begun = (
        Draft.objects.visible_to(request.user, "sheets.fill")
        .filter(
            sheet__nomination__category=row.nomination.category,
            sheet__round=row.round,
            sheet__status__in=ScoreSheet.OPEN,
        )
        .exclude(sheet=row)
        .select_related("sheet__nomination__nominee")
        .order_by("-saved_at")[:COMPARED]
    )
    return [
        (
            str(draft.sheet.nomination.nominee),
            _url("sheet", edition, draft.sheet_id),
            [draft.values.get(criterion.code, "") for criterion in criteria],
        )
        for draft in sorted(begun, key=lambda draft: draft.sheet.nomination.number)
    ]


@require_POST
@edition_page("sheets.fill")
def sheet_sync(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """One entry of a device: a signed receipt, or a refusal that says what stands against it."""
    row = get_object_or_404(_own(request, edition).select_related("nomination__category"), pk=pk)
    form = entry_of(request)
    refusal = refusal_of(request, form)
    if refusal:
        return refusal
    entry = {name: value for name, value in form.cleaned_data.items() if name != "account"}
    try:
        receipt = receipts.receive(row, by=request.user, **entry)
    except sheets.Conflict as error:
        return _conflict(request, row, error)
    except ValidationError as error:
        return _invalid(error)
    return JsonResponse(signed(receipt, row.person_id, row.pk, **_code(row, receipt)))


def _code(row: ScoreSheet, receipt: Receipt) -> dict[str, str]:
    """The receipt code of what was sent with this entry."""
    if receipt.action != Receipt.Action.SEND:
        return {}
    sent = [version for version in commitments.versions(row) if version.at <= receipt.received_at]
    return {"code": sent[-1].code} if sent else {}


def refusal_of(request: HttpRequest, form: EntryForm) -> JsonResponse | None:
    """What cannot be read, and what somebody else has typed on the same phone, is not taken in."""
    if not form.is_valid():
        return JsonResponse({"reason": "unreadable", "sentence": _("Muat ulang halaman ini.")}, status=400)
    if form.cleaned_data["account"] != request.user.pk:
        sentence = _("Nilai ini diisi dengan akun lain. Masuk dengan akun itu untuk mengirimnya.")
        return JsonResponse({"reason": "account", "sentence": sentence}, status=401)
    return None


def _conflict(request: HttpRequest, row: ScoreSheet, error: ValidationError) -> JsonResponse:
    """What another device has sent, so that both can stand side by side."""
    row.refresh_from_db()
    draft = Draft.objects.visible_to(request.user, "sheets.fill").filter(sheet=row).first()
    answer: dict[str, Any] = {"reason": "conflict", "sentence": error.messages[0], "version": row.version}
    answer |= {"values": {}, "notes": "", "saved_at": ""}
    if draft:
        saved_at = pukul(timezone.localtime(draft.saved_at))
        answer |= {"values": draft.values, "notes": draft.notes, "saved_at": saved_at, **_reasons(draft)}
    return JsonResponse(answer, status=409)


def _invalid(error: ValidationError) -> JsonResponse:
    if hasattr(error, "error_dict"):
        return JsonResponse({"reason": "invalid", "errors": error.message_dict}, status=422)
    closed = getattr(error, "code", "") in ("closed", "locked", "undecided")
    answer = {"reason": "closed" if closed else "invalid", "errors": {}, "sentence": error.messages[0]}
    return JsonResponse(answer, status=410 if closed else 422)


def _own(request: HttpRequest, edition: Edition) -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.visible_to(request.user, "sheets.fill").filter(nomination__edition=edition)


def _open(request: HttpRequest, edition: Edition) -> QuerySet[ScoreSheet]:
    found = _own(request, edition).filter(status__in=ScoreSheet.OPEN, locked_at=None)
    return found.select_related("nomination__nominee", "nomination__category")


def _url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *more])


def _group(row: ScoreSheet) -> str:
    """Sheets of one category and round have the same form."""
    return f"{row.nomination.category_id}.{row.round}"


def blank(request: HttpRequest, criteria: list[Any], lead: str) -> str:
    """The form that the device fills with what it keeps; nothing in it belongs to one sheet."""
    form = SheetForm(user=request.user, criteria=criteria)
    rows = [{"criterion": criterion, "field": field} for criterion, field in form.rows()]
    return render_to_string("scoring/sheet_blank.html", {"form": form, "rows": rows, "lead": lead})


def _item(
    edition: Edition, row: ScoreSheet, criteria: list[Criterion], draft: Draft | None, marks: Mapping[int, Decimal]
) -> dict[str, Any]:
    """One sheet as the device keeps it."""
    values = draft.values if draft else {}
    sent = None
    if row.sent_at and row.status == ScoreSheet.Status.SENT:
        exact = reads_as(values, marks, criteria)
        counted = values if exact else {one.code: num(marks[one.pk]) for one in criteria if one.pk in marks}
        sent = {"values": counted, "received": pukul(timezone.localtime(row.sent_at)), **_reasons(row)}
    return {
        "sheet": str(row.pk),
        "url": _url("sheet", edition, row.pk),
        "sync": _url("sheet_sync", edition, row.pk),
        "key": device_key(row.person_id, row.pk),
        "title": str(row.nomination.nominee),
        "group": _group(row),
        "place": row.nomination.number,
        "version": row.version,
        "values": values,
        # The browser's fields end lines with one character, a form that was posted with two.
        "notes": draft.notes.replace("\r\n", "\n") if draft else "",
        "received": pukul(timezone.localtime(draft.saved_at)) if draft else "",
        "sent": sent,
        **_reasons(draft),
    }


def _reasons(row: Draft | ScoreSheet | None) -> dict[str, list[str]]:
    """The device reads none as an empty list."""
    return {"reasons": row.reasons} if row and row.reasons else {}
