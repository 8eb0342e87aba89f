import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.engine.__main__ import main
from scoring.engine.canonical import sha256
from tests.scoring.engine.test_docs_example import example

ROOT = Path(__file__).parents[3]
BARE = "-S"  # no site-packages: neither Django nor numpy nor scipy


def ask(task, given, *options):
    text = given if isinstance(given, str) else json.dumps(given)
    done = subprocess.run(
        [sys.executable, *options, "-m", "scoring.engine", *([task] if task else [])],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def snapshot():
    rules, sheets, other = example()
    return {"rules": rules, "sheets": sheets, "other": other}


def test_rank_works_without_any_package():
    status, answer = ask("rank", snapshot(), BARE)
    assert status == 0
    assert answer["totals"] == {
        "64.03": {"exact": "32073/400", "official": "80.18"},
        "64.72": {"exact": "31543/400", "official": "78.86"},
    }
    assert answer["ranks"] == {"64.03": "1", "64.72": "2"}
    assert answer["deciding_step"] == {"64.03": None, "64.72": None}
    assert answer["explanation"]["64.03"]["wawancara"] == "24.3367"
    assert answer["not_ranked"] == {"64.74": "missing_value"}


def test_fair_mean_works_without_any_package():
    table = [["-", "84", "85", "83", "84"], ["70", "86", "86", "85", "86"], [68, 82, 83, 82, 81], [66, 80, 80, 81, 79]]
    table[0][0] = None
    assert ask("fair_mean", {"table": table}, BARE) == (
        0,
        {
            "fair_means": ["973/12", "413/5", "396/5", "386/5"],
            "filled": {"0,0": "833/12"},
            "severity": ["-35/3", "143/48", "167/48", "131/48", "119/48"],
        },
    )


TABLE = [["9", "2", "5", "8"], ["6", "1", "3", "2"], ["8", "4", "6", "8"]]
CASES = {
    "competition_rank": (
        {"scores": ["9", "8", "8", "7"], "higher_is_better": True, "convention": "fractional"},
        {"ranks": ["1", "2.5", "2.5", "4"]},
    ),
    "panel_mean": (
        {"marks": ["7.5", "8", None, "9", "6.25"], "drop_high": 1, "drop_low": 1, "factor": "0.8", "round": 2},
        {"panel": "7.75", "value": "6.20"},
    ),
    "krippendorff_alpha": ({"units_by_coder": [["1", "1"], ["2", None], ["3", "4"]]}, {"alpha": "0.888888888889"}),
    "piecewise": ({"anchors": [["0", "0"], ["50", "60"]], "x": ["25", "70.86"]}, {"values": ["30", "60"]}),
    "band": ({"bands": [{"label": "a", "lo": "0", "hi": "100"}], "x": ["100"]}, {"labels": ["a"]}),
    "smaa": (
        {"measurements": [["1", "0"], ["0", "1"]], "weights": [["0.75", "0.25"], ["0.5", "0.5"]]},
        {
            "rank_acceptability": [["1", "0"], ["0.5", "0.5"]],
            "central_weights": [["5/8", "3/8"], ["1/2", "1/2"]],
            "confidence_factors": ["1", "1"],
        },
    ),
    "borda": (
        {"ballots": [{"order": ["A", "B"], "count": 2}, {"order": ["B", "A"]}]},
        {"points": {"A": "2", "B": "1"}},
    ),
    "kemeny": ({"ballots": [{"order": ["A", "B"], "count": 2}]}, {"order": ["A", "B"], "distance": "0"}),
    "merkle_root": (
        {"leaves_hex": []},
        {"root": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    ),
}


@pytest.mark.parametrize("task", CASES)
def test_task_answers_with_strings(task):
    given, answer = CASES[task]
    assert ask(task, given) == (0, answer)


def test_statistics_have_their_shapes():
    status, answer = ask("icc", {"table": TABLE})
    assert (status, sorted(answer)) == (
        0,
        ["F_oneway", "F_twoway", "ICC11", "ICC1k", "ICC21", "ICC2k", "ICC31", "ICC3k", "ci95"],
    )
    assert len(answer["ci95"]["ICC3k"]) == 2
    status, answer = ask("kendall_w", {"judges": [["1", "2", "3", "4"], ["1", "3", "2", "4"], ["2", "1", "3", "4"]]})
    assert answer == {
        "W": "0.777777777778",
        "chi2": "7.000000000000",
        "df": "3",
        "p": "0.071897772496",
        "rank_sums": ["4", "6", "8", "12"],
    }


def test_robustness_of_a_snapshot():
    status, answer = ask("bootstrap", snapshot())
    assert (status, answer["panels"], answer["first"]) == (0, "256", {"64.03": "1", "64.72": "0"})
    status, answer = ask("leave_one_out", snapshot())
    assert (status, answer["winner_unchanged"], answer["of"]) == (0, "4", "4")
    status, answer = ask("margins", snapshot())
    assert [(row["above"], row["below"], row["gap"]) for row in answer["margins"]] == [("64.03", "64.72", "53/40")]


def test_canonical_reads_any_json_and_seals_like_the_portal():
    status, answer = ask("canonical", '[1e21, 333333333.33333329, 9007199254740993, "\\u20ac"]')
    assert bytes.fromhex(answer["hex"]).decode() == '[1e+21,333333333.3333333,9007199254740992,"€"]'
    rules = snapshot()["rules"]
    assert ask("canonical", rules)[1]["sha256"] == sha256(rules)


@pytest.mark.parametrize(
    ("task", "given"),
    [
        ("", "{}"),
        ("nothing", "{}"),
        ("rank", "{}"),
        ("rank", "[]"),
        ("rank", "not json"),
        ("fair_mean", '{"table": [[1, "x"]]}'),
        ("fair_mean", '{"table": [[1, null], [null, 2]]}'),
        ("fair_mean", '{"table": 7}'),
        ("band", '{"bands": [{"label": "a", "lo": "0", "hi": "1"}, {"label": "b", "lo": "2", "hi": "3"}], "x": ["1"]}'),
        ("merkle_root", '{"leaves_hex": ["zz"]}'),
        ("canonical", '"\\ud800"'),
        ("competition_rank", '{"scores": [true]}'),
        ("smaa", '{"measurements": [["1"]], "draws": 5, "seed": "not hex"}'),
        ("kemeny", '{"ballots": [{}]}'),
    ],
)
def test_error_is_one_object_and_exit_2(task, given):
    status, answer = ask(task, given)
    assert (status, list(answer)) == (2, ["error"])
    assert answer["error"]


@pytest.mark.parametrize(
    ("task", "given"),
    [
        ("rank", {**snapshot(), "other": []}),
        ("rank", {**snapshot(), "rules": {**snapshot()["rules"], "max_mark": None}}),
        ("rank", {**snapshot(), "rules": {**snapshot()["rules"], "decimals": "2.5"}}),
        ("rank", {**snapshot(), "sheets": [{**snapshot()["sheets"][0], "marks": {"regulasi": None, "inovasi": "75"}}]}),
        ("rank", {**snapshot(), "sheets": [{**snapshot()["sheets"][0], "person": []}]}),
        ("rank", {**snapshot(), "nominees": "64.03"}),
        ("rank", {"rules": snapshot()["rules"], "run": {"number": "1"}}),
        ("fair_mean", {"table": ["84", "85"]}),
        ("fair_mean", {"table": [["1e999999999"]]}),
        ("competition_rank", {"scores": "321"}),
        ("competition_rank", {"scores": ["1"], "higher_is_better": "false"}),
        ("panel_mean", {"marks": ["1"], "round": 999999999}),
        ("smaa", {"measurements": [["1", "2"]], "draws": -3, "seed": "00"}),
        ("borda", {"ballots": [{"order": "ABC"}]}),
        ("canonical", '{"a": 1, "a": 2}'),
        ("canonical", "[NaN]"),
    ],
)
def test_wrong_shape_is_an_error_and_never_read_as_another(task, given, monkeypatch, capsys):
    text = given if isinstance(given, str) else json.dumps(given)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main([task]) == 2
    assert list(json.loads(capsys.readouterr().out)) == ["error"]


def test_null_is_missing_and_a_bare_number_is_read_as_it_is_written():
    assert ask("competition_rank", '{"scores": [0.1, null, "0.10000000000000000001"]}', BARE) == (
        0,
        {"ranks": ["2", None, "1"]},
    )
    assert ask("piecewise", {"anchors": [["0", "0"], ["10", "100"]], "x": [None, "5"]}, BARE)[1] == {
        "values": [None, "50"]
    }


def test_input_is_utf_8_under_any_locale_and_the_answer_is_ascii():
    done = subprocess.run(
        [sys.executable, BARE, "-m", "scoring.engine", "borda"],
        input='{"ballots": [{"order": ["Panajam é", "B"]}]}'.encode(),
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        check=True,
    )
    assert json.loads(done.stdout.decode("ascii")) == {"points": {"Panajam é": "1", "B": "0"}}


def test_published_package_is_a_snapshot_too():
    """What an auditor downloads goes in as it is."""
    plain = snapshot() | {"nominees": ["64.03", "64.72", "64.74"], "places": "1"}
    run = {"input": {name: plain[name] for name in ("nominees", "places", "sheets")} | {"values": plain["other"]}}
    package = {"format": "paritrana/1", "rules": plain["rules"], "run": run}
    for task in ("rank", "bootstrap"):
        assert ask(task, package) == ask(task, plain)
