"""The sentences of an edition's papers, version by version, and their previews."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Edition
from paritrana.regions.models import Province
from reports.models.documents import Document


class Wording(models.Model):
    """One version of the sentences of one kind of document; only what differs from ours. Never changed afterwards."""

    PLACES = {"province": "province", "edition": "edition"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="wordings")
    kind = models.CharField(_("jenis"), max_length=20, choices=Document.Kind)
    version = models.PositiveSmallIntegerField(_("versi"))
    texts = models.JSONField(_("redaksi"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("redaksi naskah")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "version"], name="wording_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"


class Preview(models.Model):
    """A paper with sentences that somebody tries out: no number, no code, in no list, gone after a day."""

    PLACES = {"province": "province", "edition": "edition"}
    Status = Document.Status

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    kind = models.CharField(_("jenis"), max_length=20, choices=Document.Kind)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # What was typed, for the way back to the form.
    texts = models.JSONField()
    data = models.JSONField()
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.QUEUED)
    error = models.TextField(blank=True)
    file = models.FileField(blank=True, max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pratinjau naskah")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_working(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.BUILDING)
