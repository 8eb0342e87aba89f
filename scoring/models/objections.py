"""After the release: the objection window of a decision, who was shown the result, objections and their answers."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import Category, Edition
from paritrana.files.models import File
from paritrana.regions.models import Province
from scoring.models.plenary import Decision
from scoring.models.ranking import RankingRun
from scoring.models.rules import CATEGORY_PLACES

DAYS = [MinValueValidator(1), MaxValueValidator(60)]


class ObjectionRules(models.Model):
    """How an edition hears objections. The law names no length for them: what stands here is to be confirmed."""

    PLACES = {"province": "province", "edition": "edition", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.OneToOneField(Edition, models.CASCADE, related_name="objection_rules")
    days = models.PositiveSmallIntegerField(_("lama masa sanggah (hari kerja)"), default=5, validators=DAYS)
    answer_days = models.PositiveSmallIntegerField(
        _("batas menjawab sanggahan (hari kerja)"), default=10, validators=DAYS
    )
    # UU 30/2014 on keberatan: within 21 working days, answered within 10.
    statute_days = models.PositiveSmallIntegerField(
        _("batas mengajukan keberatan (hari kerja)"), default=21, validators=DAYS
    )
    statute_answer_days = models.PositiveSmallIntegerField(
        _("batas menjawab keberatan (hari kerja)"), default=10, validators=DAYS
    )
    wording = models.TextField(_("penjelasan masa sanggah"), blank=True)
    confirmed = models.CharField(_("surat konfirmasi Biro Hukum"), max_length=160, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("aturan sanggahan")

    def __str__(self) -> str:
        return str(self.edition)


class ObjectionWindow(models.Model):
    """Masa sanggah of one decision, with the dates and the wording that counted when it was opened."""

    PLACES = {**CATEGORY_PLACES, "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="objection_windows")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="window")
    days = models.PositiveSmallIntegerField(_("hari kerja"))
    answer_days = models.PositiveSmallIntegerField()
    last_day = models.DateField(_("hari terakhir"))
    closes_at = models.DateTimeField(_("ditutup"))
    statute_last_day = models.DateField()
    statute_answer_days = models.PositiveSmallIntegerField()
    wording = models.TextField()
    confirmed = models.CharField(max_length=160, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("masa sanggah")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Masa sanggah {self.category}"


class HandOver(models.Model):
    """A candidate without an account was given values, reasons, marks and the winners on paper."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="hand_overs")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="+")
    on = models.DateField(_("tanggal diserahkan"))
    to = models.CharField(_("diterima oleh"), max_length=160)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penyerahan hasil di atas kertas")
        constraints = [models.UniqueConstraint(fields=["decision", "nomination"], name="hand_over_once")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.to}"


class Objection(models.Model):
    """Sanggahan of a candidate against the announced result, and the letter that answers it."""

    PLACES = NOMINATION_PLACES

    class Outcome(models.TextChoices):
        REJECTED = "rejected", _("Ditolak")
        ACCEPTED = "accepted", _("Diterima tanpa perubahan hasil")
        CHANGED = "changed", _("Diterima dengan perubahan hasil")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="objections")
    window = models.ForeignKey(ObjectionWindow, models.PROTECT, related_name="objections")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField(_("nomor"))
    text = models.TextField(_("isi sanggahan"))
    filed_at = models.DateTimeField(_("diajukan"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # From paper: number of the letter and the day it came in.
    letter = models.CharField(_("nomor surat kandidat"), max_length=120, blank=True)
    received_on = models.DateField(_("tanggal surat diterima"), null=True, blank=True)
    answer_by = models.DateField(_("batas menjawab"))
    outcome = models.CharField(_("putusan"), max_length=10, choices=Outcome, blank=True)
    answer_number = models.CharField(_("nomor surat jawaban"), max_length=120, blank=True)
    answer_date = models.DateField(_("tanggal surat jawaban"), null=True, blank=True)
    answer_file = models.OneToOneField(File, models.PROTECT, null=True, blank=True, related_name="+")
    answer_sha256 = models.CharField(max_length=64, blank=True)
    run = models.ForeignKey(RankingRun, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("sanggahan")
        ordering = ["category", "number"]
        constraints = [
            models.UniqueConstraint(fields=["category", "number"], name="objection_number_once"),
            models.CheckConstraint(
                name="objection_answered_whole",
                condition=Q(answered_at=None, outcome="", run=None)
                | Q(answered_at__isnull=False, run__isnull=False, answer_date__isnull=False)
                & ~Q(outcome="")
                & ~Q(answer_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Sanggahan nomor {self.number}, {self.category}"

    @property
    def tone(self) -> str:
        return {"": "amber", "changed": "blue"}.get(self.outcome, "neutral")


class ObjectionFile(models.Model):
    """One piece of evidence of an objection; known to its own side until it is accepted."""

    PLACES = {name: f"objection__{path}" for name, path in NOMINATION_PLACES.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    objection = models.ForeignKey(Objection, models.CASCADE, related_name="evidence")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("bukti sanggahan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return File.opened_to(user, "file__")
