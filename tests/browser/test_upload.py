"""Evidence over a bad line, in the browser: cut, reloaded, through a firewall that knows no PATCH."""

import random
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_road import Person

NOMINEE = "Pemerintah Kota Banjarmasin"
MIB = 1024**2


def document(folder: Path, name: str, size: int) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7\n" + random.Random(name).randbytes(size - 9))
    return path


def slowly(route: Route) -> None:
    time.sleep(0.12)
    route.continue_()


@pytest.fixture
def section(browser: Browser, portal: str) -> Page:
    """The first section of a self-assessment that is being filled in."""
    person = Person(browser, portal, "daerah.banjarmasin")
    person.go("/kalsel/penilaian-2024/usulan/")
    person.page.get_by_role("link", name=NOMINEE).first.click()
    person.page.locator(".task-list a, main a[href*='/usulan/']").first.click()
    expect(person.page.locator(".uploader").first).to_be_visible()
    return person.page


def test_upload_survives_a_cut_line_and_a_reload(section, tmp_path):
    page, box = section, section.locator(".uploader").first
    stored = box.locator("[data-row]")
    before = stored.count()
    page.context.route("**/unggahan/*", slowly)
    path = document(tmp_path, "perda-banjarmasin.pdf", 16 * MIB)
    box.locator("input[type=file]").set_input_files(path)
    row = box.locator(".upload")
    expect(row).to_contain_text("terkirim")

    page.context.set_offline(True)
    expect(row).to_contain_text("Tidak ada sambungan. Unggahan dilanjutkan otomatis")
    sent = int(row.locator("progress").evaluate("bar => bar.value"))
    page.context.set_offline(False)
    page.wait_for_function("sent => document.querySelector('.upload progress').value > sent + 1e6", arg=sent)

    page.reload()
    note = page.locator("textarea[name$='-note']").first
    note.fill("Diketik sementara berkas diunggah.")
    expect(row).to_contain_text("terkirim")
    assert row.locator("progress").evaluate("bar => bar.value") > sent

    expect(stored).to_have_count(before + 1)
    expect(stored.last).to_contain_text("perda-banjarmasin.pdf")
    expect(row).to_have_count(0)
    expect(note).to_have_value("Diketik sementara berkas diunggah.")
    link = stored.last.locator("a").get_attribute("href")
    assert page.request.get(f"{page.url.split('/kalsel')[0]}{link}?unduh").body() == path.read_bytes()
    page.get_by_role("button", name="Simpan dan kembali ke daftar bagian").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Draf tersimpan")  # and no conflict with the file


def test_several_files_pass_a_firewall_without_patch(section, tmp_path):
    page, box = section, section.locator(".uploader").last
    stored = box.locator("[data-row]")
    before = stored.count()

    def firewall(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=405)
        else:
            route.continue_()

    page.context.route("**/unggahan/*", firewall)
    paths = [document(tmp_path, name, MIB) for name in ("satu.pdf", "dua.pdf", "lama.xls")]
    box.locator("input[type=file]").set_input_files(paths)
    expect(stored).to_have_count(before + 2)
    refused = box.locator(".upload-refused")
    expect(refused).to_contain_text("Buka di Excel, pilih Simpan Sebagai .xlsx, lalu unggah lagi.")
    refused.get_by_role("button", name="Tutup").press("Enter")
    expect(refused).to_have_count(0)


def test_file_field_works_without_a_script(browser, portal, section, tmp_path):
    page = browser.new_context(java_script_enabled=False, storage_state=section.context.storage_state()).new_page()
    page.goto(section.url)
    box = page.locator(".uploader").last
    box.locator("input[type=file]").set_input_files(document(tmp_path, "tanpa-skrip.pdf", 4096))
    page.get_by_role("button", name="Simpan dan kembali ke daftar bagian").click()
    expect(page.locator("#messages")).to_contain_text("Draf tersimpan")
    page.goto(section.url)
    expect(box.locator("[data-row]").last).to_contain_text("tanpa-skrip.pdf")
