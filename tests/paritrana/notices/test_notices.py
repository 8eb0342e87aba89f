import pytest
from django.core.exceptions import PermissionDenied

from paritrana.committees.services import seats, stages
from paritrana.notices import services, tasks
from paritrana.notices.models import Notice
from tests import factories

SENT = "/kaltim/penilaian-2024/pemberitahuan/"


@pytest.fixture
def notice(edition, official, secretariat):
    (made,) = services.notify(
        [official, official], title="Judul", text="Batas pengiriman besok.", url="/beranda/", edition=edition
    )
    return made


def test_everybody_is_told_once(notice, official):
    assert Notice.objects.count() == 1
    assert (notice.to, notice.province_id) == (official, "64")


def test_message_is_polite_and_puts_the_office_first(notice, settings):
    settings.PORTAL_URL = "https://paritrana.contoh.id"
    assert services.whatsapp_text(notice, "Dinas Tenaga Kerja Kabupaten Paser") == (
        "Yth. Dinas Tenaga Kerja Kabupaten Paser\nBapak/Ibu Pejabat Kabupaten\n\nBatas pengiriman besok.\n\n"
        "https://paritrana.contoh.id/beranda/\n\nSekretariat Paritrana Award Kalimantan Timur"
    )


def test_one_tap_records_who_told_and_the_first_counts(notice, secretariat, second_secretariat, stranger):
    with pytest.raises(PermissionDenied):
        services.mark_told(notice, by=stranger)
    services.mark_told(notice, by=secretariat)
    assert services.mark_told(notice, by=second_secretariat).told_by == secretariat


def test_people_read_only_their_own_notices(notice, official, panelist, client_of):
    assert "Judul" in client_of(official).get("/pemberitahuan/").text
    assert "Judul" not in client_of(panelist).get("/pemberitahuan/").text
    client_of(panelist).post("/pemberitahuan/dibaca/")
    notice.refresh_from_db()
    assert notice.read_at is None
    client_of(official).post("/pemberitahuan/dibaca/")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_secretariat_follows_what_was_sent(notice, secretariat, stranger, observer, client_of):
    client = client_of(secretariat)
    page = client.get(SENT).text
    assert "Yth. Pemerintah Kabupaten Paser\nBapak/Ibu Pejabat Kabupaten" in page
    assert client.post(f"{SENT}{notice.pk}/disampaikan/").status_code == 302
    assert "Judul" not in client.get(SENT, {"status": "waiting"}).text
    assert "Disampaikan lewat WhatsApp oleh Staf Sekretariat" in client.get(SENT, {"status": "told"}).text
    assert client_of(stranger).post(f"{SENT}{notice.pk}/disampaikan/").status_code == 404
    assert client_of(observer).get(SENT).status_code == 403


def test_a_notice_of_another_edition_is_not_ticked_off_here(notice, kaltim, secretariat, client_of):
    factories.edition(kaltim, 2025)
    answer = client_of(secretariat).post(f"/kaltim/penilaian-2025/pemberitahuan/{notice.pk}/disampaikan/")
    assert answer.status_code == 404


def test_hand_over_tells_both(edition, panelist, secretariat, seat_of):
    new = seats.hand_over(seat_of(panelist), factories.user("baru", "Orang Baru"), by=secretariat)
    tasks.handed_over(new.pk)
    assert set(Notice.objects.values_list("to__username", flat=True)) == {"panelis1", "baru"}


def test_opening_of_nominations_tells_candidates_of_the_kind_only(edition, nominees, official, chair, stranger):
    category = factories.category(edition, stage="preparation")
    factories.instrument(category)
    village = factories.category(edition, "Desa", "desa", nominee_kind="village", stage="preparation")
    factories.instrument(village)
    for row in (category, village):
        named = [blocker.text for blocker in stages.open_blockers(row, "nomination")]
        hard = [blocker for blocker in stages.open_blockers(row, "nomination") if blocker.hard]
        if not hard:
            tasks.stage_moved(stages.advance(row, "nomination", by=chair, set_aside=named, note="mulai").pk)
    assert "asing" not in set(Notice.objects.values_list("to__username", flat=True))
    assert Notice.objects.filter(to=official, title__contains="Desa").count() == 0


def test_sent_page_asks_the_same_number_of_queries_at_any_size(
    edition, notice, official, secretariat, client_of, django_assert_num_queries
):
    client = client_of(secretariat)
    client.get(SENT)
    for many in (6, 40):
        for number in range(many):
            services.notify([official], title=f"Judul {number}", text="Isi", url="/beranda/", edition=edition)
        with django_assert_num_queries(SENT_QUERIES):
            client.get(SENT)


SENT_QUERIES = 14
