"""The portal's signature under what it publishes, packages and QR codes: Ed25519 (RFC 8032), one key per portal."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


def sign(message: bytes) -> str:
    """64 bytes in hex; the same for the same message and key."""
    return _key().sign(message).hex()


def public_key() -> str:
    """32 bytes in hex: what everybody may know, and the announcement shows."""
    return _key().public_key().public_bytes_raw().hex()


def public_keys() -> list[str]:
    """The present key, then former ones: paper outlives a key."""
    return [public_key(), *settings.FORMER_PUBLIC_KEYS]


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.SIGNING_KEY))
