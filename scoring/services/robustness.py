"""Advice beside a run: asked for with the run, computed by the worker; reasons for close places."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana import stamps
from paritrana.access import require
from paritrana.audit.services import record as audit
from paritrana.celery import later
from paritrana.committees.models import Category
from scoring import ledger
from scoring.ledger import record
from scoring.models import RankingRun, Robustness, TieReason
from scoring.ranking_queries import PATIENCE, latest_run
from scoring.robustness import robustness
from scoring.tie_queries import tie_field, unexplained


def ask(run: RankingRun) -> None:
    """Have the worker compute it, also when an earlier attempt got lost."""
    now = timezone.now()
    Robustness.objects.update_or_create(
        run=run, defaults={"asked_at": now}, create_defaults={"province_id": run.province_id, "asked_at": now}
    )
    category = run.category
    stamps.renew(_key(category.edition.province.slug, category.edition.slug, category.slug), mark(now), PATIENCE)
    later("scoring.robustness", run.pk)


@transaction.atomic
def ask_again(run: RankingRun, *, by: Any) -> bool:
    """The same by hand, where nothing came; whether there was anything to ask for."""
    require(by, "ranking.run", run.category)
    run = RankingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if Robustness.objects.filter(run=run, computed_at__isnull=False).exists():
        return False
    ask(run)
    audit(by, "robustness.ask", run)
    return True


def compute(run: int) -> None:
    """From the run's frozen input; the last to finish wins, and all get the same."""
    found = RankingRun.objects.select_related("category__edition__province").get(pk=run)
    result = robustness(found.input)
    now = timezone.now()
    Robustness.objects.update_or_create(
        run=found,
        defaults={"result": result, "computed_at": now},
        create_defaults={
            "province_id": found.province_id,
            "asked_at": now,
            "result": result,
            "computed_at": now,
        },
    )
    category = found.category
    stamps.forget(_key(category.edition.province.slug, category.edition.slug, category.slug))


@transaction.atomic
def explain(category: Category, above: str, below: str, reason: str, *, by: Any) -> TieReason:
    """Why these two (numbers of nominations) stand on different places although noise alone may part them."""
    require(by, "robustness.explain", category)
    ledger.lock(category)
    run = latest_run(category)
    found = Robustness.objects.filter(run=run).first() if run else None
    ties = found.result.get("ties", []) if found else []
    if run is None or not any((tie["above"], tie["below"]) == (above, below) for tie in ties):
        raise ValidationError(_("Urutan sudah dihitung lagi. Muat ulang halaman untuk melihat pasangan yang berlaku."))
    if not reason.strip():
        raise ValidationError(_("Tuliskan alasannya."))
    if category.released_at:
        raise ValidationError(_("Setelah diumumkan, alasan tidak ditambah lagi."))
    if (int(above), int(below)) not in unexplained(run):
        raise ValidationError(_("Alasan untuk pasangan ini sudah ditulis."))
    return _write(run, int(above), int(below), reason, by)


def explain_all(run: RankingRun, reasons: Mapping[str, str], *, by: Any) -> None:
    """For the verb that decides: each close pair without a reason gets the given one, or the decision is refused."""
    pairs = unexplained(run)
    if not pairs:
        return
    names = {row.nomination.number: row.nomination.nominee for row in run.rows.select_related("nomination__nominee")}
    lacking = {
        tie_field(above, below): _("Tuliskan alasan %(above)s di atas %(below)s; nilainya berdekatan.")
        % {"above": names[above], "below": names[below]}
        for above, below in pairs
        if not reasons.get(tie_field(above, below), "").strip()
    }
    if lacking:
        raise ValidationError(lacking)
    for above, below in pairs:
        _write(run, above, below, reasons[tie_field(above, below)], by)


def _write(run: RankingRun, above: int, below: int, reason: str, by: Any) -> TieReason:
    keys = dict(run.rows.values_list("nomination__number", "nomination"))
    made = TieReason.objects.create(
        province_id=run.province_id,
        category_id=run.category_id,
        run=run,
        above_id=keys[above],
        below_id=keys[below],
        reason=reason.strip(),
        by=by,
    )
    record(by, "robustness.explain", made, after={"pair": [str(above), str(below)]}, reason=made.reason)
    return made


def mark(asked_at: datetime) -> str:
    """What a page that waits has seen; whoever does not know it learns nothing."""
    return f"{asked_at.timestamp():.6f}"


def is_waiting(seen: str, *slugs: str) -> bool:
    """Whether the worker still has in hand what the page waits for, without a query."""
    return bool(seen) and stamps.is_known(_key(*slugs), seen)


def _key(*slugs: str) -> str:
    return ":".join(("robustness", *slugs))
