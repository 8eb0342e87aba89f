"""One paper: what it is, where it stands, how it is signed and checked, its versions, and what can be done with it."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.access import holds
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page, roles_in
from paritrana.htmx import render
from paritrana.roles import CANDIDATE
from reports import queries, services
from reports.documents import checking, grouped
from reports.models import Batch, Document, SignedFile
from reports.views import document_facts as facts
from reports.views.documents import poll_address, watched

State = SignedFile.State


@watched
@edition_page("documents.view")
def document_page(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """Everything about one paper, for whoever may see it."""
    seen = services.state(edition.province.slug, edition.slug)
    visible = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition)
    whole = ("category", "nominee", "nomination", "province", "made_by", "revoked_by", "recall__change")
    rows = visible.select_related(*whole).defer("recall__change__package")
    paper = get_object_or_404(rows, pk=document)
    paper.edition = edition
    may_make = holds(request.user, "documents.make")
    versions = list(_versions(visible, paper))
    newer = queries.newer_version(paper) if paper.superseded_at else None
    batch = _batch(request, paper) if may_make else None
    signatures = _signatures(request, paper, may_make)
    standing = checking.standing(paper, getattr(paper, "recall", None), newer)
    inside = bool(roles_in(edition, request.user) - CANDIDATE)
    context = {
        "paper": paper,
        "may_make": may_make,
        "inside": inside,
        "facts": facts.of(request, paper, batch=batch, signed=signatures["force"], inside=inside),
        "batch": batch,
        "standing": standing,
        "tone": "red" if standing.tone == "red" else "neutral",
        "in_force": next((row for row in versions if row.superseded_at is None and row.version == newer), None),
        "versions": versions if len(versions) > 1 else [],
        "numbered": any(row.number for row in versions),
        "signatures": signatures,
        "check": _check(paper, standing),
        "may_revoke": may_make and paper.is_revocable,
        "may_follow": holds(request.user, "audit.view"),
        "working": paper.is_working or any(row.is_working for row in signatures["open"]),
        "poll": poll_address(request, seen),
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (paper.get_kind_display(), None)],
    }
    return render(request, "reports/document.html", context, partial="paper")


def _versions(visible: QuerySet[Document], paper: Document) -> QuerySet[Document]:
    same = visible.filter(kind=paper.kind, subject=paper.subject)
    return same.select_related("made_by", "recall").defer("data").order_by("-version")


def _batch(request: HttpRequest, paper: Document) -> Batch | None:
    """In which it was made, or whose files it holds."""
    about, _colon, key = paper.subject.partition(":")
    rows = Batch.objects.visible_to(request.user, "documents.make").select_related("category", "edition")
    batch = int(key) if about == "batch" else paper.batch_id
    return rows.filter(pk=batch).first() if batch else None


def _signatures(request: HttpRequest, paper: Document, may_make: bool) -> dict[str, Any]:
    """The signed file in force, and what came since or still waits for somebody."""
    code = "documents.make" if may_make else "documents.view"
    found = SignedFile.objects.visible_to(request.user, code).filter(document=paper, replaced_at=None)
    rows = list(found.select_related("file"))
    force = next((row for row in rows if row.state == State.ACCEPTED), None)
    waiting = [row for row in rows if row.is_working or row.state == State.COMPARE]
    refused = [row for row in rows[:1] if row.state == State.REJECTED]
    return {
        "force": force,
        "words": checking.signature_words(force),
        "file": force.file if force and force.file and force.file.is_open_to(request.user) else None,
        "open": [*refused, *waiting],
    }


def _check(paper: Document, standing: checking.Standing) -> dict[str, Any]:
    """The code of the paper and what anybody reads who has it."""
    address = reverse("check_code", args=[paper.code])
    found = {"code": grouped(paper.code), "url": address, "address": settings.PORTAL_URL + address}
    if paper.status != Document.Status.READY:
        return found | {"closed": _("Kode ini dikenal setelah berkasnya siap.")}
    if closed := checking.closed(paper):
        return found | {"closed": closed}
    terms = [term.lower() for term, value in checking.public_facts(paper) if value]
    words = _("“%(standing)s”, dengan %(terms)s.")
    return found | {"open": words % {"standing": standing.word, "terms": ", ".join(terms)}}


def _url(name: str, edition: Edition) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug])
