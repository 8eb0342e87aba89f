"""A change of the questions that the centre orders after the start: a new version, by letter, with its own deadline.

Answers to unchanged questions stay with their files and verdicts. New and changed questions are open to everyone
again, also to those who have sent. What is dropped is kept and no longer counts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Answer, Indicator, Instrument, Nomination, RegisteredFile
from nominations.queries import instrument_of
from nominations.services.nominations import in_zone, tell
from nominations.services.registered import TAKE
from nominations.workflow import ENDED, Status
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category, Stage
from paritrana.files.models import Upload

# Two questions that agree in all of these ask the same; another code is another question.
ASKED = ("text", "help", "kind", "unit", "choices", "needs_evidence", "evidence_time", "exempt")
DECIDED = (Status.SHORTLISTED, Status.NOT_SHORTLISTED)


@dataclass(frozen=True)
class Change:
    """What a version changes: its questions that are new, changed and unchanged, and those it drops."""

    new: list[Indicator]
    changed: list[Indicator]
    same: list[tuple[Indicator, Indicator]]  # before, now
    dropped: list[Indicator]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.dropped)


def change_of(instrument: Instrument) -> Change | None:
    """What a version changes against the one before it; None for the first."""
    before = Instrument.objects.filter(category=instrument.category_id, version=instrument.version - 1).first()
    if before is None:
        return None
    old = {row.code: row for row in Indicator.objects.filter(instrument=before)}
    found = Change([], [], [], [])
    for row in Indicator.objects.filter(instrument=instrument):
        former = old.pop(row.code, None)
        if former is None:
            found.new.append(row)
        elif all(getattr(former, name) == getattr(row, name) for name in ASKED):
            found.same.append((former, row))
        else:
            found.changed.append(row)
    found.dropped.extend(old.values())
    return found


def why_no_change(category: Category) -> str:
    """Why the questions of the category cannot be changed by letter; empty when they can."""
    if instrument_of(category) is None:
        return _("Instrumen belum ditetapkan; butirnya masih dapat diubah langsung.")
    if category.is_at_least(Stage.INTERVIEWS):
        return _("Kategori ini sudah melewati seleksi administrasi.")
    if Nomination.objects.filter(category=category, status__in=DECIDED).exists():
        return _("Seleksi administrasi kategori ini sudah diputuskan.")
    return ""


@transaction.atomic
def start_change(category: Category, *, letter: str, until: datetime, by: Any) -> Instrument:
    """A draft of the next version with the same questions; candidates go on with the one in force meanwhile."""
    require(by, "instruments.edit", category)
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if why_not := why_no_change(category):
        raise ValidationError(why_not, code="not_now")
    if Instrument.objects.filter(category=category, frozen_at=None).exists():
        raise ValidationError(_("Selesaikan atau batalkan dulu rancangan perubahan yang sudah ada."), code="draft")
    if not letter.strip():
        raise ValidationError({"letter": _("Tulis nomor surat yang memerintahkan perubahan.")})
    _ahead(until)
    source = instrument_of(category)
    made = Instrument.objects.create(
        province=category.province,
        category=category,
        version=source.version + 1,  # type: ignore[union-attr]
        letter=letter.strip(),
        change_until=until,
    )
    for row in Indicator.objects.filter(instrument=source):
        row.pk, row.instrument, row._state.adding = None, made, True
        row.save()
    record(by, "instruments.change", made, after={"letter": made.letter, "until": until})
    return made


def _ahead(until: datetime) -> None:
    if until <= timezone.now():
        raise ValidationError({"until": _("Pilih batas waktu yang belum lewat.")})


@transaction.atomic
def discard_change(instrument: Instrument, *, by: Any) -> None:
    """Throw the draft of a version away; the version in force stays."""
    require(by, "instruments.edit", instrument)
    row = Instrument.objects.select_for_update().get(pk=instrument.pk)
    if row.frozen_at or row.version == 1:
        raise ValidationError(_("Hanya rancangan perubahan yang belum ditetapkan yang dapat dibatalkan."))
    record(by, "instruments.discard", row, before={"letter": row.letter})
    row.delete()


def carry_over(instrument: Instrument, *, by: Any) -> int:
    """Bring a version that has just been frozen into force; answers how many candidates were told.

    Holds every nomination of the category, so that nobody saves an answer to a question of the former version.
    """
    _ahead(instrument.change_until)  # type: ignore[arg-type]
    category = instrument.category
    if why_not := why_no_change(category):
        raise ValidationError(why_not, code="not_now")
    found = change_of(instrument)
    if found is None or found.is_empty:
        raise ValidationError(_("Ubah, tambah, atau hapus butir dulu: rancangan ini sama dengan versi yang berlaku."))
    held = Nomination.objects.select_for_update(of=("self",)).filter(category=category).exclude(status__in=ENDED)
    rows = list(held.select_related("nominee", "category", "edition__province").order_by("pk"))
    for former, now in found.same:
        Answer.objects.filter(indicator=former).update(indicator=now)
        RegisteredFile.objects.filter(indicator=former).update(indicator=now)
        _redirect(former, now)
        now.changed_in = former.changed_in
    for now in (*found.new, *found.changed):
        now.changed_in = instrument.version
    Indicator.objects.bulk_update([*(now for _former, now in found.same), *found.new, *found.changed], ["changed_in"])
    codes = {"new": found.new, "changed": found.changed, "dropped": found.dropped}
    record(
        by,
        "instruments.carry_over",
        instrument,
        after={"letter": instrument.letter} | {name: [row.code for row in rows] for name, rows in codes.items()},
    )
    return sum(_tell(row, instrument, found) for row in rows if row.status != Status.LATE)


def _redirect(former: Indicator, now: Indicator) -> None:
    """Files on their way to the question find it in the new version."""
    rows = Upload.objects.filter(then=TAKE, subject__endswith=f"/{former.pk}", finished_at=None)
    rows.update(subject=Replace("subject", Value(f"/{former.pk}"), Value(f"/{now.pk}")))


def _tell(nomination: Nomination, instrument: Instrument, found: Change) -> int:
    asked = [row.code for row in (*found.new, *found.changed)]
    parts = [_("%(nominee)s: pertanyaan kategori %(category)s berubah sesuai surat nomor %(letter)s.")]
    if asked:
        parts.append(_("Mohon menjawab butir %(asked)s paling lambat %(until)s; jawaban lain tetap tersimpan."))
    if found.dropped:
        parts.append(_("Butir yang tidak lagi dihitung: %(dropped)s."))
    return tell(
        nomination,
        _("Pertanyaan berubah sesuai surat"),
        " ".join(parts),
        letter=instrument.letter,
        asked=", ".join(asked),
        dropped=", ".join(row.code for row in found.dropped),
        until=in_zone(instrument.change_until, nomination),  # type: ignore[arg-type]
    )
