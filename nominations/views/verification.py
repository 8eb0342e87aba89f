from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from nominations.forms import ReturnForm, VerdictForm
from nominations.models import Answer, Nomination
from nominations.queries import Line, lines, with_progress
from nominations.services import nominations as states
from nominations.services import verification as services
from nominations.tables import LABELS, VerificationTable
from nominations.views.rows import address, by_section, nomination_or_404, stages_of
from nominations.workflow import Status
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render

PAGE = 50
SHOWN = [Status.SENT, Status.RETURNED, Status.VERIFIED, Status.SHORTLISTED, Status.NOT_SHORTLISTED]


@edition_page("nominations.verify")
def verification_board(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What has been sent, those that wait first."""
    rows = Nomination.objects.visible_to(request.user, "nominations.verify").filter(edition=edition, status__in=SHOWN)
    counts = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    chosen = request.GET.get("status", "")
    if chosen in SHOWN:
        rows = rows.filter(status=chosen)
    rows = with_progress(rows).select_related("nominee", "category", "edition__province")
    waiting_first = Case(When(status=Status.SENT, then=0), When(status=Status.RETURNED, then=1), default=2)
    table = VerificationTable(rows.order_by(waiting_first, "number"))
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    return render(
        request,
        "nominations/verification.html",
        {
            "table": table,
            "choices": [
                (status.value, LABELS.get(status, status.label))
                for status in SHOWN
                if counts.get(status) or status == chosen
            ],
            "counts": counts,
            "breadcrumbs": [(_("Verifikasi"), None)],
        },
    )


@edition_page("nominations.verify")
def verification_file(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """One nomination, item by item."""
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    return _file(request, edition, nomination)


def _file(
    request: HttpRequest,
    edition: Edition,
    nomination: Nomination,
    *,
    form: VerdictForm | None = None,
    returning: ReturnForm | None = None,
    refusal: dict[str, str] | None = None,
) -> HttpResponse:
    found = lines(nomination, request.user)
    context = {
        "nomination": nomination,
        "stages": stages_of(edition, nomination.category),
        "progress": _progress(found),
        "sections": [
            (rows[0].indicator.section, [_item(request, nomination, line, form) for line in rows])
            for rows in by_section(found).values()
        ],
        "form": form,
        "returning": returning or ReturnForm(user=request.user),
        "may_return": nomination.status in (Status.SENT, Status.VERIFIED),
        "may_lapse": nomination.status == Status.RETURNED and not states.WHEN["lapse"](nomination),
        "refusal": refusal or {},
        "breadcrumbs": [(_("Verifikasi"), address("verification", edition)), (nomination.nominee.name, None)],
    }
    template = "nominations/verification_file.html"
    return (refused if form or returning or refusal else render)(request, template, context)


def _item(request: HttpRequest, nomination: Nomination, line: Line, bound: VerdictForm | None) -> dict[str, Any]:
    """One item with its form, which is there only while the file waits for the secretariat."""
    form = None
    if line.answer and nomination.status == Status.SENT:
        same = bound is not None and bound.line.answer == line.answer
        form = bound if same else VerdictForm(line=line, user=request.user)
    return {"line": line, "form": form}


def _progress(found: list[Line]) -> dict[str, int]:
    """Counted from what is stored now."""
    return {"judged": sum(line.is_current for line in found), "asked": len(found)}


@edition_page("nominations.verify")
@require_POST
def verify_answer(request: HttpRequest, edition: Edition, number: int, answer: int) -> HttpResponse:
    """The verdict on one answer; htmx swaps the one item, without it the page comes back at the item."""
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    row = get_object_or_404(
        Answer.objects.visible_to(request.user, "nominations.verify"), pk=answer, nomination=nomination
    )
    line = _line(request, nomination, row)
    form = VerdictForm(request.POST, line=line, user=request.user)
    if form.is_valid():
        typed = request.POST.get("version", "")
        try:
            services.verify(
                row, by=request.user, version=int(typed) if typed.isdecimal() else None, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if not request.htmx:
                here = address("verification_file", edition, number)
                return redirect(f"{here}#butir-{line.indicator.code}")
            line = _line(request, nomination, row)
            form = VerdictForm(line=line, user=request.user)
    if not request.htmx:
        return _file(request, edition, nomination, form=form)
    context = {
        "edition": edition,
        "nomination": nomination,
        "item": {"line": line, "form": form},
        "progress": _progress(lines(nomination, request.user)),
        "part": True,
    }
    return render(request, "nominations/verification_item.html", context, status=422 if form.is_bound else 200)


def _line(request: HttpRequest, nomination: Nomination, answer: Answer) -> Line:
    return next(line for line in lines(nomination, request.user) if line.answer == answer)


@edition_page("nominations.verify")
@require_POST
def verification_return(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    form = ReturnForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            services.return_(nomination, form.cleaned_data["note"], form.cleaned_data["deadline"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Usulan dikembalikan; kandidat diberi tahu catatan dan batas waktunya."))
            return redirect(address("verification", edition))
    return _file(request, edition, nomination, returning=form)


@edition_page("nominations.verify")
@require_POST
def verification_complete(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    try:
        services.complete(nomination, request.user)
    except ValidationError as error:
        return _file(request, edition, nomination, refusal={"action": "complete", "error": " ".join(error.messages)})
    messages.success(request, _("Verifikasi %s selesai.") % nomination.nominee)
    return redirect(address("verification", edition))


@edition_page("nominations.verify")
@require_POST
def verification_lapse(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    note = request.POST.get("note", "")
    try:
        services.lapse(nomination, note, request.user)
    except ValidationError as error:
        refusal = {"action": "lapse", "note": note, "error": " ".join(error.messages)}
        return _file(request, edition, nomination, refusal=refusal)
    messages.success(request, _("Pengembalian ditutup; usulan dinilai dengan data yang ada."))
    return redirect(address("verification", edition))
