"""The questions of a category: written by the secretariat, frozen as a version, then filled in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from nominations.applicability import OF_KIND, empty_sections
from nominations.examples import EXAMPLES
from nominations.models import Indicator, Instrument
from nominations.services import versions
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category

# Pages of a nomination that a section may not hide.
TAKEN = {
    "periksa", "terkirim", "tindakan", "perpanjangan", "rekan", "pertanyaan", "atas-nama", "penggantian-berkas",
    "pindah", "hubungan", "bagian", "bagian-saya",
}  # fmt: skip
FIELDS = (
    "section", "code", "text", "help", "kind", "unit", "choices", "needs_evidence", "max_files", "evidence_time",
    "exempt",
)  # fmt: skip


@transaction.atomic
def draft(category: Category, *, by: Any) -> Instrument:
    """The instrument of the category that may be edited; made when there is none."""
    require(by, "instruments.edit", category)
    Category.objects.select_for_update().get(pk=category.pk)
    instrument = Instrument.objects.filter(category=category).order_by("-version").first()
    if instrument is None:
        instrument = Instrument.objects.create(province=category.province, category=category)
        record(by, "instruments.create", instrument)
    _editable(instrument)
    return instrument


def _editable(instrument: Instrument) -> None:
    if instrument.frozen_at:
        raise ValidationError(_("Instrumen ini sudah ditetapkan dan tidak dapat diubah lagi."), code="frozen")


@transaction.atomic
def add_indicator(instrument: Instrument, *, by: Any, **fields: Any) -> Indicator:
    """A new question at the end of its section."""
    return _write(Indicator(), instrument, by, fields, "instruments.add")


@transaction.atomic
def edit_indicator(indicator: Indicator, *, by: Any, **fields: Any) -> Indicator:
    return _write(indicator, indicator.instrument, by, fields, "instruments.edit")


def _write(indicator: Indicator, instrument: Instrument, by: Any, fields: dict[str, Any], verb: str) -> Indicator:
    require(by, "instruments.edit", instrument)
    _editable(_held(instrument))
    before = {name: getattr(indicator, name) for name in FIELDS} if indicator.pk else None
    moved = before is None or before["section"] != fields.get("section", indicator.section)
    for name in FIELDS:
        if name in fields:
            setattr(indicator, name, fields[name])
    indicator.section = " ".join(indicator.section.split())
    indicator.section_slug = _section_slug(indicator.section)
    if indicator.kind == Indicator.Kind.CHOICE and len(indicator.choices) < 2:
        raise ValidationError({"choices": _("Tulis paling sedikit dua pilihan, satu per baris.")})
    if indicator.kind == Indicator.Kind.TABLE and not 2 <= len(set(indicator.choices)) == len(indicator.choices) <= 6:
        raise ValidationError({"choices": _("Tulis dua sampai enam kolom yang berbeda, satu per baris.")})
    if indicator.kind not in (Indicator.Kind.CHOICE, Indicator.Kind.TABLE):
        indicator.choices = []
    possible = OF_KIND.get(instrument.category.nominee_kind, ())
    indicator.exempt = [kind for kind in possible if kind in indicator.exempt]
    same = Indicator.objects.filter(instrument=instrument, code=indicator.code).exclude(pk=indicator.pk)
    if same.exists():
        raise ValidationError({"code": _("Kode ini sudah dipakai butir lain.")})
    indicator.instrument, indicator.province = instrument, instrument.province
    if moved:
        indicator.order = _last_of(instrument, indicator.section) + 1
        for later in Indicator.objects.filter(instrument=instrument, order__gte=indicator.order).exclude(
            pk=indicator.pk
        ):
            later.order += 1
            later.save(update_fields=["order"])
    indicator.save()
    record(by, verb, indicator, before=before, after={name: getattr(indicator, name) for name in FIELDS})
    return indicator


def _held(instrument: Instrument) -> Instrument:
    return Instrument.objects.select_for_update().get(pk=instrument.pk)


def _section_slug(section: str) -> str:
    slug = slugify(section)[:78] or "bagian"  # of a name without a Latin letter nothing is left
    return f"{slug}-1" if slug in TAKEN else slug


def _last_of(instrument: Instrument, section: str) -> int:
    """The order of the last question of the section, or of all when the section is new."""
    of_section = Indicator.objects.filter(instrument=instrument, section=section).aggregate(last=Max("order"))
    if of_section["last"]:
        return int(of_section["last"])
    return Indicator.objects.filter(instrument=instrument).aggregate(last=Max("order"))["last"] or 0


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: Any) -> None:
    require(by, "instruments.edit", indicator.instrument)
    _editable(_held(indicator.instrument))
    record(by, "instruments.remove", indicator, before={"code": indicator.code, "text": indicator.text})
    indicator.delete()


@transaction.atomic
def move_indicator(indicator: Indicator, *, up: bool, by: Any) -> None:
    """Swap with the neighbour within its section; at the end of the section nothing happens."""
    require(by, "instruments.edit", indicator.instrument)
    _editable(_held(indicator.instrument))
    rows = list(Indicator.objects.filter(instrument=indicator.instrument, section=indicator.section))
    place = next(place for place, row in enumerate(rows) if row.pk == indicator.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    first, second = rows[place], rows[other]
    first.order, second.order = second.order, first.order
    first.save(update_fields=["order"])
    second.save(update_fields=["order"])
    record(by, "instruments.move", first, after={"order": first.order})


@transaction.atomic
def use_example(category: Category, *, by: Any) -> Instrument:
    """Fill an empty instrument with the shipped example: "contoh, bukan ketentuan resmi"."""
    instrument = _empty(category, by)
    for order, row in enumerate(EXAMPLES[category.nominee_kind], start=1):
        section = str(row["section"])
        Indicator.objects.create(
            **(row | {"section": section}),
            province=instrument.province,
            instrument=instrument,
            section_slug=_section_slug(section),
            order=order,
        )
    record(by, "instruments.use_example", instrument, after={"kind": category.nominee_kind})
    return instrument


def last_year(category: Category) -> Instrument | None:
    """The newest frozen instrument of an earlier edition of the province for the same kind of candidate."""
    earlier = Instrument.objects.filter(
        province=category.province_id,
        category__nominee_kind=category.nominee_kind,
        category__edition__assessment_year__lt=category.edition.assessment_year,
        frozen_at__isnull=False,
    )
    newest = earlier.order_by("-category__edition__assessment_year", "-version")
    return newest.filter(category__slug=category.slug).first() or newest.first()


@transaction.atomic
def copy_last_year(category: Category, *, by: Any) -> Instrument:
    """Fill an empty instrument with the questions of an earlier edition."""
    source = last_year(category)
    if source is None:
        raise ValidationError(_("Belum ada instrumen tahun sebelumnya untuk jenis kandidat ini."))
    require(by, "instruments.view", source)
    instrument = _empty(category, by)
    for row in Indicator.objects.filter(instrument=source):
        row.pk, row.instrument, row._state.adding, row.changed_in = None, instrument, True, 1
        row.save()
    record(by, "instruments.copy", instrument, after={"source": source.pk})
    return instrument


def _empty(category: Category, by: Any) -> Instrument:
    instrument = draft(category, by=by)
    if Indicator.objects.filter(instrument=instrument).exists():
        raise ValidationError(_("Instrumen ini sudah berisi butir. Hapus butirnya dulu."))
    return instrument


@transaction.atomic
def freeze(instrument: Instrument, *, by: Any) -> Instrument:
    """From here on the questions stand; only a frozen instrument can be filled in."""
    require(by, "instruments.edit", instrument)
    Category.objects.select_for_update().get(pk=instrument.category_id)
    row = _held(instrument)
    _editable(row)
    asked = list(Indicator.objects.filter(instrument=row).values_list("section", "exempt"))
    if not asked:
        raise ValidationError(_("Tambahkan paling sedikit satu butir sebelum menetapkan instrumen."))
    if empty := empty_sections(row.category.nominee_kind, asked):
        section, kind = empty[0]
        raise ValidationError(
            _("Bagian %(section)s tidak menanyakan apa pun kepada %(kind)s, sehingga bobotnya tidak dapat dibagi.")
            % {"section": section, "kind": kind.label}
        )
    row.frozen_at = timezone.now()
    row.save(update_fields=["frozen_at"])
    record(by, "instruments.freeze", row, after={"frozen_at": row.frozen_at, "version": row.version})
    if row.version > 1:
        versions.carry_over(row, by=by)
    return row
