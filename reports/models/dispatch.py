from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.notices.models import Notice
from paritrana.regions.models import Province


class Dispatch(models.Model):
    """An invitation that went out to one person: told in the portal, and by email where the person has an address."""

    PLACES = {
        "province": "province",
        "edition": "document__edition",
        "category": "document__category",
        "nominee": "document__nominee",
    }

    class Status(models.TextChoices):
        TOLD = "told", _("Tanpa email")
        QUEUED = "queued", _("Email menunggu")
        SENDING = "sending", _("Email sedang dikirim")
        SENT = "sent", _("Email terkirim")
        FAILED = "failed", _("Email gagal")
        REPLACED = "replaced", _("Diganti versi baru")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    document = models.ForeignKey("reports.Document", models.PROTECT, related_name="dispatches")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+")
    address = models.EmailField(blank=True)
    # The state of the appointment that it tells of; a change is told once.
    sequence = models.PositiveIntegerField(default=0)
    cancelled = models.BooleanField(default=False)
    status = models.CharField(_("keadaan"), max_length=10, choices=Status)
    error = models.TextField(blank=True)
    # Emails that a mail server has refused so far, and when the next one is due.
    attempts = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pengiriman undangan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "person", "sequence", "cancelled"], name="dispatch_once")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.person}"
