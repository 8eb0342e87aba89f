"""What a kind of candidate is not asked: not missing, not counted, and never a whole section."""

import pytest
from django.core.exceptions import ValidationError

from nominations.applicability import candidate_of, empty_sections
from nominations.completeness import meter
from nominations.models import Indicator, Nomination
from nominations.queries import lines, questions_of, with_progress
from nominations.services import answers as answering
from nominations.services import instruments
from paritrana.regions.models import Nominee, Village
from tests import factories


@pytest.mark.parametrize(
    ("kind", "regency", "village", "found"),
    [
        ("government", "64.02", "", "kabupaten"),
        ("government", "64.72", "", "kota"),
        ("government", "31.01", "", "administrative"),
        ("village", "64.02", "64.02.07.2004", "desa"),
        ("village", "64.72", "64.72.01.1001", "kelurahan"),
        ("village", "31.71", "31.71.01.1001", "kelurahan"),
        ("village", "64.02", "", "desa"),
        ("company", "64.72", "", ""),
    ],
)
def test_kinds_are_known_by_their_codes(kind, regency, village, found):
    assert candidate_of(kind, regency, village) == found


def test_no_section_leaves_a_kind_without_a_question():
    asked = [("A", ["kota"]), ("A", []), ("B", ["kota", "kabupaten"])]
    assert empty_sections("government", asked) == [("B", "kabupaten"), ("B", "kota")]
    assert empty_sections("company", asked) == []


@pytest.fixture
def villages(edition, regencies):
    """A desa and a kelurahan in one category."""
    category = factories.category(edition, "Desa", "desa", nominee_kind="village")
    found = []
    for regency, code in ((regencies[0], "64.01.01.2001"), (regencies[0], "64.01.01.1001")):
        village = Village.objects.create(
            code=code, name=code, district="Contoh", regency=regency, province=regency.province
        )
        found.append(
            Nominee.objects.create(
                kind="village", name=code, province=regency.province, regency=regency, village=village
            )
        )
    return category, found


def test_a_kelurahan_is_not_asked_for_what_only_a_desa_has(villages, secretariat):
    category, (desa, kelurahan) = villages
    instrument = factories.instrument(category)
    Indicator.objects.filter(instrument=instrument, code="I1").update(exempt=["kelurahan"])
    rows = [factories.nomination(category, nominee, secretariat) for nominee in (desa, kelurahan)]
    assert [[line.indicator.code for line in lines(row, secretariat)] for row in rows] == [
        ["I1", "I2", "I3", "I4"],
        ["I2", "I3", "I4"],
    ]
    assert [meter(line.item for line in lines(row, secretariat)) for row in rows] == [(0, 4), (0, 3)]
    assert [row.code for row in questions_of(rows[1], secretariat).not_asked] == ["I1"]
    progress = with_progress(Nomination.objects.filter(category=category)).order_by("pk")
    assert list(progress.values_list("asked", "candidate")) == [(4, "desa"), (3, "kelurahan")]


def test_what_does_not_apply_is_not_answered_and_not_missing(nomination, indicators, official):
    Indicator.objects.filter(code="I1").update(exempt=["kabupaten"])
    with pytest.raises(ValidationError):
        answering.save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    for row, value in zip(indicators[1:], ("5", "Perda", "Uraian.")):
        answering.save_answer(nomination, row, value=value, version=0, by=official)
    made = answering.send(nomination, sender_name="A", sender_office="B", by=official)
    assert [row["code"] for row in made.content["answers"]] == ["I2", "I3", "I4"]


def test_the_weight_rule_is_kept_before_the_freeze(category, secretariat):
    draft = instruments.draft(category, by=secretariat)
    fields = {"section": "Regulasi", "code": "R1", "text": "Ada Perda?", "kind": "yes_no", "exempt": ["kota", "desa"]}
    made = instruments.add_indicator(draft, by=secretariat, **fields)
    assert made.exempt == ["kota"]
    with pytest.raises(ValidationError, match="tidak menanyakan apa pun kepada kota"):
        instruments.freeze(draft, by=secretariat)
    instruments.add_indicator(draft, by=secretariat, **(fields | {"code": "R2", "exempt": []}))
    assert instruments.freeze(draft, by=secretariat).frozen_at


def test_what_does_not_apply_is_said(client_of, page, edition, nomination, indicators, official, secretariat, category):
    Indicator.objects.filter(code="I1").update(exempt=["kabupaten"], evidence_time="made")
    text = client_of(official).get(nomination.get_absolute_url()).content.decode()
    assert "1 butir tidak berlaku untuk kandidat ini" in text
    section = client_of(official).get(page("nomination_section", edition, nomination.number, "regulasi"))
    assert [form.line.indicator.code for form in section.context["forms"]] == ["I2"]
    assert "Berlaku pada tahun penilaian, boleh dibuat sebelumnya" in section.content.decode()
    shown = client_of(secretariat).get(page("instrument", edition, category.slug)).content.decode()
    assert "Tidak berlaku untuk kabupaten" in shown
