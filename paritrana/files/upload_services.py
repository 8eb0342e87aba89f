"""A file that comes in pieces: begun, received, joined, taken or refused, swept.

A piece is one object of the storage and then a row; the offset is the sum of the rows. So nothing that
was received is lost by a cut line or a killed process, and what has no row never was.
"""

import contextlib
import datetime
import hashlib
import tempfile
import uuid
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana import access
from paritrana.celery import later
from paritrana.files.models import PIECES, Piece, Upload
from paritrana.files.services import acceptable, discard, store
from paritrana.files.tus import READ, Arriving
from paritrana.regions.models import Province

State = Upload.State
# The task that takes an upload which a form will claim (`kept_services`).
KEEP = "files.keep"
# Longer than a task may run; whoever holds a row longer is dead.
LEASE = datetime.timedelta(seconds=150)
ATTEMPTS = 5
# An object without a row may be a piece that is still arriving; after an hour it is not.
STRAY = datetime.timedelta(hours=1)


class OffsetTaken(Exception):
    """The piece does not continue where the upload stands: somebody else was faster."""


class OtherContent(ValidationError):
    """What has arrived is whole, but not what was announced."""


class Damaged(Exception):
    """The piece has not the checksum that was announced."""


@contextlib.contextmanager
def as_person(user: Any) -> Iterator[None]:
    """A short transaction in which the database knows the person's reach, for views that hold none themselves."""
    with transaction.atomic():
        access.reach(user)
        yield


def expected_until() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(hours=settings.UPLOAD_HOURS)


def start(*, name: str, size: int, then: str, subject: str, province: Province, by: Any, sha256: str = "") -> Upload:
    """Make room for a file. What will not be taken anyway is refused before its first byte.

    With `sha256` the same file begun again is the upload that is there already, however it comes to be asked for.
    """
    if sha256 and (there := on_the_way(subject, sha256).filter(owner=by, size=size).first()):
        return there
    return Upload.objects.create(
        province=province,
        owner=by,
        name=acceptable(name, size),
        size=size,
        then=then,
        subject=subject,
        sha256=sha256,
        touched_at=timezone.now(),
        expires_at=expected_until(),
    )


def on_the_way(subject: str, sha256: str) -> QuerySet[Upload]:
    """Uploads of this content for this subject that are not yet taken, the newest first."""
    rows = Upload.objects.filter(subject=subject, sha256=sha256, finished_at=None, expires_at__gt=timezone.now())
    return rows.order_by("-pk")


def under_way(subject: str) -> int:
    """Bytes announced for subjects that begin so and not yet taken."""
    rows = Upload.objects.filter(subject__startswith=subject, finished_at=None, expires_at__gt=timezone.now())
    return rows.aggregate(sum=Sum("size"))["sum"] or 0


def receive(upload: Upload, body: Arriving, offset: int) -> Upload:
    """Keep what arrives from `offset` on; answers the upload as it then stands.

    Holds no transaction while bytes come. Each request writes an object of its own, so of two that send the
    same piece at once the slower loses its own bytes and nobody else's.
    """
    stored = default_storage.save(f"{upload.folder}/{offset}.{uuid.uuid4().hex[:8]}", body)
    try:
        if not body.is_as_announced():
            raise Damaged
        with as_person(upload.owner):
            row = Upload.objects.select_for_update().get(pk=upload.pk)
            if row.state != State.RECEIVING or row.offset != offset:
                raise OffsetTaken
            if not body.count:
                default_storage.delete(stored)
                return row
            Piece.objects.create(
                province=row.province,
                upload=row,
                offset=offset,
                size=body.count,
                sha256=body.sha256.hexdigest(),
                object=stored,
            )
            row.touched_at, row.expires_at = timezone.now(), expected_until()
            if offset + body.count == row.size:
                row.state, row.arrived_at = State.COMPLETE, row.touched_at
                later("files.join", row.pk)
            row.save(update_fields=["touched_at", "expires_at", "state", "arrived_at"])
    except Exception:
        default_storage.delete(stored)
        raise
    return row


def join(pk: int) -> None:
    """Make the file from its pieces and ask `then` to take it. Whoever comes second finds nothing to do."""
    now = timezone.now()
    if not Upload.objects.filter(pk=pk, state=State.COMPLETE).update(state=State.JOINING, touched_at=now):
        return
    mine = Upload.objects.filter(pk=pk, state=State.JOINING, touched_at=now)
    upload = mine.select_related("province", "owner").get()
    try:
        with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as whole, transaction.atomic():
            _gather(upload, whole)
            arrived = UploadedFile(whole, upload.name, size=upload.size)
            file = store(arrived, province=upload.province, by=upload.owner, key=upload.key)
            if not mine.update(state=State.STORED, file=file, touched_at=timezone.now()):
                raise OffsetTaken  # the lease has run out and another worker has it: this file goes with us
            later(upload.then, upload.pk)
    except ValidationError as error:
        if not _refuse(mine, " ".join(error.messages)):
            return
        if not isinstance(error, OtherContent):  # the right content may still come
            later(upload.then, upload.pk)
    _drop_pieces(upload)


def _gather(upload: Upload, whole: IO[bytes]) -> None:
    """Write the pieces one behind the other, each checked against its row, the whole against what was announced."""
    sound, all_of_it = True, hashlib.sha256()
    for piece in upload.pieces.order_by("offset"):
        digest = hashlib.sha256()
        with default_storage.open(piece.object) as content:
            while data := content.read(READ):
                digest.update(data)
                all_of_it.update(data)
                whole.write(data)
        sound &= digest.hexdigest() == piece.sha256
    if not sound or whole.tell() != upload.size:
        raise ValidationError(_("Unggah lagi “%s”: isinya rusak di tempat penyimpanan.") % upload.name)
    if upload.sha256 and all_of_it.hexdigest() != upload.sha256:
        raise OtherContent(
            _("Pilih lagi “%s” yang asli: isi yang sampai berbeda dari berkas yang didaftarkan.") % upload.name
        )
    whole.seek(0)


def finish(upload: Upload, *, refused: str = "") -> None:
    """Told by `then`: the file has found its row, or why it has not."""
    mine, now = Upload.objects.filter(pk=upload.pk, state=State.STORED), timezone.now()
    if refused:
        _refuse(mine, refused)
    else:
        mine.update(state=State.DONE, touched_at=now, finished_at=now)


def _refuse(mine: QuerySet[Upload], reason: str) -> bool:
    """The reason stands on the upload, where its sender reads it; of the file nothing stays.

    False when the upload is no longer in the hands of who asks.
    """
    with transaction.atomic():
        row = mine.select_for_update().first()
        if row is None:
            return False
        file, row.file = row.file, None
        row.state, row.reason = State.REFUSED, reason
        row.touched_at = row.finished_at = timezone.now()
        row.save()
        if file:
            discard(file)
    return True


def end(upload: Upload) -> bool:
    """Forget an upload and what came of it; False while its file is being made."""
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if row is None or row.state in (State.COMPLETE, State.JOINING, State.STORED):
            return False
        stored = list(row.pieces.values_list("object", flat=True))
        row.delete()
        if row.then == KEEP and row.file:  # no form has claimed it
            discard(row.file)
    _delete_objects(upload.folder, stored)
    return True


def _drop_pieces(upload: Upload) -> None:
    rows = Piece.objects.filter(upload=upload)
    _delete_objects(upload.folder, list(rows.values_list("object", flat=True)))
    rows.delete()


def _delete_objects(folder: str, names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
    with contextlib.suppress(OSError):  # a piece that is still arriving keeps it; S3 has no folders
        default_storage.delete(folder)


# --- what a killed process leaves -----------------------------------------------------------------------


def sweep() -> None:
    """Every minute: forget what has expired, ask again for what is stuck, give up after some attempts."""
    now = timezone.now()
    for upload in Upload.objects.filter(expires_at__lt=now):
        end(upload)
    stuck = Upload.objects.filter(state__in=(State.COMPLETE, State.JOINING, State.STORED), touched_at__lt=now - LEASE)
    for upload in stuck.filter(attempts__gte=ATTEMPTS):
        words = _("Unggah lagi “%s”: berkas ini belum berhasil disimpan.") % upload.name
        _refuse(stuck.filter(pk=upload.pk), words)
    for upload in stuck.filter(attempts__lt=ATTEMPTS):
        stored = upload.state == State.STORED
        again = stuck.filter(pk=upload.pk, state=upload.state)
        if again.update(state=State.STORED if stored else State.COMPLETE, touched_at=now, attempts=F("attempts") + 1):
            later(upload.then if stored else "files.join", upload.pk)
    for upload in Upload.objects.filter(
        state__in=(State.STORED, State.DONE, State.REFUSED), pieces__isnull=False
    ).distinct():
        _drop_pieces(upload)


def sweep_objects() -> int:
    """Every hour: remove objects that no row names. Answers how many."""
    with contextlib.suppress(FileNotFoundError):
        return sum(_sweep_folder(f"{PIECES}/{folder}") for folder in default_storage.listdir(PIECES)[0])
    return 0


def _sweep_folder(folder: str) -> int:
    names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    known = set(Piece.objects.filter(object__in=names).values_list("object", flat=True))
    before = timezone.now() - STRAY
    strays = [name for name in names if name not in known and default_storage.get_modified_time(name) < before]
    _delete_objects(folder, strays)
    return len(strays)
