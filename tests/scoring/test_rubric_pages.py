from django.urls import reverse

from paritrana.committees.models import Category
from scoring.queries import leaves
from scoring.services import rubric
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}


def at(name, category, *more):
    edition = category.edition
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug, *more])


def typed(book, **weights):
    """The weights form as it stands, with some fields typed anew (by code)."""
    return {f"weight_{row.pk}": weights.get(row.code, f"{row.weight / 100:.2f}") for row in leaves(book)}


def test_rubric_starts_from_the_example_and_says_so(category, secretariat, client_of):
    client = client_of(secretariat)
    assert "belum mempunyai kriteria" in client.get(at("rule_book", category)).content.decode()
    response = client.post(at("rule_book_start", category), {"example": "1"}, follow=True)
    page = response.content.decode()
    assert "contoh, bukan ketentuan resmi" in page
    assert "Jumlah bobot <strong>100,00</strong>" in page


def test_changed_weights_are_no_example_any_more(book, secretariat, client_of):
    client = client_of(secretariat)
    client.post(at("rule_book_weights", book.category), typed(book, regulasi="14,5", anggaran="10,5"))
    assert "contoh, bukan ketentuan resmi" not in client.get(at("rule_book", book.category)).content.decode()


def test_sum_follows_typing_on_the_server_and_writes_nothing(book, secretariat, client_of):
    url = at("rule_book_weights", book.category)
    response = client_of(secretariat).post(url, typed(book, regulasi="11,5"), **HTMX)
    assert "<strong>96,50</strong>" in response.content.decode()
    assert "kurang 3,50" in response.content.decode()
    assert book.criteria.get(code="regulasi").weight == 1500


def test_unreadable_weight_is_refused_at_its_field_and_kept(book, secretariat, client_of):
    url = at("rule_book_weights", book.category)
    response = client_of(secretariat).post(url, typed(book, regulasi="1.234"))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="1.234"' in page
    assert "Tulis paling banyak dua angka di belakang koma, misalnya 33,34." in page


def test_even_split_is_offered_in_the_fields_only(book, secretariat, client_of):
    group = book.criteria.get(code="wawancara")
    page = client_of(secretariat).get(f"{at('rule_book', book.category)}?bagi={group.pk}").content.decode()
    assert page.count('value="11,25"') == 4
    assert book.criteria.get(code="pemahaman").weight == 1500


def test_criterion_is_added_changed_moved_and_removed(book, secretariat, client_of):
    client = client_of(secretariat)
    group = book.criteria.get(code="wawancara")
    form = {
        "name": "Penampilan", "source": "panel", "parent": group.pk, "weight": "2,5",
        "levels": "0-59 Kurang\n60–100 Baik", "anchors": "",
    }  # fmt: skip
    client.post(at("criterion_add", book.category), form)
    made = book.criteria.get(code="penampilan")
    assert (made.weight, made.parent, made.levels) == (
        250, group, [{"from": "0", "to": "59", "text": "Kurang"}, {"from": "60", "to": "100", "text": "Baik"}],
    )  # fmt: skip
    page = client.get(at("criterion", book.category, made.pk)).content.decode()
    assert 'value="2,50"' in page
    assert "60–100 Baik" in page
    client.post(at("criterion", book.category, made.pk), form | {"name": "Paparan"})
    client.post(at("criterion_move", book.category, made.pk), {"direction": "up"})
    assert [row.name for row in leaves(book)][-2:] == ["Paparan", "Pendanaan di luar APBD"]
    client.post(at("criterion_remove", book.category, made.pk))
    assert not book.criteria.filter(code="penampilan").exists()


def test_bad_criterion_says_what_to_mend_and_keeps_what_was_typed(book, secretariat, client_of):
    form = {"name": "", "source": "group", "weight": "5", "levels": "bagus sekali", "anchors": "50 = 120"}
    response = client_of(secretariat).post(at("criterion_add", book.category), form)
    page = response.content.decode()
    assert response.status_code == 422
    for text in (
        "Isi bagian ini.",
        "Kelompok tidak berbobot; bobotnya jumlah dari isinya.",
        "Tulis tiap baris seperti “80–100 Sangat baik”. Periksa: bagus sekali",
        "Nilai dari 0 sampai 100. Periksa: 50 = 120",
    ):
        assert text in page
    assert "bagus sekali</textarea>" in page


def test_rules_are_set_with_a_chain(book, secretariat, client_of):
    client, url = client_of(secretariat), at("rule_book_rules", book.category)
    form = {
        "decimals": "3",
        "missing_policy": "ls_fill",
        "minimum_total": "65,5",
        "publication": "codes",
        "rounding_stages": ["criterion", "panel"],
        "trim": "1",
        "quorum_ways": ["plenary"],
        "absent": "online",
        "tie_places": "second_look",
        "tie_criterion": "pemahaman",
        "changes_until": "category",
        "extreme_reasons": "on",
        "tie_1": "cakupan",
        "tie_2": "cakupan",
    }
    refused = client.post(url, form)
    assert (refused.status_code, "Pilih tiap pembeda satu kali saja." in refused.content.decode()) == (422, True)
    client.post(url, form | {"tie_2": "wawancara"})
    book.refresh_from_db()
    assert (book.decimals, str(book.minimum_total), book.tie_break) == (3, "65.50", ["cakupan", "wawancara"])
    assert (book.publication, book.rounding_stages, book.trim) == ("codes", ["panel", "criterion"], 1)
    page = client.get(at("rule_book", book.category)).content.decode()
    assert "Rata-rata panel tiap kandidat; Bobot dikali rata-rata tiap kriteria" in page
    assert "Satu tertinggi dan satu terendah" in page
    assert "Diminta, satu daftar tiap lembar" in page


def test_freezing_shows_the_problems_then_the_seal(book, secretariat, client_of):
    client = client_of(secretariat)
    first = leaves(book)[0]
    rubric.set_weights(book, {first.pk: 1150}, by=secretariat)
    refused = client.post(at("rule_book_freeze", book.category))
    assert refused.status_code == 422
    assert "Bobot berjumlah 96,50, kurang 3,50 dari 100,00." in refused.content.decode()
    rubric.set_weights(book, {first.pk: 1500}, by=secretariat)
    page = client.post(at("rule_book_freeze", book.category), follow=True).content.decode()
    book.refresh_from_db()
    digest = book.sha256
    assert f"Kode segel: <strong>{digest[:4]} {digest[4:8]} {digest[8:12]}</strong>" in page
    assert digest in page


def test_frozen_page_offers_no_edit_and_refuses_a_late_one(frozen, secretariat, client_of):
    client = client_of(secretariat)
    page = client.get(at("rule_book", frozen.category)).content.decode()
    assert "Simpan bobot" not in page
    assert "Tambah kriteria" not in page
    late = client.post(at("rule_book_weights", frozen.category), typed(frozen, regulasi="1"))
    assert (late.status_code, "sudah ditetapkan" in late.content.decode()) == (422, True)


def test_copy_offers_only_rubrics_of_the_own_province(book, secretariat, kalsel, stranger, client_of, edition):
    other = factories.category(edition, name="Desa", slug="desa")
    mine = rubric.rule_book(other, by=secretariat, example=False)
    foreign = rubric.rule_book(factories.category(factories.edition(kalsel)), by=stranger)
    client = client_of(secretariat)
    page = client.get(at("rule_book_copy", other)).content.decode()
    assert f'value="{book.pk}"' in page
    assert f'value="{foreign.pk}"' not in page
    assert client.post(at("rule_book_copy", other), {"other": foreign.pk}).status_code == 422
    client.post(at("rule_book_copy", other), {"other": book.pk})
    assert mine.criteria.count() == 10


def test_who_reads_and_who_writes(
    book, chair, panelist, observer, official, branch_head, administrator, stranger, client_of
):
    category = Category.objects.get(pk=book.category_id)
    for user, read, write in (
        (chair, 200, 403),
        (panelist, 200, 403),
        (observer, 200, 403),
        (official, 403, 403),
        (branch_head, 403, 403),
        (administrator, 403, 403),
        (stranger, 404, 404),
    ):
        client = client_of(user)
        assert client.get(at("rule_book", category)).status_code == read, user
        assert client.post(at("rule_book_weights", category), {}).status_code == write, user
        assert client.get(at("criterion_add", category)).status_code == write, user


def test_list_of_rubrics_costs_the_same_at_2_and_at_20_categories(
    book, edition, secretariat, client_of, django_assert_num_queries
):
    client, url = client_of(secretariat), reverse("rule_books", args=[edition.province.slug, edition.slug])
    for size in (2, 20):
        while edition.categories.count() < size:
            number = edition.categories.count()
            rubric.rule_book(factories.category(edition, name=f"K{number}", slug=f"k{number}"), by=secretariat)
        with django_assert_num_queries(12):
            assert client.get(url).status_code == 200
