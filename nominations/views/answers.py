import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.completeness import meter
from nominations.forms import AnswerForm, SendForm, Together
from nominations.letter_queries import letters_of, missing_letters
from nominations.models import Answer, Evidence, Instrument, Nomination, Submission
from nominations.queries import Line, lines, questions_of
from nominations.services import answers as services
from nominations.services import registered as registering
from nominations.services.nominations import FILLING, only_changes, why_closed
from nominations.views.rows import SECTION, address, by_section, frame, nomination_or_404, uploading
from paritrana.access import represented, seats_of
from paritrana.accounts import presence
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files.check_services import is_seen
from paritrana.files.services import send as send_file
from paritrana.files.services import send_preview
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul

LASTING = {"sent", "closed", "conflict"}


@edition_page(SECTION)
def nomination_section(request: HttpRequest, edition: Edition, number: int, section: str) -> HttpResponse:
    """The questions of one section: saved on continue, item by item, so that one error holds nothing back."""
    nomination = nomination_or_404(request, edition, number, SECTION)
    presence.note(request)
    changes = only_changes(nomination)
    sections = by_section(_only(lines(nomination, request.user, SECTION), changes))
    if section not in sections:
        raise Http404
    if request.method != "POST":
        if not changes and (nomination.status not in FILLING or why_closed(nomination)):
            messages.warning(request, why_closed(nomination) or _("Penilaian mandiri ini sudah dikirim."))
            return redirect(_home(request, edition, nomination))
        forms = [AnswerForm(line=line, user=request.user) for line in sections[section]]
        return _section_page(request, edition, nomination, sections, section, forms, changes)
    if request.htmx:
        return _autosave(request, nomination, section)
    forms = [AnswerForm(request.POST, request.FILES, line=line, user=request.user) for line in sections[section]]
    saved = [_saved(form, nomination, request.user) for form in forms]
    if all(saved):
        now = timezone.localtime()
        messages.success(request, _("Draf tersimpan %s, belum dikirim.") % pukul(now))
        if "list" in request.POST:
            return redirect(_home(request, edition, nomination))
        if chosen := next((form for form in forms if form.choice), None):
            return redirect(f"{request.path}#butir-{chosen.line.indicator.code}")
        return redirect(_next(request, edition, nomination, list(sections), section))
    sections = by_section(_only(lines(nomination, request.user, SECTION), changes))
    shown = []
    for form, line in zip(forms, sections[section], strict=True):
        form.line = line
        shown.append(form if form.errors else AnswerForm(line=line, user=request.user))
    return _section_page(request, edition, nomination, sections, section, shown, changes)


def _autosave(request: HttpRequest, nomination: Nomination, section: str) -> HttpResponse:
    """One question, kept while it is typed; files wait for the button. What is answered is what stands written."""
    prefix = request.POST.get("autosave", "")

    def line_now() -> Line:
        found = by_section(lines(nomination, request.user, SECTION))[section]
        line = next((line for line in found if AnswerForm.prefix_of(line) == prefix), None)
        if line is None:
            raise Http404
        return line

    form = AnswerForm(request.POST, line=line_now(), user=request.user)
    saved = _saved(form, nomination, request.user)
    form.line = line_now()
    return render(request, "nominations/answer_state.html", {"form": form, "live": True}, status=200 if saved else 422)


def _only(found: list[Line], changes: Instrument | None) -> list[Line]:
    """All questions, or those that a letter has changed when they alone are open."""
    return [line for line in found if line.indicator.changed_in == changes.version] if changes else found


def _section_page(
    request: HttpRequest,
    edition: Edition,
    nomination: Nomination,
    sections: dict[str, list[Line]],
    section: str,
    forms: list[AnswerForm],
    changes: Instrument | None,
) -> HttpResponse:
    title = sections[section][0].indicator.section
    together = Together(forms)
    trail = [(_("Bagian Anda"), address("own_sections", edition, nomination.number)), (title, None)]
    context = {
        **frame(edition, nomination, (title, None)),
        **({} if _is_responsible(request, nomination) else {"breadcrumbs": trail}),
        **_unsent_changes(request, nomination, changes),
        **uploading(),
        "title": title,
        "place": list(sections).index(section) + 1,
        "places": len(sections),
        "forms": forms,
        "together": together,
    }
    return (refused if together.is_bound else render)(request, "nominations/section.html", context)


def _unsent_changes(request: HttpRequest, nomination: Nomination, changes: Instrument | None) -> dict[str, Any]:
    """While what a letter has changed is not sent, the pages that ask for it say that instead of "terkirim"."""
    if not changes or _submissions(request, nomination).filter(content__instrument=changes.pk).exists():
        return {}
    return {"standing": (_("Butir yang berubah belum dikirim"), "amber")}


def _is_responsible(request: HttpRequest, nomination: Nomination) -> bool:
    return nomination.nominee_id in represented(request.user)


def _home(request: HttpRequest, edition: Edition, nomination: Nomination) -> str:
    """The list of sections: the whole nomination, or those that a colleague was handed."""
    if _is_responsible(request, nomination):
        return nomination.get_absolute_url()
    return address("own_sections", edition, nomination.number)


def _next(request: HttpRequest, edition: Edition, nomination: Nomination, slugs: list[str], section: str) -> str:
    after = slugs[slugs.index(section) + 1 :]
    if after:
        return address("nomination_section", edition, nomination.number, after[0])
    if _is_responsible(request, nomination):
        return address("nomination_check", edition, nomination.number)
    return address("own_sections", edition, nomination.number)


def _saved(form: AnswerForm, nomination: Nomination, by: Any) -> bool:
    """Save what can be saved of one question; what cannot stands as an error on the form."""
    if not form.is_valid():
        return False
    if form.is_blank:
        return True
    data, indicator, line = form.cleaned_data, form.line.indicator, form.line
    answer: Answer | None = line.answer
    try:
        answer = services.save_answer(
            nomination, indicator, value=data["value"], note=data["note"], version=form.version_typed, by=by
        )
        form.kept = True
        if "reply" in data and line.verification:
            services.reply(line.verification, data["reply"], by=by)
    except ValidationError as error:
        form.refuse(error, line)
        if getattr(error, "code", "") in LASTING:
            return False
    # Files that came over a slow line are kept even when the answer beside them needs another look.
    try:
        for evidence in form.removals:
            services.remove_evidence(evidence, by=by)
        for evidence in form.personal:
            services.restrict_evidence(evidence, by=by)
        for registered in form.forgotten:
            registering.withdraw(registered, by=by)
        if data.get("files") and answer is None:
            answer = services.save_answer(nomination, indicator, value="", note="", version=0, by=by)
    except ValidationError as error:
        form.refuse(error, line)
        return False
    for upload in data.get("files", []):
        try:
            services.add_evidence(answer, upload, by=by)
        except ValidationError as error:
            form.refuse(error, line)
    return not form.errors


@edition_page("nominations.fill")
def nomination_check(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Check answers, see what is missing, send."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    receipt = address("nomination_sent", edition, nomination.number)
    changes = only_changes(nomination)
    if nomination.status not in FILLING and not changes:
        # Also the second press of the button: it leads to the one receipt.
        return redirect(receipt if _submissions(request, nomination).exists() else nomination)
    questions = questions_of(nomination, request.user)
    found = _only(questions.lines, changes)
    done, asked = meter(line.item for line in found)
    lacking = [line for line in found if line.item.lacks_evidence]
    form = SendForm(
        request.POST or None,
        user=request.user,
        lacking=len(lacking),
        initial={"sender_name": request.user.name, "sender_office": _office(request.user, nomination)},
    )
    if changes:
        form.submit_label = _("Kirim butir yang berubah")
    context = {
        **frame(edition, nomination, (_("Periksa dan kirim"), None)),
        **uploading(),
        **_unsent_changes(request, nomination, changes),
        "changes": changes,
        "not_asked": questions.not_asked,
        "sections": by_section(found),
        "done": done,
        "asked": asked,
        "unanswered": [line for line in found if not line.value],
        "lacking": lacking,
        "awaited": sum(len(line.awaited) for line in found),
        "personal": [(line, row.file.name) for line in found for row in line.evidence if row.file.restricted],
        "letters": letters_of(nomination, request.user),
        "missing_letters": [] if changes else missing_letters(nomination),
        "flagged": [line for line in found if line.item.flag],
        "why_closed": "" if changes else why_closed(nomination),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            services.send(
                nomination,
                sender_name=form.cleaned_data["sender_name"],
                sender_office=form.cleaned_data["sender_office"],
                by=request.user,
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "sent":
                return redirect(receipt)
            form.add_error(None, error)
        else:
            return redirect(receipt)
    if request.method == "POST":
        return refused(request, "nominations/check.html", context)
    return render(request, "nominations/check.html", context)


def _office(user: Any, nomination: Nomination) -> str:
    return next((seat.office for seat in seats_of(user) if seat.nominee_id == nomination.nominee_id), "")


def _submissions(request: HttpRequest, nomination: Nomination) -> Any:
    rows = Submission.objects.visible_to(request.user, "nominations.view")
    return rows.filter(nomination=nomination).select_related("sent_by")


@edition_page("nominations.fill")
def nomination_sent(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """What was received, by the last receipt, and what happens next."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    submission = _submissions(request, nomination).first()
    if submission is None:
        raise Http404
    return render(
        request,
        "nominations/sent.html",
        {
            **frame(edition, nomination, (_("Terkirim"), None)),
            "submission": submission,
            "may_take_back": nomination.status == "sent" and not why_closed(nomination),
            "answers": submission.content["answers"],
        },
    )


@edition_page("evidence.view")
def evidence(request: HttpRequest, edition: Edition, number: int, evidence: int) -> HttpResponse:
    """The file of one piece of evidence, to whoever sees the answer it supports."""
    row = _evidence(request, edition, number, evidence)
    return send_file(row.file, to=request.user, inline="unduh" not in request.GET)


@edition_page("evidence.view")
def evidence_preview(request: HttpRequest, edition: Edition, number: int, evidence: int) -> HttpResponse:
    return send_preview(_evidence(request, edition, number, evidence).file, to=request.user)


def _evidence(request: HttpRequest, edition: Edition, number: int, evidence: int) -> Evidence:
    found = Evidence.objects.visible_to(request.user, "evidence.view").select_related("file")
    return get_object_or_404(
        found,
        pk=evidence,
        removed_at=None,
        answer__nomination__edition=edition,
        answer__nomination__number=number,
    )


def awaited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A file's state that a page asks for again: nothing new costs no query beyond the session."""

    @functools.wraps(view)
    def page(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponse:
        return HttpResponse(status=204) if is_seen(request.GET.get("seen", "")) else view(request, *args, **rest)

    return page


@awaited
@edition_page(SECTION)
def evidence_state(request: HttpRequest, edition: Edition, number: int, evidence: int) -> HttpResponse:
    """How far the check of one file is, for the candidate's page that shows it."""
    row = get_object_or_404(
        Evidence.objects.visible_to(request.user, SECTION).select_related("file", "answer__nomination"),
        pk=evidence,
        answer__nomination__edition=edition,
        answer__nomination__number=number,
    )
    return render(request, "nominations/file_state.html", {"row": row, "nomination": row.answer.nomination})
