"""The plenary: places frozen in a decision, special awards beside them, a decision revoked before the release."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.committees.models import Category, Stage
from paritrana.regions.models import Nominee
from scoring import ledger, placing
from scoring.ledger import record
from scoring.models import Decision, DecisionChange, Placement, RankingRow, RankingRun, SpecialAward
from scoring.queries import is_scoring_closed
from scoring.ranking_queries import decision_in_force, latest_run, standings, tie_rule
from scoring.services import robustness
from scoring.services.ranking import is_up_to_date

# Rules under which the plenary itself settles a tie, and says how.
DECIDED_TIES = ("second_look", "vote")


@transaction.atomic
def decide(
    category: Category,
    run: RankingRun,
    placements: Sequence[tuple[Nomination, int]],
    *,
    held_on: date,
    place: str,
    deviation_reason: str,
    tie_reasons: Mapping[str, str] | None = None,
    tie_basis: str = "",
    by: Any,
    from_paper: str = "",
    change: DecisionChange | None = None,
) -> Decision:
    """Close the plenary: who gets which place, in the words that are printed. No placement is "tidak ada pemenang".

    `tie_reasons` are the written reasons of close pairs (`tie_queries.unexplained`) that have none yet.
    `from_paper` is the number of the signed paper by which two officers record the chair's act; `by` is then the
    second of them. `services.paper` alone gives it. `change` is the Keputusan perubahan by which the decision
    follows another after the release; `services.changes` alone gives it.
    """
    require(by, "changes.issue" if change else "paper.confirm" if from_paper else "decision.close", category)
    ledger.lock(category)
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    _check_open(category, run, change)
    given = {nomination.pk: number for nomination, number in placements}
    computed = standings(run)
    if len(given) < len(placements) or not set(given) <= {row.nominee for row in computed}:
        raise ValidationError(_("Setiap nomine pada peringkat ini mendapat paling banyak satu juara."))
    if any(not 1 <= number <= category.places for number in given.values()):
        raise ValidationError(_("Kategori ini mempunyai juara 1 sampai %s.") % category.places)
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": _("Tulis tanggal rapat yang sudah berlangsung.")})
    if not place.strip():
        raise ValidationError({"place": _("Tuliskan tempat rapat pleno.")})
    rule = tie_rule(run)
    if placing.unsettled(computed, given, rule):
        raise ValidationError(
            {
                "tie_basis": _(
                    "Menurut aturan, nilai sama pada tempat juara tidak berbagi juara. Beri juara yang berbeda."
                )
            }
        )
    chosen = placing.chosen_in_ties(computed, given, category.places, rule)
    if chosen and rule in DECIDED_TIES and not tie_basis.strip():
        raise ValidationError({"tie_basis": _("Tuliskan dasar putusan atas nilai sama; dasar ini dicetak.")})
    deviation = not _is_free(run, given) and placing.deviates(computed, given, category.places, rule)
    if deviation and not deviation_reason.strip():
        raise ValidationError(
            {"deviation_reason": _("Juara berbeda dari urutan hasil hitung. Tuliskan alasannya; alasan ini dicetak.")}
        )
    decided_by = change.decided_by if change and change.decided_by else by
    robustness.explain_all(run, tie_reasons or {}, by=decided_by)
    decision = Decision.objects.create(
        province_id=category.province_id,
        category=category,
        run=run,
        held_on=held_on,
        place=place.strip(),
        deviation_reason=deviation_reason.strip() if deviation else "",
        tie_basis=tie_basis.strip() if chosen else "",
        decided_by=decided_by,
        from_paper=change.from_paper if change else from_paper,
    )
    printed = _place(decision, given, chosen)
    record(
        by,
        "decision.close",
        decision,
        after={"run": run.number, "placements": printed, "held_on": held_on, "from_paper": from_paper}
        | ({"tie_basis": decision.tie_basis} if chosen else {}),
        reason=decision.deviation_reason,
    )
    return decision


@transaction.atomic
def revoke(decision: Decision, *, by: Any, note: str, from_paper: str = "") -> Decision:
    """Take a decision out of force, with a reason. After the release only a Keputusan perubahan changes it.

    `from_paper` as in `decide`.
    """
    require(by, "paper.confirm" if from_paper else "decision.close", decision)
    ledger.lock(decision.category_id)
    category = Category.objects.select_for_update(of=("self",)).get(pk=decision.category_id)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan pencabutan.")})
    if category.released_at:
        raise ValidationError(_("Setelah diumumkan, hasil hanya diubah dengan Keputusan perubahan."))
    now = timezone.now()
    if not Decision.objects.filter(pk=decision.pk, revoked_at=None).update(revoked_at=now):
        raise ValidationError(_("Penetapan ini sudah dicabut."))
    decision.refresh_from_db()
    after = {"revoked_at": now} | ({"from_paper": from_paper} if from_paper else {})
    record(by, "decision.revoke", decision, after=after, reason=note.strip())
    return decision


@transaction.atomic
def special_award(
    category: Category, nominee: Nominee, *, name: str, measure: str, measure_text: str = "", reason: str, by: Any
) -> SpecialAward:
    """An award without a rank, with its measure and reason; who holds a place or another award may hold it too.

    `measure` is one of `Measure`, its words are kept as they are printed; `measure_text` are those of `Measure.OTHER`.
    """
    require(by, "awards.edit", category)
    ledger.lock(category)
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    _check_unreleased(category)
    if not is_scoring_closed(category):
        raise ValidationError(_("Tutup dahulu penilaian kategori ini."))
    if not Nomination.objects.filter(category=category, nominee=nominee).exists():
        raise ValidationError({"nominee": _("Pilih kandidat dari kategori ini.")})
    words = {row.value: str(row.label) for row in SpecialAward.Measure}
    if measure == SpecialAward.Measure.OTHER:
        words[measure] = measure_text.strip()
        if not words[measure]:
            raise ValidationError({"measure_text": _("Tuliskan dasar penghargaan ini.")})
    award = SpecialAward(
        province_id=category.province_id,
        edition_id=category.edition_id,
        category=category,
        nominee=nominee,
        name=name.strip(),
        measure=words.get(measure, ""),
        reason=reason.strip(),
        by=by,
    )
    award.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            award.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("Kandidat ini sudah menerima penghargaan dengan nama yang sama.")}) from error
    record(by, "awards.add", award, after={"measure": award.measure}, reason=award.reason)
    return award


@transaction.atomic
def remove_award(award: SpecialAward, *, by: Any) -> None:
    require(by, "awards.edit", award)
    ledger.lock(award.category_id)
    _check_unreleased(Category.objects.select_for_update(of=("self",)).get(pk=award.category_id))
    record(by, "awards.remove", award, gone=True, before={"measure": award.measure, "reason": award.reason})
    award.delete()


# --- inside ---------------------------------------------------------------------------------------------


def _check_unreleased(category: Category) -> None:
    if category.released_at:
        raise ValidationError(_("Setelah diumumkan, hasil hanya diubah dengan Keputusan perubahan."))


def _check_open(category: Category, run: RankingRun, change: DecisionChange | None) -> None:
    if change is None:
        _check_unreleased(category)
        if category.stage not in (Stage.DELIBERATION, Stage.DECIDED):
            raise ValidationError(_("Pindahkan dahulu kategori ini ke tahap %s.") % Stage.DELIBERATION.label)
    if decision_in_force(category):
        raise ValidationError(_("Kategori ini sudah ditetapkan. Cabut dahulu penetapan yang berlaku."))
    if run.category_id != category.pk or latest_run(category) != run:
        raise ValidationError(_("Peringkat sudah dihitung lagi. Muat ulang halaman untuk melihat yang terbaru."))
    if not is_up_to_date(run):
        raise ValidationError(
            _("Data berubah sejak peringkat dihitung. Sekretariat perlu menghitung peringkat lagi sebelum penetapan.")
        )


def _is_free(run: RankingRun, given: dict[int, int]) -> bool:
    """One candidate alone and no minimum in the rules: the plenary may as well find no winner."""
    return not given and len(run.input["nominees"]) == 1 and run.input["rules"]["minimum_total"] is None


def _place(decision: Decision, given: dict[int, int], chosen: set[int]) -> dict[str, str]:
    """Freeze the placements; returns what is printed, for the trail."""
    category = decision.category
    words = placing.words(given, category.rank_word, lambda word: _("%s bersama") % word)
    rows = {row.nomination_id: row for row in RankingRow.objects.filter(run=decision.run_id, nomination__in=given)}
    Placement.objects.bulk_create(
        Placement(
            province_id=decision.province_id,
            decision=decision,
            nomination_id=nomination,
            place=number,
            word=words[nomination],
            units=rows[nomination].units,
            decimals=rows[nomination].decimals,
            from_tie=nomination in chosen,
        )
        for nomination, number in sorted(given.items(), key=lambda pair: (pair[1], pair[0]))
    )
    names = Nomination.objects.select_related("nominee").in_bulk(list(given))
    return {str(names[nomination].nominee): words[nomination] for nomination in given}
