"""Reads of the public log: counts of what is entered, nothing of what still waits."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from reports.models import Document

COLUMNS = ("province__name", "year", "kind", "issued", "replaced", "revoked")


def counts(visible: QuerySet[Document]) -> list[dict[str, Any]]:
    """Per province, year and kind: how many were issued, and how many of them were replaced or revoked since."""
    gone = Q(revoked_at__isnull=False) | Q(recall__replaced=False)
    year = ExtractYear("ready_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    found = (
        visible.filter(log_day__isnull=False)
        .order_by()
        .annotate(year=year)
        .values("province__name", "year", "kind")
        .annotate(
            issued=Count("pk"),
            replaced=Count("pk", filter=Q(superseded_at__isnull=False) & ~gone),
            revoked=Count("pk", filter=gone),
        )
    )
    rows = [{**row, "kind": Document.Kind(row["kind"]).label} for row in found]
    return sorted(rows, key=lambda row: (row["province__name"], -row["year"], row["kind"]))
