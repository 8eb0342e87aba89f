"""What is inside a stored file, found out by a task: claimed, looked into, said, asked again when left behind."""

import datetime
import logging
import uuid
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from paritrana import stamps
from paritrana.celery import later
from paritrana.filekinds import CONTENT_TYPES
from paritrana.files import clamd, inspection
from paritrana.files.models import File, preview_name, rendition_name

log = logging.getLogger(__name__)

# A file takes a second or two; the task is killed after 90 s, so later than this nobody is looking into it.
TASK_LIMIT = 90
LEASE = datetime.timedelta(seconds=TASK_LIMIT + 10)
ATTEMPTS = 3
# How long a file waits for a scanner that did not answer, and how many are queued again at a time.
RESCAN = datetime.timedelta(minutes=5)
AT_ONCE = 500
DAY = 24 * 3600
State = File.State


def check(pk: int) -> bool:
    """Claim a received file, look into it, say what was found. False: somebody else has it, or it is done."""
    claim, now = uuid.uuid4(), timezone.now()
    received = File.objects.filter(pk=pk, state=State.RECEIVED)
    if not received.update(state=State.CHECKING, claim=claim, claimed_at=now, attempts=F("attempts") + 1):
        return False
    file = File.objects.filter(pk=pk).first()
    if file is None:  # discarded meanwhile
        return False
    changed(file, State.CHECKING)
    try:
        found = _look_into(file)
    except Exception:  # whatever it is, also the time limit: nobody opens what could not be looked into
        log.exception("file %s cannot be checked", pk)
        found = {"state": State.QUARANTINED, "reason": "unfinished"}
    mine = File.objects.filter(pk=pk, state=State.CHECKING, claim=claim)
    if mine.update(**found, claim=None, checked_at=timezone.now()):
        changed(file, found["state"])
        if found["state"] == State.ACCEPTED:
            later("files.preview", pk)
    return True


def _look_into(file: File) -> dict[str, Any]:
    with file.content.open("rb") as opened:
        content = cast(BinaryIO, opened)
        limits = inspection.Limits(pixels=settings.FILE_MAX_PIXELS)
        verdict = inspection.inspect(content, f"x.{file.type}", CONTENT_TYPES, limits)
        if verdict.reason:
            return {"state": State.REJECTED, "reason": verdict.reason}
        if settings.CLAMD_ADDRESS:
            try:
                virus = clamd.found_in(content, settings.CLAMD_ADDRESS)
            except clamd.NoAnswer as error:
                log.warning("the virus scanner at %s does not answer: %s", settings.CLAMD_ADDRESS, error)
                return {"state": State.QUARANTINED, "reason": "scanner"}
            if virus:
                log.warning("file %s holds %s", file.pk, virus)
                return {"state": State.REJECTED, "reason": "virus"}
        # Loads PDFium: only where files are really opened, never in the web processes.
        from paritrana.files import dates, personal

        accepted: dict[str, Any] = {"state": State.ACCEPTED, "reason": "", "made_on": dates.made_on(content, file.type)}
        try:
            if file.type in personal.KINDS and personal.count(content, file.type):
                accepted["restricted"] = True
        except personal.Unreadable:
            return {"state": State.REJECTED, "reason": "damaged"}
        if file.type == "heic":
            from paritrana.files import pictures

            name = default_storage.save(rendition_name(file, ""), ContentFile(pictures.as_jpeg(content)))
            accepted["rendition"] = name
    return accepted


def draw(pk: int) -> bool:
    """Make the small picture of an accepted file, beside everything else: a file is complete without one."""
    from paritrana.files import previews

    drawn = {"state": State.ACCEPTED, "restricted": False, "type__in": previews.KINDS}
    file = File.objects.filter(pk=pk, preview="", **drawn).first()
    if file is None:
        return False
    with file.content.open("rb") as content:
        picture = previews.preview(cast(BinaryIO, content), file.type)
    name = default_storage.save(preview_name(file, ""), ContentFile(picture))
    if File.objects.filter(pk=pk, **drawn).update(preview=name):
        return True
    default_storage.delete(name)  # restricted or discarded meanwhile
    return False


def sweep() -> int:
    """Queue again what a killed worker, a lost message or a silent scanner has left. Returns how many.

    A file that ends three workers is held back for good.
    """
    now = timezone.now()
    left = File.objects.filter(state=State.CHECKING, claimed_at__lt=now - LEASE)
    left.filter(attempts__gte=ATTEMPTS).update(state=State.QUARANTINED, reason="unfinished", claim=None, checked_at=now)
    unscanned = File.objects.filter(state=State.QUARANTINED, reason="scanner", checked_at__lt=now - RESCAN)
    again = [(left, pk) for pk in left.values_list("pk", flat=True)]
    again += [(unscanned, pk) for pk in unscanned.values_list("pk", flat=True)[:AT_ONCE]]
    pks = [pk for rows, pk in again if rows.filter(pk=pk).update(state=State.RECEIVED, reason="", claim=None)]
    File.objects.filter(pk__in=pks, checked_at__isnull=False).update(attempts=0)
    if not File.objects.filter(checked_at__gt=now - LEASE).exists():
        # Nothing has come out of the queue for a while: what waits may have been lost with the broker.
        waiting = File.objects.filter(state=State.RECEIVED, uploaded_at__lt=now - LEASE).exclude(pk__in=pks)
        pks += waiting.values_list("pk", flat=True)[:AT_ONCE]
    for pk in pks:
        later("files.inspect", pk)
    return len(pks)


def changed(file: File, state: str) -> None:
    """Tell the pages that wait for this file."""
    stamps.renew(f"file-{file.key}", str(state), DAY)


def is_seen(seen: str) -> bool:
    """Whether a page that shows `File.seen` is up to date: a poll costs one look into the cache."""
    key, _dot, state = seen.partition(".")
    return bool(state) and len(key) == 36 and stamps.is_known(f"file-{key}", state)
