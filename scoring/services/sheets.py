"""Score sheets: who has to mark what, marks coming in, and the one moment when all are closed."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.models import Nomination
from nominations.workflow import Status as NominationStatus
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category, Round, Seat
from paritrana.committees.queries import scorers_now
from paritrana.notices.services import notify
from scoring.engine.rules import MarkError, parse_mark
from scoring.models import Criterion, Draft, Mark, Recusal, RuleBook, ScoreSheet
from scoring.queries import Race, criteria_of, is_scoring_closed, some_names, unsent
from scoring.services import values as computed

Status = ScoreSheet.Status
UNSENT = [Status.ASSIGNED, Status.DRAFT]


class Conflict(ValidationError):
    """Another tab or device has changed the sheet since this page was loaded. Nothing is overwritten."""


# --- the roster -----------------------------------------------------------------------------------------


@transaction.atomic
def assign(nomination: Nomination, round: str, seats: Iterable[Seat], *, by: Any) -> list[ScoreSheet]:
    """The empty sheets of one nomination for those of `seats` that now score in this round; safe to repeat.

    A round without criteria has no sheets. A person with a conflict of interest gets a sheet that says so. A sheet
    marked absent is opened again. Whoever took over a seat is a rater of its own: the unsent sheet of the
    predecessor is withdrawn.
    """
    require(by, "sheets.manage", nomination)
    category = _locked_category(nomination.category)
    _check_open(category)
    if not criteria_of(category, round):
        return []
    scoring = set(scorers_now(category).filter(round=round).values_list("seat", flat=True))
    recused = dict(nomination.recusals.values_list("person", "reason"))
    existing = {sheet.person_id: sheet for sheet in nomination.sheets.select_for_update().filter(round=round)}
    handed_over = _hand_overs(category) if existing else {}
    sheets = []
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
            record(by, "sheets.assign", sheet, after={"status": sheet.status})
        elif sheet.status == Status.ABSENT:
            begun = Draft.objects.filter(sheet=sheet).exists()
            _change(sheet, Status.DRAFT if begun else Status.ASSIGNED, "", by)
        sheets.append(sheet)
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
    return _end(sheet, Status.ABSENT, UNSENT, reason, by)


@transaction.atomic
def withdraw(sheet: ScoreSheet, reason: str, *, by: Any) -> ScoreSheet:
    """Take an open sheet out of the count; what was sent stays in its rows."""
    return _end(sheet, Status.WITHDRAWN, ScoreSheet.OPEN, reason, by)


@transaction.atomic
def recuse(nomination: Nomination, *, person: Any, kind: str, reason: str, by: Any) -> Recusal:
    """A conflict of interest: the person's open sheets of this nomination no longer count.

    Everybody declares only for oneself; the secretariat may record a declaration made on paper. Nobody lifts it.
    """
    require(by, "recusals.declare" if person == by else "sheets.manage", nomination)
    if not reason.strip():
        raise ValidationError({"reason": _("Jelaskan hubungan Anda dengan kandidat ini.")})
    if is_scoring_closed(nomination.category):
        raise ValidationError(_("Penilaian kategori ini sudah ditutup."))
    recusal, made = Recusal.objects.get_or_create(
        nomination=nomination,
        person=person,
        defaults={"province_id": nomination.province_id, "kind": kind, "reason": reason.strip(), "by": by},
    )
    if not made:
        raise ValidationError({"nomination": _("Konflik kepentingan ini sudah dinyatakan.")})
    record(by, "recusals.declare", recusal, after={"kind": kind}, reason=reason)
    for sheet in nomination.sheets.select_for_update().filter(person=person, status__in=ScoreSheet.OPEN):
        _change(sheet, Status.RECUSED, reason, by)
    return recusal


# --- marks ----------------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    sheet: ScoreSheet, values: Mapping[str, str], notes: str, version: int, *, by: Any, page: str = ""
) -> ScoreSheet:
    """Keep what was typed, exactly as typed. Raises Conflict when `version` is no longer the sheet's.

    A page never conflicts with itself: its automatic saving and its button race. `page` names the opened page.
    """
    sheet = _locked(sheet, by)
    values = _known(criteria_of(sheet.nomination.category, sheet.round), values)
    draft = Draft.objects.filter(sheet=sheet).first()
    if draft and (draft.values, draft.notes) == (values, notes):
        return sheet
    if not (draft and page and draft.page == page):
        _check_version(sheet, version)
    elif sheet.status == Status.SENT and version != sheet.version:
        return sheet  # saved automatically before, arrived after its own page was sent
    _keep(sheet, values=values, notes=notes, page=page)
    before = sheet.status
    if sheet.status == Status.ASSIGNED:
        sheet.status = Status.DRAFT
    sheet.version += 1
    sheet.save(update_fields=["status", "version"])
    if before != sheet.status:
        record(by, "sheets.draft", sheet, before={"status": before}, after={"status": sheet.status})
    return sheet


@transaction.atomic
def submit(sheet: ScoreSheet, values: Mapping[str, str], version: int, *, by: Any) -> ScoreSheet:
    """Send all marks of the round, or refuse with the reason per criterion; a repeated sending changes nothing.

    A sent sheet may be sent again by its owner until scoring is closed: the new marks replace the old ones.
    """
    sheet = _locked(sheet, by)
    criteria = criteria_of(sheet.nomination.category, sheet.round)
    marks = _parse({criterion.code: values.get(criterion.code, "") for criterion in criteria})
    sent = {mark.criterion.code: mark for mark in sheet.marks.select_related("criterion")}
    if sheet.status == Status.SENT and {code: mark.value for code, mark in sent.items()} == marks:
        return sheet
    _check_version(sheet, version)
    before = {"status": sheet.status, "version": sheet.version}
    Mark.objects.bulk_create(
        [
            Mark(sheet=sheet, criterion=criterion, value=marks[criterion.code], province_id=sheet.province_id)
            for criterion in criteria
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value"],
    )
    _keep(sheet, values=_known(criteria, values))
    sheet.status, sheet.sent_at, sheet.version = Status.SENT, timezone.now(), sheet.version + 1
    sheet.save(update_fields=["status", "sent_at", "version"])
    # The entry never holds a mark: the trail is read while scoring is open.
    verb = "sheets.change" if sent else "sheets.submit"
    record(by, verb, sheet, before=before, after={"status": sheet.status, "version": sheet.version})
    return sheet


# --- closing --------------------------------------------------------------------------------------------


def missing(category: Category, race: Race | None = None) -> list[str]:
    """What keeps the scoring of a category from being closed, by name of seat."""
    race = race or Race(category)
    found = []
    if not race.is_frozen:
        found.append(_("Kriteria belum ditetapkan."))
    for round in Round:
        if nominations := race.without_sheets(round):
            found.append(
                _("Belum ada lembar penilaian (%(round)s): %(nominees)s.")
                % {"round": round.label.lower(), "nominees": some_names(nominations)}
            )
    for seat, nominations in _waiting(race):
        found.append(
            ngettext(
                "%(seat)s belum mengirim %(count)s lembar: %(nominees)s.",
                "%(seat)s belum mengirim %(count)s lembar: %(nominees)s.",
                len(nominations),
            )
            % {"seat": seat, "count": len(nominations), "nominees": some_names(nominations)}
        )
    return found


def _waiting(race: Race) -> list[tuple[str, list[Nomination]]]:
    """Who has not sent the sheets of which nominations, in the order of the seats."""
    nominations = {nomination.pk: nomination for nomination in race.nominations}
    # Few joins: the sheets of 200 nominations are many, their seats and persons are few.
    rows = ScoreSheet.objects.filter(nomination__in=list(nominations), status__in=UNSENT).order_by()
    owed: dict[tuple[int, str], list[Nomination]] = {}
    for seat, person, nomination in rows.values_list("seat", "person__name", "nomination"):
        owed.setdefault((seat, person), []).append(nominations[nomination])
    seats = Seat.objects.select_related("branch", "nominee", "province").in_bulk({seat for seat, _person in owed})
    return [
        (f"{seats[seat]} ({person})", sorted(owed[seat, person], key=lambda nomination: nomination.number))
        for seat, person in sorted(owed, key=lambda key: (seats[key[0]].order, key))
    ]


@transaction.atomic
def close_scoring(category: Category, *, by: Any) -> int:
    """Close all sent sheets of a category at once, and count its coverage values. Refused while any is missing."""
    require(by, "sheets.manage", category)
    _locked_category(category)
    sheets = ScoreSheet.objects.filter(nomination__category=category)
    list(sheets.select_for_update().order_by("pk").values_list("pk"))
    if found := missing(category):
        raise ValidationError(found)
    for sheet in sheets.filter(status__in=UNSENT).select_related("nomination"):
        # Only nominations that left the race have unsent sheets here.
        _change(sheet, Status.WITHDRAWN, sheet.nomination.get_status_display(), by)
    now = timezone.now()
    closed = sheets.filter(status=Status.SENT).update(status=Status.CLOSED, closed_at=now)
    if not closed and not is_scoring_closed(category):
        raise ValidationError(_("Belum ada lembar yang terkirim pada kategori ini."))
    computed.compute_coverage_values(category, by=by)
    record(by, "sheets.close", category, after={"sheets": closed})
    return closed


# --- inside ---------------------------------------------------------------------------------------------


def _locked_category(category: Category) -> Category:
    """The roster changes and closes one act at a time; rows that only point to the category do not wait."""
    return Category.objects.select_for_update(no_key=True, of=["self"]).select_related("edition").get(pk=category.pk)


def _check_open(category: Category) -> None:
    if not RuleBook.objects.filter(category=category, frozen_at__isnull=False).exists():
        raise ValidationError(_("Tetapkan dahulu kriteria dan bobot kategori %s.") % category)
    if is_scoring_closed(category):
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
        if sheet.seat_id in before and sheet.person_id != seat.person_id and sheet.status in UNSENT:
            _change(sheet, Status.WITHDRAWN, _("Digantikan oleh %s.") % seat.person, by)


def _end(sheet: ScoreSheet, status: str, sources: Collection[str], reason: str, by: Any) -> ScoreSheet:
    require(by, "sheets.manage", sheet)
    sheet = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    if not reason.strip():
        raise ValidationError({"note": _("Tuliskan alasannya.")})
    if sheet.status not in sources:
        raise ValidationError(
            _("Lembar ini sudah berubah: %s. Muat ulang halaman.") % sheet.get_status_display().lower()
        )
    _change(sheet, status, reason.strip(), by)
    return sheet


def _change(sheet: ScoreSheet, status: str, reason: str, by: Any) -> None:
    before = {"status": sheet.status}
    sheet.status, sheet.reason, sheet.version = status, reason, sheet.version + 1
    sheet.save(update_fields=["status", "reason", "version"])
    record(by, f"sheets.{status}", sheet, before=before, after={"status": status}, reason=reason)


def _locked(sheet: ScoreSheet, by: Any) -> ScoreSheet:
    """The own sheet locked for writing, while it may still be written."""
    require(by, "sheets.fill", sheet)
    locked = ScoreSheet.objects.select_for_update(of=["self"]).select_related("nomination__category").get(pk=sheet.pk)
    if locked.status not in ScoreSheet.OPEN:
        raise ValidationError(
            _("Lembar ini tidak dapat diisi lagi: %s.") % locked.get_status_display().lower(), code="closed"
        )
    return locked


def _check_version(sheet: ScoreSheet, version: int) -> None:
    if version != sheet.version:
        raise Conflict(
            _("Lembar ini baru saja diubah di tab atau perangkat lain. Periksa perbedaannya, lalu simpan lagi."),
            code="conflict",
        )


def _keep(sheet: ScoreSheet, **fields: Any) -> None:
    """Write these columns of the draft, which may not exist yet, in one statement."""
    Draft.objects.bulk_create(
        [Draft(sheet=sheet, province_id=sheet.province_id, **fields)],
        update_conflicts=True,
        unique_fields=["sheet"],
        update_fields=[*fields, "saved_at"],
    )


def _known(criteria: Iterable[Criterion], values: Mapping[str, str]) -> dict[str, str]:
    """Typed values of this round's criteria; an empty field is no value."""
    typed = {criterion.code: values.get(criterion.code, "").strip()[:20] for criterion in criteria}
    return {code: text for code, text in typed.items() if text}


def _parse(typed: Mapping[str, str]) -> dict[str, Decimal]:
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
