"""Rows of nominations, coverage and outreach that the example lacks, made on the spot."""

import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nominations.models import (
    AnswerImport,
    CandidateImport,
    CoverageBase,
    CoverageCorrection,
    CoverageCutoff,
    CoverageImport,
    Evidence,
    HandedSection,
    Indicator,
    Letter,
    Nomination,
    OnBehalf,
    OutreachEvent,
    ProtectedGroup,
    Regulation,
    Replacement,
)
from nominations.question_files import workbook
from nominations.question_queries import asked
from nominations.services import candidate_imports, corrections, outreach, protection, regulations
from nominations.services.coverage_imports import receive
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Stage
from paritrana.files import check_services
from paritrana.files.models import File
from paritrana.regions.models import Branch, Nominee
from tests.world_cast import CAST
from tests.world_rows import Rows


class NominationRows(Rows):
    def candidate_import(self) -> CandidateImport:
        """A list of companies that waits to be confirmed: one is new, one resembles a candidate."""
        category = Category.objects.get_or_create(
            edition=self.edition,
            slug="usaha-contoh",
            defaults={
                "province_id": "64",
                "name": "Usaha Contoh",
                "nominee_kind": Nominee.Kind.COMPANY,
                "stage": Stage.NOMINATION,
                "order": 9,
            },
        )[0]
        bontang = self.nomination.nominee.regency
        Nominee.objects.get_or_create(
            kind=Nominee.Kind.COMPANY, name="PT Sumber Makmur", province_id="64", defaults={"regency": bontang}
        )
        rows = ["64.74;Kota Bontang;PT Baru Sekali", "64.74;Kota Bontang;PT Sumbr Makmur"]
        content = "\n".join(["Kode Kemendagri;Kabupaten/kota;Nama badan usaha", *rows]).encode()
        row = candidate_imports.receive(SimpleUploadedFile("kandidat.csv", content), category=category, by=self.staff)
        File.objects.filter(pk=row.file_id).update(state=File.State.ACCEPTED)
        return row

    def evidence(self) -> Evidence:
        return self.first(Evidence, answer__nomination=self.nomination)

    def drawn(self) -> Evidence:
        """A piece of evidence whose small picture is made."""
        row = self.evidence()
        check_services.draw(row.file_id)
        return row

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

    def regency_regulation(self) -> Regulation:
        """A regulation of Bontang."""
        row = self.regulation()
        row.regency = self.nomination.nominee.regency
        row.save(update_fields=["regency"])
        return row

    def outreach(self, branch: str | None = None) -> OutreachEvent:
        """An event of the secretariat, or of a branch."""
        row = self.first(OutreachEvent, edition=self.edition) or outreach.add_event(
            self.edition,
            subject="Contoh",
            starts_on=datetime.date(2025, 2, 3),
            ends_on=datetime.date(2025, 2, 4),
            place="Contoh",
            invited=["Dinas Contoh"],
            by=self.staff,
        )
        row.branch = Branch.objects.filter(code=branch).first()
        row.save(update_fields=["branch"])
        return row

    def correction(self) -> CoverageCorrection:
        """The secretariat has proposed another denominator for Bontang, after the cut-off."""
        past = timezone.now() - datetime.timedelta(days=1)
        CoverageCutoff.objects.get_or_create(
            edition=self.edition, defaults={"province_id": "64", "at": past, "set_by": self.staff}
        )
        regency, day = self.nomination.nominee.regency, datetime.date(2024, 12, 31)
        waiting = CoverageCorrection.objects.filter(regency=regency, as_of=day, status="waiting").first()
        base = CoverageBase.objects.get(regency=regency, as_of=day, segment="")
        return waiting or corrections.propose(
            self.edition,
            regency,
            day,
            kind=base.kind,
            people=base.people * 2,
            source=base.source,
            reason="Contoh.",
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

    def objected(self) -> OnBehalf:
        """What Bontang says it did not bring."""
        row = self.on_behalf()
        row.objection, row.objected_at = "Contoh.", timezone.now()
        row.objected_by = User.objects.get(username=CAST["N"])
        row.save()
        return row

    def handed_section(self) -> HandedSection:
        """A section in the hands of somebody who has never come."""
        seat = self.colleague("section")
        indicator = Indicator.objects.filter(instrument__category=self.category).order_by("-order").first()
        return HandedSection.objects.get_or_create(
            province_id="64",
            nomination=self.nomination,
            section_slug=indicator.section_slug,
            seat=seat,
            defaults={"section": indicator.section, "given_by": User.objects.get(username=CAST["N"])},
        )[0]

    def asking(self) -> Nomination:
        """Bontang in a category that asks for the statement of truth."""
        Category.objects.filter(pk=self.category.pk).update(letters=["statement"])
        return self.nomination

    def letter(self) -> Letter:
        """The statement of Bontang, found to be clean."""
        person = User.objects.get(username=CAST["N"])
        scan = File(province_id="64", name="surat.pdf", size=1, type="pdf", sha256="0" * 64, uploaded_by=person)
        scan.state = File.State.ACCEPTED
        scan.content.save("surat.pdf", ContentFile(b"%PDF-1.4 contoh"), save=True)
        return Letter.objects.create(
            province_id="64",
            nomination=self.asking(),
            kind="statement",
            number="1",
            date=datetime.date(2025, 6, 2),
            signer="Contoh",
            office="Contoh",
            file=scan,
            by=person,
        )

    def replacement(self) -> Replacement:
        """Bontang asks to replace the files of an answer."""
        return Replacement.objects.get_or_create(
            province_id="64",
            nomination=self.nomination,
            answer=self.evidence().answer,
            defaults={"reason": "Contoh.", "asked_by": User.objects.get(username=CAST["N"])},
        )[0]
