from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from nominations.behalf_queries import entries_of
from nominations.candidate_forms import NomineeForm, ProposeForm
from nominations.completeness import State, meter, state
from nominations.forms import ExtendForm
from nominations.letter_queries import letters_of
from nominations.likeness_queries import alike_to, numbers_alike
from nominations.models import Extension, Nomination, Replacement, Submission
from nominations.queries import Line, Questions, questions_of, with_outcome, with_progress
from nominations.services import nominations as services
from nominations.services import proposals
from nominations.services.replacements import why_not as why_not_replace
from nominations.tables import UNSENT, NominationFilter, NominationTable
from nominations.views.rows import address, by_section, frame, history, nomination_or_404, uploading
from nominations.views.sections import held_sections
from nominations.workflow import OPEN, Status, actions_for
from paritrana.access import holds, may
from paritrana.accounts import presence
from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.pages import edition_page
from paritrana.committees.queries import why_not_second
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.regions.models import Regency

PAGE = 50


@edition_page("nominations.view")
def nomination_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All nominations of the edition that this person reaches."""
    mine = with_outcome(Nomination.objects.visible_to(request.user, "nominations.view"), request.user)
    rows = mine.filter(edition=edition)
    counts = _counts(rows)
    chosen = NominationFilter(request.GET, queryset=rows, edition=edition, counts=counts)
    can_call = holds(request.user, "nominations.manage")
    table = NominationTable(
        with_progress(chosen.qs).select_related("nominee__regency", "category", "edition__province")
    )
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    if can_call:
        table.alike = numbers_alike(edition, request.user, {row.record.number for row in table.paginated_rows})
    return render(
        request,
        "nominations/list.html",
        {
            "table": table,
            "filter": chosen,
            "counts": counts,
            "unsent": counts["sending"].get("unsent", 0),
            "sent": counts["sending"].get("sent", 0),
            "can_propose": may(request.user, "nominations.propose", edition),
            "can_call": can_call,
            "breadcrumbs": [(_("Usulan"), None)],
        },
    )


def _counts(rows: Any) -> dict[str, dict[Any, int]]:
    """How many rows stand behind each choice of the filter: one query."""
    counts: dict[str, dict[Any, int]] = {"sending": {}, "state": {}, "category": {}, "regency": {}}
    regency = ("nominee__regency__code", "nominee__regency__kind", "nominee__regency__name")
    grouped = rows.order_by().values_list("status", "outcome", "category__slug", *regency).annotate(count=Count("pk"))
    for status, outcome, category, code, kind, name, count in grouped:
        words = f"{Regency.Kind(kind).label} {name}"
        values: dict[str, Any] = {"state": outcome, "category": category, "regency": (code, words)}
        if status in OPEN:
            values["sending"] = "unsent" if status in UNSENT else "sent"
        for chip, value in values.items():
            counts[chip][value] = counts[chip].get(value, 0) + count
    return counts


# --- proposing ------------------------------------------------------------------------------------------


def open_categories(request: HttpRequest, edition: Edition) -> Any:
    categories = Category.objects.visible_to(request.user, "nominations.propose").filter(edition=edition)
    return categories.filter(stage__in=[Stage.NOMINATION, Stage.SELECTION])


@edition_page("nominations.propose")
def propose(request: HttpRequest, edition: Edition) -> HttpResponse:
    """First the category, then the candidate."""
    categories = open_categories(request, edition)
    slug = request.GET.get("kategori", "")
    trail = [(_("Usulan"), address("nominations", edition)), (_("Usulkan kandidat"), None)]
    if not slug:
        rows = categories.annotate(proposed=Count("nominations", filter=Q(nominations__status__in=OPEN), distinct=True))
        return render(request, "nominations/propose_category.html", {"categories": rows, "breadcrumbs": trail})
    category = get_object_or_404(categories.select_related("edition"), slug=slug)
    late = proposals.is_late(category)
    form = ProposeForm(
        request.POST or None,
        user=request.user,
        category=category,
        late=late,
        initial={"nominee": request.GET.get("kandidat")},
    )
    context = {"form": form, "category": category, "late": late, "breadcrumbs": trail}
    if request.method == "POST" and form.is_valid():
        try:
            nomination = proposals.propose(category, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = {"nominee": nomination.nominee.name, "number": nomination.number}
            text = (
                _("%(nominee)s dicatat dengan nomor %(number)s; berlaku setelah petugas kedua memeriksanya.")
                if late
                else _("%(nominee)s diusulkan dengan nomor %(number)s.")
            )
            messages.success(request, text % words)
            return redirect(nomination)
    if request.method == "POST":
        return refused(request, "nominations/propose.html", context)
    return render(request, "nominations/propose.html", context)


@edition_page("nominations.propose")
def nominee_new(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A candidate that the portal does not know yet, of the kind of the category."""
    category = get_object_or_404(open_categories(request, edition), slug=request.GET.get("kategori", ""))
    back = f"{address('nomination_new', edition)}?kategori={category.slug}"
    form = NomineeForm(request.POST or None, user=request.user, category=category)
    form.cancel_url = back
    context = {
        "form": form,
        "category": category,
        "breadcrumbs": [
            (_("Usulan"), address("nominations", edition)),
            (_("Usulkan kandidat"), back),
            (_("Kandidat baru"), None),
        ],
    }
    if request.method == "POST" and form.is_valid():
        try:
            nominee = proposals.add_nominee(
                edition.province, kind=category.nominee_kind, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%s tercatat sebagai kandidat. Lanjutkan dengan mengusulkannya.") % nominee)
            query = QueryDict(mutable=True)
            query.update({"kategori": category.slug, "kandidat": nominee.pk})
            return redirect(f"{address('nomination_new', edition)}?{query.urlencode()}")
    if request.method == "POST":
        return refused(request, "nominations/nominee_new.html", context)
    return render(request, "nominations/nominee_new.html", context)


# --- one nomination -------------------------------------------------------------------------------------


@edition_page("nominations.view")
def nomination_detail(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.view")
    return _detail(request, edition, nomination)


def _detail(
    request: HttpRequest,
    edition: Edition,
    nomination: Nomination,
    *,
    extend: ExtendForm | None = None,
    refusal: dict[str, str] | None = None,
) -> HttpResponse:
    """The task list for those who fill it in, the overview for everybody else."""
    user = request.user
    questions = questions_of(nomination, user)
    found = questions.lines
    fills = may(user, "nominations.fill", nomination)
    manages = may(user, "nominations.manage", nomination)
    enters = manages and nomination.status in services.FILLING
    closed = services.why_closed(nomination) if fills or enters else ""
    outcome = Status(nomination.outcome)
    submissions = Submission.objects.visible_to(user, "nominations.view").filter(nomination=nomination)
    submissions = list(submissions.annotate(instrument=F("content__instrument")).defer("content"))
    done, asked = meter(line.item for line in found)
    announced = nomination.category.released_at is not None
    if fills:
        presence.note(request)
    context = {
        **frame(edition, nomination),
        **history(nomination, user),
        "alike": alike_to(nomination.nominee, edition, user, but=nomination.pk)
        if manages and nomination.status in OPEN
        else [],
        "can_move": manages and nomination.status in (*services.FILLING, Status.SENT, Status.VERIFIED),
        "outcome": outcome,
        "fills": fills,
        "elsewhere": fills and presence.elsewhere(request),
        "found": found,
        "came_back": [line for line in found if line.came_back],
        "readable": any(line.answer for line in found),
        "sections": _sections(edition, nomination, found, request if fills else None),
        "not_asked": questions.not_asked,
        "on_behalf": list(entries_of(nomination, user)),
        "can_enter": enters and not closed,
        "replacements": Replacement.objects.visible_to(user, "nominations.view")
        .filter(nomination=nomination)
        .select_related("answer__indicator", "asked_by", "decided_by"),
        "can_decide": manages,
        "can_replace": fills and not why_not_replace(nomination, closed),
        "can_extend_item": manages and not why_not_replace(nomination),
        **(_changes(edition, nomination, questions, submissions, closed) if fills else {}),
        "letters": letters_of(nomination, user),
        **(_registered(found, outcome, closed) if fills else {}),
        "done": done,
        "asked": asked,
        "why_closed": closed if fills else "",
        "submissions": submissions,
        "extensions": Extension.objects.visible_to(user, "nominations.view").filter(nomination=nomination),
        "why_not_second": why_not_second(edition, user, nomination.proposed_by_id, "nominations.second")
        if outcome == Status.LATE
        else "",
        "actions": _offered(
            user, nomination, outcome, {"nominations.fill": fills, "nominations.manage": manages}, closed
        ),
        "can_forward": manages and announced and outcome in COMPETED,
        "explained": announced and outcome in COMPETED,
        "can_verify": outcome not in {*UNSENT, Status.CANCELLED} and may(user, "nominations.verify", nomination),
        "extend": extend or (ExtendForm(user=user) if manages and outcome in EXTENDED else None),
        "refusal": refusal or {},
    }
    template = "nominations/tasks.html" if fills else "nominations/overview.html"
    return (refused if extend or refusal else render)(request, template, context)


def _registered(found: list[Line], outcome: Status, closed: str) -> dict[str, Any]:
    """Files that were registered in time, and whether this page is where their bytes are brought."""
    rows = [line for line in found if line.registered]
    awaited = sum(len(line.awaited) for line in rows)
    brought_here = bool(closed) or outcome not in services.FILLING
    return {"registered": rows, "awaited": awaited, "brought_here": brought_here, **(uploading() if awaited else {})}


def _changes(
    edition: Edition, nomination: Nomination, questions: Questions, submissions: list[Submission], closed: str
) -> dict[str, Any]:
    """What a letter has changed, while that alone may be answered, and whether it has been sent."""
    changes = services.only_changes(nomination, closed, questions.instrument)
    if changes is None:
        return {}
    changed = [line for line in questions.lines if line.indicator.changed_in == changes.version]
    return {
        "changes": changes,
        "change_sections": _sections(edition, nomination, changed),
        "changes_sent": any(row.instrument == changes.pk for row in submissions),  # type: ignore[attr-defined]
    }


COMPETED = {Status.SHORTLISTED, Status.VERIFIED}
EXTENDED = {*services.FILLING, Status.SENT}
# What may be done with a press of a button on the page of a nomination.
ACTIONS = ("take_back", "refuse", "withdraw", "disqualify", "confirm_late", "cancel_late")


def _offered(user: Any, nomination: Nomination, outcome: Status, rights: dict[str, bool], closed: str) -> set[str]:
    """What this person may do now; `rights` are those already asked for, each further one is asked once."""
    offered = set()
    for action in actions_for(outcome):
        if action not in ACTIONS:
            continue
        code = services.CODES[action]
        if code not in rights:
            rights[code] = may(user, code, nomination)
        if not rights[code]:
            continue
        why_not = closed if action == "take_back" else services.WHEN.get(action, lambda row: "")(nomination)
        if not why_not:
            offered.add(action)
    return offered


def _sections(
    edition: Edition, nomination: Nomination, found: list[Any], request: HttpRequest | None = None
) -> list[dict[str, Any]]:
    """The sections as a task list, with who holds them. Only what needs attention is coloured."""
    held = {row.section_slug: row.seat for row in held_sections(request, nomination)} if request else {}
    tones = {State.FILLING: "blue", State.COMING: "blue", State.TO_COMPLETE: "amber", State.TO_CORRECT: "amber"}
    tasks = []
    for slug, rows in by_section(found).items():
        items = [line.item for line in rows]
        now, (done, asked) = state(items), meter(items)
        hint = _("%(done)s dari %(asked)s butir lengkap") % {"done": done, "asked": asked}
        if seat := held.get(slug):
            hint += " · " + _("diisi %(person)s, %(office)s") % {"person": seat.person, "office": seat.office}
        tasks.append({
            "title": rows[0].indicator.section,
            "url": address("nomination_section", edition, nomination.number, slug),
            "status": now.label,
            "tone": tones.get(now),
            "hint": hint,
        })  # fmt: skip
    return tasks


@edition_page("nominations.view")
@require_POST
def nomination_act(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """What is done with one press: each of `ACTIONS`."""
    nomination = nomination_or_404(request, edition, number, "nominations.view")
    action, note = request.POST.get("action", ""), request.POST.get("note", "")
    try:
        if action in ACTIONS:
            services.advance(nomination, action, by=request.user, note=note)
        else:
            raise ValidationError(_("Pilih tindakan yang tersedia."))
    except ValidationError as error:
        refusal = {"action": action, "note": note, "error": " ".join(error.messages)}
        return _detail(request, edition, nomination, refusal=refusal)
    messages.success(request, DONE[action]())
    return redirect(nomination)


DONE = {
    "take_back": lambda: _("Penilaian mandiri ditarik kembali. Ubah, lalu kirim lagi sebelum batas waktu."),
    "refuse": lambda: _("Usulan dicatat sebagai menolak diusulkan."),
    "withdraw": lambda: _("Usulan dicatat sebagai menarik diri."),
    "disqualify": lambda: _("Usulan dicatat sebagai didiskualifikasi."),
    "confirm_late": lambda: _("Usulan susulan dikonfirmasi dan kandidat diberi tahu."),
    "cancel_late": lambda: _("Usulan susulan dibatalkan."),
}


@edition_page("nominations.manage")
@require_POST
def nomination_extend(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.manage")
    form = ExtendForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            services.extend(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Batas waktu diperpanjang dan kandidat diberi tahu."))
            return redirect(nomination)
    return _detail(request, edition, nomination, extend=form)
