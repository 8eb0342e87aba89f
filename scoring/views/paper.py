"""Acts entered from a signed paper, and their confirmation by a second officer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from paritrana.access import may
from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.pages import edition_page
from paritrana.committees.services import stages
from paritrana.files import services as files
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import tanggal
from scoring.models import BranchResponse, Decision, FeedbackComment, PaperAct
from scoring.ranking_forms import (
    PaperDecideForm,
    PaperFeedbackForm,
    PaperForm,
    PaperMoveForm,
    PaperRespondForm,
    PaperRevokeForm,
)
from scoring.ranking_queries import asked, chair_seats, decision_in_force, heads_of, latest_run, open_change
from scoring.services import paper as verbs
from scoring.views.frame import address, category_of, frame
from scoring.views.plenary import plenary_form

Verb = PaperAct.Verb


@edition_page("paper.confirm")
def papers(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The papers of a category: waiting for a second officer, and done."""
    found = category_of(request, edition, category, "paper.confirm")
    acts = PaperAct.objects.visible_to(request.user, "paper.confirm").filter(category=found)
    context = {
        "acts": acts.select_related("seat__branch", "seat__province", "entered_by", "confirmed_by"),
        "offers": _offers(request, found) if may(request.user, "paper.enter", found) else [],
        "second_officers": edition.second_officers,
    }
    return render(request, "scoring/papers.html", _frame(found, (_("Surat"), None)) | context)


@edition_page("paper.enter")
def paper_new(request: HttpRequest, edition: Edition, category: str, verb: str) -> HttpResponse:
    """Enter what a signed paper says."""
    found = category_of(request, edition, category, "paper.enter")
    form, subject = _form(request, found, verb)
    form.cancel_url = address("papers", found)
    label = Verb(verb).label
    page = _frame(found, (_("Surat"), address("papers", found)), (label, None))
    page |= {"form": form, "label": label, "subject": subject}
    if request.method == "POST":
        if form.is_valid():
            entered = form.cleaned_data
            try:
                act = verbs.enter(
                    found,
                    verb,
                    entered["seat"],
                    form.payload(),
                    letter=entered["letter"],
                    scan=entered["scan"],
                    by=request.user,
                )
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Surat tersimpan. Tindakan berlaku setelah dikonfirmasi petugas kedua."))
                return redirect(address("paper", found, act.pk))
        return refused(request, "scoring/paper_new.html", page)
    return render(request, "scoring/paper_new.html", page)


@edition_page("paper.confirm")
def paper(request: HttpRequest, edition: Edition, category: str, act: int) -> HttpResponse:
    """One paper: what was entered beside its scan."""
    found, row = _act(request, edition, category, act)
    return render(request, "scoring/paper.html", _page(request, found, row))


@require_POST
@edition_page("paper.confirm")
def paper_confirm(request: HttpRequest, edition: Edition, category: str, act: int) -> HttpResponse:
    found, row = _act(request, edition, category, act)
    try:
        verbs.confirm(row, by=request.user)
    except ValidationError as error:
        return refused(request, "scoring/paper.html", _page(request, found, row) | {"errors": error.messages})
    messages.success(request, _("Tindakan tercatat dari surat bertanda tangan."))
    return redirect(address("paper", found, row.pk))


@require_POST
@edition_page("paper.confirm")
def paper_discard(request: HttpRequest, edition: Edition, category: str, act: int) -> HttpResponse:
    found, row = _act(request, edition, category, act)
    note = request.POST.get("note", "")
    try:
        verbs.discard(row, by=request.user, note=note)
    except ValidationError as error:
        page = _page(request, found, row) | {"note": note, "note_error": " ".join(error.messages)}
        return refused(request, "scoring/paper.html", page)
    messages.success(request, _("Catatan surat dibatalkan."))
    return redirect(address("papers", found))


@edition_page("paper.confirm")
def paper_scan(request: HttpRequest, edition: Edition, category: str, act: int) -> HttpResponse:
    _found, row = _act(request, edition, category, act)
    return files.send(row.scan, to=request.user, inline=True)


# --- inside ---------------------------------------------------------------------------------------------


def _frame(category: Category, *crumbs: tuple[Any, str | None]) -> dict[str, Any]:
    return frame(category, (category.name, address("ranking", category)), *crumbs)


def _act(request: HttpRequest, edition: Edition, category: str, act: int) -> tuple[Category, PaperAct]:
    found = category_of(request, edition, category, "paper.confirm")
    acts = PaperAct.objects.visible_to(request.user, "paper.confirm").filter(category=found)
    row = get_object_or_404(acts.select_related("seat__branch", "seat__province", "entered_by", "confirmed_by"), pk=act)
    row.category = found
    return found, row


def _page(request: HttpRequest, category: Category, act: PaperAct) -> dict[str, Any]:
    page = _frame(category, (_("Surat"), address("papers", category)), (act.letter, None))
    return page | {
        "act": act,
        "content": _content(request, category, act),
        "refusal": verbs.refusal(act, request.user),
        "scan_url": address("paper_scan", category, act.pk),
    }


def _offers(request: HttpRequest, category: Category) -> list[tuple[str, str]]:
    """The acts that a paper could bring now, as (label, address)."""
    found = []
    deliberates = category.stage in (Stage.DELIBERATION, Stage.DECIDED)
    decided = deliberates and decision_in_force(category) is not None
    if (deliberates and not decided or open_change(category)) and latest_run(category):
        found.append((Verb.DECIDE.label, address("paper_new", category, Verb.DECIDE)))
    if decided:
        found.append((Verb.REVOKE.label, address("paper_new", category, Verb.REVOKE)))
    target = stages.next_stage(category)
    if target == Stage.ANNOUNCED:
        found.append((Verb.RELEASE.label, address("paper_new", category, Verb.RELEASE)))
    elif target and any(not blocker.hard for blocker in stages.open_blockers(category, target)):
        found.append((Verb.OVERRIDE.label, address("paper_new", category, Verb.OVERRIDE)))
    if _comments(request, category).filter(released_at=None).exists():
        found.append((Verb.FEEDBACK.label, address("paper_new", category, Verb.FEEDBACK)))
    return found


def _comments(request: HttpRequest, category: Category) -> Any:
    comments = FeedbackComment.objects.visible_to(request.user, "feedback.follow")
    return comments.filter(nomination__category=category).select_related("nomination__nominee")


def _form(request: HttpRequest, category: Category, verb: str) -> tuple[PaperForm, str]:
    """The form of one kind of paper, and what it is about in words. 404 when it cannot be entered now."""
    chairs = chair_seats(category).visible_to(request.user, "seats.view")
    if verb == Verb.DECIDE:
        run = latest_run(category)
        if run is None or (decision_in_force(category) and not open_change(category)):
            raise Http404
        return plenary_form(PaperDecideForm, request, category, run, seats=chairs), category.name
    if verb == Verb.RESPOND:
        return _respond_form(request, category)
    posted = (request.POST or None, request.FILES or None)
    if verb == Verb.REVOKE:
        decision = decision_in_force(category)
        if decision is None or category.released_at:
            raise Http404
        return PaperRevokeForm(*posted, user=request.user, seats=chairs, decision=decision), category.name
    if verb == Verb.FEEDBACK:
        waiting = list(_comments(request, category).filter(released_at=None))
        if not waiting:
            raise Http404
        return PaperFeedbackForm(*posted, user=request.user, seats=chairs, waiting=waiting), category.name
    target = stages.next_stage(category)
    if verb not in Verb.values or target is None or (verb == Verb.RELEASE) != (target == Stage.ANNOUNCED):
        raise Http404
    soft = [blocker.text for blocker in stages.open_blockers(category, target) if not blocker.hard]
    form = PaperMoveForm(
        *posted,
        user=request.user,
        seats=chairs,
        category=category,
        target=target,
        soft=soft,
    )
    return form, _("%(category)s ke tahap %(stage)s") % {"category": category, "stage": target.label}


def _respond_form(request: HttpRequest, category: Category) -> tuple[PaperForm, str]:
    run = latest_run(category)
    number, code = request.GET.get("usulan", ""), request.GET.get("cabang", "")
    pairs = asked(run) if run and run.review_opened_at else []
    for pair in pairs:
        if str(pair.row.nomination.number) == number and pair.branch.code == code:
            pair.row.run = run
            form = PaperRespondForm(
                request.POST or None,
                request.FILES or None,
                user=request.user,
                seats=heads_of([pair.branch]),
                row=pair.row,
                branch=code,
            )
            return form, f"{pair.branch}, {pair.row.nomination.nominee}"
    raise Http404


def _content(request: HttpRequest, category: Category, act: PaperAct) -> list[tuple[Any, Any]]:
    """What was entered, as (term, value)."""
    given = act.payload
    nominations = Nomination.objects.visible_to(request.user, "nominations.view").filter(category=category)
    names = {row.number: str(row.nominee) for row in nominations.select_related("nominee")}
    if act.verb == Verb.DECIDE:
        places = sorted(given["placements"].items(), key=lambda pair: pair[1])
        rows = [(category.rank_word(place), names.get(int(number), number)) for number, place in places]
        return [
            *(rows or [(_("Juara"), _("Tidak ada pemenang"))]),
            (_("Tanggal rapat pleno"), given["held_on"]),
            (_("Tempat rapat pleno"), given["place"]),
            (_("Dasar putusan pleno atas nilai sama"), given.get("tie_basis", "")),
            (_("Alasan berbeda dari urutan hasil hitung"), given["deviation_reason"]),
            (_("Alasan atas nilai yang berdekatan"), "; ".join(given.get("tie_reasons", {}).values())),
        ]
    if act.verb == Verb.REVOKE:
        decision = Decision.objects.visible_to(request.user, "decision.view").get(pk=given["decision"])
        meeting = _("Rapat %(held)s, %(place)s") % {"held": tanggal(decision.held_on), "place": decision.place}
        return [(_("Penetapan"), meeting), (_("Alasan"), given["note"])]
    if act.verb == Verb.RESPOND:
        return [
            (_("Nomine"), names.get(given["nomination"], given["nomination"])),
            (_("Tanggapan"), BranchResponse.Answer(given["answer"]).label),
            (_("Jenis catatan"), dict(BranchResponse.Kind.choices).get(given.get("kind"))),
            (_("Catatan"), given["reason"]),
        ]
    if act.verb == Verb.FEEDBACK:
        return [
            (comment.nomination.nominee, comment.text)
            for comment in _comments(request, category)
            if given["comments"].get(str(comment.pk)) == comment.seen
        ]
    return [
        (_("Ke tahap"), Stage(given["target"]).label),
        (_("Syarat yang dikesampingkan"), "; ".join(given["set_aside"])),
        (_("Alasan"), given["note"]),
    ]
