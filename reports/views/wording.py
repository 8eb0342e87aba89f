"""Redaksi naskah: the sentences of papers, per kind, with a preview."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.seen import CONFLICT
from reports import services
from reports import wording as rules
from reports.documents.samples import sample
from reports.forms.wording import WordingForm
from reports.models import Document, Preview, Wording
from reports.services import previews
from reports.services import wording as wording_services
from reports.views.documents import poll_address, watched

Kind = Document.Kind


@dataclass(frozen=True)
class Box:
    """One place of a paper as the page shows it."""

    field: BoundField
    default: str
    problems: list[str]
    stored: str | None  # what somebody else has saved meanwhile


@edition_page("documents.make")
def wordings(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every kind of paper whose sentences can be written."""
    rows = Wording.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    last = {row.kind: row for row in rows.select_related("by").order_by("version")}
    context = {
        "rows": [{"kind": kind, "label": Kind(kind).label, "last": last.get(kind)} for kind in rules.SLOTS],
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (_("Redaksi naskah"), None)],
    }
    return render(request, "reports/wordings.html", context)


@edition_page("documents.make")
def wording(request: HttpRequest, edition: Edition, kind: str) -> HttpResponse:
    """The sentences of one kind: written, tried out, put back, compared with former versions."""
    if kind not in rules.SLOTS:
        raise Http404
    versions = list(
        Wording.objects.visible_to(request.user, "documents.make")
        .filter(edition=edition, kind=kind)
        .select_related("by")
        .order_by("-version")
    )
    texts = versions[0].texts if versions else {}
    page = {"kind": kind, "versions": versions, "seen": versions[0].version if versions else 0}
    if request.method != "POST":
        shown = _asked_for(request, edition, kind, versions)
        form = WordingForm(None, user=request.user, kind=kind, texts=texts if shown is None else shown)
        return render(request, "reports/wording.html", _page(edition, form, page))
    typed = request.POST.copy()
    back = typed.get("default", "")
    if back in rules.SLOTS[kind]:
        typed[back] = rules.SLOTS[kind][back].default
    form = WordingForm(typed, user=request.user, kind=kind, texts=texts)
    if back:
        form.is_valid()
        return render(request, "reports/wording.html", _page(edition, form, page))
    if form.is_valid():
        if "preview" in typed:
            made = previews.request_preview(edition, kind, form.cleaned_data, by=request.user)
            return redirect("wording_preview", edition.province.slug, edition.slug, made.pk)
        if _saved(form, edition, kind, typed.get("seen", "")):
            messages.success(request, _("Redaksi tersimpan. Dokumen yang sudah dibuat tidak berubah."))
            return redirect(request.path)
    meanwhile = texts if form.has_error(NON_FIELD_ERRORS, CONFLICT) else None
    return refused(request, "reports/wording.html", _page(edition, form, page, meanwhile))


@watched
@edition_page("documents.make")
def wording_preview(request: HttpRequest, edition: Edition, preview: int) -> HttpResponse:
    """How far a preview is; then the file."""
    row = _preview(request, edition, preview)
    back = f"{_url('wording', edition, row.kind)}?pratinjau={row.pk}"
    context = {
        "preview": row,
        "back": back,
        "poll": poll_address(request, services.state(edition.province.slug, edition.slug)),
        "breadcrumbs": [
            (_("Redaksi naskah"), _url("wordings", edition)),
            (Kind(row.kind).label, back),
            (_("Pratinjau"), None),
        ],
    }
    return render(request, "reports/wording_preview.html", context, partial="state")


@edition_page("documents.make")
def wording_preview_file(request: HttpRequest, edition: Edition, preview: int) -> FileResponse:
    """The preview in the browser's own reader."""
    row = _preview(request, edition, preview)
    if row.status != Preview.Status.READY:
        raise Http404
    response = FileResponse(row.file.open("rb"), filename="pratinjau.pdf", content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    # A browser does not open its PDF reader inside a sandbox; the reader is a sandbox of its own.
    response["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response


def _asked_for(request: HttpRequest, edition: Edition, kind: str, versions: list[Wording]) -> dict[str, str] | None:
    """The sentences of a former version or of a preview, to go on with; None: those in force."""
    asked = request.GET.get("versi", "")
    for row in versions:
        if str(row.version) == asked:
            return row.texts  # type: ignore[no-any-return]
    if asked == "0":
        return {}
    if (pk := request.GET.get("pratinjau", "")).isdecimal() and len(pk) < 19:
        tried = Preview.objects.visible_to(request.user, "documents.make").filter(edition=edition, kind=kind)
        if row := tried.filter(pk=pk).first():
            return row.texts  # type: ignore[no-any-return]
    return None


def _saved(form: WordingForm, edition: Edition, kind: str, seen: str) -> bool:
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0
    form.attempt(wording_services.write, edition, kind, form.cleaned_data, seen=version, by=form.user)
    return not form.errors


def _page(
    edition: Edition, form: WordingForm, page: dict[str, Any], meanwhile: dict[str, str] | None = None
) -> dict[str, Any]:
    offered = {**wording_services.edition_values(edition), **rules.values_of(sample(page["kind"], edition))}
    return page | {
        "form": form,
        "boxes": [_box(form, name, slot, offered, meanwhile) for name, slot in form.slots.items()],
        "fields": [
            {"name": f"{{{name}}}", "help": field.help, "example": offered[name]}
            for name, field in rules.FIELDS.items()
            if name in offered
        ],
        "label": Kind(page["kind"]).label,
        "breadcrumbs": [
            (_("Dokumen"), _url("documents", edition)),
            (_("Redaksi naskah"), _url("wordings", edition)),
            (Kind(page["kind"]).label, None),
        ],
    }


def _box(
    form: WordingForm, name: str, slot: rules.Slot, offered: dict[str, Any], meanwhile: dict[str, str] | None
) -> Box:
    text = str(form[name].value() or "")
    stored = None if meanwhile is None else meanwhile.get(name, slot.default)
    return Box(form[name], slot.default, rules.problems(text, offered), None if stored == text else stored)


def _preview(request: HttpRequest, edition: Edition, pk: int) -> Preview:
    rows = Preview.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    return get_object_or_404(rows.defer("data"), pk=pk)


def _url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *more])
