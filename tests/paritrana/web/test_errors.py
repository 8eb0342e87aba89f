"""What people read when something of the portal does not answer."""

import logging

import pytest
from django.test import Client

from tests.factories import PASSWORD

TYPED = {"login": "sekretariat", "password": PASSWORD}


@pytest.fixture
def away(settings):
    """Redis, where signing in counts its attempts, does not answer."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/redis.sock?db=0"}}


def test_sign_in_without_redis_is_put_off_and_logged(away, secretariat, caplog):
    client = Client(raise_request_exception=False)
    answer = client.post("/masuk/", TYPED)
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert "<h1>Layanan sedang terganggu</h1>" in answer.text
    assert (PASSWORD in answer.text, "paritrana_session" in answer.cookies) == (False, False)
    logged = [row for row in caplog.records if row.name == "django.request"]
    assert [(row.levelno, row.exc_info is None, PASSWORD in row.getMessage()) for row in logged] == [
        (logging.ERROR, False, False)
    ]


def test_scripts_are_told_shortly_that_redis_is_away(away, secretariat):
    client = Client(raise_request_exception=False)
    htmx = client.post("/masuk/", TYPED, headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx.text) == (503, "Layanan sedang terganggu. Coba lagi beberapa menit lagi.")
    entry = client.post("/masuk/kode/", {}, content_type="application/json")
    assert (entry.status_code, entry.json()) == (503, {"reason": "unavailable"})


def test_any_other_error_is_still_a_fault_of_the_portal(monkeypatch, db):
    monkeypatch.setattr("paritrana.web.health.connection", None)
    answer = Client(raise_request_exception=False).get("/healthz")
    assert (answer.status_code, "<h1>Ada gangguan pada portal</h1>" in answer.text) == (500, True)
