import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image

from paritrana.files import check_services, services
from paritrana.files.models import File
from paritrana.files.previews import SIDE, preview
from tests import factories
from tests.paritrana.files import makers
from tests.paritrana.files.test_services import finish


def drawn(content: bytes, kind: str) -> Image.Image:
    return Image.open(io.BytesIO(preview(io.BytesIO(content), kind)))


def written(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def test_preview_is_the_first_page_on_white():
    picture = drawn(factories.pdf_bytes("Perda"), "pdf")
    assert (picture.format, max(picture.size), picture.mode) == ("JPEG", SIDE, "RGB")
    assert picture.getpixel((2, 2)) == (255, 255, 255)
    assert min(picture.convert("L").tobytes()) < 128  # the words are there


@pytest.mark.parametrize(("kind", "name"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("heic", "HEIF")])
def test_preview_makes_a_photograph_small(kind, name):
    assert drawn(written(Image.new("RGB", (1200, 600), "red"), name), kind).size == (SIDE, SIDE // 2)


def test_preview_stands_upright_and_shows_what_is_clear_as_white():
    turned = Image.Exif()
    turned[0x0112] = 6
    assert drawn(written(Image.new("RGB", (600, 300)), "JPEG", exif=turned), "jpg").size == (SIDE // 2, SIDE)
    assert drawn(written(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), "png").getpixel((5, 5)) == (255, 255, 255)


@pytest.fixture
def file(kaltim, official) -> File:
    return services.store(SimpleUploadedFile("a.pdf", factories.pdf_bytes()), province=kaltim, by=official)


def test_only_an_accepted_file_is_drawn_and_once(file):
    assert check_services.draw(file.pk) is False
    check_services.check(file.pk)
    assert [check_services.draw(file.pk), check_services.draw(file.pk)] == [True, False]


def test_table_has_no_preview(kaltim, official):
    file = services.store(SimpleUploadedFile("a.xlsx", makers.office("xlsx")), province=kaltim, by=official)
    check_services.check(file.pk)
    assert check_services.draw(file.pk) is False


def test_preview_is_sent_to_whoever_may_open_the_file(file, official, secretariat):
    with pytest.raises(Http404):
        services.send_preview(file, to=official)
    check_services.check(file.pk)
    check_services.draw(file.pk)
    file.refresh_from_db()
    response = services.send_preview(file, to=secretariat)
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    finish(response)
    File.objects.update(state=File.State.QUARANTINED)
    file.refresh_from_db()
    with pytest.raises(Http404):
        services.send_preview(file, to=secretariat)
