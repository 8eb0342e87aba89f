"""Rows of the example round (Kaltim, ready for the plenary) by name, for tests that walk every address."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interviews.models import PanelSeat, Session, Slot
from nominations.models import (
    Answer,
    AnswerImport,
    CoverageImport,
    Evidence,
    Indicator,
    Nomination,
    OnBehalf,
    OutreachEvent,
    ProtectedGroup,
    Regulation,
    Replacement,
    Submission,
)
from nominations.question_files import workbook
from nominations.question_queries import asked
from nominations.services import outreach, protection, regulations
from nominations.services.coverage_imports import receive
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Seat
from paritrana.files import check_services
from paritrana.files.models import File, Upload
from paritrana.notices.models import Notice
from paritrana.regions.models import Branch, BranchArea
from reports.models import Batch, Document
from reports.services import make_receipt
from scoring.models import BranchResponse, Criterion, PaperAct, RankingRun, ScoreSheet, SpecialAward

# One person per role in Kaltim: the candidate is Bontang, the branch is the one that serves it ...
CAST = {
    "A": "admin",
    "S": "sekretariat1.kaltim",
    "C": "ketua.kaltim",
    "P": "panelis4.kaltim",
    "O": "pengawas.kaltim",
    "H": "kepala.btg",
    "F": "staf.btg",
    "N": "daerah.bontang",
}
# ... and in Kalsel. Administrators see the nation: they have no other province.
OTHERS = {
    "S": "sekretariat1.kalsel",
    "C": "ketua.kalsel",
    "P": "panelis4.kalsel",
    "O": "pengawas.kalsel",
    "H": "kepala.bjm",
    "F": "staf.bjm",
    "N": "daerah.balangan",
}


class World:
    """`rows[name]()` gives the arguments of an address; what the example lacks is made on the spot."""

    def __init__(self) -> None:
        self.edition = Edition.objects.select_related("province").get(province="64")
        self.category = Category.objects.get(edition=self.edition)
        self.nomination = Nomination.objects.get(edition=self.edition, nominee__regency__code="64.74")
        self.staff = User.objects.get(username=CAST["S"])
        self.rows: dict[str, Callable[[], list[Any]]] = {
            "edition": lambda: self.of(),
            "category": lambda: self.of(self.category.slug),
            "regency": lambda: self.of("64.74"),
            "coverage import": lambda: self.of(self.coverage_import().pk),
            "protected group": lambda: self.of(self.protected_group().pk),
            "regulation": lambda: self.of(self.regulation().pk),
            "outreach": lambda: self.of(self.outreach().pk),
            "nomination": lambda: self.of(self.nomination.number),
            "section": lambda: self.of(self.nomination.number, self.answer().indicator.section_slug),
            "section item": lambda: self.of(self.nomination.number, self.answer().indicator_id),
            "answer": lambda: self.of(self.nomination.number, self.answer().pk),
            "evidence": lambda: self.of(self.nomination.number, self.evidence().pk),
            "drawn evidence": lambda: self.of(self.nomination.number, self.drawn().pk),
            "questions": lambda: self.of(self.nomination.number, "xlsx"),
            "questions of category": lambda: self.of(self.category.slug, "docx"),
            "answer import": lambda: self.of(self.nomination.number, self.answer_import().pk),
            "question": lambda: self.of(self.nomination.number, self.answer().indicator.pk),
            "on behalf": lambda: self.of(self.nomination.number, self.on_behalf().pk),
            "replacement": lambda: self.of(self.nomination.number, self.replacement().pk),
            "indicator": lambda: self.of(self.category.slug, self.first(Indicator, province="64").pk),
            "criterion": lambda: self.of(self.category.slug, self.first(Criterion, province="64").pk),
            "session": lambda: self.of(self.session().pk),
            "panel seat": lambda: self.of(self.session().pk, self.first(PanelSeat, province="64").pk),
            "slot": lambda: self.of(self.session().pk, self.first(Slot, nomination=self.nomination).pk),
            "sheet": lambda: self.of(self.sheet().pk),
            "sheet of category": lambda: self.of(self.category.slug, self.sheet().pk),
            "row": lambda: self.of(self.category.slug, self.nomination.number),
            "response": lambda: self.of(self.category.slug, self.nomination.number, self.response().branch.code),
            "award": lambda: self.of(self.category.slug, self.award().pk),
            "paper kind": lambda: self.of(self.category.slug, "decide"),
            "paper": lambda: self.of(self.category.slug, self.paper().pk),
            "seat kind": lambda: self.of("panitia"),
            "notice": lambda: self.of(self.notice().pk),
            "batch": lambda: self.of(self.batch().pk),
            "document": lambda: self.of(self.document().pk),
            "code": lambda: [self.document().code],
            "seat": lambda: [self.first(Seat, edition=self.edition, role="panelist").pk],
            "colleague": lambda: self.of(self.nomination.number, self.colleague().pk),
            "empty seat": lambda: [self.empty_seat().pk],
            "province": lambda: ["kaltim"],
            "branch": lambda: ["CONTOH-BTG"],
            "upload": lambda: [str(self.upload().key)],
            "area": lambda: ["CONTOH-BTG", self.first(BranchArea, branch__code="CONTOH-BTG").pk],
            "reset key": lambda: ["1", "set-password"],
        }

    def of(self, *rest: Any) -> list[Any]:
        return [self.edition.province.slug, self.edition.slug, *rest]

    @staticmethod
    def first(model: Any, **where: Any) -> Any:
        return model.objects.filter(**where).order_by("pk").first()

    def answer(self) -> Answer:
        return self.first(Answer, nomination=self.nomination)

    def evidence(self) -> Evidence:
        return self.first(Evidence, answer__nomination=self.nomination)

    def drawn(self) -> Evidence:
        """A piece of evidence whose small picture is made."""
        row = self.evidence()
        check_services.draw(row.file_id)
        return row

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

    def session(self) -> Session:
        return self.first(Session, edition=self.edition)

    def sheet(self) -> ScoreSheet:
        return self.first(ScoreSheet, nomination=self.nomination, person__username=CAST["P"])

    def run(self) -> RankingRun:
        return self.first(RankingRun, category=self.category)

    def response(self) -> BranchResponse:
        return BranchResponse.objects.get_or_create(
            run=self.run(),
            nomination=self.nomination,
            branch=Branch.objects.get(code="CONTOH-BTG"),
            defaults={"province_id": "64", "answer": "remark", "reason": "Contoh.", "by": self.staff},
        )[0]

    def award(self) -> SpecialAward:
        return SpecialAward.objects.get_or_create(
            category=self.category,
            nominee=self.nomination.nominee,
            name="Contoh",
            defaults={
                "province_id": "64",
                "edition": self.edition,
                "measure": "Contoh",
                "reason": "Contoh.",
                "by": self.staff,
            },
        )[0]

    def paper(self) -> PaperAct:
        scan = File(
            province_id="64",
            name="surat.pdf",
            size=1,
            type="pdf",
            sha256="0" * 64,
            uploaded_by=self.staff,
            state=File.State.ACCEPTED,
        )
        scan.content.save("surat.pdf", ContentFile(b"%PDF-1.4 contoh"), save=True)
        return PaperAct.objects.create(
            province_id="64",
            category=self.category,
            verb="respond",
            seat=self.first(Seat, branch__code="CONTOH-BTG", role="branch_head"),
            payload={
                "run": self.run().number,
                "nomination": self.nomination.number,
                "branch": "CONTOH-BTG",
                "answer": "agreed",
                "reason": "",
            },
            letter="001/CONTOH",
            scan=scan,
            entered_by=User.objects.get(username="sekretariat2.kaltim"),
        )

    def coverage_import(self) -> CoverageImport:
        """A file of the branch of Bontang, found to be clean, that waits to be confirmed."""
        row = receive(
            SimpleUploadedFile("cakupan.csv", b"Kode Kemendagri;Kabupaten/kota;PU\n64.74;Kota Bontang;1.234\n"),
            branch=Branch.objects.get(code="CONTOH-BTG"),
            province=self.edition.province,
            as_of=datetime.date(2024, 12, 31),
            source="Contoh",
            base_source="",
            by=User.objects.get(username=CAST["F"]),
        )
        File.objects.filter(pk=row.file_id).update(state=File.State.ACCEPTED)
        return row

    def protected_group(self) -> ProtectedGroup:
        protection.add_usual_groups(self.edition.province, by=self.staff)
        return self.first(ProtectedGroup, province="64")

    def regulation(self) -> Regulation:
        row = self.first(Regulation, province="64") or regulations.add_regulation(
            self.edition.province,
            SimpleUploadedFile("perda.pdf", b"%PDF-1.4 contoh"),
            regency=None,
            kind="perda",
            number="1",
            year=2020,
            about="Contoh",
            by=self.staff,
        )
        File.objects.filter(pk=row.file_id).update(state=File.State.ACCEPTED)
        return row

    def outreach(self) -> OutreachEvent:
        return self.first(OutreachEvent, edition=self.edition) or outreach.add_event(
            self.edition,
            subject="Contoh",
            starts_on=datetime.date(2025, 2, 3),
            ends_on=datetime.date(2025, 2, 4),
            place="Contoh",
            invited=["Dinas Contoh"],
            by=self.staff,
        )

    def answer_import(self) -> AnswerImport:
        """The file of questions of Bontang, given back as it was."""
        person = User.objects.get(username=CAST["N"])
        content = workbook("Contoh", asked(self.nomination, person), [])
        file = File(province_id="64", name="isian.xlsx", size=len(content), type="xlsx", sha256="0" * 64)
        file.uploaded_by = person
        file.content.save("isian.xlsx", ContentFile(content), save=True)
        AnswerImport.objects.filter(nomination=self.nomination).update(status=AnswerImport.Status.REPLACED)
        return AnswerImport.objects.create(province_id="64", nomination=self.nomination, file=file, by=person)

    def on_behalf(self) -> OnBehalf:
        """What the secretariat typed for Bontang."""
        answer = self.answer()
        return OnBehalf.objects.create(
            province_id="64",
            nomination=self.nomination,
            answer=answer,
            value=answer.value,
            answer_version=answer.version,
            source=OnBehalf.Source.PAPER,
            bringer="Kasubbag Contoh",
            brought_at=timezone.now(),
            by=self.staff,
        )

    def replacement(self) -> Replacement:
        """Bontang asks to replace the files of an answer."""
        return Replacement.objects.get_or_create(
            province_id="64",
            nomination=self.nomination,
            answer=self.evidence().answer,
            defaults={"reason": "Contoh.", "asked_by": User.objects.get(username=CAST["N"])},
        )[0]

    def empty_seat(self) -> Seat:
        return Seat.objects.create(
            role="panelist", province_id="64", edition=self.edition, function="anggota", element="contoh", order=20
        )

    def colleague(self) -> Seat:
        """Somebody for Bontang who has never come."""
        person, _made = User.objects.get_or_create(
            username="rekan.contoh", defaults={"name": "Rekan Contoh", "password": make_password(None)}
        )
        return Seat.objects.get_or_create(
            person=person, role="nominee", province_id="64", nominee=self.nomination.nominee
        )[0]

    def notice(self) -> Notice:
        return Notice.objects.create(
            province_id="64", edition=self.edition, to=self.staff, title="Contoh", text="Contoh.", url="/"
        )

    def batch(self) -> Batch:
        return Batch.objects.create(
            province_id="64", edition=self.edition, category=self.category, kind="certificate", made_by=self.staff
        )

    def document(self) -> Document:
        """The receipt of Bontang, ready."""
        made = make_receipt(self.first(Submission, nomination=self.nomination))
        if made.status != Document.Status.READY:
            made.file.save("contoh.pdf", ContentFile(b"%PDF-1.4 contoh"), save=False)
            made.status, made.sha256, made.ready_at = Document.Status.READY, "0" * 64, timezone.now()
            made.save()
        return made
