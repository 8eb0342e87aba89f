"""How the papers of a province look, how they are numbered and who gets copies. Printed papers never change by it."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.regions.models import Province
from paritrana.seen import CONFLICT, stamp_of, unchanged
from reports.crest import as_address, crest_png
from reports.documents.style_sample import style_sample
from reports.models import Document, NumberSource, Style

LOOK = ("top", "right", "bottom", "left", "typeface")


@transaction.atomic
def set_style(
    province: Province,
    *,
    letterhead: list[str],
    paper: str,
    crest: bytes | None = None,
    without_crest: bool = False,
    seen: str | None = None,
    by: User,
    **look: Any,
) -> Style:
    """Letterhead, crest, paper, margins and typeface from now on, and a sample to look at.

    `seen` is the stamp of the style that the person has changed; another one means that somebody was faster.
    """
    require(by, "documents.make", province)
    province = Province.objects.select_for_update().get(pk=province.pk)
    style = Style.objects.filter(province=province).first() or Style(province=province)
    if seen is not None and style.pk and seen != str(style.stamp):
        text = _("%(by)s baru saja menyimpan tata naskah. Periksa yang tersimpan di tab lain, lalu simpan lagi.")
        raise ValidationError(text, code=CONFLICT, params={"by": style.by})
    before = _facts(province, style) if style.pk else None
    province.letterhead, province.paper = letterhead, paper
    province.full_clean(validate_unique=False, validate_constraints=False)
    province.save(update_fields=["letterhead", "paper"])
    for name in LOOK:
        setattr(style, name, look[name])
    if without_crest:
        style.crest = ""
    if crest is not None:
        try:
            style.crest = as_address(crest_png(crest))
        except ValidationError as error:
            raise ValidationError({"crest": error.messages}) from error
    style.by, style.stamp = by, uuid.uuid4()
    style.full_clean(exclude=["province"])
    style.save()
    record(by, "style.set", style, before=before, after=_facts(province, style))
    later("reports.draw_style", style.pk, str(style.stamp))
    return style


def _facts(province: Province, style: Style) -> dict[str, Any]:
    facts = {name: getattr(style, name) for name in LOOK}
    return {"letterhead": province.letterhead, "paper": province.paper, "crest": bool(style.crest), **facts}


def draw_style(pk: int, stamp: str) -> None:
    """The sample of a style as it was at `stamp`; one that was drawn for what no longer holds is thrown away."""
    # Loads Pango: only in the workers.
    from reports.pdf import render_pdf

    # Whoever changed it meanwhile asked for a sample too: two would write one file.
    style = Style.objects.select_related("province").filter(pk=pk, stamp=stamp).first()
    name = f"tata-naskah/{stamp}.pdf"
    if style is None or style.preview.name == name:
        return
    data = style_sample(style.province)
    content = render_pdf("style_sample", data, created=style.at, title=_("Contoh tata naskah"))
    default_storage.save(name, ContentFile(content, name))
    current = Style.objects.filter(pk=pk, stamp=style.stamp).update(preview=name)
    if useless := style.preview.name if current else name:
        default_storage.delete(useless)


@transaction.atomic
def set_number_source(province: Province, kind: str, *, seen: str = "", by: User, **fields: Any) -> NumberSource:
    """How papers of a kind are numbered from now on, and who gets a copy; numbers that were given stay."""
    require(by, "documents.make", province)
    if kind not in Document.NUMBERED:
        raise ValidationError(_("Dokumen jenis ini tidak bernomor surat."))
    row = NumberSource.objects.select_for_update().filter(province=province, kind=kind).first()
    before = {name: getattr(row, name) for name in fields} if row else None
    row = row or NumberSource(province=province, kind=kind)
    unchanged(seen, source_stamp(row))
    for name, value in fields.items():
        setattr(row, name, value)
    row.by = by
    row.full_clean(exclude=["province"])
    row.save()
    record(by, "numbers.set", row, before=before, after=fields)
    return row


def source_stamp(row: NumberSource) -> str:
    """Another one with every change of a source of numbers."""
    return stamp_of(row.source, row.pattern, row.code, row.unit, row.width, row.copies)
