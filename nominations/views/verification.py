from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from nominations import values
from nominations.forms import ReturnForm, VerdictForm
from nominations.letter_queries import letters_of
from nominations.models import Answer, Evidence, Indicator, Nomination, Verification, VerificationHold
from nominations.queries import (
    Line,
    holds_of,
    lines,
    outside_period,
    questions_of,
    same_files,
    with_holders,
    with_progress,
)
from nominations.services import holds
from nominations.services import nominations as states
from nominations.services import verification as services
from nominations.tables import LABELS, VerificationTable
from nominations.views.rows import address, by_section, nomination_or_404, stages_of
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.web.words import changes, verb_word

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
    rows = with_holders(with_progress(rows)).select_related("nominee", "category", "edition__province")
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
    questions, held = questions_of(nomination, request.user), holds_of(nomination, request.user)
    found = questions.lines
    same = same_files(nomination, request.user)
    context = {
        "nomination": nomination,
        "stages": stages_of(edition, nomination.category),
        "progress": _progress(found),
        "sections": [
            {
                "title": rows[0].indicator.section,
                "slug": slug,
                "hold": held.get(slug),
                "items": [
                    {
                        "line": line,
                        "form": _form(request, nomination, line, form, held.get(slug)),
                        "same": _same(line, same),
                        "outside": outside_period(line, edition.assessment_year),
                    }
                    for line in rows
                ],
            }
            for slug, rows in by_section(found).items()
        ],
        "not_asked": questions.not_asked,
        "letters": letters_of(nomination, request.user),
        "going_back": [line for line in found if line.item.flag],
        "form": form,
        "returning": returning or ReturnForm(user=request.user),
        "may_return": nomination.status in (Status.SENT, Status.VERIFIED),
        "may_lapse": nomination.status == Status.RETURNED and not states.WHEN["lapse"](nomination),
        "refusal": refusal or {},
        "breadcrumbs": [(_("Verifikasi"), address("verification", edition)), (nomination.nominee.name, None)],
    }
    template = "nominations/verification_file.html"
    return (refused if form or returning or refusal else render)(request, template, context)


def _form(
    request: HttpRequest, nomination: Nomination, line: Line, bound: VerdictForm | None, hold: VerificationHold | None
) -> VerdictForm | None:
    """The form of one item, there while the file waits and no other verifier works on the section."""
    if line.answer is None or nomination.status != Status.SENT or (hold and hold.by != request.user):
        return None
    if bound is not None and bound.line.answer == line.answer:
        return bound
    return VerdictForm(line=line, user=request.user)


def _same(line: Line, same: dict[str, list[Evidence]]) -> list[tuple[Evidence, list[Evidence]]]:
    """The files of one item that were also sent elsewhere, each with where."""
    return [(row, same[row.file.sha256]) for row in line.evidence if row.file.sha256 in same]


def _progress(found: list[Line]) -> dict[str, Any]:
    """Counted from what is stored now; `next` is the first item that waits."""
    waiting = [line.indicator.code for line in found if not line.is_current]
    return {"judged": len(found) - len(waiting), "asked": len(found), "next": waiting[0] if waiting else ""}


@edition_page("nominations.verify")
@require_POST
def verify_answer(request: HttpRequest, edition: Edition, number: int, answer: int) -> HttpResponse:
    """The verdict on one answer; htmx swaps the one item, without it the page comes back at the item."""
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    row = get_object_or_404(
        Answer.objects.visible_to(request.user, "nominations.verify"), pk=answer, nomination=nomination
    )
    found = lines(nomination, request.user)
    line = _line(found, row)
    form = VerdictForm(request.POST, line=line, user=request.user)
    if form.is_valid():
        typed = request.POST.get("version", "")
        try:
            services.verify(
                row,
                by=request.user,
                version=int(typed) if typed.isdecimal() else None,
                seen=request.POST.get("seen"),
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error(None, error)
            form.conflict = getattr(error, "code", "") == "conflict"
            found = lines(nomination, request.user)
            line = form.line = _line(found, row)
        else:
            if not request.htmx:
                here = address("verification_file", edition, number)
                return redirect(f"{here}#butir-{line.indicator.code}")
            found = lines(nomination, request.user)
            line = _line(found, row)
            form = VerdictForm(line=line, user=request.user)
    if not request.htmx:
        return _file(request, edition, nomination, form=form)
    slug = line.indicator.section_slug
    context = {
        "edition": edition,
        "nomination": nomination,
        "item": {
            "line": line,
            "form": form,
            "same": _same(line, same_files(nomination, request.user)),
            "outside": outside_period(line, edition.assessment_year),
        },
        "section": {"slug": slug, "hold": holds_of(nomination, request.user).get(slug)},
        "progress": _progress(found),
        "going_back": [one for one in found if one.item.flag],
        "part": True,
    }
    return render(request, "nominations/verification_item.html", context, status=422 if form.is_bound else 200)


def _line(found: list[Line], answer: Answer) -> Line:
    return next(line for line in found if line.answer == answer)


@edition_page("nominations.verify")
@require_POST
def verification_hold(request: HttpRequest, edition: Edition, number: int, section: str) -> HttpResponse:
    """Work on a section, take it over from another verifier, or leave it."""
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    if section not in by_section(lines(nomination, request.user)):
        raise Http404
    try:
        if request.POST.get("action") == "release":
            holds.release(nomination, section, by=request.user)
        else:
            holds.take(nomination, section, by=request.user)
    except ValidationError as error:
        return _file(request, edition, nomination, refusal={"action": "hold", "error": " ".join(error.messages)})
    return redirect(f"{address('verification_file', edition, number)}#bagian-{section}")


@edition_page("nominations.verify")
def verification_history(request: HttpRequest, edition: Edition, number: int, answer: int) -> HttpResponse:
    """Everything that has happened to one item: what was answered, attached, found, done about it."""
    nomination = nomination_or_404(request, edition, number, "nominations.verify")
    row = get_object_or_404(
        Answer.objects.visible_to(request.user, "nominations.verify").select_related("indicator"),
        pk=answer,
        nomination=nomination,
    )
    evidence = Evidence.objects.visible_to(request.user, "nominations.verify").filter(answer=row)
    verdicts = Verification.objects.visible_to(request.user, "nominations.verify").filter(answer=row)
    about = Q(table="nominations.Answer", row_id=str(row.pk))
    for table, rows in (("nominations.Evidence", evidence), ("nominations.Verification", verdicts)):
        about |= Q(table=table, row_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)])
    entries = Entry.objects.visible_to(request.user, "audit.view").filter(about)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    file = f"{address('verification_file', edition, number)}#butir-{row.indicator.code}"
    context = {
        "nomination": nomination,
        "indicator": row.indicator,
        "rows": [(entry, verb_word(entry.verb), changes(_in_words(entry, row.indicator))) for entry in page],
        "page": page,
        "breadcrumbs": [
            (_("Verifikasi"), address("verification", edition)),
            (nomination.nominee.name, file),
            (_("Riwayat butir %s") % row.indicator.code, None),
        ],
    }
    return render(request, "nominations/verification_history.html", context)


def _in_words(entry: Entry, indicator: Indicator) -> Entry:
    """The act with answers and verified values as they are read, not as they are stored."""
    for side in (entry.before, entry.after):
        if side.get("value"):
            side["value"] = values.shown(indicator.kind, side["value"], indicator.unit, indicator.choices)
    return entry


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
