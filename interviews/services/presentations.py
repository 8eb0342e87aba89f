"""The file a delegation will show, and the address of its video."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Presentation, Slot
from interviews.services.replies import awaited
from paritrana.audit.services import record
from paritrana.files.kept_services import file_of
from paritrana.files.models import Upload

TYPES = ["pdf", "pptx"]


@transaction.atomic
def put(slot: Slot, *, file: UploadedFile | Upload | None = None, video: str = "", by: Any) -> list[Presentation]:
    """Keep a file, the address of a video or both until the turn starts. What each replaces stays on record."""
    slot = awaited(slot, "presentations.put", by)
    video = video.strip()
    made = []
    if file:
        try:
            kept = file_of(file, province=slot.province, by=by, types=TYPES, nominee=slot.nominee)
        except ValidationError as error:
            raise ValidationError({"file": error.error_list}) from None
        made.append(_replace(slot, by, file=kept))
    there = slot.presentations.filter(replaced_at=None).exclude(video="").first()
    if video and (there is None or there.video != video):
        made.append(_replace(slot, by, video=video))
    elif there and not video:
        _end(slot, video=True)
        record(by, "presentations.drop_video", there, before={"video": there.video})
    if not made and not there:
        raise ValidationError({"file": _("Pilih berkas paparan, atau isi tautan video.")})
    return made


def _replace(slot: Slot, by: Any, **what: Any) -> Presentation:
    former = _end(slot, video="video" in what)
    made = Presentation.objects.create(province_id=slot.province_id, slot=slot, by=by, **what)
    record(by, "presentations.put", made, before=_facts(former) if former else None, after=_facts(made))
    return made


def _end(slot: Slot, *, video: bool) -> Presentation | None:
    rows = slot.presentations.filter(replaced_at=None)
    former: Presentation | None = (rows.exclude(video="") if video else rows.filter(video="")).first()
    if former:
        former.replaced_at = timezone.now()
        former.save(update_fields=["replaced_at"])
    return former


def _facts(row: Presentation) -> dict[str, Any]:
    return {"file": row.file.name, "sha256": row.file.sha256} if row.file else {"video": row.video}
