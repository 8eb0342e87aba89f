"""What the chair lets a candidate read about its marks in words."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.regions.models import Province


class FeedbackComment(models.Model):
    """A short comment on one candidate: the secretariat drafts it, the chair releases it."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="feedback")
    text = models.TextField(_("catatan untuk kandidat"), max_length=1000)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(_("disetujui"), null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("catatan untuk kandidat")
        ordering = ["nomination"]
        constraints = [
            models.CheckConstraint(
                name="feedback_released_by_somebody",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.nomination)

    @property
    def seen(self) -> str:
        """Another with every wording: what the chair has read."""
        return self.drafted_at.isoformat()

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The candidate reads it once the chair has released it, and never before the category is announced."""
        if code == "feedback.view":
            return Q(released_at__isnull=False, nomination__category__released_at__isnull=False)
        return Q()
