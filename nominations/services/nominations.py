"""Usulan: proposed, moved through its states, extended, forwarded. `advance` is the only writer of the state."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nominations.models import Answer, Extension, Indicator, Nomination
from nominations.queries import instrument_of, people_of
from nominations.workflow import ENDED, FILLING, OPEN, IllegalMove, Status, move_for
from paritrana.access import may, require, seats_of
from paritrana.audit.services import record
from paritrana.committees.models import Category, Edition, Stage
from paritrana.notices.services import notify
from paritrana.numbers import waktu
from paritrana.regions.models import Branch, Nominee, Province, Regency, Village
from paritrana.regions.services import load_villages
from paritrana.roles import Role

# Which right each action asks for.
CODES = {
    "send": "nominations.fill",
    "take_back": "nominations.fill",
    "return": "nominations.verify",
    "complete": "nominations.verify",
    "lapse": "nominations.verify",
    "shortlist": "nominations.select",
    "leave_out": "nominations.select",
    "refuse": "nominations.end",
    "withdraw": "nominations.end",
    "disqualify": "nominations.manage",
}


def locked(nomination: Nomination) -> Nomination:
    """The row as it is now, held until the end of the transaction."""
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("category", "nominee", "edition__province")
        .get(pk=nomination.pk)
    )


def in_zone(moment: datetime, nomination: Nomination) -> str:
    """A moment in words, in the zone of the province."""
    return waktu(moment.astimezone(zoneinfo.ZoneInfo(nomination.edition.province.zone)))


def why_closed(nomination: Nomination) -> str:
    """Why the self-assessment cannot be filled in or sent now; empty when it can."""
    category, now = nomination.category, timezone.now()
    if category.stage == Stage.PREPARATION or instrument_of(category) is None:
        return _("Pengisian belum dibuka: sekretariat masih menyiapkan pertanyaan.")
    if category.is_at_least(Stage.INTERVIEWS):
        return _("Pengisian sudah ditutup: kategori ini sudah melewati seleksi administrasi.")
    if category.nomination_opens and now < category.nomination_opens and not nomination.deadline:
        return _("Pengisian dibuka %s.") % in_zone(category.nomination_opens, nomination)
    if nomination.closes_at and now > nomination.closes_at:
        return _("Batas waktu sudah lewat: %s. Hubungi sekretariat bila perlu perpanjangan.") % in_zone(
            nomination.closes_at, nomination
        )
    # After the nomination stage only those with a deadline of their own may still write.
    if category.stage != Stage.NOMINATION and not nomination.deadline:
        return _("Pengisian sudah ditutup: kategori ini sedang diseleksi.")
    return ""


def _open(nomination: Nomination) -> str:
    return why_closed(nomination)


def _all_judged(nomination: Nomination) -> str:
    instrument = instrument_of(nomination.category)
    asked = Indicator.objects.filter(instrument=instrument).count()
    judged = Answer.objects.filter(
        nomination=nomination,
        indicator__instrument=instrument,
        verification__answer_version=F("version"),
    ).count()
    left = asked - judged
    if not left:
        return ""
    return ngettext(
        "Verifikasi dulu %(count)s butir yang belum diperiksa.",
        "Verifikasi dulu %(count)s butir yang belum diperiksa.",
        left,
    ) % {"count": left}


def _lapsed(nomination: Nomination) -> str:
    if nomination.closes_at and timezone.now() > nomination.closes_at:
        return ""
    return _("Tunggu sampai batas pengembalian lewat; kandidat masih dapat melengkapi.")


def _in_selection(nomination: Nomination) -> str:
    if nomination.category.stage == Stage.SELECTION:
        return ""
    return _("Seleksi administrasi hanya dapat diputuskan pada tahap seleksi administrasi.")


# When an action may be taken, beyond the state: each answers why not, or an empty string.
WHEN: dict[str, Callable[[Nomination], str]] = {
    "send": _open,
    "take_back": _open,
    "complete": _all_judged,
    "lapse": _lapsed,
    "shortlist": _in_selection,
    "leave_out": _in_selection,
}


@transaction.atomic
def advance(nomination: Nomination, action: str, *, by: Any, note: str = "") -> Nomination:
    """Move a nomination by `action` of the workflow table; answers the row in its new state.

    `send` is called by `answers.send` only, which writes the receipt in the same transaction.
    """
    row = locked(nomination)
    require(by, CODES[action], row)
    try:
        move = move_for(row.status, action)
    except IllegalMove as refusal:
        raise ValidationError(str(refusal), code="moved_on") from None
    note = note.strip()
    if move.note_required and not note:
        raise ValidationError({"note": _("Tulis alasannya. Alasan disimpan dan dapat dibaca kandidat.")})
    if action in WHEN and (why_not := WHEN[action](row)):
        raise ValidationError(why_not, code="not_now")
    before = row.status
    row.status, row.status_reason = move.target, note
    row.save(update_fields=["status", "status_reason"])
    record(by, f"nominations.{action}", row, before={"status": before}, after={"status": row.status}, reason=note)
    if action in ENDINGS:
        tell(row, ENDINGS[action], _("%(nominee)s: %(state)s. Alasan: %(note)s"), note=note)
    return row


# Ends of a nomination that its people are told of at once.
ENDINGS = {
    "refuse": gettext_lazy("Usulan tidak dilanjutkan"),
    "withdraw": gettext_lazy("Usulan ditarik"),
    "disqualify": gettext_lazy("Usulan didiskualifikasi"),
}


def tell(nomination: Nomination, title: Any, text: Any, **words: Any) -> int:
    """A notice to those who represent the candidate; answers how many were told.

    `text` may use %(nominee)s, %(category)s, %(state)s and the further `words`.
    """
    words |= {
        "nominee": nomination.nominee.name,
        "category": nomination.category.name,
        "state": Status(nomination.status).label.lower(),
    }
    told = notify(
        people_of(nomination.nominee),
        title=str(title),
        text=str(text) % words,
        url=nomination.get_absolute_url(),
        edition=nomination.edition,
        province=nomination.edition.province,
    )
    return len(told)


# --- proposing ------------------------------------------------------------------------------------------


def is_late(category: Category) -> bool:
    """Proposals now need the letter that orders them (usulan susulan)."""
    closes = category.nomination_closes
    return category.stage == Stage.SELECTION or bool(closes and timezone.now() > closes)


@transaction.atomic
def propose(
    category: Category,
    nominee: Nominee,
    *,
    by: Any,
    branch: Branch | None = None,
    late_letter: str = "",
    deadline: datetime | None = None,
) -> Nomination:
    """A new nomination with the next number of its edition."""
    require(by, "nominations.propose", category)
    require(by, "nominations.propose", nominee)
    # Numbers are given one after another: whoever proposes holds the edition.
    edition = Edition.objects.select_for_update(of=("self",)).select_related("province").get(pk=category.edition_id)
    category = Category.objects.get(pk=category.pk)
    _check_proposal(category, nominee, by, late_letter, deadline)
    last = Nomination.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0
    nomination = Nomination.objects.create(
        province=edition.province,
        edition=edition,
        category=category,
        nominee=nominee,
        number=last + 1,
        proposed_by=by,
        proposed_branch=branch or _branch_of(by, nominee),
        late_letter=late_letter.strip(),
        deadline=deadline,
    )
    record(
        by,
        "nominations.propose",
        nomination,
        after={"category": category.name, "nominee": nominee.name, "number": nomination.number},
        reason=nomination.late_letter,
    )
    closes = nomination.closes_at
    tell(
        nomination,
        _("Diusulkan dalam kategori %s") % category.name,
        _("%(nominee)s diusulkan dalam kategori %(category)s. Mohon mengisi penilaian mandiri%(by)s."),
        by=_(" paling lambat %s") % in_zone(closes, nomination) if closes else "",
    )
    return nomination


def _check_proposal(category: Category, nominee: Nominee, by: Any, late_letter: str, deadline: datetime | None) -> None:
    if category.stage == Stage.PREPARATION:
        raise ValidationError(_("Pengusulan kategori ini belum dibuka."))
    if category.is_at_least(Stage.INTERVIEWS):
        raise ValidationError(_("Kategori ini sudah melewati seleksi administrasi; usulan tidak dapat ditambah."))
    opens = category.nomination_opens
    if opens and timezone.now() < opens:
        raise ValidationError(_("Pengusulan kategori ini belum dibuka."))
    if nominee.kind != category.nominee_kind or nominee.province_id != category.province_id:
        raise ValidationError(
            {"nominee": _("Pilih kandidat dari jenis %s.") % category.get_nominee_kind_display().lower()}
        )
    there = Nomination.objects.filter(category=category, nominee=nominee, status__in=OPEN).first()
    if there:
        raise ValidationError(
            {
                "nominee": _("%(nominee)s sudah diusulkan dalam kategori ini dengan nomor %(number)s.")
                % {"nominee": nominee.name, "number": there.number}
            }
        )
    if is_late(category):
        if not may(by, "nominations.manage", category):
            raise ValidationError(_("Batas pengusulan sudah lewat. Usulan susulan dicatat oleh sekretariat."))
        if not late_letter.strip():
            raise ValidationError({"late_letter": _("Tulis nomor surat yang memerintahkan usulan susulan ini.")})
        if deadline is None or deadline <= timezone.now():
            raise ValidationError({"deadline": _("Tetapkan batas pengiriman sendiri yang belum lewat.")})


def _branch_of(by: Any, nominee: Nominee) -> Branch | None:
    """The branch for which a branch head proposes: the one that serves the candidate's regency."""
    for seat in seats_of(by):
        if seat.role == Role.BRANCH_HEAD and nominee.regency_id in seat.place()[1]:
            branch: Branch = seat.branch
            return branch
    return None


@transaction.atomic
def add_nominee(
    province: Province,
    *,
    kind: str,
    regency: Regency,
    by: Any,
    name: str = "",
    village: str = "",
    npp: str = "",
    nib: str = "",
    address: str = "",
) -> Nominee:
    """A candidate that the portal does not know yet. `village` is a name or a Kemendagri code."""
    require(by, "nominations.propose", regency)
    if regency.province_id != province.pk:
        raise ValidationError({"regency": _("Pilih kabupaten/kota dari provinsi ini.")})
    place = _village(regency, village) if kind == Nominee.Kind.VILLAGE else None
    if kind == Nominee.Kind.GOVERNMENT:
        name = _("Pemerintah %s") % regency
    elif place:
        name = name.strip() or _("Desa/Kelurahan %(village)s, Kecamatan %(district)s") % {
            "village": place.name,
            "district": place.district,
        }
    name, npp, nib = " ".join(name.split()), npp.strip(), nib.strip()
    if not name:
        raise ValidationError({"name": _("Tulis nama kandidat.")})
    _refuse_double(province, kind, regency, name, place, npp, nib)
    nominee = Nominee.objects.create(
        kind=kind,
        name=name,
        province=province,
        regency=regency,
        village=place,
        npp=npp,
        nib=nib,
        address=address.strip(),
    )
    record(by, "nominees.add", nominee, after={"kind": kind, "name": name, "npp": npp, "nib": nib})
    return nominee


def _refuse_double(
    province: Province, kind: str, regency: Regency, name: str, village: Village | None, npp: str, nib: str
) -> None:
    known = Nominee.objects.filter(province=province, kind=kind)
    doubles: list[tuple[str, Any]] = []
    if kind == Nominee.Kind.GOVERNMENT:
        doubles.append(("regency", known.filter(regency=regency)))
    if village:
        doubles.append(("village", known.filter(village=village)))
    if npp:
        doubles.append(("npp", known.filter(npp=npp)))
    if nib:
        doubles.append(("nib", known.filter(nib=nib)))
    doubles.append(("name", known.filter(regency=regency, name__iexact=name)))
    for field, rows in doubles:
        if there := rows.select_related("regency").first():
            raise ValidationError(
                {
                    field: _("Sudah tercatat: %(nominee)s, %(regency)s. Pilih kandidat itu saat mengusulkan.")
                    % {"nominee": there.name, "regency": there.regency}
                }
            )


def _village(regency: Regency, typed: str) -> Village:
    """The village that was meant; villages of a regency are loaded when first asked for."""
    typed = typed.strip()
    if not typed:
        raise ValidationError({"village": _("Tulis nama atau kode desa/kelurahan.")})
    if not Village.objects.filter(regency=regency).exists():
        load_villages(regency)
    field = "code" if typed[0].isdigit() else "name__iexact"
    found = list(Village.objects.filter(regency=regency, **{field: typed})[:5])
    if not found:
        raise ValidationError(
            {"village": _("“%(typed)s” tidak ditemukan di %(regency)s. Periksa ejaan atau tulis kodenya.")
             % {"typed": typed, "regency": regency}}
        )  # fmt: skip
    if len(found) > 1:
        codes = ", ".join(f"{row.code} (Kecamatan {row.district})" for row in found)
        raise ValidationError({"village": _("Ada beberapa dengan nama ini. Tulis kodenya: %s.") % codes})
    return found[0]


# --- deadlines and the national round -------------------------------------------------------------------


@transaction.atomic
def extend(nomination: Nomination, until: datetime, reason: str, *, by: Any) -> Nomination:
    """A later deadline for this nomination alone; who has sent may take back and send again until then."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    if row.status in ENDED or row.status not in {*FILLING, Status.SENT}:
        raise ValidationError(_("Batas waktu hanya dapat diubah sebelum verifikasi selesai."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan perpanjangan.")})
    if until <= timezone.now():
        raise ValidationError({"until": _("Pilih waktu yang belum lewat.")})
    before = row.closes_at
    if before and until <= before:
        raise ValidationError({"until": _("Pilih waktu sesudah batas sekarang, %s.") % in_zone(before, row)})
    Extension.objects.create(province=row.province, nomination=row, until=until, reason=reason.strip(), by=by)
    row.deadline = until
    row.save(update_fields=["deadline"])
    record(by, "nominations.extend", row, before={"deadline": before}, after={"deadline": until}, reason=reason.strip())
    tell(
        row,
        _("Batas pengiriman diperpanjang"),
        _("Batas pengiriman penilaian mandiri %(nominee)s diperpanjang sampai %(until)s."),
        until=in_zone(until, row),
    )
    return row


@transaction.atomic
def forward(nomination: Nomination, *, by: Any) -> Nomination:
    """Hand a winner on to the national round; only after the chair has released the category."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    if row.forwarded_at:
        raise ValidationError(_("Usulan ini sudah diteruskan ke tingkat nasional."), code="moved_on")
    if row.category.released_at is None:
        raise ValidationError(_("Teruskan ke tingkat nasional setelah hasil kategori ini diumumkan."))
    if row.status in ENDED or row.status == Status.NOT_SHORTLISTED:
        raise ValidationError(_("Hanya nomine yang ditetapkan yang dapat diteruskan ke tingkat nasional."))
    row.forwarded_at = timezone.now()
    row.save(update_fields=["forwarded_at"])
    record(by, "nominations.forward", row, after={"forwarded_at": row.forwarded_at})
    return row
