"""Score sheets: who has to mark what, and the marks coming in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.workflow import Status as NominationStatus
from paritrana.access import require
from paritrana.audit.services import record_many
from paritrana.celery import later
from paritrana.committees.models import Category, Round, Seat
from paritrana.committees.queries import scorers_now
from paritrana.notices.services import notify
from scoring import commitments, ledger
from scoring.engine.rules import MarkError, parse_mark
from scoring.ledger import record
from scoring.models import Criterion, Draft, Mark, PaperSheet, Recusal, RuleBook, ScoreSheet
from scoring.queries import criteria_of, hundredths, is_scoring_closed, unsent
from scoring.services import extremes, seals

Status = ScoreSheet.Status


class Conflict(ValidationError):
    """Another tab or device has changed the sheet since this page was loaded. Nothing is overwritten."""


# --- the roster -----------------------------------------------------------------------------------------


@transaction.atomic
def assign(
    nomination: Nomination,
    round: str,
    seats: Iterable[Seat],
    *,
    by: Any,
    code: str = "sheets.manage",
    again: bool = False,
) -> list[ScoreSheet]:
    """The empty sheets of one nomination for those of `seats` that now score in this round; safe to repeat.

    A round without criteria has no sheets. A person with a conflict of interest gets a sheet that says so. A sheet
    marked absent is opened again. Whoever took over a seat is a rater of its own: the unsent sheet of the
    predecessor is withdrawn. `code` is the right by which they are given out; `again`: although scoring is closed.
    """
    require(by, code, nomination)
    category = locked_category(nomination.category)
    _check_open(category, again)
    if not criteria_of(category, round):
        return []
    scoring = set(scorers_now(category).filter(round=round).values_list("seat", flat=True))
    recused = dict(nomination.recusals.filter(lifted_at=None).values_list("person", "reason"))
    standing = nomination.sheets.select_for_update().filter(round=round, voided_by=None)
    existing = {sheet.person_id: sheet for sheet in standing}
    handed_over = _hand_overs(category) if existing else {}
    sheets, made = [], []
    for seat in seats:
        if seat.person_id is None or seat.pk not in scoring:
            continue
        _release_predecessors(seat, handed_over, existing.values(), by)
        sheet = existing.get(seat.person_id)
        if sheet is None:
            sheet = ScoreSheet.objects.create(
                province_id=nomination.province_id,
                nomination=nomination,
                person_id=seat.person_id,
                seat=seat,
                round=round,
                status=Status.RECUSED if seat.person_id in recused else Status.ASSIGNED,
                reason=recused.get(seat.person_id, ""),
            )
            made.append(sheet)
        elif sheet.status == Status.ABSENT:
            begun = Draft.objects.filter(sheet=sheet).exists()
            change(sheet, Status.DRAFT if begun else Status.ASSIGNED, "", by)
        sheets.append(sheet)
    if made:
        record_many(by, "sheets.assign", [(sheet, None, {"status": sheet.status}) for sheet in made])
        ledger.append(category.pk, "sheets.assign", made, by=by)
    return sheets


@transaction.atomic
def open_desk_round(category: Category, *, by: Any) -> list[ScoreSheet]:
    """Desk sheets of every verified or shortlisted nomination for the seats that mark documents."""
    require(by, "sheets.manage", category)
    if not criteria_of(category, Round.DESK):
        raise ValidationError(_("Kategori ini tidak memuat kriteria yang dinilai dari dokumen."))
    seats = [scorer.seat for scorer in scorers_now(category).filter(round=Round.DESK).select_related("seat")]
    if not any(seat.person_id for seat in seats):
        raise ValidationError(_("Tentukan dahulu penilai dokumen pada halaman panitia."))
    nominations = Nomination.objects.filter(
        category=category, status__in=[NominationStatus.VERIFIED, NominationStatus.SHORTLISTED]
    ).select_related("category")
    known = set(ScoreSheet.objects.filter(nomination__category=category).values_list("pk", flat=True))
    sheets = [sheet for nomination in nominations for sheet in assign(nomination, Round.DESK, seats, by=by)]
    if not sheets:
        raise ValidationError(_("Belum ada usulan yang selesai diverifikasi pada kategori ini."))
    edition = category.edition
    notify(
        [sheet.person for sheet in sheets if sheet.pk not in known and sheet.status == Status.ASSIGNED],
        title=_("Penilaian dokumen %s dibuka") % category,
        text=_(
            "Berkas kandidat kategori %(category)s siap dinilai. Nyatakan lebih dahulu bila Bapak/Ibu mempunyai "
            "konflik kepentingan dengan salah satu kandidat."
        )
        % {"category": category},
        url=reverse("sheets", args=[edition.province.slug, edition.slug]),
        edition=edition,
    )
    return sheets


@transaction.atomic
def follow_hand_overs(category: Category, *, by: Any) -> list[ScoreSheet]:
    """Give the unsent sheets of seats whose term has ended to those who took them over."""
    require(by, "sheets.manage", category)
    given = []
    left = unsent(category).filter(seat__ends_at__lte=timezone.now(), seat__successor__person__isnull=False)
    for sheet in left.select_related("nomination__category", "seat__successor"):
        holder = sheet.seat
        while holder.successor and not holder.is_current:
            holder = holder.successor
        given += assign(sheet.nomination, sheet.round, [holder], by=by)
    return given


@transaction.atomic
def mark_absent(sheet: ScoreSheet, reason: str, *, by: Any) -> ScoreSheet:
    """The person (or the nominee) was not there: no marks will come, and that is not zero."""
    return _end(sheet, Status.ABSENT, ScoreSheet.UNSENT, reason, by)


@transaction.atomic
def withdraw(sheet: ScoreSheet, reason: str, *, by: Any) -> ScoreSheet:
    """Take an open sheet out of the count; what was sent stays in its rows."""
    return _end(sheet, Status.WITHDRAWN, ScoreSheet.OPEN, reason, by)


@transaction.atomic
def recuse(nomination: Nomination, *, person: Any, kind: str, reason: str, by: Any) -> Recusal:
    """A conflict of interest: the person's open sheets of this nomination no longer count.

    Everybody declares only for oneself; the secretariat may record a declaration made on paper. Only two other
    officers lift it (`services.conflicts`).
    """
    require(by, "recusals.declare" if person == by else "sheets.manage", nomination)
    ledger.lock(nomination.category_id)
    if not reason.strip():
        raise ValidationError({"reason": _("Jelaskan hubungan Anda dengan kandidat ini.")})
    if is_scoring_closed(nomination.category):
        raise ValidationError(_("Penilaian kategori ini sudah ditutup."))
    recusal, made = Recusal.objects.get_or_create(
        nomination=nomination,
        person=person,
        lifted_at=None,
        defaults={"province_id": nomination.province_id, "kind": kind, "reason": reason.strip(), "by": by},
    )
    if not made:
        raise ValidationError({"nomination": _("Konflik kepentingan ini sudah dinyatakan.")})
    record(by, "recusals.declare", recusal, after={"kind": kind}, reason=reason)
    for sheet in nomination.sheets.select_for_update().filter(person=person, status__in=ScoreSheet.OPEN):
        change(sheet, Status.RECUSED, reason, by)
    return recusal


# --- marks ----------------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    sheet: ScoreSheet,
    values: Mapping[str, str],
    notes: str,
    version: int,
    *,
    by: Any,
    page: str = "",
    reasons: Collection[str] = (),
) -> ScoreSheet:
    """Keep what was typed, exactly as typed. Raises Conflict when `version` is no longer the sheet's.

    A page never conflicts with itself: its automatic saving and its button race. `page` names the opened page.
    """
    sheet = _locked(sheet, by)
    criteria = criteria_of(sheet.nomination.category, sheet.round)
    values, reasons = known(criteria, values), extremes.chosen(criteria, reasons)
    draft = Draft.objects.filter(sheet=sheet).first()
    if draft and (draft.values, draft.notes, draft.reasons) == (values, notes, reasons):
        return sheet
    if not (draft and page and draft.page == page):
        _check_version(sheet, version)
    elif sheet.status == Status.SENT and version != sheet.version:
        return sheet  # saved automatically before, arrived after its own page was sent
    keep(sheet, values=values, notes=notes, page=page, reasons=reasons)
    before = sheet.status
    if sheet.status == Status.ASSIGNED:
        sheet.status = Status.DRAFT
    sheet.version += 1
    sheet.save(update_fields=["status", "version"])
    if before != sheet.status:
        record(by, "sheets.draft", sheet, before={"status": before}, after={"status": sheet.status})
    elif sheet.status == Status.SENT:
        # A sent sheet is sealed with all its columns, and its version has just changed.
        ledger.append(sheet.nomination.category_id, "sheets.draft", [sheet], by=by)
    return sheet


@transaction.atomic
def submit(
    sheet: ScoreSheet, values: Mapping[str, str], version: int, *, by: Any, reasons: Collection[str] = ()
) -> ScoreSheet:
    """Send all marks of the round, or refuse with the reason per criterion; a repeated sending changes nothing.

    A sent sheet may be sent again by its owner until scoring is closed: the new marks replace the old ones. Those of
    a confirmed paper stay beside them, and neither counts until the owner picks one.
    """
    sheet = _locked(sheet, by)
    criteria = criteria_of(sheet.nomination.category, sheet.round)
    marks = parse({criterion.code: values.get(criterion.code, "") for criterion in criteria})
    reasons = extremes.chosen(criteria, reasons)
    sent = {mark.criterion.code: mark for mark in sheet.marks.select_related("criterion") if mark.criterion}
    same = sheet.status == Status.SENT and {code: mark.value for code, mark in sent.items()} == marks
    if same and sheet.reasons == reasons:
        return sheet
    extremes.check(criteria, marks, reasons)
    _check_version(sheet, version)
    before = {"status": sheet.status, "version": sheet.version}
    put_marks(sheet, criteria, marks)
    keep(sheet, values=known(criteria, values), reasons=reasons)
    sheet.reasons = reasons
    on_paper = not same and sheet.papers.filter(status=PaperSheet.Status.CONFIRMED).exists()
    sheet.status = Status.UNDECIDED if on_paper else Status.SENT
    sheet.sent_at, sheet.version = timezone.now(), sheet.version + 1
    sheet.save(update_fields=["status", "sent_at", "version", "reasons"])
    # The entry never holds a mark: the trail is read while scoring is open.
    verb = "sheets.change" if sent else "sheets.submit"
    record(
        by, verb, sheet, data=committed(sheet, marks),
        before=before, after={"status": sheet.status, "version": sheet.version},
    )  # fmt: skip
    seals.seal_again(sheet, by=by)
    ask_reasons(sheet.nomination.category)
    return sheet


def put_marks(sheet: ScoreSheet, criteria: Iterable[Criterion], marks: Mapping[str, Decimal]) -> None:
    """These marks, by code, are the sheet's from now on: it has one set of marks, wherever they came from."""
    Mark.objects.bulk_create(
        [
            Mark(sheet=sheet, criterion=criterion, value=marks[criterion.code], province_id=sheet.province_id)
            for criterion in criteria
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value"],
    )


def committed(sheet: ScoreSheet, marks: Mapping[str, Decimal]) -> Callable[[str], dict[str, Any]]:
    """What the event of sending holds: the commitment to exactly these marks."""
    content = commitments.content_of(sheet, {code: hundredths(value) for code, value in marks.items()})
    return lambda salt: {"commitment": commitments.commitment(salt, content)}


# --- inside ---------------------------------------------------------------------------------------------


def locked_category(category: Category) -> Category:
    """The roster changes and closes one act at a time; rows that only point to the category do not wait."""
    ledger.lock(category)
    return Category.objects.select_for_update(no_key=True, of=["self"]).select_related("edition").get(pk=category.pk)


def _check_open(category: Category, again: bool) -> None:
    if not RuleBook.objects.filter(category=category, frozen_at__isnull=False).exists():
        raise ValidationError(_("Tetapkan dahulu kriteria dan bobot kategori %s.") % category)
    if not again and is_scoring_closed(category):
        raise ValidationError(_("Penilaian kategori %s sudah ditutup.") % category)


def _hand_overs(category: Category) -> dict[int, int]:
    """Who held a seat before: key of the successor -> key of the seat."""
    handed_over = Seat.objects.filter(edition=category.edition_id, successor__isnull=False).order_by()
    return {successor: seat for seat, successor in handed_over.values_list("pk", "successor") if successor}


def _release_predecessors(seat: Seat, handed_over: dict[int, int], sheets: Iterable[ScoreSheet], by: Any) -> None:
    """Withdraw what others who held the seat before have not sent."""
    before: set[int] = set()
    earlier = handed_over.get(seat.pk)
    while earlier:
        before.add(earlier)
        earlier = handed_over.get(earlier)
    for sheet in sheets:
        if sheet.seat_id in before and sheet.person_id != seat.person_id and sheet.status in ScoreSheet.UNSENT:
            change(sheet, Status.WITHDRAWN, _("Digantikan oleh %s.") % seat.person, by)


def _end(sheet: ScoreSheet, status: str, sources: Collection[str], reason: str, by: Any) -> ScoreSheet:
    require(by, "sheets.manage", sheet)
    ledger.lock(sheet.nomination.category_id)
    sheet = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    if not reason.strip():
        raise ValidationError({"note": _("Tuliskan alasannya.")})
    if sheet.status not in sources:
        raise ValidationError(
            _("Lembar ini sudah berubah: %s. Muat ulang halaman.") % sheet.get_status_display().lower()
        )
    change(sheet, status, reason.strip(), by)
    ask_reasons(sheet.nomination.category)
    return sheet


def ask_reasons(category: Category) -> None:
    """With the last sheet the worker looks for marks whose reason is to be asked before the closing."""
    if not unsent(category).exists():
        later("scoring.ask_reasons", category.pk)


def change(sheet: ScoreSheet, status: str, reason: str, by: Any) -> None:
    before = {"status": sheet.status}
    sheet.status, sheet.reason, sheet.version = status, reason, sheet.version + 1
    sheet.save(update_fields=["status", "reason", "version"])
    record(by, f"sheets.{status}", sheet, before=before, after={"status": status}, reason=reason)


def _locked(sheet: ScoreSheet, by: Any) -> ScoreSheet:
    """The own sheet locked for writing, while it may still be written."""
    require(by, "sheets.fill", sheet)
    ledger.lock(sheet.nomination.category_id)
    locked = ScoreSheet.objects.select_for_update(of=["self"]).select_related("nomination__category").get(pk=sheet.pk)
    if locked.status == Status.UNDECIDED:
        raise ValidationError(
            _("Nilai Anda sudah ada dari kertas dan dari layar. Pilih dahulu mana yang berlaku."), code="undecided"
        )
    if locked.status not in ScoreSheet.OPEN:
        raise ValidationError(
            _("Lembar ini tidak dapat diisi lagi: %s.") % locked.get_status_display().lower(), code="closed"
        )
    if locked.locked_at:
        raise ValidationError(
            _(
                "Sesi wawancara kandidat ini sudah ditutup dan nilai Anda disegel. Sesudahnya nilai hanya dikoreksi "
                "oleh dua petugas, setelah penilaian kategori ditutup."
            ),
            code="locked",
        )
    return locked


def _check_version(sheet: ScoreSheet, version: int) -> None:
    if version != sheet.version:
        raise Conflict(
            _("Lembar ini baru saja diubah di tab atau perangkat lain. Periksa perbedaannya, lalu simpan lagi."),
            code="conflict",
        )


def keep(sheet: ScoreSheet, **fields: Any) -> None:
    """Write these columns of the draft, which may not exist yet, in one statement."""
    Draft.objects.bulk_create(
        [Draft(sheet=sheet, province_id=sheet.province_id, **fields)],
        update_conflicts=True,
        unique_fields=["sheet"],
        update_fields=[*fields, "saved_at"],
    )


def known(criteria: Iterable[Criterion], values: Mapping[str, str]) -> dict[str, str]:
    """Typed values of this round's criteria; an empty field is no value."""
    typed = {criterion.code: values.get(criterion.code, "").strip()[:20] for criterion in criteria}
    return {code: text for code, text in typed.items() if text}


def parse(typed: Mapping[str, str]) -> dict[str, Decimal]:
    """Typed marks by code; ValidationError with what to do per code that cannot be read."""
    marks, errors = {}, {}
    for code, text in typed.items():
        try:
            marks[code] = Decimal(parse_mark(text)).scaleb(-2)
        except MarkError as error:
            errors[code] = mark_error(error)
    if errors:
        raise ValidationError(errors)
    return marks


def mark_error(error: MarkError) -> str:
    """What to do about a typed mark that cannot be read."""
    return {
        "empty": _("Isi nilai ini. Kosong tidak sama dengan 0."),
        "format": _("Tulis angka saja, misalnya 85 atau 85,5."),
        "decimals": _("Tulis paling banyak dua angka di belakang koma, misalnya 85,25."),
        "range": _("Nilai dari 0 sampai 100."),
    }[error.code]
