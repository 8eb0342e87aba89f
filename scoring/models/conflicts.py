"""What follows a conflict of interest: suggestions from data that were answered, and declarations that were lifted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, CoverageCorrection, Nomination
from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models.sheets import Recusal


class Ground(models.TextChoices):
    """What the data tell about a person who scores and a candidate. It asks; it never blocks."""

    REGION = "region", _("Peran atau wilayah kerjanya meliputi daerah kandidat ini")
    SUPPLIER = "supplier", _("Kantornya mengisi angka cakupan kandidat ini")
    EMPLOYER = "employer", _("Jabatannya menyebut nama kandidat ini")


class NoConflict(models.Model):
    """A suggestion from data was answered: no conflict of interest, and why."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="no_conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="no_conflicts")
    ground = models.CharField(_("yang terbaca dari data"), max_length=10, choices=Ground)
    reason = models.TextField(_("penjelasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("jawaban tidak ada konflik")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "nomination", "ground"], name="no_conflict_once"),
            models.CheckConstraint(name="no_conflict_reason_given", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.nomination}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Recusal.narrow(user, code)


class RecusalLift(models.Model):
    """One officer proposes that a declared conflict no longer stands, another one signs; neither is the person."""

    PLACES = {key: f"recusal__{path}" for key, path in NOMINATION_PLACES.items()}
    Status = CoverageCorrection.Status

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    recusal = models.ForeignKey(Recusal, models.PROTECT, related_name="lifts")
    reason = models.TextField(_("alasan"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.WAITING)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("petugas kedua")
    )
    closed_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pencabutan konflik kepentingan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recusal"], condition=Q(status="waiting"), name="recusal_lift_one_waiting"),
            models.CheckConstraint(
                name="recusal_lift_two_officers",
                condition=~Q(reason="")
                & (
                    Q(status="waiting", closed_by=None, closed_at=None)
                    | Q(status="discarded", closed_by__isnull=False, closed_at__isnull=False)
                    | Q(status="signed", closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(closed_by=F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.recusal)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Whose declaration it is reads it as well."""
        return Q(recusal__person=user.pk) if code == "recusals.declare" else Q()
