"""What was decided about a candidate with too few sheets: one of the ways that the rules allow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models.ranking import RankingRun
from scoring.models.rules import RuleBook


class QuorumChoice(models.Model):
    """The way out for one candidate who was not ranked in a run, with the reason that is printed."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    run = models.ForeignKey(RankingRun, models.PROTECT, related_name="quorum_choices")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="quorum_choices")
    way = models.CharField(_("jalan keluar"), max_length=12, choices=RuleBook.QuorumWay)
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("jalan keluar bila kuorum tidak tercapai")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "nomination"], name="quorum_choice_once"),
            models.CheckConstraint(name="quorum_choice_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.get_way_display()}"
