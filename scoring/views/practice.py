"""One invented delegation to mark before the day: the same sheet, the same device, nothing is kept on the server."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from scoring.entry_forms import entry_of
from scoring.forms import SheetForm
from scoring.models import Receipt
from scoring.receipts import content_sha256, device_key, signed
from scoring.views.devices import blank, refusal_of

SHEET = "latihan"


def _criteria() -> list[Any]:
    levels = [
        {"from": "80", "to": "100", "text": _("Menguasai data dan menunjukkan hasil.")},
        {"from": "60", "to": "79", "text": _("Menguasai sebagian data.")},
        {"from": "0", "to": "59", "text": _("Belum dapat menjelaskan datanya.")},
    ]
    return [
        SimpleNamespace(code="pemahaman", name=_("Pemahaman (latihan)"), weight=6000, levels=levels, rule_book=None),
        SimpleNamespace(code="komitmen", name=_("Komitmen (latihan)"), weight=4000, levels=[], rule_book=None),
    ]


@edition_page("sheets.fill")
def practice(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The sheet of the invented delegation, and what this phone can do."""
    criteria = _criteria()
    form = SheetForm(user=request.user, criteria=criteria)
    here = [edition.province.slug, edition.slug]
    device = {
        "account": str(request.user.pk),
        "bundle": reverse("sheet_bundle", args=here),
        "html": blank(request, criteria, _("Lembar latihan")),
        "sheet": SHEET,
        "url": request.path,
        "sync": reverse("practice_sync", args=here),
        "key": device_key(request.user.pk, SHEET),
        "title": _("Kabupaten Contoh (latihan)"),
        "group": SHEET,
        "place": 0,
        "version": 0,
        "values": {},
        "notes": "",
        "received": "",
        "sent": None,
    }
    context = {
        "edition": edition,
        "form": form,
        "rows": [{"criterion": criterion, "field": field} for criterion, field in form.rows()],
        "version": 0,
        "device": device,
        "breadcrumbs": [(_("Penilaian"), reverse("sheets", args=here)), (_("Lembar latihan"), None)],
    }
    return render(request, "scoring/practice.html", context)


@require_POST
@edition_page("sheets.fill")
def practice_sync(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A signed receipt for what came in, of which nothing is kept."""
    form = entry_of(request)
    refusal = refusal_of(request, form)
    if refusal:
        return refusal
    entry, now = form.cleaned_data, timezone.now()
    receipt = Receipt(
        key=entry["key"],
        action=entry["action"],
        version=entry["version"] + 1,
        content_sha256=content_sha256(entry["action"], entry["values"] or {}, entry["notes"]),
        entered_at=min(entry["entered_at"], now),
        received_at=now,
    )
    return JsonResponse(signed(receipt, request.user.pk, SHEET))
