"""What may be chosen is what may be seen: choices of rows start empty and are filled for the person who asks."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import django_filters
import pytest
from django import forms
from django.db import transaction

import interviews
import nominations
import paritrana
import reports
import scoring
from interviews.models import Venue
from paritrana.forms import PortalFormMixin
from paritrana.regions.models import Province
from tests.moments import MOMENTS
from tests.pages import browser, pages
from tests.world import World

OURS = (paritrana, nominations, scoring, interviews, reports)
# The administrator chooses among all provinces.
NATIONAL = {"BranchForm", "AreaForm", "SecretariatForm"}
# Their fields are met in the forms that are built on them.
BASES = {"PersonForm", "NewSeatForm", "PaperForm"}


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def ours(kind: type) -> list[type]:
    """Every class of ours below `kind`, wherever it is written."""
    for package in OURS:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "form" in module.name or "filter" in module.name or "table" in module.name:
                importlib.import_module(module.name)
    names = tuple(f"{package.__name__}." for package in OURS)
    found = {one for one in below(kind) if one.__module__.startswith(names)}
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


FORMS, FILTERS = ours(forms.BaseForm), ours(django_filters.FilterSet)


def choices_of_rows(form: Any) -> dict[str, forms.ModelChoiceField]:
    return {name: field for name, field in form.items() if isinstance(field, forms.ModelChoiceField)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__qualname__)
def test_choices_of_a_form_start_empty(form):
    """What is declared starts empty; what Django derives from a model is emptied by our mixin alone."""
    for name, field in choices_of_rows(form.base_fields).items():
        declared = name in form.declared_fields
        assert field.queryset.query.is_empty() if declared else issubclass(form, PortalFormMixin), name


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: filters.__qualname__)
def test_choices_of_a_filter_start_empty(filters):
    for name, one in filters.base_filters.items():
        if isinstance(one, django_filters.ModelChoiceFilter | django_filters.ModelMultipleChoiceFilter):
            assert one.extra["queryset"].query.is_empty(), name


def forms_in(value: Any, depth: int = 4) -> Iterator[forms.BaseForm]:
    """The forms in what a page was rendered from, also in lists and rows."""
    if isinstance(value, forms.BaseForm):
        yield value
    elif isinstance(value, forms.BaseFormSet):
        yield from value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from forms_in(one, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for one in value:
            yield from forms_in(one, depth - 1)


def of_province(field: forms.ModelChoiceField, province: str) -> list[Any]:
    """The rows of another province among what may be chosen."""
    model = field.queryset.model
    keys = [row.pk for row in field.queryset]
    if model is Province:
        return [key for key in keys if key == province]
    return list(model.objects.filter(pk__in=keys, **{model.PLACES["province"]: province}))


def test_choices_hold_no_row_of_another_province(demo, every_context):
    """Everybody of Kaltim, at every moment of the year: no row of Kalsel; and every form with choices was met."""
    world, met = World(), set()
    Venue.objects.create(province_id="63", name="Aula Banjarmasin")
    for moment, move in MOMENTS.items():
        with transaction.atomic():
            move(world)
            for name, letter, url in pages(world, moment):
                if letter == "A":
                    continue
                response = browser(letter).get(url)
                if response.streaming:
                    b"".join(response.streaming_content)
                # Of a page drawn from a single template Django gives the context itself, not a list of them.
                contexts = response.context if isinstance(response.context, list) else [response.context]
                for context in filter(None, contexts):
                    for form in forms_in(list(context.flatten().values())):
                        for field, choices in choices_of_rows(form.fields).items():
                            met.add(type(form).__name__)
                            assert of_province(choices, "63") == [], f"{name} as {letter}: {field}"
            transaction.set_rollback(True)
    expected = {form.__name__ for form in FORMS if choices_of_rows(form.base_fields)}
    assert expected - met - NATIONAL - BASES == set()
