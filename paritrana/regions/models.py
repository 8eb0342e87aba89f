from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager


class Zone(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Paper(models.TextChoices):
    A4 = "A4", "A4 (210 x 297 mm)"
    F4 = "F4", "F4 (215 x 330 mm)"


class Province(models.Model):
    """A province under its Kemendagri code, which is its key everywhere."""

    PLACES = {"province": "pk", "home": "pk"}

    code = models.CharField(_("kode Kemendagri"), max_length=2, primary_key=True)
    name = models.CharField(_("nama"), max_length=60, unique=True)
    slug = models.SlugField(_("alamat singkat"), max_length=20, unique=True)
    capital = models.CharField(_("ibu kota"), max_length=60, blank=True)
    zone = models.CharField(_("zona waktu"), max_length=20, choices=Zone)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("pendahulu")
    )
    letterhead = ArrayField(
        models.CharField(max_length=120), verbose_name=_("baris kop surat"), default=list, blank=True
    )
    paper = models.CharField(_("kertas"), max_length=2, choices=Paper, default=Paper.A4)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("provinsi")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Regency(models.Model):
    """A regency or city. It keeps its row when it moves to a new province; `RegencyHistory` says from where."""

    PLACES = {"province": "province", "regency": "pk", "home": "province"}

    class Kind(models.TextChoices):
        REGENCY = "kabupaten", _("Kabupaten")
        CITY = "kota", _("Kota")

    code = models.CharField(_("kode Kemendagri"), max_length=5, unique=True)
    name = models.CharField(_("nama"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    province = models.ForeignKey(Province, models.PROTECT, related_name="regencies", verbose_name=_("provinsi"))
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    predecessors = models.ManyToManyField("self", symmetrical=False, related_name="successors", blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kabupaten/kota")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class RegencyHistory(models.Model):
    """Under which code and province a regency stood before."""

    PLACES = {"province": "province", "regency": "regency"}

    regency = models.ForeignKey(Regency, models.CASCADE, related_name="history")
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    valid_to = models.DateField()

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regency", "valid_to"], name="regency_history_once")]

    def __str__(self) -> str:
        return f"{self.regency}: {self.province} (s.d. {self.valid_to})"


class Village(models.Model):
    """A desa or kelurahan, loaded on demand."""

    PLACES = {"province": "province", "regency": "regency", "home": "province"}

    code = models.CharField(_("kode Kemendagri"), max_length=13, unique=True)
    name = models.CharField(_("nama"), max_length=80)
    district = models.CharField(_("kecamatan"), max_length=80)
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="villages")
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("desa/kelurahan")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """An office of BPJS Ketenagakerjaan. Which regencies it serves is dated and may cross provinces."""

    PLACES = {"province": "areas__regency__province", "regency": "areas__regency"}

    code = models.CharField(_("kode"), max_length=10, unique=True)
    name = models.CharField(_("nama"), max_length=80)
    province = models.ForeignKey(Province, models.PROTECT, related_name="branches", verbose_name=_("provinsi"))

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kantor cabang")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BranchArea(models.Model):
    """A branch serves a regency, from and until."""

    PLACES = {"province": "regency__province", "regency": "regency"}

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="areas")
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="areas")
    valid_from = models.DateField(_("sejak"))
    valid_to = models.DateField(_("sampai"), null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("wilayah kerja")
        ordering = ["branch", "regency"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "regency"], condition=Q(valid_to=None), name="branch_area_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="branch_area_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch}: {self.regency}"


class Nominee(models.Model):
    """A candidate: a government, a village or a company, and where it lies."""

    PLACES = {"province": "province", "regency": "regency", "nominee": "pk"}

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Pemerintah kabupaten/kota")
        VILLAGE = "village", _("Pemerintah desa/kelurahan")
        COMPANY = "company", _("Badan usaha")

    kind = models.CharField(_("jenis kandidat"), max_length=12, choices=Kind)
    name = models.CharField(_("nama"), max_length=160)
    province = models.ForeignKey(Province, models.PROTECT, related_name="nominees", verbose_name=_("provinsi"))
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="nominees", verbose_name=_("kabupaten/kota"))
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, related_name="nominees")
    npp = models.CharField(_("NPP (nomor pendaftaran perusahaan)"), max_length=20, blank=True)
    nib = models.CharField(_("NIB (nomor induk berusaha)"), max_length=20, blank=True)
    address = models.TextField(_("alamat"), blank=True)
    # Recorded twice: the candidate that stands for both.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("digabung ke")
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kandidat")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["regency"], condition=Q(kind="government"), name="nominee_one_government"),
            models.UniqueConstraint(
                fields=["province", "npp"],
                condition=Q(kind="company", merged_into=None) & ~Q(npp=""),
                name="nominee_npp_once",
            ),
            models.UniqueConstraint(
                fields=["village"], condition=Q(village__isnull=False), name="nominee_village_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
