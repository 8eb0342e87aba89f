"""Files that go up in pieces for a form: kept for one person, claimed once, swept."""

import base64
import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from nominations.models import Letter, Regulation
from nominations.services.letters import put
from nominations.views.rows import address
from paritrana.files import kept_services, upload_services
from paritrana.files.models import File, Upload
from tests import factories

PDF = factories.pdf_bytes("perda")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def kept(kaltim, secretariat):
    """`kept(by)`: a whole file that this person's form has not claimed yet."""

    def make(by=secretariat, name="perda.pdf", content=PDF):
        about = {"name": name, "size": len(content), "sha256": "", "purpose": "/regulasi/"}
        upload = kept_services.begin(province=kaltim, by=by, **about)
        stored = default_storage.save(f"{upload.folder}/0", ContentFile(content))
        piece = {"size": len(content), "sha256": sha256(content), "object": stored}
        upload.pieces.create(province=kaltim, offset=0, **piece)
        upload.state = "complete"
        upload.save()
        upload_services.join(upload.pk)
        kept_services.keep(upload.pk)
        upload.refresh_from_db()
        return upload

    return make


@pytest.fixture
def post(edition, regencies, client_of, secretariat):
    """A regulation typed by the secretariat, with what goes with it."""

    client = client_of(secretariat)

    def send(number="12", **more):
        data = {"regency": regencies[0].pk, "kind": "perda", "number": number, "year": "2024", "about": "Contoh"}
        return client.post(address("regulation_new", edition), data | more)

    return send


def test_a_form_claims_what_was_kept_once(kept, post, secretariat):
    upload = kept()
    assert post(**{"upload-kept": str(upload.key)}).status_code == 302
    file = Regulation.objects.get().file
    assert (file.sha256, file.uploaded_by) == (sha256(PDF), secretariat)
    again = post("13", **{"upload-kept": str(upload.key)})
    assert (again.status_code, "Pilih lagi berkasnya" in again.text, Regulation.objects.count()) == (422, True, 1)
    assert File.objects.count() == 1


def test_bad_input_keeps_what_went_up(kept, post):
    upload = kept()
    refused = post("", **{"upload-kept": str(upload.key)})
    assert refused.status_code == 422
    assert f'value="{upload.key}" id="upload-kept-{upload.key}" checked' in refused.text
    assert post(**{"upload-kept": str(upload.key)}).status_code == 302


@pytest.mark.parametrize("key", ["x", "00000000-0000-4000-8000-000000000000", "other"])
def test_another_persons_key_and_a_made_up_one_are_refused(kept, post, branch_staff, key):
    key = str(kept(branch_staff).key) if key == "other" else key
    refused = post(**{"upload-kept": key})
    assert (refused.status_code, "Pilih lagi berkasnya" in refused.text) == (422, True)
    assert "checked" not in refused.text.partition("data-kept-list")[2].partition("</ul>")[0]
    assert Regulation.objects.count() == 0


def test_claiming_asks_for_owner_place_kind_and_an_accepted_file(kept, kaltim, kalsel, secretariat, branch_staff):
    upload = kept()
    for about in ({"by": branch_staff}, {"province": kalsel}, {"types": ["jpg"]}):
        with pytest.raises(ValidationError):
            kept_services.claim(upload, **{"province": kaltim, "by": secretariat} | about)
    File.objects.update(state=File.State.REJECTED, reason="virus")
    with pytest.raises(ValidationError, match="“perda.pdf” tidak diterima"):
        kept_services.claim(upload, province=kaltim, by=secretariat)
    assert Upload.objects.get() == upload


def test_a_letter_takes_its_kept_scan(kept, nomination, official):
    nomination.category.letters = ["statement"]
    nomination.category.save()
    about = {"number": "1", "date": timezone.localdate(), "signer": "Bupati", "office": "Bupati", "by": official}
    put(nomination, "statement", scan=kept(official), **about)
    assert (Letter.objects.get().file.nominee, Upload.objects.count()) == (nomination.nominee, 0)


def test_what_no_form_claims_is_swept_with_its_file(kept):
    upload = kept()
    path = upload.file.content.name
    upload_services.sweep()
    assert Upload.objects.count() == 1
    Upload.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    upload_services.sweep()
    assert (Upload.objects.count(), File.objects.count(), default_storage.exists(path)) == (0, 0, True)


def test_an_upload_for_a_form_begins_in_a_province_of_ones_own(kaltim, client_of, secretariat, stranger):
    where = reverse("upload_begin", args=["kaltim"]) + "?untuk=/a/"
    name = base64.b64encode(b"perda.pdf").decode()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": f"filename {name}"}
    client = client_of(secretariat)
    begun = client.post(where, headers=headers)
    assert (begun.status_code, begun["Location"]) == (201, reverse("upload", args=[Upload.objects.get().key]))
    assert client.post(where, headers=headers | {"Upload-Length": "x"}).status_code == 400
    assert client.post(where, headers=headers | {"Upload-Length": str(10**12)}).status_code == 413
    assert client.post(where).status_code == 412
    assert client.get(where).status_code == 405
    assert client_of(stranger).post(where, headers=headers).status_code == 404
    assert Upload.objects.count() == 1
