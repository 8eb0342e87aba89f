"""The network goes while a panelist marks on a phone: nothing is lost, nothing is doubled, nothing is called saved."""

import re
from pathlib import Path

from playwright.sync_api import expect

from demo.figures import PASSWORD
from tests.browser.open_round import EDITION, NOMINEES
from tests.browser.person import Person
from tests.conftest import owner

UNSENT = "Belum terkirim. Disimpan sementara di ponsel ini ({} nilai)."
SAVED = re.compile(r"^Draf tersimpan \d\d\.\d\d WITA, belum dikirim\.$")
SENT = re.compile(r"Terkirim, diterima server \d\d\.\d\d WITA\.")
BERAU, TIMUR, BONTANG = sorted(NOMINEES.values())[0], NOMINEES["64.08"], NOMINEES["64.74"]
# How many sheets and forms lie on the phone.
KEPT = """() => new Promise((told) => {
  indexedDB.open("paritrana", 1).onsuccess = (event) => {
    const tables = event.target.result.transaction(["marks", "forms"]);
    const counts = ["marks", "forms"].map((name) => tables.objectStore(name).count());
    tables.oncomplete = () => told(counts.map((request) => request.result));
  };
})"""


def received(environment, username):
    """What the server has taken in of this panelist, in the order of taking in."""
    with owner(Path(environment["MEDIA_ROOT"]).name).cursor() as cursor:
        cursor.execute(
            """SELECT nominee.name, receipt.action, receipt.entered_at, receipt.received_at, draft.values
               FROM scoring_receipt receipt JOIN scoring_scoresheet sheet ON sheet.id = receipt.sheet_id
               JOIN scoring_draft draft ON draft.sheet_id = sheet.id
               JOIN nominations_nomination nomination ON nomination.id = sheet.nomination_id
               JOIN regions_nominee nominee ON nominee.id = nomination.nominee_id
               JOIN accounts_user person ON person.id = sheet.person_id
               WHERE person.username = %s ORDER BY receipt.id""",
            [username],
        )
        return cursor.fetchall()


def test_marks_made_without_a_network_arrive_once_and_in_order(browser, open_round, portal_environment):
    person = Person(browser, open_round, "panelis4.kaltim", 375)
    page, context = person.page, person.page.context
    person.go(f"{EDITION}penilaian/")
    expect(page.locator("#perangkat")).to_have_text("Siap tanpa sambungan: 3 lembar ada di ponsel ini.")
    page.get_by_role("link", name=BONTANG).click()
    mark, other, line = (page.locator(name) for name in ("[name=mark_pemahaman]", "[name=mark_komitmen]", "#keadaan"))
    mark.fill("85")
    expect(line).to_have_text(SAVED)
    address = page.url

    # The network goes in the middle of a sheet; the tab is closed and opened again.
    context.set_offline(True)
    mark.fill("85,5")
    expect(line).to_have_text(UNSENT.format(1))
    other.fill("70")
    expect(line).to_have_text(UNSENT.format(2))
    page.close()
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    mark, other, line = (page.locator(name) for name in ("[name=mark_pemahaman]", "[name=mark_komitmen]", "#keadaan"))
    expect(page.get_by_role("heading", name=BONTANG)).to_be_visible()
    expect(mark).to_have_value("85,5")
    expect(other).to_have_value("70")
    expect(line).to_have_text(UNSENT.format(2))
    other.fill("72.25")
    page.get_by_label("Catatan pribadi").fill("Data rinci: “e\u0301” \U0001f600\nbaris dua ")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # Another sheet from the list that the phone keeps; it is sent, and still waits.
    page.get_by_role("link", name="Lembar di ponsel ini").click()
    expect(page.locator(".task", has_text=BONTANG)).to_contain_text(UNSENT.format(2))
    page.get_by_role("link", name=TIMUR).click()
    page.get_by_role("button", name="Kirim nilai").press("Enter")
    expect(page.locator("#id_mark_pemahaman_wrong")).to_have_text("Isi nilai ini. Kosong tidak sama dengan 0.")
    mark.fill("90")
    other.fill("91")
    page.get_by_text(BONTANG).first.wait_for(state="attached")  # my other sheets stand below, to compare with
    page.get_by_role("button", name="Kirim nilai").press("Enter")
    expect(line).to_have_text(UNSENT.format(2))
    assert [row[:2] for row in received(portal_environment, "panelis4.kaltim")] == [(BONTANG, "draft")]

    # It comes back: everything arrives once, in the order of typing, with its time.
    context.set_offline(False)
    expect(page.locator(".notice-green")).to_contain_text(SENT)
    page.goto(address)
    expect(line).to_have_text(SAVED)
    expect(mark).to_have_value("85,5")
    expect(other).to_have_value("72.25")
    rows = received(portal_environment, "panelis4.kaltim")
    assert [row[:2] for row in rows] == [(BONTANG, "draft"), (BONTANG, "draft"), (TIMUR, "send")]
    assert [row[4] for row in rows[1:]] == [
        {"pemahaman": "85,5", "komitmen": "72.25"},
        {"pemahaman": "90", "komitmen": "91"},
    ]
    _first, second, third = [row[2] for row in rows]
    assert second < third < rows[1][3] <= rows[2][3]  # typed before anything of it was received
    expect(page.get_by_label("Catatan pribadi")).to_have_value("Data rinci: “\u00e9” \U0001f600\nbaris dua")

    # Signing out says nothing more, as nothing waits; what the server has confirmed is no longer on the phone.
    page.get_by_text("Akun", exact=True).first.click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(re.compile(f"{open_round}/$"))
    assert page.evaluate(KEPT) == [0, 0]
    person.close()


def test_another_account_on_the_same_phone_sees_nothing_and_deletes_nothing(browser, open_round):
    person = Person(browser, open_round, "panelis5.kaltim", 375)
    page, context = person.page, person.page.context
    person.go(f"{EDITION}penilaian/")
    expect(page.locator("#perangkat")).to_contain_text("Siap tanpa sambungan")
    page.get_by_role("link", name=BERAU).click()
    expect(page.locator("#keadaan")).to_have_text("Belum ada yang tersimpan.")
    address = page.url
    context.set_offline(True)
    page.locator("[name=mark_komitmen]").fill("64")
    expect(page.locator("#keadaan")).to_have_text(UNSENT.format(1))

    # The session is over and somebody else signs in; the first one's entry is neither sent nor seen.
    context.route("**/sinkron/", lambda route: route.abort())
    context.set_offline(False)
    context.clear_cookies()
    page.goto(f"{open_round}/masuk/")
    page.get_by_label("Nama pengguna").fill("panelis6.kaltim")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("/beranda/"))
    context.set_offline(True)
    page.goto(address)
    expect(page.locator("#lembar-luring")).to_contain_text("Belum ada lembar yang disiapkan di ponsel ini.")
    context.set_offline(False)
    context.unroute("**/sinkron/")

    # The first one comes back, and the mark goes where it belongs.
    context.clear_cookies()
    page.goto(address)
    page.get_by_label("Nama pengguna").fill("panelis5.kaltim")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).press("Enter")
    expect(page).to_have_url(address)
    expect(page.locator("[name=mark_komitmen]")).to_have_value("64")
    expect(page.locator("#keadaan")).to_have_text(SAVED)
    person.close()
