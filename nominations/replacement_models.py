from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.places import NOMINATION_PLACES
from nominations.workflow import Status
from paritrana.access import VisibleManager, represented
from paritrana.regions.models import Province


class Replacement(models.Model):
    """After the deadline: a candidate asks to replace the files of one answer, the secretariat grants or refuses."""

    PLACES = NOMINATION_PLACES

    class State(models.TextChoices):
        ASKED = "asked", _("Menunggu sekretariat")
        GRANTED = "granted", _("Disetujui")
        REFUSED = "refused", _("Ditolak")
        DONE = "done", _("Berkas diganti")
        LAPSED = "lapsed", _("Lewat batas, tidak diganti")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="replacements")
    answer = models.ForeignKey("nominations.Answer", models.CASCADE, related_name="replacements")
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.ASKED)
    reason = models.TextField(_("alasan"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(_("batas mengganti"), null=True, blank=True)
    decision = models.TextField(_("alasan keputusan"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penggantian berkas")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(state__in=["asked", "granted"]), name="replacement_one_open"
            ),
            models.CheckConstraint(
                name="replacement_decided",
                condition=Q(state="asked", decided_by=None, decided_at=None, until=None)
                | Q(state="refused", decided_by__isnull=False, decided_at__isnull=False, until=None) & ~Q(decision="")
                | Q(
                    state__in=["granted", "done", "lapsed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    until__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.answer.indicator.code}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A matter between the candidate and the committee, which the observer follows."""
        if code == "nominations.outcome":
            return ~Q(nomination__status=Status.LATE)
        followed = cls.objects.visible_to(user, "nominations.outcome").values("pk")
        return Q(nomination__nominee__in=represented(user)) | Q(pk__in=followed)

    @property
    def is_open(self) -> bool:
        """Whether the files may be replaced now."""
        return self.state == self.State.GRANTED and self.until is not None and timezone.now() <= self.until

    @property
    def shown(self) -> Any:
        """Its state in words; a grant that nobody used in time has lapsed."""
        lapsed = self.state == self.State.GRANTED and not self.is_open
        return self.State.LAPSED.label if lapsed else self.get_state_display()

    @property
    def tone(self) -> str:
        return {"asked": "amber", "granted": "blue", "done": "green"}.get(self.state, "neutral")
