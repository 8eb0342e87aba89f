"""Masa sanggah: opened when everybody can see the result, filed within it, answered by a numbered letter."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.audit.services import record as audit
from paritrana.committees.holiday_queries import working_day_after
from paritrana.committees.models import Category, Edition
from paritrana.committees.queries import secretariat
from paritrana.files.kept_services import file_of
from paritrana.files.models import Upload
from paritrana.notices.services import notify
from paritrana.numbers import tanggal, waktu
from scoring import ledger
from scoring.ledger import record
from scoring.models import Decision, HandOver, Objection, ObjectionFile, ObjectionRules, ObjectionWindow
from scoring.objection_queries import (
    end_of,
    heard,
    is_running,
    last_days,
    local_day,
    rules_of,
    shown,
    window_of,
)
from scoring.ranking_queries import decision_in_force, open_change

Given = UploadedFile | Upload
LETTER_TYPES = ["pdf", "jpg", "jpeg", "png"]


@transaction.atomic
def edit_rules(edition: Edition, *, by: Any, **fields: Any) -> ObjectionRules:
    """Lengths and wording of the edition. A window that is open keeps what it was opened with."""
    require(by, "objections.manage", edition)
    Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    row = rules_of(edition)
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean(exclude=["province", "edition"], validate_unique=False)
    row.save()
    audit(by, "objections.rules", row, before=before, after=fields)
    return row


@transaction.atomic
def hand_over(nomination: Nomination, *, on: date, to: str, by: Any) -> HandOver:
    """Record that a candidate without an account was given its result on paper, to whom and when."""
    require(by, "objections.manage", nomination)
    category, decision = _announced(nomination.category_id)
    if not to.strip():
        raise ValidationError({"to": _("Tuliskan nama penerima.")})
    province = category.edition.province
    first = local_day(province, max(decision.decided_at, category.released_at or decision.decided_at))
    if not first <= on <= local_day(province, timezone.now()):
        text = _("Tulis tanggal sejak hasil diumumkan (%s) sampai hari ini.")
        raise ValidationError({"on": text % tanggal(first)})
    row, made = HandOver.objects.get_or_create(
        decision=decision,
        nomination=nomination,
        defaults={"province_id": nomination.province_id, "on": on, "to": to.strip(), "by": by},
    )
    if not made:
        raise ValidationError(_("Penyerahan kepada kandidat ini sudah dicatat."))
    record(by, "objections.hand_over", row, after={"on": on, "to": row.to})
    return row


@transaction.atomic
def open_window(category: Category, *, by: Any) -> ObjectionWindow:
    """Open the masa sanggah of the decision in force; every candidate must be able to see what it objects to."""
    require(by, "objections.manage", category)
    category, decision = _announced(category.pk)
    if window_of(category):
        raise ValidationError(_("Masa sanggah atas penetapan ini sudah dibuka."))
    if open_change(category):
        raise ValidationError(_("Selesaikan dahulu Keputusan perubahan yang sedang disiapkan."))
    blind = [row for row in shown(category, decision) if not row.can_see]
    if blind:
        names = ", ".join(str(row.nomination.nominee) for row in blind)
        raise ValidationError(_("Belum dapat dibuka: hasil belum dapat dilihat %s.") % names)
    rules, now = rules_of(category.edition), timezone.now()
    last_day, statute_last_day = last_days(category, rules, now)
    window = ObjectionWindow.objects.create(
        province_id=category.province_id,
        category=category,
        decision=decision,
        days=rules.days,
        answer_days=rules.answer_days,
        last_day=last_day,
        closes_at=end_of(category.edition.province, last_day),
        statute_last_day=statute_last_day,
        statute_answer_days=rules.statute_answer_days,
        wording=rules.wording,
        confirmed=rules.confirmed,
        opened_by=by,
        opened_at=now,
    )
    record(by, "objections.open", window, after={"days": window.days, "last_day": last_day})
    _tell_candidates(
        category,
        _("Masa sanggah %s dibuka") % category,
        _("Sanggahan atas hasil kategori %(category)s dapat diajukan sampai %(day)s.")
        % {"category": category, "day": tanggal(last_day)},
    )
    return window


@transaction.atomic
def file_objection(
    nomination: Nomination, *, text: str, files: Sequence[Given] = (), seen: int | None = None, by: Any
) -> Objection:
    """A candidate objects. `seen` is how many own objections its page knew of: of two tabs the second is asked."""
    require(by, "objections.file", nomination)
    window = _window(nomination)
    if not is_running(window):
        raise ValidationError(too_late(window), code="late")
    return _file(nomination, window, text, files, seen, by)


@transaction.atomic
def enter_objection(
    nomination: Nomination,
    *,
    text: str,
    letter: str,
    received_on: date,
    files: Sequence[Given] = (),
    seen: int | None = None,
    by: Any,
) -> Objection:
    """An objection that came on paper, entered by the secretariat. The day it came in must lie in the window."""
    require(by, "objections.manage", nomination)
    window = _window(nomination)
    if not letter.strip():
        raise ValidationError({"letter": _("Tuliskan nomor surat kandidat.")})
    if not files:
        raise ValidationError({"files": _("Unggah pindaian surat kandidat.")})
    province = window.category.edition.province
    if received_on > local_day(province, timezone.now()) or received_on < local_day(province, window.opened_at):
        text_ = _("Tulis tanggal sejak masa sanggah dibuka (%s) sampai hari ini.")
        raise ValidationError({"received_on": text_ % tanggal(local_day(province, window.opened_at))})
    if received_on > window.last_day:
        raise ValidationError({"received_on": too_late(window)}, code="late")
    return _file(nomination, window, text, files, seen, by, letter=letter.strip(), received_on=received_on)


@transaction.atomic
def answer_objection(objection: Objection, *, outcome: str, number: str, date: date, file: Given, by: Any) -> Objection:
    """The numbered letter that answers an objection. It rests on the run of the decision in force."""
    require(by, "objections.manage", objection)
    category, decision = _announced(objection.category_id)
    objection = (
        Objection.objects.select_for_update(of=("self",)).select_related("nomination__nominee").get(pk=objection.pk)
    )
    if objection.answered_at:
        raise ValidationError(
            _("Sanggahan ini sudah dijawab dengan surat nomor %s.") % objection.answer_number, code="changed"
        )
    if outcome not in Objection.Outcome.values:
        raise ValidationError({"outcome": _("Pilih salah satu.")})
    if not number.strip():
        raise ValidationError({"number": _("Tuliskan nomor surat jawaban.")})
    province = category.edition.province
    came = objection.received_on or local_day(province, objection.filed_at)
    if not came <= date <= local_day(province, timezone.now()):
        text = _("Tulis tanggal sejak sanggahan diterima (%s) sampai hari ini.")
        raise ValidationError({"date": text % tanggal(came)})
    try:
        letter = file_of(file, province=province, by=by, types=LETTER_TYPES, nominee=objection.nomination.nominee)
    except ValidationError as error:
        raise ValidationError({"file": error.error_list}) from None
    objection.outcome, objection.answer_number, objection.answer_date = outcome, number.strip(), date
    objection.answer_file, objection.answer_sha256 = letter, letter.sha256
    objection.run, objection.answered_by, objection.answered_at = decision.run, by, timezone.now()
    objection.save()
    after = {"outcome": outcome, "answer_number": objection.answer_number, "answer_date": date}
    record(by, "objections.answer", objection, after=after | {"run": decision.run.number})
    _tell_candidates(
        category,
        _("Sanggahan nomor %(number)s dijawab") % {"number": objection.number},
        _("Sanggahan nomor %(number)s pada kategori %(category)s dijawab dengan surat nomor %(letter)s.")
        % {"number": objection.number, "category": category, "letter": objection.answer_number},
        only=objection.nomination,
    )
    return objection


def too_late(window: ObjectionWindow) -> str:
    """Why nothing can be filed any more, and what remains."""
    return _(
        "Masa sanggah berakhir %(day)s. Sanggahan tidak dapat diterima lagi; keberatan menurut UU 30/2014 dapat "
        "diajukan sampai %(statute)s."
    ) % {"day": tanggal(window.last_day), "statute": tanggal(window.statute_last_day)}


# --- inside ---------------------------------------------------------------------------------------------


def _announced(category: int) -> tuple[Category, Decision]:
    """The category, locked, and the decision that everybody has read."""
    ledger.lock(category)
    found = Category.objects.select_for_update(of=("self",)).select_related("edition__province").get(pk=category)
    decision = decision_in_force(found)
    if found.released_at is None or decision is None:
        raise ValidationError(_("Hasil kategori ini belum diumumkan."))
    return found, decision


def _window(nomination: Nomination) -> ObjectionWindow:
    """The window in which a candidate objects, its category locked."""
    category, _decision = _announced(nomination.category_id)
    window = window_of(category)
    if window is None:
        raise ValidationError(_("Masa sanggah kategori ini belum dibuka."))
    if not heard(category).filter(pk=nomination.pk).exists():
        raise ValidationError(_("Usulan ini sudah berakhir sebelum penetapan."))
    window.category = category
    return window


def _file(
    nomination: Nomination,
    window: ObjectionWindow,
    text: str,
    files: Sequence[Given],
    seen: int | None,
    by: Any,
    **paper: Any,
) -> Objection:
    category, now = window.category, timezone.now()
    province = category.edition.province
    if not text.strip():
        raise ValidationError({"text": _("Tuliskan isi sanggahan.")})
    if seen is not None and Objection.objects.filter(nomination=nomination).count() != seen:
        raise ValidationError(
            _("Sanggahan lain kandidat ini baru saja masuk, mungkin dari tab lain. Periksa, lalu kirim lagi."),
            code="changed",
        )
    came = paper.get("received_on") or local_day(province, now)
    objection = Objection.objects.create(
        province_id=nomination.province_id,
        category=category,
        window=window,
        nomination=nomination,
        number=(Objection.objects.filter(category=category).aggregate(last=Max("number"))["last"] or 0) + 1,
        text=text.strip(),
        filed_at=now,
        filed_by=by,
        answer_by=working_day_after(province, came, window.answer_days),
        **paper,
    )
    for given in files:
        try:
            file = file_of(given, province=province, by=by, nominee=nomination.nominee)
        except ValidationError as error:
            raise ValidationError({"files": error.error_list}) from None
        ObjectionFile.objects.create(
            province_id=nomination.province_id, objection=objection, file=file, sha256=file.sha256
        )
    record(by, "objections.file", objection, after={"number": objection.number, "files": len(files), **paper})
    people = [seat.person for seat in secretariat(category.edition).select_related("person")]
    notify(
        people,
        title=_("Sanggahan nomor %(number)s, %(category)s") % {"number": objection.number, "category": category},
        text=_("%(nominee)s mengajukan sanggahan %(moment)s. Jawab dengan surat bernomor paling lambat %(day)s.")
        % {
            "nominee": nomination.nominee,
            "moment": waktu(timezone.localtime(now, end_of(province, came).tzinfo)),
            "day": tanggal(objection.answer_by),
        },
        url=_url("objection", category, objection.number),
        edition=category.edition,
    )
    return objection


def _tell_candidates(category: Category, title: str, text: str, only: Nomination | None = None) -> None:
    """Tell the people of the candidates; of one candidate, if it is named."""
    decision = decision_in_force(category)
    assert decision is not None
    people = [
        seat.person
        for row in shown(category, decision)
        if only is None or row.nomination == only
        for seat in row.people
        if seat.person
    ]
    url = _url("objections_of", category)
    notify(people, title=title, text=text, url=url, edition=category.edition)


def _url(name: str, category: Category, *rest: Any) -> str:
    return reverse(name, args=[category.edition.province.slug, category.edition.slug, category.slug, *rest])
