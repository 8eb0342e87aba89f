"""Evidence that comes in pieces: where an upload begins, and what becomes of it when it is whole."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Answer, Evidence, Indicator, Nomination, RegisteredFile
from nominations.queries import instrument_of
from nominations.services.answers import add_evidence, require_writer, save_answer, within_quota, writable
from nominations.services.nominations import in_zone, locked
from nominations.services.registered import TAKE, awaited, may_follow, refuse, register, subject_of
from paritrana.access import may
from paritrana.celery import later
from paritrana.files import services as files
from paritrana.files import upload_services as uploads
from paritrana.files.kept_services import claim
from paritrana.files.models import Upload


def _answer_to(nomination: Nomination, indicator: Indicator | int) -> Answer | None:
    return Answer.objects.filter(nomination=nomination, indicator=indicator).first()


@transaction.atomic
def begin(
    nomination: Nomination, indicator: Indicator, *, name: str, size: int, sha256: str = "", by: Any
) -> tuple[RegisteredFile | None, Upload]:
    """Make room for a file that comes in pieces; `take` is asked when it is whole.

    With its `sha256` it is registered: then its bytes may also follow after the deadline.
    """
    row = locked(nomination)
    require_writer(row, by, indicator)
    if not indicator.needs_evidence or indicator.instrument != instrument_of(row.category):
        raise ValidationError(_("Muat ulang halaman: butir ini tidak meminta data dukung."))
    # A colleague of another office holds a section, not the deadline: its files come whole and in time.
    if sha256 and may(by, "nominations.fill", row):
        return register(row, indicator, name=name, size=size, sha256=sha256, by=by)
    writable(row, by, indicator, files_of=_answer_to(row, indicator))
    within_quota(row, size + uploads.under_way(f"{row.pk}/"))
    subject = subject_of(row, indicator)
    return None, uploads.start(name=name, size=size, then=TAKE, subject=subject, province=row.province, by=by)


def give(answer: Answer, given: UploadedFile | Upload, *, by: Any, code: str = "nominations.fill") -> Evidence:
    """Attach what a form brings, as it comes or as it went up in pieces before."""
    if not isinstance(given, Upload):
        return add_evidence(answer, given, by=by, code=code)
    file = claim(given, province=answer.province, by=by)
    evidence = add_evidence(answer, file, by=by, code=code)
    if evidence.file_id != file.pk:  # the same file is there already
        files.discard(file)
    return evidence


@transaction.atomic
def take(pk: int) -> None:
    """The file of an upload becomes evidence, as if its sender had brought it whole. Asked twice, it does it once."""
    # The nomination is held first, as by whoever moves files from one question to another.
    nomination = int(Upload.objects.values_list("subject", flat=True).get(pk=pk).split("/")[0])
    row = locked(Nomination(pk=nomination))
    upload = Upload.objects.select_for_update(of=("self",)).select_related("file", "owner").get(pk=pk)
    now, indicator = (int(part) for part in upload.subject.split("/"))
    if now != nomination:  # merged into another meanwhile
        later(TAKE, pk)
        return
    if upload.state == Upload.State.REFUSED:
        refuse(upload, row, Indicator.objects.get(pk=indicator))
    if upload.state != Upload.State.STORED or upload.file is None:
        return
    try:
        with transaction.atomic():
            evidence = _taken(upload, row, Indicator.objects.get(pk=indicator))
    except ValidationError as error:
        uploads.finish(upload, refused=" ".join(error.messages))
    except PermissionDenied as error:
        uploads.finish(upload, refused=str(error))
    else:
        uploads.finish(upload)
        if evidence.file_id != upload.file_id:
            files.discard(upload.file)


def _taken(upload: Upload, row: Nomination, indicator: Indicator) -> Evidence:
    """By the right of its registration, else by that of an open self-assessment."""
    assert upload.file is not None
    require_writer(row, upload.owner, indicator)
    represents = may(upload.owner, "nominations.fill", row)
    registered = awaited(row, indicator, upload.file.sha256) if represents else None
    if registered and may_follow(registered, upload.arrived_at or upload.touched_at):
        answer = _answer_to(row, indicator) or Answer.objects.create(
            province=row.province, nomination=row, indicator=indicator, version=1, changed_by=upload.owner
        )
        return add_evidence(answer, upload.file, by=upload.owner, registered=registered)
    if registered and registered.until and row.status not in ("proposed", "returned"):
        raise ValidationError(
            _("Isi “%(name)s” sampai sesudah batasnya, %(until)s, dan tidak dihitung.")
            % {"name": registered.name, "until": in_zone(registered.until, row)}
        )
    answer = _answer_to(row, indicator) or save_answer(row, indicator, value="", version=0, by=upload.owner)
    return add_evidence(answer, upload.file, by=upload.owner)
