"""Pages that belong to no edition: the check of a document by anybody."""

from allauth.core.internal import ratelimit  # its public door counts no GET
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries
from reports.documents import checking, grouped
from reports.forms.papers import CheckForm
from reports.models import Document, Recall
from reports.services import log


@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Cek keaslian: type the code that stands on the paper."""
    form = CheckForm(request.GET or None)
    if not form.is_bound:
        return render(request, "reports/check.html", {"form": form})
    if not form.is_valid():
        return refused(request, "reports/check.html", {"form": form})
    return redirect("check_code", form.cleaned_data["code"])


@login_not_required
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal knows of a paper. Before the announcement it says only that the code is known.

    Only codes that are not known count against an address, so that a hotel full of honest checks is never stopped;
    once it has guessed too often, it hears nothing at all for a while, or a guesser could go on.
    """
    if not _may_ask(request, counted=False):
        return render(request, "reports/check_wait.html", status=429)
    form = CheckForm({"code": code})
    visible = Document.objects.visible_to(request.user, "documents.check")
    document = queries.by_code(visible, form.cleaned_data["code"]) if form.is_valid() else None
    if document is None:
        _may_ask(request, counted=True)
        again = CheckForm(initial={"code": code[:40]})
        return render(request, "reports/check_unknown.html", {"form": again, "code": code[:40]}, status=404)
    if closed := checking.closed(document):
        return render(request, "reports/check_closed.html", {"text": closed})
    recalls = Recall.objects.visible_to(request.user, "documents.check").filter(document=document)
    recall = recalls.select_related("change").defer("change__package").first() if document.superseded_at else None
    newer = queries.newer_version(document) if document.superseded_at else None
    context = {
        "document": document,
        "code": grouped(document.code),
        "standing": checking.standing(document, recall, newer),
        "facts": checking.public_facts(document),
        "hashes": checking.known_hashes(document),
        "line": log.entry(document) if document.log_day else "",
    }
    return render(request, "reports/check_known.html", context)


def _may_ask(request: HttpRequest, *, counted: bool) -> bool:
    limit = {"app": "allauth.account", "action": "check_code", "limit_get": True}
    return bool(ratelimit.consume(request, **limit, dry_run=not counted))
