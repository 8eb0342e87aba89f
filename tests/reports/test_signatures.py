"""Seals of the portal and signatures from elsewhere, with a certificate authority of our own."""

import functools
import io
import shutil
import subprocess

import pkcs11
import pypdf
import pypdfium2
import pytest
from asn1crypto import pem
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

from paritrana.audit.models import Entry
from reports import offices, services, signing
from reports.agenda import agenda
from reports.models import Document, SignedFile
from reports.queries import signed_file
from reports.services import signatures
from tests.paritrana.files.test_kept import kept as kept
from tests.reports.authority import PASSPHRASE, Authority, self_signed
from tests.reports.tampering import laid_over, read_aloud, replaced, rewritten


def url(name, edition, *args):
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    made = Authority(tmp_path_factory.mktemp("ca"))
    yield made
    made.stop()


@pytest.fixture
def trusted(settings, authority):
    settings.SIGNING_CONFIG = str(authority.folder / "signing.toml")


@pytest.fixture
def paper(category, decided, signer, secretariat):
    """A certificate that is ready."""
    services.request_certificates(category, by=secretariat)
    document = Document.objects.order_by("pk").first()
    services.build_document(document.pk)
    document.refresh_from_db()
    return document


def content(field) -> bytes:
    with field.open("rb") as stored:
        return stored.read()


def sealed(document, by) -> SignedFile:
    row = signatures.request_seal(document, by=by)
    assert signatures.finish(row.pk)
    row.refresh_from_db()
    return row


def taken(document, data: bytes, by, name="berkas.pdf") -> SignedFile:
    row = signatures.take_signed(document, SimpleUploadedFile(name, data), by=by)
    assert signatures.finish(row.pk)
    row.refresh_from_db()
    return row


def signed_elsewhere(data: bytes) -> bytes:
    """As another program does it with the key of the office: a field of its own, which nothing reads aloud."""
    facts = offices.office("kaltim").facts
    folder = offices.trusted_files()[0].parent
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        signers.PdfSignatureMetadata(field_name="Lain", subfilter=SigSeedSubFilter.PADES),
        signers.SimpleSigner.load_pkcs12(folder / "kantor.p12", passphrase=PASSPHRASE.encode()),
        timestamper=timestamps.HTTPTimeStamper(facts["timestamp"]),
        new_field_spec=SigFieldSpec("Lain", box=(300, 60, 480, 100)),
    )
    return signed.getvalue()


def face() -> bytes:
    from reports.pdf import render_seal

    return render_seal({"name": "Sekretariat Daerah (contoh)", "moment": "Senin, 4 Agustus 2025", "bsre": False})


def test_seal_is_pades_lt_over_our_own_bytes(trusted, paper, secretariat):
    row = sealed(paper, secretariat)
    assert (row.state, row.form, row.reason) == ("accepted", "intact", "")
    data, ours = content(row.file.content), content(paper.file)
    assert data.startswith(ours)
    [found] = signing.judge(io.BytesIO(data))
    assert (found.name, found.issuer) == ("Sekretariat Daerah (contoh)", "CA Contoh")
    assert (found.sound, found.trusted, found.stamped, found.bsre) == (True, True, True, False)
    root = pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert (len(root["/DSS"]["/Certs"]) > 0, len(root["/DSS"]["/CRLs"])) == (True, 1)
    field = root["/AcroForm"]["/Fields"][0].get_object()
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    # Who hears the paper read out hears of the seal (PDF/UA-1, 7.18).
    tree = root["/StructTreeRoot"]
    form = tree["/K"][0]["/K"][-1]
    number, told = tree["/ParentTree"]["/Nums"][-2:]
    assert (field["/TU"], form["/S"], form["/K"]["/Obj"]) == ("Segel: Piagam penghargaan", "/Form", field)
    assert (field["/StructParent"], told) == (number, form)
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="signatures").order_by("pk")] == [
        "signatures.begin",
        "signatures.judge",
    ]


def test_seal_stands_where_the_template_keeps_room(trusted, paper):
    page, box = signing.place_of(content(paper.file))
    assert (page, round(box[2] - box[0]), round(box[3] - box[1])) == (0, 176, 43)
    # On the right half of a landscape sheet, above the name of the signer.
    assert (box[0] > 842 / 2, 40 < box[1] < 220) == (True, True)


def test_one_changed_byte_is_found(trusted, paper, secretariat):
    data = bytearray(content(sealed(paper, secretariat).file.content))
    middle = paper.size // 2
    data[middle] ^= 1
    row = taken(paper, bytes(data), secretariat)
    assert row.state == "rejected"
    assert "tidak sah" in row.reason or "tidak dapat dibaca" in row.reason
    assert signed_file(paper).pk != row.pk


def test_signed_elsewhere_over_our_bytes_is_intact(trusted, paper, secretariat):
    row = taken(paper, signed_elsewhere(content(paper.file)), secretariat)
    assert (row.state, row.form) == ("accepted", "intact")


def test_changed_file_is_compared_by_another_officer(trusted, client_of, paper, secretariat, second_secretariat):
    row = taken(paper, signed_elsewhere(rewritten(content(paper.file))), secretariat)
    assert (row.state, row.form) == ("compare", "changed")
    assert signed_file(paper) is None
    assert [[item.title for item in agenda(user)] for user in (secretariat, second_secretariat)] == [
        [],
        ["Bandingkan berkas bertanda tangan"],
    ]
    with pytest.raises(ValidationError):
        signatures.compare(row, agree=True, note="", by=secretariat)
    with pytest.raises(ValidationError):
        signatures.compare(row, agree=False, note=" ", by=second_secretariat)
    signatures.compare(row, agree=True, note="", by=second_secretariat)
    assert signed_file(paper) == row
    late = client_of(second_secretariat).post(
        url("signature_compare", paper.edition, row.pk), {"agree": "no"}, follow=True
    )
    assert "tidak menunggu dibandingkan lagi" in late.text
    assert "Petugas kedua membandingkan keduanya" not in late.text
    with pytest.raises(ValidationError):
        signatures.compare(row, agree=False, note="Lain.", by=second_secretariat)


@pytest.mark.parametrize("how", ["laid over", "replaced", "read aloud", "read aloud within"])
def test_what_was_changed_before_it_was_signed_is_not_intact(trusted, paper, secretariat, how):
    """The bytes of ours stand at the beginning and the signature is good: and yet another page is shown."""
    ours = content(paper.file)
    within = functools.partial(read_aloud, within=True)
    ways = {"laid over": laid_over, "replaced": replaced, "read aloud": read_aloud, "read aloud within": within}
    changed = ways[how](ours)
    row = taken(paper, signed_elsewhere(changed), secretariat)
    assert (row.state, row.form, row.signatures[0]["sound"]) == ("compare", "changed", True)


def test_seal_as_large_as_the_page_is_not_intact(monkeypatch, trusted, paper, secretariat):
    """What is drawn in the field of a signature may say anything."""
    monkeypatch.setattr(signing, "place_of", lambda pdf: (0, (0, 0, 842, 595)))
    large = signing.seal(content(paper.file), offices.office("kaltim"), appearance=face(), reason="Contoh")
    row = taken(paper, large, secretariat)
    assert (row.state, row.form, row.signatures[0]["sound"]) == ("compare", "changed", True)


def test_unknown_issuer_waits_for_another_officer(settings, trusted, paper, secretariat, tmp_path):
    data = signed_elsewhere(content(paper.file))
    (tmp_path / "signing.toml").write_text("trust = []\n")
    settings.SIGNING_CONFIG = str(tmp_path / "signing.toml")
    row = taken(paper, data, secretariat)
    assert (row.state, row.form, "CA Contoh" in row.reason) == ("compare", "intact", True)


def test_scan_is_ink_and_the_unsigned_paper_is_refused(paper, secretariat):
    picture = io.BytesIO()
    Image.new("RGB", (200, 140), "white").save(picture, "JPEG")
    row = taken(paper, picture.getvalue(), secretariat, "pindaian.jpg")
    assert (row.state, row.form) == ("accepted", "ink")
    again = taken(paper, content(paper.file), secretariat)
    assert (again.state, "belum bertanda tangan" in again.reason) == ("rejected", True)
    assert signed_file(paper) == row


def test_later_signature_replaces_the_former(trusted, paper, secretariat):
    first = taken(paper, rewritten(content(paper.file)), secretariat)
    second = sealed(paper, secretariat)
    first.refresh_from_db()
    assert (first.form, first.replaced_at is None, signed_file(paper)) == ("ink", False, second)


def test_without_a_key_the_seal_says_so(settings, paper, secretariat):
    settings.SIGNING_CONFIG = ""
    row = sealed(paper, secretariat)
    assert (row.state, "kunci instansi belum dipasang" in row.reason) == ("rejected", True)


def test_signature_is_finished_once(trusted, paper, secretariat):
    row = sealed(paper, secretariat)
    assert signatures.finish(row.pk) is False
    assert SignedFile.objects.count() == 1


def test_sweep_asks_again_and_gives_up_after_three_attempts(paper, secretariat):
    """Its worker has died with it each time: a file that kills is not asked for without end."""
    row = signatures.request_seal(paper, by=secretariat)
    long_ago = timezone.now() - signatures.LEASE * 2
    assert signatures.sweep() == 0
    for attempt in (1, 2):
        SignedFile.objects.filter(pk=row.pk).update(state="judging", attempts=attempt, touched_at=long_ago)
        assert (signatures.sweep(), signatures.sweep()) == (1, 0)
    SignedFile.objects.filter(pk=row.pk).update(state="judging", attempts=3, touched_at=long_ago)
    assert signatures.sweep() == 0
    row.refresh_from_db()
    assert (row.state, "terhenti 3 kali" in row.reason) == ("rejected", True)


def test_only_the_secretariat_signs(paper, chair, stranger, official):
    for person in (chair, stranger, official):
        with pytest.raises(PermissionDenied):
            signatures.request_seal(paper, by=person)


@pytest.mark.parametrize("how", ["bytes", "code", "name"])
def test_file_finds_its_paper(trusted, paper, secretariat, how):
    ours = content(paper.file)
    name, data = {
        "bytes": ("x.pdf", ours + b"\n% lagi"),
        "code": ("x.pdf", rewritten(ours)),
        "name": (f"piagam-penghargaan-{paper.code[:8].lower()}-v1.pdf", b"%PDF-1.4 pindaian"),
    }[how]
    given = SimpleUploadedFile(name, data)
    assert signatures.find_document(paper.edition, given, by=secretariat) == paper
    assert given.read() == data


def test_file_that_went_up_in_pieces_finds_its_paper_by_name(paper, secretariat, kept):
    upload = kept(name=f"piagam-penghargaan-{paper.code[:8].lower()}-v1.pdf")
    assert signatures.find_document(paper.edition, upload, by=secretariat) == paper
    assert signatures.take_signed(paper, upload, by=secretariat).file.name == upload.name


def test_a_large_scan_is_looked_for_piece_by_piece(paper, secretariat, tmp_path):
    ours, most = content(paper.file), []

    class Scan(File):
        def read(self, size=-1):
            most.append(size)
            return super().read(size)

    (tmp_path / "scan.pdf").write_bytes(ours + b"%" * (4 << 20))
    with (tmp_path / "scan.pdf").open("rb") as file:
        assert signatures.find_document(paper.edition, Scan(file), by=secretariat) == paper
    assert [min(most) > 0, max(most) <= 1 << 20] == [True, True]


def test_pages_take_many_and_send_the_signed_file(trusted, client_of, paper, secretariat, edition):
    browser = client_of(secretariat)
    data = signed_elsewhere(content(paper.file))
    page = url("signatures", edition)
    lost = browser.post(page, {"file": [SimpleUploadedFile("asing.pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF")]})
    assert (lost.status_code, "asing.pdf" in lost.text) == (422, True)
    assert browser.post(page, {"file": [SimpleUploadedFile("a.pdf", data)]}).status_code == 302
    row = SignedFile.objects.get()
    assert row.document == paper
    signatures.finish(row.pk)
    file = browser.get(url("document_file", edition, paper.pk), follow=True)
    assert b"".join(file.streaming_content) == data
    asked = browser.get(url("document_file", edition, paper.pk) + "?asli=1")
    assert b"".join(asked.streaming_content) == content(paper.file)
    shown = browser.get(url("document_signature", edition, paper.pk)).text
    assert shown.count("js/upload.js") == 1
    assert ("Utuh" in shown, "Sekretariat Daerah (contoh)" in shown, "Bubuhkan segel" in shown) == (True, True, True)


def test_check_tells_how_it_is_signed(trusted, client, paper, secretariat, category):
    category.released_at = paper.ready_at
    category.save(update_fields=["released_at"])
    page = reverse("check_code", args=[paper.code])
    assert "belum ditandatangani secara elektronik" in client.get(page).text
    row = sealed(paper, secretariat)
    shown = client.get(page).text
    assert ("Sekretariat Daerah (contoh) (CA Contoh); berkas utuh" in shown, row.file.sha256 in shown) == (True, True)


def test_seal_names_bsre_only_where_bsre_has_issued_it(settings, trusted, paper, secretariat, tmp_path):
    assert "BSrE" not in text_of(content(sealed(paper, secretariat).file.content))
    issuer = Authority(tmp_path, name="Balai Besar Sertifikasi Elektronik")
    settings.SIGNING_CONFIG = str(tmp_path / "signing.toml")
    row = sealed(paper, secretariat)
    issuer.stop()
    assert (row.form, row.signatures[0]["bsre"]) == ("intact", True)
    assert "diterbitkan Balai Besar Sertifikasi Elektronik (BSrE)" in text_of(content(row.file.content))


def text_of(pdf: bytes) -> str:
    """What is shown, seal included."""
    opened = pypdfium2.PdfDocument(pdf)
    opened.init_forms()
    opened[0].flatten()
    return " ".join(opened[0].get_textpage().get_text_bounded().split())


@pytest.mark.skipif(shutil.which("softhsm2-util") is None, reason="needs SoftHSM (apt install softhsm2)")
def test_token_signs_as_a_key_file_does(settings, monkeypatch, paper, tmp_path):
    """PKCS#11: the key never leaves the token."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    run = functools.partial(subprocess.run, check=True, capture_output=True)
    run(["softhsm2-util", "--init-token", "--free", "--label", "kantor", "--pin", "1234", "--so-pin", "5678"])
    token_of(tmp_path, "1234")
    settings.SIGNING_CONFIG = str(tmp_path / "signing.toml")
    office = offices.office("kaltim")
    assert signing.signer_name(office) == ("Token Contoh", False)
    [found] = signing.judge(io.BytesIO(signing.seal(content(paper.file), office, appearance=face(), reason="Contoh")))
    assert (found.name, found.sound, found.trusted) == ("Token Contoh", True, True)
    (tmp_path / "pin").write_text("9999")
    with pytest.raises(signing.CannotSign):
        signing.signer_name(office)


def token_of(folder, pin):
    """A key and its own certificate on the token, and the configuration that names them."""
    library = "/usr/lib/softhsm/libsofthsm2.so"
    key, certificate = self_signed("Token Contoh")
    (folder / "key.pem").write_bytes(key)
    place = ["--token", "kantor", "--label", "kunci", "--id", "01", "--pin", pin]
    subprocess.run(["softhsm2-util", "--import", folder / "key.pem", *place], check=True, capture_output=True)
    about = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "kunci", pkcs11.Attribute.ID: b"\x01"}
    with pkcs11.lib(library).get_token(token_label="kantor").open(rw=True, user_pin=pin) as session:
        session.create_object(decode_x509_certificate(certificate) | about)
    (folder / "akar.pem").write_bytes(pem.armor("CERTIFICATE", certificate))
    (folder / "pin").write_text(pin)
    (folder / "signing.toml").write_text(
        'trust = ["akar.pem"]\n[offices.kaltim]\n'
        f'pkcs11 = "{library}"\ntoken = "kantor"\npin_file = "pin"\ncertificate = "kunci"\n'
    )
