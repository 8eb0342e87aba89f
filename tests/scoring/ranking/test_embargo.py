"""Until the chair releases a category, nothing outside the committee changes by a single byte."""

import datetime
import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from paritrana.committees.models import Stage
from paritrana.files import check_services
from paritrana.notices.models import Notice
from scoring.models import Decision
from scoring.services import paper, plenary
from tests.scoring.ranking.conftest import nominations_of
from tests.scoring.ranking.test_pages import at

CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def fetched(run, clients: list[Client]) -> dict[tuple[int, str], tuple[int, bytes]]:  # type: ignore[no-untyped-def]
    """Every page of the public and of a nominee, by client and address, tokens masked."""
    edition = run.category.edition
    args = [edition.province.slug, edition.slug]
    addresses = ["/", reverse("results", args=args), reverse("home"), edition.get_absolute_url()]
    addresses += [
        reverse(name, args=args) for name in ("nominations", "coverage", "interviews", "documents", "rankings")
    ]
    addresses += [reverse("nomination", args=[*args, number]) for number in (1, 2)]
    addresses += [at(run.category, name) for name in ("ranking", "robustness", "review", "plenary", "papers")]
    addresses += [at(run.category, "explanation", number) for number in (1, 2)]
    pages = {}
    for number, client in enumerate(clients):
        for address in addresses:
            response = client.get(address)
            text = CHANGING.sub("", response.content.decode())
            pages[number, address] = (response.status_code, text.encode())
    return pages


def test_decision_changes_no_public_or_nominee_page(run, chair, secretariat, observer, client_of, official, scan):
    clients = [Client(), client_of(official)]
    fetched(run, clients)
    before = fetched(run, clients)
    notices = Notice.objects.filter(to=official).count()
    payload = {"run": 1, "placements": {"2": 1, "1": 2, "3": 3}, "held_on": "2025-07-30", "place": "Aula"}
    act = paper.enter(
        run.category, "decide", chair.seats.get(), payload | {"deviation_reason": ""}, letter="BA/1", scan=scan(),
        by=secretariat,
    )  # fmt: skip
    check_services.check(act.scan_id)
    paper.confirm(act, by=observer)
    plenary.special_award(
        run.category,
        nominations_of(run)[3].nominee,
        name="Cakupan tertinggi",
        measure="coverage",
        reason="Tertinggi.",
        by=chair,
    )
    after = fetched(run, clients)
    assert {key for key in before if before[key] != after[key]} == set()
    assert before[0, reverse("results", args=["kaltim", run.category.edition.slug])][0] == 404
    assert Notice.objects.filter(to=official).count() == notices


def test_a_release_of_one_category_tells_nothing_of_another(run, chair, edition, client):
    from tests import factories

    other = factories.category(edition, "Usaha Besar", "usaha-besar", stage=Stage.DECIDED)
    rows = nominations_of(run)
    plenary.decide(
        run.category, run, [(rows[0], 1), (rows[1], 2), (rows[2], 3)], held_on=datetime.date(2025, 7, 30),
        place="Aula", deviation_reason="", by=chair,
    )  # fmt: skip
    run.category.released_at = timezone.now()
    run.category.save()
    text = client.get(reverse("results", args=["kaltim", edition.slug])).content.decode()
    assert "Kabupaten/Kota" in text
    assert other.name not in text


def test_revoked_decision_is_not_announced(run, chair, client):
    rows = nominations_of(run)
    decision = plenary.decide(
        run.category, run, [(rows[0], 1), (rows[1], 2), (rows[2], 3)], held_on=datetime.date(2025, 7, 30),
        place="Aula", deviation_reason="", by=chair,
    )  # fmt: skip
    plenary.revoke(decision, by=chair, note="Salah.")
    run.category.released_at = timezone.now()
    run.category.save()
    text = client.get(reverse("results", args=["kaltim", run.category.edition.slug])).content.decode()
    assert rows[0].nominee.name not in text
    assert Decision.objects.visible_to(chair, "results.view").count() == 0
