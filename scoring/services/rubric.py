"""The rubric of a category: written freely until it is frozen, then read-only but for an amendment."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category
from paritrana.numbers import points
from scoring import ledger
from scoring.engine import rules as engine_rules
from scoring.engine.canonical import sha256
from scoring.examples import EXAMPLES
from scoring.models import Criterion, RuleBook, Value
from scoring.queries import leaves, tree
from scoring.sealing import content_of, problems
from scoring.services import amendments

FULL = engine_rules.FULL_WEIGHT
Source = Criterion.Source
# What is set beside the criteria.
SETTINGS = (
    "decimals",
    "rounding_stages",
    "missing_policy",
    "trim",
    "minimum_total",
    "tie_break",
    "tie_places",
    "tie_criterion",
    "quorum_ways",
    "absent",
    "changes_until",
    "extreme_reasons",
    "publication",
    "publish_chances",
)


@transaction.atomic
def rule_book(category: Category, *, by: Any, example: bool = True) -> RuleBook:
    """The rubric of a category; the first time it is made, from the shipped example or empty."""
    require(by, "rubric.edit", category)
    book, made = RuleBook.objects.get_or_create(category=category, defaults={"province_id": category.province_id})
    if made:
        if example:
            _grow(book, EXAMPLES[category.nominee_kind], parent=None)
        record(by, "rubric.start", book, after={"example": example})
    return book


@transaction.atomic
def edit_rules(rule_book: RuleBook, *, by: Any, **fields: Any) -> RuleBook:
    """Change any of SETTINGS."""
    book = _open(rule_book, by)
    if unknown := set(fields) - set(SETTINGS):
        raise TypeError(f"no settings of a rule book: {unknown}")
    before = {name: getattr(book, name) for name in fields}
    for name, value in fields.items():
        setattr(book, name, value)
    book.save(update_fields=list(fields))
    record(by, "rubric.rules", book, before=before, after=fields)
    return book


@transaction.atomic
def add_criterion(
    rule_book: RuleBook,
    *,
    name: str,
    source: str,
    weight: int = 0,
    parent: Criterion | None = None,
    levels: list[dict[str, str]] | None = None,
    anchors: list[list[str]] | None = None,
    code: str = "",
    by: Any,
) -> Criterion:
    """A new last child. `weight` is in hundredths of a point; the code follows from the name."""
    book = _open(rule_book, by)
    last = book.criteria.filter(parent=parent).aggregate(last=Max("order"))["last"]
    criterion = Criterion(
        province_id=book.province_id,
        rule_book=book,
        parent=parent,
        code=code or _free_code(book, name),
        name=name,
        source=source,
        weight=weight,
        order=(last or 0) + 1,
        levels=levels or [],
        anchors=anchors or [],
    )
    _check(criterion)
    criterion.save()
    record(by, "rubric.add", criterion, after=_shown(criterion))
    return criterion


@transaction.atomic
def edit_criterion(criterion: Criterion, *, by: Any, **fields: Any) -> Criterion:
    """Change name, source, weight, parent, levels or anchors; the code stays, marks and chains name it."""
    _open(criterion.rule_book, by)
    before = _shown(criterion)
    for name, value in fields.items():
        setattr(criterion, name, value)
    if criterion.source == Source.GROUP:
        criterion.weight = 0
    _check(criterion)
    criterion.save(update_fields=list({*fields, "weight"}))
    record(by, "rubric.edit", criterion, before=before, after=_shown(criterion))
    return criterion


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: Any) -> None:
    """Only without children, so that nothing disappears unseen; the chain forgets its code."""
    book = _open(criterion.rule_book, by)
    if criterion.children.exists():
        raise ValidationError(_("Pindahkan atau hapus dahulu kriteria di dalam kelompok ini."))
    record(by, "rubric.remove", criterion, before=_shown(criterion))
    _forget_values(book, list(criterion.values.all()), by)
    book.tie_break = [code for code in book.tie_break if code != criterion.code]
    book.tie_criterion = "" if book.tie_criterion == criterion.code else book.tie_criterion
    book.save(update_fields=["tie_break", "tie_criterion"])
    _delete(book.criteria.filter(pk=criterion.pk))


@transaction.atomic
def move_criterion(criterion: Criterion, step: int, *, by: Any) -> None:
    """One place up (-1) or down (+1) among its siblings; at the end nothing happens."""
    book = _open(criterion.rule_book, by)
    siblings = list(book.criteria.filter(parent=criterion.parent_id).order_by("order", "pk"))
    at = siblings.index(criterion)
    to = at + step
    if not 0 <= to < len(siblings):
        return
    siblings.insert(to, siblings.pop(at))
    for order, sibling in enumerate(siblings, 1):
        sibling.order = order
    Criterion.objects.bulk_update(siblings, ["order"])
    record(by, "rubric.move", criterion, before={"order": at + 1}, after={"order": to + 1})


@transaction.atomic
def set_weights(rule_book: RuleBook, weights: Mapping[int, int], *, by: Any) -> RuleBook:
    """The weights of leaves by primary key, in hundredths. Any sum may be kept; only 100,00 may be frozen."""
    book = _open(rule_book, by)
    rows = [row for row in leaves(book) if row.pk in weights and weights[row.pk] != row.weight]
    before = {row.code: points(row.weight) for row in rows}
    for row in rows:
        row.weight = weights[row.pk]
    Criterion.objects.bulk_update(rows, ["weight"])
    if rows:
        record(by, "rubric.weigh", book, before=before, after={row.code: points(row.weight) for row in rows})
    return book


def even_split(rule_book: RuleBook, group: Criterion | None = None) -> dict[int, int]:
    """The total of a group (or 100,00) in equal parts over its leaves: an offer to look at, not a write."""
    rows = tree(rule_book)
    if group is None:
        total, inside = FULL, [row for row in rows if row.source != Source.GROUP]
    else:
        total, inside = next(row.total for row in rows if row.pk == group.pk), _below(rows, group)
    shares = engine_rules.largest_remainder([1] * len(inside), total) if inside else []
    return dict(zip((row.pk for row in inside), shares, strict=True))


@transaction.atomic
def copy_from(rule_book: RuleBook, other: RuleBook, *, by: Any) -> RuleBook:
    """Put the criteria and rules of another category (or last year's) in place of these."""
    book = _open(rule_book, by)
    require(by, "rubric.view", other)
    # In an amendment there may be values; coverage is counted anew, attendance belongs to the criterion that goes.
    _forget_values(book, list(Value.objects.filter(criterion__rule_book=book)), by)
    _delete(book.criteria.all())
    copies: dict[int | None, Criterion | None] = {None: None}
    for row in tree(other):
        copies[row.pk] = Criterion.objects.create(
            province_id=book.province_id,
            rule_book=book,
            parent=copies[row.parent_id],
            code=row.code,
            name=row.name,
            source=row.source,
            weight=row.weight,
            order=row.order,
            levels=row.levels,
            anchors=row.anchors,
        )
    for name in SETTINGS:
        setattr(book, name, getattr(other, name))
    book.save(update_fields=SETTINGS)
    record(by, "rubric.copy", book, after={"from": f"{other.category.edition}: {other.category}"})
    return book


# --- freezing -------------------------------------------------------------------------------------------


@transaction.atomic
def freeze(rule_book: RuleBook, *, by: Any) -> RuleBook:
    """Fix the rules before the first sheet: canonical content and its SHA-256. Refused with all problems."""
    require(by, "rubric.freeze", rule_book)
    ledger.lock(rule_book.category_id)
    book = RuleBook.objects.select_for_update().select_related("category__edition").get(pk=rule_book.pk)
    if book.frozen_at:
        return book
    if found := problems(book):
        raise ValidationError(found)
    book.frozen_at = timezone.now()
    book.content = content_of(book)
    book.sha256 = sha256(book.content)
    book.save(update_fields=["frozen_at", "content", "sha256"])
    amended = amendments.seal(book.category, by=by)
    ledger.record(
        by, "rubric.freeze", book, rows=[book, *amended], data={"rules": book.sha256}, after={"sha256": book.sha256}
    )
    for row in amended:
        amendments.give_out_again(row, by=by)
    return book


# --- inside ---------------------------------------------------------------------------------------------


def _open(rule_book: RuleBook, by: Any) -> RuleBook:
    """The row locked for writing, if `by` may write it and it is not frozen."""
    require(by, "rubric.edit", rule_book)
    book = RuleBook.objects.select_for_update().get(pk=rule_book.pk)
    if book.frozen_at:
        raise ValidationError(_("Kriteria sudah ditetapkan dan tidak dapat diubah lagi."))
    return book


def _delete(criteria: QuerySet[Criterion]) -> None:
    try:
        criteria.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Kriteria yang disebut dalam koreksi nilai tidak dapat dihapus; ubah nama atau bobotnya.")
        ) from error


def _forget_values(book: RuleBook, values: list[Value], by: Any) -> None:
    """What was counted for criteria that go, with an event of the ledger."""
    if values:
        ledger.append(book.category_id, "values.forget", values, by=by, gone=True)
        Value.objects.filter(pk__in=[value.pk for value in values]).delete()


def _grow(book: RuleBook, rows: Iterable[Mapping[str, Any]], parent: Criterion | None) -> None:
    for order, row in enumerate(rows, 1):
        criterion = Criterion.objects.create(
            province_id=book.province_id,
            rule_book=book,
            parent=parent,
            code=row["code"],
            name=row["name"],
            source=row["source"],
            weight=row["weight"],
            order=order,
            levels=row.get("levels", []),
            anchors=row.get("anchors", []),
        )
        _grow(book, row.get("children", ()), criterion)


def _free_code(book: RuleBook, name: str) -> str:
    taken = set(book.criteria.values_list("code", flat=True))
    stem = slugify(name).replace("-", "_")[:17].strip("_") or "kriteria"
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def _check(criterion: Criterion) -> None:
    """What the form of one criterion can mend at once."""
    parent = criterion.parent
    if parent is not None and (parent.source != Source.GROUP or parent.rule_book_id != criterion.rule_book_id):
        raise ValidationError({"parent": _("Pilih kelompok sebagai induk.")})
    while parent is not None:
        if parent.pk == criterion.pk and criterion.pk:
            raise ValidationError({"parent": _("Kelompok tidak dapat berada di dalam dirinya sendiri.")})
        parent = parent.parent
    if criterion.source != Source.GROUP and criterion.pk and criterion.children.exists():
        raise ValidationError({"source": _("Kelompok ini masih berisi kriteria.")})
    if criterion.source == Source.GROUP and criterion.weight:
        raise ValidationError({"weight": _("Kelompok tidak berbobot; bobotnya jumlah dari isinya.")})
    if criterion.weight > FULL:
        raise ValidationError({"weight": _("Bobot paling besar 100,00.")})


def _below(rows: list[Criterion], group: Criterion) -> list[Criterion]:
    """The leaves anywhere under `group`."""
    start = next(index for index, row in enumerate(rows) if row.pk == group.pk)
    inside = []
    for row in rows[start + 1 :]:
        if row.depth <= rows[start].depth:
            break
        if row.source != Source.GROUP:
            inside.append(row)
    return inside


def _shown(criterion: Criterion) -> dict[str, Any]:
    return {
        "name": criterion.name,
        "source": criterion.source,
        "weight": points(criterion.weight),
        "parent": str(criterion.parent or ""),
        "levels": criterion.levels,
        "anchors": criterion.anchors,
    }
