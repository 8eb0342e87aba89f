"""Before certificates are printed: the Keputusan and its days, names confirmed, signers that changed, paper in ink."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Stage
from reports import queries, services
from reports.agenda import agenda
from reports.documents import signature
from reports.documents.decree_days import certificate_day, open_warnings, warnings
from reports.models import Decree, Document, Recall, Signer
from reports.services import batches, certificates, decrees, names
from tests.reports.test_views import address

DAY = datetime.date
TYPED = {"number": "188.44/7", "date": DAY(2025, 8, 1), "printed_on": None, "day": "ceremony", "cited": False}


def valid():
    return list(Document.objects.filter(superseded_at=None).order_by("pk"))


def test_certificate_bears_the_chosen_day_and_names_the_decree(category, decided, signer, secretariat, edition):
    edition.ceremony_at = datetime.datetime(2025, 8, 4, 17, 0, tzinfo=datetime.UTC)  # 01.00 WITA of the 5th
    edition.save(update_fields=["ceremony_at"])
    found = {}
    for day in Decree.Day:
        fields = TYPED | {"day": day, "printed_on": DAY(2025, 8, 3)}
        row = decrees.set_decree(category, **fields, by=secretariat)
        found[str(day)] = certificate_day(row).day
    assert found == {"ceremony": 5, "decision": 29, "decree": 1, "print": 3}
    decrees.set_decree(category, **TYPED | {"cited": True}, by=secretariat)
    services.request_certificates(category, by=secretariat)
    data = valid()[0].data
    assert data["basis"] == "Berdasarkan Keputusan Gubernur Kalimantan Timur Nomor 188.44/7 tanggal 1 Agustus 2025"
    assert data["date"] == "5 Agustus 2025"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, set()),
        ({"number": "", "date": None}, {"number", "date"}),
        ({"date": DAY(2025, 8, 9)}, {"certificate", "ceremony"}),
        ({"date": DAY(2025, 7, 1)}, {"decision"}),
        ({"day": "print"}, {"print"}),
    ],
)
def test_days_that_do_not_agree_warn(decided, edition, change, expected):
    edition.ceremony_at = datetime.datetime(2025, 8, 5, 2, 0, tzinfo=datetime.UTC)
    decided.category.edition = edition
    assert set(warnings(Decree(decision=decided, **(TYPED | change)))) == expected


def test_warnings_are_accepted_with_a_reason_until_another_comes(category, decided, signer, secretariat, stranger):
    with pytest.raises(PermissionDenied):
        decrees.accept_days(category, reason="Ya.", by=stranger)
    with pytest.raises(ValidationError):
        decrees.accept_days(category, reason=" ", by=secretariat)
    row = decrees.accept_days(category, reason="Nomor menyusul.", by=secretariat)
    assert (row.accepted, open_warnings(row), row.reason) == (["number", "date"], {}, "Nomor menyusul.")
    row = decrees.set_decree(category, **TYPED | {"date": DAY(2025, 8, 9), "number": ""}, by=secretariat)
    assert set(open_warnings(row)) == {"certificate"}
    row = decrees.accept_days(category, reason="Acara dimajukan.", by=secretariat)
    assert (row.accepted, open_warnings(row)) == (["number", "certificate"], {})
    row = decrees.set_decree(category, **TYPED | {"date": DAY(2025, 8, 19), "number": ""}, by=secretariat)
    assert set(open_warnings(row)) == {"certificate"}
    services.request_certificates(category, by=secretariat)
    assert len(valid()) == 3


def test_decree_page_stores_and_accepts(client_of, secretariat, observer, edition, category, decided, signer):
    url = address("decree", edition, category.slug)
    assert client_of(observer).get(url).status_code == 403
    client = client_of(secretariat)
    assert "Nomor Keputusan belum diisi." in client.get(url).content.decode()
    unsaid = client.post(url, {"accept": "1", "reason": ""})
    assert (unsaid.status_code, unsaid.content.decode().count("data-error-summary")) == (422, 1)
    assert client.post(url, {"number": "188/{urut}", "day": "decree"}).status_code == 422
    assert client.post(url, {"accept": "1", "reason": "Menyusul."}).status_code == 302
    assert client.post(url, {"day": "never"}).status_code == 422
    assert client.post(url, {"number": "188/1", "date": "2025-08-01", "day": "decree"}).status_code == 302
    assert Decree.objects.get().reason == "Menyusul."
    page = client.get(address("certificates", edition, category.slug)).content.decode()
    assert "3 nama belum dikonfirmasi penerimanya" in page


def test_second_tab_is_told_before_it_overwrites_days_numbers_or_columns(
    client_of, secretariat, edition, category, decided
):
    client, kind = client_of(secretariat), address("number_source", edition, "certificate")
    source = {"source": "manual", "pattern": "{urut}", "width": "3"}
    for url, first, second in (
        (address("decree", edition, category.slug), {"number": "1", "day": "decree"}, {"number": "2", "day": "decree"}),
        (address("decree", edition, category.slug), {"number": "", "day": "print"}, {"accept": "1", "reason": "Ya."}),
        (kind, source | {"code": "400"}, source | {"code": "401"}),
        (address("dossier_columns", edition), {"columns": "Nama = kandidat"}, {"columns": "Nomor = nomor"}),
    ):
        seen = {"seen": client.get(url).context["form"]["seen"].value()}
        assert (url, client.post(url, first | seen).status_code) == (url, 302)
        late = client.post(url, second | seen)
        told = late.context["accept" if "accept" in second else "form"]["seen"].value()
        assert (late.status_code, "baru saja diubah di tempat lain" in late.content.decode()) == (422, True)
        assert (url, client.post(url, second | {"seen": told}).status_code) == (url, 302)


def test_another_signer_is_listed_and_only_open_papers_follow(category, decided, signer, secretariat, client_of):
    services.request_certificates(category, by=secretariat, number="400/{urut}/2025")
    Document.objects.update(status="ready", file="x.pdf", sha256="0" * 64)
    first, *_others = valid()
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        certificates.note_handed(category, [first], on=today + datetime.timedelta(days=1), by=secretariat)
    assert certificates.note_handed(category, [first], on=today, by=secretariat) == 1
    with pytest.raises(ValidationError):
        certificates.note_handed(category, [first], on=today, by=secretariat)
    assert queries.changed_signers(category, signature(signer)) == (0, 3)
    Signer.objects.filter(pk=signer.pk).update(name="Penanda Tangan Baru")
    signer.refresh_from_db()
    assert queries.changed_signers(category, signature(signer)) == (2, 3)
    page = client_of(secretariat).get(address("certificates", category.edition, category.slug)).content.decode()
    assert "Penanda tangan berubah sejak berkas dibuat (2 dari 3)" in page
    services.request_certificates(category, by=secretariat)
    made = [(paper.number, paper.version, paper.data["signer"]["name"]) for paper in valid()]
    assert made == [
        ("400/001/2025", 1, "Nama Contoh, S.H."),
        ("400/002/2025", 2, "Penanda Tangan Baru"),
        ("400/003/2025", 2, "Penanda Tangan Baru"),
    ]


def test_misspelt_name_is_made_again_also_when_handed_over(category, decided, signer, secretariat, finalists):
    services.request_certificates(category, by=secretariat, number="400/{urut}/2025")
    Document.objects.update(status="ready", file="x.pdf", sha256="0" * 64, handed_on=timezone.localdate())
    finalists[0].printed_name = "Pemerintah Kabupaten Paser (benar)"
    finalists[0].save(update_fields=["printed_name"])
    services.request_certificates(category, by=secretariat)
    assert sorted((paper.number, paper.version) for paper in valid()) == [
        ("400/001/2025", 1),
        ("400/002/2025", 1),
        ("400/003/2025", 2),
    ]
    back = Recall.objects.get()
    assert (back.document.number, back.document.version, back.change) == ("400/003/2025", 1, None)
    batches.cancel_documents([paper.pk for paper in valid() if paper.version == 2])
    assert (Recall.objects.count(), {paper.version for paper in valid()}) == (0, {1})


def test_handed_page_ticks_off(client_of, secretariat, edition, category, decided, signer):
    services.request_certificates(category, by=secretariat)
    url, client = address("handed", edition, category.slug), client_of(secretariat)
    assert client.get(url).status_code == 200
    Document.objects.update(status="ready", file="x.pdf", sha256="0" * 64)
    assert client.post(url, {"on": "2025-08-05"}).status_code == 422
    keys = [paper.pk for paper in valid()[:2]]
    assert client.post(url, {"on": "2025-08-05", "documents": keys}).status_code == 302
    assert [paper.handed_on for paper in valid()] == [DAY(2025, 8, 5), DAY(2025, 8, 5), None]


def test_finalist_confirms_its_name_after_the_interviews_and_learns_nothing_else(
    client_of, category, finalists, official, stranger, secretariat
):
    own = next(row for row in finalists if row.nominee_id == official.seats.get().nominee_id)
    type(own).objects.filter(pk=own.pk).update(status=Status.SHORTLISTED)
    own.refresh_from_db()
    edition = category.edition
    url = reverse("printed_name", args=[edition.province.slug, edition.slug, own.number])
    with pytest.raises(ValidationError, match="setelah wawancara selesai"):
        names.confirm_name(own, "Kota Contoh", by=official)
    category.stage = Stage.DELIBERATION
    category.save(update_fields=["stage"])
    assert [item.url for item in agenda(official)] == [url]
    assert client_of(stranger).get(url).status_code == 404
    client = client_of(official)
    for unprintable in ("", "Kota \U0001f600", "Kota \u202eotnoC", "x" * 161):
        assert client.post(url, {"name": unprintable}).status_code == 422
    assert client.post(url, {"name": "  Pemerintah  Kota Contoh ", "seen": ""}).status_code == 302
    own.refresh_from_db()
    assert (own.printed_name, agenda(official)) == ("Pemerintah Kota Contoh", [])
    other = next(row for row in finalists if row != own)
    with pytest.raises(PermissionDenied):
        names.confirm_name(other, "Bukan kami", by=official)


def test_second_tab_is_told_before_it_overwrites_a_name(client_of, category, finalists, secretariat):
    category.stage = Stage.DELIBERATION
    category.save(update_fields=["stage"])
    own = finalists[0]
    url = reverse("printed_name", args=[category.edition.province.slug, category.edition.slug, own.number])
    client = client_of(secretariat)
    assert client.post(url, {"name": "Nama Pertama", "seen": ""}).status_code == 302
    refused = client.post(url, {"name": "Nama Kedua", "seen": ""})
    assert refused.status_code == 422
    assert "baru saja disimpan sebagai “Nama Pertama”" in refused.text
    assert 'value="Nama Kedua"' in refused.text
    assert client.post(url, {"name": "Nama Kedua", "seen": refused.context["form"]["seen"].value()}).status_code == 302
    own.refresh_from_db()
    assert own.printed_name == "Nama Kedua"


def test_name_is_the_secretariats_once_certificates_are_made(
    category, decided, signer, secretariat, official, finalists
):
    services.request_certificates(category, by=secretariat)
    own = next((row for row in finalists if row.nominee_id == official.seats.get().nominee_id), finalists[0])
    type(own).objects.filter(pk=own.pk).update(status=Status.SHORTLISTED)
    own.refresh_from_db()
    assert names.why_not(own, secretariat) == ""
    assert "sekretariat" in names.why_not(own, official)
    assert names.confirm_name(own, "Nama Baru", by=secretariat).printed_name == "Nama Baru"


def test_names_close_for_winners_and_others_alike(category, decided, signer, secretariat, official, finalists):
    """The fourth gets no certificate: it must not be the only one that is still asked."""
    type(finalists[3]).objects.filter(pk__in=[row.pk for row in finalists]).update(status=Status.SHORTLISTED)
    official.seats.update(nominee=finalists[3].nominee)
    assert len(agenda(User.objects.get(pk=official.pk))) == 1
    services.request_certificates(category, by=secretariat)
    assert agenda(User.objects.get(pk=official.pk)) == []
    rows = type(finalists[3]).objects.filter(category=category)
    closed = "Piagam kategori ini sudah disiapkan. Sampaikan perbaikan nama kepada sekretariat."
    assert {names.why_not(row, official) for row in rows} == {closed}
