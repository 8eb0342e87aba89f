"""Rows for tests: plain functions, each making one thing with sensible values, none of them official."""

import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from nominations.models import Answer, Indicator, Instrument, Nomination, Submission
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Round, Scorer, Seat, Stage
from paritrana.regions.models import Branch, BranchArea, Nominee, Province, Regency, Village
from paritrana.roles import Role
from scoring.models import Criterion, Mark, Recusal, ScoreSheet

PASSWORD = "Contoh-2025"
PROVINCES = {
    "64": ("Kalimantan Timur", "kaltim", "Asia/Makassar"),
    "63": ("Kalimantan Selatan", "kalsel", "Asia/Makassar"),
    "74": ("Sulawesi Tenggara", "sultra", "Asia/Makassar"),
    "11": ("Aceh", "aceh", "Asia/Jakarta"),
    "91": ("Papua", "papua", "Asia/Jayapura"),
}
KALTIM = {
    "64.01": "Paser",
    "64.02": "Kutai Kartanegara",
    "64.03": "Berau",
    "64.07": "Kutai Barat",
    "64.08": "Kutai Timur",
    "64.09": "Penajam Paser Utara",
    "64.11": "Mahakam Ulu",
    "64.71": "Balikpapan",
    "64.72": "Samarinda",
    "64.74": "Bontang",
}


def province(code: str) -> Province:
    name, slug, zone = PROVINCES[code]
    found, _ = Province.objects.get_or_create(code=code, defaults={"name": name, "slug": slug, "zone": zone})
    return found


def regency(in_province: Province, code: str, name: str) -> Regency:
    defaults = {"name": name, "kind": _kind(code), "province": in_province}
    return Regency.objects.get_or_create(code=code, defaults=defaults)[0]


def regencies(in_province: Province, names: dict[str, str]) -> list[Regency]:
    """Many at once, in one statement."""
    return Regency.objects.bulk_create(
        Regency(code=code, name=name, kind=_kind(code), province=in_province) for code, name in names.items()
    )


def _kind(code: str) -> Regency.Kind:
    return Regency.Kind.CITY if int(code.split(".")[1]) > 70 else Regency.Kind.REGENCY


def branch(in_province: Province, code: str, name: str, regencies: list[Regency]) -> Branch:
    made = Branch.objects.create(code=code, name=name, province=in_province)
    BranchArea.objects.bulk_create(
        BranchArea(branch=made, regency=regency, valid_from=datetime.date(2020, 1, 1)) for regency in regencies
    )
    return made


def government(regency: Regency) -> Nominee:
    return governments([regency])[0]


def governments(of: list[Regency]) -> list[Nominee]:
    """Many at once, in one statement."""
    return Nominee.objects.bulk_create(
        Nominee(kind=Nominee.Kind.GOVERNMENT, name=f"Pemerintah {row}", province=row.province, regency=row)
        for row in of
    )


def company(regency: Regency, name: str, npp: str = "") -> Nominee:
    return Nominee.objects.create(
        kind=Nominee.Kind.COMPANY, name=name, npp=npp, province=regency.province, regency=regency
    )


def village(regency: Regency, code: str, name: str) -> Nominee:
    row = Village.objects.create(
        code=code, name=name, district="Kecamatan Contoh", regency=regency, province=regency.province
    )
    return Nominee.objects.create(
        kind=Nominee.Kind.VILLAGE,
        name=f"Desa {name}",
        province=regency.province,
        regency=regency,
        village=row,
    )


def user(username: str, name: str, **fields: Any) -> User:
    return User.objects.create(username=username, name=name, password=make_password(PASSWORD), **fields)


def person(username: str, name: str, role: Role, **place: Any) -> User:
    """A person with one seat."""
    made = user(username, name)
    Seat.objects.create(person=made, role=role, **place)
    return made


def panelists(of: Edition, count: int) -> list[User]:
    """Members of a committee, each with a seat of the edition: two statements."""
    password = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(username=f"panelis{number}", name=f"Panelis {number}", password=password) for number in range(1, count + 1)
    )
    Seat.objects.bulk_create(
        Seat(
            person=person,
            role=Role.PANELIST,
            province=of.province,
            edition=of,
            function="anggota",
            element=f"ahli {number}",
            order=number + 1,
        )
        for number, person in enumerate(people, 1)
    )
    return people


def edition(of: Province, assessment_year: int = 2024, **fields: Any) -> Edition:
    return Edition.objects.create(
        province=of,
        slug=fields.pop("slug", f"penilaian-{assessment_year}"),
        title=fields.pop("title", f"Paritrana Award {of.name} {assessment_year}"),
        assessment_year=assessment_year,
        held_year=assessment_year + 1,
        second_officers=["secretariat", "chair", "observer"],
        **fields,
    )


def category(of: Edition, name: str = "Kabupaten/Kota", slug: str = "kabupaten-kota", **fields: Any) -> Category:
    now = timezone.now()
    defaults: dict[str, Any] = {
        "nominee_kind": Nominee.Kind.GOVERNMENT,
        "stage": Stage.NOMINATION,
        "nomination_opens": now - datetime.timedelta(days=20),
        "nomination_closes": now + datetime.timedelta(days=10),
    }
    return Category.objects.create(province=of.province, edition=of, name=name, slug=slug, **(defaults | fields))


def instrument(of: Category, indicators: int = 4, frozen: bool = True) -> Instrument:
    """Indicators in two sections, of the four kinds in turn."""
    made = Instrument.objects.create(
        province=of.province, category=of, version=1, frozen_at=timezone.now() if frozen else None
    )
    kinds = [Indicator.Kind.YES_NO, Indicator.Kind.NUMBER, Indicator.Kind.CHOICE, Indicator.Kind.TEXT]
    for number in range(indicators):
        section = "Regulasi" if number < (indicators + 1) // 2 else "Cakupan"
        Indicator.objects.create(
            province=of.province,
            instrument=made,
            section=section,
            section_slug=section.lower(),
            code=f"I{number + 1}",
            order=number + 1,
            text=f"Pertanyaan {number + 1}",
            kind=kinds[number % 4],
            choices=["Perda", "Perbup/Perwali", "Belum ada"] if number % 4 == 2 else [],
        )
    return made


def nomination(of: Category, nominee: Nominee, by: User, status: Status = Status.PROPOSED, **fields: Any) -> Nomination:
    last = Nomination.objects.filter(edition=of.edition).order_by("-number").values_list("number", flat=True).first()
    return Nomination.objects.create(
        province=of.province,
        edition=of.edition,
        category=of,
        nominee=nominee,
        number=(last or 0) + 1,
        status=status,
        proposed_by=by,
        **fields,
    )


def many_nominations(of: Category, regencies: list[Regency], count: int, by: User) -> list[Nomination]:
    """Companies in all regencies in turn: of each four one has not sent, one waits, one is verified, one is back.

    Who has sent has answered everything. Eight statements, whatever the count.
    """
    nominees = Nominee.objects.bulk_create(
        Nominee(
            kind=Nominee.Kind.COMPANY,
            name=f"PT Contoh Perlindungan Pekerja Nomor {number:04}",
            province=of.province,
            regency=regencies[number % len(regencies)],
        )
        for number in range(count)
    )
    states = [Status.PROPOSED, Status.SENT, Status.VERIFIED, Status.RETURNED]
    last = Nomination.objects.filter(edition=of.edition).count()
    made = Nomination.objects.bulk_create(
        Nomination(
            province=of.province,
            edition=of.edition,
            category=of,
            nominee=nominee,
            number=number,
            status=states[number % 4],
            proposed_by=by,
        )
        for number, nominee in enumerate(nominees, last + 1)
    )
    sent = [row for row in made if row.status != Status.PROPOSED]
    Submission.objects.bulk_create(
        Submission(
            province=of.province,
            nomination=row,
            receipt=f"TT-{of.province_id}-{of.pk}-{row.number}-1",
            sent_by=by,
            sender_name="Contoh",
            sender_office="Contoh",
            content={},
        )
        for row in sent
    )
    indicators = list(Indicator.objects.filter(instrument__category=of))
    Answer.objects.bulk_create(
        Answer(province=of.province, nomination=row, indicator=indicator, value="yes", version=1, changed_by=by)
        for row in sent
        for indicator in indicators
    )
    return made


def closed_sheets(of: Nomination, seats: list[Seat], marks: list[str], by: User) -> None:
    """Interview sheets as closing leaves them, one mark each for every criterion; an empty mark is a recusal."""
    leaves = Criterion.objects.filter(rule_book__category=of.category, source=Criterion.Source.PANEL)
    now, common = timezone.now(), {"province": of.province, "nomination": of}
    made = ScoreSheet.objects.bulk_create(
        ScoreSheet(
            **common,
            person_id=seat.person_id,
            seat=seat,
            round=Round.INTERVIEW,
            status=ScoreSheet.Status.CLOSED if mark else ScoreSheet.Status.RECUSED,
            reason="" if mark else "Satu kantor.",
            version=1,
            sent_at=now if mark else None,
            closed_at=now if mark else None,
        )
        for seat, mark in zip(seats, marks, strict=True)
    )
    Recusal.objects.bulk_create(
        Recusal(**common, person_id=seat.person_id, kind=Recusal.Kind.EMPLOYER, reason="Satu kantor.", by=by)
        for seat, mark in zip(seats, marks, strict=True)
        if not mark
    )
    Mark.objects.bulk_create(
        Mark(province=of.province, sheet=sheet, criterion=criterion, value=Decimal(mark))
        for sheet, mark in zip(made, marks, strict=True)
        if mark
        for criterion in leaves
    )


def scorers(of: Category, seats: list[Seat], rounds: tuple[str, ...] = (Round.INTERVIEW,)) -> None:
    """These seats give marks in the rounds of the category."""
    Scorer.objects.bulk_create(
        Scorer(province=of.province, seat=seat, category=of, round=round) for seat in seats for round in rounds
    )


def pdf_bytes(text: str = "contoh", extra: str = "", catalog: str = "") -> bytes:
    """A PDF of one page with a correct table; `extra` are further objects from number 6 on, `catalog` further keys."""
    content = f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *filter(None, extra.split("\n--\n")),
    ]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count, start = len(objects) + 1, len(made)
    trailer = f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    return made + f"xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()
