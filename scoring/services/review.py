"""The review of a provisional run by the branches: sesuai, or ada catatan with a reason. Silence is no row."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require, seats_of
from paritrana.committees.models import Category
from paritrana.notices.services import notify
from paritrana.numbers import waktu
from paritrana.regions.models import Branch
from paritrana.roles import Role
from scoring import ledger
from scoring.ledger import record
from scoring.models import BranchResponse, RankingRow, RankingRun
from scoring.ranking_queries import asked, decision_in_force, heads_of, is_review_open, latest_run, serving

Answer = BranchResponse.Answer


@transaction.atomic
def open_review(run: RankingRun, closes_at: datetime, *, by: Any) -> RankingRun:
    """Show the branch heads their regencies' rows until `closes_at`; again to move the closing time."""
    require(by, "review.open", run)
    ledger.lock(run.category_id)
    runs = RankingRun.objects.select_for_update(of=("self",)).select_related("category__edition__province")
    run = runs.get(pk=run.pk)
    _check_latest(run)
    if closes_at <= timezone.now():
        raise ValidationError({"closes_at": _("Pilih waktu yang akan datang.")})
    before = {"review_closes_at": run.review_closes_at}
    run.review_opened_at = run.review_opened_at or timezone.now()
    run.review_closes_at = closes_at
    run.save(update_fields=["review_opened_at", "review_closes_at"])
    record(by, "review.open", run, before=before, after={"review_closes_at": closes_at})
    _tell_heads(run)
    return run


@transaction.atomic
def respond(
    run: RankingRun,
    nomination: Nomination,
    branch: Branch,
    answer: str,
    reason: str,
    *,
    kind: str = "",
    by: Any,
    from_paper: str = "",
    at: datetime | None = None,
) -> BranchResponse:
    """A branch's answer on one of its nominees, changed at will until the window closes.

    `from_paper` is the number of the signed paper by which two officers record the head's answer, and `at`
    when it was entered; `services.paper` alone gives them.
    """
    row = RankingRow.objects.select_related("nomination__nominee").get(run=run, nomination=nomination)
    if from_paper:
        require(by, "paper.confirm", row)
    else:
        require(by, "review.respond", row)
        if not any(seat.role == Role.BRANCH_HEAD and seat.branch_id == branch.pk for seat in seats_of(by)):
            raise PermissionDenied(_("Tanggapan kantor cabang diberikan oleh kepalanya sendiri."))
    ledger.lock(run.category_id)
    # Locked, so that an answer and a new closing time cannot pass each other.
    run = RankingRun.objects.select_for_update(of=("self",)).select_related("category").get(pk=run.pk)
    _check_latest(run)
    if not is_review_open(run, at):
        raise ValidationError(_("Masa tanggapan cabang tidak sedang dibuka."))
    if not serving([row.nomination.nominee.regency_id]).filter(branch=branch).exists():
        raise ValidationError(_("%(branch)s tidak melayani daerah ini.") % {"branch": branch})
    if answer not in Answer.values:
        raise ValidationError({"answer": _("Pilih salah satu.")})
    reason = reason.strip()
    if answer == Answer.REMARK and not reason:
        raise ValidationError({"reason": _("Tuliskan catatan Anda.")})
    if answer == Answer.REMARK and kind not in BranchResponse.Kind.values:
        raise ValidationError({"kind": _("Pilih jenis catatan.")})
    earlier = BranchResponse.objects.filter(run=run, nomination=nomination, branch=branch).first()
    before = {"answer": earlier.answer, "reason": earlier.reason} if earlier else None
    response, _made = BranchResponse.objects.update_or_create(
        run=run,
        nomination=nomination,
        branch=branch,
        defaults={
            "province_id": run.province_id,
            "answer": answer,
            "kind": kind if answer == Answer.REMARK else "",
            "reason": reason,
            "by": by,
            "from_paper": from_paper,
            # An answer that changes is an answer not yet replied to.
            "outcome": "",
            "reply": "",
            "replied_by": None,
            "replied_at": None,
        },
    )
    after = {"answer": answer, "kind": response.kind, "reason": reason, "from_paper": from_paper}
    record(by, "review.respond", response, before=before, after=after)
    return response


@transaction.atomic
def reply(response: BranchResponse, outcome: str, text: str, *, by: Any) -> BranchResponse:
    """Whether the secretariat accepts a remark, and why. What an accepted one corrects is a verb of its own."""
    require(by, "review.reply", response)
    ledger.lock(response.run.category_id)
    response = BranchResponse.objects.select_for_update().get(pk=response.pk)
    if response.answer != Answer.REMARK:
        raise ValidationError(_("Jawaban hanya untuk tanggapan yang memuat catatan."))
    if outcome not in BranchResponse.Outcome.values:
        raise ValidationError({"outcome": _("Pilih salah satu.")})
    if not text.strip():
        raise ValidationError({"reply": _("Tuliskan jawaban sekretariat.")})
    before = {"outcome": response.outcome, "reply": response.reply}
    response.outcome, response.reply = outcome, text.strip()
    response.replied_by, response.replied_at = by, timezone.now()
    response.save(update_fields=["outcome", "reply", "replied_by", "replied_at"])
    record(by, "review.reply", response, before=before, after={"outcome": outcome, "reply": response.reply})
    return response


def _check_latest(run: RankingRun) -> None:
    category: Category = run.category
    if latest_run(category) != run:
        raise ValidationError(_("Peringkat sudah dihitung lagi. Muat ulang halaman untuk melihat yang terbaru."))
    if decision_in_force(category):
        raise ValidationError(_("Kategori ini sudah ditetapkan dalam rapat pleno."))


def _tell_heads(run: RankingRun) -> None:
    """The notice names the category and the closing time, never a place."""
    category = run.category
    edition = category.edition
    closes = waktu(timezone.localtime(run.review_closes_at, ZoneInfo(edition.province.zone)))
    heads = heads_of({pair.branch.pk for pair in asked(run)})
    notify(
        [seat.person for seat in heads if seat.person],
        title=_("Tinjau peringkat sementara %(category)s") % {"category": category},
        text=_(
            "Mohon tanggapan Bapak/Ibu atas peringkat sementara kategori %(category)s, paling lambat %(closes)s. "
            "Peringkat belum ditetapkan dan belum boleh disebarkan."
        )
        % {"category": category, "closes": closes},
        url=reverse("review", args=[edition.province.slug, edition.slug, category.slug]),
        edition=edition,
    )
