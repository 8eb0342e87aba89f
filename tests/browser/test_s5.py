"""Scenario S5 in the browser: four of thirteen, the register with a file, outreach, and what a year changed."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import PDF, Person

NOW, NEXT = "/kalsel/penilaian-2024/", "/kalsel/penilaian-2025/"


@pytest.fixture
def staff(browser: Browser, portal: str) -> Person:
    return Person(browser, portal, "sekretariat1.kalsel")


def test_s5_four_of_thirteen_and_the_year_after(staff):
    honorer = staff.page.get_by_role("row", name="Pegawai non-ASN (honorer)").first
    staff.go(f"{NOW}cakupan/perlindungan/")
    expect(honorer).to_contain_text("4 dari 13")
    keep_a_regulation(staff)
    hold_an_outreach(staff)
    begin_the_next_year(staff)
    staff.go(f"{NEXT}cakupan/perlindungan/63.11/")
    staff.page.get_by_role("group", name="Pegawai non-ASN (honorer)").get_by_label("Terlindungi", exact=True).check()
    staff.press("Simpan keadaan")
    expect(honorer).to_contain_text("1 dari 13")
    expect(honorer).to_contain_text("4 dari 13")
    expect(honorer).to_contain_text("Kini terlindungi: Kabupaten Balangan")
    expect(staff.page.get_by_role("row", name="Kabupaten Balangan").last).to_contain_text("Berubah: 2024 belum")


def keep_a_regulation(staff):
    staff.go(f"{NOW}regulasi/baru/")
    staff.page.locator("[name=kind]").select_option("pergub")
    staff.fill(number="99", year="2024", about="Perlindungan pegawai non-ASN")
    staff.page.locator("input[type=file]").set_input_files(
        {"name": "Pergub 99.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    staff.press("Simpan regulasi")
    staff.says("Peraturan Gubernur Nomor 99 Tahun 2024")
    address = staff.page.get_by_role("link", name="Pergub 99.pdf").get_attribute("href")
    assert staff.page.request.get(staff.address + address).body() == PDF


def hold_an_outreach(staff):
    staff.go(f"{NOW}sosialisasi/baru/")
    staff.fill(
        subject="Dua hari sosialisasi", starts_on="2025-02-11", ends_on="2025-02-12", place="Banjarmasin",
        invited="Bappeda\nBiro Hukum",
    )  # fmt: skip
    staff.press("Simpan sosialisasi")
    staff.says("Kehadiran belum dicatat.")
    staff.page.get_by_role("link", name="Catat kehadiran").click()
    staff.page.get_by_label("Biro Hukum").check()
    staff.fill(uninvited="Inspektorat")
    staff.press("Simpan kehadiran")
    for name, words in (("Bappeda", "Tidak hadir"), ("Biro Hukum", "Hadir"), ("Inspektorat", "Tanpa undangan")):
        expect(staff.page.get_by_role("row", name=name)).to_contain_text(words)


def begin_the_next_year(staff):
    staff.go("/penyelenggaraan/baru/")
    staff.fill(title="Paritrana Award Kalimantan Selatan", assessment_year="2025", held_year="2026")
    staff.choose("start", "empty")
    staff.press("Buat penyelenggaraan")
    expect(staff.page).to_have_url(re.compile(NEXT))
