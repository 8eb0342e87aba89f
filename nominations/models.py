from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nominations.applicability import Candidate
from nominations.behalf_models import OnBehalf as OnBehalf
from nominations.candidate_models import CandidateImport as CandidateImport
from nominations.candidate_models import CategoryMove as CategoryMove
from nominations.contact_models import Contact as Contact
from nominations.coverage_models import CoverageBase as CoverageBase
from nominations.coverage_models import CoverageFigure as CoverageFigure
from nominations.coverage_models import Located as Located
from nominations.cutoff_models import CoverageCorrection as CoverageCorrection
from nominations.cutoff_models import CoverageCutoff as CoverageCutoff
from nominations.hold_models import VerificationHold as VerificationHold
from nominations.import_models import CoverageImport as CoverageImport
from nominations.letter_models import Letter as Letter
from nominations.outreach_models import CoverageNote as CoverageNote
from nominations.outreach_models import CoverageTarget as CoverageTarget
from nominations.outreach_models import OutreachAgency as OutreachAgency
from nominations.outreach_models import OutreachEvent as OutreachEvent
from nominations.outreach_models import ProtectedGroup as ProtectedGroup
from nominations.outreach_models import Protection as Protection
from nominations.outreach_models import Regulation as Regulation
from nominations.places import NOMINATION_PLACES
from nominations.question_models import AnswerImport as AnswerImport
from nominations.registered_models import RegisteredFile as RegisteredFile
from nominations.replacement_models import Replacement as Replacement
from nominations.section_models import HandedSection as HandedSection
from nominations.section_models import in_hand
from nominations.selection_models import SelectionBasis as SelectionBasis
from nominations.selection_models import SelectionMinutes as SelectionMinutes
from nominations.workflow import OPEN, Status
from paritrana.access import VisibleManager, holds, represented
from paritrana.committees.models import Category, Edition
from paritrana.files.models import File
from paritrana.regions.models import Branch, Nominee, Province


class Instrument(models.Model):
    """The self-assessment of a category, as a version."""

    PLACES = {
        "province": "province",
        "edition": "category__edition",
        "category": "category",
        "home": "province",
    }

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.CASCADE, related_name="instruments")
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    frozen_at = models.DateTimeField(_("ditetapkan"), null=True, blank=True)
    # A later version is ordered by a letter; what is new or changed in it may be answered until its own deadline.
    letter = models.CharField(_("nomor surat perubahan"), max_length=80, blank=True)
    change_until = models.DateTimeField(_("batas butir yang berubah"), null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("instrumen")
        ordering = ["category", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["category", "version"], name="instrument_version_once"),
            models.CheckConstraint(
                name="instrument_change_by_letter",
                condition=Q(version=1) | (~Q(letter="") & Q(change_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}, versi {self.version}"


class Indicator(models.Model):
    """One item of the self-assessment."""

    PLACES = {
        "province": "province",
        "edition": "instrument__category__edition",
        "category": "instrument__category",
        "home": "province",
    }

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("Ya atau tidak")
        NUMBER = "number", _("Angka")
        CHOICE = "choice", _("Pilihan")
        TEXT = "text", _("Uraian")
        REGULATION = "regulation", _("Rujukan peraturan")
        TABLE = "table", _("Tabel")

    class EvidenceTime(models.TextChoices):
        """What evidence has to do with the assessment year: an old law counts as long as it is in force."""

        MADE = "made", _("Dibuat pada tahun penilaian")
        IN_FORCE = "in_force", _("Berlaku pada tahun penilaian, boleh dibuat sebelumnya")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="indicators")
    section = models.CharField(_("bagian"), max_length=80)
    section_slug = models.SlugField(max_length=80)
    code = models.CharField(_("kode"), max_length=10)
    order = models.PositiveSmallIntegerField(_("urutan"))
    text = models.CharField(_("pertanyaan"), max_length=300)
    help = models.TextField(_("penjelasan"), blank=True)
    kind = models.CharField(_("jenis jawaban"), max_length=10, choices=Kind)
    unit = models.CharField(_("satuan"), max_length=30, blank=True)
    choices = ArrayField(models.CharField(max_length=160), verbose_name=_("pilihan"), default=list, blank=True)
    needs_evidence = models.BooleanField(_("perlu data dukung"), default=True)
    max_files = models.PositiveSmallIntegerField(
        _("berkas paling banyak"), default=5, validators=[MinValueValidator(1)]
    )
    evidence_time = models.CharField(
        _("waktu data dukung"), max_length=10, choices=EvidenceTime, default=EvidenceTime.IN_FORCE
    )
    exempt = ArrayField(
        models.CharField(max_length=20, choices=Candidate),
        verbose_name=_("tidak berlaku untuk"),
        default=list,
        blank=True,
    )
    changed_in = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("indikator")
        ordering = ["instrument", "order"]
        constraints = [models.UniqueConstraint(fields=["instrument", "code"], name="indicator_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def not_for(self) -> str:
        """The kinds of candidates that are not asked, in words."""
        return get_text_list([str(Candidate(kind).label) for kind in self.exempt], gettext("dan"))


class Nomination(models.Model):
    """Who stands in which category of which edition. On screen: usulan."""

    PLACES = {
        "province": "province",
        "edition": "edition",
        "category": "category",
        "regency": "nominee__regency",
        "nominee": "nominee",
        "home": "province",
    }

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="nominations")
    category = models.ForeignKey(Category, models.PROTECT, related_name="nominations", verbose_name=_("kategori"))
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="nominations", verbose_name=_("kandidat"))
    number = models.PositiveSmallIntegerField(_("nomor"))
    status = models.CharField(_("keadaan"), max_length=15, choices=Status, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    printed_name = models.CharField(_("nama pada piagam"), max_length=160, blank=True)
    late_letter = models.CharField(_("nomor surat usulan susulan"), max_length=80, blank=True)
    deadline = models.DateTimeField(_("batas pengiriman sendiri"), null=True, blank=True)
    status_reason = models.TextField(_("alasan"), blank=True)
    forwarded_at = models.DateTimeField(_("diteruskan ke tingkat nasional"), null=True, blank=True)
    # The nomination that goes on for both when the same candidate was proposed twice.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("digabung ke")
    )
    # Who of the secretariat sees to it that the candidate moves.
    followed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ditangani")
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("usulan")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="nomination_number_once"),
            models.CheckConstraint(
                name="nomination_late_by_letter",
                condition=~Q(status__in=[Status.LATE, Status.CANCELLED])
                | (~Q(late_letter="") & Q(deadline__isnull=False)),
            ),
            models.CheckConstraint(
                name="nomination_merged_into", condition=~Q(status=Status.MERGED) | Q(merged_into__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["nominee", "category"],
                condition=Q(status__in=sorted(OPEN)),
                name="nomination_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominee} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("nomination", args=[self.edition.province.slug, self.edition.slug, self.number])

    @property
    def name_on_paper(self) -> str:
        """As the recipient has confirmed it, else its own name."""
        return self.printed_name or self.nominee.name

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A late nomination is a matter of the committee until its second officer has confirmed it."""
        known = Q() if holds(user, "nominations.outcome") else ~Q(status__in=[Status.LATE, Status.CANCELLED])
        if code == "nominations.section":
            return known & (Q(nominee__in=represented(user)) | in_hand(user, "pk"))
        return known

    @property
    def closes_at(self):  # type: ignore[no-untyped-def]
        """Its own deadline if it was given one, else the category's; None: no deadline."""
        return self.deadline or self.category.nomination_closes


def _sent_or_own(user: Any, path: str) -> Q:
    own = Q(**{f"{path}nomination__nominee__in": represented(user)})
    return ~Q(**{f"{path}nomination__status": Status.PROPOSED}) | own


class Answer(models.Model):
    """The nominee's answer to one indicator. `value` is text as the kind of the indicator spells it."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="answers")
    value = models.TextField(_("jawaban"), blank=True)
    note = models.TextField(_("keterangan"), blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("jawaban")
        ordering = ["indicator__order"]
        constraints = [models.UniqueConstraint(fields=["nomination", "indicator"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.indicator.code}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """What has not been sent is read by the candidate alone; a colleague reads the sections in hand, no other."""
        if code == "nominations.section":
            own = Q(nomination__nominee__in=represented(user))
            return own | in_hand(user, "nomination", "indicator__section_slug")
        return _sent_or_own(user, "")


class Evidence(models.Model):
    """A file that supports an answer."""

    PLACES = {key: f"answer__{path}" for key, path in NOMINATION_PLACES.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="evidence")
    file = models.OneToOneField(File, models.PROTECT, related_name="evidence")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("data dukung")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Only the candidate knows of a file that is not accepted, and only verifiers of one with personal data."""
        if code in ("nominations.section", "evidence.view"):
            handed = in_hand(user, "answer__nomination", "answer__indicator__section_slug")
            if code == "nominations.section":
                return handed | Q(answer__nomination__nominee__in=represented(user))
            viewed = Evidence.objects.visible_to(user, "nominations.view").values("pk")
            return Q(pk__in=viewed) | handed & (Q(file__restricted=False) | Q(file__uploaded_by=user.pk))
        reached = _sent_or_own(user, "answer__") & File.opened_to(user, "file__")
        if code == "nominations.verify":
            return reached
        verified = Evidence.objects.visible_to(user, "nominations.verify").values("pk")
        open_to = Q(file__restricted=False) | Q(file__uploaded_by=user.pk) | Q(pk__in=verified)
        return reached & (open_to | Q(answer__nomination__nominee__in=represented(user)))


class Submission(models.Model):
    """One sending of a self-assessment, with its receipt and exactly what was sent."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="submissions")
    receipt = models.CharField(_("nomor tanda terima"), max_length=40, unique=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sender_name = models.CharField(_("nama pengirim"), max_length=160)
    sender_office = models.CharField(_("jabatan pengirim"), max_length=160)
    content = models.JSONField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pengiriman")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.receipt


class Verification(models.Model):
    """What the secretariat found for one answer: a verdict with its reason, self value beside verified value."""

    PLACES = {key: f"answer__{path}" for key, path in NOMINATION_PLACES.items()}

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Diterima")
        INCOMPLETE = "incomplete", _("Perlu dilengkapi")
        PERIOD = "period", _("Salah periode")
        WRONG = "wrong", _("Perlu diperbaiki")
        IRRELEVANT = "irrelevant", _("Tidak relevan")
        LAPSED = "lapsed", _("Tidak dilengkapi")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    answer = models.OneToOneField(Answer, models.CASCADE, related_name="verification")
    verdict = models.CharField(_("hasil"), max_length=12, choices=Verdict)
    value = models.TextField(_("nilai terverifikasi"), blank=True)
    reason = models.TextField(_("alasan"), blank=True)
    answer_version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # What the candidate says was done about this verdict; the next verdict starts without it.
    reply = models.TextField(_("tindak lanjut"), blank=True, max_length=2000)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(_("ditindaklanjuti"), null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("verifikasi")

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_verdict_display()}"

    @property
    def seen(self) -> str:
        """Another with every verdict: what a form that shows it has seen."""
        return self.at.isoformat()

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Outside the committee a verdict is read once the file is returned or its verification complete."""
        unfinished = [Status.LATE, Status.PROPOSED, Status.SENT]
        if code == "nominations.section":
            own = Q(answer__nomination__nominee__in=represented(user))
            handed = in_hand(user, "answer__nomination", "answer__indicator__section_slug")
            return (own | handed) & ~Q(answer__nomination__status__in=unfinished)
        inside = Nomination.objects.visible_to(user, "nominations.outcome").values("pk")
        return Q(answer__nomination__in=inside) | ~Q(answer__nomination__status__in=unfinished)


class Extension(models.Model):
    """A later deadline for one nomination, with its reason."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="extensions")
    until = models.DateTimeField(_("sampai"))
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("perpanjangan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.until:%Y-%m-%d %H:%M}"
