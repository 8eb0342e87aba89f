"""Two verifiers split a file by its sections: who works on which is seen by both, and taken over in the open."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination, VerificationHold
from nominations.services.nominations import locked
from nominations.workflow import Status
from paritrana.access import require
from paritrana.audit.services import record


@transaction.atomic
def take(nomination: Nomination, section: str, *, by: Any) -> VerificationHold:
    """Work on a section from now on, also one that another verifier holds."""
    row = locked(nomination)
    require(by, "nominations.verify", row)
    if row.status != Status.SENT:
        raise ValidationError(_("Muat ulang halaman: usulan ini tidak sedang diverifikasi."), code="moved_on")
    return _hold(row, section, by)


@transaction.atomic
def release(nomination: Nomination, section: str, *, by: Any) -> None:
    """Leave a section to others; only one's own."""
    row = locked(nomination)
    require(by, "nominations.verify", row)
    for hold in VerificationHold.objects.filter(nomination=row, section_slug=section, by=by):
        record(by, "verification.release", hold, before={"by": str(by)})
        hold.delete()


def keep(nomination: Nomination, section: str, *, by: Any) -> None:
    """A verdict takes the section, unless another verifier holds it. Called within the verdict's transaction."""
    there = VerificationHold.objects.filter(nomination=nomination, section_slug=section).select_related("by").first()
    if there and there.by != by and there.is_current:
        raise ValidationError(
            _("Bagian ini sedang dikerjakan oleh %s. Ambil alih dulu bila memang Anda yang memeriksa.") % there.by,
            code="held",
        )
    _hold(nomination, section, by)


def _hold(nomination: Nomination, section: str, by: Any) -> VerificationHold:
    now = timezone.now()
    there = VerificationHold.objects.filter(nomination=nomination, section_slug=section).select_related("by").first()
    if there and there.by == by and there.is_current:
        there.at = now
        there.save(update_fields=["at"])
        return there
    hold = there or VerificationHold(province=nomination.province, nomination=nomination, section_slug=section)
    before = {"by": str(there.by)} if there else None
    hold.by, hold.since, hold.at = by, now, now
    hold.save()
    record(by, "verification.hold", hold, before=before, after={"by": str(by)})
    return hold


def end(nomination: Nomination) -> None:
    """Nobody works on a file that has been returned or is complete."""
    VerificationHold.objects.filter(nomination=nomination).delete()
