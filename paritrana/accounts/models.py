from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.access import GRANTS, VisibleQuerySet, seats_of
from paritrana.roles import CANDIDATE, Role


class UserManager(BaseUserManager.from_queryset(VisibleQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who can sign in. What the person may do is a matter of seats (`committees.Seat`)."""

    PLACES = {"province": "seats__province", "nominee": "seats__nominee"}

    username = models.CharField(
        _("nama pengguna"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Nama pengguna ini sudah dipakai.")},
    )
    name = models.CharField(_("nama lengkap dengan gelar"), max_length=160)
    email = models.EmailField(_("email"), blank=True, help_text=_("Boleh dikosongkan atau dipakai bersama."))
    phone = models.CharField(_("nomor WhatsApp"), max_length=20, blank=True)
    is_active = models.BooleanField(_("dapat masuk"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    # Of this request, where it does not come from an own device; the trail names it behind the seats.
    device: str = ""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("orang")
        ordering = ["name"]

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Whose account somebody may reset or block.

        The secretariat: people who now sit in no office (administrator, secretariat) and in no other province.
        The administrator: the secretariats, and fellow administrators.
        A colleague: who was seated for the same candidate and for nothing else, until that person first comes.
        """
        if code not in ("seats.manage", "seats.manage_secretariat", "seats.colleague"):
            return Q()
        now = timezone.now()
        seats = cls._meta.get_field("seats").related_model._base_manager
        held = seats.filter(Q(ends_at=None) | Q(ends_at__gt=now), person__isnull=False)
        in_office = Q(pk__in=held.filter(role__in=[Role.ADMINISTRATOR, Role.SECRETARIAT]).values("person"))
        if code == "seats.manage_secretariat":
            return in_office
        if code == "seats.colleague":
            represented = [seat.nominee_id for seat in seats_of(user) if seat.role in GRANTS[code]]
            own = {"role__in": CANDIDATE, "nominee__in": represented}
            # A password of one's own also counts as having come: it may stem from the link in an email.
            never_came = Q(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
            beside = Q(pk__in=held.filter(**own).values("person")) & ~Q(pk__in=held.exclude(**own).values("person"))
            return never_came & beside & ~Q(pk=user.pk)
        own = {seat.province_id for seat in seats_of(user) if seat.role in GRANTS[code]}
        elsewhere = held.filter(province__isnull=False).exclude(province__in=own)
        return ~in_office & ~Q(pk__in=elsewhere.values("person"))

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name


class Slip(models.Model):
    """A one-time code on paper for somebody without an own email. Only its hash is kept."""

    PLACES = {"province": "user__seats__province"}

    user = models.ForeignKey(User, models.CASCADE, related_name="slips")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = BaseUserManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("slip masuk")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(used_at=None), name="slip_one_open_per_user")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.made_at:%Y-%m-%d}"
