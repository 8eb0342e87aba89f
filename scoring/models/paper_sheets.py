"""A sheet that was marked on paper: keyed by one officer, compared with the paper by another."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.committees.models import Category, Scorer
from paritrana.files.models import File
from paritrana.regions.models import Province
from scoring.models.sheets import ScoreSheet


def marks_in(user: Any, path: str = "pk") -> Q:
    """Rows whose category (named by its path) this person marks, or has marked."""
    scorer = Scorer.objects.filter(seat__person=user.pk).values("category")
    sheets = ScoreSheet.objects.filter(person=user.pk).values("nomination__category")
    return Q(**{f"{path}__in": scorer}) | Q(**{f"{path}__in": sheets})


class PaperSheet(models.Model):
    """waiting -> confirmed: its marks are the sheet's; or rejected, and may be keyed anew.

    Where the panelist has sent a screen sheet as well, the sheet is `undecided` and neither counts, until one of
    the two is picked: the paper is then chosen or set aside. `values` is what was typed, by code of the criterion.
    """

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu petugas kedua")
        CONFIRMED = "confirmed", _("Dikonfirmasi")
        REJECTED = "rejected", _("Ditolak")
        CHOSEN = "chosen", _("Kertas dipilih")
        SET_ASIDE = "set_aside", _("Kertas disisihkan")

    PICKED = [Status.CHOSEN, Status.SET_ASIDE]

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="papers")
    # Of the rules, as it stands beside the QR code.
    version = models.PositiveSmallIntegerField(_("versi pada kertas"))
    values = models.JSONField()
    scan = models.OneToOneField(File, models.PROTECT, null=True, related_name="paper_sheet")
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.WAITING)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    # Who confirmed or rejected it.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Who picked paper or screen, and the marks of the screen where the paper took their place.
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    picked_at = models.DateTimeField(null=True)
    screen = models.JSONField(default=dict)
    # Of the rejection, or of a pick in the absence of the panelist.
    reason = models.TextField(_("alasan"), blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("lembar kertas")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet"], condition=~Q(status="rejected"), name="paper_sheet_one_standing"),
            models.CheckConstraint(
                name="paper_sheet_two_officers",
                condition=Q(status="waiting", confirmed_by=None, confirmed_at=None)
                | Q(status="rejected", confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(reason="")
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & Q(status__in=["confirmed", "chosen", "set_aside"])
                & ~Q(confirmed_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="paper_sheet_picked",
                condition=Q(status__in=["chosen", "set_aside"], picked_by__isnull=False, picked_at__isnull=False)
                | Q(picked_by=None, picked_at=None) & ~Q(status__in=["chosen", "set_aside"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet.nomination.nominee}, {self.sheet.seat}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Who keys a sheet and who compares it see its marks; nobody who marks in the category does.

        `paper_sheets.follow` shows how far a sheet is; `.pick` is one's own; `.pick_for` shows no marks either.
        """
        own = Q(sheet__person=user.pk)
        outside = ~marks_in(user, "sheet__nomination__category")
        waiting = Q(status=cls.Status.WAITING)
        given = Q(confirmed_at__isnull=False) & ~Q(status=cls.Status.REJECTED)
        compared = outside & (waiting | Q(entered_by=user.pk) | Q(confirmed_by=user.pk))
        return {
            "paper_sheets.enter": outside & Q(entered_by=user.pk),
            "paper_sheets.confirm": compared,
            "paper_sheets.scan": compared | own & given,
            "paper_sheets.pick": own & given,
            "paper_sheets.pick_for": Q(sheet__status=ScoreSheet.Status.UNDECIDED),
        }.get(code, Q())

    @property
    def category(self) -> Category:
        return self.sheet.nomination.category
