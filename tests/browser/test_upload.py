"""Evidence over a bad line, in the browser: cut, reloaded, through a firewall that knows no PATCH."""

import datetime
import random
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests import factories
from tests.browser.person import Person

NOMINEES = {"banjarmasin": "Pemerintah Kota Banjarmasin", "tabalong": "Pemerintah Kabupaten Tabalong"}
MIB = 1024**2


def document(folder: Path, name: str, size: int) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7\n" + random.Random(name).randbytes(size - 9))
    return path


def slowly(route: Route) -> None:
    time.sleep(0.12)
    route.continue_()


@pytest.fixture
def section(request: pytest.FixtureRequest, browser: Browser, portal: str) -> Page:
    """The first section of a self-assessment that is being filled in. A question takes five files only."""
    who = getattr(request, "param", "banjarmasin")
    person = Person(browser, portal, f"daerah.{who}")
    person.go("/kalsel/penilaian-2024/usulan/")
    person.page.get_by_role("link", name=NOMINEES[who]).first.click()
    person.page.locator(".task-list a, main a[href*='/usulan/']").first.click()
    expect(person.page.locator(".uploader").first).to_be_visible()
    return person.page


def test_upload_survives_a_cut_line_and_a_reload(section, tmp_path):
    page, box = section, section.locator(".uploader").first
    stored = box.locator("[data-row]")
    before = stored.count()
    page.context.route("**/unggahan/**", slowly)
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

    page.context.route("**/unggahan/**", firewall)
    paths = [document(tmp_path, name, MIB) for name in ("satu.pdf", "dua.pdf", "lama.xls")]
    box.locator("input[type=file]").set_input_files(paths)
    expect(stored).to_have_count(before + 2)
    refused = box.locator(".upload-refused")
    expect(refused).to_contain_text("Buka di Excel, pilih Simpan Sebagai .xlsx, lalu unggah lagi.")
    refused.get_by_role("button", name="Tutup").press("Enter")
    expect(refused).to_have_count(0)


@pytest.mark.parametrize("section", ["tabalong"], indirect=True)
def test_pieces_are_halved_after_two_cuts(section, tmp_path):
    page, box = section, section.locator(".uploader").last
    offsets: list[int] = []

    def cutting(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(int(route.request.headers["upload-offset"]))
        if route.request.method == "PATCH" and len(offsets) <= 2:
            route.abort()
        else:
            route.continue_()

    page.context.route("**/unggahan/**", cutting)
    box.locator("input[type=file]").set_input_files(document(tmp_path, "besar.pdf", MIB))
    expect(box.locator("[data-row]", has_text="besar.pdf")).to_have_count(1)
    assert offsets == [0, 0, *range(0, MIB, MIB // 4)]


@pytest.mark.parametrize("section", ["tabalong"], indirect=True)
def test_bytes_follow_after_the_deadline(browser, portal, section, tmp_path):
    page, box = section, section.locator(".uploader").first
    page.context.route("**/unggahan/**", lambda route: route.abort())
    path = document(tmp_path, "perda-susulan.pdf", MIB)
    box.locator("input[type=file]").set_input_files(path)
    row = page.locator(".upload", has_text="perda-susulan.pdf")
    expect(row).to_contain_text("WITA; isinya masih diunggah. Jangan ubah atau simpan ulang berkas ini")

    staff = Person(browser, portal, "sekretariat1.kalsel")
    staff.go("/kalsel/penilaian-2024/kategori/kabupaten-kota/")
    closes = staff.page.locator("[name=nomination_closes]")
    before = closes.input_value()
    over = datetime.datetime.now(ZoneInfo("Asia/Makassar")) - datetime.timedelta(minutes=2)
    set_deadline(staff, f"{over:%Y-%m-%dT%H:%M}")
    try:
        page.reload()  # the questions are closed; the way leads to the overview, where the upload goes on
        box = page.locator("#berkas-terdaftar .uploader")
        expect(box.locator(".upload")).to_contain_text("isinya masih diunggah")
        box.locator("input[type=file]").set_input_files(document(tmp_path, "lain.pdf", 2048))
        refused = box.locator(".upload-refused")
        expect(refused).to_contain_text("Pilih berkas yang sama persis dengan yang terdaftar: “perda-susulan.pdf”")
        page.context.unroute("**/unggahan/**")
        listed = page.locator("[data-registered]", has_text="perda-susulan.pdf")
        expect(listed).to_contain_text("; lengkap ")
        page.reload()
        expect(listed).to_contain_text("; lengkap ")
    finally:
        set_deadline(staff, before)
        staff.close()


def set_deadline(staff: Person, moment: str) -> None:
    staff.go("/kalsel/penilaian-2024/kategori/kabupaten-kota/")
    staff.fill(nomination_closes=moment)
    staff.page.locator("[name=nomination_closes]").press("Enter")
    expect(staff.page.locator("#messages")).to_be_visible()


@pytest.mark.parametrize("section", ["tabalong"], indirect=True)
def test_a_file_is_dropped_and_outlives_half_a_minute_of_silence(section, tmp_path):
    """The line swallows what is sent and nobody says so; a second of the page is 50 ms here."""
    page = section
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " const panel = document.getElementById('uploads'); if (panel) panel.dataset.second = '50'; })"
    )
    page.reload()
    box = page.locator(".uploader").last
    swallowed: list[float] = []

    def silent(route: Route) -> None:
        if route.request.method == "PATCH" and (not swallowed or time.monotonic() < swallowed[0] + 30 * 0.05):
            swallowed.append(time.monotonic())
        else:
            route.continue_()

    page.context.route("**/unggahan/**", silent)
    path = document(tmp_path, "diseret.pdf", 4096)
    transfer = page.evaluate_handle(
        """bytes => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(bytes)], "diseret.pdf", { type: "application/pdf" }));
          return transfer;
        }""",
        list(path.read_bytes()),
    )
    for event in ("dragover", "drop"):
        box.dispatch_event(event, {"dataTransfer": transfer})
    expect(box.locator("[data-row]", has_text="diseret.pdf")).to_have_count(1)
    assert swallowed


def test_a_form_waits_for_its_file_and_takes_it_along(browser, portal, tmp_path):
    staff = Person(browser, portal, "sekretariat1.kalsel")
    staff.go("/kalsel/penilaian-2024/regulasi/baru/")
    page = staff.page
    held: list[Route] = []
    page.context.route(
        "**/unggahan/**", lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_()
    )
    path = tmp_path / "pergub.pdf"
    path.write_bytes(factories.pdf_bytes("pergub"))
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".upload")).to_contain_text("Menghubungi server")
    page.locator("[name=number]").fill("77")
    page.get_by_role("button", name="Simpan regulasi").press("Enter")
    expect(page.locator(".upload")).to_contain_text("Formulir disimpan begitu berkasnya selesai diunggah.")
    while not held:  # the first piece may still be on its way to us
        page.wait_for_timeout(20)
    held.pop().continue_()
    expect(page.locator("[data-error-summary]")).to_be_visible()  # year and title are missing: the file stays
    expect(page.locator("[name=upload-kept]")).to_be_checked()
    page.locator("[name=kind]").first.select_option(index=1)
    staff.fill(year="2023", about="Jaminan sosial bagi pekerja rentan")
    page.get_by_role("button", name="Simpan regulasi").press("Enter")
    expect(page.locator("#messages")).to_contain_text("tersimpan dalam daftar regulasi")
    expect(page.get_by_role("link", name="pergub.pdf").first).to_be_visible()
    staff.close()


@pytest.mark.parametrize("section", ["tabalong"], indirect=True)
def test_a_large_photo_is_sent_smaller_when_asked_to(section, tmp_path):
    page, box = section, section.locator(".uploader").last
    path = tmp_path / "sosialisasi.png"
    Image.frombytes("RGB", (1500, 1000), random.Random(1).randbytes(4_500_000)).save(path)
    box.locator("input[type=file]").set_input_files(path)
    choice = box.locator(".photo-choice")
    expect(choice.locator("canvas")).to_have_count(2)
    expect(choice.get_by_role("button").first).to_be_focused()
    expect(choice.get_by_role("button").nth(1)).to_have_text("Kirim yang asli (4,3 MB)")
    choice.get_by_role("button", name="Kirim yang diperkecil").press("Enter")
    stored = box.locator("[data-row]", has_text="sosialisasi.jpg")
    expect(stored).to_have_count(1)
    link = stored.locator("a").first.get_attribute("href")
    sent = page.request.get(f"{page.url.split('/kalsel')[0]}{link}?unduh").body()
    assert (sent[:3], len(sent) < path.stat().st_size * 0.7) == (b"\xff\xd8\xff", True)
    assert page.evaluate("localStorage.getItem('photo-size')") == "small"


def test_file_field_works_without_a_script(browser, portal, section, tmp_path):
    page = browser.new_context(java_script_enabled=False, storage_state=section.context.storage_state()).new_page()
    page.goto(section.url)
    box = page.locator(".uploader").last
    box.locator("input[type=file]").set_input_files(document(tmp_path, "tanpa-skrip.pdf", 4096))
    page.get_by_role("button", name="Simpan dan kembali ke daftar bagian").click()
    expect(page.locator("#messages")).to_contain_text("Draf tersimpan")
    page.goto(section.url)
    expect(box.locator("[data-row]").last).to_contain_text("tanpa-skrip.pdf")
