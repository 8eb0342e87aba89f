from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager


class Unsent(models.Model):
    """A message to the workers that Redis did not take: the name of a task and its ids, gone once it is sent."""

    PLACES: dict[str, str] = {}  # nobody reads it: what the ids mean is read where their rows are

    name = models.CharField(max_length=80)
    ids = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pesan yang menunggu")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.ids}"
