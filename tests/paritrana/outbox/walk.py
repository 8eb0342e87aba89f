"""What a chair does while Redis is away: run inside the portal by `test_away`, in processes of its own."""

import json
import time

from django.conf import settings
from django.test import Client
from django.urls import reverse

from paritrana.accounts.models import User
from paritrana.committees.models import Stage
from paritrana.roles import Role
from reports import services
from tests import factories
from tests.conftest import client_for

PLACE = ["kaltim", "penilaian-2024"]


def prepare() -> None:
    """A round with a chair, signed in, who has the page of the papers open; prints cookie and what it has seen."""
    edition = factories.edition(factories.province("64"))
    factories.category(edition, stage=Stage.SELECTION)
    place = {"province": edition.province, "edition": edition}
    chair = factories.person("ketua", "Sekretaris Daerah", Role.CHAIR, function="ketua", **place)
    cookie = client_for(chair).cookies[settings.SESSION_COOKIE_NAME].value
    print(json.dumps([cookie, services.state(*PLACE)]))  # noqa: T201


def work(cookie: str, seen: str) -> None:
    """The chair takes a stage back and goes on reading; prints the answers and how long all of it took."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    typed = {"back-source": "selection", "back-target": "nomination", "back-note": "Juknis baru"}
    begun = time.monotonic()
    answers = [client.post(reverse("stage", args=[*PLACE, "kabupaten-kota"]), typed).status_code]
    polled = f"{reverse('documents', args=PLACE)}?seen={seen}"
    services.watching.changed_in(User.objects.get().seats.get().edition)
    for address in (polled, reverse("interview_now", args=PLACE), reverse("home"), "/healthz"):
        answers.append(client.get(address).status_code)
    print(json.dumps([answers, time.monotonic() - begun]))  # noqa: T201


def poll(cookie: str, seen: str) -> None:
    """Prints what the page of the papers answers to who holds the old stamp."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    print(client.get(f"{reverse('documents', args=PLACE)}?seen={seen}").status_code)  # noqa: T201
