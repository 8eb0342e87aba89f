"""Pages that belong to no edition: the check of a document by anybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from paritrana.forms import refused
from paritrana.htmx import render
from reports import documents
from reports.forms import CheckForm
from reports.models import Document


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
    """What the portal knows of a paper. Before the announcement it says only that the code is known."""
    form = CheckForm({"code": code})
    visible = Document.objects.visible_to(request.user, "documents.check").filter(status=Document.Status.READY)
    document = None
    if form.is_valid():
        found = visible.filter(code=form.cleaned_data["code"])
        document = found.select_related("edition__province", "category").first()
    if document is None:
        return render(request, "reports/check_unknown.html", {"form": CheckForm(), "code": code[:40]}, status=404)
    facts = documents.public_facts(document)
    return render(request, "reports/check_known.html", {"document": document, "facts": facts})
