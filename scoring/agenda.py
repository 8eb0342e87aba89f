"""What rubric and sheets ask of a person, and what they hold a category back for; ranking adds its own."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.models import CoverageCorrection, Nomination
from nominations.services.corrections import refusal
from paritrana.access import holds
from paritrana.committees.agenda import Blocker, Item, Matter, waiting
from paritrana.committees.models import STAGES, Category, Edition, Round, Stage
from paritrana.committees.queries import why_not_second
from scoring import objection_agenda, ranking_agenda
from scoring.conflict_queries import suggested
from scoring.models import (
    Amendment,
    Criterion,
    MarkCorrection,
    MarkQuestion,
    PaperSheet,
    RankingRow,
    Recusal,
    RecusalLift,
    RuleBook,
    ScoreSheet,
    Value,
)
from scoring.queries import Race, is_scoring_closed, some_names
from scoring.ranking_queries import decision_in_force
from scoring.sealing import difference_to_full, mixed_bases, problems
from scoring.services import conflicts, mark_corrections
from scoring.services.amendments import refusal as amendment_refusal
from scoring.services.closing import unprepared

Status = ScoreSheet.Status


def agenda(user: Any) -> list[Item]:
    items: list[Item] = []
    if holds(user, "sheets.fill"):
        items += _to_fill(user)
    if holds(user, "rubric.edit") or holds(user, "sheets.manage"):
        items += _to_freeze_and_close(user)
    now_and_then = [*MATTERS, *ranking_agenda.MATTERS, *objection_agenda.MATTERS]
    return items + ranking_agenda.agenda(user) + waiting(user, now_and_then)


def blockers(category: Category, target: Stage) -> list[Blocker]:
    book = RuleBook.objects.filter(category=category).first()
    found: list[Blocker] = []
    if target == Stage.NOMINATION:
        found += _weights(category, book)
    if target in (Stage.INTERVIEWS, Stage.DELIBERATION) and not (book and book.frozen_at):
        mixed = _mixed(category, book)
        hints = " ".join(text for text in problems(book) if text not in mixed) if book else ""
        text = _("Kriteria dan bobot belum ditetapkan.")
        found.append(Blocker(f"{text} {hints}".strip(), url=_url("rule_book", category)))
        place = [category.edition.province.slug, category.edition.slug]
        found += [Blocker(sentence, url=reverse("coverage", args=place)) for sentence in mixed]
    if target == Stage.DELIBERATION:
        found += _before_deliberation(category)
    return found + ranking_agenda.blockers(category, target) + objection_agenda.blockers(category, target)


def stays(category: Category, target: Stage) -> list[str]:
    """Why a category may not be taken back: what the plenary has decided stands until it is revoked."""
    if STAGES.index(target) < STAGES.index(Stage.DELIBERATION) and decision_in_force(category):
        return [_("Penetapan pleno masih berlaku. Cabut dahulu penetapan itu.")]
    return []


def _mixed(category: Category, book: RuleBook | None) -> list[str]:
    """Who differs in the denominator of coverage, where coverage is worth marks."""
    counts = book is not None and book.criteria.filter(source=Criterion.Source.COMPUTED).exists()
    return mixed_bases(category) if counts else []


def _amendments(user: Any) -> Any:
    rows = Amendment.objects.visible_to(user, "rubric.second").filter(status=Amendment.Status.WAITING)
    return rows.select_related("category__edition__province")


def _to_amend(user: Any, row: Amendment) -> Item | None:
    """An amendment of frozen rules that this person may confirm."""
    if amendment_refusal(row, user):
        return None
    text = _("Konfirmasi atau tolak perubahan kriteria %s") % row.category
    return Item(text, _url("amendment", row.category, row.pk), hint=row.reason[:80])


def _coverage_corrections(user: Any) -> Any:
    rows = CoverageCorrection.objects.visible_to(user, "coverage.sign").filter(status="waiting")
    return rows.select_related("edition__province", "regency", "branch")


def _to_sign(user: Any, row: CoverageCorrection) -> Item | None:
    """A correction of coverage that this person may sign as the second officer."""
    if refusal(row, user):
        return None
    url = reverse("coverage_correction", args=[row.edition.province.slug, row.edition.slug, row.pk])
    return Item(_("Sahkan atau tolak koreksi cakupan %s") % row.regency, url, hint=row.what)


def _mark_corrections(user: Any) -> Any:
    rows = MarkCorrection.objects.visible_to(user, "marks.sign").filter(status="waiting")
    return rows.select_related(
        "nomination__edition__province", "nomination__category", "nomination__nominee", "criterion", "sheet__person"
    )


def _mark_to_sign(user: Any, row: MarkCorrection) -> Item | None:
    """A correction of a mark that this person may sign as the second officer."""
    if mark_corrections.refusal(row, user):
        return None
    nomination = row.nomination
    place = [nomination.edition.province.slug, nomination.edition.slug, nomination.category.slug, row.pk]
    text = _("Sahkan atau tolak koreksi nilai %s") % nomination.nominee
    return Item(text, reverse("mark_correction", args=place), hint=row.what)


def _papers(user: Any) -> Any:
    """Editions with sheets keyed from paper by others, with how many."""
    rows = PaperSheet.objects.visible_to(user, "paper_sheets.confirm").filter(status="waiting")
    here = Q(nominations__sheets__papers__in=rows.exclude(entered_by=user.pk).values("pk"))
    return Edition.objects.filter(here).select_related("province").annotate(papers=Count("pk"))


def _to_compare(user: Any, edition: Edition) -> Item | None:
    """Sheets keyed from paper that this person may compare with it."""
    if why_not_second(edition, user, None, "paper_sheets.confirm"):
        return None
    url = reverse("paper_sheets", args=[edition.province.slug, edition.slug])
    return Item(_("Cocokkan lembar kertas"), url, edition.papers, hint=edition.title)  # type: ignore[attr-defined]


def _pairs(user: Any) -> Any:
    rows = PaperSheet.objects.visible_to(user, "paper_sheets.pick").filter(sheet__status=Status.UNDECIDED)
    return rows.select_related("sheet__nomination__edition__province", "sheet__nomination__nominee")


def _to_pick(user: Any, row: PaperSheet) -> Item:
    """An own sheet that was sent on paper and on screen."""
    edition = row.sheet.nomination.edition
    text = _("Pilih nilai Anda untuk %s: kertas atau layar") % row.sheet.nomination.nominee
    return Item(text, reverse("paper_sheet_pick", args=[edition.province.slug, edition.slug, row.pk]))


def ties(nomination: Any, into: Any = None) -> list[str]:
    """What is marked stays in its category; who must not mark the one must not mark the other."""
    if into is not None:
        return _conflicts(nomination, into)
    texts = (
        (ScoreSheet, _("Lembar penilaian sudah dibagikan untuk usulan nomor %s.")),
        (Value, _("Nilai hitungan sudah tercatat untuk usulan nomor %s.")),
        (RankingRow, _("Usulan nomor %s sudah diperingkat.")),
    )
    there = [Exists(model.objects.filter(nomination=OuterRef("pk"))) for model, _text in texts]
    held = Nomination.objects.filter(pk=nomination.pk).values_list(*there).get()
    return [text % nomination.number for (_model, text), is_held in zip(texts, held, strict=True) if is_held]


def _conflicts(nomination: Any, into: Any) -> list[str]:
    standing = Recusal.objects.filter(lifted_at=None)
    known = standing.filter(nomination=into).values("person")
    rows = standing.filter(nomination=nomination).exclude(person__in=known).select_related("person")
    text = _("%(person)s tidak menilai usulan nomor %(number)s; catat itu dulu untuk nomor %(into)s.")
    return [text % {"person": row.person.name, "number": nomination.number, "into": into.number} for row in rows]


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
        # Who has not sent which sheet stands on the page of the progress, for those who follow that sheet.
        closed = is_scoring_closed(category)
        reasons = [] if closed else unprepared(race) or [_("Penilaian belum ditutup.")]
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
        .filter(status__in=ScoreSheet.UNSENT)
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


def _questions(user: Any) -> Any:
    rows = MarkQuestion.objects.visible_to(user, "sheets.fill").filter(answer="", sheet__status=Status.SENT)
    return rows.select_related("sheet__nomination__edition__province", "sheet__nomination__nominee")


def _to_explain(user: Any, row: MarkQuestion) -> Item:
    """An own mark far from the pattern, whose reason has not been given."""
    nomination = row.sheet.nomination
    place = [nomination.edition.province.slug, nomination.edition.slug, row.sheet_id]
    text = _("Jelaskan nilai Anda untuk %s") % nomination.nominee
    return Item(text, reverse("sheet_question", args=place), hint=_("Sebelum penilaian ditutup"))


def _to_freeze_and_close(user: Any) -> list[Item]:
    """Criteria to freeze once selection has begun, scoring to close once every sheet has been sent. One query."""
    unfrozen = Category.objects.visible_to(user, "rubric.edit").filter(
        Q(rule_book=None) | Q(rule_book__frozen_at=None), stage=Stage.SELECTION
    )
    sent = (
        ScoreSheet.objects.visible_to(user, "sheets.manage")
        .filter(nomination__category__stage=Stage.INTERVIEWS)
        .order_by()
        .values("nomination__category")
        .annotate(
            sent=Count("pk", filter=Q(status=Status.SENT)),
            waiting=Count("pk", filter=Q(status__in=[*ScoreSheet.UNSENT, Status.UNDECIDED])),
        )
        .filter(sent__gt=0, waiting=0)
        .values("nomination__category")
    )
    categories = Category.objects.filter(Q(pk__in=unfrozen.values("pk")) | Q(pk__in=sent))
    rows = list(categories.select_related("edition__province"))
    return [
        *(
            Item(_("Tetapkan kriteria dan bobot %s") % row, _url("rule_book", row), hint=str(row.edition))
            for row in rows
            if row.stage == Stage.SELECTION
        ),
        *(
            Item(
                _("Tutup penilaian %s: semua lembar sudah terkirim") % row, _url("progress", row), hint=str(row.edition)
            )
            for row in rows
            if row.stage == Stage.INTERVIEWS
        ),
    ]


def _url(name: str, category: Category, *rest: Any) -> str:
    edition = category.edition
    return reverse(name, args=[edition.province.slug, edition.slug, category.slug, *rest])


def _own_suggestions(user: Any) -> Any:
    """Editions in which the data suggest a conflict that this person has not answered."""
    open_ones = suggested(Nomination.objects.visible_to(user, "recusals.declare")).filter(person_key=user.pk)
    return Edition.objects.filter(pk__in=open_ones.values("edition")).select_related("province")


def _to_answer(user: Any, edition: Edition) -> Item:
    return Item(_("Jawab apakah Anda mempunyai konflik kepentingan"), _conflicts_of(edition), hint=edition.title)


def _suggestions(user: Any) -> Any:
    """Editions in which somebody else has not answered; it holds nothing back."""
    open_ones = suggested(Nomination.objects.visible_to(user, "recusals.follow")).exclude(person_key=user.pk)
    return Edition.objects.filter(pk__in=open_ones.values("edition")).select_related("province")


def _unanswered(user: Any, edition: Edition) -> Item:
    return Item(_("Dugaan konflik kepentingan belum dijawab penilainya"), _conflicts_of(edition), hint=edition.title)


def _lifts(user: Any) -> Any:
    rows = RecusalLift.objects.visible_to(user, "recusals.sign").filter(status="waiting")
    return rows.select_related("recusal__nomination__edition__province", "recusal__nomination__nominee")


def _lift_to_sign(user: Any, row: RecusalLift) -> Item | None:
    """A lifting of a conflict that this person may sign as the second officer."""
    if conflicts.refusal(row, user):
        return None
    nomination = row.recusal.nomination
    url = reverse("recusal", args=[nomination.edition.province.slug, nomination.edition.slug, row.recusal_id])
    return Item(_("Sahkan atau tolak pencabutan konflik: %s") % nomination.nominee, url, hint=row.reason[:80])


def _conflicts_of(edition: Edition) -> str:
    return reverse("conflicts", args=[edition.province.slug, edition.slug])


MATTERS = [
    Matter("recusals.declare", _own_suggestions, _to_answer),
    Matter("recusals.lift", _suggestions, _unanswered),
    Matter("recusals.sign", _lifts, _lift_to_sign),
    Matter("sheets.fill", _questions, _to_explain),
    Matter("rubric.second", _amendments, _to_amend),
    Matter("coverage.sign", _coverage_corrections, _to_sign),
    Matter("marks.sign", _mark_corrections, _mark_to_sign),
    Matter("paper_sheets.confirm", _papers, _to_compare),
    Matter("paper_sheets.pick", _pairs, _to_pick),
]
