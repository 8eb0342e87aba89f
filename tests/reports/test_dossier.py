import datetime
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from paritrana.committees.models import Stage
from reports import services
from reports.documents import dossier_columns
from reports.models import Document, Forwarding
from reports.services import dossier as dossier_services
from scoring.models import Decision, DecisionChange
from scoring.services import plenary
from tests.reports import rows
from tests.scoring.ranking.conftest import nominations_of

LETTER = {"letter": "500.15/12/2025", "letter_date": datetime.date(2025, 8, 6), "receiver": "Kemenko PMK"}


@pytest.fixture
def announced(run, chair):
    """B 82,60 is first, released."""
    ranked = [row.nomination for row in run.rows.select_related("nomination").order_by("rank")]
    decision = plenary.decide(
        run.category, run, [(row, place) for place, row in enumerate(ranked[:3], 1)],
        held_on=datetime.date(2025, 7, 30), place="Aula", deviation_reason="", by=chair,
    )  # fmt: skip
    run.category.released_at, run.category.stage = timezone.now(), Stage.ANNOUNCED
    run.category.save()
    return decision


@pytest.fixture
def made(announced, secretariat):
    document = dossier_services.make_dossier(announced.category, by=secretariat)
    services.build_document(document.pk)
    document.refresh_from_db()
    return document


def test_nothing_is_made_under_embargo(run, secretariat):
    with pytest.raises(ValidationError):
        dossier_services.make_dossier(run.category, by=secretariat)


def test_it_holds_paper_table_evidence_package_and_signature(made):
    assert made.status == "ready", made.error
    with made.file.open() as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as opened:
        assert opened.namelist() == [
            "berkas-penerusan.pdf", "data.xlsx", "daftar-data-dukung.xlsx", "paket-hasil.json", "tanda-tangan.txt",
            "verify.py", "hashes.csv",
        ]  # fmt: skip
        table = list(load_workbook(io.BytesIO(opened.read("data.xlsx"))).active.iter_rows(values_only=True))
        package = json.loads(opened.read("paket-hasil.json"))
        assert package["signature"]["value"] in opened.read("tanda-tangan.txt").decode()
    cells = dict(zip(*table, strict=True))
    assert (cells["Juara"], cells["Nilai akhir"], cells["Tahun penilaian"]) == ("Juara 1", "82,60", 2024)
    assert package["level"] == "totals"


def test_forwarding_is_recorded_with_its_letter(made, secretariat):
    [row] = dossier_services.forward(made, **LETTER, by=secretariat)
    assert (row.letter, row.receiver) == ("500.15/12/2025", "Kemenko PMK")
    assert row.nomination.pk in made.data["nominations"]
    row.nomination.refresh_from_db()
    assert row.nomination.forwarded_at is not None
    with pytest.raises(ValidationError):
        dossier_services.forward(made, **LETTER, by=secretariat)


def test_other_columns_make_a_new_version_and_the_old_one_cannot_go_out(made, secretariat):
    text = "Nama = kandidat\nCakupan = cakupan\nWawancara = kriteria wawancara"
    dossier_services.set_columns(made.province, text, by=secretariat)
    newer = dossier_services.make_dossier(made.category, by=secretariat)
    assert (newer.version, newer.data["columns"]) == (2, ["Nama", "Cakupan", "Wawancara"])
    assert newer.data["rows"][0][2] == "82,60"
    with pytest.raises(ValidationError):
        dossier_services.forward(made, **LETTER, by=secretariat)


def test_changed_decision_gives_the_dossier_its_next_version(made, announced, run, secretariat, second_secretariat):
    change = DecisionChange.objects.create(
        province=made.province, category=announced.category, supersedes=announced, order="Surat 7", reason="Salah.",
        opened_by=secretariat, number="188/9", date=timezone.localdate(), issued_by=second_secretariat,
        issued_at=timezone.now(),
    )  # fmt: skip
    Decision.objects.filter(pk=announced.pk).update(revoked_at=change.issued_at)
    second = nominations_of(run)[1]
    change.decision = rows.decision(run, [second], secretariat)
    change.save()
    for _ in range(2):
        dossier_services.follow(change)
    versions = Document.objects.filter(kind="dossier").order_by("version")
    assert [(row.version, row.superseded_at is None) for row in versions] == [(1, False), (2, True)]
    assert (versions[1].data["nominations"], versions[1].made_by) == ([second.pk], second_secretariat)


def test_only_the_secretariat_makes_and_forwards(announced, made, request):
    for who in ("chair", "observer", "official", "stranger"):
        person = request.getfixturevalue(who)
        with pytest.raises(PermissionDenied):
            dossier_services.make_dossier(announced.category, by=person)
        with pytest.raises(PermissionDenied):
            dossier_services.forward(made, **LETTER, by=person)
    assert not Document.objects.visible_to(request.getfixturevalue("official"), "documents.view").exists()


def test_pages_make_and_forward(announced, made, secretariat, observer, client_of):
    args = ["kaltim", announced.category.edition.slug, announced.category.slug]
    client = client_of(secretariat)
    assert "Catat penerusan" in client.get(reverse("dossier", args=args)).text
    url = reverse("dossier_forward", args=[*args, made.pk])
    assert client.post(url, {"letter": "", "receiver": ""}).status_code == 422
    assert client.post(url, LETTER).status_code == 302
    assert Forwarding.objects.count() == 1
    text = client_of(observer).get(reverse("dossier", args=args)).text
    assert "500.15/12/2025" in text
    assert "Catat penerusan" not in text
    columns = reverse("dossier_columns", args=args[:2])
    assert client.post(columns, {"columns": "Nama kandidat"}).status_code == 422
    assert client.post(columns, {"columns": "Nama = kandidat"}).status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nama",
        "= kandidat",
        "Nama =",
        "Nama = palsu",
        "Nama = jawaban",
        "A = nomor\nA = nilai",
        "x" * 90 + " = nomor",
    ],
)
def test_columns_that_cannot_be_read_are_refused(text):
    with pytest.raises(ValidationError):
        dossier_columns.read(text)


def test_columns_read_what_they_write():
    assert dossier_columns.read(dossier_columns.as_text(dossier_columns.default())) == dossier_columns.default()
    assert dossier_columns.read(" Inovasi =  Kriteria  inovasi\n\n") == [("Inovasi", "kriteria inovasi")]
