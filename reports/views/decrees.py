"""Before certificates are printed: number and days of the Keputusan, confirmed names, what is already in ink."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.models import Nomination
from paritrana.access import holds
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.seen import CONFLICT
from reports.documents.decree_days import open_warnings, warnings
from reports.forms.decrees import AcceptDaysForm, DecreeForm, HandedForm, PrintedNameForm
from reports.models import Document
from reports.services import certificates as certificate_services
from reports.services import decrees as decree_services
from reports.services import names as name_services
from scoring.models import Decision


@edition_page("documents.make")
def decree(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Number and days; those that do not agree can be accepted with a reason."""
    row = _category(request, edition, category)
    decisions = Decision.objects.visible_to(request.user, "decision.view").filter(category=row, revoked_at=None)
    decision = get_object_or_404(decisions)
    decision.category = row
    found = decree_services.decree_of(decision)
    accepting = "accept" in request.POST
    now = decree_services.stamp(found)
    form = DecreeForm(
        request.POST if request.POST and not accepting else None, user=request.user, instance=found, now=now
    )
    accept = AcceptDaysForm(request.POST if accepting else None, user=request.user, now=now)
    waiting, all_warnings = open_warnings(found), warnings(found)
    context = {
        "form": form,
        "accept": accept,
        "category": row,
        "decree": found,
        "waiting": list(waiting.values()),
        "accepted": [text for name, text in all_warnings.items() if name not in waiting],
        "breadcrumbs": _trail(edition, row, _("Nomor dan tanggal Keputusan")),
    }
    if request.method == "POST":
        if accepting:
            done = accept.is_valid() and accept.attempt(
                decree_services.accept_days, row, by=request.user, **accept.cleaned_data
            )
        else:
            done = form.is_valid() and form.attempt(
                decree_services.set_decree, row, by=request.user, **form.cleaned_data
            )
        if not done:
            (accept if accepting else form).may_save_over(now)
            return refused(request, "reports/decree.html", context)
        messages.success(request, _("Tersimpan. Piagam yang sudah dibuat berubah hanya bila dibuat ulang."))
        return redirect(request.path)
    return render(request, "reports/decree.html", context)


@edition_page("documents.make")
def handed(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Certificates in force that are neither signed nor handed over, to be ticked off."""
    row = _category(request, edition, category)
    papers = (
        Document.objects.visible_to(request.user, "documents.make")
        .filter(category=row, kind=Document.Kind.CERTIFICATE, superseded_at=None, handed_on=None)
        .filter(status=Document.Status.READY)
        .defer("data")
        .order_by("pk")
    )
    form = HandedForm(request.POST or None, user=request.user, documents=papers)
    context = {
        "form": form,
        "papers": papers,
        "category": row,
        "breadcrumbs": _trail(edition, row, _("Ditandatangani atau diserahkan")),
    }
    if request.method == "POST":
        count = form.is_valid() and form.attempt(
            certificate_services.note_handed,
            row,
            list(form.cleaned_data["documents"]),
            on=form.cleaned_data["on"],
            by=request.user,
        )
        if not count:
            return refused(request, "reports/handed.html", context)
        text = ngettext("%(count)s piagam dicatat.", "%(count)s piagam dicatat.", count) % {"count": count}
        messages.success(request, text)
        return redirect("certificates", edition.province.slug, edition.slug, row.slug)
    return render(request, "reports/handed.html", context)


@edition_page("names.confirm")
def printed_name(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Konfirmasi nama pada piagam: says nothing of a rank."""
    rows = Nomination.objects.visible_to(request.user, "names.confirm").filter(edition=edition)
    nomination = get_object_or_404(rows.select_related("category", "nominee", "edition__province"), number=number)
    form = PrintedNameForm(request.POST or None, user=request.user, nomination=nomination)
    context = {
        "form": form,
        "nomination": nomination,
        "why_not": name_services.why_not(nomination, request.user),
        "breadcrumbs": [(nomination.nominee.name, nomination.get_absolute_url()), (_("Nama pada piagam"), None)],
    }
    if request.method == "POST":
        if not (
            form.is_valid()
            and form.attempt(name_services.confirm_name, nomination, **form.cleaned_data, by=request.user)
        ):
            if form.has_error(NON_FIELD_ERRORS, CONFLICT):
                # Who has been told may save over it.
                form.data = request.POST.copy()
                form.data["seen"] = nomination.printed_name
            return refused(request, "reports/printed_name.html", context)
        messages.success(request, _("Nama pada piagam tersimpan."))
        if holds(request.user, "documents.make"):
            return redirect("certificates", edition.province.slug, edition.slug, nomination.category.slug)
        return redirect(request.path)
    return render(request, "reports/printed_name.html", context)


def _category(request: HttpRequest, edition: Edition, slug: str) -> Category:
    visible = Category.objects.visible_to(request.user, "documents.make")
    return get_object_or_404(visible.select_related("edition__province"), edition=edition, slug=slug)


def _trail(edition: Edition, category: Category, last: str) -> list[tuple[str, str | None]]:
    place = [edition.province.slug, edition.slug]
    certificates = reverse("certificates", args=[*place, category.slug])
    return [
        (_("Dokumen"), reverse("documents", args=place)),
        (_("Piagam: %(category)s") % {"category": category.name}, certificates),
        (last, None),
    ]
