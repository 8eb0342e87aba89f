"""S3 in the browser: a regent presents, with the head of the labour office; the network goes while marks are given."""

import re
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, expect

from tests.browser.interview_day import EDITION, PANEL, REGENT, STAFF
from tests.browser.person import PDF, Person
from tests.browser.test_devices import STATE, UNSENT, mark, open_sheet

DELEGATION = (("Bupati Konawe Selatan", "head"), ("Kepala Dinas Tenaga Kerja", "other"))
NOMINEE = "Pemerintah Kabupaten Konawe Selatan"


def test_s3_a_regent_presents(browser: Browser, interview_day: str):
    hand_in_presentation(Person(browser, interview_day, REGENT))
    staff = Person(browser, interview_day, STAFF)
    staff.go(f"{EDITION}wawancara/").get_by_role("link", name="Sesi Kendari").click()
    session = staff.page.url
    turn = staff.page.get_by_role("row").filter(has_text=NOMINEE)
    turn.get_by_role("link", name="Catat kehadiran").click()
    staff.choose("status", "present")
    for number, (office, capacity) in enumerate(DELEGATION):
        staff.page.locator("details.fold").nth(number).evaluate("fold => { fold.open = true }")
        row = {"name": f"Orang {number + 1} (contoh)", "office": office}
        staff.fill(**{f"delegasi-{number}-{name}": text for name, text in row.items()})
        staff.page.locator(f"[name=delegasi-{number}-capacity]").select_option(capacity)
    staff.press("Simpan kehadiran")
    for words in ("Bupati Konawe Selatan (Kepala daerah atau pimpinan)", "Kepala Dinas Tenaga Kerja (Pejabat lain)"):
        expect(turn).to_contain_text(words)
    # That the head came is a scored criterion.
    staff.go(f"{EDITION}riwayat/?verb=values.record")
    staff.says(re.compile(r"100.*Kehadiran wawancara: Bupati Konawe Selatan", re.DOTALL))

    phone = Person(browser, interview_day, PANEL[0], 375)
    page = phone.page
    open_sheet(page, interview_day, NOMINEE)
    mark(page, pemahaman="88")
    expect(page.locator(STATE)).to_contain_text("Draf tersimpan")
    page.context.set_offline(True)
    mark(page, inovasi="91,25")
    page.get_by_role("button", name="Kirim nilai").press("Enter")
    expect(page.locator(STATE)).to_contain_text(UNSENT.format(2))
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Terkirim, diterima server")
    rows = page.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("88,00")
    expect(rows.nth(1)).to_contain_text("91,25")
    page.goto(session)
    page.get_by_role("link", name=f"Bahan paparan {NOMINEE}").click()
    shown = page.get_by_role("link", name="Paparan contoh.pdf")
    until_accepted(page)
    answer = page.request.get(urljoin(page.url, shown.get_attribute("href")))
    assert (answer.status, answer.body()) == (200, PDF)
    phone.close()
    staff.close()


def hand_in_presentation(official: Person) -> None:
    official.go(f"{EDITION}wawancara/").get_by_role("link", name="Sesi Kendari").click()
    official.page.get_by_role("link", name="Serahkan bahan paparan").click()
    official.page.locator("input[type=file]").set_input_files(
        {"name": "Paparan contoh.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    official.press("Simpan bahan paparan")
    official.says("Bahan paparan tersimpan")
    official.close()


def until_accepted(page: Page) -> None:
    """The worker looks into the file first; the page is asked again until it has."""
    expect(page.locator(".file-list")).to_be_visible()
    for _ in range(100):
        if not page.locator(".file-list .tag").count():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise TimeoutError("the file was not looked into")
