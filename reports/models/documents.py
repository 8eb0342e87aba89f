import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from paritrana.access import GRANTS, VisibleManager, seats_of
from paritrana.committees.models import Category, Edition
from paritrana.regions.models import Nominee, Province
from paritrana.roles import CANDIDATE
from reports.models.batches import Batch
from reports.models.log import LogDay


def new_code() -> str:
    """A verification code of 100 bits, in letters that are not mistaken for one another."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(20))


class Document(models.Model):
    """One version of one document. `data` holds everything that is printed; the worker reads nothing else."""

    PLACES = {"province": "province", "edition": "edition", "category": "category", "nominee": "nominee"}

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Piagam penghargaan")
        RANKING_REPORT = "ranking_report", _("Laporan peringkat")
        RECEIPT = "receipt", _("Tanda terima")
        STATEMENT = "statement", _("Formulir surat pernyataan")
        SELECTION = "selection", _("Berita acara seleksi administrasi")
        INTERVIEW_MINUTES = "interview_minutes", _("Berita acara wawancara")
        INVITATION = "invitation", _("Undangan wawancara")
        MEETING = "meeting", _("Undangan rapat")
        CASE_FILE = "case_file", _("Berkas perkara")
        CASE_ARCHIVE = "case_archive", _("Berkas perkara dengan lampiran")
        DOSSIER = "dossier", _("Berkas penerusan ke tingkat nasional")
        DAY_PACK = "day_pack", _("Paket hari-H")
        SCHEDULE = "schedule", _("Jadwal wawancara")
        ATTENDANCE = "attendance", _("Daftar hadir")
        SCORE_SHEETS = "score_sheets", _("Lembar penilaian terisi")
        SELECTION_NOTICE = "selection_notice", _("Pemberitahuan hasil seleksi")
        COMMITTEE_DECREE = "committee_decree", _("Rancangan SK panitia")
        SEAT_REQUEST = "seat_request", _("Permohonan penunjukan wakil")
        INTEGRITY = "integrity", _("Pakta integritas panelis")
        PLENARY_MINUTES = "plenary_minutes", _("Berita acara rapat pleno")
        DECREE = "decree", _("Rancangan Keputusan penetapan")
        CHANGE_DECREE = "change_decree", _("Rancangan Keputusan perubahan")
        OBJECTION_REPLY = "objection_reply", _("Jawaban sanggahan")
        HANDOVER = "handover", _("Urutan penyerahan dan naskah MC")
        PRIZE_RECEIPT = "prize_receipt", _("Tanda terima piagam dan hadiah")
        COVER_LETTER = "cover_letter", _("Surat pengantar ke tingkat nasional")
        ROUND_REPORT = "round_report", _("Laporan pelaksanaan")
        PANEL_REPORT = "panel_report", _("Laporan panelis")
        COVERAGE_REPORT = "coverage_report", _("Laporan cakupan")
        FEEDBACK = "feedback", _("Umpan balik bagi kandidat")
        BATCH_ARCHIVE = "batch_archive", _("Kumpulan berkas (ZIP)")
        BATCH_PRINT = "batch_print", _("Kumpulan berkas untuk pencetak")

    # ZIP files; made by a task of their own, since evidence may weigh a gigabyte.
    ARCHIVES = (Kind.CASE_ARCHIVE, Kind.DOSSIER, Kind.BATCH_ARCHIVE)
    # What takes longer than a page: a pack has a sheet for every panelist and nominee.
    # A receipt proves what the portal has received; a bundle is as good as the papers in it.
    LASTING = (Kind.RECEIPT, Kind.BATCH_ARCHIVE, Kind.BATCH_PRINT)
    SLOW = (*ARCHIVES, Kind.DAY_PACK, Kind.BATCH_PRINT)
    # Also to be had as a table for spreadsheets (`documents/tables.py`).
    TABLES = (Kind.RANKING_REPORT, Kind.COVERAGE_REPORT)
    CASES = (Kind.CASE_FILE, Kind.CASE_ARCHIVE)
    # Never shown to a candidate, also after the release.
    INTERNAL = (
        *CASES,
        Kind.DOSSIER,
        Kind.INTERVIEW_MINUTES,
        Kind.MEETING,
        Kind.DAY_PACK,
        Kind.SCHEDULE,
        Kind.ATTENDANCE,
        Kind.SCORE_SHEETS,
        Kind.COMMITTEE_DECREE,
        Kind.SEAT_REQUEST,
        Kind.INTEGRITY,
        Kind.PLENARY_MINUTES,
        Kind.DECREE,
        Kind.CHANGE_DECREE,
        Kind.HANDOVER,
        Kind.PRIZE_RECEIPT,
        Kind.COVER_LETTER,
        Kind.ROUND_REPORT,
        Kind.PANEL_REPORT,
        Kind.COVERAGE_REPORT,
        Kind.BATCH_ARCHIVE,
        Kind.BATCH_PRINT,
    )
    # Papers of the office's correspondence that bear a number.
    NUMBERED = (
        Kind.CERTIFICATE,
        Kind.SELECTION,
        Kind.INTERVIEW_MINUTES,
        Kind.INVITATION,
        Kind.MEETING,
        Kind.SELECTION_NOTICE,
        Kind.COMMITTEE_DECREE,
        Kind.SEAT_REQUEST,
        Kind.PLENARY_MINUTES,
        Kind.DECREE,
        Kind.CHANGE_DECREE,
        Kind.OBJECTION_REPLY,
        Kind.PRIZE_RECEIPT,
        Kind.COVER_LETTER,
    )
    # Read by a candidate once it was sent, and not before.
    DELIVERED = (Kind.SELECTION_NOTICE, Kind.OBJECTION_REPLY)
    # They go with an entry for the calendar.
    APPOINTMENTS = (Kind.INVITATION, Kind.MEETING)
    # Sent to those who are asked to come, or who are answered.
    POSTED = (*APPOINTMENTS, *DELIVERED)
    # Sent by email as soon as they are made.
    MAILED = (*POSTED, Kind.RECEIPT)

    class Status(models.TextChoices):
        QUEUED = "queued", _("Menunggu")
        BUILDING = "building", _("Sedang dibuat")
        READY = "ready", _("Siap")
        FAILED = "failed", _("Gagal")
        CANCELLED = "cancelled", _("Dibatalkan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="documents")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="documents")
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, related_name="documents")
    nominee = models.ForeignKey(Nominee, models.PROTECT, null=True, related_name="documents")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind)
    # What the document is about, e.g. "placement:12"; one version of one subject is one row.
    subject = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("judul"), max_length=200)
    number = models.CharField(_("nomor"), max_length=80, blank=True)
    code = models.CharField(max_length=20, unique=True, default=new_code)
    data = models.JSONField()
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.QUEUED)
    # When it was last put into the queue: who waits behind it and is served first tells that its message was lost.
    queued_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(blank=True, max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    # How far an archive is: files of all its files.
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # Signed by hand or given to its recipient: from then on another look or signer is no reason for a new version.
    handed_on = models.DateField(_("ditandatangani atau diserahkan"), null=True, blank=True)
    # Taken out of force for good; such a document is superseded too, by nothing or by its next version.
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    revoked_reason = models.CharField(_("alasan pencabutan"), max_length=300, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Where it stands in the public log, from the day on which anybody may know of it.
    log_day = models.ForeignKey(LogDay, models.PROTECT, null=True, editable=False, related_name="documents")
    log_position = models.PositiveIntegerField(null=True, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("dokumen")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "version"], name="document_version_once"),
            # Of the versions of one paper only the last is in force.
            models.UniqueConstraint(
                fields=["province", "kind", "number"],
                condition=Q(superseded_at=None) & ~Q(number=""),
                name="document_number_once",
            ),
            models.CheckConstraint(
                name="document_ready_has_file", condition=~Q(status="ready") | (~Q(file="") & ~Q(sha256=""))
            ),
            models.CheckConstraint(
                name="document_revoked_with_reason",
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, superseded_at__isnull=False)
                & ~Q(revoked_reason=""),
            ),
            models.UniqueConstraint(fields=["log_day", "log_position"], name="document_once_in_log"),
        ]
        indexes = [
            models.Index("kind", name="document_unfinished", condition=Q(status__in=["queued", "building"])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_working(self) -> bool:
        """Whether it will still change by itself."""
        return self.status in (self.Status.QUEUED, self.Status.BUILDING)

    @property
    def lacks_number(self) -> bool:
        """Whether a number can still be filled in."""
        return self.kind in self.NUMBERED and not self.number and self.superseded_at is None

    @property
    def is_revocable(self) -> bool:
        """Whether it can be taken out of force."""
        return self.status == self.Status.READY and self.superseded_at is None and self.kind not in self.LASTING

    @property
    def has_table(self) -> bool:
        return self.kind in self.TABLES

    @property
    def ending(self) -> str:
        """Of its file's name."""
        return "zip" if self.kind in self.ARCHIVES else "pdf"

    @property
    def place(self) -> str:
        """The name of its file in the storage: fixed, so that a second run writes over what the first has left."""
        return f"documents/{self.key}/v{self.version}.{self.ending}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A candidate sees the own receipts and forms at once, results only after release (embargo).

        A letter is its addressees' once it was sent: what the office still corrects is nobody's appointment.
        What the office makes for inspectors or the centre stays inside; case files are for those who may make them,
        and packs of an interview day, which hold phone numbers, for the secretariat.
        """
        sent = Q(pk__in=cls.objects.filter(kind__in=cls.POSTED, dispatches__isnull=False).values("pk"))
        if code == "meetings.view":
            makers = [seat for seat in seats_of(user) if seat.role in GRANTS["documents.make"]]
            made = Q(province__in=[place for seat in makers for place in seat.home_provinces()])
            return Q(kind=cls.Kind.MEETING) & (sent | made)
        if code != "documents.view":
            return Q()
        inside = inspected = packed = Q(pk__in=[])
        for seat in seats_of(user):
            if seat.role not in CANDIDATE:
                inside |= Q(province__in=seat.home_provinces())
            if seat.role in GRANTS["cases.make"]:
                inspected |= Q(province__in=seat.home_provinces())
            if seat.role in GRANTS["day_pack.make"]:
                packed |= Q(province__in=seat.home_provinces())
        released = Q(category__released_at__isnull=False) & ~Q(kind__in=cls.DELIVERED)
        told = Q(kind__in=["receipt", "statement"]) | released | sent
        pack = Q(kind=cls.Kind.DAY_PACK)
        return (
            inside & ~Q(kind__in=cls.CASES) & ~pack
            | inspected & Q(kind__in=cls.CASES)
            | packed & pack
            | told & ~Q(kind__in=cls.INTERNAL)
        )
