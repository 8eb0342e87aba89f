import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.places import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.regions.models import Province

# Who has not touched a section for so long has gone home.
LASTS = datetime.timedelta(hours=2)


class VerificationHold(models.Model):
    """Who is verifying a section of a nomination now, so that two verifiers can split one file."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="holds")
    section_slug = models.SlugField(_("bagian"), max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("petugas"))
    since = models.DateTimeField(_("sejak"))
    at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("bagian yang dikerjakan")
        constraints = [models.UniqueConstraint(fields=["nomination", "section_slug"], name="verification_hold_once")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.section_slug}"

    @property
    def is_current(self) -> bool:
        return self.at > timezone.now() - LASTS
