"""Sign-in, sign-out and passwords, as a person meets them."""

import re

import pytest
from django.core import mail

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_page_has_our_words_and_is_light(client):
    answer = client.get("/masuk/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'name="(\w+)"', html.split("<main")[1]) == ["csrfmiddlewaretoken", "login", "password"]
    assert "Nama pengguna atau email" in html
    assert "placeholder" not in html
    assert "htmx.min" not in html
    assert len(answer.content) < 8_000


def test_a_refused_sign_in_answers_422_and_keeps_the_name(client, secretariat):
    answer = client.post("/masuk/", {"login": "sekretariat", "password": "salah"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="sekretariat"' in html
    assert "Periksa nama pengguna dan kata sandi Anda, lalu coba lagi." in html
    assert "salah" not in html


def test_an_empty_form_says_what_to_fill_in(client):
    answer = client.post("/masuk/", {})
    assert answer.status_code == 422
    assert answer.content.decode().count("Isi bagian ini.") == 4


def test_signing_in_leads_to_the_home_page_and_out_again_by_post(client, secretariat):
    answer = client.post("/masuk/", {"login": "sekretariat", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/beranda/")
    assert client.get("/keluar/").status_code == 200
    assert client.get("/akun/sandi/").status_code == 200
    assert client.post("/keluar/").status_code == 302
    assert client.get("/akun/sandi/")["Location"] == "/masuk/?next=/akun/sandi/"


def test_a_new_password_comes_by_email_in_our_words(client, secretariat):
    secretariat.email = "sekretariat@contoh.example"
    secretariat.save()
    answer = client.post("/masuk/lupa/", {"email": secretariat.email}, follow=True)
    assert "Periksa email Anda" in answer.content.decode()
    letter = mail.outbox[0]
    assert letter.subject.endswith("Kata sandi baru untuk portal Paritrana")
    assert "Yth. Bapak/Ibu," in letter.body
    assert "Nama pengguna Bapak/Ibu: sekretariat" in letter.body

    address = re.search(r"http://testserver(\S+)", letter.body).group(1)
    page = client.get(address, follow=True)
    assert "Buat kata sandi baru" in page.content.decode()
    form = page.redirect_chain[-1][0]
    short = client.post(form, {"password1": "pendek", "password2": "pendek"})
    assert short.status_code == 422
    done = client.post(form, {"password1": "Piagam-Emas-2025", "password2": "Piagam-Emas-2025"}, follow=True)
    assert "Kata sandi baru sudah tersimpan" in done.content.decode()
    assert "Tautan ini tidak berlaku lagi" in client.get(address, follow=True).content.decode()
    assert client.login(username="sekretariat", password="Piagam-Emas-2025")


def test_an_unknown_address_is_told_nothing(client):
    answer = client.post("/masuk/lupa/", {"email": "siapa@contoh.example"}, follow=True)
    assert "Periksa email Anda" in answer.content.decode()
    assert mail.outbox == []
