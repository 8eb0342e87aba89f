"""S2 in the browser: the committee of Sulawesi Tenggara 2023, its preparation meeting, and its interview plan.

Several windows at once: somebody of a company waits on a phone, and a second officer holds a draft that is outdated.
"""

import io
import re
from collections.abc import Callable

import icalendar
import pytest
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from tests.browser.conftest import call
from tests.browser.person import Person
from tests.browser.sultra_2023 import COMPANIES, NOMINEES, OBSERVER, OFFICIAL, STAFF, VILLAGES

EDITION = "/sultra/penilaian-2023/"
PLAN = f"{EDITION}wawancara/rancangan/1/"
AGENDA = ["Penetapan tata cara wawancara", "Pembagian tugas panelis", "Jadwal wawancara delapan kategori"]
ELEMENTS = ["pemerintah provinsi", "BPJS Ketenagakerjaan", "dinas tenaga kerja", "pengusaha", "serikat pekerja/buruh"]
OWN = COMPANIES["usaha-keuangan"]
ROOMS = ("Ruang Anoa", "Ruang Maleo")
WEDNESDAY, THURSDAY = "2024-02-28", "2024-02-29"


@pytest.fixture
def somebody(browser: Browser, day_environment: dict[str, str]) -> Callable[..., Person]:
    call("sultra_2023", "people", day_environment)
    return lambda username, width=1280: Person(browser, day_environment["PORTAL_URL"], username, width)


def test_s2_the_committee_and_its_plan(somebody, day_environment: dict[str, str]):
    staff = somebody(STAFF[0])
    make_edition(staff)
    seat_nine(staff)
    invite_to_the_meeting(staff)
    call("sultra_2023", "shortlist", day_environment)
    phone = somebody(OFFICIAL, 375)
    phone.go(f"{EDITION}wawancara/")
    phone.says("Belum ada jadwal wawancara.")
    ask_too_much(staff)
    ask_what_can_be(staff)
    other = somebody(STAFF[1])
    other.go(f"{PLAN}terbitkan/")
    move_by_keyboard(staff)
    other.press("Terbitkan versi 1")
    other.says("Rancangan ini baru saja diubah di tab atau oleh orang lain.")
    publish(staff)
    other.press("Terbitkan versi 1")
    other.says("Versi ini sudah diterbitkan")
    other.close()
    everybody_sees_the_plan(somebody(OBSERVER))
    own_turn_on_the_phone(phone)
    staff.close()


def make_edition(staff: Person) -> None:
    staff.go("/penyelenggaraan/baru/")
    staff.fill(title="Paritrana Award Sulawesi Tenggara", assessment_year="2023", held_year="2024")
    staff.choose("start", "2023")
    staff.press("Buat penyelenggaraan")
    expect(staff.page).to_have_url(re.compile(EDITION))
    expect(staff.page.locator("main tbody tr")).to_have_count(8)
    staff.says("Desa/Kelurahan")
    staff.says("2023 (1 Januari sampai 31 Desember 2023)")


def seat_nine(staff: Person) -> None:
    """By element, set by decree; all nine score everything."""
    staff.go(f"{EDITION}ubah/")
    staff.fill(decree_number="100.3.3.1/CONTOH/2024", decree_date="2024-02-05")
    staff.press("Simpan penyelenggaraan")
    staff.go(f"{EDITION}panitia/")
    staff.press("Susun sembilan peran")
    rows = staff.page.locator("main table").first.locator("tbody tr")
    expect(rows).to_have_count(9)
    links = [link.get_attribute("href") for link in rows.locator("th a").all()]
    for number, address in enumerate(links, 1):
        staff.go(f"{address}isi/")
        staff.fill(name=f"Panelis {number} (contoh)", username=f"panelis{number}.sultra")
        staff.press("Isi peran")
        staff.says(f"Panelis {number} (contoh)")
    staff.go(f"{EDITION}panitia/penilai/")
    boxes = staff.page.locator("input[name=scores]")
    boxes.evaluate_all("boxes => boxes.forEach(box => { box.checked = true })")
    staff.press("Simpan daftar penilai")
    staff.says(re.compile("tersimpan: 144 perubahan"))
    staff.go(f"{EDITION}panitia/")
    expect(staff.page.locator("body")).to_contain_text("Keputusan Nomor 100.3.3.1/CONTOH/2024, Senin, 5 Februari 2024")
    for number, element in enumerate(ELEMENTS):
        expect(rows.nth(number)).to_contain_text(element)
    expect(rows.nth(8)).to_contain_text("Panelis 9 (contoh)")


def invite_to_the_meeting(staff: Person) -> None:
    staff.go(f"{EDITION}dokumen/penanda-tangan/")
    staff.fill(name="Nama Pejabat (contoh)", office="Sekretaris Daerah Provinsi Sulawesi Tenggara")
    staff.press("Simpan penanda tangan")
    staff.go(f"{EDITION}rapat/")
    staff.fill(
        starts="2024-02-21T09:00", ends="2024-02-21T12:00", place="Kantor Gubernur, Kendari", dated="2024-02-14",
        number="005/{urut}/2024", agenda="\n".join(AGENDA),
    )  # fmt: skip
    staff.press("Buat undangan rapat")
    letter = staff.page.get_by_role("link", name="Unduh undangan")
    expect(letter).to_be_visible()
    answer = staff.page.request.get(f"{staff.address}{letter.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("Rabu, 21 Februari 2024", "pukul 09.00–12.00 WITA", "005/001/2024", "Panelis 9 (contoh)", *AGENDA):
        assert words in text, (words, text)


def ask_too_much(staff: Person) -> None:
    """One morning, with an opening: each room has time for four of the eleven."""
    for room in ROOMS:
        staff.go(f"{EDITION}wawancara/tempat/")
        staff.fill(name=f"Hotel Kendari, {room}", address="Kendari")
        staff.press("Tambah tempat")
        staff.says(f"Hotel Kendari, {room}")
    staff.go(f"{EDITION}wawancara/rancangan/")
    staff.press("Buka rancangan baru")
    staff.page.get_by_role("link", name="Ubah ketentuan").click()
    unfold(staff)
    quorums = staff.page.locator("[name^=kategori-][name$=-quorum]")
    expect(quorums).to_have_count(8)
    for field in quorums.all():
        field.fill("4")
    opening = {"name": "Pembukaan", "day": WEDNESDAY, "opens": "09:00", "closes": "09:30"}
    staff.fill(**{f"acara-0-{name}": text for name, text in opening.items()})
    add_rooms(staff, 0, WEDNESDAY, "11:05")
    staff.press("Susun jadwal")
    refusal = staff.page.locator(".notice-red")
    for words in (
        "Jadwal ini tidak mungkin disusun",
        "9 giliran 25 menit memerlukan 3 jam 45 menit",
        "Ruang Anoa (Rabu, 28 Februari 2024) hanya punya 1 jam 35 menit",
        "Ruang Maleo (Rabu, 28 Februari 2024) hanya punya 1 jam 35 menit",
        "Tidak dapat dijadwalkan bersama:",
        "Pembukaan, Rabu, 28 Februari 2024 09.00–09.30.",
    ):
        expect(refusal).to_contain_text(words)


def ask_what_can_be(staff: Person) -> None:
    """Three more in each room on Thursday: both rooms and both days are needed."""
    staff.page.get_by_role("link", name="Ubah ketentuan").click()
    add_rooms(staff, 2, THURSDAY, "10:10")
    staff.press("Susun jadwal")
    staff.says("Tidak ada bentrok: semua ketentuan terpenuhi.")
    cards = staff.page.locator("#rancangan [data-turn]")
    expect(cards).to_have_count(NOMINEES)
    used = {room: cards_in(staff, room).count() for room in range(4)}
    assert min(used[0] + used[2], used[1] + used[3]) >= 4, used
    assert min(used[0] + used[1], used[2] + used[3]) >= 3, used
    for name in (OWN, *(f"Desa {name}" for name in VILLAGES.values())):
        expect(cards.filter(has_text=name)).to_have_count(1)


def add_rooms(staff: Person, number: int, day: str, closes: str) -> None:
    """Both rooms on one day, five panelists here and four there; the page has one empty row at a time."""
    for at, (room, panel) in enumerate(zip(ROOMS, (range(5), range(5, 9)), strict=True), number):
        unfold(staff)
        row = {"name": room, "day": day, "opens": "09:00", "closes": closes}
        staff.fill(**{f"ruang-{at}-{name}": text for name, text in row.items()})
        staff.page.locator(f"[name=ruang-{at}-venue]").select_option(label=f"Hotel Kendari, {room}")
        for member in panel:
            staff.page.locator(f"[name=ruang-{at}-panel]").nth(member).check()
        staff.press("Simpan dan tambah baris" if room == ROOMS[0] else "Simpan ketentuan")
        staff.says("Ketentuan jadwal tersimpan.")


def unfold(staff: Person) -> None:
    staff.page.locator("details.fold").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")


def cards_in(staff: Person, room: int) -> Locator:
    return staff.page.locator(f"#rancangan td[data-room='{room}'] [data-turn]")


def move_by_keyboard(staff: Person) -> None:
    """Of two neighbours the second goes first; then it is put upon the other, which is shown at once, and back."""
    page = staff.page
    room = max((0, 1), key=lambda number: cards_in(staff, number).count())
    names = cards_in(staff, room).locator("strong")
    first, second = names.all_inner_texts()[:2]
    number = cards_in(staff, room).nth(1).get_attribute("data-turn")
    page.evaluate("window.stillHere = true")
    page.locator(f"#pindah-{number}").press("Enter")
    page.locator(f"#awal-{number}").press("Enter")
    expect(names.nth(0)).to_have_text(second)
    expect(names.nth(1)).to_have_text(first)
    expect(page.locator(f"#awal-{number}")).to_be_focused()
    staff.says("Tidak ada bentrok")

    start = page.locator(f"#mulai-{number}")
    before = start.input_value()
    start.fill(f"{before[:-2]}{int(before[-2:]) + 10:02}")
    page.locator(f"#ke-{number}").press("Enter")
    clash = page.locator("#rancangan .notice-amber")
    expect(clash).to_contain_text(f"bertemu di {ROOMS[room]}")
    expect(clash).to_contain_text(second)
    expect(page.locator(f"#giliran-{number}")).to_have_class(re.compile("plan-wrong"))
    expect(page.get_by_role("link", name="Periksa dan terbitkan")).to_have_count(0)
    start.fill(before)
    page.locator(f"#ke-{number}").press("Enter")
    staff.says("Tidak ada bentrok")
    assert page.evaluate("window.stillHere")


def publish(staff: Person) -> None:
    staff.page.get_by_role("link", name="Periksa dan terbitkan").click()
    expect(staff.page.locator("main tbody tr").filter(has_text="Ditambahkan")).to_have_count(NOMINEES)
    staff.press("Terbitkan versi 1")
    expect(staff.page.locator("body")).to_contain_text("Jadwal versi 1 berlaku.")


def everybody_sees_the_plan(observer: Person) -> None:
    """With the number that was drawn; who may not plan has nothing to press."""
    observer.go(f"{EDITION}wawancara/").get_by_role("link", name=re.compile("Jadwal seluruh")).click()
    observer.page.locator("main tbody a").click()
    plan = observer.page.locator("#rancangan")
    for words in (OWN, "Desa Contoh Jaya", "Rabu, 28 Februari 2024", "Kamis, 29 Februari 2024", *ROOMS, "Nomor undian"):
        expect(plan).to_contain_text(words)
    expect(plan.locator("button")).to_have_count(0)
    observer.close()


def own_turn_on_the_phone(phone: Person) -> None:
    """The tab that was open all the time: the own turn and nobody else's, for the calendar of the phone."""
    page = phone.page
    page.reload()
    page.locator("main tbody a").click()
    row = page.locator("main tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(OWN)
    for name in ("PT Contoh Dagang", "Contoh Jaya", "Pemerintah"):
        expect(page.locator("main")).not_to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    with page.expect_download() as download:
        page.get_by_role("link", name="Tambahkan ke kalender").click()
    (event,) = icalendar.Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    starts, ends = event["DTSTART"], event["DTEND"].dt
    assert starts.params["TZID"] == "Asia/Makassar"
    assert starts.dt.utcoffset().total_seconds() == 8 * 3600
    assert (ends - starts.dt).total_seconds() == 20 * 60
    assert f"{starts.dt:%Y-%m-%d}" in (WEDNESDAY, THURSDAY)
    expect(row).to_contain_text(f"{starts.dt:%H.%M}–{ends:%H.%M} WITA")
    assert "Hotel Kendari, Ruang" in event["LOCATION"]
    assert page.request.get(f"{phone.address}{PLAN}").status in (403, 404)
    phone.close()
