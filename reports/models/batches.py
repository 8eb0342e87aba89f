from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category, Edition
from paritrana.regions.models import Province


class Batch(models.Model):
    """A set of documents asked for in one act. It may be halted, taken up again, or cut short."""

    PLACES = {"province": "province", "edition": "edition", "category": "category"}

    class Status(models.TextChoices):
        RUNNING = "running", _("Berjalan")
        PAUSED = "paused", _("Dijeda")
        CANCELLED = "cancelled", _("Dibatalkan")
        DONE = "done", _("Selesai")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="batches")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="batches")
    kind = models.CharField(max_length=20)
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.RUNNING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    # Who paused, continued, cancelled or repeated it last.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kumpulan dokumen")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"

    @property
    def is_open(self) -> bool:
        """Whether something of it may still be made."""
        return self.status in (self.Status.RUNNING, self.Status.PAUSED)
