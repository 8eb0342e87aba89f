"""The pages of sheets on paper: the code, the marks, the second officer, the pick."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from paritrana.audit.models import Entry
from scoring.agenda import agenda
from scoring.models import PaperSheet, ScoreSheet
from scoring.services import paper_sheets
from tests import factories
from tests.scoring.test_paper_sheets import ON_SCREEN, TYPED
from tests.scoring.test_paper_sheets import keyed as keyed
from tests.scoring.test_paper_sheets import pair as pair
from tests.scoring.test_paper_sheets import sheet as sheet


def url(name, sheet, *rest):
    edition = sheet.nomination.edition
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])


def text_of(page):
    return " ".join(page.content.decode().split())


def test_code_opens_its_sheet_or_says_why_not(client_of, secretariat, sheet):
    client = client_of(secretariat)
    page = client.post(url("paper_sheets", sheet), {"code": f"PARITRANA-LEMBAR {sheet.pk} 1"})
    assert (page.status_code, page.url) == (302, url("paper_sheet_new", sheet, sheet.pk, 1))
    for typed, why in (
        ("lembar 12", "Tulis kedua angka di bawah kode QR"),
        ("999999-1", "Tidak ada lembar dengan kode ini"),
        (f"{sheet.pk}-2", "Cetak lembar kosong yang baru"),
    ):
        page = client.post(url("paper_sheets", sheet), {"code": typed})
        assert page.status_code == 422
        assert why in text_of(page)
        assert f'value="{typed}"' in text_of(page)


def test_marks_are_keyed_with_the_picture_of_the_sheet(client_of, secretariat, sheet):
    client, address = client_of(secretariat), url("paper_sheet_new", sheet, sheet.pk, 1)
    page = text_of(client.get(address))
    assert str(sheet.person) in page
    assert "opsional" not in page.split("Lembar kertas</legend>")[0]
    typed = {f"mark_{code}": text for code, text in TYPED.items()}
    page = client.post(address, typed | {"mark_komitmen": "101", "mark_dana_lain": ""})
    text = text_of(page)
    assert page.status_code == 422
    assert text.count("Nilai dari 0 sampai 100.") == text.count("Isi nilai ini. Kosong tidak sama dengan 0.") == 2
    assert text.count("Lampirkan gambar lembar ini, atau beri tanda bahwa tidak ada gambarnya.") == 2
    assert 'value="101"' in text
    assert 'value="85,5"' in text
    scan = SimpleUploadedFile("lembar.pdf", factories.pdf_bytes(), "application/pdf")
    page = client.post(address, typed | {"scan": scan})
    row = PaperSheet.objects.get()
    assert (page.status_code, row.values, row.scan.name) == (302, TYPED, "lembar.pdf")
    assert client.get(address).status_code == 302  # it is keyed: back to the next code, with the reason


def test_second_officer_compares_and_changes_nothing(client_of, sheet, keyed, second_secretariat, chair, observer):
    waiting = [(item.title, item.count) for item in agenda(second_secretariat) if "kertas" in item.title]
    assert waiting == [("Cocokkan lembar kertas", 1)]
    client = client_of(second_secretariat)
    page = text_of(client.get(url("paper_sheet", sheet, keyed.pk)))
    assert "<strong>90.25</strong>" in page
    assert 'name="mark_' not in page
    assert Entry.objects.filter(verb="paper_sheets.read", actor_id=second_secretariat.pk).count() == 1
    refused = client.post(url("paper_sheet_reject", sheet, keyed.pk), {"note": ""})
    assert (refused.status_code, PaperSheet.objects.get().status) == (422, "waiting")
    assert client_of(chair).get(url("paper_sheet", sheet, keyed.pk)).status_code == 404
    assert "90.25" not in text_of(client_of(chair).get(url("paper_sheets", sheet)))
    client.post(url("paper_sheet_confirm", sheet, keyed.pk))
    assert ScoreSheet.objects.get(pk=sheet.pk).status == "sent"


def test_owner_picks_with_both_side_by_side_and_the_chair_unseen(client_of, pair, sheet, panelist, panelists, chair):
    address = url("paper_sheet_pick", sheet, pair.pk)
    own = client_of(panelist)
    assert "Bandingkan dan pilih" in text_of(own.get(url("sheet", sheet, sheet.pk)))
    assert [item.title for item in agenda(panelist) if "kertas" in item.title] == [
        f"Pilih nilai Anda untuk {sheet.nomination.nominee}: kertas atau layar"
    ]
    page = text_of(own.get(address))
    assert "<strong>90,25</strong>" in page
    assert page.count("<strong>70,00</strong>") == 4
    unseen = text_of(client_of(chair).get(address))
    assert [figure in unseen for figure in ("90,25", "70,00", "Berbeda")] == [False, False, False]
    assert client_of(panelists[1]).get(address).status_code == 404
    assert own.post(address, {}).status_code == 422
    assert own.post(address, {"source": "paper"}).status_code == 302
    assert "Kertas dipilih" not in text_of(own.get(address))
    assert "Yang dihitung" in text_of(own.get(address))
    assert client_of(chair).get(address).status_code == 404


def test_chair_says_why_the_panelist_does_not_pick(client_of, pair, sheet, chair):
    client, address = client_of(chair), url("paper_sheet_pick", sheet, pair.pk)
    assert client.post(address, {"source": "screen", "reason": ""}).status_code == 422
    page = client.post(address, {"source": "screen", "reason": "Sudah pulang"})
    assert (page.status_code, PaperSheet.objects.get().status) == (302, "set_aside")


def test_sheet_sent_beside_a_paper_leads_to_the_pick(client_of, sheet, keyed, panelist, second_secretariat):
    paper_sheets.confirm(keyed, by=second_secretariat)
    typed = {f"mark_{code}": text for code, text in ON_SCREEN.items()}
    page = client_of(panelist).post(
        url("sheet", sheet, sheet.pk), {**typed, "version": "0", "notes": "", "action": "send"}, follow=True
    )
    assert "pilih mana yang berlaku" in text_of(page)
    assert "Bandingkan dan pilih" in text_of(page)
    again = client_of(panelist).post(url("sheet", sheet, sheet.pk), {**typed, "version": "2", "action": "send"})
    assert again.status_code == 422


def test_sent_sheet_says_where_its_marks_came_from(client_of, sheet, keyed, panelist, second_secretariat):
    paper_sheets.confirm(keyed, by=second_secretariat)
    assert "dicatat oleh dua petugas" in text_of(client_of(panelist).get(url("sheet", sheet, sheet.pk)))
