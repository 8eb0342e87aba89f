"""What runs, reviews, plenary and papers ask of a person, and what they hold a category back for."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from paritrana.access import holds, seats_of
from paritrana.committees.agenda import Blocker, Item, Matter
from paritrana.committees.models import Category, Stage
from paritrana.roles import Role
from scoring.models import BranchResponse, Decision, FeedbackComment, PaperAct, RankingRow, RankingRun, scoring_closed
from scoring.queries import is_scoring_closed
from scoring.ranking_queries import asked, decision_in_force, is_review_open, latest_run
from scoring.services.paper import refusal


def agenda(user: Any) -> list[Item]:
    items: list[Item] = []
    if holds(user, "ranking.run"):
        items += _to_run(user)
    if holds(user, "review.respond"):
        items += _to_respond(user)
    if holds(user, "decision.close"):
        items += _to_decide(user)
    return items


def blockers(category: Category, target: Stage) -> list[Blocker]:
    if target == Stage.DECIDED:
        return _before_decided(category)
    if target == Stage.ANNOUNCED and decision_in_force(category) is None:
        return [Blocker(_("Belum ada penetapan yang berlaku."), url=_url("plenary", category))]
    return []


def _before_decided(category: Category) -> list[Blocker]:
    if decision_in_force(category) is None:
        if not is_scoring_closed(category) or latest_run(category) is None:
            return [Blocker(_("Peringkat belum dihitung."), url=_url("ranking", category))]
        found = [Blocker(_("Rapat pleno belum menetapkan juara."), url=_url("plenary", category))]
    else:
        found = []
    run = latest_run(category)
    if run and is_review_open(run):
        silent = sum(pair.response is None for pair in asked(run))
        if silent:
            text = ngettext(
                "%(count)s tanggapan cabang belum masuk dan masa tanggapan masih berjalan.",
                "%(count)s tanggapan cabang belum masuk dan masa tanggapan masih berjalan.",
                silent,
            ) % {"count": silent}
            found.append(Blocker(text, hard=False, url=_url("review", category)))
    return found


def _to_run(user: Any) -> list[Item]:
    """Scoring is closed and nothing has been computed yet."""
    categories = Category.objects.visible_to(user, "ranking.run").filter(
        scoring_closed("pk"),
        ~Exists(RankingRun.objects.filter(category=OuterRef("pk"))),
        stage__in=[Stage.INTERVIEWS, Stage.DELIBERATION],
    )
    return [
        Item(_("Hitung peringkat %s") % category, _url("ranking", category), hint=str(category.edition))
        for category in categories.select_related("edition__province")
    ]


def _remarks(user: Any) -> Any:
    """Per category, with their count."""
    return (
        BranchResponse.objects.visible_to(user, "review.reply")
        .filter(_latest("run"), answer=BranchResponse.Answer.REMARK, reply="", run__category__released_at=None)
        .order_by()
        .values_list(
            "run__category__name",
            "run__category__edition__province__slug",
            "run__category__edition__slug",
            "run__category__slug",
        )
        .annotate(Count("pk"))
    )


def _to_reply(user: Any, row: tuple[Any, ...]) -> Item:
    name, *place, count = row
    return Item(_("Jawab catatan cabang, %s") % name, reverse("review", args=place), count)


def _to_respond(user: Any) -> list[Item]:
    """Rows of the own regencies that the own branch has not answered, while the window is open."""
    now = timezone.now()
    rows = (
        RankingRow.objects.visible_to(user, "review.respond")
        .filter(_latest("run"), ~_decided("run__category"), run__review_closes_at__gt=now)
        .select_related("run__category__edition__province", "nomination__nominee")
        .defer("run__input", "run__result")
    )
    own = {seat.branch_id: seat for seat in seats_of(user) if seat.role == Role.BRANCH_HEAD}
    answered = set(
        BranchResponse.objects.filter(branch__in=own, run__in={row.run_id for row in rows}).values_list(
            "run", "nomination", "branch"
        )
    )
    waiting: dict[RankingRun, int] = {}
    for row in rows:
        for branch, seat in own.items():
            serves = row.nomination.nominee.regency_id in seat.place()[1]
            if serves and (row.run_id, row.nomination_id, branch) not in answered:
                waiting[row.run] = waiting.get(row.run, 0) + 1
    return [
        Item(
            _("Tanggapi peringkat sementara %s") % run.category,
            _url("review", run.category),
            count,
            run.review_closes_at,
            _("Tanpa tanggapan tercatat sebagai “tidak memberi tanggapan”."),
        )
        for run, count in waiting.items()
    ]


def _to_decide(user: Any) -> list[Item]:
    categories = Category.objects.visible_to(user, "decision.close").filter(
        Exists(RankingRun.objects.filter(category=OuterRef("pk"))),
        ~_decided("pk"),
        stage=Stage.DELIBERATION,
    )
    return [
        Item(_("Tetapkan juara %s dalam rapat pleno") % category, _url("plenary", category))
        for category in categories.select_related("edition__province")
    ]


def _comments(user: Any) -> Any:
    """Comments for candidates that wait for the chair, per category, with their count."""
    return (
        FeedbackComment.objects.visible_to(user, "feedback.release")
        .filter(released_at=None)
        .order_by()
        .values_list(
            "nomination__category__name",
            "nomination__edition__province__slug",
            "nomination__edition__slug",
            "nomination__category__slug",
        )
        .annotate(Count("pk"))
    )


def _to_read(user: Any, row: tuple[Any, ...]) -> Item:
    name, *place, count = row
    text = _("Baca dan setujui catatan untuk kandidat, %s") % name
    return Item(text, reverse("feedback_comments", args=place), count)


def _papers(user: Any) -> Any:
    acts = PaperAct.objects.visible_to(user, "paper.confirm").filter(confirmed_at=None)
    return acts.select_related("category__edition__province")


def _to_confirm(user: Any, act: PaperAct) -> Item | None:
    if refusal(act, user):
        return None
    return Item(
        _("Konfirmasi surat bertanda tangan: %s") % act.get_verb_display().lower(),
        reverse("paper", args=[*_place(act.category), act.category.slug, act.pk]),
        hint=_("Nomor %(letter)s, %(category)s") % {"letter": act.letter, "category": act.category},
    )


def _decided(category: str) -> Exists:
    return Exists(Decision.objects.filter(category=OuterRef(category), revoked_at=None))


def _latest(run: str) -> Q:
    """Rows of the last run of their category."""
    newer = RankingRun.objects.filter(category=OuterRef(f"{run}__category"), number__gt=OuterRef(f"{run}__number"))
    return Q(~Exists(newer))


def _place(category: Category) -> tuple[str, str]:
    return category.edition.province.slug, category.edition.slug


def _url(name: str, category: Category) -> str:
    return reverse(name, args=[*_place(category), category.slug])


MATTERS = [
    Matter("review.reply", _remarks, _to_reply),
    Matter("feedback.release", _comments, _to_read),
    Matter("paper.confirm", _papers, _to_confirm),
]
