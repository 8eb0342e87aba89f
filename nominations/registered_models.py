from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.places import NOMINATION_PLACES
from nominations.workflow import FILLING, Status
from paritrana.access import VisibleManager, represented
from paritrana.regions.models import Province


class RegisteredFile(models.Model):
    """A file whose name, size and SHA-256 came in time. Its bytes may follow for some hours, from anybody of the
    candidate and from any device, as long as they are these bytes."""

    PLACES = NOMINATION_PLACES

    class State(models.TextChoices):
        AWAITED = "awaited", _("Isinya masih diunggah")
        COMPLETE = "complete", _("Lengkap")
        MISSING = "missing", _("Isinya tidak sampai")
        REFUSED = "refused", _("Tidak diterima")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="registered")
    indicator = models.ForeignKey("nominations.Indicator", models.PROTECT, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=255)
    size = models.PositiveBigIntegerField(_("ukuran"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("terdaftar"), default=timezone.now)
    # The deadline that it was in time for; None: there was none.
    closes_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.AWAITED)
    reason = models.TextField(_("alasan"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("berkas terdaftar")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "indicator", "sha256"], condition=Q(state="awaited"), name="registered_once"
            ),
            models.CheckConstraint(
                name="registered_ended",
                condition=Q(state="awaited", ended_at=None) | ~Q(state="awaited") & Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.name}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A matter between the candidate and its verifiers."""
        if code == "nominations.verify":
            return ~Q(nomination__status=Status.PROPOSED)
        verified = cls.objects.visible_to(user, "nominations.verify").values("pk")
        return Q(nomination__nominee__in=represented(user)) | Q(pk__in=verified)

    @property
    def until(self) -> datetime | None:
        """Until when its bytes may follow; None: as long as the self-assessment is open."""
        nomination = self.nomination
        moments = [moment for moment in (self.closes_at, nomination.closes_at) if moment]
        if not moments and nomination.status not in FILLING:
            last = nomination.submissions.first()  # no deadline: the hours run from the sending
            moments = [last.sent_at if last else self.at]
        return max(moments) + timedelta(hours=settings.UPLOAD_FOLLOW_HOURS) if moments else None

    @property
    def is_awaited(self) -> bool:
        return self.state == self.State.AWAITED

    @property
    def came_after(self) -> bool:
        """Complete, but only after a deadline that it was registered in time for."""
        moments = [moment for moment in (self.closes_at, self.nomination.closes_at) if moment]
        late = self.ended_at and moments and self.ended_at > min(moments)
        return bool(self.state == self.State.COMPLETE and late)

    @property
    def tone(self) -> str:
        return {"awaited": "blue", "complete": "green", "withdrawn": "neutral"}.get(self.state, "amber")
