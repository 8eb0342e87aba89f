"""The rubric of a category: written freely until it is frozen, then read-only."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category
from paritrana.numbers import points
from scoring.engine import rules as engine_rules
from scoring.examples import EXAMPLES
from scoring.models import Criterion, RuleBook
from scoring.queries import has_sheets, leaves, tree
from scoring.sealing import content_of, problems

FULL = engine_rules.FULL_WEIGHT
Source = Criterion.Source


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
def edit_rules(
    rule_book: RuleBook,
    *,
    decimals: int,
    missing_policy: str,
    minimum_total: Decimal | None,
    tie_break: list[str],
    by: Any,
) -> RuleBook:
    """Rounding, missing sheets, minimum total, tie-break chain."""
    book = _open(rule_book, by)
    fields = {
        "decimals": decimals,
        "missing_policy": missing_policy,
        "minimum_total": minimum_total,
        "tie_break": tie_break,
    }
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
    if criterion.code in book.tie_break:
        book.tie_break = [code for code in book.tie_break if code != criterion.code]
        book.save(update_fields=["tie_break"])
    criterion.delete()


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
    book.criteria.all().delete()
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
    for name in ("decimals", "missing_policy", "minimum_total", "tie_break"):
        setattr(book, name, getattr(other, name))
    book.save(update_fields=["decimals", "missing_policy", "minimum_total", "tie_break"])
    record(by, "rubric.copy", book, after={"from": f"{other.category.edition}: {other.category}"})
    return book


# --- freezing -------------------------------------------------------------------------------------------


@transaction.atomic
def freeze(rule_book: RuleBook, *, by: Any) -> RuleBook:
    """Fix the rules before the first sheet: canonical content and its SHA-256. Refused with all problems."""
    require(by, "rubric.freeze", rule_book)
    book = RuleBook.objects.select_for_update().select_related("category__edition").get(pk=rule_book.pk)
    if book.frozen_at:
        return book
    if found := problems(book):
        raise ValidationError(found)
    book.frozen_at = timezone.now()
    book.content = content_of(book)
    book.sha256 = engine_rules.sha256(book.content)
    book.save(update_fields=["frozen_at", "content", "sha256"])
    record(by, "rubric.freeze", book, after={"sha256": book.sha256})
    return book


@transaction.atomic
def thaw(rule_book: RuleBook, *, by: Any, note: str) -> RuleBook:
    """Open a frozen rubric again, with a reason; never once a sheet exists."""
    require(by, "rubric.freeze", rule_book)
    book = RuleBook.objects.select_for_update().get(pk=rule_book.pk)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan kriteria dibuka kembali.")})
    if has_sheets(book.category):
        raise ValidationError(_("Kriteria tidak dapat dibuka kembali: lembar penilaian sudah ada."))
    if book.frozen_at:
        before = {"sha256": book.sha256}
        book.frozen_at, book.content, book.sha256 = None, None, ""
        book.save(update_fields=["frozen_at", "content", "sha256"])
        record(by, "rubric.thaw", book, before=before, reason=note)
    return book


# --- inside ---------------------------------------------------------------------------------------------


def _open(rule_book: RuleBook, by: Any) -> RuleBook:
    """The row locked for writing, if `by` may write it and it is not frozen."""
    require(by, "rubric.edit", rule_book)
    book = RuleBook.objects.select_for_update().get(pk=rule_book.pk)
    if book.frozen_at:
        raise ValidationError(_("Kriteria sudah ditetapkan dan tidak dapat diubah lagi."))
    return book


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
