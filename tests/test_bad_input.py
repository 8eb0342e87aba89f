"""Bad input of every kind to every form, every list and every address: refused in words, never with a 500."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from tests.isolation_table import EVERYBODY, LINES
from tests.moments import MOMENTS
from tests.page_forms import PageForm, forms_of
from tests.pages import address, browser, pages, people, text_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("bare_rendering")

LONG = ("Panjang sekali \"kutip\" 'kutip' 😀 \u202ekanan\u202c <b onclick=x>tebal</b> & " * 90)[:5000].strip()
MARKUP = "<b onclick=x>tebal</b> \"'&"
RAW = "<b onclick=x>"
NUL = "nul\0nul"
ENGLISH = re.compile(r"This field|Enter a |Ensure |Select a valid|not allowed|Invalid|required\.")
SEVERAL = re.compile(r"\d+")


# --- forms ----------------------------------------------------------------------------------------------


def typed(form: PageForm, text: str, number: str, choice: str, hidden: str | None = None) -> dict[str, Any]:
    """What is sent: hidden fields as they are unless `hidden` says otherwise, the first button is pressed."""
    data: dict[str, Any] = {"csrfmiddlewaretoken": "x"}
    pressed = False
    for control in form.controls:
        if control.kind == "hidden":
            data[control.name] = control.value if hidden is None else hidden
        elif control.kind in ("text", "password"):
            data[control.name] = text
        elif control.kind in ("number", "date"):
            data[control.name] = number
        elif control.kind == "file":
            if text:
                data[control.name] = SimpleUploadedFile("berkas.pdf", b"bukan pdf")
        elif control.kind == "submit":
            if not pressed:
                data[control.name] = control.value
            pressed = True
        elif choice == "first":
            data.setdefault(control.name, next((value for value in control.values if value), control.value))
        elif choice:
            data[control.name] = choice
    return data


INPUTS = {
    "nothing": ("", "", ""),
    "long": (LONG, "abc", "tidak-ada"),
    "markup": (MARKUP, "1", "first"),
    "foreign": (NUL, "99999999999999999999", "99999999999999999999", "tidak\0ada"),
}


def test_bad_input_is_refused_in_words(demo):
    world, wrong, seen = World(), [], set()
    for moment in MOMENTS:
        with transaction.atomic():
            MOMENTS[moment](world)
            for name, letter, url in pages(world, moment):
                page = browser(letter).get(url)
                for form in forms_of(text_of(page), url) if page.status_code == 200 else []:
                    kind = SEVERAL.sub("", " ".join(form.signature))
                    if kind in seen:
                        continue
                    seen.add(kind)
                    for input_, values in INPUTS.items():
                        for fault in faults(form, letter, input_, values):
                            wrong.append(f"{moment}, {name} as {letter}, {form.action}, {input_}: {fault}")
            transaction.set_rollback(True)
    assert "\n".join(wrong) == ""


def faults(form: PageForm, letter: str, input_: str, values: tuple[str, ...]) -> Iterator[str]:
    data = typed(form, *values)
    cache.clear()  # the limits of the sign-in
    with transaction.atomic():
        client = browser(letter)
        response = client.post(form.action, data)
        if response.status_code == 302:
            after = client.get(response["Location"])
            if after.status_code >= 500 or RAW in text_of(after):
                yield f"then {after.status_code} at {response['Location']}"
        transaction.set_rollback(True)
    yield from _faults(form, response, input_, data)


def _faults(form: PageForm, response: Any, input_: str, data: dict[str, Any]) -> Iterator[str]:
    if response.status_code not in (200, 302, 422) and not (input_ == "foreign" and response.status_code == 404):
        yield f"answers {response.status_code}"
    answer = text_of(response)
    if response.status_code != 422:
        return
    if 'role="alert"' not in answer and 'aria-invalid="true"' not in answer:
        yield "says nothing"
    if found := ENGLISH.search(re.sub(r"<[^>]*>", "", answer)):
        yield f"speaks English: {found[0]}"
    if RAW in answer:
        yield "prints markup"
    if input_ in ("long", "markup"):
        shown = html.unescape(answer)
        for control in form.controls:
            if control.kind in ("text", "number", "date") and data[control.name] not in shown:
                yield f"forgets {control.name}"


def test_bad_input_to_what_only_acts_is_refused(demo):
    """Addresses without a page of their own, with every field that any of them reads."""
    world, wrong = World(), []
    names = ["note", "reason", "action", "version", "category", "indicator", "direction", "status", "seen"]
    for moment in ("verification", "decided"):
        with transaction.atomic():
            MOMENTS[moment](world)
            for name, line in LINES.items():
                if line.method != "POST":
                    continue
                url = address(world, name)
                for text in (LONG + NUL, "9" * 5000, "²"):
                    with transaction.atomic():
                        letter = (line.roles if not line.personal else EVERYBODY)[0]
                        response = browser(letter).post(url, dict.fromkeys(names, text))
                        transaction.set_rollback(True)
                    if response.status_code >= 500 or RAW in text_of(response):
                        wrong.append(f"{moment}, {name} as {letter}, {text[:9]!r}: {response.status_code}")
            transaction.set_rollback(True)
    assert "\n".join(wrong) == ""


# --- addresses ------------------------------------------------------------------------------------------

KEYS = [
    "page",
    "sort",
    "status",
    "state",
    "category",
    "kategori",
    "kind",
    "part",
    "verb",
    "since",
    "q",
    "per",
    "cabang",
]
KEYS += ["usulan", "kandidat", "kelompok", "bagian", "bagi", "nama", "code", "seen", "next"]
QUERIES = [
    urlencode({"page": "-1", "sort": "-number,--x,", "since": "2025-99-99", "per": "x", "status": "x", "kategori": ""}),
    urlencode(dict.fromkeys(KEYS, f"²{MARKUP}{NUL}%--")),
    urlencode(dict.fromkeys(KEYS, "9" * 3000)),
]


def test_hostile_query_is_no_error(demo):
    world, wrong = World(), []
    for name, line in LINES.items():
        if line.method != "GET" or name == "account_logout" or line.ok == 503:
            continue
        url = address(world, name)
        for query in QUERIES:
            with transaction.atomic():
                response = browser(people(line)[0]).get(f"{url}?{query}")
                transaction.set_rollback(True)
            if response.status_code >= 500 or RAW in text_of(response):
                wrong.append(f"{url}?{query[:60]}: {response.status_code}")
    assert "\n".join(wrong) == ""


def test_impossible_place_in_an_address_is_not_found(demo):
    """Each part of each address in turn: no row has this number, code or name."""
    world, wrong = World(), []
    for name, line in LINES.items():
        args = world.rows[line.args]() if line.args else []
        for place, good in enumerate(args):
            bad = (0, 99999999999999999999) if isinstance(good, int) else ("x" * 3000, "nul\0", "²")
            for value in bad:
                try:
                    url = reverse(name, args=[*args[:place], value, *args[place + 1 :]])
                except NoReverseMatch:
                    continue
                with transaction.atomic():
                    response = browser(people(line)[0]).generic(line.method, url)
                    transaction.set_rollback(True)
                text_of(response)
                if response.status_code != 404 and not (line.public and response.status_code < 500):
                    wrong.append(f"{line.method} {url[:80]}: {response.status_code}")
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("path", ["/%00/", "/kaltim/%00/", "/kaltim/penilaian-2024/cakupan/%00/", "/%ff/"])
def test_unreadable_address_is_not_found(path, demo):
    assert browser("S").get(path).status_code == 404
