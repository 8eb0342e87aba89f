"""S4: Kalimantan Selatan, evidence that counts. Through the public addresses, on the example round.

Balangan claims integrated data on vulnerable workers, an allocation in the APBD and synergy with villages;
each claim is an indicator with its file. Figures are made up (contoh).
"""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.page_forms import forms_of
from tests.scenarios.walker import Walker

EDITION = "/kalsel/penilaian-2024/"
CATEGORY = "kabupaten-kota"
BALANGAN = "Pemerintah Kabupaten Balangan"
ABSENT = "Pemerintah Kota Banjarbaru"
ZONE = ZoneInfo("Asia/Makassar")


@pytest.fixture
def person(demo):
    return lambda username: Walker(username, EDITION)


def test_s4_from_claim_to_ranking(person):
    staff, second = person("sekretariat1.kalsel"), person("sekretariat2.kalsel")
    numbers = numbers_of(staff)
    claims_are_tied_to_indicators(staff, numbers[BALANGAN])
    returned_as_incomplete(staff, second, numbers[BALANGAN])
    completed_item_by_item(person("daerah.balangan"), numbers[BALANGAN])
    verified(staff, second, numbers)
    self_score_stands_beside_verified(staff, person("daerah.balangan"), numbers[BALANGAN])
    the_branch_sees_only_its_own(person, numbers)
    one_does_not_come(staff, person, numbers)
    the_ranking_stands(staff, numbers)


def numbers_of(staff):
    """Candidate -> number, of those who have sent."""
    text = staff.see("usulan/?sending=sent&state=sent")
    return {name: int(number) for number, name in re.findall(r'/usulan/(\d+)/">([^<]+)</a>', text)}


def claims_are_tied_to_indicators(staff, number):
    text = staff.see(f"verifikasi/{number}/")
    items = text.split('<article class="section verify-item"')[1:]
    assert len(items) == 14
    claimed = [item for item in items if "/data-dukung/" in item]
    assert len(claimed) >= 10
    link = re.search(r'href="([^"]+/data-dukung/\d+/)"', claimed[0]).group(1)
    file = staff.client.get(link)
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def judge(by, number, verdict, reason="", only=None):
    """A verdict on every item that waits for one, or on the one called `only`."""
    path = f"verifikasi/{number}/"
    text = by.see(path)
    waiting = {
        re.search(r"/butir/\d+/", item).group(): code
        for code, item in re.findall(r'id="butir-(\w+)"(.*?)</article>', text, re.DOTALL)
        if "tersimpan" not in item and 'name="seen"' in item
    }
    for form in forms_of(text, by.at(path)):
        answer = re.search(r"/butir/(\d+)/$", form.action)
        if answer and waiting.get(answer.group()) in ({only} if only else set(waiting.values())):
            key = f"v{answer.group(1)}"
            response = by.post(form, **{f"{key}-verdict": verdict, f"{key}-reason": reason})
            assert response.status_code == 302, response.text


def returned_as_incomplete(staff, second, number):
    path = f"verifikasi/{number}/"
    judge(staff, number, "incomplete", "Data pekerja rentan belum memuat desa (contoh).", only="R1")
    assert "Sedang dikerjakan oleh" in second.see(path)
    assert "Staf 1 Sekretariat" in second.see("verifikasi/")
    codes = re.findall(r'id="butir-(\w+)"', staff.see(path))
    judge(staff, number, "period", "Alokasi APBD tahun 2022, bukan 2024 (contoh).", only=codes[1])
    judge(staff, number, "accepted")
    assert "Butir yang kembali kepada kandidat" in staff.see(path)
    until = datetime.datetime.now(ZONE) + datetime.timedelta(days=2)
    staff.send(path, "/kembalikan/", note="Lengkapi dua butir (contoh).", deadline=f"{until:%Y-%m-%dT%H:%M}")


def completed_item_by_item(official, number):
    home = official.see(f"usulan/{number}/")
    assert "Yang perlu ditindaklanjuti" in home
    back = re.findall(r'<li><a href="([^"]+)#butir-(\w+)">', home)
    assert len(back) == 2
    for path, code in back:
        item = re.search(rf'id="butir-{code}"(.*?)</section>', official.see(path), re.DOTALL).group(1)
        prefix = re.search(r'name="(b\d+)-reply"', item).group(1)
        fields = {f"{prefix}-reply": f"Butir {code} sudah dilengkapi (contoh)."}
        if f"{prefix}-files" in item:
            fields[f"{prefix}-files"] = SimpleUploadedFile("Lampiran desa.pdf", b"%PDF-1.7\nlampiran\n%%EOF\n")
        assert "Draf tersimpan" in official.send(path, f"{prefix}-reply", **fields)
    sent = official.send(
        f"usulan/{number}/periksa/",
        "sender_name",
        sender_name="Nama Pengirim (contoh)",
        sender_office="Asisten II (contoh)",
        without_evidence="on",
    )
    assert re.search(r"TT-63-2024-\d{3}-2", sent)


def verified(staff, second, numbers):
    """The two that came back are looked at again, each with the candidate's word; the others are accepted."""
    text = staff.see(f"verifikasi/{numbers[BALANGAN]}/")
    assert text.count("Tindak lanjut kandidat") == 2
    assert "Hasil sebelumnya: Perlu dilengkapi. Data pekerja rentan belum memuat desa (contoh)." in text
    for name, number in numbers.items():
        judge(staff if name == BALANGAN else second, number, "accepted", "Contoh alasan.")
        staff.send(f"verifikasi/{number}/", "/selesai/")
    assert "0 usulan menunggu verifikasi" in staff.see("verifikasi/")


def self_score_stands_beside_verified(staff, official, number):
    text = staff.see(f"verifikasi/{number}/")
    assert text.count("Isian kandidat") == text.count("Nilai terverifikasi") == 14
    mine = official.see(f"usulan/{number}/")
    assert mine.count('class="verdict"') == 14
    assert "Contoh alasan." in mine


def the_branch_sees_only_its_own(person, numbers):
    """Balangan, Tabalong and Hulu Sungai Utara are served by Batulicin, the others by Banjarmasin."""
    head, other = person("kepala.bta"), person("kepala.bjm")
    own = set(re.findall(r'/usulan/\d+/">([^<]+)</a>', head.see("usulan/")))
    assert BALANGAN in own
    assert own == {
        "Pemerintah Kabupaten Balangan",
        "Pemerintah Kabupaten Hulu Sungai Utara",
        "Pemerintah Kabupaten Tabalong",
    }
    assert head.status(f"usulan/{numbers[ABSENT]}/") == 404
    # The head in the capital is also the committee's secretary: that seat sees the round, this one its branch.
    assert other.status(f"usulan/{numbers[BALANGAN]}/") == 200
    assert person("daerah.banjar").status(f"usulan/{numbers[BALANGAN]}/") == 404


# --- an absent candidate --------------------------------------------------------------------------------


def move(staff, stage):
    text = staff.send(f"tahapan/{CATEGORY}/", "next-target")
    assert f"→ {stage}" in text


def one_does_not_come(staff, person, numbers):
    chair = person("ketua.kalsel")
    for official in ("hulusungaiutara", "tabalong", "banjarmasin"):
        walker = person(f"daerah.{official}")
        path = re.search(r"/usulan/\d+/", walker.see("usulan/")).group()
        walker.send(path.lstrip("/"), "refuse", action="refuse", note="Tidak ikut tahun ini (contoh).")
    move(staff, "Seleksi administrasi")
    fields = {f"u{number}-choice": "shortlist" for number in numbers.values()}
    fields |= {f"u{number}-reason": "Lengkap (contoh)." for number in numbers.values()}
    staff.send("seleksi/", "-choice", **fields)
    staff.send(f"kriteria/{CATEGORY}/", "/tetapkan/")
    move(staff, "Wawancara")
    staff.press(f"penilaian/kemajuan/{CATEGORY}/", "/dokumen/")
    staff.press(f"penilaian/kemajuan/{CATEGORY}/", "/cakupan/")
    plan = f"wawancara/rencana/?kategori={CATEGORY}"
    names = [control.name for control in staff.forms(plan, "order_")[0].controls]
    order = {name: str(place) for place, name in enumerate([name for name in names if name.startswith("order_")], 1)}
    panel = [control.value for control in staff.forms(plan, "order_")[0].controls if control.name == "panel"]
    text = staff.send(plan, "order_", name="Hari pertama", day=f"{datetime.datetime.now(ZONE):%Y-%m-%d}",
                      start="08:40", mode="online", panel=panel, **order)  # fmt: skip
    for path in re.findall(r'href="([^"]+)"[^>]*>Catat kehadiran', text):
        page = staff.see(path)
        if f"Kehadiran {ABSENT}" in page:
            staff.send(path, "delegasi", status="missing", note="Tanpa pemberitahuan (contoh).")
            continue
        office = "Asisten II" if BALANGAN in page else "Bupati"
        staff.send(path, "delegasi", status="present", **{
            "delegasi-0-name": f"{office} (contoh)", "delegasi-0-office": office,
            "delegasi-0-capacity": "other" if BALANGAN in page else "head",
        })  # fmt: skip
    for username in ("kepala.bjm", "panelis3.kalsel", "panelis4.kalsel", "panelis5.kalsel"):
        mark(person(username))
    mark(chair)


def mark(member):
    """Every sheet that is open to this member."""
    for path in re.findall(r'href="([^"]+/penilaian/\d+/)"', member.see("penilaian/")):
        for form in member.forms(path, "mark_"):
            marks = {control.name: "82,5" for control in form.controls if control.name.startswith("mark_")}
            assert member.post(form, action="send", **marks).status_code == 302


def the_ranking_stands(staff, numbers):
    session = re.search(r'href="([^"]+/wawancara/\d+/)"', staff.see("wawancara/")).group(1)
    assert "Tidak hadir" in staff.see(session)
    staff.send(f"{session}tutup/", "leader", reason="Berhalangan (contoh).")
    staff.send(f"penilaian/kemajuan/{CATEGORY}/", "/tutup/")
    move(staff, "Rapat pleno")
    text = staff.send(f"peringkat/{CATEGORY}/", "/hitung/")
    ranked = re.findall(r"\d+\.\s*(?:<[^>]+>)*\s*(Pemerintah [^<]+)<", text)
    assert len(ranked) == len(set(ranked)) == len(numbers) - 1
    assert ABSENT not in ranked
    assert ABSENT in text
    assert "Tidak hadir" in staff.see(session)
    assert person_state(staff, numbers[ABSENT]) == "Nomine"


def person_state(staff, number):
    return re.search(r'class="tag tag-\w+">([^<]+)<', staff.see(f"usulan/{number}/")).group(1)
