"""A paper is checked on a phone: its file on the page of its code, its QR code also without a network."""

import io
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import browser_path, call
from tests.conftest import owner

# A browser without an Ed25519 of its own, as phones had until 2025.
OLD = "crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))"


def build():
    """A receipt, built: runs in the portal's own environment."""
    from nominations.models import Submission
    from reports import services

    services.build_document(services.make_receipt(Submission.objects.order_by("pk").last()).pk)


@pytest.fixture
def paper(portal, portal_environment):
    """The code of a receipt, what stands behind the # of its QR code, and its file."""
    call("test_check", "build", portal_environment)
    media = Path(portal_environment["MEDIA_ROOT"])
    with owner(media.name).cursor() as cursor:
        cursor.execute(
            """SELECT code, data->'check'->>'qr', file FROM reports_document
               WHERE kind = 'receipt' AND status = 'ready' ORDER BY id DESC LIMIT 1"""
        )
        code, address, file = cursor.fetchone()
    return code, address.partition("#")[2], media / file


def test_paper_is_checked_with_and_without_a_network(browser, portal, paper, tmp_path):
    code, fragment, file = paper
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{portal}/cek/{code}/")
    expect(page.get_by_text("Dokumen ini berlaku.")).to_be_visible()
    chosen, answer = page.get_by_label("Pilih berkas PDF yang Anda terima"), page.locator("[data-answer]")
    chosen.set_input_files(file)
    expect(answer).to_have_text("Cocok. Berkas seperti dibuat portal.")
    changed = tmp_path / "diubah.pdf"
    changed.write_bytes(file.read_bytes() + b" ")
    chosen.set_input_files(changed)
    expect(answer).to_contain_text("Tidak cocok")

    # Whoever once opened a page of checks can check without a network.
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    result = page.locator("[data-result]")
    for old in (False, True):
        if old:
            page.add_init_script(OLD)
        page.goto(f"{portal}/cek/luring/")
        page.goto(f"{portal}/cek/{code}/#{fragment}")
        expect(result).to_contain_text("Kode QR ini asli")
        expect(result).to_contain_text("tidak dapat diketahui")
        expect(result).to_contain_text("Tanda terima")
        forged = page.get_by_label("Isi kode QR")
        forged.fill(f"{portal}/cek/{'2' * 20}/#{fragment}")
        page.get_by_role("button", name="Periksa", exact=True).click()
        expect(result).to_contain_text("tidak cocok dengan kunci portal")
    context.close()


def film(text, path):
    """What a camera sees that is held before the QR code of `text`: one still picture, over and over."""
    raw = io.BytesIO()
    segno.make_qr(text, error="q", boost_error=False).save(raw, kind="png", scale=6, border=4)
    code = Image.open(raw).convert("L")
    code.thumbnail((640, 640))
    picture = Image.new("L", (1280, 720), 190)
    picture.paste(code, (320, 40))
    grey = bytes([128]) * (1280 * 720 // 2)
    path.write_bytes(b"YUV4MPEG2 W1280 H720 F5:1 Ip A1:1 C420jpeg\n" + 2 * (b"FRAME\n" + picture.tobytes() + grey))
    return path


def test_camera_reads_the_code_without_a_network_and_without_a_reader_of_the_browser(browser, portal, paper, tmp_path):
    code, fragment, _ = paper
    seen = film(f"{portal}/cek/{code}/#{fragment}", tmp_path / "kamera.y4m")
    camera = [f"--use-file-for-fake-video-capture={seen}"]
    camera += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--no-sandbox"]
    phone = browser.browser_type.launch(executable_path=browser_path(), args=camera)
    context = phone.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{portal}/cek/")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.goto(f"{portal}/cek/luring/")
    assert page.evaluate("'BarcodeDetector' in window") is False
    page.get_by_role("button", name="Pindai dengan kamera").click()
    expect(page.locator("[data-result]")).to_contain_text("Kode QR ini asli")
    assert page.evaluate("document.querySelector('video').srcObject") is None
    phone.close()


def test_without_a_camera_the_code_is_pasted(browser, portal):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{portal}/cek/luring/")
    page.get_by_role("button", name="Pindai dengan kamera").click()
    expect(page.get_by_text("Kamera perangkat ini tidak dapat dipakai")).to_be_visible()
    page.close()
