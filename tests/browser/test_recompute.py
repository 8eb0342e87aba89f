"""From a branch's remark and a candidate's objection to a package that anybody checks at home."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.person import PDF, Person, today
from tests.browser.small_round import YEAR
from tests.conftest import ROOT

EDITION, CATEGORY = f"/kaltim/penilaian-{YEAR}/", "kabupaten-kota"


@pytest.fixture
def small_round(portal: str, portal_environment: dict[str, str]) -> str:
    code = "from tests.browser.small_round import build; build()"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]
    subprocess.run(command, cwd=ROOT, env=portal_environment, check=True)
    return portal


def test_corrected_ranking_is_published_and_recomputed_at_home(browser: Browser, small_round: str, tmp_path: Path):
    staff, second = (Person(browser, small_round, f"sekretariat{number}.kaltim") for number in (1, 2))
    remark(Person(browser, small_round, "kepala.btg", 375))
    accept(staff)
    staff.page.get_by_role("link", name="Ajukan koreksi nilai").click()
    staff.says("Nilai satu penilai tertukar angkanya")
    sign(second, propose(staff, 1, "68"), 2)
    staff.go(f"{EDITION}tinjauan/{CATEGORY}/")
    staff.says("perhitungan ke-2 menggantikan ke-1")
    chair = Person(browser, small_round, "ketua.kaltim", 375)
    chair.go(f"{EDITION}pleno/{CATEGORY}/")
    decide(chair, "Tetapkan")
    chair.says("Penetapan yang berlaku")
    publish(chair)

    object_to(staff, Person(browser, small_round, "daerah.bontang", 375))
    change = accept_with_change(staff)
    staff.go(f"{EDITION}peringkat/{CATEGORY}/1/")
    staff.page.get_by_role("link", name="Ajukan koreksi nilai").click()
    staff.fill(reason="Sanggahan nomor 1 (contoh).")
    sign(second, propose(staff, 2, "100"), 3)
    chair.go(f"{change}putusan/")
    decide(chair, "Tetapkan hasil yang diubah")
    chair.says("Menunggu diterbitkan")
    announced = f"/pengumuman{EDITION}{CATEGORY}/"
    first = second.go(announced).locator("tbody tr").first
    expect(first).to_contain_text("Kutai Timur")
    issue(second, change)
    expect(second.go(announced).locator("tbody tr").first).to_contain_text("Bontang")
    expect(second.page.locator("main s").first).to_contain_text("Kutai Timur")
    check_at_home(browser.new_page(), small_round + announced, tmp_path)


def remark(head: Person) -> None:
    head.go(f"{EDITION}tinjauan/{CATEGORY}/")
    head.page.get_by_role("link", name=re.compile("^Beri tanggapan.*Bontang")).click()
    head.choose("answer", "remark")
    head.page.locator("[name=kind]").select_option("mark")
    head.fill(reason="Nilai satu penilai tertukar angkanya (contoh).")
    head.press("Kirim tanggapan")
    head.says("Nilai tampak salah dicatat")


def accept(staff: Person) -> None:
    staff.go(f"{EDITION}tinjauan/{CATEGORY}/")
    staff.page.get_by_role("link", name=re.compile("^Jawab catatan")).click()
    staff.choose("outcome", "accepted")
    staff.fill(reply="Benar, lembar kertasnya tertulis 68 (contoh).")
    staff.press("Kirim jawaban")


def propose(staff: Person, subject: int, mark: str) -> str:
    """Another mark for the panelist in that line; the address of the correction."""
    staff.page.locator("[name=subject]").select_option(index=subject)
    staff.fill(after=mark, letter="BA 7 (contoh)")
    attach(staff)
    staff.press("Ajukan kepada petugas kedua")
    staff.says("Menunggu petugas kedua")
    return staff.page.url.removeprefix(staff.address)


def attach(staff: Person) -> None:
    staff.page.locator("input[type=file]").set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


def sign(second: Person, address: str, run: int) -> None:
    """The scan is looked into first; then the effect stands beside the button."""
    for _ in range(60):
        if second.page.request.get(second.address + address).status == 200:
            break
        second.page.wait_for_timeout(500)
    second.go(address)
    expect(second.page.get_by_role("row", name="Pemerintah Kota Bontang").last).to_contain_text("berubah")
    second.press("Sahkan koreksi")
    second.says(f"Perhitungan ke-{run}, menggantikan perhitungan ke-{run - 1}")


def decide(chair: Person, button: str) -> None:
    chair.fill(held_on=f"{today():%Y-%m-%d}", place="Kantor gubernur (contoh)")
    for reason in chair.page.locator("textarea[name^=tie_]").all():
        reason.fill("Paparan lebih lengkap (contoh).")
    chair.press(button)


def publish(chair: Person) -> None:
    for stage in ("Ditetapkan", "Diumumkan"):
        chair.go(f"{EDITION}tahapan/{CATEGORY}/")
        for name, text in (("next-word", "UMUMKAN"), ("next-note", "Contoh.")):
            field = chair.page.locator(f"[name={name}]")
            if field.count():
                field.fill(text)
        chair.page.locator("#form-next button[type=submit]").press("Enter")
        chair.says(f"→ {stage}")


def object_to(staff: Person, candidate: Person) -> None:
    """The window opens when everybody can see the result; the candidate objects from a phone."""
    window = f"{EDITION}sanggah/{CATEGORY}/"
    staff.go(window)
    staff.press("Buka masa sanggah")
    staff.says("Masa sanggah dibuka")
    candidate.go(f"{window}baru/1/")
    candidate.fill(text="Nilai penilai kedua tertulis 100 pada lembar kertas (contoh).")
    candidate.press("Kirim sanggahan")
    candidate.says("Belum dijawab")


def accept_with_change(staff: Person) -> str:
    """The numbered letter, and the change that it opens: its address."""
    staff.go(f"{EDITION}sanggah/{CATEGORY}/1/jawab/")
    staff.choose("outcome", "changed")
    staff.fill(number="SJ 1 (contoh)", date=f"{today():%Y-%m-%d}")
    attach(staff)
    staff.press("Simpan jawaban")
    staff.page.get_by_role("link", name="Buka perubahan penetapan").click()
    staff.page.locator("[name=objection]").select_option(index=1)
    staff.fill(reason="Lembar kertas penilai kedua (contoh).")
    staff.press("Buka perubahan")
    staff.says("Menunggu penetapan pleno")
    return staff.page.url.removeprefix(staff.address)


def issue(second: Person, change: str) -> None:
    second.go(f"{change}terbit/")
    second.fill(number="KP 1 (contoh)", date=f"{today():%Y-%m-%d}")
    second.press("Terbitkan Keputusan perubahan")
    second.says("Diterbitkan")


def check_at_home(page: Page, address: str, folder: Path) -> None:
    """Whoever likes takes package and verifier home: PASS; one mark changed in the file: it says where."""
    page.goto(address)
    for name in ("paket hasil", "program pemeriksa (verify.py)"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        download.value.save_as(folder / ("verify.py" if "verify" in name else "paket.json"))
    key = page.locator("ol code").inner_text().split()[-1]
    command = [sys.executable, "-I", "verify.py", "paket.json", key]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout[:5], done.stderr) == (0, "PASS:", "")
    package = json.loads((folder / "paket.json").read_bytes())
    package["run"]["input"]["sheets"][5]["marks"]["wawancara"] = "99.00"
    (folder / "paket.json").write_text(json.dumps(package))
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout.startswith("TIDAK COCOK: run.input.sheets[5]")) == (1, True)
