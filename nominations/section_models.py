from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from nominations.places import NOMINATION_PLACES
from paritrana.access import VisibleManager, represented, seats_of
from paritrana.committees.models import Seat
from paritrana.regions.models import Province
from paritrana.roles import Role


class HandedSection(models.Model):
    """A section that a colleague of another office fills in; who is responsible may take it back at any time."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="handed_sections")
    section_slug = models.SlugField(max_length=80)
    section = models.CharField(_("bagian"), max_length=80)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("rekan"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ditarik kembali"), null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("bagian yang diserahkan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "section_slug"], condition=Q(ended_at=None), name="section_one_holder"
            ),
            models.CheckConstraint(
                name="section_taken_back_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.section}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The candidate knows of all its sections; who was handed one, of that one while it lasts."""
        mine = [seat.pk for seat in seats_of(user) if seat.role == Role.SECTION]
        return Q(nomination__nominee__in=represented(user)) | Q(seat__in=mine, ended_at=None)


def in_hand(user: Any, nomination: str, section: str = "") -> Q:
    """Rows that belong to a section that the person was handed and still holds; both arguments are paths."""
    mine = [seat.pk for seat in seats_of(user) if seat.role == Role.SECTION]
    if not mine:
        return Q(pk__in=[])
    held = HandedSection._base_manager.filter(seat__in=mine, ended_at=None, nomination=OuterRef(nomination))
    return Q(Exists(held.filter(section_slug=OuterRef(section)) if section else held))
