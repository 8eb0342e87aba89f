"""The public announcement: what the chair has released, and nothing before."""

import hashlib
import io
import zoneinfo
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from paritrana.committees.models import Category, Edition
from paritrana.htmx import render
from scoring import explanation as reading
from scoring import signing, snapshot
from scoring.models import Decision, DecisionChange, RuleBook, SpecialAward
from scoring.objection_queries import frozen_package, issued_changes

VERIFIER = Path(__file__).resolve().parent.parent / "verify.py"


@login_not_required
def results(request: HttpRequest, province: str, edition: str) -> HttpResponse:
    """Places and special awards of the released categories; an edition without any is not found."""
    user = request.user
    editions = Edition.objects.visible_to(user, "results.view").select_related("province")
    found = get_object_or_404(editions, province__slug=province, slug=edition)
    categories = list(Category.objects.visible_to(user, "results.view").filter(edition=found))
    if not categories:
        raise Http404
    timezone.activate(zoneinfo.ZoneInfo(found.province.zone))
    decisions = {
        decision.category_id: decision
        for decision in Decision.objects.visible_to(user, "results.view")
        .filter(category__in=categories)
        .prefetch_related("placements__nomination__nominee__regency")
    }
    changes: dict[int, list[DecisionChange]] = {}
    for change in issued_changes(DecisionChange.objects.visible_to(user, "results.view")).filter(
        category__in=categories
    ):
        changes.setdefault(change.category_id, []).append(change)
    awards: dict[int, list[SpecialAward]] = {}
    visible = SpecialAward.objects.visible_to(user, "results.view").filter(category__in=categories)
    for award in visible.select_related("nominee__regency"):
        awards.setdefault(award.category_id, []).append(award)
    sections = [
        {
            "category": category,
            "placements": decisions[category.pk].placements.all() if category.pk in decisions else [],
            "awards": awards.get(category.pk, []),
            "changes": changes.get(category.pk, []),
        }
        for category in categories
    ]
    return render(request, "scoring/results.html", {"of": found, "sections": sections})


@login_not_required
def result(request: HttpRequest, province: str, edition: str, category: str) -> HttpResponse:
    """The announced order of one released category, its seals, and how anybody checks it."""
    decision = _announced(request, province, edition, category)
    run, found = decision.run, decision.category
    timezone.activate(zoneinfo.ZoneInfo(found.edition.province.zone))
    placements = {placement.nomination_id: placement for placement in decision.placements.all()}
    rules = reading.rules_of(run)
    rows = list(run.rows.select_related("nomination__nominee"))
    for row in rows:
        placed = placements.get(row.nomination_id)
        row.word, row.from_tie = (placed.word, placed.from_tie) if placed else ("", False)
        row.step = reading.step(row, rules)
    context = {
        "of": found.edition,
        "category": found,
        "decision": decision,
        "run": run,
        "ranked": [row for row in rows if row.ranked],
        "unranked": [row for row in rows if not row.ranked],
        "counting": reading.counting(rules),
        "level": RuleBook.Publication(snapshot.level_of(run)).label,
        "file": _file_name(found),
        "public_key": signing.public_key(),
        "changes": issued_changes(DecisionChange.objects.visible_to(request.user, "results.view")).filter(
            category=found
        ),
        "verifier_sha256": hashlib.sha256(VERIFIER.read_bytes()).hexdigest(),
    }
    return render(request, "scoring/result.html", context)


@login_not_required
def result_package(request: HttpRequest, province: str, edition: str, category: str) -> FileResponse:
    """The signed package of a released category, at the level its rules name."""
    decision = _announced(request, province, edition, category)
    content = frozen_package(decision).encode() or snapshot.published(decision)
    return package(content, decision.category)


@login_not_required
def result_package_before(
    request: HttpRequest, province: str, edition: str, category: str, change: int
) -> FileResponse:
    """The package of a result that a Keputusan perubahan has replaced, as it was downloaded then."""
    rows = DecisionChange.objects.visible_to(request.user, "results.view").select_related("category__edition__province")
    row = get_object_or_404(
        rows,
        pk=change,
        category__slug=category,
        category__edition__slug=edition,
        category__edition__province__slug=province,
    )
    return package(row.package.encode(), row.category, f"diganti-{row.issued_at:%Y-%m-%d}-")


@login_not_required
def verifier(request: HttpRequest) -> FileResponse:
    """The program that checks a package, as it is."""
    return _download(VERIFIER.read_bytes(), "text/x-python; charset=utf-8", VERIFIER.name)


def package(content: bytes, category: Category, before: str = "") -> FileResponse:
    """A package as a file to keep."""
    return _download(content, "application/json", before + _file_name(category))


def _announced(request: HttpRequest, province: str, edition: str, category: str) -> Decision:
    decisions = Decision.objects.visible_to(request.user, "results.view").select_related(
        "run", "category__edition__province"
    )
    found: Decision = get_object_or_404(
        decisions,
        category__edition__province__slug=province,
        category__edition__slug=edition,
        category__slug=category,
    )
    found.run.category = found.category
    return found


def _file_name(category: Category) -> str:
    edition = category.edition
    return f"paket-hasil-{edition.province.slug}-{edition.slug}-{category.slug}.json"


def _download(content: bytes, kind: str, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=kind)
