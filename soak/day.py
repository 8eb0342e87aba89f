"""An interview day to be disturbed: nine panelists are signed in, each with a sheet for three candidates."""

import json
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Round, Stage
from paritrana.roles import Role
from scoring.queries import criteria_of
from scoring.receipts import device_key
from scoring.services import rubric, sheets
from tests import factories


def build() -> None:
    """Print what the devices of the nine hold: their cookie, and per sheet its address, key and criteria."""
    province = factories.province("64")
    staff = factories.person("sekretariat", "Staf Sekretariat", Role.SECRETARIAT, province=province)
    category = factories.category(factories.edition(province), stage=Stage.INTERVIEWS)
    people = factories.panelists(category.edition, 9)
    seats = [person.seats.get() for person in people]
    factories.scorers(category, seats, (Round.DESK, Round.INTERVIEW))
    rubric.freeze(rubric.rule_book(category, by=staff), by=staff)
    codes = [criterion.code for criterion in criteria_of(category, Round.INTERVIEW)]
    held: dict[int, dict[str, Any]] = {
        person.pk: {"account": person.pk, "cookie": _signed_in(person), "sheets": []} for person in people
    }
    for nominee in factories.governments(factories.regencies(province, dict([*factories.KALTIM.items()][:3]))):
        nomination = factories.nomination(category, nominee, staff, status=Status.SHORTLISTED)
        for sheet in sheets.assign(nomination, Round.INTERVIEW, seats, by=staff):
            url = reverse("sheet_sync", args=[province.slug, category.edition.slug, sheet.pk])
            key = device_key(sheet.person_id, sheet.pk)
            held[sheet.person_id]["sheets"].append({"pk": sheet.pk, "url": url, "key": key, "codes": codes})
    print(json.dumps(list(held.values())))


def _signed_in(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    token = secrets.token_hex(16)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
