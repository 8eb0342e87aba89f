"""Masa sanggah: who can see the result, the window, objections and their answers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from paritrana.access import holds, may
from paritrana.committees.holiday_queries import years_without_list
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.files.services import send
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.models import Decision, DecisionChange, Objection, ObjectionFile, ObjectionWindow
from scoring.objection_forms import AnswerForm, HandOverForm, ObjectionForm, PaperObjectionForm, RulesForm
from scoring.objection_queries import HEARD, is_running, last_days, rules_of, shown
from scoring.services import objections as verbs
from scoring.views.frame import address, category_of


@edition_page("objections.view")
def objections(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The categories with their windows; a candidate reads those it stands in."""
    user = request.user
    categories = Category.objects.visible_to(user, "objections.view").filter(edition=edition)
    if not may(user, "changes.view", edition):
        own = Nomination.objects.visible_to(user, "objections.file").filter(edition=edition)
        categories = categories.filter(pk__in=own.values("category"))
    windows = ObjectionWindow.objects.visible_to(user, "objections.view").filter(
        category__in=categories, decision__revoked_at=None
    )
    by_category = {window.category_id: window for window in windows}
    rows = []
    for row in categories:
        row.edition = edition
        status, tone = _state(row, by_category.get(row.pk))
        rows.append({"title": row.name, "url": address("objections_of", row), "status": status, "tone": tone})
    context = {
        "rows": rows,
        "manages": may(user, "objections.manage", edition),
        "reads_holidays": holds(user, "holidays.view"),
        "breadcrumbs": [(_("Sanggahan"), None)],
    }
    return render(request, "scoring/objections.html", context)


@edition_page("objections.manage")
def objection_rules(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Lengths and wording of the edition."""
    form = RulesForm(request.POST or None, user=request.user, instance=rules_of(edition))
    form.cancel_url = reverse("objections", args=[edition.province.slug, edition.slug])
    page = {"form": form, "breadcrumbs": [(_("Sanggahan"), form.cancel_url), (_("Aturan"), None)]}
    if request.method == "POST":
        if form.is_valid() and form.attempt(verbs.edit_rules, edition, by=request.user, **form.cleaned_data):
            messages.success(request, _("Aturan disimpan. Masa sanggah yang sudah dibuka tidak berubah."))
            return redirect(form.cancel_url)
        return refused(request, "scoring/objection_form.html", page | {"title": _("Aturan sanggahan")})
    return render(request, "scoring/objection_form.html", page | {"title": _("Aturan sanggahan")})


@edition_page("objections.view")
def objections_of(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The window of a category, the dates that count, and the objections this person may read."""
    found = category_of(request, edition, category, "objections.view")
    return render(request, "scoring/objections_of.html", _page(request, found))


@require_POST
@edition_page("objections.manage")
def objection_open(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    found = category_of(request, edition, category, "objections.manage")
    try:
        verbs.open_window(found, by=request.user)
    except ValidationError as error:
        return refused(request, "scoring/objections_of.html", _page(request, found) | {"errors": error.messages})
    messages.success(request, _("Masa sanggah dibuka; kandidat diberi tahu."))
    return redirect(address("objections_of", found))


@edition_page("objections.manage")
def objection_hand_over(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """A candidate without an account was given its result on paper."""
    found = category_of(request, edition, category, "objections.manage")
    nomination = _nomination(request, found, number, "objections.manage")
    form = HandOverForm(request.POST or None, user=request.user)
    page = _below(found, form, _("Penyerahan hasil")) | {"lead": nomination.nominee}
    page["intro"] = _("Serahkan nilai terverifikasi dengan alasannya, nilai per kriteria, dan daftar juara.")
    if request.method == "POST":
        if form.is_valid() and form.attempt(verbs.hand_over, nomination, by=request.user, **form.cleaned_data):
            messages.success(request, _("Penyerahan dicatat."))
            return redirect(address("objections_of", found))
        return refused(request, "scoring/objection_form.html", page)
    return render(request, "scoring/objection_form.html", page)


@edition_page("objections.view")
def objection_new(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """A candidate files an objection; the secretariat enters one that came on paper."""
    found = category_of(request, edition, category, "objections.view")
    user = request.user
    on_paper = not holds(user, "objections.file")
    nomination = _nomination(request, found, number, "objections.manage" if on_paper else "objections.file")
    window = (
        ObjectionWindow.objects.visible_to(user, "objections.view")
        .filter(category=found, decision__revoked_at=None)
        .first()
    )
    if window is None:
        raise Http404
    seen = Objection.objects.visible_to(user, "objections.view").filter(nomination=nomination).count()
    form = (PaperObjectionForm if on_paper else ObjectionForm)(
        request.POST or None,
        request.FILES or None,
        user=user,
        province=edition.province,
        initial={"seen": seen},
    )
    page = _below(found, form, _("Catat sanggahan dari surat") if on_paper else _("Ajukan sanggahan"))
    page |= {"lead": nomination.nominee, "window": window, "running": is_running(window)}
    if not on_paper and not page["running"]:
        page["closed"] = verbs.too_late(window)
    if request.method == "POST":
        verb = verbs.enter_objection if on_paper else verbs.file_objection
        if form.is_valid():
            if made := form.attempt(verb, nomination, by=user, **form.cleaned_data):
                messages.success(request, _("Sanggahan tercatat dengan nomor %s.") % made.number)
                return redirect(address("objection", found, made.number))
            # Whoever was told what came in from another tab may send again.
            form.data = form.data.copy()
            form.data["seen"] = str(seen)
        return refused(request, "scoring/objection_form.html", page)
    return render(request, "scoring/objection_form.html", page)


@edition_page("objections.view")
def objection(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """One objection with its evidence, and the letter that answers it."""
    found = category_of(request, edition, category, "objections.view")
    row = _objection(request, found, number)
    evidence = ObjectionFile.objects.visible_to(request.user, "objections.view").filter(objection=row)
    letter = row.answer_file
    page = _crumbs(found, (_("Nomor %s") % row.number, None)) | {
        "objection": row,
        "evidence": evidence.select_related("file"),
        "letter": letter if letter and letter.is_open_to(request.user) else None,
        "can_answer": not row.answered_at and may(request.user, "objections.manage", row),
        "change": DecisionChange.objects.visible_to(request.user, "changes.view")
        .filter(objection=row)
        .defer("package")
        .first(),
    }
    return render(request, "scoring/objection.html", page)


@edition_page("objections.manage")
def objection_answer(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """The numbered letter that answers an objection."""
    found = category_of(request, edition, category, "objections.manage")
    row = _objection(request, found, number)
    form = AnswerForm(request.POST or None, request.FILES or None, user=request.user, province=edition.province)
    page = _below(found, form, _("Jawab sanggahan nomor %s") % row.number) | {"lead": row.nomination.nominee}
    form.cancel_url = address("objection", found, number)
    if request.method == "POST":
        if form.is_valid() and form.attempt(verbs.answer_objection, row, by=request.user, **form.cleaned_data):
            messages.success(request, _("Jawaban dicatat; kandidat diberi tahu."))
            return redirect(form.cancel_url)
        return refused(request, "scoring/objection_form.html", page)
    return render(request, "scoring/objection_form.html", page)


@edition_page("objections.view")
def objection_file(request: HttpRequest, edition: Edition, category: str, number: int, file: int) -> HttpResponseBase:
    """One piece of evidence."""
    found = category_of(request, edition, category, "objections.view")
    rows = ObjectionFile.objects.visible_to(request.user, "objections.view").select_related("file")
    row = get_object_or_404(rows, objection__category=found, objection__number=number, pk=file)
    return send(row.file, to=request.user, inline="unduh" not in request.GET)


@edition_page("objections.view")
def objection_letter(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponseBase:
    """The scan of the letter that answers."""
    found = category_of(request, edition, category, "objections.view")
    letter = _objection(request, found, number).answer_file
    if letter is None or not letter.is_open_to(request.user):
        raise Http404
    return send(letter, to=request.user, inline="unduh" not in request.GET)


# --- inside ---------------------------------------------------------------------------------------------


def _crumbs(category: Category, *crumbs: tuple[Any, str | None]) -> dict[str, Any]:
    edition = category.edition
    home = reverse("objections", args=[edition.province.slug, edition.slug])
    above = [(category.name, address("objections_of", category))] if crumbs else [(category.name, None)]
    return {"category": category, "breadcrumbs": [(_("Sanggahan"), home), *above, *crumbs]}


def _below(category: Category, form: Any, title: str) -> dict[str, Any]:
    form.cancel_url = address("objections_of", category)
    return _crumbs(category, (title, None)) | {"form": form, "title": title}


def _state(category: Category, window: ObjectionWindow | None) -> tuple[str, str]:
    if window is None:
        return (_("Belum dibuka"), "amber") if category.released_at else (_("Hasil belum diumumkan"), "neutral")
    return (_("Dibuka"), "green") if is_running(window) else (_("Berakhir"), "neutral")


def _nomination(request: HttpRequest, category: Category, number: int, code: str) -> Nomination:
    rows = Nomination.objects.visible_to(request.user, code).filter(category=category, status__in=HEARD)
    return get_object_or_404(rows.select_related("nominee"), number=number)


def _objection(request: HttpRequest, category: Category, number: int) -> Objection:
    rows = Objection.objects.visible_to(request.user, "objections.view").filter(category=category)
    return get_object_or_404(
        rows.select_related("nomination__nominee", "filed_by", "answered_by", "answer_file", "run", "window").defer(
            "run__input", "run__result"
        ),
        number=number,
    )


def _page(request: HttpRequest, category: Category) -> dict[str, Any]:
    user = request.user
    manages, inside = may(user, "objections.manage", category), may(user, "changes.view", category)
    windows = ObjectionWindow.objects.visible_to(user, "objections.view").filter(category=category)
    window = windows.filter(decision__revoked_at=None).first()
    rows = Objection.objects.visible_to(user, "objections.view").filter(category=category)
    page = _crumbs(category) | {
        "window": window,
        "running": is_running(window),
        "objections": rows.select_related("nomination__nominee"),
        "own": Nomination.objects.visible_to(user, "objections.file")
        .filter(category=category, status__in=HEARD)
        .select_related("nominee"),
        "manages": manages,
        "inside": inside,
        "reads_holidays": holds(user, "holidays.view"),
    }
    if category.released_at is None:
        return page
    decision = Decision.objects.visible_to(user, "decision.view").filter(category=category, revoked_at=None).first()
    if inside and decision:
        page["shown"] = shown(category, decision)
        page["blind"] = sum(not row.can_see for row in page["shown"])
    rules = window or rules_of(category.edition)
    last, statute = (window.last_day, window.statute_last_day) if window else last_days(category, rules, timezone.now())
    first = timezone.localdate(window.opened_at if window else None)
    return page | {
        "rules": rules,
        "last_day": last,
        "statute_last_day": statute,
        "unlisted": years_without_list(min(first, timezone.localdate(category.released_at)), max(last, statute)),
    }
