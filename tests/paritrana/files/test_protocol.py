"""The words of tus 1.0, header by header."""

import base64
import datetime
import hashlib

import pytest
from django.utils import timezone

from paritrana.files import upload_services
from paritrana.files.models import Piece, Upload
from tests.paritrana.files.conftest import objects, upload_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_checksum_is_held(algorithm, tus, where):
    path = tus.begin(where, 1000)
    digest = base64.b64encode(hashlib.new(algorithm, b"x" * 10).digest()).decode()
    assert tus.patch(path, 0, b"y" * 10, upload_checksum=f"{algorithm} {digest}").status == 460
    assert (tus.offset(path), objects(upload_of(path))) == (0, [])
    assert tus.patch(path, 0, b"x" * 10, upload_checksum=f"{algorithm} {digest}").status == 204
    assert tus.patch(path, 10, b"x", upload_checksum="crc32 AAAA").status == 400


def test_options_tell_what_is_offered(tus, where):
    for path in (where, tus.begin(where, 9)):
        told = tus.ask("OPTIONS", path)
        assert (told.status, told.headers["Tus-Version"], told.headers["Tus-Max-Size"]) == (204, "1.0.0", "104857600")
        assert told.headers["Tus-Extension"] == "creation,checksum,expiration,termination"
        assert told.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_post_that_says_patch_is_one(tus, where):
    path = tus.begin(where, 1000)
    assert tus.patch(path, 0, b"x" * 10, method="POST", x_http_method_override="PATCH").offset == 10
    assert tus.patch(path, 10, b"x" * 10, method="POST").status == 405


def test_unreadable_requests_are_refused(tus, where):
    path = tus.begin(where, 1000)
    assert tus.ask("HEAD", path, tus_resumable="0.2").status == 412
    assert tus.patch(path, 0, b"x", content_type="text/plain").status == 415
    assert tus.patch(path, "x", b"x").status == 400
    assert tus.ask("POST", where, upload_length="-1").status == 400
    assert tus.ask("POST", where, upload_length=9, upload_metadata="filename ***").status == 400
    assert tus.patch(path, 0, b"x" * 1001).status == 413


def test_termination_removes_everything(tus, where):
    path = tus.begin(where, 1000)
    tus.patch(path, 0, b"x" * 10)
    upload = upload_of(path)
    assert tus.ask("DELETE", path).status == 204
    assert (tus.ask("HEAD", path).status, objects(upload), Upload.objects.count()) == (404, [], 0)


def test_expired_upload_is_gone_and_swept(tus, where):
    path = tus.begin(where, 1000)
    tus.patch(path, 0, b"x" * 10)
    upload = upload_of(path)
    Upload.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert tus.ask("HEAD", path).status == 410
    upload_services.sweep()
    assert (tus.ask("HEAD", path).status, objects(upload), Piece.objects.count()) == (404, [], 0)
