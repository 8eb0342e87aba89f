import hashlib
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.urls import reverse

from nominations.models import Answer, Evidence, Indicator, Instrument
from paritrana.audit.models import Entry
from paritrana.audit.services import record
from paritrana.files.models import File
from reports import services
from reports.models import Document
from reports.services.cases import make_case_file
from tests.reports import rows

SECRET = "daftar-nik.pdf"


@pytest.fixture
def own(run):
    """Paser: first nomination, one of five recused."""
    return run.rows.select_related("nomination").get(nomination__number=1).nomination


@pytest.fixture
def evidence(own, official):
    """Two accepted files; one holds personal data."""
    instrument = Instrument.objects.create(province=own.province, category=own.category)
    indicator = Indicator.objects.create(
        province=own.province, instrument=instrument, section="A", section_slug="a", code="A1", order=1,
        text="Ada Perda?", kind=Indicator.Kind.YES_NO,
    )  # fmt: skip
    answer = Answer.objects.create(
        province=own.province, nomination=own, indicator=indicator, value="yes", changed_by=official
    )
    made = []
    for name, restricted in (("perda.pdf", False), (SECRET, True)):
        content = f"isi {name}".encode()
        file = File.objects.create(
            province=own.province, name=name, size=len(content), type="pdf", sha256=_sha(content),
            state=File.State.ACCEPTED, restricted=restricted, uploaded_by=official, nominee=own.nominee,
            content=ContentFile(content, name),
        )  # fmt: skip
        made.append(Evidence.objects.create(province=own.province, answer=answer, file=file))
    return made


def _sha(content):
    return hashlib.sha256(content).hexdigest()


def test_it_holds_marks_under_codes_and_no_name_of_who_marked(run, own, observer, panelists):
    rows.submission(own, observer)
    record(observer, "nominations.extend", own, reason="Jaringan putus.")
    data = make_case_file(own, by=observer).data
    [interview] = data["scoring"]["rounds"]
    assert [(row["marks"], row["state"]) for row in interview["sheets"]] == [
        ([], "Tidak ikut menilai"),
        (["84.00"], "Ditutup"),
        (["85.00"], "Ditutup"),
        (["83.00"], "Ditutup"),
        (["84.00"], "Ditutup"),
    ]
    assert [row["rank"] for row in data["scoring"]["runs"]] == [2]
    assert [row["reason"] for row in data["timeline"]] == ["Jaringan putus."]
    assert [version["receipt"] for row in data["answers"] for version in row["versions"]] == ["TT-64-2024-001-1"]
    text = json.dumps(data["scoring"])
    assert not [person for person in panelists if person.name in text]


def test_nothing_is_told_of_marks_while_somebody_still_scores(interview_sheets, nominations, observer):
    assert make_case_file(nominations[0], by=observer).data["scoring"] is None
    assert Document.objects.get(kind="case_archive").data["ledger"] == []


def test_archive_holds_what_may_be_opened_and_hashes_of_the_rest(own, evidence, observer):
    make_case_file(own, by=observer)
    for document in Document.objects.all():
        assert services.build_document(document.pk)
    archive = Document.objects.get(kind="case_archive")
    assert (archive.status, archive.done, archive.steps) == ("ready", 3, 3)
    with archive.file.open() as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as opened:
        names = opened.namelist()
        hashes = opened.read("hashes.csv").decode("utf-8-sig")
        assert opened.read("data-dukung/a1/001-perda.pdf") == b"isi perda.pdf"
        paper = opened.read("berkas-perkara.pdf")
    assert names == ["berkas-perkara.pdf", "catatan-penilaian.json", "data-dukung/a1/001-perda.pdf", "hashes.csv"]
    assert f"data-dukung/a1/berkas-002.pdf;;;{evidence[1].file.sha256};memuat data pribadi" in hashes
    assert SECRET not in hashes
    assert _sha(paper) == Document.objects.get(kind="case_file").sha256


def test_a_file_marked_personal_after_the_asking_stays_out(own, evidence, observer):
    make_case_file(own, by=observer)
    File.objects.update(restricted=True)
    archive = Document.objects.get(kind="case_archive")
    services.build_document(archive.pk)
    archive.refresh_from_db()
    with archive.file.open() as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as opened:
        assert not [name for name in opened.namelist() if name.startswith("data-dukung")]


def test_each_asking_is_on_record_and_the_same_case_is_the_same_paper(own, secretariat, observer):
    first = make_case_file(own, by=observer)
    assert make_case_file(own, by=secretariat) == first
    assert Entry.objects.filter(verb="cases.make").count() == 2
    record(secretariat, "nominations.extend", own, reason="Susulan.")
    assert make_case_file(own, by=secretariat).version == 2


def test_only_secretariat_and_observer_make_and_see_it(own, observer, request):
    for who in ("chair", "panelist", "official", "stranger"):
        with pytest.raises(PermissionDenied):
            make_case_file(own, by=request.getfixturevalue(who))
    make_case_file(own, by=observer)
    own.category.released_at = own.proposed_at
    own.category.save()
    seen = {
        who: Document.objects.visible_to(request.getfixturevalue(who), "documents.view").count()
        for who in ("observer", "secretariat", "chair", "official", "stranger")
    }
    assert seen == {"observer": 2, "secretariat": 2, "chair": 0, "official": 0, "stranger": 0}


def test_page_makes_and_lists(own, observer, client_of, django_assert_max_num_queries):
    url = reverse("case_file", args=["kaltim", own.edition.slug, own.number])
    client = client_of(observer)
    assert client.post(url).status_code == 302
    with django_assert_max_num_queries(15):
        text = client.get(url).text
    assert "Berkas Perkara dengan Lampiran" in text
    assert observer.name in text
