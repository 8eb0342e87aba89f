"""When a candidate has too few sheets the others are ranked all the same, and the rules say what may follow for it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.committees.models import Category, Round
from paritrana.committees.queries import scorers_now
from scoring import ledger
from scoring.ledger import record
from scoring.models import QuorumChoice, RankingRun, RuleBook, ScoreSheet
from scoring.quorum_queries import short_rounds, ways_for
from scoring.ranking_queries import decision_in_force, latest_run
from scoring.services import sheets

Way = RuleBook.QuorumWay
# The round that a way opens again, where it was too thin there.
OPENS = {Way.HEAR_AGAIN: Round.INTERVIEW, Way.DESK_ROUND: Round.DESK}


@transaction.atomic
def choose(run: RankingRun, nomination: Nomination, way: str, *, reason: str, by: Any) -> QuorumChoice:
    """Take one of the ways that the frozen rules allow for a candidate who was not ranked for want of sheets.

    Marking again gives empty sheets to those who score now and have none that counts; scoring of the category is
    open until they are sent and closed. A further round of documents or no interview at all changes what is counted:
    that is an amendment of the rules, and this choice its reason.
    """
    require(by, "quorum.choose", run.category)
    ledger.lock(run.category_id)
    category = Category.objects.select_for_update(of=("self",)).get(pk=run.category_id)
    if latest_run(category) != run:
        raise ValidationError(_("Peringkat sudah dihitung lagi. Muat ulang halaman untuk melihat yang terbaru."))
    if category.released_at or decision_in_force(category):
        raise ValidationError(_("Kategori ini sudah ditetapkan. Cabut dahulu penetapan yang berlaku."))
    if way not in ways_for(run, nomination):
        raise ValidationError({"way": _("Pilih salah satu jalan yang disebut aturan kategori ini.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya; alasan ini dicetak.")})
    if QuorumChoice.objects.filter(run=run, nomination=nomination).exists():
        raise ValidationError(_("Jalan keluar untuk kandidat ini sudah dipilih."))
    choice = QuorumChoice.objects.create(
        province_id=run.province_id, run=run, nomination=nomination, way=way, reason=reason.strip(), by=by
    )
    record(by, "quorum.choose", choice, after={"way": way}, reason=choice.reason)
    round_ = OPENS.get(Way(way))
    if round_ in short_rounds(run, nomination):
        _open_again(nomination, round_, by)
    return choice


def _open_again(nomination: Nomination, round_: str, by: Any) -> None:
    scorers = scorers_now(nomination.category).filter(round=round_).select_related("seat")
    given = sheets.assign(
        nomination, round_, [scorer.seat for scorer in scorers], by=by, code="quorum.choose", again=True
    )
    if not any(sheet.status in ScoreSheet.OPEN for sheet in given):
        raise ValidationError(
            _("Semua penilai sudah menilai atau tidak boleh menilai kandidat ini. Tentukan dahulu penilai pengganti.")
        )
