"""Penggantian berkas: after the deadline, by request with a reason, granted or refused by the secretariat."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Answer, Evidence, Nomination, Replacement, Submission
from nominations.queries import asked_of, instrument_of
from nominations.services import answers
from nominations.services.evidence import give
from nominations.services.nominations import advance, in_zone, locked, tell, why_closed
from nominations.workflow import FILLING, Status
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Stage
from paritrana.committees.queries import secretariat
from paritrana.files.models import Upload
from paritrana.notices.services import notify


def why_not(nomination: Nomination, closed: str | None = None) -> str:
    """Why no replacement can be asked for or decided now; empty when it can. `closed` as in `only_changes`."""
    if nomination.status in FILLING:
        return _("Penilaian mandiri ini belum dikirim; berkasnya dapat diubah langsung.")
    if nomination.status not in (Status.SENT, Status.VERIFIED) or nomination.category.is_at_least(Stage.INTERVIEWS):
        return _("Seleksi administrasi sudah diputuskan; berkas tidak dapat diganti lagi.")
    if nomination.status == Status.SENT and not (why_closed(nomination) if closed is None else closed):
        return _("Batas pengiriman belum lewat: tarik kembali, ubah, lalu kirim lagi.")
    return ""


def _allowed(nomination: Nomination) -> None:
    if words := why_not(nomination):
        raise ValidationError(words, code="not_now")


@transaction.atomic
def ask(nomination: Nomination, answer: Answer, *, reason: str, by: Any) -> Replacement:
    """Ask to replace the files of one answer; the secretariat is told."""
    row = locked(nomination)
    require(by, "nominations.fill", row)
    _free(row, answer, reason)
    made = Replacement.objects.create(
        province=row.province, nomination=row, answer=answer, reason=reason.strip(), asked_by=by
    )
    record(by, "replacements.ask", made, reason=made.reason)
    edition = row.edition
    notify(
        User.objects.filter(seats__in=secretariat(edition)).distinct(),
        title=_("%s mengajukan penggantian berkas") % row.nominee.name,
        text=_("Butir %(code)s: %(reason)s") % {"code": answer.indicator.code, "reason": made.reason},
        url=row.get_absolute_url(),
        edition=edition,
        province=edition.province,
    )
    return made


def _free(nomination: Nomination, answer: Answer, reason: str) -> None:
    """Refuse what cannot be opened; a grant that nobody used in time has ended and makes room."""
    _allowed(nomination)
    asked = asked_of(nomination.nominee, instrument_of(nomination.category)).filter(needs_evidence=True)
    if answer.nomination_id != nomination.pk or not asked.filter(pk=answer.indicator_id).exists():
        raise ValidationError({"answer": _("Pilih butir yang meminta data dukung.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya.")})
    running = Replacement.objects.filter(answer=answer, state__in=["asked", "granted"])
    if any(one.state == "asked" or one.is_open for one in running):
        raise ValidationError({"answer": _("Penggantian berkas butir ini sudah diajukan.")})
    running.update(state=Replacement.State.LAPSED)


@transaction.atomic
def extend(nomination: Nomination, answer: Answer, *, until: datetime, reason: str, by: Any) -> Replacement:
    """A later deadline for the files of one answer, given without being asked; the candidate is told."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    _free(row, answer, reason)
    now = timezone.now()
    if until <= now:
        raise ValidationError({"until": _("Pilih batas waktu yang belum lewat.")})
    made = Replacement.objects.create(
        province=row.province,
        nomination=row,
        answer=answer,
        state=Replacement.State.GRANTED,
        reason=reason.strip(),
        asked_by=by,
        until=until,
        decided_by=by,
        decided_at=now,
    )
    record(by, "replacements.extend", made, after={"until": until}, reason=made.reason)
    tell(
        row,
        _("Batas butir %s diperpanjang") % answer.indicator.code,
        _("Berkas butir %(code)s usulan %(nominee)s dapat ditambah atau diganti sampai %(until)s. Alasan: %(reason)s"),
        code=answer.indicator.code,
        until=in_zone(until, row),
        reason=made.reason,
    )
    return made


@transaction.atomic
def decide(row: Replacement, *, grant: bool, until: datetime | None = None, decision: str = "", by: Any) -> Replacement:
    """Grant until a deadline of its own, or refuse with a reason; the candidate is told."""
    nomination = locked(row.nomination)
    require(by, "nominations.manage", nomination)
    row = Replacement.objects.select_for_update(of=("self",)).select_related("answer__indicator").get(pk=row.pk)
    if row.state != Replacement.State.ASKED:
        raise ValidationError(_("Pengajuan ini sudah diputuskan."), code="moved_on")
    decision = decision.strip()
    if grant:
        _allowed(nomination)
        if until is None or until <= timezone.now():
            raise ValidationError({"until": _("Pilih batas waktu yang belum lewat.")})
    elif not decision:
        raise ValidationError({"decision": _("Tulis alasan penolakan; kandidat membacanya.")})
    row.state = Replacement.State.GRANTED if grant else Replacement.State.REFUSED
    row.until, row.decision = until if grant else None, decision
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "until", "decision", "decided_by", "decided_at"])
    record(by, "replacements.decide", row, after={"state": row.state, "until": row.until}, reason=decision)
    words: dict[str, Any] = {"code": row.answer.indicator.code, "decision": decision}
    if grant and until:
        text = _("Berkas butir %(code)s usulan %(nominee)s dapat diganti sampai %(until)s. %(decision)s")
        tell(nomination, _("Penggantian berkas disetujui"), text, until=in_zone(until, nomination), **words)
    else:
        text = _("Penggantian berkas butir %(code)s usulan %(nominee)s ditolak: %(decision)s")
        tell(nomination, _("Penggantian berkas ditolak"), text, **words)
    return row


@transaction.atomic
def replace(row: Replacement, uploads: list[UploadedFile | Upload], removals: list[Evidence], *, by: Any) -> Submission:
    """Replace the files in one act, which has a receipt of its own; the answer is verified again."""
    nomination = locked(row.nomination)
    require(by, "nominations.fill", nomination)
    row = Replacement.objects.select_for_update(of=("self",)).select_related("answer__indicator").get(pk=row.pk)
    if not row.is_open:
        raise ValidationError(_("Penggantian ini tidak dibuka lagi."), code="closed")
    _allowed(nomination)
    if not uploads:
        raise ValidationError({"files": _("Pilih berkas pengganti.")})
    for evidence in removals:
        if evidence.answer_id == row.answer_id:
            answers.remove_evidence(evidence, by=by)
    for upload in uploads:
        try:
            give(row.answer, upload, by=by)
        except ValidationError as error:
            raise ValidationError({"files": error.error_list}) from None
    row.state = Replacement.State.DONE
    row.save(update_fields=["state"])
    record(by, "replacements.replace", row, after={"files": len(uploads), "removed": len(removals)})
    nomination = advance(nomination, "replace", by=by)
    last = Submission.objects.filter(nomination=nomination).first()
    name, office = (last.sender_name, last.sender_office) if last else (by.name, "")
    return answers.receipt_of(nomination, name, office, by)
