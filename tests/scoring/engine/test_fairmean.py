import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.fairmean import NotConnected, fair_mean, fair_means

# scoring.md 3: panelist 1 is harsh and recused for A.
HARSH = [
    [None, 84, 85, 83, 84],
    [70, 86, 86, 85, 86],
    [68, 82, 83, 82, 81],
    [66, 80, 80, 81, 79],
]


def plain(row):
    marks = [mark for mark in row if mark is not None]
    return Fraction(sum(marks), len(marks))


def brute_force(table):
    """mu + a_i and b_p from the N + P - 1 normal equations of the spec, eliminated as written."""
    n, k = len(table), len(table[0])
    size = n + k - 1  # F_1..F_N, b_1..b_(P-1); b_P = -(the others)
    matrix = [[Fraction(0)] * (size + 1) for _ in range(size)]
    for i, row in enumerate(table):
        for p, cell in enumerate(row):
            if cell is None:
                continue
            x = [Fraction(0)] * size
            x[i] = Fraction(1)
            for q in range(k - 1):
                x[n + q] = Fraction(q == p) if p < k - 1 else Fraction(-1)
            for r in range(size):
                for c in range(size):
                    matrix[r][c] += x[r] * x[c]
                matrix[r][size] += x[r] * cell
    for c in range(size):
        pivot = next(r for r in range(c, size) if matrix[r][c])
        matrix[c], matrix[pivot] = matrix[pivot], matrix[c]
        matrix[c] = [value / matrix[c][c] for value in matrix[c]]
        for r in range(size):
            if r != c:
                matrix[r] = [a - matrix[r][c] * b for a, b in zip(matrix[r], matrix[c])]
    solution = [row[size] for row in matrix]
    return solution[:n], [*solution[n:], -sum(solution[n:])]


def test_harsh_panelist_recused_for_a_does_not_make_a_win():
    assert [plain(row) for row in HARSH[:2]] == [Fraction(84), Fraction("82.6")]
    assert fair_mean(HARSH).fair == [Fraction(973, 12), Fraction("82.6"), Fraction("79.2"), Fraction("77.2")]


def test_one_missing_cell_has_the_printable_formula():
    rows, people = 4, 5
    own, column = 84 + 85 + 83 + 84, 70 + 68 + 66
    everything = sum(mark for row in HARSH for mark in row if mark is not None)
    x = Fraction(rows * own + people * column - everything, (rows - 1) * (people - 1))
    assert fair_mean(HARSH).filled == {(0, 0): x}
    assert fair_mean(HARSH).fair[0] == (own + x) / people


def test_severity_adds_up_to_zero_and_names_the_harsh_one():
    severity = fair_mean(HARSH).severity
    assert sum(severity) == 0
    assert min(severity) == severity[0] == Fraction(-35, 3)


# The Sekda (harsh) leads until noon, the Plh (kind) for A and B afterwards: one seat, two persons.
MEMBERS = {"A": [80, 81, 80, 79], "B": [76, 77, 75, 76], "C": [77, 78, 77, 76], "D": [81, 82, 81, 80]}
LEADER = {"A": 95, "B": 92, "C": 66, "D": 70}


def test_plh_is_a_rater_of_his_own():
    seat = [[*MEMBERS[name], LEADER[name]] for name in "ABCD"]
    assert fair_mean(seat).fair == [83, Fraction("79.2"), Fraction("74.8"), Fraction("78.8")]
    leaders = {name: (None, LEADER[name]) if name in "AB" else (LEADER[name], None) for name in "ABCD"}
    persons = [[*MEMBERS[name], *leaders[name]] for name in "ABCD"]
    assert fair_mean(persons).fair == [
        Fraction("80.65"),
        Fraction("76.85"),
        Fraction("77.75"),
        Fraction("81.75"),
    ]


def test_parts_without_a_common_person_are_refused_with_the_parts():
    with pytest.raises(NotConnected) as refused:
        fair_mean([[80, 82, None], [None, None, 75], [81, None, None]])
    assert refused.value.components == (((0, 2), (0, 1)), ((1,), (2,)))


def test_row_and_column_without_a_cell_are_parts_of_their_own():
    with pytest.raises(NotConnected) as refused:
        fair_mean([[80, None], [None, None]])
    assert refused.value.components == (((), (1,)), ((0,), (0,)), ((1,), ()))


@pytest.mark.parametrize("table", [[], [[]], [[1, 2], [3]]])
def test_table_without_cells_or_shape_is_refused(table):
    with pytest.raises(ValueError):
        fair_mean(table)


def test_float_is_refused():
    with pytest.raises(TypeError):
        fair_mean([[80.0, 81]])


def test_tables_of_one_elimination_have_the_same_holes():
    with pytest.raises(ValueError):
        fair_means([[[1, None], [2, 3]], [[1, 4], [2, 3]]])


def test_blank_is_not_zero():
    assert fair_mean([[None, 80], [80, 80]]).fair == [80, 80]
    assert fair_mean([[0, 80], [80, 80]]).fair == [40, 80]


def test_single_nominee_and_single_person_have_their_plain_mean():
    assert fair_mean([[80, 81, 85]]).fair == [82]
    assert fair_mean([[80], [90]]).fair == [80, 90]


@st.composite
def connected(draw, holes=True):
    """A table of integers and fractions, connected by the first row and the first column."""
    people = draw(st.integers(1, 6))
    mark = st.one_of(st.integers(0, 10_000), st.fractions(0, 100, max_denominator=60))
    cell = st.one_of(st.none(), mark) if holes else mark
    first = draw(st.tuples(*[mark] * people))
    rest = draw(st.lists(st.tuples(mark, *[cell] * (people - 1)), max_size=6))
    return [list(row) for row in (first, *rest)]


@settings(deadline=None, max_examples=100)
@given(connected())
def test_fair_mean_equals_brute_force(table):
    found = fair_mean(table)
    assert (found.fair, found.severity) == brute_force(table)


def test_fair_mean_equals_brute_force_on_a_thousand_panels_with_holes():
    random_ = random.Random(1000)
    for _ in range(1000):
        people = random_.randrange(2, 5)
        table = [
            [random_.randrange(101) if p == 0 or i == 0 or random_.random() < 0.7 else None for p in range(people)]
            for i in range(random_.randrange(2, 6))
        ]
        found = fair_mean(table)
        assert (found.fair, found.severity) == brute_force(table)


@settings(deadline=None, max_examples=50)
@given(connected(holes=False))
def test_complete_table_has_the_plain_mean(table):
    assert fair_mean(table).fair == [plain(row) for row in table]
    assert fair_mean(table).filled == {}


@settings(deadline=None, max_examples=50)
@given(connected(), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(table, random):
    rows, columns = list(range(len(table))), list(range(len(table[0])))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = fair_mean([[table[i][p] for p in columns] for i in rows])
    found = fair_mean(table)
    assert shuffled.fair == [found.fair[i] for i in rows]
    assert shuffled.severity == [found.severity[p] for p in columns]


@settings(deadline=None, max_examples=50)
@given(connected(), st.integers(-50, 50), st.data())
def test_harshness_of_one_person_moves_all_fair_means_alike(table, harshness, data):
    column = data.draw(st.integers(0, len(table[0]) - 1))
    harsher = [
        [cell if cell is None or p != column else cell + harshness for p, cell in enumerate(row)] for row in table
    ]
    shift = Fraction(harshness, len(table[0]))
    assert fair_mean(harsher).fair == [value + shift for value in fair_mean(table).fair]


@settings(deadline=None, max_examples=50)
@given(connected())
def test_filled_cells_leave_the_fair_means_as_they_are(table):
    found = fair_mean(table)
    complete = [
        [found.filled[i, p] if cell is None else cell for p, cell in enumerate(row)] for i, row in enumerate(table)
    ]
    assert [plain(row) for row in complete] == found.fair
