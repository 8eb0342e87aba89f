"""A lost phone: a code, a tablet that opens the own sheets of one session, and its end."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews import services
from interviews.models import PanelSeat, Session
from interviews.services import devices
from paritrana.audit.models import Entry
from paritrana.notices.models import Notice
from scoring.models import ScoreSheet


@pytest.fixture
def panel_seat(session: Session, panelist) -> PanelSeat:
    return session.panel.select_related("session", "person").get(person=panelist)


@pytest.fixture
def sheet(panel_seat) -> ScoreSheet:
    return ScoreSheet.objects.filter(person=panel_seat.person).first()


@pytest.fixture
def opened(panel_seat, secretariat) -> Client:
    """The tablet, opened with a code."""
    _device, code = devices.offer(panel_seat, by=secretariat)
    tablet = Client()
    assert tablet.post("/perangkat/", {"code": code}).headers["Location"] == "/perangkat/lembar/"
    return tablet


def at(sheet: ScoreSheet, name: str, *args) -> str:
    edition = sheet.nomination.edition
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def refusal(code: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        devices.open_device(code)
    return refused.value.messages


def test_code_opens_once_and_only_its_hash_is_kept(panel_seat, secretariat):
    device, code = devices.offer(panel_seat, by=secretariat)
    assert len(code) == 9
    assert code not in device.code_hash
    assert devices.open_device(code.lower().replace("-", " ")).panel_seat == panel_seat
    assert refusal(code) == ["Mintalah kode baru kepada sekretariat: kode ini sudah dipakai."]
    assert refusal("ABCD-EFGH") == ["Periksa lagi kodenya, atau mintalah kode baru kepada sekretariat."]
    assert Notice.objects.filter(to=panel_seat.person, title="Perangkat cadangan dibuka untuk Anda").count() == 1


def test_new_code_takes_the_place_of_the_old_one(panel_seat, secretariat):
    _first, old = devices.offer(panel_seat, by=secretariat)
    devices.offer(panel_seat, by=secretariat)
    assert refusal(old) == ["Periksa lagi kodenya, atau mintalah kode baru kepada sekretariat."]


def test_code_lasts_ten_minutes(panel_seat, secretariat):
    device, code = devices.offer(panel_seat, by=secretariat)
    device.code_until = timezone.now()
    device.save()
    assert refusal(code) == ["Mintalah kode baru kepada sekretariat: masa berlaku kode ini sudah lewat."]


def test_only_the_secretariat_of_the_province_lends(panel_seat, panelist, stranger):
    for person in (panelist, stranger):
        with pytest.raises(PermissionDenied):
            devices.offer(panel_seat, by=person)


def test_device_of_a_turn_that_runs_late_lasts_as_long_as_the_turn(panel_seat, session, secretariat):
    slot = session.slots.first()
    device, _code = devices.offer(panel_seat, slot, by=secretariat)
    left = device.ends_at - device.made_at  # planned long ago
    length = slot.period.upper - slot.period.lower + devices.GRACE
    assert abs(left - length) < datetime.timedelta(seconds=5)


def test_tablet_reaches_own_sheets_of_the_session_and_nothing_else(opened, sheet, panelist, session):
    assert opened.get("/perangkat/lembar/").content.decode().count('href="/kaltim/') == 3
    for url in (at(sheet, "sheet", sheet.pk), at(sheet, "interview_now")):
        assert opened.get(url).status_code == 200
    assert opened.get("/beranda/").headers["Location"] == "/perangkat/lembar/"
    other = ScoreSheet.objects.exclude(person=panelist).first()
    elsewhere = at(sheet, "nomination", sheet.nomination.number)
    for url in (elsewhere, at(sheet, "conflicts"), at(sheet, "sheet", other.pk), "/akun/"):
        response = opened.get(url)
        assert response.status_code == 403, url
        assert f"hanya membuka lembar penilaian Anda untuk sesi {session}" in response.content.decode()


def test_marks_of_the_tablet_say_so_in_the_trail(opened, sheet):
    page = at(sheet, "sheet", sheet.pk)
    opened.post(page, {"version": 0, "action": "draft", "pemahaman": "80"})
    entry = Entry.objects.filter(verb="sheets.draft").get()
    assert (entry.row_id, entry.hats.split("; ")[-1]) == (str(sheet.pk), "perangkat cadangan")


def test_tablet_signs_out_when_the_secretariat_ends_it(opened, sheet, panel_seat, session, secretariat, client_of):
    device = panel_seat.devices.get()
    client_of(secretariat).post(at(sheet, "spare_end", session.pk, device.pk))
    assert opened.get(at(sheet, "sheet", sheet.pk)).headers["Location"] == "/perangkat/"
    assert "sudah ditutup" in opened.get("/perangkat/").content.decode()
    assert opened.post(at(sheet, "sheet", sheet.pk)).headers["Location"].startswith("/masuk/")


def test_tablet_signs_out_when_the_session_or_its_time_is_over(opened, panel_seat, session, secretariat):
    device = panel_seat.devices.get()
    expiry = opened.session.get_expiry_date()
    assert expiry == device.ends_at
    services.excuse_panelist(panel_seat, "Dipanggil rapat.", by=secretariat)
    device.refresh_from_db()
    assert not device.is_live
    assert opened.get("/perangkat/lembar/").status_code == 302


def test_page_of_the_secretariat_shows_the_code_once(session, panel_seat, secretariat, client_of, sheet):
    client, url = client_of(secretariat), at(sheet, "spare_devices", session.pk)
    response = client.post(url, {"panelist": panel_seat.pk})
    code = devices._hash(response.context["code"])
    assert panel_seat.devices.get().code_hash == code
    assert response.headers["Cache-Control"] == "no-store"
    again = client.get(url).content.decode()
    assert response.context["code"] not in again
    assert "Kode menunggu dipakai" in again
    assert client.post(url, {}).status_code == 422
    assert client.get(at(sheet, "interview", session.pk)).content.decode().count(url) == 1


def test_guesses_are_limited(db, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_device": "1/10m/ip"}
    tablet = Client()
    assert [tablet.post("/perangkat/", {"code": "AAAA-AAAA"}).status_code for _ in range(2)] == [422, 429]
