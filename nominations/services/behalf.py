"""Atas nama: the secretariat types what a candidate brought on paper, on a flash disk or in a message."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.behalf_queries import places
from nominations.models import Answer, Evidence, Indicator, Nomination, OnBehalf
from nominations.services.answers import save_answer, writable
from nominations.services.evidence import give
from nominations.services.nominations import in_zone, locked, tell, why_closed
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.queries import secretariat
from paritrana.files.models import Upload
from paritrana.notices.services import notify


@transaction.atomic
def enter(
    nomination: Nomination,
    indicator: Indicator,
    *,
    source: str,
    bringer: str,
    brought_at: datetime,
    shelf: str = "",
    value: str = "",
    note: str = "",
    uploads: list[UploadedFile | Upload] | None = None,
    by: Any,
) -> OnBehalf:
    """Write one answer on behalf of a candidate and tell it. What the candidate wrote itself is never overwritten."""
    row = writable(nomination, by, indicator, "nominations.enter")
    place = next((one for one in places(row) if one.indicator == indicator), None)
    if place is None:
        raise ValidationError(_("Muat ulang halaman: pertanyaan ini bukan bagian dari usulan ini."))
    if place.is_own:
        raise ValidationError(_("Minta kandidat mengubahnya sendiri: butir ini sudah diisi kandidat."), code="own")
    uploads = uploads or []
    _check(source, bringer, brought_at, value, uploads)
    former = place.entry
    answer = save_answer(
        row,
        indicator,
        value=value,
        note=note,
        version=former.answer_version if former else _version(row, indicator),
        by=by,
        code="nominations.enter",
    )
    added = [_add(answer, upload, by) for upload in uploads]
    answer.refresh_from_db()
    made = OnBehalf.objects.create(
        province=row.province,
        nomination=row,
        answer=answer,
        value=answer.value,
        note=answer.note,
        files=[{"name": evidence.file.name, "sha256": evidence.file.sha256} for evidence in added],
        answer_version=answer.version,
        source=source,
        bringer=" ".join(bringer.split()),
        brought_at=brought_at,
        shelf=" ".join(shelf.split()),
        by=by,
    )
    said = {"source": source, "bringer": made.bringer, "brought_at": brought_at}
    record(by, "answers.on_behalf", made, after=said | ({"shelf": made.shelf} if made.shelf else {}))
    closes = row.closes_at
    tell(
        row,
        _("Sekretariat mengisi butir %s atas nama Anda") % indicator.code,
        _(
            "Butir %(code)s penilaian mandiri %(nominee)s diketik oleh %(typist)s dari %(source)s yang dibawa atau"
            " dikirim %(bringer)s pada %(brought)s. Mohon diperiksa; bila tidak sesuai, bantah%(until)s."
        ),
        code=indicator.code,
        typist=by.name,
        source=made.get_source_display().lower(),
        bringer=made.bringer,
        brought=in_zone(brought_at, row),
        until=_(" paling lambat %s") % in_zone(closes, row) if closes else "",
    )
    return made


def _check(source: str, bringer: str, brought_at: datetime, value: str, uploads: list[UploadedFile | Upload]) -> None:
    errors = {}
    if source not in OnBehalf.Source.values:
        errors["source"] = _("Pilih bagaimana bahan diterima.")
    if not bringer.strip():
        errors["bringer"] = _("Tulis siapa yang membawa atau mengirimnya.")
    if brought_at > timezone.now():
        errors["brought_at"] = _("Pilih waktu yang sudah lewat.")
    if not value.strip() and not uploads:
        errors["value"] = _("Isi jawaban atau pilih berkas.")
    if errors:
        raise ValidationError(errors)


def _version(nomination: Nomination, indicator: Indicator) -> int:
    answer = Answer.objects.filter(nomination=nomination, indicator=indicator).first()
    return answer.version if answer else 0


def _add(answer: Answer, upload: UploadedFile | Upload, by: Any) -> Evidence:
    try:
        return give(answer, upload, by=by, code="nominations.enter")
    except ValidationError as error:
        raise ValidationError({"files": error.error_list}) from None


@transaction.atomic
def object_to(entry: OnBehalf, *, reason: str, by: Any) -> OnBehalf:
    """The candidate says that what was typed is not what it brought; the secretariat is told."""
    nomination = locked(entry.nomination)
    require(by, "nominations.fill", nomination)
    if why_not := why_closed(nomination):
        raise ValidationError(why_not, code="closed")
    row = OnBehalf.objects.select_for_update(of=("self",)).select_related("answer__indicator").get(pk=entry.pk)
    if row.objected_at:
        raise ValidationError(_("Isian ini sudah dibantah."), code="moved_on")
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis apa yang tidak sesuai.")})
    row.objection, row.objected_by, row.objected_at = reason.strip(), by, timezone.now()
    row.save(update_fields=["objection", "objected_by", "objected_at"])
    record(by, "answers.object", row, after={"objection": row.objection})
    edition = nomination.edition
    notify(
        User.objects.filter(seats__in=secretariat(edition)).distinct(),
        title=_("Isian atas nama %s dibantah") % nomination.nominee.name,
        text=_("Butir %(code)s: %(reason)s") % {"code": row.answer.indicator.code, "reason": row.objection},
        url=nomination.get_absolute_url(),
        edition=edition,
        province=edition.province,
    )
    return row


@transaction.atomic
def answer_objection(entry: OnBehalf, *, reply: str, by: Any) -> OnBehalf:
    """The secretariat says what became of an objection; the candidate is told."""
    nomination = locked(entry.nomination)
    require(by, "nominations.enter", nomination)
    row = OnBehalf.objects.select_for_update(of=("self",)).select_related("answer__indicator").get(pk=entry.pk)
    if not row.objected_at or row.replied_at:
        raise ValidationError(_("Bantahan ini sudah dijawab atau tidak ada."), code="moved_on")
    if not reply.strip():
        raise ValidationError({"reply": _("Tulis jawaban atas bantahan.")})
    row.reply, row.replied_by, row.replied_at = reply.strip(), by, timezone.now()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    record(by, "answers.object_reply", row, after={"reply": row.reply})
    tell(
        nomination,
        _("Bantahan butir %s dijawab") % row.answer.indicator.code,
        _("Bantahan atas isian butir %(code)s usulan %(nominee)s dijawab sekretariat: %(reply)s"),
        code=row.answer.indicator.code,
        reply=row.reply,
    )
    return row
