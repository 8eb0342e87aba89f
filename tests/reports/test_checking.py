"""The check of a document by anybody: what it tells, what it keeps to itself, and who is slowed down."""

import base64
import datetime
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from paritrana.audit.models import Entry
from paritrana.files.models import File
from reports import services
from reports.documents import checking, seal
from reports.models import Batch, Document
from reports.services import log
from scoring import signing


@pytest.fixture
def certificate(category, decided, signer, secretariat):
    """One certificate of three, built."""
    batch = services.request_certificates(category, by=secretariat)
    document = batch.documents.order_by("pk").first()
    services.build_document(document.pk)
    return Document.objects.get(pk=document.pk)


def release(category):
    category.released_at = timezone.now()
    category.save(update_fields=["released_at"])


def read(client, document, status=200):
    answer = client.get(reverse("check_code", args=[document.code]))
    assert answer.status_code == status
    return answer.content.decode()


def test_check_tells_nothing_before_the_release(client, certificate, category):
    page = read(client, certificate)
    assert "Dokumen tercatat; rincian dibuka setelah pengumuman." in page
    for secret in (certificate.data["recipient"], certificate.data["rank"], certificate.sha256, "Piagam", "berlaku"):
        assert secret not in page
    release(category)
    page = read(client, certificate)
    for fact in (certificate.data["recipient"], certificate.sha256, category.name, "29 Juli 2025", "Berlaku"):
        assert fact in page
    assert certificate.data["signer"]["nip"] not in page


def test_check_of_working_papers_tells_only_that_they_exist(client, certificate, category):
    release(category)
    Document.objects.filter(pk=certificate.pk).update(kind=Document.Kind.BATCH_PRINT)
    page = read(client, certificate)
    assert "bahan kerja panitia" in page
    assert category.name not in page


def test_a_paper_of_the_whole_edition_waits_for_the_last_category(certificate, category):
    paper = Document(kind=Document.Kind.DECREE, edition=category.edition)
    assert checking.is_embargoed(paper)
    assert not checking.is_embargoed(Document(kind=Document.Kind.COMMITTEE_DECREE, edition=category.edition))
    category.edition.categories.update(released_at=timezone.now())
    assert not checking.is_embargoed(paper)


def test_check_tells_what_took_the_place_of_a_paper(client, certificate, category, signer, secretariat):
    release(category)
    signer.name = "Penanda Tangan Baru"
    signer.save(update_fields=["name"])
    services.request_certificates(category, by=secretariat)
    assert "sudah diganti oleh versi 2 pada" in read(client, certificate)
    Document.objects.filter(subject=certificate.subject, version=2).delete()
    assert "sudah ditarik pada" in read(client, certificate)


def test_check_tells_that_a_paper_was_revoked_and_why(client, client_of, certificate, category, edition, secretariat):
    release(category)
    address = reverse("document_revoke", args=[edition.province.slug, edition.slug, certificate.pk])
    officer = client_of(secretariat)
    assert "Pencabutan tidak dapat dibatalkan." in officer.get(address).content.decode()
    assert officer.post(address, {"reason": " "}).status_code == 422
    assert officer.post(address, {"reason": "Nama penerima keliru & tertukar."}).status_code == 302
    page = read(client, certificate)
    assert "dan tidak berlaku lagi. Alasan: Nama penerima keliru &amp; tertukar." in page
    assert "tag-red" in page
    assert Entry.objects.get(verb="documents.revoke").reason == "Nama penerima keliru & tertukar."
    assert officer.post(address, {"reason": "Sekali lagi"}).status_code == 422


def test_revoking_is_for_the_secretariat_and_for_what_stands(certificate, secretariat, chair):
    with pytest.raises(PermissionDenied):
        services.revoke(certificate, reason="Tidak boleh", by=chair)
    waiting = Batch.objects.get().documents.exclude(pk=certificate.pk).first()
    with pytest.raises(ValidationError):
        services.revoke(waiting, reason="Belum jadi", by=secretariat)
    Document.objects.filter(pk=certificate.pk).update(kind=Document.Kind.RECEIPT)
    with pytest.raises(ValidationError):
        services.revoke(certificate, reason="Bukti kandidat", by=secretariat)


def test_number_of_a_revoked_certificate_is_never_used_again(certificate, category, secretariat):
    Document.objects.filter(pk=certificate.pk).update(number="400/7/2025")
    services.revoke(certificate, reason="Kertas hilang", by=secretariat)
    services.request_certificates(category, by=secretariat)
    versions = Document.objects.filter(subject=certificate.subject).order_by("version")
    assert [(row.version, row.number, row.superseded_at is None) for row in versions] == [
        (1, "400/7/2025", False),
        (2, "", True),
    ]
    with pytest.raises(ValidationError):
        services.number_of(certificate.kind, certificate.subject, category.edition, typed="400/7/2025")


def test_check_knows_the_signed_file_too(client, certificate, category, secretariat):
    release(category)
    file = File.objects.create(
        province=category.province, name="surat.pdf", size=24, sha256="5" * 64, type="pdf", uploaded_by=secretariat
    )
    signed = [{"name": "Kepala Dinas Contoh", "issuer": "CA Contoh"}]
    certificate.signed_files.create(
        province=category.province, file=file, state="accepted", form="intact", signatures=signed, by=secretariat
    )
    page = read(client, certificate)
    assert f'data-sha256="{"5" * 64}" data-words="Berkas yang sudah ditandatangani"' in page
    assert "oleh Kepala Dinas Contoh (CA Contoh); berkas utuh." in page
    assert "belum ditandatangani" not in page


def test_check_takes_the_code_as_printed(client, certificate):
    typed = "-".join(certificate.code[start : start + 4] for start in range(0, 20, 4)).lower()
    for copied in (typed, certificate.data["check"]["qr"]):
        answer = client.get(reverse("check"), {"code": copied})
        assert (answer.status_code, answer["Location"]) == (302, reverse("check_code", args=[certificate.code]))
    assert client.get(reverse("check")).status_code == 200
    for wrong in ("pendek", "é" * 20):
        assert client.get(reverse("check"), {"code": wrong}).status_code == 422


def test_code_that_is_not_known_stays_in_its_field_to_be_mended(client, certificate):
    page = client.get(reverse("check_code", args=["AB" * 10])).content.decode()
    assert f'value="{"AB" * 10}"' in page


def test_check_does_not_know_a_paper_that_was_never_printed(client, certificate):
    waiting = Batch.objects.get().documents.exclude(pk=certificate.pk).first()
    assert "tidak tercatat di portal ini" in read(client, waiting, 404)


def test_half_a_code_opens_nothing(client, certificate):
    guessed = certificate.code[:19] + ("3" if certificate.code[19] == "2" else "2")
    assert client.get(reverse("check_code", args=[guessed])).status_code == 404


def test_guessing_is_slowed_and_honest_checks_are_not(client, certificate, settings):
    settings.ACCOUNT_RATE_LIMITS = {"check_code": "2/10m/ip"}
    for _ in range(4):
        read(client, certificate)
    for guessed in ("AB" * 10, "ABC"):
        assert client.get(reverse("check_code", args=[guessed])).status_code == 404
    # From now on this address hears nothing, also of a code that is known: or a guesser could go on.
    assert "Tunggu sepuluh menit, lalu periksa lagi" in read(client, certificate, 429)
    assert client.get(reverse("check_code", args=[certificate.code]), REMOTE_ADDR="10.0.0.9").status_code == 200


# --- what the QR code says by itself ---------------------------------------------------------------------


def facts_of(document):
    """The facts of the fragment, after their signature has been verified with the public key."""
    code, (form, facts, signature) = document.code, document.data["check"]["qr"].partition("#")[2].split(".")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signing.public_key()))
    key.verify(decoded(signature), f"{form}.{code}.{facts}".encode())
    with pytest.raises(InvalidSignature):
        key.verify(decoded(signature), f"{form}.{'2' * 20}.{facts}".encode())
    return json.loads(decoded(facts))


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_code_of_a_certificate_under_embargo_names_nobody(certificate):
    recipient = certificate.data["recipient"]
    facts = facts_of(certificate)
    assert facts[:6] == ["Piagam penghargaan", "", 1, "Kalimantan Timur", "29 Juli 2025", ""]
    assert facts[6] == seal.fingerprint(certificate.code, f"  {recipient.upper()}. ")
    assert facts[6] != seal.fingerprint(certificate.code, "Kabupaten Lain")


def test_code_of_a_released_certificate_names_its_recipient_and_no_rank(category, decided, signer, secretariat):
    release(category)
    document = services.request_certificates(category, by=secretariat).documents.order_by("pk").first()
    recipient = document.data["recipient"]
    assert facts_of(document) == ["Piagam penghargaan", "", 1, "Kalimantan Timur", "29 Juli 2025", recipient]


def test_long_names_are_cut_in_the_code(category):
    assert seal.shortened("x" * 80) == "x" * 80
    assert seal.shortened("x" * 81) == "x" * 79 + "…"


def test_keys_are_published_for_programs(client, settings):
    settings.FORMER_PUBLIC_KEYS = ["11" * 32]
    first, former = client.get(reverse("check_keys")).json()["keys"]
    assert decoded(first["x"]).hex() == signing.public_key()
    assert (decoded(former["x"]).hex(), former["crv"], former["alg"]) == ("11" * 32, "Ed25519", "EdDSA")
    assert f"{signing.public_key()} {'11' * 32}" in client.get(reverse("check_offline")).content.decode()


# --- the public log --------------------------------------------------------------------------------------


def tomorrow():
    return timezone.localdate() + datetime.timedelta(days=1)


def test_log_enters_nothing_of_a_result_before_the_release(client, certificate, category):
    assert log.close_day(tomorrow()) is None
    assert "Belum ada dokumen dalam catatan" in client.get(reverse("check_log")).content.decode()
    release(category)
    assert log.close_day(tomorrow()).size == 1


def test_log_enters_working_papers_never(certificate, category):
    release(category)
    Document.objects.filter(pk=certificate.pk).update(kind=Document.Kind.DAY_PACK)
    assert log.close_day(tomorrow()) is None


def test_each_day_of_the_log_holds_the_day_before(client, certificate, category, secretariat):
    release(category)
    first = log.close_day(tomorrow())
    assert log.close_day(tomorrow()) is None
    document = Document.objects.get(pk=certificate.pk)
    assert (document.log_day, document.log_position) == (first, 1)
    assert first.root == log.leaf(document)  # a tree of one leaf
    other = Batch.objects.get().documents.exclude(pk=certificate.pk).first()
    services.build_document(other.pk)
    second = log.close_day(tomorrow() + datetime.timedelta(days=1))
    assert first.chain == log.chain("0" * 64, first.day, 1, first.root)
    assert second.chain == log.chain(first.chain, second.day, 1, second.root)
    day = client.get(reverse("log_day", args=[first.day.isoformat()])).getvalue().decode()
    assert day == f"\ufeffUrutan;Hash\r\n1;{log.leaf(document)}\r\n"
    line = log.entry(document)
    assert hashlib.sha256(b"\0" + line.encode()).hexdigest() == log.leaf(document)
    assert escape(line) in read(client, document)
    Document.objects.filter(pk=certificate.pk).update(number="diselipkan")
    assert log.leaf(Document.objects.get(pk=certificate.pk)) != first.root
    assert client.get(reverse("log_day", args=["2001-01-01"])).status_code == 404
    assert client.get(reverse("log_day", args=["kemarin"])).status_code == 404


def test_log_counts_what_was_issued_and_revoked(client, certificate, category, secretariat):
    release(category)
    services.revoke(certificate, reason="Salah cetak", by=secretariat)
    log.close_day(tomorrow())
    year = timezone.localdate().year
    table = client.get(reverse("log_counts")).getvalue().decode("utf-8-sig").splitlines()
    assert table[1:] == [f"Kalimantan Timur;{year};Piagam penghargaan;1;0;1"]
    assert f"Kalimantan Timur, {year}" in client.get(reverse("check_log")).content.decode()
    chain = client.get(reverse("log_days")).getvalue().decode("utf-8-sig").splitlines()
    assert len(chain) == 2
