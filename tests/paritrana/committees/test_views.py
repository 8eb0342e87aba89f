import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Seat, Stage
from paritrana.committees.services import seats, stages
from paritrana.numbers import waktu
from paritrana.roles import Role
from tests import factories

BASE = "/kaltim/penilaian-2024/"


def test_secretariat_creates_an_edition_from_a_template(secretariat, client_of):
    client = client_of(secretariat)
    typed = {"province": "64", "title": "Paritrana 2024", "assessment_year": 2024, "held_year": 2025, "start": "2023"}
    refused = client.post("/penyelenggaraan/baru/", typed | {"held_year": 2023})
    assert refused.status_code == 422
    assert "Tahun pelaksanaan tidak mendahului tahun penilaian." in refused.text
    assert "Paritrana 2024" in refused.text
    made = client.post("/penyelenggaraan/baru/", typed)
    assert (made.status_code, made["Location"]) == (302, BASE)
    assert Edition.objects.get().categories.count() == 8


def test_an_edition_is_not_created_for_another_province(secretariat, kalsel, client_of):
    typed = {"province": "63", "title": "X", "assessment_year": 2024, "held_year": 2025, "start": "2024"}
    assert client_of(secretariat).post("/penyelenggaraan/baru/", typed).status_code == 422
    assert Edition.objects.count() == 0


def test_copy_from_another_province_is_no_choice(secretariat, kalsel, client_of):
    foreign = factories.edition(kalsel)
    typed = {"province": "64", "title": "X", "assessment_year": 2025, "held_year": 2026}
    answer = client_of(secretariat).post("/penyelenggaraan/baru/", typed | {"start": f"edition-{foreign.pk}"})
    assert answer.status_code == 422


def test_edition_is_changed_and_bad_input_is_kept(edition, secretariat, client_of):
    client = client_of(secretariat)
    typed = {
        "title": "Nama Resmi", "assessment_year": 2024, "held_year": 2025, "committee_name": "Tim Penilai",
        "notes_days": 60, "decree_number": "", "decree_date": "bukan tanggal", "second_officers": ["chair"],
    }  # fmt: skip
    refused = client.post(f"{BASE}ubah/", typed)
    assert (refused.status_code, "bukan tanggal" in refused.text) == (422, True)
    assert client.post(f"{BASE}ubah/", typed | {"decree_date": "2025-05-02"}).status_code == 302
    edition.refresh_from_db()
    assert (edition.title, edition.committee_name, edition.second_officers) == ("Nama Resmi", "Tim Penilai", ["chair"])


def test_edition_page_warns_while_nobody_can_be_the_second_officer(edition, secretariat, client_of):
    warning = "Belum ada orang yang dapat menjadi petugas kedua."
    assert warning in client_of(secretariat).get(f"{BASE}ubah/").text
    factories.person("dua", "Staf Dua", Role.SECRETARIAT, province=edition.province)
    assert warning not in client_of(secretariat).get(f"{BASE}ubah/").text


def test_category_is_added_changed_and_removed(edition, secretariat, client_of):
    client = client_of(secretariat)
    typed = {"name": "Desa/Kelurahan", "nominee_kind": "village", "places": "3", "desk_by": "panel", "order": "1"}
    refused = client.post(f"{BASE}kategori/baru/", typed | {"places": "0", "rank_words": "Terbaik I"})
    assert (refused.status_code, "Terbaik I" in refused.text) == (422, True)
    assert client.post(f"{BASE}kategori/baru/", typed | {"rank_words": "Terbaik I\nTerbaik II"}).status_code == 302
    row = edition.categories.get()
    assert row.rank_words == ["Terbaik I", "Terbaik II"]
    window = {"nomination_opens": "2025-06-01T08:00", "nomination_closes": "2025-06-30T23:59"}
    assert client.post(f"{BASE}kategori/{row.slug}/", typed | window).status_code == 302
    row.refresh_from_db()
    assert row.nomination_closes.isoformat() == "2025-06-30T15:59:00+00:00"
    assert client.post(f"{BASE}kategori/{row.slug}/hapus/").status_code == 302
    assert edition.categories.count() == 0


@pytest.mark.parametrize(
    "path",
    ["", "ubah/", "kategori/", "kategori/kabupaten-kota/", "tahapan/", "tahapan/kabupaten-kota/", "panitia/",
     "panitia/penilai/", "panitia/tambah/panitia/", "riwayat/", "pemberitahuan/"],
)  # fmt: skip
def test_pages_of_an_edition_do_not_exist_for_a_stranger(path, category, stranger, client_of):
    assert client_of(stranger).get(BASE + path).status_code == 404


def test_a_seat_of_another_province_does_not_exist(panelist, stranger, administrator, seat_of, client_of):
    seat = seat_of(panelist)
    for path in ("", "ubah/", "isi/", "alihkan/", "akhiri/", "blokir/"):
        assert client_of(stranger).get(f"/peran/{seat.pk}/{path}").status_code == 404
        assert client_of(administrator).get(f"/peran/{seat.pk}/{path}").status_code == 404
    for path in ("undang/", "disampaikan/", "slip/", "buka-blokir/"):
        assert client_of(stranger).post(f"/peran/{seat.pk}/{path}").status_code == 404


@pytest.mark.parametrize("role", ["panelist", "observer", "chair", "branch_head", "official"])
def test_only_the_secretariat_changes_the_committee(role, category, request, client_of, seat_of):
    client = client_of(request.getfixturevalue(role))
    assert client.get(f"{BASE}panitia/tambah/panitia/").status_code == 403
    assert client.post(f"{BASE}panitia/susun/").status_code == 403
    assert client.get(f"{BASE}ubah/").status_code == 403


def test_committee_is_laid_out_filled_and_its_open_points_listed(edition, secretariat, client_of):
    client = client_of(secretariat)
    assert client.post(f"{BASE}panitia/susun/").status_code == 302
    page = client.get(f"{BASE}panitia/").text
    assert "Nomor keputusan panitia menyusul." in page
    assert "menunggu penunjukan dari Apindo" in page
    assert client.post(f"{BASE}panitia/susun/").status_code == 422
    seat = Seat.objects.get(awaiting="Apindo")
    refused = client.post(f"/peran/{seat.pk}/isi/", {"phone": "0811"})
    assert (refused.status_code, "isi nama orang baru" in refused.text, "0811" in refused.text) == (422, True, True)
    answer = client.post(f"/peran/{seat.pk}/isi/", {"name": "Ketua Apindo", "phone": "0811-222-333"})
    assert (answer.status_code, answer["Location"]) == (302, f"/peran/{seat.pk}/")
    seat.refresh_from_db()
    assert (seat.person.username, seat.awaiting) == ("ketua.apindo", "")


def test_a_successor_without_a_letter_is_an_open_point(panelist, edition, secretariat, seat_of, client_of):
    successor = seats.hand_over(seat_of(panelist), factories.user("pengganti", "Pengganti"), by=secretariat)
    point = "keputusan perubahan panitia atau surat penunjukan menyusul."
    client = client_of(secretariat)
    assert client.get(f"{BASE}panitia/").text.count(point) == 1
    successor.letter = "SK 12/2025"
    successor.save(update_fields=["letter"])
    assert client.get(f"{BASE}panitia/").text.count(point) == 0


def test_invitation_gives_a_text_for_whatsapp_and_is_ticked_off(panelist, secretariat, seat_of, client_of):
    seat = seat_of(panelist)
    seat.office = "Dekan Fakultas Hukum"
    seat.save(update_fields=["office"])
    User.objects.filter(pk=panelist.pk).update(phone="0812-3456-7890")
    client = client_of(secretariat)
    assert client.post(f"/peran/{seat.pk}/disampaikan/").status_code == 422
    assert client.post(f"/peran/{seat.pk}/undang/").status_code == 302
    page = client.get(f"/peran/{seat.pk}/").text
    assert "Yth. Dekan Fakultas Hukum\nBapak/Ibu Panelis 1" in page
    assert "https://wa.me/6281234567890?text=" in page
    assert client.post(f"/peran/{seat.pk}/disampaikan/").status_code == 302
    assert "Disampaikan lewat WhatsApp oleh Staf Sekretariat" in client.get(f"/peran/{seat.pk}/").text


def test_slip_shows_the_code_once_and_is_not_stored(panelist, secretariat, seat_of, client_of):
    client = client_of(secretariat)
    answer = client.post(f"/peran/{seat_of(panelist).pk}/slip/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    code = answer.context["code"]
    assert code in answer.text
    assert f"<dd>{panelist.username}</dd>" in answer.text
    assert '<img class="slip-qr" src="data:image/svg+xml' in answer.text
    assert waktu(answer.context["slip"].expires_at.astimezone(ZoneInfo("Asia/Makassar"))) in answer.text
    assert code not in client.get(f"/peran/{seat_of(panelist).pk}/").text
    assert client.get(f"/peran/{seat_of(panelist).pk}/slip/").status_code == 405


def test_secretariat_blocks_with_a_reason_and_unblocks(panelist, secretariat, seat_of, client_of):
    client, pk = client_of(secretariat), seat_of(panelist).pk
    assert client.post(f"/peran/{pk}/blokir/", {"reason": ""}).status_code == 422
    assert client.post(f"/peran/{pk}/blokir/", {"reason": "Ponsel hilang"}).status_code == 302
    assert User.objects.get(pk=panelist.pk).is_active is False
    assert client.post(f"/peran/{pk}/slip/").status_code == 422
    assert client.post(f"/peran/{pk}/buka-blokir/").status_code == 302
    assert User.objects.get(pk=panelist.pk).is_active is True


def test_hand_over_from_the_page(panelist, secretariat, seat_of, client_of):
    pk = seat_of(panelist).pk
    answer = client_of(secretariat).post(
        f"/peran/{pk}/alihkan/", {"name": "Pengganti Panelis", "acting": "Plt.", "letter": "800/7"}
    )
    new = Seat.objects.get(predecessor=pk)
    assert (answer.status_code, answer["Location"]) == (302, f"/peran/{new.pk}/")
    assert (new.person.name, new.acting) == ("Pengganti Panelis", "Plt.")
    assert client_of(panelist).get(f"{BASE}panitia/").status_code == 404


def test_hand_over_without_a_letter_is_refused_whole(panelist, secretariat, seat_of, client_of):
    pk = seat_of(panelist).pk
    answer = client_of(secretariat).post(f"/peran/{pk}/alihkan/", {"name": "Pengganti Panelis", "acting": "Plt."})
    assert (answer.status_code, "Isi nomor surat penunjukan pelaksana." in answer.text) == (422, True)
    assert User.objects.filter(name="Pengganti Panelis").exists() is False
    assert seat_of(panelist).ends_at is None


def test_people_of_other_provinces_are_no_choice(edition, secretariat, stranger, panelist, client_of):
    form = client_of(secretariat).get(f"{BASE}panitia/tambah/panitia/").context["form"]
    names = set(form.fields["person"].queryset.values_list("username", flat=True))
    assert {"panelis1", "sekretariat"} <= names
    assert "asing" not in names
    answer = client_of(secretariat).post(
        f"{BASE}panitia/tambah/panitia/", {"function": "anggota", "order": "3", "person": stranger.pk}
    )
    assert answer.status_code == 422


def test_each_kind_of_seat_is_opened_from_its_form(edition, category, secretariat, nominees, branch, client_of):
    client = client_of(secretariat)
    forms = {
        "pengawas": {
            "name": "Tamu",
            "office": "Ombudsman",
            "letter": "1",
            "ends_on": "2027-01-31",
            "category": category.pk,
        },
        "wakil": {"name": "Pejabat", "nominee": nominees[0].pk, "office": "Disnaker"},
        "cabang": {"name": "Kepala", "branch": branch.pk, "duty": "branch_head"},
        "panitia": {"function": "ketua", "office": "Sekda", "order": "1", "awaiting": "Setda"},
    }  # fmt: skip
    for kind, typed in forms.items():
        assert client.post(f"{BASE}panitia/tambah/{kind}/", typed).status_code == 302, kind
    guest = Seat.objects.get(role=Role.OBSERVER)
    assert guest.ends_at.isoformat() == "2027-01-31T16:00:00+00:00"
    assert Seat.objects.get(role=Role.NOMINEE).province_id == "64"
    assert Seat.objects.get(role=Role.CHAIR).person is None
    missing = client.post(f"{BASE}panitia/tambah/pengawas/", forms["pengawas"] | {"name": "Lain", "ends_on": ""})
    assert (missing.status_code, "Isi tanggal berakhir untuk pengawas tamu." in missing.text) == (422, True)
    assert client.get(f"{BASE}panitia/tambah/lain/").status_code == 404


def test_scorers_are_ticked_in_one_matrix(category, panelists, secretariat, client_of, seat_of):
    client = client_of(secretariat)
    keys = [f"{seat_of(person).pk}-{category.pk}-interview" for person in panelists[:3]]
    assert client.post(f"{BASE}panitia/penilai/", {"scores": [*keys, "9-9-9"]}).status_code == 302
    assert category.scorers.count() == 3
    assert "Daftar penilai tersimpan: 3 perubahan." in client.get(f"{BASE}panitia/").text


def test_stage_page_moves_forward_and_tells_the_second_tab(category, secretariat, client_of):
    client = client_of(secretariat)
    url = f"{BASE}tahapan/kabupaten-kota/"
    typed = {"next-source": "nomination", "next-target": "selection"}
    assert client.post(url, typed).status_code == 302
    late = client.post(url, typed)
    assert late.status_code == 422
    assert "sudah berada di tahap Seleksi administrasi" in late.text
    assert Category.objects.get().stage == Stage.SELECTION


def test_instrument_is_one_step_from_the_categories_and_the_stage(category, secretariat, chair, client_of):
    link = f'href="{BASE}kategori/kabupaten-kota/instrumen/"'
    for path in ("kategori/", "tahapan/kabupaten-kota/"):
        assert client_of(secretariat).get(f"{BASE}{path}").text.count(link) == 1
    assert link not in client_of(chair).get(f"{BASE}tahapan/kabupaten-kota/").text


def test_stage_page_takes_back_with_a_reason(category, chair, client_of):
    client = client_of(chair)
    url = f"{BASE}tahapan/kabupaten-kota/"
    typed = {"back-source": "nomination", "back-target": "preparation"}
    refused = client.post(url, typed | {"back-note": " "})
    assert refused.status_code == 422
    assert client.post(url, typed | {"back-note": "Juknis baru"}).status_code == 302
    assert "Juknis baru" in client.get(url).text


def test_soft_conditions_offer_the_chair_a_reason_and_nobody_else(edition, secretariat, chair, client_of):
    category = factories.category(edition, stage=Stage.PREPARATION)
    factories.instrument(category)
    url = f"{BASE}tahapan/kabupaten-kota/"
    assert client_of(secretariat).get(url).context["forward"] is None
    form = client_of(chair).get(url).context["forward"]
    named = [blocker.text for blocker in stages.open_blockers(category, Stage.NOMINATION)]
    assert form.fields["set_aside"].initial == named
    typed = {"next-source": "preparation", "next-target": "nomination", "next-set_aside": named}
    assert client_of(chair).post(url, typed).status_code == 422
    assert client_of(chair).post(url, typed | {"next-note": "Perintah Gubernur"}).status_code == 302


def test_release_asks_for_the_typed_word(decided, chair, client_of):
    client, url = client_of(chair), f"{BASE}tahapan/kabupaten-kota/"
    named = client.get(url).context["forward"].fields
    typed = {"next-source": "decided", "next-target": "announced", "next-word": "ya"}
    if "note" in named:
        typed |= {"next-note": "Upacara dimulai", "next-set_aside": named["set_aside"].initial}
    answer = client.post(url, typed)
    assert (answer.status_code, "Ketik UMUMKAN untuk melanjutkan." in answer.text) == (422, True)
    assert Category.objects.get().released_at is None
    assert client.post(url, typed | {"next-word": "umumkan"}).status_code == 302
    assert Category.objects.get().released_at is not None


def test_administrator_seats_a_secretariat_and_runs_branches(administrator, kaltim, regencies, client_of):
    client = client_of(administrator)
    assert client.post("/nasional/sekretariat/baru/", {"province": "64", "name": "Staf Baru"}).status_code == 302
    assert Seat.objects.get(role=Role.SECRETARIAT).person.username == "staf.baru"
    assert client.post("/nasional/cabang/baru/", {"code": "K01", "name": "Cabang", "province": "64"}).status_code == 302
    again = client.post("/nasional/cabang/baru/", {"code": "K01", "name": "Cabang", "province": "64"})
    assert again.status_code == 422
    area = {"area-regency": regencies[0].pk, "area-valid_from": "2020-01-01"}
    assert client.post("/nasional/cabang/K01/", area).status_code == 302
    assert client.post("/nasional/cabang/K01/", area).status_code == 422
    row = regencies[0].areas.get()
    assert client.post(f"/nasional/cabang/K01/wilayah/{row.pk}/akhiri/").status_code == 302
    row.refresh_from_db()
    assert row.valid_to == timezone.localdate()
    letterhead = {"capital": "Samarinda", "letterhead": "PEMERINTAH PROVINSI\nJalan", "paper": "F4"}
    assert client.post("/nasional/provinsi/kaltim/", letterhead).status_code == 302
    kaltim.refresh_from_db()
    assert (kaltim.letterhead, kaltim.paper) == (["PEMERINTAH PROVINSI", "Jalan"], "F4")


@pytest.mark.parametrize("role", ["secretariat", "chair", "official", "nobody"])
def test_the_nation_is_the_administrator_s(role, request, client_of, branch):
    client = client_of(request.getfixturevalue(role))
    for path in ("", "sekretariat/baru/", "provinsi/kaltim/", "cabang/", "cabang/baru/", "cabang/K01/"):
        assert client.get(f"/nasional/{path}").status_code == 403, path


def test_committee_page_asks_the_same_number_of_queries_at_any_size(
    edition, category, secretariat, panelists, nominees, client_of, django_assert_num_queries
):
    client = client_of(secretariat)
    client.get(f"{BASE}panitia/")
    seats.invite(panelists[0].seats.get(), by=secretariat)
    with django_assert_num_queries(COMMITTEE_QUERIES):
        client.get(f"{BASE}panitia/")
    until = timezone.now() + datetime.timedelta(days=1)
    for number in range(40):
        person = factories.user(f"wakil{number}", f"Wakil {number}")
        seats.give(Role.NOMINEE, person=person, nominee=nominees[number % 10], ends_at=until, by=secretariat)
    with django_assert_num_queries(COMMITTEE_QUERIES):
        client.get(f"{BASE}panitia/")


COMMITTEE_QUERIES = 15
