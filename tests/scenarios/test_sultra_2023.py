"""S2: Sulawesi Tenggara plans its interviews. Through the public addresses; names are made up (contoh).

An edition from the 2023 composition with eight categories, two days and two rooms, companies and villages among the
nominees. How they came to be shortlisted is told elsewhere.
"""

import pytest

from interviews.models import Plan, Session, Slot
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Round, Seat, Stage
from paritrana.regions.models import Nominee
from paritrana.roles import Role
from scoring.services import rubric
from tests import factories
from tests.scenarios.walker import Walker

EDITION = "/sultra/penilaian-2023/"
REGENCIES = {"74.02": "Konawe", "74.05": "Konawe Selatan", "74.04": "Buton", "74.71": "Kota Kendari"}
PLAN = "wawancara/rancangan/1/"


@pytest.fixture
def edition(db):
    """Made by the secretariat from the composition of 2023; nine score, ten are shortlisted in eight categories."""
    sultra = factories.province("74")
    staff = factories.person("sekretariat.sultra", "Sekretariat Sultra", Role.SECRETARIAT, province=sultra)
    walker = Walker("sekretariat.sultra", "/")
    form = walker.forms("/penyelenggaraan/baru/", "assessment_year")[0]
    made = walker.post(form, title="Paritrana Award 2023", assessment_year="2023", held_year="2024", start="2023")
    assert made.status_code == 302, made.text
    edition = Edition.objects.get()
    factories.person("pengawas.sultra", "Inspektorat", Role.OBSERVER, province=sultra, edition=edition)
    panel = [user.seats.get() for user in factories.panelists(edition, 9)]
    regencies = factories.regencies(sultra, REGENCIES)
    governments = factories.governments(regencies)
    categories = list(Category.objects.filter(edition=edition))
    assert len(categories) == 8
    for number, category in enumerate(categories):
        Category.objects.filter(pk=category.pk).update(stage=Stage.INTERVIEWS)
        factories.scorers(category, panel, (Round.DESK, Round.INTERVIEW))
        rubric.freeze(rubric.rule_book(category, by=staff), by=staff)
        nominees = {
            Nominee.Kind.GOVERNMENT: lambda: governments[:3],
            Nominee.Kind.VILLAGE: lambda: [
                factories.village(regencies[1], "74.05.01.2001", "Contoh Jaya"),
                factories.village(regencies[1], "74.05.01.2002", "Contoh Makmur"),
            ],
        }.get(category.nominee_kind, lambda at=number: [factories.company(regencies[3], f"PT Contoh {at}")])()
        for nominee in nominees:
            factories.nomination(category, nominee, staff, status=Status.SHORTLISTED)
    return edition


def test_s2_a_plan_over_eight_categories_and_two_days(edition):
    staff = Walker("sekretariat.sultra", EDITION)
    place_is_there(staff)
    demands_are_typed(staff)
    it_cannot_be_and_the_plan_says_why(staff)
    it_can_be_on_two_days(staff)
    drawn_moved_and_published(staff)
    a_plane_is_late(staff)


def place_is_there(staff):
    staff.send("wawancara/tempat/", "address", name="Hotel Kendari, Ruang Anoa", address="Kendari")
    assert staff.post(staff.forms("wawancara/rancangan/", "rancangan/")[0]).status_code == 302


def typed(name, day, opens, closes, number=0):
    hours = {"name": name, "day": day, "opens": opens, "closes": closes}
    people = [str(seat.person_id) for seat in Seat.objects.filter(role=Role.PANELIST)]
    found = {f"ruang-{number}-{key}": value for key, value in hours.items()}
    venue = Session._meta.get_field("venue").related_model.objects.get()
    return found | {f"ruang-{number}-venue": str(venue.pk), f"ruang-{number}-panel": people}


def save_demands(staff, **fields):
    form = next(one for one in staff.forms(f"{PLAN}ketentuan/", "ketentuan/") if len(one.controls) > 9)
    answer = staff.post(form, **fields)
    assert answer.status_code == 302, answer.text


def demands_are_typed(staff):
    """Wednesday 28 February 2024, a morning only; the opening takes its first half hour."""
    opening = {"acara-0-name": "Pembukaan", "acara-0-day": "2024-02-28", "acara-0-opens": "09:00"}
    save_demands(staff, **typed("Ruang Anoa", "2024-02-28", "09:00", "12:00"), **opening, **{"acara-0-closes": "09:30"})


def propose(staff):
    return staff.send(PLAN, "susun/")


def it_cannot_be_and_the_plan_says_why(staff):
    """11 turns; the room has two hours and a half, so six fit and seven collide."""
    text = propose(staff)
    assert "Jadwal ini tidak mungkin disusun" in text
    assert "7 giliran 25 menit memerlukan 2 jam 55 menit; Ruang Anoa" in text


def it_can_be_on_two_days(staff):
    again = typed("Ruang Anoa", "2024-02-28", "09:00", "12:00")
    save_demands(staff, **again, **typed("Ruang Anoa Kamis", "2024-02-29", "09:00", "15:00", 1))
    assert "tidak mungkin" not in propose(staff)
    plan = Plan.objects.get()
    assert len(plan.rows) == Slot.objects.count() + 11
    assert {row["start"][:10] for row in plan.rows} == {"2024-02-28", "2024-02-29"}


def numbered(form, turn):
    """Whether it moves this turn; its other fields hold small numbers too."""
    return any((control.name, control.value) == ("number", str(turn)) for control in form.controls)


def drawn_moved_and_published(staff):
    plan = Plan.objects.get()
    assert plan.seed in staff.see(PLAN)
    last = plan.rows[-1]["turn"]
    form = next(one for one in staff.forms(PLAN, "pindah/") if numbered(one, last))
    assert staff.post(form, to="earlier").status_code == 302
    assert "dipindah dengan tangan" in staff.see(f"{PLAN}?hitung=1")
    text = staff.send(f"{PLAN}terbitkan/", "reason")
    assert "Berlaku" in text
    assert Slot.objects.filter(status="planned").count() == 11
    assert set(Session.objects.values_list("category__slug", flat=True)) == set(
        Category.objects.values_list("slug", flat=True)
    )
    observer = Walker("pengawas.sultra", EDITION)
    assert "Desa Contoh Jaya" in observer.see(PLAN) or "Contoh Jaya" in observer.see(PLAN)
    assert User.objects.filter(notices__isnull=False).exists()


def a_plane_is_late(staff):
    """One company comes on the second day only: a second version moves what must move, with its reason."""
    assert staff.post(staff.forms("wawancara/rancangan/", "rancangan/")[0]).status_code == 302
    before = dict(Slot.objects.values_list("nomination__number", "period"))
    path = PLAN.replace("1", "2")
    plan = Plan.objects.get(version=2)
    first, last = plan.rows[0]["turn"], plan.rows[-1]
    form = next(one for one in staff.forms(path, "pindah/") if numbered(one, first))
    assert staff.post(form, to="place", room=str(last["room"]), start=last["start"][-5:]).status_code == 302
    assert staff.see(f"{path}terbitkan/").count("Dipindah") == 2
    assert staff.post(staff.forms(f"{path}terbitkan/", "reason")[0]).status_code == 422
    staff.send(f"{path}terbitkan/", "reason", reason="Pesawat delegasi terlambat (contoh).")
    after = dict(Slot.objects.filter(status="planned").values_list("nomination__number", "period"))
    assert {number for number in before if before[number] != after[number]} == {first, last["turn"]}
