"""A paper is checked on a phone: its file on the page of its code, its QR code also without a network."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import call
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
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
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
