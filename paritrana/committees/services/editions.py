"""Editions and their categories."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees import templates
from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.workflow import ORDER, SKIPPABLE
from paritrana.regions.models import Province
from paritrana.roles import Role
from paritrana.typeface import named, unprinted

EDITION_FIELDS = {
    "title", "assessment_year", "held_year", "ceremony_at", "ceremony_place", "committee_name",
    "decree_number", "decree_date", "second_officers", "notes_days",
}  # fmt: skip
CATEGORY_FIELDS = {
    "name", "order", "nominee_kind", "sector", "skips", "places", "rank_words", "nominee_word", "desk_by", "letters",
    "nomination_opens", "nomination_closes", "review_closes", "branch_sees_order",
}  # fmt: skip
# While they last, a deadline that moves concerns the candidates.
OPEN_STAGES = (Stage.NOMINATION, Stage.SELECTION)
SECOND_OFFICERS = [Role.SECRETARIAT, Role.CHAIR, Role.OBSERVER]


@transaction.atomic
def create(
    province: Province,
    *,
    title: str,
    assessment_year: int,
    held_year: int,
    template: str | None = None,
    copy_of: Edition | None = None,
    by: User,
) -> Edition:
    """A new edition with the categories of a template or of an earlier edition, never with its persons."""
    require(by, "editions.create", province)
    if copy_of:
        require(by, "editions.view", copy_of)
    # Two editions of one assessment year take the province's row in turn, so that slugs never collide.
    province = Province.objects.select_for_update().get(pk=province.pk)
    edition = Edition(
        province=province,
        slug=_free_slug(province, assessment_year),
        title=title.strip(),
        assessment_year=assessment_year,
        held_year=held_year,
        committee_name=copy_of.committee_name if copy_of else "Panitia",
        second_officers=copy_of.second_officers if copy_of else SECOND_OFFICERS,
    )
    _check_years(edition)
    edition.full_clean(exclude=["slug"])
    edition.save()
    rows = _copied(copy_of) if copy_of else _from_template(template)
    Category.objects.bulk_create(Category(province=province, edition=edition, **row) for row in rows)
    record(
        by, "editions.create", edition,
        after={"title": edition.title, "assessment_year": assessment_year, "held_year": held_year,
               "categories": [row["name"] for row in rows]},
    )  # fmt: skip
    return edition


@transaction.atomic
def edit(edition: Edition, *, by: User, **fields: Any) -> Edition:
    """Change what the edition says of itself. The assessment year stays once a category has left preparation."""
    require(by, "editions.edit", edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    year = fields.get("assessment_year", edition.assessment_year)
    if year != edition.assessment_year:
        if edition.categories.exclude(stage=Stage.PREPARATION).exists():
            message = _("Tahun penilaian tetap %(year)s: pengusulan sudah dibuka.")
            raise ValidationError({"assessment_year": message % {"year": edition.assessment_year}})
        fields["slug"] = _free_slug(edition.province, year)
    _change(edition, EDITION_FIELDS | {"slug"}, fields, "editions.edit", by)
    return edition


@transaction.atomic
def add_category(edition: Edition, *, by: User, **fields: Any) -> Category:
    """One more category, in preparation."""
    require(by, "categories.edit", edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    taken = set(edition.categories.values_list("slug", flat=True))
    slug = base = slugify(fields["name"])[:50] or "kategori"
    for number in range(2, len(taken) + 3):
        if slug not in taken:
            break
        slug = f"{base}-{number}"
    fields.setdefault("order", len(taken) + 1)
    category = Category(province=edition.province, edition=edition, slug=slug)
    for name in CATEGORY_FIELDS & set(fields):
        setattr(category, name, fields[name])
    _check_category(category)
    category.full_clean(exclude=["province", "edition"])
    category.save()
    record(by, "categories.add", category, after={"name": category.name, "places": category.places})
    return category


@transaction.atomic
def edit_category(category: Category, *, by: User, **fields: Any) -> Category:
    """Change a category. Kind of candidate, skipped stages and letters are fixed once nominations are open."""
    require(by, "categories.edit", category)
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.stage != Stage.PREPARATION and _differs(category, fields, "nominee_kind"):
        message = _("Jenis kandidat tetap: pengusulan sudah dibuka.")
        raise ValidationError({"nominee_kind": message})
    if category.stage != Stage.PREPARATION and _differs(category, fields, "letters"):
        message = _("Surat yang diminta tetap: pengusulan sudah dibuka, dan semua kandidat diminta surat yang sama.")
        raise ValidationError({"letters": message})
    passed = set(ORDER[: ORDER.index(category.stage) + 1])
    if passed & (set(fields.get("skips", category.skips)) ^ set(category.skips)):
        raise ValidationError({"skips": _("Tahap yang sudah dilalui tidak dapat dilewati lagi.")})
    moved = category.stage in OPEN_STAGES and _differs(category, fields, "nomination_closes")
    _change(category, CATEGORY_FIELDS, fields, "categories.edit", by)
    if moved:
        later("nominations.tell_deadline", category.pk)
    return category


@transaction.atomic
def remove_category(category: Category, *, by: User) -> None:
    """Remove a category that is still in preparation and that nobody has used."""
    require(by, "categories.edit", category)
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.stage != Stage.PREPARATION:
        raise ValidationError(_("Kategori dapat dihapus hanya selama tahap persiapan."))
    record(by, "categories.remove", category, before={"name": category.name})
    try:
        category.delete()
    except ProtectedError as error:
        raise ValidationError(_("Kategori ini sudah dipakai oleh usulan atau berkas lain.")) from error


def _free_slug(province: Province, year: int) -> str:
    """`penilaian-2024`, and with a number behind it for further editions of the same year."""
    taken = set(province.editions.values_list("slug", flat=True))
    slug, number = f"penilaian-{year}", 2
    while slug in taken:
        slug, number = f"penilaian-{year}-{number}", number + 1
    return slug


def _from_template(template: str | None) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name, "slug": row.slug, "order": order, "nominee_kind": row.nominee_kind,
            "sector": row.sector, "places": templates.PLACES, "rank_words": list(templates.RANK_WORDS),
        }
        for order, row in enumerate(templates.CATEGORIES[template] if template else (), 1)
    ]  # fmt: skip


def _copied(edition: Edition) -> list[dict[str, Any]]:
    """Everything of last year's categories but dates and stage."""
    kept = (
        "name", "slug", "order", "nominee_kind", "sector", "skips", "places", "rank_words", "nominee_word", "desk_by",
        "letters",
    )  # fmt: skip
    return list(edition.categories.order_by("order", "pk").values(*kept))


def _differs(row: Model, fields: dict[str, Any], name: str) -> bool:
    return name in fields and fields[name] != getattr(row, name)


def _check_years(edition: Edition) -> None:
    if edition.held_year < edition.assessment_year:
        message = _("Tahun pelaksanaan tidak mendahului tahun penilaian.")
        raise ValidationError({"held_year": message})


def _check_category(category: Category) -> None:
    if set(category.skips) - set(SKIPPABLE):
        raise ValidationError({"skips": _("Hanya seleksi administrasi dan wawancara yang dapat dilewati.")})
    opens, closes = category.nomination_opens, category.nomination_closes
    if opens and closes and closes <= opens:
        message = _("Isi batas pengiriman yang lebih akhir daripada pembukaan pengusulan.")
        raise ValidationError({"nomination_closes": message})
    for name, words in (("rank_words", "".join(category.rank_words)), ("nominee_word", category.nominee_word)):
        if strange := unprinted(words):
            message = _("Ganti huruf yang tidak dapat dicetak: %(letters)s")
            raise ValidationError({name: message % {"letters": named(strange)}})
    if len(category.rank_words) > category.places:
        message = _("Sebutan peringkat lebih banyak daripada banyak juara (%(places)s).")
        raise ValidationError({"rank_words": message % {"places": category.places}})


def _change(row: Edition | Category, allowed: set[str], fields: dict[str, Any], verb: str, by: User) -> None:
    """Write the fields that differ, in one entry with what was and what is."""
    if unknown := set(fields) - allowed:
        raise TypeError(f"not fields that may be changed: {', '.join(sorted(unknown))}")
    changed = sorted(name for name in fields if _differs(row, fields, name))
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, fields[name])
    _check_years(row) if isinstance(row, Edition) else _check_category(row)
    row.full_clean(exclude=["province", "edition", "slug"])
    if changed:
        row.save(update_fields=changed)
        record(by, verb, row, before=before, after={name: fields[name] for name in changed})
