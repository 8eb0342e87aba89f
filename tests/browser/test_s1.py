"""S1, the day itself: the board, a panelist's phone and the screen of the room at once; nobody reloads."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.browser.small_day import YEAR
from tests.conftest import ROOT

EDITION = f"/kaltim/penilaian-{YEAR}/"
BERAU, PASER, KUTAI, BONTANG = (
    f"Pemerintah {name}" for name in ("Kabupaten Berau", "Kabupaten Paser", "Kabupaten Kutai Timur", "Kota Bontang")
)


@pytest.fixture
def small_day(portal: str, portal_environment: dict[str, str]) -> str:
    code = "from tests.browser.small_day import build; build()"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]
    subprocess.run(command, cwd=ROOT, env=portal_environment, check=True)
    return portal


def test_s1_the_day(browser: Browser, small_day: str):
    staff = Person(browser, small_day, "sekretariat1.kaltim", 375)
    staff.go(f"{EDITION}wawancara/").get_by_role("link", name="Hari wawancara").click()
    staff.page.get_by_role("link", name="Papan kendali").click()
    phone = Person(browser, small_day, "panelis8.kaltim", 375)
    strip = phone.go(f"{EDITION}penilaian/").locator(".turn-strip")
    screen = Person(browser, small_day, "sekretariat2.kaltim")
    screen.page.goto(staff.page.url.replace("papan-kendali", "layar-waktu"))
    room = screen.page.locator("main")

    def tap(words: str, name: str) -> None:
        staff.page.locator(".main-action").get_by_role("button", name=f"{words} {name}").click()
        staff.says(f"{name}: ")

    def open_turn(name: str):
        turn = staff.page.locator(".board-turn", has=staff.page.get_by_role("heading", name=name))
        turn.get_by_text("Tindakan", exact=False).first.click()
        return turn

    expect(strip).to_contain_text(f"Berikutnya {BERAU}")
    expect(room).to_contain_text("Menunggu giliran berikutnya")
    tap("Panggil", BERAU)
    expect(strip).to_contain_text(f"Dipanggil {BERAU}")
    expect(strip).to_contain_text(f"Berikutnya {PASER}")
    expect(room).to_contain_text("Silakan masuk")
    tap("Mulai", BERAU)
    expect(strip).to_contain_text(f"Sekarang {BERAU}")
    expect(room).to_contain_text(re.compile(r"Paparan, sisa\s+0[67]\.\d\d"))
    expect(room).not_to_contain_text(PASER)
    assert staff.page.evaluate("document.documentElement.scrollWidth") == 375
    tap("Jeda", BERAU)
    expect(room).to_contain_text("Dijeda")
    tap("Lanjutkan", BERAU)
    expect(room).to_contain_text("Paparan sampai")

    # Who really came; then the panelist opens the own sheet from the strip and sends it.
    staff.page.get_by_role("link", name=f"Catat kehadiran {BERAU}").click()
    staff.choose("status", "present")
    staff.fill(**{"delegasi-0-name": "Contoh Wakil Bupati", "delegasi-0-office": "Bupati"})
    staff.page.locator("[name='delegasi-0-capacity']").select_option("head")
    staff.page.locator("[name='delegasi-0-acting']").select_option("Plh.")
    staff.press("Simpan kehadiran")
    staff.says("Contoh Wakil Bupati Plh. Bupati (kepala daerah atau pimpinan)")
    strip.get_by_role("link", name=f"Lembar Anda {BERAU}").click()
    expect(strip).to_contain_text(f"Sekarang {BERAU}")
    phone.page.get_by_label("Wawancara").fill("83,5")
    phone.press("Kirim nilai")
    expect(phone.page.locator("body")).to_contain_text("Terkirim, diterima server")
    staff.says("1 dari 3 lembar penilaian masuk")
    tap("Selesai", BERAU)

    # One does not come, one is late; the phone follows on the list of sheets.
    phone.go(f"{EDITION}penilaian/")
    expect(strip).to_contain_text(f"Berikutnya {PASER}")
    absent = open_turn(PASER)
    absent.get_by_label("Tidak hadir (tanpa pemberitahuan)").check()
    absent.get_by_role("button", name="Catat tidak hadir").click()
    staff.says(f"{PASER}: tidak hadir (tanpa pemberitahuan)")
    expect(strip).to_contain_text(f"Berikutnya {KUTAI}")
    open_turn(KUTAI).get_by_role("button", name="Pindahkan ke urutan terakhir").click()
    staff.says(f"{KUTAI}: dipindah ke urutan terakhir")
    expect(strip).to_contain_text(f"Berikutnya {BONTANG}")
    for name in (BONTANG, KUTAI):
        tap("Panggil", name)
        tap("Mulai", name)
        tap("Selesai", name)
    expect(strip).to_contain_text("Belum ada giliran yang berjalan")
    expect(staff.page.locator(".board-turn")).to_have_count(4)
