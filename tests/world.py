"""Rows of the example round (Kaltim, ready for the plenary) by name, for tests that walk every address."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from interviews.models import PanelSeat, Plan, Presentation, SheetCopy, Slot, SpareDevice
from nominations.models import (
    Indicator,
    Submission,
)
from paritrana.accounts.models import User
from paritrana.committees.models import Holiday, Seat
from paritrana.files.models import Upload
from paritrana.files.services import store
from paritrana.notices.models import Notice
from paritrana.regions.models import BranchArea
from paritrana.web import probe
from reports.documents.samples import sample
from reports.models import Batch, Dispatch, Document, LogDay, Preview, Recall, SignedFile, Signer
from reports.services import make_receipt
from scoring.models import (
    Criterion,
)
from tests.world_cast import CAST
from tests.world_nominations import NominationRows
from tests.world_scoring import ScoringRows


class World(NominationRows, ScoringRows):
    """`rows[name]()` gives the arguments of an address; what the example lacks is made on the spot."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, Callable[[], list[Any]]] = {
            "edition": lambda: self.of(),
            "category": lambda: self.of(self.category.slug),
            "offer": lambda: self.of("sk-panitia"),
            "letters of category": lambda: self.of("pemberitahuan-seleksi", self.category.slug),
            "offer of category": lambda: self.of("laporan-peringkat", self.category.slug),
            "regency": lambda: self.of("64.74"),
            "exception file": lambda: self.of("csv"),
            "coverage import": lambda: self.of(self.coverage_import().pk),
            "protected group": lambda: self.of(self.protected_group().pk),
            "regulation": lambda: self.of(self.regulation().pk),
            "regency regulation": lambda: self.of(self.regency_regulation().pk),
            "correction": lambda: self.of(self.correction().pk),
            "branch outreach": lambda: self.of(self.outreach(branch="CONTOH-BTG").pk),
            "outreach": lambda: self.of(self.outreach().pk),
            "nomination": lambda: self.of(self.nomination.number),
            "two nominations": lambda: self.of(self.nomination.number, self.other().number),
            "candidate import": lambda: self.of(self.candidate_import().pk),
            "section": lambda: self.of(self.nomination.number, self.answer().indicator.section_slug),
            "section item": lambda: self.of(self.nomination.number, self.answer().indicator_id),
            "answer": lambda: self.of(self.nomination.number, self.answer().pk),
            "evidence": lambda: self.of(self.nomination.number, self.evidence().pk),
            "drawn evidence": lambda: self.of(self.nomination.number, self.drawn().pk),
            "questions": lambda: self.of(self.nomination.number, "xlsx"),
            "questions of category": lambda: self.of(self.category.slug, "docx"),
            "answer import": lambda: self.of(self.nomination.number, self.answer_import().pk),
            "question": lambda: self.of(self.nomination.number, self.answer().indicator.pk),
            "objected": lambda: self.of(self.nomination.number, self.objected().pk),
            "handed section": lambda: self.of(self.nomination.number, self.handed_section().pk),
            "asked letter": lambda: self.of(self.asking().number, "statement"),
            "asked statement": lambda: self.of(self.asking().number),
            "letter": lambda: self.of(self.nomination.number, self.letter().pk),
            "on behalf": lambda: self.of(self.nomination.number, self.on_behalf().pk),
            "replacement": lambda: self.of(self.nomination.number, self.replacement().pk),
            "indicator": lambda: self.of(self.category.slug, self.first(Indicator, province="64").pk),
            "criterion": lambda: self.of(self.category.slug, self.first(Criterion, province="64").pk),
            "session": lambda: self.of(self.session().pk),
            "panel seat": lambda: self.of(self.session().pk, self.first(PanelSeat, province="64").pk),
            "plan": lambda: self.of(self.plan().version),
            "spare device": lambda: self.of(self.session().pk, self.spare_device().pk),
            "sheet copy": lambda: self.of(self.sheet_copy().pk),
            "slot": lambda: self.of(self.session().pk, self.first(Slot, nomination=self.nomination).pk),
            "presentation": lambda: self.of(self.session().pk, self.presentation().pk),
            "meeting": lambda: self.of(self.meeting().pk),
            "sheet": lambda: self.of(self.sheet().pk),
            "sheet to key": lambda: self.of(self.sheet().pk, 1),
            "paper sheet": lambda: self.of(self.paper_sheet().pk),
            "picked paper": lambda: self.of(self.picked_paper().pk),
            "asked sheet": lambda: self.of(self.asked_sheet().pk),
            "sheet of category": lambda: self.of(self.category.slug, self.sheet().pk),
            "recusal": lambda: self.of(self.recusal().pk),
            "mark correction": lambda: self.of(self.category.slug, self.mark_correction().pk),
            "row": lambda: self.of(self.category.slug, self.nomination.number),
            "response": lambda: self.of(self.category.slug, self.nomination.number, self.response().branch.code),
            "award": lambda: self.of(self.category.slug, self.award().pk),
            "paper kind": lambda: self.of(self.category.slug, "decide"),
            "amendment": lambda: self.of(self.category.slug, self.amendment().pk),
            "paper": lambda: self.of(self.category.slug, self.paper().pk),
            "heard": lambda: self.of(self.window().category.slug, self.nomination.number),
            "objection": lambda: self.of(self.category.slug, self.objection().number),
            "objection file": lambda: self.of(self.category.slug, 1, self.objection().evidence.get().pk),
            "change": lambda: self.of(self.category.slug, self.change().pk),
            "recall": lambda: self.of(self.recall().pk),
            "seat kind": lambda: self.of("panitia"),
            "notice": lambda: self.of(self.notice().pk),
            "batch": lambda: self.of(self.batch().pk),
            "batch move": lambda: self.of(self.batch().pk, "jeda"),
            "number_source": lambda: self.of("certificate"),
            "signer": lambda: self.of(self.first(Signer, edition=self.edition).pk),
            "dossier": lambda: self.of(self.category.slug, self.dossier().pk),
            "document": lambda: self.of(self.document().pk),
            "kind": lambda: self.of("invitation"),
            "preview": lambda: self.of(self.preview().pk),
            "signed": lambda: self.of(self.signed().pk),
            "code": lambda: [self.document().code],
            "log day": lambda: [self.log_day().day.isoformat()],
            "seat": lambda: [self.first(Seat, edition=self.edition, role="panelist").pk],
            "colleague": lambda: self.of(self.nomination.number, self.colleague().pk),
            "empty seat": lambda: [self.empty_seat().pk],
            "province": lambda: ["kaltim"],
            "branch": lambda: ["CONTOH-BTG"],
            "upload": lambda: [str(self.upload().key)],
            "area": lambda: ["CONTOH-BTG", self.first(BranchArea, branch__code="CONTOH-BTG").pk],
            "holiday": lambda: self.of(self.holiday().pk),
            "reset key": lambda: ["1", "set-password"],
            "forged token": lambda: [probe.token("a key of somebody else")],
        }

    def of(self, *rest: Any) -> list[Any]:
        return [self.edition.province.slug, self.edition.slug, *rest]

    def plan(self) -> Plan:
        """Published, with nothing in it."""
        nothing = {"groups": [], "rooms": [], "turns": [], "blocks": [], "absences": [], "people": {}}
        return Plan.objects.get_or_create(
            edition=self.edition,
            version=1,
            defaults={
                "province_id": "64",
                "status": Plan.Status.PUBLISHED,
                "demands": {**nothing, "shared": 2, "most": 0, "pause": 15},
                "seed": "1",
                "by": self.staff,
            },
        )[0]

    def spare_device(self) -> SpareDevice:
        """Lent for the session, and over."""
        soon = timezone.now()
        seat = self.first(PanelSeat, session=self.session())
        return SpareDevice.objects.get_or_create(
            code_hash="0",
            defaults={
                "province_id": "64", "panel_seat": seat, "made_by": self.staff, "code_until": soon, "ends_at": soon
            },
        )[0]  # fmt: skip

    def sheet_copy(self) -> SheetCopy:
        """Of the panelist's sheet, handed in."""
        return SheetCopy.objects.get_or_create(
            sha256="0",
            defaults={
                "province_id": "64",
                "sheet": self.sheet(),
                "version": 1,
                "values": {},
                "entered_at": timezone.now(),
                "handed_in_by": self.staff,
            },
        )[0]

    def upload(self) -> Upload:
        """Bontang's person has begun to send a file."""
        soon = timezone.now() + datetime.timedelta(hours=1)
        return Upload.objects.create(
            province_id="64",
            owner=User.objects.get(username=CAST["N"]),
            name="perda.pdf",
            size=9,
            then="nominations.evidence",
            subject=f"{self.nomination.pk}/{self.answer().indicator_id}",
            touched_at=timezone.now(),
            expires_at=soon,
        )

    def holiday(self) -> Holiday:
        day = datetime.date(2026, 1, 9)
        defaults = {"name": "Contoh", "by": self.staff}
        return Holiday.objects.get_or_create(province_id="64", day=day, defaults=defaults)[0]

    def empty_seat(self) -> Seat:
        return Seat.objects.create(
            role="panelist", province_id="64", edition=self.edition, function="anggota", element="contoh", order=20
        )

    def colleague(self, role: str = "nominee") -> Seat:
        """Somebody for Bontang who has never come."""
        person, _made = User.objects.get_or_create(
            username=f"contoh.{role}", defaults={"name": "Rekan Contoh", "password": make_password(None)}
        )
        return Seat.objects.get_or_create(person=person, role=role, province_id="64", nominee=self.nomination.nominee)[
            0
        ]

    def notice(self) -> Notice:
        return Notice.objects.create(
            province_id="64", edition=self.edition, to=self.staff, title="Contoh", text="Contoh.", url="/"
        )

    def batch(self) -> Batch:
        return Batch.objects.create(
            province_id="64", edition=self.edition, category=self.category, kind="certificate", made_by=self.staff
        )

    def dossier(self) -> Document:
        """A dossier that was asked for."""
        return Document.objects.get_or_create(
            edition=self.edition,
            category=self.category,
            kind=Document.Kind.DOSSIER,
            subject=f"dossier:{self.category.pk}",
            defaults={"province_id": "64", "title": "Contoh", "data": {}, "made_by": self.staff},
        )[0]

    def document(self) -> Document:
        """The receipt of Bontang, ready."""
        made = make_receipt(self.first(Submission, nomination=self.nomination))
        if made.status != Document.Status.READY:
            made.file.save("contoh.pdf", ContentFile(b"%PDF-1.4 contoh"), save=False)
            made.status, made.sha256, made.ready_at = Document.Status.READY, "0" * 64, timezone.now()
            made.save()
        return made

    def preview(self) -> Preview:
        """Sentences that somebody tries out, not printed yet."""
        return Preview.objects.get_or_create(
            edition=self.edition,
            kind="meeting",
            defaults={"province_id": "64", "texts": {}, "data": {}, "made_by": self.staff},
        )[0]

    def log_day(self) -> LogDay:
        """A day of the public log with one document."""
        day, made = LogDay.objects.get_or_create(
            day=datetime.date(2025, 8, 1), defaults={"size": 1, "root": "0" * 64, "chain": "0" * 64}
        )
        if made:
            document = self.document()
            document.log_day, document.log_position = day, 1
            document.save()
        return day

    def presentation(self) -> Presentation:
        """What Bontang will show."""
        slot = self.first(Slot, nomination=self.nomination)
        made = Presentation.objects.filter(slot=slot).first()
        return made or Presentation.objects.create(province_id="64", slot=slot, file=self.scan(), by=self.staff)

    def meeting(self) -> Document:
        """An invitation to a meeting of the committee, sent."""
        if there := Document.objects.filter(kind=Document.Kind.MEETING, subject="meeting:contoh").first():
            return there
        made = Document(
            province_id="64",
            edition=self.edition,
            kind=Document.Kind.MEETING,
            subject="meeting:contoh",
            title="Contoh",
            made_by=self.staff,
            status=Document.Status.READY,
            sha256="0" * 64,
            data=sample("meeting", self.edition)
            | {
                "letter": {
                    "event": "Rapat",
                    "dated": "2025-07-01",
                    "about": "Rapat",
                    "nature": "",
                    "attachment": "",
                    "copies": [],
                },
                "starts": "2025-07-10T09:00:00+08:00",
                "ends": "2025-07-10T11:00:00+08:00",
                "day": "Kamis, 10 Juli 2025",
                "time": "09.00–11.00 WITA",
                "place_held": "Samarinda",
                "venue": "Samarinda",
                "link": "",
                "agenda": ["Pembukaan"],
                "invited": [],
            },
        )
        made.file.save("contoh.pdf", ContentFile(b"%PDF-1.4 contoh"), save=False)
        made.save()
        made.dispatches.create(province_id="64", person=self.staff, status=Dispatch.Status.TOLD)
        return made

    def signed(self) -> SignedFile:
        """A changed file that waits for the second officer."""
        paper = self.document()
        if made := SignedFile.objects.filter(document=paper).first():
            return made
        upload = SimpleUploadedFile("tertanda.pdf", b"%PDF-1.4 tertanda")
        with transaction.atomic():  # also where a test commits by hand
            file = store(upload, province=paper.province, by=self.staff)
        return SignedFile.objects.create(
            province=paper.province, document=paper, file=file, by=self.staff, state="compare", form="changed"
        )

    def recall(self) -> Recall:
        """A paper of the category that was recalled."""
        paper = self.document()
        defaults = {"province_id": "64", "change": self.change(), "replaced": False}
        return Recall.objects.get_or_create(document=paper, defaults=defaults)[0]
