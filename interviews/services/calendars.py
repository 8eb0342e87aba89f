"""The secret address of a person's calendar: made, renewed and revoked by that person alone."""

import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from interviews.models import CalendarFeed
from paritrana.access import seats_of
from paritrana.accounts.models import User
from paritrana.audit.services import record

BYTES = 24  # 192 bits


@transaction.atomic
def make_feed(*, by: User) -> str:
    """A new address; the one before stops working. The token is shown once and kept as its hash."""
    User.objects.select_for_update().get(pk=by.pk)
    _revoke(by)
    token = secrets.token_urlsafe(BYTES)
    feed = CalendarFeed.objects.create(person=by, token_hash=hashed(token))
    record(by, "calendar.make", feed, province=_home(by))
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> bool:
    """The address stops working at once; False when there is none."""
    User.objects.select_for_update().get(pk=by.pk)
    feed = _revoke(by)
    if feed:
        record(by, "calendar.revoke", feed, province=_home(by))
    return feed is not None


def hashed(token: str) -> str:
    """How a token is kept and found. It is long and random: a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _revoke(person: User) -> CalendarFeed | None:
    feed = CalendarFeed.objects.filter(person=person, revoked_at=None).first()
    if feed:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
    return feed


def _home(person: Any) -> str:
    """The trail in which the act stands: of the person's first seat that lies in a province."""
    return next((seat.province_id for seat in seats_of(person) if seat.province_id), "")
