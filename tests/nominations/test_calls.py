"""The call list: how far each candidate has come, who was called, who follows it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nominations.call_queries import with_step
from nominations.models import Contact, Nomination
from nominations.services.answers import save_answer
from nominations.services.calls import follow, note_contact
from nominations.workflow import Status
from tests import factories


def step(nomination):
    return with_step(Nomination.objects.filter(pk=nomination.pk)).get().step


def test_each_step_from_nobody_to_returned(nomination, category, nominees, secretariat, official, indicators):
    assert step(factories.nomination(category, nominees[1], secretariat)) == "nobody"
    assert step(nomination) == "invited"
    official.last_login = timezone.now()
    official.save()
    assert step(nomination) == "opened"
    save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    assert step(nomination) == "filling"
    found = {}
    for status in (Status.SENT, Status.RETURNED, Status.VERIFIED):
        Nomination.objects.filter(pk=nomination.pk).update(status=status)
        found[status] = step(nomination)
    assert found == {"sent": "sent", "returned": "returned", "verified": "sent"}


def test_who_calls_first_follows_until_another_takes_over(nomination, secretariat, second_secretariat):
    note_contact(nomination, how="call", note=" Kabid, janji kirim Jumat. ", by=secretariat)
    note_contact(nomination, how="whatsapp", note="Diingatkan.", by=second_secretariat)
    nomination.refresh_from_db()
    assert nomination.followed_by == secretariat
    assert list(Contact.objects.values_list("how", "note")) == [
        ("whatsapp", "Diingatkan."),
        ("call", "Kabid, janji kirim Jumat."),
    ]
    assert follow(nomination, by=second_secretariat).followed_by == second_secretariat


def test_only_the_secretariat_calls_and_says_what_came_of_it(
    nomination, secretariat, official, chair, branch_head, stranger
):
    for person in (official, chair, branch_head, stranger):
        with pytest.raises(PermissionDenied):
            note_contact(nomination, how="call", note="Contoh.", by=person)
        with pytest.raises(PermissionDenied):
            follow(nomination, by=person)
    for fields, field in (({"how": "burung", "note": "x"}, "how"), ({"how": "call", "note": " "}, "note")):
        with pytest.raises(ValidationError) as refusal:
            note_contact(nomination, by=secretariat, **fields)
        assert list(refusal.value.message_dict) == [field]


def test_the_pages_show_list_and_talks(client_of, page, edition, nomination, official, secretariat):
    client, url = client_of(secretariat), page("call", edition, 1)
    assert client.post(url, {"how": "call", "note": ""}).status_code == 422
    assert client.post(url, {"how": "call", "note": "Janji kirim Jumat."}).status_code == 302
    text = client.get(url).text
    assert "Janji kirim Jumat." in text
    assert "Pejabat Kabupaten" in text
    text = client.get(page("calls", edition)).text
    for words in ("Diundang, belum dibuka", "Janji kirim Jumat.", "Staf Sekretariat", "0 %"):
        assert words in text
    assert "Tidak ada kandidat" in client.get(f"{page('calls', edition)}?step=sent").text
    assert "Janji kirim" in client.get(f"{page('calls', edition)}?mine=1").text


def test_the_list_takes_the_same_queries_at_1_and_at_30(client_of, page, edition, category, regencies, secretariat):
    factories.instrument(category, indicators=2)
    client, counts = client_of(secretariat), []
    for more in (1, 29):
        factories.many_nominations(category, regencies, more, secretariat)
        client.get(page("calls", edition))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("calls", edition)).status_code == 200
        counts.append(len(queries))
    assert counts == [12, 12]
