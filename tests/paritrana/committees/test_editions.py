import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.committees.services import editions, seats
from tests import factories


def make(province, by, year=2024, **how):
    return editions.create(
        province,
        title="Paritrana Award",
        assessment_year=year,
        held_year=year + 1,
        by=by,
        **({"template": "2024"} | how),
    )


@pytest.mark.parametrize(("template", "count"), [("2023", 8), ("2024", 4)])
def test_template_brings_the_categories_of_its_year(kaltim, secretariat, template, count):
    edition = make(kaltim, secretariat, template=template)
    rows = list(edition.categories.order_by("order"))
    assert len(rows) == count
    assert {row.places for row in rows} == {3}
    assert rows[0].name == "Kabupaten/Kota"
    assert [row.order for row in rows] == list(range(1, count + 1))
    assert rows[0].rank_word(2) == "Juara II"


def test_second_edition_of_a_year_gets_its_own_address(kaltim, kalsel, secretariat, stranger):
    slugs = [make(kaltim, secretariat).slug, make(kaltim, secretariat).slug, make(kalsel, stranger).slug]
    assert slugs == ["penilaian-2024", "penilaian-2024-2", "penilaian-2024"]


def test_copy_takes_categories_but_no_persons_and_no_dates(kaltim, secretariat):
    first = make(kaltim, secretariat)
    row = first.categories.first()
    editions.edit_category(row, by=secretariat, rank_words=["Terbaik I"], places=2, skips=["selection"])
    seats.lay_out(first, by=secretariat)
    copy = make(kaltim, secretariat, year=2025, template=None, copy_of=first)
    twin = copy.categories.get(slug=row.slug)
    assert (twin.rank_words, twin.places, twin.skips, twin.stage) == (["Terbaik I"], 2, ["selection"], "preparation")
    assert twin.nomination_closes is None
    assert copy.seats.count() == 0


def test_another_province_cannot_create_or_copy(kaltim, kalsel, secretariat, stranger):
    with pytest.raises(PermissionDenied):
        make(kaltim, stranger)
    with pytest.raises(PermissionDenied):
        make(kalsel, stranger, template=None, copy_of=make(kaltim, secretariat))


def test_held_year_is_not_before_the_assessed_year(kaltim, secretariat):
    with pytest.raises(ValidationError) as refusal:
        editions.create(kaltim, title="X", assessment_year=2025, held_year=2024, template="2024", by=secretariat)
    assert "held_year" in refusal.value.message_dict


def test_edit_writes_only_what_differs_and_records_both(edition, secretariat):
    editions.edit(edition, by=secretariat, title=edition.title, decree_number="100.3/12/2025")
    entry = Entry.objects.get(verb="editions.edit")
    assert (entry.before, entry.after) == ({"decree_number": ""}, {"decree_number": "100.3/12/2025"})
    editions.edit(edition, by=secretariat, decree_number="100.3/12/2025")
    assert Entry.objects.filter(verb="editions.edit").count() == 1


def test_assessment_year_moves_the_address_only_before_nominations(edition, secretariat):
    category = factories.category(edition, stage=Stage.PREPARATION)
    assert editions.edit(edition, by=secretariat, assessment_year=2023).slug == "penilaian-2023"
    category.stage = Stage.NOMINATION
    category.save(update_fields=["stage"])
    with pytest.raises(ValidationError) as refusal:
        editions.edit(edition, by=secretariat, assessment_year=2022)
    assert "assessment_year" in refusal.value.message_dict


def test_category_windows_and_words_are_checked(category, secretariat):
    for fields, name in [
        ({"nomination_opens": category.nomination_closes}, "nomination_closes"),
        ({"places": 1, "rank_words": ["Juara I", "Juara II"]}, "rank_words"),
        ({"rank_words": ["Juara I", "Juara \U0001f3c6"]}, "rank_words"),
        ({"nominee_word": "Nominasi \u202e"}, "nominee_word"),
        ({"skips": ["deliberation"]}, "skips"),
        ({"places": 0}, "places"),
        ({"nominee_kind": "company"}, "nominee_kind"),
    ]:
        with pytest.raises(ValidationError) as refusal:
            editions.edit_category(category, by=secretariat, **fields)
        assert list(refusal.value.message_dict) == [name]


def test_a_stage_that_has_passed_is_not_skipped_afterwards(edition, secretariat):
    category = factories.category(edition, stage=Stage.INTERVIEWS)
    with pytest.raises(ValidationError):
        editions.edit_category(category, by=secretariat, skips=["selection"])


def test_category_is_removed_only_while_unused(category, edition, secretariat, nominees):
    with pytest.raises(ValidationError):
        editions.remove_category(category, by=secretariat)
    spare = editions.add_category(edition, by=secretariat, name="Kabupaten/Kota", nominee_kind="government")
    assert spare.slug == "kabupatenkota"
    factories.nomination(spare, nominees[0], secretariat)
    with pytest.raises(ValidationError):
        editions.remove_category(spare, by=secretariat)
    other = editions.add_category(edition, by=secretariat, name="Kabupaten/Kota", nominee_kind="government")
    assert other.slug == "kabupatenkota-2"
    editions.remove_category(other, by=secretariat)
    assert edition.categories.count() == 2
