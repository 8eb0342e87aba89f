import random
from fractions import Fraction

import krippendorff
import numpy as np
import pytest

from scoring.engine.reliability import (
    f_ratios,
    flagged_cells,
    icc,
    icc_intervals,
    kendall_w,
    krippendorff_alpha,
    least_significant_difference,
    mean_squares,
    severities,
)

# Shrout & Fleiss 1979, table 2: six targets by four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
NAMES = ["ICC11", "ICC21", "ICC31", "ICC1k", "ICC2k", "ICC3k"]


def random_table(random_, rows=None, columns=None):
    rows, columns = rows or random_.randrange(3, 12), columns or random_.randrange(2, 9)
    true = [random_.randrange(5000, 9500) for _ in range(rows)]
    return [[Fraction(mark + random_.randrange(-800, 800), 100) for _ in range(columns)] for mark in true]


def test_icc_of_the_published_example():
    found = icc(SHROUT_FLEISS)
    assert [f"{float(found[name]):.2f}" for name in NAMES] == ["0.17", "0.29", "0.71", "0.44", "0.62", "0.91"]
    assert [round(float(value), 2) for value in f_ratios(SHROUT_FLEISS)] == [1.79, 11.03]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_icc_and_intervals_equal_another_implementation():
    import pandas as pd  # here, not above: these packages take seconds of every process that collects tests
    import pingouin

    random_ = random.Random(4)
    for _ in range(20):
        table = random_table(random_)
        rows = [(i, p, float(cell)) for i, row in enumerate(table) for p, cell in enumerate(row)]
        frame = pd.DataFrame(rows, columns=["nominee", "panelist", "mark"])
        other = pingouin.intraclass_corr(frame, targets="nominee", raters="panelist", ratings="mark")
        # Their order is ours: the three single forms, then the three averages.
        assert [float(icc(table)[name]) for name in NAMES] == pytest.approx(list(other["ICC"]), abs=1e-9)
        intervals = icc_intervals(table)
        column = next(name for name in other.columns if name.startswith("CI95"))
        assert np.array([intervals[name] for name in NAMES]) == pytest.approx(
            np.array([list(pair) for pair in other[column]], dtype=float), abs=6e-3
        )
        assert float(f_ratios(table)[1]) == pytest.approx(float(other["F"].iloc[2]))


@pytest.mark.parametrize(
    "table",
    [[[1, 2, 3]], [[1], [2], [3]], [[5, 5], [5, 5]], [[1, 2], [2, 1]]],
    ids=["one row", "one", "equal", "no between"],
)
def test_icc_is_not_defined_rather_than_0(table):
    assert set(icc(table).values()) == {None}
    assert set(icc_intervals(table).values()) == {None}


def test_kendall_w_equals_friedman_also_with_ties():
    from scipy import stats

    random_ = random.Random(5)
    for _ in range(50):
        judges = [[random_.randrange(6) for _ in range(random_.choice([5]))] for _ in range(random_.randrange(3, 9))]
        found = kendall_w(judges)
        if found is None:
            assert all(len(set(row)) == 1 for row in judges)
            continue
        chi2, p = stats.friedmanchisquare(*zip(*judges))
        assert (float(found.chi2), found.p) == pytest.approx((chi2, p))
        assert found.w == found.chi2 / (len(judges) * 4)


def test_kendall_w_of_one_order_is_1_and_of_ties_only_not_defined():
    assert kendall_w([[1, 2, 3], [10, 20, 30]]).w == 1
    assert kendall_w([[3, 1, 2]]) is None
    assert kendall_w([[1, 1, 1], [2, 2, 2]]) is None


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_krippendorff_alpha_equals_another_implementation(level):
    random_ = random.Random(6)
    for _ in range(20):
        units = [[random_.choice([None, 1, 2, 3, 4, 5]) for _ in range(4)] for _ in range(10)]
        coders = [[float("nan") if mark is None else float(mark) for mark in row] for row in zip(*units)]
        other = krippendorff.alpha(reliability_data=coders, level_of_measurement=level)
        assert float(krippendorff_alpha(units, level)) == pytest.approx(other)


def test_krippendorff_alpha_of_equal_or_single_marks_is_not_defined():
    assert krippendorff_alpha([[1, 1], [1, 1]], "interval") is None
    assert krippendorff_alpha([[1, None], [None, 2]], "interval") is None
    with pytest.raises(ValueError):
        krippendorff_alpha([[1, 2]], "percent")


def test_severity_is_reported_beyond_two_errors_and_three_points():
    table = [[80, 81, 80, 70], [85, 84, 86, 75], [78, 79, 78, 69], [90, 91, 89, 80]]
    rows = severities(table)
    assert sum(row.b for row in rows) == 0
    assert [row.reported for row in rows] == [False, False, False, True]
    assert (rows[3].b, rows[3].error) == (Fraction(-119, 16), mean_squares(table).ems * Fraction(3, 16))
    assert severities([[1, 2]]) == []


def test_flag_of_residuals_is_rare_in_clean_tables_where_3_flags_a_third():
    random_ = random.Random(7)
    tables = [
        [[Fraction(round(random_.gauss(80, 5) * 100), 100) for _ in range(9)] for _ in range(17)] for _ in range(60)
    ]

    def share(limit):
        return sum(_largest(table) > limit**2 for table in tables) / len(tables)

    assert 0.2 < share(3.0) < 0.5
    assert share(3.5) < 0.1
    assert [bool(flagged_cells(table)) for table in tables].count(True) == round(share(3.5) * 60)


def _largest(table):
    cells = np.array(table, dtype=float)
    residual = cells - cells.mean(1, keepdims=True) - cells.mean(0) + cells.mean()
    n, k = cells.shape
    ems = (residual**2).sum() / ((n - 1) * (k - 1))
    return (residual**2).max() / (ems * (1 - 1 / n) * (1 - 1 / k))


def test_flagged_cell_is_named_with_its_place():
    table = [[80 + i + p for p in range(5)] for i in range(12)]
    table[3][2] += 20
    table[5][0] += 1
    assert [(i, p) for i, p, _square in flagged_cells(table)] == [(3, 2)]
    assert flagged_cells([[1, 2], [2, 3]]) == []


def test_least_significant_difference_is_t_times_the_error_of_a_difference():
    from scipy import stats

    found = mean_squares(SHROUT_FLEISS)
    expected = stats.t.ppf(0.975, 15) * (2 * float(found.ems) / 4) ** 0.5
    assert least_significant_difference(SHROUT_FLEISS) == pytest.approx(expected)
    assert least_significant_difference([[1]]) is None
