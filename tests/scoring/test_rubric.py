import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from paritrana.audit.models import Entry
from paritrana.committees.models import Round, Scorer, Stage
from paritrana.committees.services import seats
from paritrana.regions.models import Nominee
from scoring import sealing
from scoring.engine import rules as engine
from scoring.engine.canonical import sha256
from scoring.models import Criterion, RuleBook
from scoring.queries import leaves, rules_of, tree, uses_example_weights
from scoring.services import rubric
from tests import factories

Source = Criterion.Source


def weights(book):
    return [row.weight for row in leaves(book)]


@pytest.mark.parametrize("kind", [Nominee.Kind.GOVERNMENT, Nominee.Kind.VILLAGE, Nominee.Kind.COMPANY])
def test_example_of_each_kind_weighs_exactly_100(edition, committee_seats, secretariat, kind):
    category = factories.category(edition, name=kind, slug=kind, nominee_kind=kind)
    factories.scorers(category, committee_seats, (Round.DESK, Round.INTERVIEW))
    book = rubric.rule_book(category, by=secretariat)
    assert sum(weights(book)) == 10_000
    assert uses_example_weights(book)
    assert sealing.problems(book) == []


def test_rule_book_is_made_once(category, secretariat):
    first = rubric.rule_book(category, by=secretariat)
    assert rubric.rule_book(category, by=secretariat) == first
    assert first.criteria.count() == 10


def test_tree_is_depth_first_with_totals(book):
    rows = [(row.code, row.depth, row.total) for row in tree(book)]
    assert rows == [
        ("dokumen", 0, 3500),
        ("regulasi", 1, 1500),
        ("anggaran", 1, 1000),
        ("inovasi_dokumen", 1, 1000),
        ("cakupan", 0, 2000),
        ("wawancara", 0, 4500),
        ("pemahaman", 1, 1500),
        ("inovasi_wawancara", 1, 1000),
        ("komitmen", 1, 1000),
        ("dana_lain", 1, 1000),
    ]


def test_weights_keep_any_sum_but_freeze_only_at_100(book, secretariat):
    first = leaves(book)[0]
    rubric.set_weights(book, {first.pk: 1150}, by=secretariat)
    assert sealing.problems(book) == ["Bobot berjumlah 96,50, kurang 3,50 dari 100,00."]
    with pytest.raises(ValidationError) as refused:
        rubric.freeze(book, by=secretariat)
    assert refused.value.messages == ["Bobot berjumlah 96,50, kurang 3,50 dari 100,00."]
    rubric.set_weights(book, {first.pk: 1500}, by=secretariat)
    assert rubric.freeze(book, by=secretariat).frozen_at is not None


def test_even_split_offers_largest_remainders_and_writes_nothing(category, secretariat):
    book = rubric.rule_book(category, by=secretariat, example=False)
    for name in ("Satu", "Dua", "Tiga"):
        rubric.add_criterion(book, name=name, source=Source.PANEL, by=secretariat)
    assert list(rubric.even_split(book).values()) == [3334, 3333, 3333]
    assert weights(book) == [0, 0, 0]


def test_even_split_of_a_group_keeps_its_total(book):
    group = book.criteria.get(code="wawancara")
    assert list(rubric.even_split(book, group).values()) == [1125, 1125, 1125, 1125]


def test_codes_follow_from_names_and_stay_apart(category, secretariat):
    book = rubric.rule_book(category, by=secretariat, example=False)
    made = [
        rubric.add_criterion(book, name="Pemahaman program jaminan sosial", source=Source.PANEL, by=secretariat)
        for _ in range(3)
    ]
    assert [row.code for row in made] == ["pemahaman_program", "pemahaman_program_2", "pemahaman_program_3"]


def test_criterion_moves_among_its_siblings_only(book, secretariat):
    rubric.move_criterion(book.criteria.get(code="anggaran"), -1, by=secretariat)
    assert [row.code for row in leaves(book)][:3] == ["anggaran", "regulasi", "inovasi_dokumen"]
    rubric.move_criterion(book.criteria.get(code="anggaran"), -1, by=secretariat)
    assert [row.code for row in leaves(book)][:2] == ["anggaran", "regulasi"]


def test_group_with_criteria_is_not_removed(book, secretariat):
    with pytest.raises(ValidationError):
        rubric.remove_criterion(book.criteria.get(code="wawancara"), by=secretariat)


def test_removed_criterion_leaves_the_tie_break_chain(book, secretariat):
    rubric.edit_rules(
        book, decimals=2, missing_policy="ls_fill", minimum_total=None,
        tie_break=["cakupan", "pemahaman"], publication="totals", by=secretariat,
    )  # fmt: skip
    rubric.remove_criterion(book.criteria.get(code="cakupan"), by=secretariat)
    book.refresh_from_db()
    assert book.tie_break == ["pemahaman"]


def test_trim_needs_enough_persons_and_goes_into_the_seal(book, secretariat):
    book = rubric.edit_rules(book, trim=2, rounding_stages=["panel"], by=secretariat)
    assert sealing.problems(book) == []
    Scorer.objects.filter(category=book.category, seat__role="chair").delete()
    assert sealing.problems(book) == [
        "Menyisihkan 2 lembar tertinggi dan terendah memerlukan paling sedikit 9 penilai wawancara."
    ]
    book = rubric.edit_rules(book, trim=1, by=secretariat)
    content = rubric.freeze(book, by=secretariat).content
    assert (content["trim"], content["rounding_stages"], content["engine"]) == ("1", ["panel"], "3")


def test_parent_must_be_a_group_of_the_same_rubric_and_no_circle(book, secretariat):
    group, leaf = book.criteria.get(code="wawancara"), book.criteria.get(code="pemahaman")
    with pytest.raises(ValidationError, match="Pilih kelompok"):
        rubric.add_criterion(book, name="Anak", source=Source.PANEL, parent=leaf, by=secretariat)
    inner = rubric.add_criterion(book, name="Dalam", source=Source.GROUP, parent=group, by=secretariat)
    with pytest.raises(ValidationError, match="di dalam dirinya"):
        rubric.edit_criterion(group, parent=inner, by=secretariat)


def test_freeze_refuses_with_every_problem(edition, committee_seats, secretariat):
    category = factories.category(edition, slug="usaha", nominee_kind=Nominee.Kind.COMPANY, skips=[Stage.INTERVIEWS])
    book = rubric.rule_book(category, by=secretariat, example=False)
    rubric.add_criterion(book, name="Kosong", source=Source.GROUP, by=secretariat)
    rubric.add_criterion(book, name="Cakupan", source=Source.COMPUTED, weight=4000, by=secretariat)
    rubric.add_criterion(book, name="Wawancara", source=Source.PANEL, weight=5000, by=secretariat)
    rubric.add_criterion(book, name="Kehadiran", source=Source.ATTENDANCE, by=secretariat)
    with pytest.raises(ValidationError) as refused:
        rubric.freeze(book, by=secretariat)
    assert refused.value.messages == [
        "Isi atau hapus kelompok “Kosong”.",
        "Beri bobot pada “Kehadiran”.",
        "Bobot berjumlah 90,00, kurang 10,00 dari 100,00.",
        "Tentukan penilai wawancara pada halaman panitia.",
        "Ubah sumber nilai “Cakupan”: cakupan hanya tercatat untuk kabupaten/kota.",
        "Isi paling sedikit dua titik patokan cakupan pada “Cakupan”.",
        "Ubah sumber nilai “Wawancara”: kategori ini melewati tahap wawancara.",
        "Hapus “Kehadiran”: tanpa wawancara tidak ada kehadiran yang dicatat.",
    ]


def test_frozen_content_is_what_the_seal_covers(frozen, committee_seats):
    assert frozen.sha256 == sha256(frozen.content)
    assert engine.Rules.from_dict(frozen.content) == rules_of(frozen)
    ways = ["hear_again", "desk_round", "plenary", "no_interview"]
    assert frozen.content["quorum"] == {"desk": "5", "interview": "5", "ways": ways, "absent": "unranked"}
    assert frozen.content["ties"] == {"places": "shared_skip", "criterion": None}
    assert [row["seat"] for row in frozen.content["seats"]] == [str(seat.pk) for seat in committee_seats]
    assert frozen.content["seats"][0]["rounds"] == ["desk", "interview"]
    assert frozen.content["coverage_as_of"] == "2024-12-31"
    frozen.refresh_from_db()
    assert frozen.sha256 == sha256(frozen.content)


def test_quorum_counts_only_the_seats_that_score(book, committee_seats, secretariat):
    """A chair and two others who lead or advise without marking: half of six, not of nine."""
    for seat in committee_seats[:3]:
        seats.set_scorer(seat, book.category, Round.INTERVIEW, False, by=secretariat)
    frozen = rubric.freeze(book, by=secretariat)
    assert (rules_of(frozen).scoring_people, rules_of(frozen).desk_people) == (6, 9)
    assert (frozen.content["quorum"]["desk"], frozen.content["quorum"]["interview"]) == ("5", "3")


def test_freezing_twice_changes_nothing(frozen, chair):
    assert rubric.freeze(frozen, by=chair).sha256 == frozen.sha256
    assert Entry.objects.filter(verb="rubric.freeze").count() == 1


def test_frozen_rubric_refuses_every_edit(frozen, secretariat):
    leaf = frozen.criteria.get(code="pemahaman")
    for act in (
        lambda: rubric.set_weights(frozen, {leaf.pk: 1}, by=secretariat),
        lambda: rubric.edit_criterion(leaf, name="Lain", by=secretariat),
        lambda: rubric.remove_criterion(leaf, by=secretariat),
        lambda: rubric.move_criterion(leaf, 1, by=secretariat),
        lambda: rubric.add_criterion(frozen, name="Baru", source=Source.PANEL, by=secretariat),
        lambda: rubric.copy_from(frozen, frozen, by=secretariat),
    ):
        with pytest.raises(ValidationError, match="sudah ditetapkan"):
            act()


def test_copy_takes_tree_levels_and_rules(book, edition, secretariat):
    rubric.edit_rules(
        book, decimals=3, missing_policy="available_mean", minimum_total=None, tie_break=["cakupan"],
        publication="codes", by=secretariat,
    )  # fmt: skip
    book.refresh_from_db()
    other = rubric.rule_book(factories.category(edition, slug="lain"), by=secretariat, example=False)
    copy = rubric.copy_from(other, book, by=secretariat)
    assert [(row.code, row.depth, row.weight, row.levels, row.anchors) for row in tree(copy)] == [
        (row.code, row.depth, row.weight, row.levels, row.anchors) for row in tree(book)
    ]
    assert (copy.decimals, copy.missing_policy, copy.tie_break) == (3, "available_mean", ["cakupan"])
    assert copy.publication == "codes"


def test_only_the_secretariat_writes_and_the_stranger_reaches_nothing(book, panelist, chair, observer, stranger):
    leaf = leaves(book)[0]
    for user in (panelist, chair, observer, stranger):
        with pytest.raises(PermissionDenied):
            rubric.set_weights(book, {leaf.pk: 1}, by=user)
    for user in (panelist, observer, stranger):
        with pytest.raises(PermissionDenied):
            rubric.freeze(book, by=user)
    assert not RuleBook.objects.visible_to(stranger, "rubric.view").exists()
