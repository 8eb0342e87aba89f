"""What the data suggest about conflicts of interest: who scores, which candidate, on what ground.

A suggestion asks and never blocks. It is not stored: it is open until the person declares a conflict, or the person
or the chair answers that there is none.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Value

from nominations.models import CoverageFigure, Nomination
from nominations.queries import COMPETING
from paritrana.accounts.models import User
from paritrana.committees.models import STAGES, Seat, Stage
from paritrana.committees.queries import current
from scoring.models import Ground, NoConflict, Recusal

# From the shortlist on, until the plenary begins.
OPEN_STAGES = STAGES[STAGES.index(Stage.SELECTION) : STAGES.index(Stage.DELIBERATION)]
# What stands around a name: "Pemerintah Kota Bontang" is Bontang, "PT Contoh Jaya Tbk" is Contoh Jaya.
AROUND = (
    r"^((pemerintah|provinsi|kabupaten|kota|desa|kelurahan|koperasi|pt|cv|ud)\.?\s+)+"
    r"|[\s,(]+(tbk|persero)\M.*$"
)


@dataclass(frozen=True)
class Suggestion:
    person: User
    nomination: Nomination
    grounds: tuple[Ground, ...]

    @property
    def key(self) -> str:
        return f"{self.person.pk}-{self.nomination.pk}"

    @property
    def words(self) -> str:
        return "; ".join(str(ground.label) for ground in self.grounds)


def suggested(nominations: QuerySet[Nomination]) -> QuerySet[Any]:
    """The open suggestions about these nominations: per row `person_key` and, by ground, whether it asks."""
    scorers = "category__scorers__seat"
    pairs = nominations.filter(
        COMPETING, category__stage__in=OPEN_STAGES, **{f"{scorers}__in": current(Seat.objects.all())}
    ).annotate(
        person_key=F(f"{scorers}__person"),
        bare_name=Func(F("nominee__name"), Value(AROUND), Value(""), Value("gi"), function="regexp_replace"),
    )
    declared = Recusal.objects.filter(nomination=OuterRef("pk"), person=OuterRef("person_key"), lifted_at=None)
    pairs = pairs.filter(~Exists(declared), person_key__isnull=False)
    answers = NoConflict.objects.filter(nomination=OuterRef("pk"), person=OuterRef("person_key"))
    pairs = pairs.annotate(
        **{
            f"asks_{ground.value}": Exists(rows) & ~Exists(answers.filter(ground=ground))
            for ground, rows in _traces().items()
        }
    )
    asks = Q()
    for ground in Ground:
        asks |= Q(**{f"asks_{ground.value}": True})
    return pairs.filter(asks).order_by().distinct()


def suggestions(nominations: QuerySet[Nomination], *, person: Any = None, but: Any = None) -> list[Suggestion]:
    """The open suggestions, of one person or of all but one, by person and number of the nomination. Three queries."""
    rows = suggested(nominations)
    if person is not None:
        rows = rows.filter(person_key=person.pk)
    if but is not None:
        rows = rows.exclude(person_key=but.pk)
    found = list(rows.values_list("pk", "person_key", *(f"asks_{ground.value}" for ground in Ground)))
    if not found:
        return []
    known = Nomination.objects.select_related("nominee", "category").in_bulk(
        [nomination for nomination, *_rest in found]
    )
    people = User.objects.in_bulk([person_key for _nomination, person_key, *_asks in found])
    made = [
        Suggestion(
            people[person_key],
            known[nomination],
            tuple(ground for ground, one in zip(Ground, asks, strict=True) if one),
        )
        for nomination, person_key, *asks in found
    ]
    return sorted(made, key=lambda one: (one.person.name, one.person.pk, one.nomination.number))


def _traces() -> dict[Ground, QuerySet[Any]]:
    """Rows that tie the person to the candidate, by ground."""
    seats = current(Seat.objects.filter(person=OuterRef("person_key")))
    regency = OuterRef("nominee__regency")
    return {
        Ground.REGION: seats.filter(
            Q(branch__areas__regency=regency, branch__areas__valid_to=None) | Q(nominee__regency=regency)
        ),
        Ground.SUPPLIER: CoverageFigure.objects.filter(
            regency=regency,
            as_of__year=OuterRef("edition__assessment_year"),
            branch__seats__in=current(Seat.objects.filter(person=OuterRef(OuterRef("person_key")))),
        ),
        Ground.EMPLOYER: seats.filter(office__icontains=OuterRef("bare_name")).exclude(office=""),
    }
