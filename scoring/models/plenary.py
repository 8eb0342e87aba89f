"""What the plenary decides, also when it is entered from signed paper."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import Category, Edition, Seat
from paritrana.files.models import File
from paritrana.regions.models import Nominee, Province
from scoring.models.ranking import RankingRun
from scoring.models.rules import CATEGORY_PLACES


class Decision(models.Model):
    """The plenary's decision for a category. Closing it freezes the places."""

    PLACES = {**CATEGORY_PLACES, "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="decisions")
    run = models.ForeignKey(RankingRun, models.PROTECT, related_name="decisions")
    held_on = models.DateField(_("tanggal rapat pleno"))
    place = models.CharField(_("tempat rapat pleno"), max_length=160)
    deviation_reason = models.TextField(_("alasan berbeda dari urutan hasil hitung"), blank=True)
    tie_basis = models.TextField(_("dasar putusan pleno atas nilai sama"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    from_paper = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penetapan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["category"], condition=Q(revoked_at=None), name="decision_one_in_force")
        ]

    def __str__(self) -> str:
        return f"Penetapan {self.category}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The public reads a decision in force of a released category."""
        if code == "results.view":
            return Q(revoked_at=None, category__released_at__isnull=False)
        return Q()


class Placement(models.Model):
    """A place given by a decision: frozen words as they are printed."""

    PLACES = {**NOMINATION_PLACES}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="placements")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="placements")
    place = models.PositiveSmallIntegerField(_("juara"))
    word = models.CharField(_("sebutan"), max_length=80)
    units = models.BigIntegerField(null=True)
    decimals = models.PositiveSmallIntegerField(default=2)
    # The plenary chose it among equal ranks: no deviation.
    from_tie = models.BooleanField(_("putusan pleno atas nilai sama"), default=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("juara")
        ordering = ["decision", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "nomination"], name="placement_once")]

    def __str__(self) -> str:
        return f"{self.word}: {self.nomination}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        if code == "results.view":
            return Q(decision__revoked_at=None, decision__category__released_at__isnull=False)
        return Q()


class SpecialAward(models.Model):
    """An unranked award of an edition, with its measure and reason."""

    PLACES = {"province": "province", "edition": "edition", "nominee": "nominee"}

    class Measure(models.TextChoices):
        COVERAGE = "coverage", _("Cakupan tertinggi")
        RISE = "rise", _("Kenaikan cakupan terbesar")
        APBD = "apbd", _("Porsi APBD terbesar untuk iuran")
        VULNERABLE = "vulnerable", _("Perlindungan pekerja rentan terbesar")
        INNOVATION = "innovation", _("Inovasi")
        PLENARY = "plenary", _("Pertimbangan pleno")
        OTHER = "other", _("Lainnya")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="special_awards")
    category = models.ForeignKey(Category, models.PROTECT, related_name="special_awards", verbose_name=_("kategori"))
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="special_awards", verbose_name=_("penerima"))
    name = models.CharField(_("nama penghargaan"), max_length=160)
    # In the words that are printed: one of `Measure`, or words of its own.
    measure = models.CharField(_("dasar"), max_length=160)
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penghargaan khusus")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["category", "nominee", "name"], name="special_award_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.nominee}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(category__released_at__isnull=False) if code == "results.view" else Q()


class PaperAct(models.Model):
    """An act of somebody who never signs in, entered from a signed paper; a second officer confirms it."""

    PLACES = CATEGORY_PLACES

    class Verb(models.TextChoices):
        DECIDE = "decide", _("Penetapan pleno")
        REVOKE = "revoke", _("Pencabutan penetapan")
        RESPOND = "respond", _("Tanggapan cabang")
        RELEASE = "release", _("Pembukaan embargo")
        OVERRIDE = "override", _("Melanjutkan tahap dengan alasan")
        FEEDBACK = "feedback", _("Persetujuan catatan untuk kandidat")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="paper_acts")
    verb = models.CharField(_("tindakan"), max_length=10, choices=Verb)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("atas nama"))
    payload = models.JSONField()
    letter = models.CharField(_("nomor surat"), max_length=120)
    scan = models.OneToOneField(File, models.PROTECT, related_name="paper_act")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tindakan dari surat bertanda tangan")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_act_two_officers",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}, {self.letter}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Until its scan is accepted the paper is known to who entered it."""
        return File.opened_to(user, "scan__")
