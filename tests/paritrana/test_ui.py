"""The parts that every page is built from."""

import zoneinfo
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone

from paritrana.committees.models import Stage

ERROR_PAGES = ["400", "403", "403_csrf", "404", "405", "413", "429", "500", "503"]


def draw(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context)).strip()


def draw_at(address: str, source: str, **context) -> str:
    request = RequestFactory().get(address)
    return Template("{% load ui %}" + source).render(RequestContext(request, context, processors=[as_request])).strip()


def as_request(request):
    return {"request": request}


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_render_without_context_request_or_database(name):
    html = get_template(f"{name}.html").render()
    assert html.count("<h1>") == 1
    assert f"Kode {name[:3]}" in html
    assert "account_login" not in html


def test_a_refusal_shows_its_reason():
    assert "Batas pengiriman sudah lewat." in get_template("403.html").render(
        {"reason": "Batas pengiriman sudah lewat."}
    )


def test_the_title_of_a_page_is_its_heading():
    page = Template(
        '{% extends "base.html" %}{% block title %}Usulan & berkas{% endblock %}{% block lead %} {% endblock %}'
    )
    html = page.render(Context({"user": SimpleNamespace(is_authenticated=False)}))
    assert "<title>Usulan & berkas – Paritrana Award</title>" in html
    assert "<h1>Usulan & berkas</h1>" in html
    assert 'class="lead"' not in html
    assert 'class="main-action"' not in html


def test_actions_of_a_page_stand_in_the_bar():
    page = Template('{% extends "base.html" %}{% block actions %}<a href="/x">Kirim</a>{% endblock %}')
    html = page.render(Context({"user": SimpleNamespace(is_authenticated=False)}))
    assert '<div class="main-action"><a href="/x">Kirim</a></div>' in html


def test_the_demo_is_written_on_every_page():
    signed_out = SimpleNamespace(is_authenticated=False)
    assert "Portal peragaan" in get_template("base.html").render({"demo": True, "user": signed_out})
    assert "Portal peragaan" not in get_template("base.html").render({"demo": False, "user": signed_out})


def test_times_are_shown_in_the_active_zone():
    moment = datetime(2025, 7, 28, 7, 0, tzinfo=UTC)
    with timezone.override(zoneinfo.ZoneInfo("Asia/Makassar")):
        assert draw("{{ t|pukul }} {{ t|waktu }}", t=moment) == "15.00 WITA Senin, 28 Juli 2025 pukul 15.00 WITA"
        assert draw("{{ t|tanggal }}", t=datetime(2025, 7, 27, 17, 0, tzinfo=UTC)) == "Senin, 28 Juli 2025"
    assert draw("{{ d|tanggal_pendek }} {{ none|batas }} {{ missing|pukul }}", d=date(2025, 7, 28)) == "28 Jul 2025 – –"


def test_figures_in_templates():
    source = "{{ a|num }} {{ b|pct }} {{ c|points }} {{ c|points:3 }} {{ d|rupiah }} {{ none|num }}"
    values = {"a": 1234567, "b": Decimal("70.86"), "c": 8203, "d": 5000, "none": None}
    assert draw(source, **values) == "1.234.567 70,86% 82,03 8,203 Rp5.000,00 –"


def test_a_status_says_its_words_and_its_colour():
    row = SimpleNamespace(status="returned", get_status_display=lambda: "Perlu dilengkapi")
    assert draw("{% status_tag row %}", row=row) == '<span class="tag tag-amber">Perlu dilengkapi</span>'
    assert draw("{% status_tag s %}", s=Stage.ANNOUNCED) == '<span class="tag tag-green">Diumumkan</span>'
    assert draw('{% status_tag text "red" %}', text="<b>") == '<span class="tag tag-red">&lt;b&gt;</span>'
    assert draw('{% status_tag "Draf" %}') == '<span class="tag tag-neutral">Draf</span>'


def test_the_stage_line_marks_one_stage():
    stages = [("Persiapan", "done", None), ("Pengusulan", "skipped", None), ("Wawancara", "current", date(2025, 7, 28))]
    html = draw("{% stage_line stages %}", stages=stages)
    assert "Tahap 3 dari 3: <strong>Wawancara</strong>" in html
    assert html.count('aria-current="step"') == 1
    assert "dilewati" in html
    assert html.count("28 Jul 2025") == 2


def test_a_list_of_tasks_links_only_what_can_be_done():
    items = [
        {"title": "Regulasi", "url": "/r/", "status": "Perlu diperbaiki", "tone": "amber"},
        {"title": "Kirim", "url": None},
    ]
    html = draw("{% task_list items %}", items=items)
    assert html.count("<a ") == 1
    assert '<span class="tag tag-amber">Perlu diperbaiki</span>' in html


def test_a_missing_answer_is_a_dash_and_zero_is_zero():
    html = draw("{% definition_list items %}", items=[("Catatan", None), ("Jumlah", 0, "/ubah/")])
    assert "<dd>–</dd>" in html
    assert "<dd>0</dd>" in html
    assert html.count("Ubah") == 1


def test_progress_has_words_beside_the_bar():
    html = draw('{% progress 12 29 "Terisi" %}')
    assert "12 dari 29" in html
    assert '<progress value="12" max="29"' in html
    assert "style" not in html


@pytest.mark.parametrize("phone", ["0812-3456-789", "+62 812 3456 789", "628123456789"])
def test_whatsapp_links_to_the_number_with_the_text(phone):
    html = draw('{% whatsapp "Yth. Bapak/Ibu" phone "/catat/" %}', phone=phone, csrf_token="token")
    assert "https://wa.me/628123456789?text=Yth.%20Bapak/Ibu" in html
    assert 'action="/catat/"' in html
    assert 'value="token"' in html


def test_whatsapp_without_a_number_only_copies():
    html = draw('{% whatsapp "Yth." %}')
    assert "wa.me" not in html
    assert 'data-copy="Yth."' in html


def test_a_reason_that_was_refused_stays_open_with_what_was_typed():
    html = draw('{% ask_reason "/x/" "Kembalikan" action="return" value=typed error="Tulis alasannya." %}', typed="<x>")
    assert '<details class="fold ask-reason" open>' in html
    assert "&lt;x&gt;</textarea>" in html
    assert 'aria-describedby="note-return_error"' in html


def test_pages_of_a_list_keep_the_filters():
    page = Paginator(range(120), 50).page(2)
    html = draw_at("/?status=sent&page=2", "{% page_nav page %}", page=page)
    assert 'rel="prev" href="?status=sent&amp;page=1"' in html
    assert 'rel="next" href="?status=sent&amp;page=3"' in html
    assert '<span aria-current="page">2</span>' in html
    assert draw_at("/", "{% page_nav page %}", page=Paginator(range(3), 50).page(1)) == ""


CHIPS = '{% filter_chips "status" choices counts %}'
CHOICES = [("sent", "Terkirim"), ("returned", "Dikembalikan"), ("verified", "Diverifikasi")]


def test_chips_count_and_go_back_to_the_first_page():
    html = draw_at("/?status=sent&page=3&q=a", CHIPS, choices=CHOICES, counts={"sent": 3, "returned": 1})
    assert 'href="?q=a">Semua <span class="chip-count">4</span>' in html
    assert 'href="?q=a&amp;status=sent" aria-current="true">Terkirim <span class="chip-count">3</span>' in html
    assert 'href="?q=a&amp;status=returned">Dikembalikan <span class="chip-count">1</span>' in html
    assert "Diverifikasi" not in html


def test_chips_of_a_poll_lead_to_the_page():
    html = draw_at("/?seen=abc&status=sent", CHIPS, choices=CHOICES, counts={"sent": 3, "returned": 1})
    assert "seen" not in html


def test_chip_without_rows_stays_while_it_is_chosen():
    html = draw_at("/?status=verified", CHIPS, choices=CHOICES, counts={"sent": 3})
    assert 'aria-current="true">Diverifikasi <span class="chip-count">0</span>' in html
    assert draw_at("/", CHIPS, choices=CHOICES, counts={}) == ""
    assert draw_at("/", CHIPS, choices=CHOICES, counts=None).count('class="chip"') == 4


@pytest.mark.django_db
def test_may_asks_the_matrix(secretariat, stranger, edition):
    source = '{% may user "editions.edit" row as allowed %}{{ allowed }}'
    assert draw(source, user=secretariat, row=edition) == "True"
    assert draw(source, user=stranger, row=edition) == "False"


@pytest.mark.django_db
def test_roles_are_named_once(secretariat):
    assert draw('{% roles_of user as roles %}{{ roles|join:", " }}', user=secretariat) == "Sekretariat"
