"""What rubric and sheets ask of a person, and what they hold a category back for; ranking adds its own."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.access import holds
from paritrana.committees.agenda import Blocker, Item
from paritrana.committees.models import Category, Round, Stage
from scoring import ranking_agenda
from scoring.models import RuleBook, ScoreSheet
from scoring.queries import Race, is_scoring_closed, some_names
from scoring.sealing import difference_to_full, problems
from scoring.services.sheets import missing

Status = ScoreSheet.Status
WAITING = [Status.ASSIGNED, Status.DRAFT]


def agenda(user: Any) -> list[Item]:
    items: list[Item] = []
    if holds(user, "sheets.fill"):
        items += _to_fill(user)
    if holds(user, "rubric.edit"):
        items += _to_freeze(user)
    if holds(user, "sheets.manage"):
        items += _to_close(user)
    return items + ranking_agenda.agenda(user)


def blockers(category: Category, target: Stage) -> list[Blocker]:
    book = RuleBook.objects.filter(category=category).first()
    found: list[Blocker] = []
    if target == Stage.NOMINATION:
        found += _weights(category, book)
    if target in (Stage.INTERVIEWS, Stage.DELIBERATION) and not (book and book.frozen_at):
        hints = " ".join(problems(book)) if book else ""
        text = _("Kriteria dan bobot belum ditetapkan.")
        found.append(Blocker(f"{text} {hints}".strip(), url=_url("rule_book", category)))
    if target == Stage.DELIBERATION:
        found += _before_deliberation(category)
    return found + ranking_agenda.blockers(category, target)


def _weights(category: Category, book: RuleBook | None) -> list[Blocker]:
    total = sum(row.weight for row in book.criteria.all()) if book else 0
    difference = difference_to_full(total)
    if not difference:
        return []
    text = _("Bobot kriteria %s dari 100,00.") % difference if book else _("Kriteria dan bobot belum disusun.")
    return [Blocker(text, hard=False, url=_url("rule_book", category))]


def _before_deliberation(category: Category) -> list[Blocker]:
    """All sheets closed; where nobody marks, the values counted."""
    race = Race(category)
    if race.is_marked:
        closed = is_scoring_closed(category)
        reasons = [] if closed else missing(category, race) or [_("Penilaian belum ditutup.")]
        return [Blocker(text, url=_url("progress", category)) for text in reasons]
    return [
        Blocker(
            _("%(criterion)s belum ada nilainya: %(nominees)s.")
            % {"criterion": criterion.name, "nominees": some_names(nominations)},
            hard=False,
            url=_url("progress", category),
        )
        for criterion, nominations in race.lacking_values()
    ]


def _to_fill(user: Any) -> list[Item]:
    """Own sheets that have not been sent, per category and round."""
    rows = (
        ScoreSheet.objects.visible_to(user, "sheets.fill")
        .filter(status__in=WAITING)
        .order_by()
        .values(
            "round",
            "nomination__category__name",
            "nomination__edition__title",
            "nomination__edition__slug",
            "nomination__edition__province__slug",
        )
        .annotate(count=Count("pk"))
        .order_by("nomination__edition__slug", "nomination__category__name", "round")
    )
    return [
        Item(
            _("Isi lembar penilaian %(category)s (%(round)s)")
            % {"category": row["nomination__category__name"], "round": Round(row["round"]).label.lower()},
            reverse("sheets", args=[row["nomination__edition__province__slug"], row["nomination__edition__slug"]]),
            row["count"],
            hint=row["nomination__edition__title"],
        )
        for row in rows
    ]


def _to_freeze(user: Any) -> list[Item]:
    """Categories whose selection has begun without frozen criteria."""
    categories = Category.objects.visible_to(user, "rubric.edit").filter(
        Q(rule_book=None) | Q(rule_book__frozen_at=None), stage=Stage.SELECTION
    )
    return [
        Item(_("Tetapkan kriteria dan bobot %s") % row, _url("rule_book", row), hint=str(row.edition))
        for row in categories.select_related("edition__province")
    ]


def _to_close(user: Any) -> list[Item]:
    """Categories in which every sheet has been sent and nobody has closed the scoring."""
    ready = (
        ScoreSheet.objects.visible_to(user, "sheets.manage")
        .filter(nomination__category__stage=Stage.INTERVIEWS)
        .order_by()
        .values("nomination__category")
        .annotate(
            sent=Count("pk", filter=Q(status=Status.SENT)),
            waiting=Count("pk", filter=Q(status__in=WAITING)),
        )
        .filter(sent__gt=0, waiting=0)
        .values("nomination__category")
    )
    categories = Category.objects.visible_to(user, "sheets.manage").filter(pk__in=ready)
    return [
        Item(_("Tutup penilaian %s: semua lembar sudah terkirim") % row, _url("progress", row), hint=str(row.edition))
        for row in categories.select_related("edition__province")
    ]


def _url(name: str, category: Category) -> str:
    edition = category.edition
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug])
