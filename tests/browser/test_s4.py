"""S4 in the browser, by keyboard: two items go back with a reason, come answered, and are verified."""

import datetime
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.person import Person

EDITION = "/kalsel/penilaian-2024/"
BALANGAN = "Pemerintah Kabupaten Balangan"


def judge(page, code, verdict, reason=""):
    """One item, without a mouse: the verdict, the reason, Enter; the focus stays where the work goes on."""
    item = page.locator(f"#butir-{code}")
    item.locator(f"input[value={verdict}][name$='-verdict']").press("Space")
    if reason:
        item.locator("textarea[name$='-reason']").fill(reason)
    item.get_by_role("button", name="Simpan hasil").press("Enter")
    expect(item).to_contain_text(re.compile(r"tersimpan \d\d\.\d\d WITA"))
    expect(item.get_by_role("button", name="Simpan hasil")).to_be_focused()


def test_s4_returned_answered_and_verified(browser, portal):
    staff = Person(browser, portal, "sekretariat1.kalsel")
    staff.go(f"{EDITION}verifikasi/")
    staff.page.get_by_role("link", name=BALANGAN).press("Enter")
    expect(staff.page.locator("h1")).to_contain_text(BALANGAN)
    file = staff.page.url
    judge(staff.page, "R1", "period", "Peraturan tahun 2021 (contoh).")
    expect(staff.page.locator("#progress")).to_contain_text("1 dari 14")
    expect(staff.page.locator("main")).to_contain_text("Sedang Anda kerjakan sejak")

    second = Person(browser, portal, "sekretariat2.kalsel")
    second.page.goto(file)
    second.says("Sedang dikerjakan oleh Staf 1 Sekretariat Kalimantan Selatan (contoh)")
    second.close()

    until = datetime.datetime.now(ZoneInfo("Asia/Makassar")) + datetime.timedelta(days=2)
    staff.page.locator("#kembalikan summary").press("Enter")
    staff.fill(note="Lengkapi butir yang ditandai (contoh).", deadline=f"{until:%Y-%m-%dT%H:%M}")
    staff.press("Kembalikan untuk dilengkapi")
    staff.says("Usulan dikembalikan")

    official = Person(browser, portal, "daerah.balangan", 375)
    official.page.goto(file.replace("verifikasi", "usulan"))
    official.says("Peraturan tahun 2021 (contoh).")
    official.page.locator(".came-back a").press("Enter")
    official.page.get_by_label("Tindak lanjut").fill("Perda 2024 dilampirkan (contoh).")
    expect(official.page.locator("[data-word]").first).to_contain_text("Tersimpan")
    official.page.goto(f"{file.replace('verifikasi', 'usulan')}periksa/")
    assert official.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    official.fill(sender_name="Nama Pengirim (contoh)", sender_office="Asisten II (contoh)")
    if official.page.locator("[name=without_evidence]").count():
        official.page.locator("[name=without_evidence]").check()
    official.press("Kirim penilaian mandiri")
    official.says(re.compile(r"TT-63-2024-\d{3}-2"))
    official.close()

    staff.page.goto(file)
    item = staff.page.locator("#butir-R1")
    expect(item).to_contain_text("Perda 2024 dilampirkan (contoh).")
    expect(item).to_contain_text("Hasil sebelumnya: Salah periode. Peraturan tahun 2021 (contoh).")
    expect(item).to_contain_text("Berubah sejak diperiksa")
    judge(staff.page, "R1", "accepted", "Sesuai tahun penilaian (contoh).")
    staff.close()
