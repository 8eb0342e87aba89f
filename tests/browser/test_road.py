"""Scenario S1 from "create edition" to "download certificate", as the people of the round, in the browser.

Real servers, a real worker, no step through the ORM. The people are those of the example; the edition, its
committee, rules, nominations, sheets and decision are made here, page by page.
"""

import datetime
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.person import PDF, Person, today
from tests.page_forms import forms_of

EDITION = "/kaltim/penilaian-2025/"
CATEGORY = "kabupaten-kota"
# The seven of S1, in the order of the day, with their mark.
NOMINEES = {
    "berau": ("Pemerintah Kabupaten Berau", 78),
    "paser": ("Pemerintah Kabupaten Paser", 80),
    "kutaitimur": ("Pemerintah Kabupaten Kutai Timur", 88),
    "penajampaserutara": ("Pemerintah Kabupaten Penajam Paser Utara", 82),
    "kutaikartanegara": ("Pemerintah Kabupaten Kutai Kartanegara", 83),
    "bontang": ("Pemerintah Kota Bontang", 91),
    "samarinda": ("Pemerintah Kota Samarinda", 85),
}
# Nine seats; each gives an own sheet for each regency.
PANEL = ["ketua.kaltim", "kepala.smd", *[f"panelis{number}.kaltim" for number in range(3, 10)]]
HEADS = {"kepala.smd": 2, "kepala.bpn": 2, "kepala.btg": 3}
BRANCHES = {"smd": ["64.02", "64.72"], "bpn": ["64.01", "64.09"], "btg": ["64.03", "64.08", "64.74"]}
STAGES = {
    "nomination": "Pengusulan",
    "selection": "Seleksi administrasi",
    "interviews": "Wawancara",
    "deliberation": "Rapat pleno",
    "decided": "Ditetapkan",
    "announced": "Diumumkan",
}


@pytest.fixture
def person(browser: Browser, portal: str) -> Callable[..., Person]:
    return lambda username, width=1280: Person(browser, portal, username, width)


def test_s1_from_edition_to_certificate(person):
    staff = person("sekretariat1.kaltim")
    create_edition(staff)
    seat_the_committee(staff)
    write_the_rules(staff)
    move(staff, "nomination")
    propose(person)
    for username in NOMINEES:
        answer_and_send(person, username)
    count_coverage(person)
    verify(staff)
    move(staff, "selection")
    select(staff)
    move(staff, "interviews")
    open_the_desk_round(staff)
    plan_the_day(staff)
    hold_the_day(staff)
    for username in PANEL[:2]:
        mark_sheets(person, username)
    for username in PANEL[2:]:
        send_forms(person, username)
    close_the_day(staff)
    move(staff, "deliberation")
    rank(staff)
    explain(staff)
    review(person, staff)
    chair = person("ketua.kaltim", 375)
    decide(chair)
    move(chair, "decided")
    nothing_leaks(person)
    print_certificates(staff)
    release(chair)
    announced(person)


def create_edition(staff):
    staff.go("/penyelenggaraan/baru/")
    staff.fill(title="Paritrana Award Kalimantan Timur", assessment_year="2025", held_year="2026")
    staff.choose("start", "2024")
    staff.press("Buat penyelenggaraan")
    expect(staff.page).to_have_url(re.compile(EDITION))
    expect(staff.page.locator("body")).to_contain_text("Tahun penilaian 2025, pelaksanaan 2026")


def seat_the_committee(staff):
    """The nine seats stand empty first; each is then taken. All nine score the interview, three the documents."""
    staff.go(f"{EDITION}panitia/")
    staff.press("Susun sembilan peran")
    links = staff.page.get_by_role("link", name=re.compile("^(Ketua|Sekretaris|Anggota)")).all()
    addresses = [link.get_attribute("href") for link in links]
    assert len(addresses) == len(PANEL)
    for username, address in zip(PANEL, addresses, strict=True):
        staff.go(address)
        staff.page.get_by_role("link", name="Isi peran").click()
        option = staff.page.locator("select[name=person] option", has_text=f"({username})")
        staff.page.locator("select[name=person]").select_option(option.get_attribute("value"))
        staff.press("Isi peran")
    staff.go(f"{EDITION}panitia/penilai/")
    boxes = staff.page.locator("input[name=scores]")
    values = [box.get_attribute("value") for box in boxes.all()]
    # "<seat>-<category>-<round>"; the regencies are the first category.
    category = values[0].split("-")[1]
    ours = [value for value in values if value.split("-")[1] == category]
    for value in [value for value in ours if value.endswith("-interview")]:
        staff.choose("scores", value)
    for value in [value for value in ours if value.endswith("-desk")][2:4]:
        staff.choose("scores", value)
    staff.press("Simpan daftar penilai")


def write_the_rules(staff):
    """Window, questions and criteria of the category, and who signs."""
    staff.go(f"{EDITION}ubah/")
    staff.fill(decree_number="100.3.3.1/CONTOH/2026", decree_date="2026-03-02")
    staff.press("Simpan penyelenggaraan")
    now = datetime.datetime.now(ZoneInfo("Asia/Makassar"))
    staff.go(f"{EDITION}kategori/{CATEGORY}/")
    staff.fill(
        nomination_opens=f"{now - datetime.timedelta(days=1):%Y-%m-%dT%H:%M}",
        nomination_closes=f"{now + datetime.timedelta(days=30):%Y-%m-%dT%H:%M}",
    )
    staff.press("Simpan kategori")
    instrument = f"{EDITION}kategori/{CATEGORY}/instrumen/"
    staff.go(f"{instrument}baru/")
    staff.fill(section="Regulasi", code="R1", text="Regulasi perlindungan pekerja yang berlaku")
    staff.choose("kind", "choice")
    staff.fill(choices="Peraturan Daerah\nPeraturan Bupati/Wali Kota\nBelum ada")
    staff.press("Simpan")
    staff.go(f"{instrument}baru/")
    staff.fill(section="Anggaran", code="A1", text="Anggaran iuran pekerja rentan", unit="rupiah")
    staff.choose("kind", "number")
    staff.page.locator("[name=needs_evidence]").uncheck()
    staff.press("Simpan")
    staff.go(instrument)
    staff.press("Tetapkan instrumen")
    staff.go(f"{EDITION}kriteria/{CATEGORY}/")
    staff.press("Mulai dari contoh")
    staff.says("100,00")
    staff.press("Tetapkan kriteria")
    staff.says(re.compile("kode segel", re.IGNORECASE))
    staff.go(f"{EDITION}dokumen/penanda-tangan/")
    staff.fill(name="Nama Pejabat (contoh)", office="Gubernur Kalimantan Timur")
    staff.press("Simpan penanda tangan")


def move(by, stage):
    """Take the category to the next stage; nothing may stand in the way."""
    by.go(f"{EDITION}tahapan/{CATEGORY}/")
    expect(by.page.locator("[name=next-target]")).to_have_value(stage)
    by.page.locator("#form-next button[type=submit]").click()
    by.says(f"→ {STAGES[stage]}")


def propose(person):
    """The branch heads propose the regencies that they serve."""
    for username, count in HEADS.items():
        head = person(username)
        for _ in range(count):
            head.go(f"{EDITION}usulan/baru/?kategori={CATEGORY}")
            options = head.page.locator("select[name=nominee] option").all()
            ours = [option for option in options if option.inner_text() in dict(NOMINEES.values())]
            head.page.locator("select[name=nominee]").select_option(ours[0].get_attribute("value"))
            head.press("Usulkan")
        head.close()


def answer_and_send(person, username):
    """The regency answers on a phone, uploads evidence, checks and sends."""
    official = person(f"daerah.{username}", 375)
    official.go(f"{EDITION}usulan/")
    official.page.get_by_role("link", name=NOMINEES[username][0]).click()
    here = official.page.url
    official.page.locator(".task-list").get_by_role("link", name="Regulasi").click()
    official.page.get_by_label("Peraturan Daerah").check()
    official.page.locator("input[type=file]").set_input_files(
        {"name": "Perda contoh.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(official.page.locator("[data-row]")).to_contain_text("Perda contoh.pdf")  # it goes up by itself
    official.press("Simpan dan lanjutkan")
    official.page.get_by_label("Anggaran iuran pekerja rentan").fill("1.250.000.000")
    official.press("Simpan dan lanjutkan")
    official.page.goto(f"{here}periksa/")
    official.says("1.250.000.000")
    official.fill(sender_name="Nama Pengirim (contoh)", sender_office="Kepala Dinas Tenaga Kerja")
    official.press("Kirim penilaian mandiri")
    official.says(re.compile(r"TT-64-2025-\d{3}-1"))
    official.close()


def count_coverage(person):
    """Staff of each branch enter the figures of their regencies, the head confirms them."""
    for branch, codes in BRANCHES.items():
        clerk = person(f"staf.{branch}")
        for code in codes:
            clerk.go(f"{EDITION}cakupan/{code}/isi/")
            clerk.fill(pu="60.000", bpu="25.000", jakon="5.000", source="Contoh: rekap cabang", base_people="120.000")
            clerk.fill(base_source="Contoh")
            clerk.page.locator("[name=base_kind]").select_option("working")
            clerk.press("Simpan angka cakupan")
            clerk.says("75,00%")
        clerk.close()
        head = person(f"kepala.{branch}")
        head.go(f"{EDITION}cakupan/konfirmasi/")
        head.page.get_by_role("button", name=re.compile("^Konfirmasi")).first.click()
        head.says(re.compile("dikonfirmasi", re.IGNORECASE))
        head.close()


def verify(staff):
    """Item by item, every file of the seven."""
    for number in range(1, len(NOMINEES) + 1):
        staff.go(f"{EDITION}verifikasi/{number}/")
        items = staff.page.locator("form:has(input[name$='-verdict'])")
        for index in range(items.count()):
            item = items.nth(index)
            item.locator("input[name$='-verdict'][value=accepted]").check()
            with staff.page.expect_response(re.compile("/butir/")):
                item.get_by_role("button", name="Simpan hasil").click()
        staff.go(f"{EDITION}verifikasi/{number}/")
        staff.press("Nyatakan selesai diverifikasi")


def select(staff):
    """All seven become nomine, each with a reason."""
    staff.go(f"{EDITION}seleksi/")
    for number in range(1, len(NOMINEES) + 1):
        staff.choose(f"u{number}-choice", "shortlist")
        staff.fill(**{f"u{number}-reason": "Data dukung lengkap (contoh)."})
    staff.press("Simpan keputusan seleksi")
    staff.says("Nomine")


def plan_the_day(staff):
    """All seven in one morning, the whole panel in one room."""
    staff.go(f"{EDITION}wawancara/tempat/")
    staff.fill(name="Ruang Sidang Utama (contoh)", address="Samarinda")
    staff.press("Tambah tempat")
    staff.go(f"{EDITION}wawancara/rencana/?kategori={CATEGORY}")
    staff.fill(name="Wawancara hari pertama", day=f"{today() + datetime.timedelta(days=3):%Y-%m-%d}", start="08:40")
    staff.choose("mode", "on_site")
    staff.page.locator("[name=venue]").select_option(label="Ruang Sidang Utama (contoh)")
    for number, field in enumerate(staff.page.locator("[name^=order_]").all(), start=1):
        field.fill(str(number))
    for box in staff.page.locator("[name=panel]").all():
        box.check()
    staff.press("Simpan sesi")
    staff.says("08.40")


def hold_the_day(staff):
    """Each delegation comes: the head of the region and the head of the labour office."""
    session = staff.page.url.removeprefix(staff.address)
    for index in range(len(NOMINEES)):
        staff.go(session)
        staff.page.get_by_role("link", name="Catat kehadiran").first.click()
        staff.choose("status", "present")
        staff.fill(**{"delegasi-0-name": "Kepala daerah (contoh)", "delegasi-0-office": "Bupati/Wali Kota"})
        staff.page.locator("[name=delegasi-0-capacity]").select_option("head")
        staff.press("Simpan kehadiran")
        expect(staff.page.get_by_role("link", name="Catat kehadiran")).to_have_count(len(NOMINEES) - 1 - index)


def mark_sheets(person, username):
    """Every sheet of one member, on a phone. A wrong mark is refused at its field and keeps what was typed."""
    member = person(username, 375)
    for number, (address, mark) in enumerate(todo(member, username)):
        member.go(address)
        marks = member.page.locator("[name^=mark_]")
        for field in marks.all():
            field.fill(mark)
        if number == 0:
            marks.first.fill("1.234")
            member.press("Kirim nilai")
            expect(marks.first).to_have_value("1.234")
            expect(marks.first).to_have_attribute("aria-invalid", "true")
            marks.first.fill(mark)
        member.press("Kirim nilai")
        member.says("Terkirim")
    member.close()


def send_forms(person, username):
    """The same for one whose phone runs no script: only the forms go over the line."""
    member = person(username, 375)
    for address, mark in todo(member, username):
        url = member.address + address
        form = next(form for form in forms_of(member.page.request.get(url).text(), url) if form.key == "lembar")
        data = {control.name: control.value for control in form.controls if control.kind == "hidden"}
        marks = {control.name: mark for control in form.controls if control.name.startswith("mark_")}
        answer = member.page.request.post(form.action, form={**data, **marks, "action": "send"})
        assert "Terkirim, diterima server" in answer.text()
    member.close()


def todo(member, username):
    """The addresses of one member's sheets, with the mark that each regency gets."""
    member.go(f"{EDITION}penilaian/")
    quality = dict(NOMINEES.values())
    sheets = member.page.get_by_role("link", name=re.compile("^Pemerintah")).all()
    extra = PANEL.index(username) % 3
    return [(row.get_attribute("href"), f"{quality[row.inner_text().splitlines()[0]] + extra},5") for row in sheets]


def close_the_day(staff):
    session = f"{EDITION}wawancara/"
    staff.go(session)
    staff.page.get_by_role("link", name="Wawancara hari pertama").click()
    staff.page.get_by_role("link", name="Tutup sesi").click()
    staff.press("Tutup sesi")
    staff.says("Kode segel penilaian")
    staff.go(f"{EDITION}penilaian/kemajuan/{CATEGORY}/")
    staff.press("Tutup penilaian")
    staff.says(re.compile("ditutup"))


def open_the_desk_round(staff):
    staff.go(f"{EDITION}penilaian/kemajuan/{CATEGORY}/")
    staff.press("Buka penilaian dokumen")
    staff.press("Hitung nilai cakupan")
    staff.says("Nilai cakupan dihitung untuk semua kandidat.")


def rank(staff):
    staff.go(f"{EDITION}peringkat/{CATEGORY}/")
    staff.press("Hitung peringkat")
    names = [row.inner_text() for row in staff.page.locator("tbody th").all()[: len(NOMINEES)]]
    order = sorted(NOMINEES.values(), key=lambda nominee: -nominee[1])
    assert names == [f"{place}. {name}" for place, (name, _) in enumerate(order, start=1)]
    staff.says("Peringkat sementara (belum ditetapkan)")


def explain(staff):
    """Total -> components -> criteria -> marks, and it adds up."""
    staff.page.get_by_role("link", name="Pemerintah Kota Bontang").click()
    staff.says("Pemerintah Kota Bontang")
    staff.says("Kepala Dinas Tenaga Kerja")


def review(person, staff):
    """Each head answers for the own regencies; one has a remark, the secretariat replies."""
    closes = datetime.datetime.now(ZoneInfo("Asia/Makassar")) + datetime.timedelta(hours=3)
    staff.go(f"{EDITION}tinjauan/{CATEGORY}/buka/")
    staff.fill(closes_at=f"{closes:%Y-%m-%dT%H:%M}")
    staff.press("Buka tinjauan")
    for username, count in HEADS.items():
        head = person(username, 375)
        for index in range(count):
            head.go(f"{EDITION}tinjauan/{CATEGORY}/")
            head.page.get_by_role("link", name=re.compile("^Beri tanggapan")).first.click()
            remark = username == "kepala.bpn" and index == 0
            head.choose("answer", "remark" if remark else "agreed")
            if remark:
                head.press("Kirim tanggapan")
                expect(head.page.locator("[name=reason]")).to_have_attribute("aria-invalid", "true")
                head.page.locator("[name=kind]").select_option("figure")
                head.fill(reason="Angka Jakon berubah setelah revisi (contoh).")
            head.press("Kirim tanggapan")
        head.close()
    staff.go(f"{EDITION}tinjauan/{CATEGORY}/")
    staff.page.get_by_role("link", name=re.compile("^Jawab catatan")).first.click()
    staff.choose("outcome", "declined")
    staff.fill(reply="Angka per 31 Desember dipakai untuk semua (contoh).")
    staff.press("Kirim jawaban")


def decide(chair):
    chair.go(f"{EDITION}pleno/{CATEGORY}/")
    chair.fill(held_on=f"{today():%Y-%m-%d}", place="Kantor gubernur (contoh)")
    chair.press("Tetapkan")
    chair.says("Juara I")
    chair.page.get_by_role("link", name="Tambah penghargaan khusus").click()
    chair.page.locator("[name=nominee]").select_option(label="Pemerintah Kabupaten Penajam Paser Utara")
    chair.page.locator("[name=measure]").select_option("rise")
    chair.fill(name="Kenaikan cakupan tertinggi", reason="Contoh.")
    chair.press("Tambahkan penghargaan")
    chair.says("Kenaikan cakupan tertinggi")


def nothing_leaks(person):
    """Embargo: the winner's official and the public learn nothing."""
    official = person("daerah.bontang", 375)
    official.go("/beranda/")
    expect(official.page.locator("body")).not_to_contain_text("Juara")
    response = official.page.goto(f"{official.address}/pengumuman{EDITION}")
    assert response.status == 404
    official.close()


def print_certificates(staff):
    """The worker makes them while the page shows how far it is; each is downloaded."""
    staff.go(f"{EDITION}dokumen/piagam/{CATEGORY}/")
    staff.press("Buat piagam")
    expect(staff.page.get_by_text("Semua berkas siap diunduh.")).to_be_visible(timeout=90_000)
    links = staff.page.get_by_role("link", name=re.compile("^Unduh"))
    # Three places and one special award.
    assert links.count() == 4
    for link in links.all():
        with staff.page.expect_download() as download:
            link.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-1.7")


def release(chair):
    chair.go(f"{EDITION}tahapan/{CATEGORY}/")
    chair.says("Membuka embargo")
    word = chair.page.locator("[name=next-word]")
    word.fill("salah")
    chair.page.locator("#form-next button[type=submit]").click()
    expect(word).to_have_attribute("aria-invalid", "true")
    word.fill("UMUMKAN")
    chair.page.locator("#form-next button[type=submit]").click()
    chair.says("→ Diumumkan")


def announced(person):
    """Now everybody may know: the public page, the candidate's own certificate and its check by code."""
    official = person("daerah.bontang", 375)
    official.go(f"/pengumuman{EDITION}")
    official.says("Pemerintah Kota Bontang")
    official.says("Juara I")
    official.go(f"{EDITION}dokumen/")
    with official.page.expect_download() as download:
        official.page.get_by_role("link", name=re.compile("^Unduh.*Piagam")).first.click()
    text = "".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert "PEMERINTAH KOTA BONTANG" in text.upper()
    code = re.search(r"(?:[2-9A-HJ-NP-Z]{4,5}[ -]?){4,5}", text.split("Cek keaslian")[1])
    official.go("/cek/")
    official.fill(code=code.group())
    official.press("Cek dokumen")
    official.says("Pemerintah Kota Bontang")
    official.close()
