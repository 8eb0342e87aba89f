"""The dossier of a category's first places for the national round, its columns, and the letter it went with."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from paritrana.access import holds
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import LocalDateField, PortalForm, refused, seen_field
from paritrana.htmx import render
from paritrana.seen import stamp_of
from reports import queries, services
from reports.documents import dossier_columns
from reports.models import Document, Forwarding
from reports.services import dossier as dossier_services
from reports.views.documents import poll_address, watched
from scoring.models import Placement


class ForwardForm(PortalForm):
    submit_label = gettext_lazy("Catat penerusan")
    letter = forms.CharField(label=gettext_lazy("Nomor surat pengantar"), max_length=120)
    letter_date = LocalDateField(label=gettext_lazy("Tanggal surat pengantar"))
    receiver = forms.CharField(
        label=gettext_lazy("Diterima oleh"),
        max_length=160,
        help_text=gettext_lazy("Jabatan atau unit, misalnya Sekretariat Paritrana Award, Kemenko PMK."),
    )


class ColumnsForm(PortalForm):
    submit_label = gettext_lazy("Simpan kolom")
    columns = forms.CharField(
        label=gettext_lazy("Kolom, satu per baris"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
        help_text=gettext_lazy("Judul kolom = isian. Urutan baris adalah urutan kolom."),
    )

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field(now)


@watched
@edition_page("dossier.view")
def dossier(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """What can be handed on, what was made, and by which letter it went."""
    found = _category(request, edition, category, "dossier.view")
    return render(request, "reports/dossier.html", _page(request, edition, found), partial="rows")


@require_POST
@edition_page("dossier.make")
def dossier_make(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    found = _category(request, edition, category, "dossier.make")
    try:
        dossier_services.make_dossier(found, by=request.user)
    except ValidationError as error:
        page = _page(request, edition, found) | {"errors": error.messages}
        return refused(request, "reports/dossier.html", page)
    messages.success(request, _("Berkas penerusan sedang dibuat. Halaman ini boleh ditinggalkan."))
    return redirect(_address("dossier", edition, found.slug))


@require_POST
@edition_page("dossier.make")
def dossier_forward(request: HttpRequest, edition: Edition, category: str, document: int) -> HttpResponse:
    """The letter with which a dossier went out."""
    found = _category(request, edition, category, "dossier.make")
    documents = Document.objects.visible_to(request.user, "dossier.make")
    row = get_object_or_404(documents, category=found, kind=Document.Kind.DOSSIER, pk=document)
    form = ForwardForm(request.POST, user=request.user)
    if form.is_valid() and form.attempt(dossier_services.forward, row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Penerusan ke tingkat nasional tercatat."))
        return redirect(_address("dossier", edition, found.slug))
    return refused(request, "reports/dossier.html", _page(request, edition, found, form))


@edition_page("dossier.make")
def dossier_columns_edit(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The columns of the province's dossiers, as text."""
    columns = dossier_services.columns_of(edition.province)
    now = stamp_of(columns)
    form = ColumnsForm(
        request.POST or None, user=request.user, initial={"columns": dossier_columns.as_text(columns)}, now=now
    )
    context = {
        "form": form,
        "entries": dossier_columns.ENTRIES.items(),
        "breadcrumbs": [(_("Dokumen"), _address("documents", edition)), (_("Kolom berkas penerusan"), None)],
    }
    if request.method == "POST":
        saved = form.is_valid() and form.attempt(
            dossier_services.set_columns,
            edition.province,
            form.cleaned_data["columns"],
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
        if not saved:
            form.may_save_over(now)
            return refused(request, "reports/dossier_columns.html", context)
        messages.success(request, _("Kolom tersimpan. Berkas penerusan berikutnya memakainya."))
        return redirect(request.path)
    return render(request, "reports/dossier_columns.html", context)


def _page(
    request: HttpRequest, edition: Edition, category: Category, form: ForwardForm | None = None
) -> dict[str, Any]:
    seen = services.state(edition.province.slug, edition.slug)
    visible = Document.objects.visible_to(request.user, "documents.view").filter(category=category)
    documents = list(queries.newest(visible.filter(kind=Document.Kind.DOSSIER))[:20])
    forwarded = Forwarding.objects.visible_to(request.user, "dossier.view").filter(nomination__category=category)
    rows = list(forwarded.select_related("nomination__nominee", "document", "by").defer("document__data"))
    firsts = Placement.objects.visible_to(request.user, "dossier.view").filter(
        decision__category=category, decision__revoked_at=None, place=1
    )
    sent = {row.document_id for row in rows}
    newest = next((row for row in documents if row.superseded_at is None), None)
    may_make = holds(request.user, "dossier.make")
    to_send = newest if newest and newest.status == Document.Status.READY and newest.pk not in sent else None
    form = form or ForwardForm(user=request.user)
    if to_send:
        form.form_action = reverse(
            "dossier_forward", args=[edition.province.slug, edition.slug, category.slug, to_send.pk]
        )
    return {
        "category": category,
        "firsts": firsts.select_related("nomination__nominee"),
        "documents": documents,
        "forwarded": rows,
        "to_send": to_send if may_make else None,
        "form": form,
        "can_make": may_make and category.released_at is not None,
        "may_make": may_make,
        "working": any(document.is_working for document in documents),
        "poll": poll_address(request, seen),
        "breadcrumbs": [(_("Dokumen"), _address("documents", edition)), (_("Penerusan ke tingkat nasional"), None)],
    }


def _category(request: HttpRequest, edition: Edition, slug: str, code: str) -> Category:
    found = get_object_or_404(Category.objects.visible_to(request.user, code), edition=edition, slug=slug)
    found.edition = edition
    return found


def _address(name: str, edition: Edition, *rest: str) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])
