"""The questions of a nomination as a file, and the filled file given back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.imports import Outcome
from nominations.models import AnswerImport, Instrument, Nomination
from nominations.queries import instrument_of
from nominations.question_files import Asked, workbook
from nominations.question_forms import AnswerImportForm
from nominations.question_queries import asked, blank, dry_run_of
from nominations.questions import DryRun
from nominations.services import questions as services
from nominations.services.nominations import in_zone, only_changes, why_closed
from nominations.views.downloads import download
from nominations.views.instruments import category_or_404
from nominations.views.rows import address, frame, nomination_or_404
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files.services import send
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul

PAGE, SHOWN = 50, 10
KINDS = ("xlsx", "docx")


@edition_page("nominations.fill")
def questions(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """The files to take away, the filled one to give back, what was given back before."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    form = AnswerImportForm(request.POST or None, request.FILES or None, user=request.user)
    form.cancel_url = nomination.get_absolute_url()
    imports = AnswerImport.objects.visible_to(request.user, "nominations.fill").filter(nomination=nomination)
    context = {
        **frame(edition, nomination, (_("Pertanyaan sebagai berkas"), None)),
        "instrument": instrument_of(nomination.category),
        "why_closed": _why_closed(nomination),
        "form": form,
        "imports": list(imports.select_related("file", "by", "written_by")[:SHOWN]),
    }
    if request.method != "POST":
        return render(request, "nominations/questions.html", context)
    made = None
    if form.is_valid():
        made = form.attempt(services.receive, nomination, form.cleaned_data["file"], by=request.user)
    if made is None:
        return refused(request, "nominations/questions.html", context)
    return redirect(address("questions_check", edition, number, made.pk))


def _why_closed(nomination: Nomination) -> str:
    if only_changes(nomination):
        return ""
    if nomination.status not in ("proposed", "returned"):
        return _("Penilaian mandiri ini sudah dikirim.")
    return why_closed(nomination)


@edition_page("nominations.fill")
def questions_file(request: HttpRequest, edition: Edition, number: int, kind: str) -> FileResponse:
    """The questions of this nomination with the answers so far."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    instrument = instrument_of(nomination.category)
    if instrument is None:
        raise Http404
    title = _("Pertanyaan %(category)s: %(nominee)s") % {
        "category": nomination.category.name,
        "nominee": nomination.nominee.name,
    }
    notes = [edition.title]
    if nomination.closes_at:
        notes.append(_("Batas pengiriman: %s.") % in_zone(nomination.closes_at, nomination))
    if instrument.change_until:
        notes.append(_("Pertanyaan diubah sesuai surat nomor %s.") % instrument.letter)
    return _file(kind, f"pertanyaan-{nomination.number}", title, asked(nomination, request.user), notes)


@edition_page("instruments.edit")
def instrument_file(request: HttpRequest, edition: Edition, category: str, kind: str) -> FileResponse:
    """The questions of a category without answers, also before they are frozen."""
    of = category_or_404(request, edition, category)
    found = Instrument.objects.visible_to(request.user, "instruments.view").filter(category=of).order_by("-version")
    instrument = found.first()
    if instrument is None:
        raise Http404
    notes = [edition.title]
    if not instrument.frozen_at:
        notes.append(_("Rancangan: belum ditetapkan."))
    return _file(kind, f"pertanyaan-{of.slug}", _("Pertanyaan %s") % of.name, blank(instrument), notes)


def _file(kind: str, name: str, title: str, rows: list[Asked], notes: list[str]) -> FileResponse:
    if kind not in KINDS:
        raise Http404
    if kind == "xlsx":
        notes += [
            _("Isi kolom Jawaban dan Keterangan di lembar Isian; kolom lain jangan diubah."),
            _("Yang kosong tidak mengubah apa pun. Data dukung diunggah di portal, bukan di berkas ini."),
            _("Jangan menulis NIK atau data perorangan lain."),
        ]
    if kind == "docx":
        from nominations.question_document import document

        content = document(title, rows, notes)
    else:
        content = workbook(title, rows, notes)
    return download(content, name, kind)


@edition_page("nominations.fill")
def questions_check(request: HttpRequest, edition: Edition, number: int, pk: int) -> HttpResponse:
    """The dry run, errors first; confirming writes all of it."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    row = _import(request, nomination, pk)
    error: list[str] = []
    if request.method == "POST":
        try:
            count = services.write(row, seen=request.POST.get("seen", ""), by=request.user)
        except ValidationError as refusal:
            error = refusal.messages
        else:
            return _written(request, nomination, count)
    closed = _why_closed(nomination)
    found = dry_run_of(row, only_changes(nomination), request.user) if row.is_open and not closed else None
    context = {
        **frame(
            edition,
            nomination,
            (_("Pertanyaan sebagai berkas"), address("questions", edition, number)),
            (row.file.name, None),
        ),
        "import": row,
        "found": found,
        "error": error,
        "why_closed": closed,
        "counts": found.counts if found else row.counts,
        **(_listed(request, found) if found else {}),
    }
    return (refused if error else render)(request, "nominations/questions_check.html", context)


@edition_page("nominations.fill")
def questions_original(request: HttpRequest, edition: Edition, number: int, pk: int) -> HttpResponseBase:
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    return send(_import(request, nomination, pk).file, to=request.user)


def _import(request: HttpRequest, nomination: Nomination, pk: int) -> AnswerImport:
    rows = AnswerImport.objects.visible_to(request.user, "nominations.fill").filter(nomination=nomination)
    row = get_object_or_404(rows.select_related("file", "by", "written_by"), pk=pk)
    row.nomination = nomination
    return row


def _listed(request: HttpRequest, found: DryRun) -> dict[str, object]:
    """The rows of one outcome, or all; chips with counts."""
    chosen = request.GET.get("hasil", "")
    rows = [row for row in found.rows if chosen not in Outcome or row.outcome == chosen]
    chips = [(_("Semua"), "?", len(found.rows), chosen not in Outcome)]
    chips += [
        (outcome.label, f"?hasil={outcome.value}", found.counts[outcome.value], chosen == outcome)
        for outcome in Outcome
        if found.counts[outcome.value]
    ]
    return {"chips": chips, "page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}


def _written(request: HttpRequest, nomination: Nomination, count: int | None) -> HttpResponse:
    if count is None:
        messages.info(request, _("Berkas ini sudah disimpan sebelumnya. Tidak ada yang ditulis dua kali."))
    else:
        text = ngettext(
            "%(count)s jawaban disimpan %(time)s sebagai draf, belum dikirim.",
            "%(count)s jawaban disimpan %(time)s sebagai draf, belum dikirim.",
            count,
        )
        messages.success(request, text % {"count": count, "time": pukul(timezone.localtime())})
    return redirect(nomination)
