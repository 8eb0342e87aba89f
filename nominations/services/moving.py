"""Wrong category or size: a candidate is moved within its edition, with a reason. The number stays."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.carry_queries import MovePlan, plan_move
from nominations.models import Answer, CategoryMove, Indicator, Nomination, OnBehalf, Replacement, Verification
from nominations.services import registered, sections
from nominations.services.nominations import advance, locked, tell
from nominations.services.versions import ASKED
from nominations.workflow import ENDED, OPEN, Status
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.agenda import ties
from paritrana.committees.models import Category, Stage

DECIDED = (Status.SHORTLISTED, Status.NOT_SHORTLISTED)


def why_fixed(nomination: Nomination) -> list[str]:
    """Why a nomination can neither be moved nor merged now; empty when it can."""
    words = {"number": nomination.number, "state": Status(nomination.status).label.lower()}
    found = []
    if nomination.status in ENDED:
        found.append(_("Usulan nomor %(number)s sudah berakhir: %(state)s.") % words)
    if nomination.status == Status.LATE:
        found.append(_("Usulan nomor %(number)s menunggu petugas kedua; putuskan itu dulu.") % words)
    if nomination.status in DECIDED:
        found.append(_("Seleksi administrasi usulan nomor %(number)s sudah diputuskan.") % words)
    if nomination.category.is_at_least(Stage.INTERVIEWS):
        found.append(_("Kategori %s sudah melewati seleksi administrasi.") % nomination.category.name)
    running = Replacement.objects.filter(nomination=nomination, state__in=["asked", "granted"])
    if any(row.state == Replacement.State.ASKED or row.is_open for row in running):
        found.append(_("Usulan nomor %(number)s: selesaikan dulu penggantian berkas yang diajukan.") % words)
    return found or ties(nomination)


def why_not_into(nomination: Nomination, category: Category) -> str:
    """Why a nomination cannot stand in this category; empty when it can."""
    words = {"category": category.name, "kind": category.get_nominee_kind_display().lower()}
    if category.pk == nomination.category_id:
        return _("Usulan ini sudah berada dalam kategori %(category)s.") % words
    if category.edition_id != nomination.edition_id:
        return _("Pilih kategori dari penyelenggaraan yang sama.")
    if category.nominee_kind != nomination.nominee.kind:
        return _("Kategori %(category)s untuk %(kind)s.") % words
    if category.stage == Stage.PREPARATION:
        return _("Pengusulan kategori %(category)s belum dibuka.") % words
    if category.is_at_least(Stage.INTERVIEWS):
        return _("Kategori %(category)s sudah melewati seleksi administrasi.") % words
    there = Nomination.objects.filter(category=category, nominee=nomination.nominee_id, status__in=OPEN).first()
    if there:
        words["number"] = str(there.number)
        return _("Kandidat ini sudah diusulkan dalam kategori %(category)s dengan nomor %(number)s; gabungkan.") % words
    return ""


@transaction.atomic
def move(
    nomination: Nomination,
    category: Category,
    *,
    reason: str,
    seen: str,
    deadline: datetime | None = None,
    by: Any,
) -> CategoryMove:
    """Move to another category. `seen` is the fingerprint of the plan that was read.

    What fits there goes along, the rest is kept and not counted; what has been sent and lacks answers there comes
    back to the candidate, and what is asked otherwise is verified again.
    """
    row = locked(nomination)
    require(by, "nominations.manage", row)
    category = Category.objects.select_for_update(of=("self",)).select_related("edition").get(pk=category.pk)
    require(by, "nominations.manage", category)
    if why_not := [*why_fixed(row), *filter(None, [why_not_into(row, category)])]:
        raise ValidationError(why_not)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tulis alasannya. Alasan disimpan dan dapat dibaca kandidat.")})
    plan = plan_move(row, category)
    if plan.fingerprint != seen:
        raise ValidationError(_("Periksa sekali lagi: jawaban berubah sejak halaman ini dibuka."), code="changed")
    if plan.needs_deadline and (deadline is None or deadline <= timezone.now()):
        raise ValidationError({"deadline": _("Tetapkan batas melengkapi yang belum lewat.")})
    before = row.category
    made = CategoryMove.objects.create(
        province=row.province, nomination=row, before=before, after=category, reason=reason, by=by
    )
    row.category = category
    if plan.needs_deadline:
        row.deadline = deadline
    row.save(update_fields=["category", "deadline"])
    sections.end_unasked(row, reason=reason, by=by)
    for answer, indicator in plan.fits:
        _carry(answer, indicator)
    awaits = registered.carry(row, row, plan.homes, by=by)
    record(
        by,
        "nominations.move",
        row,
        before={"category": before.name},
        after={"category": category.name, "not_counted": [answer.indicator.code for answer in plan.kept]},
        reason=reason,
    )
    row = _reopen(row, plan, awaits, reason, by)
    _tell(row, before, plan, reason)
    return made


def _carry(answer: Answer, indicator: Indicator) -> None:
    """The answer belongs to the question of the new category; one that is asked otherwise is looked at anew."""
    if answer.indicator_id == indicator.pk:
        return
    asks_otherwise = any(getattr(answer.indicator, name) != getattr(indicator, name) for name in ASKED)
    if asks_otherwise:
        now = answer.version + 1
        OnBehalf.objects.filter(answer=answer, answer_version=answer.version).update(answer_version=now)
    Answer.objects.filter(pk=answer.pk).update(indicator=indicator, version=F("version") + int(asks_otherwise))


def _reopen(row: Nomination, plan: MovePlan, awaits: bool, reason: str, by: Any) -> Nomination:
    """What was sent and is not whole in the new category goes on from there."""
    if row.status not in (Status.SENT, Status.VERIFIED):
        return row
    if plan.missing:
        return advance(row, "refill", by=by, note=reason)
    judged = Verification.objects.filter(
        answer__nomination=row,
        answer__in=[answer.pk for answer, _row in plan.fits],
        answer_version=F("answer__version"),
    )
    if row.status == Status.VERIFIED and (awaits or judged.count() < len(plan.fits)):
        return advance(row, "recheck", by=by)
    return row


def _tell(row: Nomination, before: Category, plan: MovePlan, reason: str) -> None:
    parts = [_("%(nominee)s (nomor %(number)s) dipindahkan dari kategori %(before)s ke kategori %(category)s.")]
    parts.append(_("Alasan: %(reason)s"))
    if plan.missing:
        parts.append(_("Mohon menjawab butir %(missing)s."))
    if plan.kept:
        parts.append(_("Jawaban lama yang tidak ditanyakan di sana tetap tersimpan dan tidak dihitung."))
    tell(
        row,
        _("Dipindahkan ke kategori %s") % row.category.name,
        " ".join(parts),
        number=row.number,
        before=before.name,
        reason=reason,
        missing=", ".join(indicator.code for indicator in plan.missing),
    )
