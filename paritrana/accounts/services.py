"""People: accounts, one-time slips, blocking. Who may be managed is `User.narrow` with the seats."""

import datetime
import re
import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify
from django.utils.translation import gettext as _

from paritrana.access import holds, may, seats_of
from paritrana.accounts.models import Slip, User
from paritrana.audit.services import record

SLIP_LIFE = datetime.timedelta(days=7)
# No 0/O, 1/I/L: the code is read from paper.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10
TITLES = re.compile(r"\b(h|hj|dr|drs|dra|ir|prof|s\.?\w{1,4}|m\.?\w{1,4})\.", re.IGNORECASE)


def may_manage(user: User, person: User) -> bool:
    """Whether the person's account may be reset or blocked by `user`."""
    return may(user, "seats.manage", person) or may(user, "seats.manage_secretariat", person)


@transaction.atomic
def make_person(
    *,
    name: str,
    username: str = "",
    email: str = "",
    phone: str = "",
    by: User | None,
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """A new account, without a seat. Without a password the person comes by a slip or by email."""
    if by and not any(holds(by, code) for code in ("seats.manage", "seats.manage_secretariat", "seats.colleague")):
        raise PermissionDenied(_("Akun dibuat oleh sekretariat, administrator, atau wakil kandidat untuk rekannya."))
    person = User(
        username=username.strip() or _free_username(name),
        name=name.strip(), email=email.strip(), phone=phone.strip(), is_demo=is_demo,
    )  # fmt: skip
    person.set_password(password)
    person.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise ValidationError({"username": _("Nama pengguna ini sudah dipakai.")}) from error
    _record(by, "create", person, after={"username": person.username, "name": person.name})
    return person


@transaction.atomic
def edit_profile(person: User, *, by: User, name: str, email: str, phone: str) -> User:
    """A person's own name, email and number; or by who manages the account."""
    if by.pk != person.pk:
        _require_manager(by, person)
    person = User.objects.select_for_update().get(pk=person.pk)
    new = {"name": name.strip(), "email": email.strip(), "phone": phone.strip()}
    before = {field: getattr(person, field) for field in new}
    for field, value in new.items():
        setattr(person, field, value)
    person.full_clean(exclude=["password"])
    if before != new:
        person.save(update_fields=list(new))
        _record(by, "edit", person, before=before, after=new)
    return person


@transaction.atomic
def make_slip(user: User, *, by: User | None) -> tuple[Slip, str]:
    """A one-time code for a printed slip, valid seven days. Earlier slips stop working; the code is shown once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if by and not may(by, "seats.colleague", user):
        _require_manager(by, user)
    if not user.is_active:
        raise ValidationError(_("Akun ini diblokir. Buka blokirnya dahulu, lalu buat slip."))
    code = "".join(secrets.choice(ALPHABET) for _i in range(CODE_LENGTH))
    user.slips.filter(used_at=None).delete()
    slip = Slip.objects.create(
        user=user, code_hash=_hash(code), made_by=by or user, expires_at=timezone.now() + SLIP_LIFE
    )
    _record(by, "make_slip", user, after={"expires_at": slip.expires_at})
    half = CODE_LENGTH // 2
    return slip, f"{code[:half]}-{code[half:]}"


@transaction.atomic
def redeem_slip(username: str, code: str, new_password: str) -> User:
    """Set a password with the code of a slip. Says which of name and code, age or use is the matter."""
    wrong = ValidationError({"code": _("Periksa lagi nama pengguna dan kode pada slip: keduanya belum cocok.")})
    found = User.objects.select_for_update().filter(username__iexact=username.strip(), is_active=True)
    person: User | None = found.first()
    if person is None or (person.is_demo and not settings.PARITRANA_DEMO):
        raise wrong
    given = _hash(code)
    slip = next((slip for slip in person.slips.all() if constant_time_compare(slip.code_hash, given)), None)
    if slip is None:
        raise wrong
    if slip.used_at:
        raise ValidationError({"code": _("Mintalah slip baru kepada sekretariat: kode ini sudah dipakai.")})
    if slip.expires_at <= timezone.now():
        raise ValidationError({"code": _("Mintalah slip baru kepada sekretariat: masa berlaku kode ini sudah lewat.")})
    try:
        validate_password(new_password, person)
    except ValidationError as error:
        raise ValidationError({"new_password": error.messages}) from error
    person.set_password(new_password)
    person.save(update_fields=["password"])
    slip.used_at = timezone.now()
    slip.save(update_fields=["used_at"])
    _record(person, "redeem_slip", person)
    return person


@transaction.atomic
def block(user: User, *, by: User, reason: str) -> User:
    """The person cannot sign in any more and loses open sessions at once."""
    return _set_active(user, False, by, reason)


@transaction.atomic
def unblock(user: User, *, by: User, reason: str = "") -> User:
    return _set_active(user, True, by, reason)


def reset(user: User, *, by: User) -> tuple[Slip, str]:
    """A forgotten password at the desk: a new slip."""
    return make_slip(user, by=by)


@transaction.atomic
def retire_demo() -> int:
    """Close the demo accounts for good and free their user names; counts them. The portal itself does it."""
    people = User.objects.select_for_update().filter(is_demo=True, is_active=True)
    for person in people:
        before = {"username": person.username, "is_active": True}
        person.username, person.is_active = f"demo-{person.pk}", False
        person.set_unusable_password()
        person.save(update_fields=["username", "is_active", "password"])
        person.slips.filter(used_at=None).delete()
        _record(None, "block", person, before=before, after={"username": person.username, "is_active": False})
    return len(people)


def _set_active(user: User, active: bool, by: User, reason: str) -> User:
    _require_manager(by, user)
    if user.pk == by.pk:
        raise ValidationError(_("Akun Anda sendiri diblokir oleh orang lain yang berwenang."))
    if not active and not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasannya.")})
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        if not active:
            user.slips.filter(used_at=None).delete()
        verb = "unblock" if active else "block"
        _record(by, verb, user, before={"is_active": not active}, after={"is_active": active}, reason=reason.strip())
    return user


def _require_manager(by: User, person: User) -> None:
    if not may_manage(by, person):
        if not (holds(by, "seats.manage") or holds(by, "seats.manage_secretariat")):
            raise PermissionDenied(_("Akun orang yang sudah pernah masuk atau punya peran lain dikelola sekretariat."))
        raise PermissionDenied(
            _("Akun ini dikelola oleh administrator atau sekretariat provinsi lain tempat orang ini bertugas.")
        )


def _free_username(name: str) -> str:
    """`budi.santoso` from "Drs. Budi Santoso, M.Si.", with a number where it is taken."""
    words = slugify(TITLES.sub(" ", name.split(",")[0])).split("-")
    base = ".".join(word for word in words if word)[:50] or "pengguna"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    username, number = base, 2
    while username in taken:
        username, number = f"{base}{number}", number + 1
    return username


def _hash(code: str) -> str:
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return salted_hmac("paritrana.accounts.slip", plain, algorithm="sha256").hexdigest()


def _record(by: User | None, verb: str, person: User, **facts) -> None:  # type: ignore[no-untyped-def]
    """An account has no province of its own: the act stands in the trail of the person's first seat."""
    province = next((seat.province_id for seat in seats_of(person) if seat.province_id), "")
    if not province and by:
        province = next((seat.province_id for seat in seats_of(by) if seat.province_id), "")
    record(by, f"accounts.{verb}", person, province=province or "", **facts)
