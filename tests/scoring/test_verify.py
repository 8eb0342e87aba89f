"""verify.py against the engine, which it shares no code with, and against the vectors of RFC 8032."""

import ast
import random
from fractions import Fraction
from pathlib import Path

import pytest

from scoring import verify
from scoring.engine.bootstrap import bootstrap
from scoring.engine.canonical import canonical
from scoring.engine.indicators import piecewise
from scoring.engine.merkle import merkle_root
from scoring.engine.panel import panel_of
from scoring.engine.ranking import rank
from scoring.ranking_queries import engine_input
from scoring.robustness import told
from scoring.services.ranking import compute, result_of

SOURCE = Path(verify.__file__)


def panel(random_: random.Random) -> dict:
    """A small category with holes, ties, a trim, a minimum and values, as `run_input` words it."""
    people, nominees = random_.randint(3, 6), [str(number) for number in range(1, random_.randint(3, 8))]
    trim = random_.choice([0, 0, 1]) if people >= 5 else 0
    marks = ["79.00", "80.00", "80.50", "81.25", f"{random_.randint(0, 100)}.00"]
    criteria = [
        {"code": "berkas", "name": "Berkas", "source": "group", "weight": "0.00", "parent": None},
        {"code": "regulasi", "name": "Regulasi", "source": "desk", "weight": "20.00", "parent": "berkas"},
        {"code": "cakupan", "name": "Cakupan", "source": "computed", "weight": "15.00", "parent": "berkas"},
        {"code": "visi", "name": "Visi", "source": "panel", "weight": "30.00", "parent": None},
        {"code": "dana", "name": "Dana", "source": "panel", "weight": "35.00", "parent": None},
    ]
    rules = {
        "criteria": criteria, "decimals": random_.choice("234"), "tie_break": ["dana", "berkas"],
        "missing_policy": random_.choice(["ls_fill", "available_mean"]), "trim": str(trim),
        "minimum_total": random_.choice([None, "80.00"]), "scoring_people": str(people), "desk_people": "1",
        "max_mark": "100.00",
        "rounding_stages": random_.choice([[], [], ["panel"], ["criterion"], ["panel", "group"]]),
    }  # fmt: skip
    gone = random_.choice([0, 0.15, 0.4])
    sheets = [
        {"nominee": nominee, "person": f"P{person}", "round": "interview",
         "marks": {"visi": random_.choice(marks), "dana": random_.choice(marks)}}
        for nominee in nominees for person in range(people) if random_.random() >= gone
    ]  # fmt: skip
    sheets += [
        {"nominee": nominee, "person": "V", "round": "desk", "marks": {"regulasi": random_.choice(marks)}}
        for nominee in nominees
        if random_.random() > 0.05
    ]
    values = {nominee: {"cakupan": random_.choice([*marks[:2], "80.00", None])} for nominee in nominees[1:]}
    values[nominees[0]] = {"cakupan": "80.00"}
    return {"rules": rules, "places": "3", "nominees": nominees, "sheets": sheets, "values": values, "left_out": []}


def test_line_through_anchors_is_that_of_the_engine():
    random_ = random.Random(11)
    for _case in range(200):
        anchors = [(x, random_.randrange(101)) for x in sorted(random_.sample(range(101), random_.randrange(1, 5)))]
        x = Fraction(100 * random_.randrange(900), random_.randrange(1, 700))
        points = [(Fraction(at), Fraction(value)) for at, value in anchors]
        assert verify.on_line(points, x) == piecewise(anchors, x)


def test_agrees_with_the_engine_on_random_panels():
    random_ = random.Random(42)
    seen: set[str] = set()
    for _ in range(300):
        given = panel(random_)
        expected = result_of(compute(given), int(given["rules"]["decimals"]))
        assert verify.Ranking(given["rules"], given).result() == expected
        seen |= {name for name in ("policy_difference", "below_minimum") if expected[name]}
        seen |= {str(row.get("deciding_step", row.get("reason"))) for row in expected["rows"]}
    assert seen >= {"policy_difference", "below_minimum", "dana", "shared", "few_sheets", "missing_value", "no_sheets"}


def test_fair_mean_below_the_scale_is_clamped_as_in_the_engine():
    """The harsh first person is recused for a nominee whom the others put at the bottom."""
    given = panel(random.Random(1)) | {"nominees": list("1234"), "values": {n: {"cakupan": "80.00"} for n in "1234"}}
    given["rules"] |= {"scoring_people": "4", "trim": "0", "missing_policy": "ls_fill"}
    table = [[None, "0.00", "0.00", "1.00"], ["10.00", "90.00", "95.00", "99.00"]] + [["5.00"] + ["95.00"] * 3] * 2
    given["sheets"] = [
        {"nominee": nominee, "person": f"P{p}", "round": "interview", "marks": {"visi": mark, "dana": mark}}
        for nominee, row in zip("1234", table) for p, mark in enumerate(row) if mark
    ] + [{"nominee": n, "person": "V", "round": "desk", "marks": {"regulasi": "50.00"}} for n in "1234"]  # fmt: skip
    expected = result_of(compute(given), int(given["rules"]["decimals"]))
    assert expected["clamped"] == ["1"]
    assert verify.Ranking(given["rules"], given).result() == expected


def test_bootstrap_is_that_of_the_engine():
    random_ = random.Random(5)
    for _ in range(10):
        given = panel(random_)
        rules, sheets, values, nominees, places = engine_input(given)
        ranking = rank(rules, sheets, values, nominees, places)
        table = panel_of(rules, sheets, ranking)
        if table is None:
            continue
        expected = told(bootstrap(table, rules.decimals, "00"), places, exact=True)
        assert verify.Ranking(given["rules"], given).bootstrap() | {"exact": True} == expected


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 9])
def test_merkle_root_is_that_of_the_engine(size):
    entries = [bytes([number]) for number in range(size)]
    leaves = [verify.sha256(b"\0" + entry) for entry in entries]
    assert verify.merkle_root(leaves) == merkle_root(entries)


def test_canonical_bytes_are_those_of_the_engine():
    value = {"€": '\u20ac$\x0f\nA\'B"\\\\"/', "\r": None, "דּ": [True, False, 12], "😀": {}, "1": "é", "": []}
    composed = canonical(value)
    assert verify.jcs(verify.read(composed)).encode() == composed


# RFC 8032, section 7.1: secret key (not used here), public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
        "eeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
        "8dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_ed25519_takes_the_vectors_of_the_rfc_and_nothing_near_them(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert verify.ed25519(key, message, signature)
    assert not verify.ed25519(key, message + b"\0", signature)
    for place in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not verify.ed25519(key, message, bytes(changed))
    # S + L is the same number again: another signature for the same message (RFC 8032, 5.1.7).
    more = int.from_bytes(signature[32:], "little") + verify.ORDER
    assert not verify.ed25519(key, message, signature[:32] + more.to_bytes(32, "little"))


def test_needs_the_standard_library_of_python_3_9_and_nothing_else():
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"hashlib", "json", "re", "sys", "fractions", "math"}
