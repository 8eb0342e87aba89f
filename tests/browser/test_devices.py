"""A Wi-Fi that says yes to everything, and a panelist with two devices: nothing is called sent that was not."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hotel import Hotel
from tests.browser.interview_day import EDITION, PANEL, STAFF
from tests.browser.person import Person

STATE = "#keadaan"
UNSENT = "Belum terkirim. Disimpan sementara di ponsel ini ({} nilai)."
CONFIRMED = re.compile(r"tersimpan \d|Terkirim \d|Terkirim, diterima", re.IGNORECASE)
# Every sentence that the line has ever shown, also for a moment.
LISTEN = """() => {
  window.said = [];
  const line = document.getElementById("keadaan");
  new MutationObserver(() => window.said.push(line.textContent.trim())).observe(line, {childList: true, subtree: true});
}"""


@pytest.fixture
def hotel(interview_day: str) -> Iterator[Hotel]:
    made = Hotel(interview_day)
    yield made
    made.shutdown()
    made.server_close()


def open_sheet(page: Page, address: str, nominee: str) -> None:
    page.goto(f"{address}{EDITION}penilaian/")
    page.get_by_role("link", name=nominee, exact=True).click()
    taken_over(page)


def taken_over(page: Page) -> None:
    """By the script: then what is typed goes onto the device."""
    expect(page.get_by_role("button", name="Kirim nilai")).to_be_visible()
    expect(page.get_by_role("button", name="Simpan draf")).to_be_hidden()


def mark(page: Page, **marks: str) -> None:
    for code, value in marks.items():
        page.locator(f"[name=mark_{code}]").fill(value)


def test_captive_portal_is_never_taken_for_a_receipt(browser: Browser, interview_day: str, hotel: Hotel):
    phone = Person(browser, hotel.address, PANEL[0], 375)
    page = phone.page
    open_sheet(page, hotel.address, "Pemerintah Kabupaten Konawe")
    page.evaluate(LISTEN)
    hotel.captive = True
    mark(page, pemahaman="85,5", inovasi="90")
    expect(page.locator(STATE)).to_contain_text(UNSENT.format(2))
    with page.expect_response(re.compile("/sinkron/")) as answered:
        page.get_by_role("button", name="Kirim nilai").press("Enter")
    assert (answered.value.status, answered.value.headers["content-type"]) == (200, "text/html")
    expect(page.locator("#salinan")).to_be_visible()  # now the client knows that nothing goes through
    expect(page.locator(STATE)).to_contain_text(UNSENT.format(2))
    assert [text for text in page.evaluate("said") if CONFIRMED.search(text)] == []

    # The copy goes another way: shown on the phone, read by the secretariat; it counts nothing yet.
    hotel.captive = False
    page.context.set_offline(True)
    page.locator("#salinan summary").click()
    code = page.locator("#salinan textarea").input_value()
    staff = Person(browser, interview_day, STAFF)
    staff.go(f"{EDITION}penilaian/salinan/#{code}")
    staff.press("Periksa salinan")
    for words in ("Lembar Panelis 1", "85,5", "90", "Tanda tangan perangkat cocok"):
        staff.says(words)
    staff.close()

    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Terkirim, diterima server")
    expect(page.locator("main")).to_contain_text("85,50")
    phone.close()


def test_two_devices_of_one_panelist_lose_nothing(browser: Browser, interview_day: str):
    portal, nominee = interview_day, "Pemerintah Kabupaten Konawe Selatan"
    phone = Person(browser, portal, PANEL[1], 375)
    open_sheet(phone.page, portal, nominee)
    phone.page.context.set_offline(True)
    mark(phone.page, pemahaman="70", inovasi="75")
    expect(phone.page.locator(STATE)).to_contain_text(UNSENT.format(2))

    tablet = lend(browser, portal)
    tablet.get_by_role("link", name=nominee).click()
    taken_over(tablet)
    mark(tablet, pemahaman="80", inovasi="75")
    tablet.get_by_role("button", name="Kirim nilai").press("Enter")
    expect(tablet.locator("main")).to_contain_text("Terkirim, diterima server")
    assert tablet.goto(f"{portal}{EDITION}usulan/").status == 403
    expect(tablet.locator("main")).to_contain_text("hanya membuka lembar penilaian Anda untuk sesi Sesi Kendari")

    # The old phone is back: both versions stand side by side until one is chosen on each row that differs.
    page = phone.page
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("juga diubah di perangkat lain")
    choice = page.locator(".sheet-choice")
    expect(choice).to_have_count(1)
    expect(choice).to_contain_text(re.compile("Di ponsel ini: 70.*Di perangkat lain: 80", re.DOTALL))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    choice.locator("[value=here]").check()
    page.get_by_role("button", name="Pakai pilihan ini").press("Enter")
    page.get_by_role("button", name="Kirim nilai").press("Enter")
    expect(page.locator("main")).to_contain_text("Terkirim, diterima server")
    expect(page.locator("main")).to_contain_text("70,00")
    phone.close()

    staff = Person(browser, portal, STAFF)
    staff.go(f"{EDITION}riwayat/")
    staff.says("perangkat cadangan")
    staff.close()
    tablet.context.close()


def lend(browser: Browser, portal: str) -> Page:
    """The secretariat makes a code for the second panelist; the tablet is opened by scanning it."""
    staff = Person(browser, portal, STAFF)
    staff.go(f"{EDITION}wawancara/").get_by_role("link", name="Sesi Kendari").click()
    staff.page.get_by_role("link", name="Perangkat cadangan untuk panelis").click()
    staff.page.locator("[name=panelist]").select_option(label="Panelis 2")
    staff.press("Buat kode")
    code = staff.page.locator(".slip-code").inner_text()
    staff.close()
    tablet = browser.new_context(viewport={"width": 768, "height": 1024}).new_page()
    tablet.set_default_timeout(30_000)
    tablet.goto(f"{portal}/perangkat/#{code}")
    expect(tablet.locator("[name=code]")).to_have_value(code)
    tablet.get_by_role("button", name="Buka lembar penilaian").press("Enter")
    expect(tablet).to_have_url(re.compile("/perangkat/lembar/"))
    return tablet
