"""The public log of issued documents, and the keys that sign their QR codes."""

import base64
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from paritrana.htmx import render
from reports import log_queries
from reports.models import Document, LogDay
from reports.services import log
from reports.sheets import csv_file
from scoring import signing

PAGE = 50
DAYS = 14


@login_not_required
def check_log(request: HttpRequest) -> HttpResponse:
    """How many papers were issued, replaced and revoked, and the last days of the chain."""
    counts = log_queries.counts(Document.objects.visible_to(request.user, "documents.check"))
    days = LogDay.objects.visible_to(request.user, "documents.check")
    context = {"page": Paginator(counts, PAGE).get_page(request.GET.get("page")), "days": days[:DAYS]}
    return render(request, "reports/check_log.html", context)


@login_not_required
def log_counts(request: HttpRequest) -> FileResponse:
    counts = log_queries.counts(Document.objects.visible_to(request.user, "documents.check"))
    head = [_("Provinsi"), _("Tahun"), _("Jenis dokumen"), _("Terbit"), _("Diganti"), _("Dicabut")]
    return _table("terbit.csv", head, ([row[column] for column in log_queries.COLUMNS] for row in counts))


@login_not_required
def log_days(request: HttpRequest) -> FileResponse:
    """All days from the first, with what the chain is computed from."""
    days = LogDay.objects.visible_to(request.user, "documents.check").order_by("day")
    head = [_("Hari"), _("Banyaknya"), _("Akar Merkle"), _("Rantai")]
    return _table("rantai.csv", head, ([row.day.isoformat(), row.size, row.root, row.chain] for row in days))


@login_not_required
def log_day(request: HttpRequest, day: str) -> FileResponse:
    """The hashes of one day in their order: their root is that of the day."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    found = Document.objects.visible_to(request.user, "documents.check").filter(log_day__day=wanted)
    rows = [(row.log_position, log.leaf(row)) for row in found.defer("data").order_by("log_position")]
    if not rows:
        raise Http404
    return _table(f"{wanted.isoformat()}.csv", [_("Urutan"), _("Hash")], rows)


@login_not_required
def check_keys(request: HttpRequest) -> JsonResponse:
    """The public keys as a JWK set (RFC 7517, RFC 8037), for programs of others."""
    keys = [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": key[:16],
            "x": base64.urlsafe_b64encode(bytes.fromhex(key)).decode().rstrip("="),
        }
        for key in signing.public_keys()
    ]
    return JsonResponse({"keys": keys}, headers={"Cache-Control": "no-cache"})


def _table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> FileResponse:
    raw = io.BytesIO(csv_file(head, rows))
    return FileResponse(raw, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
