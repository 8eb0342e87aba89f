import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province


def storage_name(file: "File", _name: str) -> str:
    """Names given by people are shown, never used as a path."""
    return f"berkas/{file.key}"


class File(models.Model):
    """A stored file. It has no page: whoever sees the row that owns it is sent it (`services.send`)."""

    PLACES = {"province": "province"}

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Diterima")
        REJECTED = "rejected", _("Tidak diterima")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nama berkas"), max_length=200)
    content = models.FileField(upload_to=storage_name)
    size = models.PositiveBigIntegerField(_("ukuran"))
    type = models.CharField(_("jenis"), max_length=10)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.ACCEPTED)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("berkas")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
