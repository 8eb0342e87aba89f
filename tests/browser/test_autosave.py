"""What is typed is kept by itself, and two tabs of one candidate lose nothing."""

import re

from playwright.sync_api import expect

from tests.browser.person import Person

NOTE = "textarea[name$='-note']"
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d WITA, belum dikirim\.$")


def test_two_tabs_of_one_candidate_lose_nothing(browser, portal):
    person = Person(browser, portal, "daerah.banjarmasin", 375)
    first = person.page
    person.go("/kalsel/penilaian-2024/usulan/")
    first.get_by_role("link", name="Pemerintah Kota Banjarmasin").first.click()
    first.locator(".task-list a").first.click()
    second = first.context.new_page()
    second.goto(first.url)
    word = "[data-word]"

    # The word comes from the server, and goes with the first new letter.
    first.locator(NOTE).first.fill("Dari tab pertama.")
    expect(first.locator(word).first).to_have_text("Menyimpan…")
    expect(first.locator(word).first).to_have_text(SAVED)
    first.context.set_offline(True)
    first.locator(NOTE).first.fill("Dari tab pertama, tanpa sambungan.")
    expect(first.locator(word).first).to_contain_text("Belum tersimpan: sambungan terputus.")
    first.context.set_offline(False)
    expect(first.locator(word).first).to_have_text(SAVED)

    # The second tab still shows what was there before; it overwrites nothing.
    second.locator(NOTE).first.fill("Dari tab kedua.")
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("Dari tab pertama, tanpa sambungan.")
    expect(conflict).to_contain_text("Dari tab kedua.")
    second.locator(NOTE).first.fill("Dari tab kedua, lebih panjang.")
    expect(conflict).to_contain_text("Dari tab kedua, lebih panjang.")
    assert second.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first.reload()
    expect(first.locator(NOTE).first).to_have_value("Dari tab pertama, tanpa sambungan.")

    second.get_by_role("button", name="Pakai yang saya ketik").press("Enter")
    expect(second.locator("#messages")).to_contain_text("Draf tersimpan")
    expect(second.locator(NOTE).first).to_have_value("Dari tab kedua, lebih panjang.")

    # Now the first is behind; it takes what is stored, and what it typed elsewhere stays.
    first.locator(NOTE).nth(1).fill("Butir kedua.")
    first.locator(NOTE).first.fill("Tab pertama lagi.")
    first.get_by_role("button", name="Pakai yang tersimpan").press("Enter")
    expect(first.locator("#messages")).to_contain_text("Draf tersimpan")
    expect(first.locator(NOTE).first).to_have_value("Dari tab kedua, lebih panjang.")
    expect(first.locator(NOTE).nth(1)).to_have_value("Butir kedua.")
    person.close()
