"""Making the case file of a candidate: its paper, and the archive with the files it names."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from reports.documents.case_file import case_file
from reports.documents.case_scoring import ledger_of
from reports.models import Document
from reports.services.requests import request_document

Kind = Document.Kind


@transaction.atomic
def make_case_file(nomination: Nomination, *, by: User) -> Document:
    """Ask for the paper and its archive. While nothing has changed they are the same ones; each asking is on record."""
    require(by, "cases.make", nomination)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("edition__province", "category", "nominee")
    nomination = rows.get(pk=nomination.pk)
    data = case_file(nomination, by=by, now=timezone.now())
    about: dict[str, Any] = {
        "edition": nomination.edition,
        "category": nomination.category,
        "nomination": nomination,
        "nominee": nomination.nominee,
    }
    subject = f"case:{nomination.pk}"
    words = {"nominee": nomination.nominee.name}
    title = _("Berkas Perkara: %(nominee)s") % words
    paper = request_document(Kind.CASE_FILE, subject, data, by=by, title=title, **about)
    frozen = {
        "case_file": paper.pk,
        "files": data["files"],
        "ledger": ledger_of(nomination) if data["scoring"] else [],
    }
    title = _("Berkas Perkara dengan Lampiran: %(nominee)s") % words
    request_document(Kind.CASE_ARCHIVE, subject, frozen, by=by, title=title, **about)
    record(by, "cases.make", nomination, after={"version": paper.version})
    return paper
