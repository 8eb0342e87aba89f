"""What stands around the coverage figures: target, explanations, protected groups, regulations, outreach."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager, seats_of
from paritrana.committees.models import Edition
from paritrana.files.models import File
from paritrana.regions.models import Branch, Nominee, Province, Regency
from paritrana.roles import Role

YEARS = [MinValueValidator(1945), MaxValueValidator(2100)]
# A regency's own rows follow it into a new province.
REGENCY_PLACES = {"province": "regency__province", "regency": "regency", "home": "regency__province"}


def _secretariats(user: Any) -> list[str]:
    """The provinces in whose secretariat the person sits."""
    return [seat.province_id for seat in seats_of(user) if seat.role == Role.SECRETARIAT]


class CoverageTarget(models.Model):
    """The coverage an edition aims at, in percent. No row: no gap is shown."""

    PLACES = {"province": "province", "edition": "edition", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.OneToOneField(Edition, models.CASCADE, related_name="+")
    percent = models.DecimalField(
        _("target cakupan (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("target cakupan")

    def __str__(self) -> str:
        return f"{self.edition}: {self.percent}%"


class CoverageNote(models.Model):
    """Why coverage fell, in the words of the regency or of a branch that serves it. One for each office."""

    PLACES = REGENCY_PLACES
    LENGTH = 600

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    as_of = models.DateField(_("per tanggal"))
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name=_("kantor cabang"))
    nominee = models.ForeignKey(Nominee, models.PROTECT, null=True, related_name="+", verbose_name=_("kandidat"))
    text = models.CharField(_("penjelasan"), max_length=LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penjelasan cakupan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["regency", "as_of", "branch", "nominee"], nulls_distinct=False, name="coverage_note_once"
            ),
            models.CheckConstraint(
                name="coverage_note_of_one_office",
                condition=Q(branch=None, nominee__isnull=False) | Q(branch__isnull=False, nominee=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.as_of}"

    @property
    def office(self) -> Branch | Nominee | None:
        return self.branch or self.nominee


class Regulation(models.Model):
    """A line of the register of regulations; without a regency it is the province's own."""

    PLACES = {"province": "province", "home": "province"}

    class Kind(models.TextChoices):
        PERDA = "perda", _("Peraturan Daerah")
        PERGUB = "pergub", _("Peraturan Gubernur")
        PERBUP = "perbup", _("Peraturan Bupati/Wali Kota")
        SE = "se", _("Surat Edaran")
        SK = "sk", _("Surat Keputusan")
        OTHER = "other", _("Lainnya")

    SHORT = {"perda": "Perda", "pergub": "Pergub", "perbup": "Perbup/Perwali", "se": "SE", "sk": "SK"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kabupaten/kota")
    )
    kind = models.CharField(_("jenis"), max_length=6, choices=Kind)
    number = models.CharField(_("nomor"), max_length=60)
    year = models.PositiveSmallIntegerField(_("tahun"), validators=YEARS)
    about = models.CharField(_("tentang"), max_length=300)
    file = models.OneToOneField(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("berkas"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("regulasi")
        ordering = ["-year", "kind", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "regency", "kind", "number", "year"],
                nulls_distinct=False,
                name="regulation_once",
                violation_error_message=_("Regulasi dengan jenis, nomor, dan tahun ini sudah ada dalam daftar."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.short} {self.number}/{self.year}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The secretariat keeps the register of its province, the head of a branch the lines of the own regencies."""
        if code != "regulations.edit":
            return Q()
        own = [pk for seat in seats_of(user) if seat.role == Role.BRANCH_HEAD for pk in seat.place()[1]]
        return Q(province__in=_secretariats(user)) | Q(regency__in=own)

    @property
    def short(self) -> str:
        """Perda of "Peraturan Daerah"."""
        return self.SHORT.get(self.kind, str(self.get_kind_display()))


class ProtectedGroup(models.Model):
    """A group of workers whose protection is followed in the province, year after year."""

    PLACES = {"province": "province", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    name = models.CharField(_("kelompok pekerja"), max_length=80)
    order = models.PositiveSmallIntegerField(_("urutan"))

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kelompok pekerja")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "name"],
                name="protected_group_once",
                violation_error_message=_("Kelompok ini sudah ada."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Protection(models.Model):
    """Whether one regency protects one group in one year. No row: not known, which is not "no"."""

    PLACES = REGENCY_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    group = models.ForeignKey(ProtectedGroup, models.PROTECT, related_name="protections")
    year = models.PositiveSmallIntegerField(_("tahun"), validators=YEARS)
    protected = models.BooleanField(_("terlindungi"))
    regulation = models.ForeignKey(
        Regulation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dasar")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("perlindungan kelompok pekerja")
        ordering = ["regency", "group", "year"]
        constraints = [models.UniqueConstraint(fields=["regency", "group", "year"], name="protection_once")]

    def __str__(self) -> str:
        return f"{self.regency}: {self.group}, {self.year}"


class OutreachEvent(models.Model):
    """A day or more of sosialisasi: where, about what."""

    PLACES = {"province": "province", "edition": "edition", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    subject = models.CharField(_("materi"), max_length=200)
    starts_on = models.DateField(_("tanggal mulai"))
    ends_on = models.DateField(_("tanggal selesai"))
    place = models.CharField(_("tempat"), max_length=160)
    # The branch that holds the event; empty: the secretariat.
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name=_("kantor cabang"))

    objects = VisibleManager()

    class Meta:
        verbose_name = _("sosialisasi")
        ordering = ["-starts_on", "-pk"]
        constraints = [models.CheckConstraint(name="outreach_days", condition=Q(ends_on__gte=F("starts_on")))]

    def __str__(self) -> str:
        return self.subject

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The secretariat keeps all events of its province, the head of a branch those of the own branch."""
        if code != "outreach.edit":
            return Q()
        own = [seat.branch_id for seat in seats_of(user) if seat.role == Role.BRANCH_HEAD]
        return Q(province__in=_secretariats(user)) | Q(branch__in=own)


class OutreachAgency(models.Model):
    """An agency at an event. `present` is empty until somebody has recorded who came."""

    PLACES = {"province": "province", "edition": "event__edition", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    event = models.ForeignKey(OutreachEvent, models.CASCADE, related_name="agencies")
    name = models.CharField(_("instansi"), max_length=160)
    invited = models.BooleanField(_("diundang"))
    present = models.BooleanField(_("hadir"), null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("instansi dalam sosialisasi")
        ordering = ["-invited", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="outreach_agency_once"),
            models.CheckConstraint(name="outreach_agency_why", condition=Q(invited=True) | Q(present=True)),
        ]

    def __str__(self) -> str:
        return self.name
