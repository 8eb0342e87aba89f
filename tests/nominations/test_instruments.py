import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations import urls
from nominations.examples import EXAMPLES
from nominations.models import Indicator
from nominations.services import instruments as services
from paritrana.regions.models import Nominee
from tests import factories

FIELDS = {
    "section": "Regulasi", "code": "R1", "text": "Ada peraturan?", "help": "", "kind": "yes_no", "unit": "",
    "choices": [], "needs_evidence": True, "max_files": 5,
}  # fmt: skip


def order(instrument):
    return list(Indicator.objects.filter(instrument=instrument).values_list("code", flat=True))


def test_indicators_stand_in_their_section_and_move_within_it(category, secretariat):
    draft = services.draft(category, by=secretariat)
    for code, section in (("R1", "Regulasi"), ("C1", "Cakupan"), ("R2", "Regulasi")):
        services.add_indicator(draft, by=secretariat, **(FIELDS | {"code": code, "section": section}))
    assert order(draft) == ["R1", "R2", "C1"]
    second = Indicator.objects.get(code="R2")
    services.move_indicator(second, up=True, by=secretariat)
    assert order(draft) == ["R2", "R1", "C1"]
    services.move_indicator(second, up=True, by=secretariat)
    assert order(draft) == ["R2", "R1", "C1"]
    services.remove_indicator(second, by=secretariat)
    assert order(draft) == ["R1", "C1"]


def test_a_section_never_hides_a_page(category, secretariat):
    draft = services.draft(category, by=secretariat)
    for place, (name, slug) in enumerate((("Periksa", "periksa-1"), ("Pindah", "pindah-1"), ("数据", "bagian-1"))):
        made = services.add_indicator(draft, by=secretariat, **(FIELDS | {"section": name, "code": f"R{place}"}))
        assert made.section_slug == slug


def test_every_page_of_a_nomination_is_taken():
    routes = [str(pattern.pattern) for pattern in urls.urlpatterns]
    pages = [match[1] for route in routes if (match := re.fullmatch(r"usulan/<int:number>/([\w-]+)/", route))]
    assert set(pages) == services.TAKEN


def test_codes_are_unique_and_a_choice_needs_choices(category, secretariat):
    draft = services.draft(category, by=secretariat)
    services.add_indicator(draft, by=secretariat, **FIELDS)
    for fields, field in (({}, "code"), ({"code": "R2", "kind": "choice", "choices": ["Satu"]}, "choices")):
        with pytest.raises(ValidationError) as refusal:
            services.add_indicator(draft, by=secretariat, **(FIELDS | fields))
        assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize("kind", Nominee.Kind.values)
def test_every_kind_has_a_sound_example(edition, secretariat, kind):
    category = factories.category(edition, "Contoh", "contoh", nominee_kind=kind)
    instrument = services.use_example(category, by=secretariat)
    assert order(instrument) == [row["code"] for row in EXAMPLES[kind]]
    for indicator in Indicator.objects.filter(instrument=instrument):
        indicator.full_clean()
    with pytest.raises(ValidationError):
        services.use_example(category, by=secretariat)


def test_a_frozen_instrument_stands(category, secretariat, official):
    instrument = services.use_example(category, by=secretariat)
    with pytest.raises(PermissionDenied):
        services.freeze(instrument, by=official)
    services.freeze(instrument, by=secretariat)
    indicator = Indicator.objects.filter(instrument=instrument).first()
    for change in (
        lambda: services.freeze(instrument, by=secretariat),
        lambda: services.draft(category, by=secretariat),
        lambda: services.add_indicator(instrument, by=secretariat, **FIELDS),
        lambda: services.edit_indicator(indicator, by=secretariat, **FIELDS),
        lambda: services.remove_indicator(indicator, by=secretariat),
        lambda: services.move_indicator(indicator, up=False, by=secretariat),
    ):
        with pytest.raises(ValidationError):
            change()


def test_an_empty_instrument_is_not_frozen(category, secretariat):
    with pytest.raises(ValidationError):
        services.freeze(services.draft(category, by=secretariat), by=secretariat)


def test_last_year_is_copied_and_stays_as_it_was(kaltim, kalsel, category, secretariat):
    factories.instrument(factories.category(factories.edition(kalsel, 2023)), indicators=9)
    old = factories.instrument(factories.category(factories.edition(kaltim, 2023)), indicators=3)
    assert services.last_year(category) == old
    made = services.copy_last_year(category, by=secretariat)
    assert (order(made), made.frozen_at, order(old)) == (["I1", "I2", "I3"], None, ["I1", "I2", "I3"])
    made.indicators.all().delete()
    assert order(old) == ["I1", "I2", "I3"]
