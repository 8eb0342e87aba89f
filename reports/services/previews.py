"""Trying out the sentences of a paper: printed as a document is, and gone after a day."""

import datetime
import logging
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.celery import later
from paritrana.committees.models import Edition
from reports import wording
from reports.documents.samples import sample
from reports.models import Preview
from reports.services.watching import changed
from reports.services.wording import edition_values

log = logging.getLogger(__name__)

KEPT = datetime.timedelta(days=1)
LOST = datetime.timedelta(minutes=2)  # a preview takes a second; its task is killed after 30
Status = Preview.Status


@transaction.atomic
def request_preview(edition: Edition, kind: str, typed: Mapping[str, str], *, by: User) -> Preview:
    """A paper of this kind with the sentences as they are typed."""
    require(by, "documents.make", edition)
    data = sample(kind, edition)
    values = {**edition_values(edition), **wording.values_of(data)}
    data["texts"] = {"slots": wording.filled(kind, typed, values), "wording": 0}
    row = Preview(edition=edition, province=edition.province, kind=kind, texts=dict(typed), data=data, made_by=by)
    row.save()
    later("reports.preview", row.pk)
    return row


def build_preview(pk: int) -> bool:
    """Print a preview that waits. False: somebody else has it, or it is gone."""
    if not Preview.objects.filter(pk=pk, status=Status.QUEUED).update(status=Status.BUILDING):
        return False
    row = Preview.objects.select_related("edition__province").get(pk=pk)
    changed(row)
    try:
        from reports.pdf import render_pdf  # loads Pango: only in workers

        title = _("Pratinjau: %(kind)s") % {"kind": row.get_kind_display()}
        paper = render_pdf(row.kind, row.data, created=row.made_at, title=title)
        row.file = default_storage.save(f"previews/{row.key}.pdf", ContentFile(paper))
        row.status = Status.READY
    except Exception as error:  # whatever it is: the page says so
        log.exception("preview %s cannot be built", pk)
        row.status, row.error = Status.FAILED, f"{type(error).__name__}: {error}"[:1000]
    row.save(update_fields=["file", "status", "error"])
    changed(row)
    return True


def sweep_previews() -> int:
    """Remove what is older than a day; what a killed worker left says so. Returns how many were removed."""
    now = timezone.now()
    lost = Preview.objects.filter(status__in=[Status.QUEUED, Status.BUILDING], made_at__lt=now - LOST)
    lost.update(status=Status.FAILED, error=_("Pembuatan terhenti."))
    old = list(Preview.objects.filter(made_at__lt=now - KEPT))
    for row in old:
        row.delete()
        default_storage.delete(f"previews/{row.key}.pdf")
    return len(old)
