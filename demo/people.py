"""The people of the example: offices, no real persons. They sit where the services seat them."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from demo.figures import BRANCHES, CAPITALS, COMMITTEE, COVERAGE, PASSWORD
from paritrana.accounts.models import User
from paritrana.committees.models import Edition, Seat
from paritrana.committees.services import seats
from paritrana.regions.models import Branch, BranchArea, Nominee, Province, Regency
from paritrana.roles import Role


@dataclass
class Cast:
    """Who acts in one province."""

    province: Province
    secretariat: list[User]
    heads: dict[str, User] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    branches: dict[str, Branch] = field(default_factory=dict)
    officials: dict[str, User] = field(default_factory=dict)
    nominees: dict[str, Nominee] = field(default_factory=dict)
    committee: list[User] = field(default_factory=list)
    observer: User | None = None

    def branch_of(self, code: str) -> Branch:
        return next(self.branches[key] for key, (_, codes) in BRANCHES[self.province.code].items() if code in codes)


# Argon2 takes a tenth of a second; one password for all needs it once.
_hashed: list[str] = []


def person(username: str, name: str) -> User:
    if not _hashed:
        _hashed.append(make_password(PASSWORD))
    return User.objects.create(
        username=username,
        name=name,
        email=f"{username}@contoh.example",
        phone="6281200000000",
        password=_hashed[0],
        is_demo=True,
    )


def administrator() -> User:
    """The first seat has nobody above it who could give it."""
    admin = person("admin", "Administrator portal (contoh)")
    Seat.objects.create(person=admin, role=Role.ADMINISTRATOR)
    return admin


def cast(code: str, admin: User) -> Cast:
    """Secretariat, branches with heads and staff, and candidates with their officials."""
    province = Province.objects.get(code=code)
    slug = province.slug
    province.letterhead = [
        f"PEMERINTAH PROVINSI {province.name.upper()}",
        "SEKRETARIAT PANITIA PARITRANA AWARD (CONTOH)",
        "Jalan Contoh Nomor 1, telepon (000) 000000",
    ]
    province.capital = CAPITALS[province.code]
    province.save(update_fields=["letterhead", "capital"])
    secretariat = []
    for number in (1, 2):
        member = person(f"sekretariat{number}.{slug}", f"Staf {number} Sekretariat {province.name} (contoh)")
        seats.give(Role.SECRETARIAT, by=admin, person=member, province=province, office="Disnakertrans Provinsi")
        secretariat.append(member)
    made = Cast(province, [User.objects.get(pk=member.pk) for member in secretariat])
    by = made.secretariat[0]
    for key, (name, codes) in BRANCHES[code].items():
        made.branches[key] = _branch(province, key, name, codes)
        short = key.removeprefix("CONTOH-").lower()
        made.heads[key] = person(f"kepala.{short}", f"Kepala {name} (contoh)")
        seats.give(Role.BRANCH_HEAD, by=by, person=made.heads[key], branch=made.branches[key], office=f"Kepala {name}")
        made.staff[key] = person(f"staf.{short}", f"Staf {name} (contoh)")
        seats.give(Role.BRANCH_STAFF, by=by, person=made.staff[key], branch=made.branches[key])
    for regency in Regency.objects.filter(province=province, code__in=COVERAGE).order_by("code"):
        nominee = Nominee.objects.create(
            kind=Nominee.Kind.GOVERNMENT, name=f"Pemerintah {regency}", province=province, regency=regency
        )
        made.nominees[regency.code] = nominee
        official = person("daerah." + regency.name.lower().replace(" ", ""), f"Pejabat {regency} (contoh)")
        seats.give(Role.NOMINEE, by=by, person=official, nominee=nominee, office=f"Dinas Tenaga Kerja {regency}")
        made.officials[regency.code] = official
    return made


def helper(made: Cast, code: str) -> Seat:
    """A colleague of another office, who may be handed a section."""
    nominee = made.nominees[code]
    regency = nominee.regency
    colleague = person("rekan." + regency.name.lower().replace(" ", ""), f"Rekan BKAD {regency} (contoh)")
    by = made.secretariat[0]
    return seats.give(Role.SECTION, by=by, person=colleague, nominee=nominee, office=f"BKAD {regency}")


def _branch(province: Province, key: str, name: str, codes: list[str]) -> Branch:
    branch = Branch.objects.create(code=key, name=name, province=province)
    for regency in Regency.objects.filter(code__in=codes):
        BranchArea.objects.create(branch=branch, regency=regency, valid_from=datetime.date(2020, 1, 1))
    return branch


def committee(made: Cast, edition: Edition, size: int = 9) -> None:
    """Nine seats with function and element. The secretary is the head of the branch: one person, several hats."""
    slug = made.province.slug
    by = made.secretariat[0]
    for number, (function, element, office) in enumerate(COMMITTEE[:size], start=1):
        if function == "sekretaris":
            member: Any = next(iter(made.heads.values()))
        else:
            username = "ketua" if function == "ketua" else f"panelis{number}"
            member = person(f"{username}.{slug}", f"{office} (contoh)")
        seats.give(
            Role.CHAIR if function == "ketua" else Role.PANELIST,
            by=by,
            person=member,
            province=made.province,
            edition=edition,
            function=function,
            element=element,
            office=office,
            order=number,
        )
        made.committee.append(member)
    made.observer = person(f"pengawas.{slug}", "Inspektorat Provinsi (contoh)")
    seats.give(
        Role.OBSERVER, by=by, person=made.observer, province=made.province, edition=edition, office="Inspektorat",
        letter="000/CONTOH/2025",
    )  # fmt: skip
    # Seats are read once per user object: take fresh ones from here on.
    made.committee = [User.objects.get(pk=member.pk) for member in made.committee]
    made.heads = {key: User.objects.get(pk=head.pk) for key, head in made.heads.items()}
