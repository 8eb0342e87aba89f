"""Who somebody is: seats given, filled, handed over, ended; invitations; who gives marks where."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import may, require, seats_of
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees import queries, templates
from paritrana.committees.models import Category, Edition, Invitation, Round, Scorer, Seat, Stage
from paritrana.regions.models import Branch, Nominee, Province
from paritrana.roles import BRANCH, CANDIDATE, COMMITTEE, PROVINCE_ROLES, Role

# Filled by the administrator; everybody else is the secretariat's matter.
OFFICE_ROLES = {Role.ADMINISTRATOR, Role.SECRETARIAT}
CARRIED_OVER = (
    "role", "province", "branch", "nominee", "edition", "category", "function", "element", "office", "order",
)  # fmt: skip


@transaction.atomic
def give(
    role: str,
    *,
    by: User | None,
    person: User | None = None,
    province: Province | None = None,
    branch: Branch | None = None,
    nominee: Nominee | None = None,
    edition: Edition | None = None,
    category: Category | None = None,
    function: str = "",
    element: str = "",
    office: str = "",
    awaiting: str = "",
    acting: str = "",
    letter: str = "",
    order: int = 1,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Seat:
    """Open a seat; a committee seat may stay empty. `by=None` is the portal itself (first administrator)."""
    if category and not edition:
        edition = category.edition
    if role != Role.ADMINISTRATOR:
        home = edition or nominee or branch
        province = province or (home.province if home else None)
    seat = Seat(
        role=role, person=person, province=province, branch=branch, nominee=nominee, edition=edition,
        category=category, function=function, element=element, office=office,
        awaiting="" if person else awaiting, acting=acting, letter=letter, order=order,
        starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    _check(seat)
    if by and not _as_colleague(by, seat):
        _require_manager(by, seat)
    _save(seat)
    record(by, "seats.give", seat, after=_facts(seat))
    return seat


@transaction.atomic
def lay_out(edition: Edition, *, by: User) -> list[Seat]:
    """The nine seats of a usual committee, all empty. Refused once a committee exists."""
    require(by, "seats.manage", edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if queries.committee(edition).exists():
        raise ValidationError(_("Susunan panitia sudah ada; tambahkan peran satu per satu."))
    return [
        give(
            Role.CHAIR if row.function == Seat.Function.CHAIR else Role.PANELIST,
            by=by, edition=edition, function=row.function, element=row.element, office=row.office,
            awaiting=row.awaiting, order=order,
        )
        for order, row in enumerate(templates.NINE_SEATS, 1)
    ]  # fmt: skip


@transaction.atomic
def edit(seat: Seat, *, by: User, **fields: Any) -> Seat:
    """Change what a seat says of its office: element, office, order, letter, acting, who is awaited, end."""
    _require_manager(by, seat)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    allowed = {"function", "element", "office", "awaiting", "acting", "letter", "order", "ends_at"}
    if unknown := set(fields) - allowed:
        raise TypeError(f"not fields that may be changed: {', '.join(sorted(unknown))}")
    if "function" in fields:
        fields["role"] = Role.CHAIR if fields["function"] == Seat.Function.CHAIR else Role.PANELIST
    changed = {name: value for name, value in fields.items() if value != getattr(seat, name)}
    before = {name: getattr(seat, name) for name in changed}
    for name, value in changed.items():
        setattr(seat, name, value)
    _check(seat)
    if changed:
        _save(seat, list(changed))
        record(by, "seats.edit", seat, before=before, after=changed)
    return seat


@transaction.atomic
def seat_person(seat: Seat, person: User, *, by: User) -> Seat:
    """Fill an empty committee seat."""
    _require_manager(by, seat)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.person_id:
        raise ValidationError(_("Peran ini baru saja diisi. Gunakan alihkan tugas untuk menggantinya."))
    seat.person, seat.awaiting, seat.starts_at = person, "", seat.starts_at or timezone.now()
    _check(seat)
    _save(seat, ["person", "awaiting", "starts_at"])
    record(by, "seats.fill", seat, after=_facts(seat))
    return seat


@transaction.atomic
def hand_over(
    seat: Seat,
    successor: User,
    *,
    by: User,
    at: datetime | None = None,
    letter: str = "",
    acting: str = "",
    ends_at: datetime | None = None,
) -> Seat:
    """Alihkan tugas: end a person's seat and open the successor's in one act.

    What belongs to the place (drafts, uploads, deadlines) goes over by itself; score sheets stay with the
    person who gave the marks. The successor scores where the predecessor did.
    """
    _require_manager(by, seat)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    at = at or timezone.now()
    if seat.person_id is None:
        raise ValidationError(_("Peran ini masih kosong; isi langsung dengan orangnya."))
    if seat.person_id == successor.pk:
        raise ValidationError({"successor": _("Pilih orang lain: orang ini sudah memegang peran ini.")})
    if seat.ends_at and seat.ends_at <= at:
        raise ValidationError(_("Peran ini sudah berakhir."))
    if seat.starts_at and at < seat.starts_at:
        raise ValidationError({"at": _("Isi waktu setelah peran ini dimulai.")})
    before = {"person": str(seat.person), "ends_at": seat.ends_at}
    seat.ends_at = at
    seat.save(update_fields=["ends_at"])
    carried = {name: getattr(seat, name) for name in CARRIED_OVER}
    new = Seat(person=successor, starts_at=at, ends_at=ends_at, letter=letter, acting=acting, **carried)
    _check(new)
    _save(new)
    seat.successor = new
    seat.save(update_fields=["successor"])
    Scorer.objects.bulk_create(
        Scorer(province=row.province, seat=new, category=row.category, round=row.round)
        for row in seat.scores_in.select_related("category", "province")
    )
    record(by, "seats.hand_over", seat, before=before, after={"person": str(successor), "ends_at": at}, reason=letter)
    record(by, "seats.give", new, after=_facts(new), reason=letter)
    later("notices.handed_over", new.pk)
    return new


@transaction.atomic
def end(seat: Seat, *, by: User, at: datetime | None = None, reason: str) -> Seat:
    """End a seat. Its history stays; its holder loses the access of this seat at once."""
    _require_manager(by, seat)
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    now = at or timezone.now()
    if seat.ends_at and seat.ends_at <= now:
        raise ValidationError(_("Peran ini sudah berakhir."))
    if seat.person_id == by.pk:
        raise ValidationError(_("Peran Anda sendiri diakhiri oleh orang lain yang berwenang."))
    before = {"ends_at": seat.ends_at}
    seat.ends_at = max(now, seat.starts_at) if seat.starts_at else now
    seat.save(update_fields=["ends_at"])
    record(by, "seats.end", seat, before=before, after={"ends_at": seat.ends_at}, reason=reason.strip())
    return seat


@transaction.atomic
def set_scorer(seat: Seat, category: Category, round: str, scores: bool, *, by: User) -> None:
    """Say whether a committee seat gives marks in a category and round."""
    _require_manager(by, seat)
    if seat.role not in COMMITTEE or seat.edition_id != category.edition_id:
        raise ValidationError(_("Hanya peran panitia penyelenggaraan ini yang dapat menilai."))
    if category.is_at_least(Stage.DELIBERATION):
        message = _("Penilaian kategori %(category)s sudah ditutup; penilainya tetap.")
        raise ValidationError(message % {"category": category})
    found = Scorer.objects.filter(seat=seat, category=category, round=round)
    if scores == found.exists():
        return
    if scores:
        Scorer.objects.create(province=category.province, seat=seat, category=category, round=round)
    else:
        found.delete()
    place = {"category": category.name, "round": str(Round(round).label)}
    record(by, "scorers.add" if scores else "scorers.remove", seat, after=place)


@transaction.atomic
def set_scorers(edition: Edition, wanted: set[tuple[int, int, str]], *, by: User) -> int:
    """Bring the whole matrix (seat, category, round) to what was ticked; closed categories stay. Counts changes."""
    require(by, "seats.manage", edition)
    rows = Scorer.objects.filter(category__edition=edition).values_list("seat", "category", "round")
    changes = sorted(wanted ^ set(rows))
    seats = {seat.pk: seat for seat in queries.committee(edition)}
    categories = {row.pk: row for row in edition.categories.all() if not row.is_at_least(Stage.DELIBERATION)}
    changes = [(seat, category, round) for seat, category, round in changes if seat in seats and category in categories]
    for seat, category, round in changes:
        set_scorer(seats[seat], categories[category], round, (seat, category, round) in wanted, by=by)
    return len(changes)


@transaction.atomic
def invite(seat: Seat, *, by: User) -> Invitation:
    """Tell the person of a seat; again is a reminder. Who already uses the portal also gets a notice there."""
    _require_manager(by, seat)
    if seat.person is None:
        raise ValidationError(_("Isi peran ini dahulu, lalu undang orangnya."))
    invitation, made = Invitation.objects.get_or_create(seat=seat, defaults={"made_by": by, "province": seat.province})
    if not made:
        invitation.made_by, invitation.made_at = by, timezone.now()
        invitation.told_at = invitation.told_by = None
        invitation.save(update_fields=["made_by", "made_at", "told_at", "told_by"])
    record(by, "seats.invite", seat, after={"person": str(seat.person)})
    if seat.person.last_login:
        later("notices.invitation", invitation.pk)
    return invitation


@transaction.atomic
def mark_told(invitation: Invitation, *, by: User) -> Invitation:
    """Record by one tap that the invitation went out over WhatsApp."""
    _require_manager(by, invitation.seat)
    told = Invitation.objects.filter(pk=invitation.pk, told_at=None).update(told_at=timezone.now(), told_by=by)
    invitation.refresh_from_db()
    if told:
        record(by, "seats.tell", invitation.seat, after={"person": str(invitation.seat.person)})
    return invitation


def arrive(user: User) -> int:
    """The person has come: close the invitations that waited for it."""
    waiting = Invitation.objects.filter(seat__person=user, accepted_at=None)
    return waiting.update(accepted_at=timezone.now())


def may_manage(user: User, seat: Seat) -> bool:
    """Whether the person may change this seat: an office's by the administrator, others by the secretariat."""
    if not seat.pk:
        code = "seats.manage_secretariat" if seat.role in OFFICE_ROLES else "seats.manage"
        return may(user, code, None if seat.role == Role.ADMINISTRATOR else seat.edition or seat.province)
    return may(user, "seats.manage", seat) or may(user, "seats.manage_secretariat", seat)


def _as_colleague(by: User, seat: Seat) -> bool:
    """Whether the new seat is one beside the giver's own, for somebody new: same candidate, edition and end."""
    person, nominee = seat.person, seat.nominee
    if seat.role not in CANDIDATE or nominee is None or not may(by, "seats.colleague", nominee):
        return False
    if person is None or person.last_login or person.seats.exists():
        return False
    terms = (nominee.pk, seat.edition_id, seat.ends_at)
    return any(
        (own.nominee_id, own.edition_id, own.ends_at) == terms for own in seats_of(by) if own.role == Role.NOMINEE
    )


def _require_manager(by: User, seat: Seat) -> None:
    if not may_manage(by, seat):
        code = "seats.manage_secretariat" if seat.role in OFFICE_ROLES else "seats.manage"
        require(by, code, seat.edition or seat.province)
        require(by, code, seat)


def _check(seat: Seat) -> None:
    """What a seat needs, in words, before the database says it in its own."""
    edition, nominee, category = seat.edition, seat.nominee, seat.category
    if seat.role in COMMITTEE and edition is None:
        raise ValidationError(_("Peran panitia selalu milik satu penyelenggaraan."))
    if seat.role not in COMMITTEE and seat.person is None:
        raise ValidationError({"person": _("Pilih orangnya; hanya peran panitia yang dapat dikosongkan.")})
    if seat.role in BRANCH and seat.branch is None:
        raise ValidationError({"branch": _("Pilih kantor cabang.")})
    if seat.role in CANDIDATE and nominee is None:
        raise ValidationError({"nominee": _("Pilih kandidat yang diwakili.")})
    if seat.role in PROVINCE_ROLES and seat.province is None:
        raise ValidationError({"province": _("Pilih provinsi.")})
    if edition and seat.province_id != edition.province_id:
        raise ValidationError(_("Penyelenggaraan ini milik provinsi lain."))
    if nominee and seat.province_id != nominee.province_id:
        raise ValidationError({"nominee": _("Kandidat ini berada di provinsi lain.")})
    if seat.branch and seat.province_id != seat.branch.province_id:
        raise ValidationError({"branch": _("Kantor cabang ini dikelola oleh provinsi lain.")})
    if category and category.edition_id != seat.edition_id:
        raise ValidationError({"category": _("Kategori ini milik penyelenggaraan lain.")})
    if seat.role != Role.OBSERVER and (category or (nominee and seat.role not in CANDIDATE)):
        raise ValidationError(_("Hanya pengawas tamu yang dibatasi pada satu kandidat atau kategori."))
    if seat.role == Role.OBSERVER and (category or nominee):
        _check_guest(seat)
    if seat.acting and not seat.letter:
        raise ValidationError({"letter": _("Isi nomor surat penunjukan pelaksana.")})
    if seat.starts_at and seat.ends_at and seat.ends_at < seat.starts_at:
        raise ValidationError({"ends_at": _("Isi waktu berakhir setelah waktu mulai.")})


def _check_guest(seat: Seat) -> None:
    """An outside observer's seat has an edition, an end and a letter, and one candidate or one category."""
    if seat.category and seat.nominee:
        raise ValidationError({"category": _("Batasi pada satu kandidat atau satu kategori, tidak keduanya.")})
    if seat.edition is None:
        raise ValidationError(_("Pengawas tamu selalu untuk satu penyelenggaraan."))
    if seat.ends_at is None:
        raise ValidationError({"ends_at": _("Isi tanggal berakhir untuk pengawas tamu.")})
    if not seat.letter:
        raise ValidationError({"letter": _("Isi nomor surat untuk pengawas tamu.")})


def _save(seat: Seat, fields: list[str] | None = None) -> None:
    """Save; of two that seat one person at the same time the database lets one through."""
    try:
        with transaction.atomic():
            seat.save(update_fields=fields)
    except IntegrityError as error:
        if "seat_one_in_committee_at_a_time" not in str(error):
            raise
        message = _("%(person)s sudah memegang satu peran dalam panitia ini pada waktu itu.")
        raise ValidationError({"person": message % {"person": seat.person}}) from error


def _facts(seat: Seat) -> dict[str, Any]:
    facts = {
        "role": seat.get_role_display(), "person": str(seat.person) if seat.person else None,
        "function": seat.get_function_display(), "element": seat.element, "office": seat.office,
        "awaiting": seat.awaiting, "acting": seat.acting, "letter": seat.letter,
        "starts_at": seat.starts_at, "ends_at": seat.ends_at,
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}
