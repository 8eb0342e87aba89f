"""Whether one account is at work in two places at once: a hint that a password is shared. It blocks nothing.

Kept in the cache for minutes, hashed, never in the database; without a cache there is no hint.
"""

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

WINDOW = 15 * 60  # seconds
# device -> (place, when)
Seen = dict[str, tuple[str, float]]


def note(request: HttpRequest) -> None:
    """The person is at work here now."""
    place = _place(request)
    if place:
        seen = _recent(request)
        seen[_device(request)] = (place, timezone.now().timestamp())
        try:
            cache.set(_key(request), seen, WINDOW)
        except (RedisError, OSError):
            return


def elsewhere(request: HttpRequest) -> bool:
    """Whether the same account was just at work in another session, from another address."""
    here, device = _place(request), _device(request)
    return bool(here) and any(other != device and place != here for other, (place, _when) in _recent(request).items())


def _recent(request: HttpRequest) -> Seen:
    since = timezone.now().timestamp() - WINDOW
    try:
        seen: Seen = cache.get(_key(request)) or {}
    except (RedisError, OSError):
        return {}
    return {device: (place, when) for device, (place, when) in seen.items() if when > since}


def _key(request: HttpRequest) -> str:
    return f"presence:{request.user.pk}"


def _device(request: HttpRequest) -> str:
    """A session in one browser."""
    return _hash(request.session.session_key or "", request.headers.get("User-Agent", ""))


def _place(request: HttpRequest) -> str:
    """The address behind our proxies; of IPv6 the network, since there each device of an office has its own."""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return ""
    bits = 64 if address.version == 6 else 32
    return _hash(str(ipaddress.ip_network((address, bits), strict=False)))


def _hash(*parts: str) -> str:
    return salted_hmac("paritrana.accounts.presence", "\n".join(parts), algorithm="sha256").hexdigest()[:32]
