"""What others have seen of a session: one stamp in Redis, renewed by every act. Who holds it has seen the newest."""

import secrets
from collections.abc import Iterable

from django.db import transaction

from paritrana.stamps import first, read, renew

# Longer than any day; a stamp that is gone only means that everybody reads once more.
KEPT = 24 * 3600


def bump(session: int) -> None:
    """After the commit, whoever follows the session reads anew."""
    transaction.on_commit(lambda: renew(_key(session), _drawn(), KEPT))


def stamps(sessions: Iterable[int]) -> str:
    """The state of these sessions now, as `12.9f3a01bc-13.77e0d2aa`. To be read before the rows are."""
    wanted = {_key(session): session for session in sessions}
    found = read(wanted)
    for key in wanted.keys() - found.keys():
        found[key] = first(key, _drawn(), KEPT)
    return "-".join(f"{session}.{found[key]}" for key, session in wanted.items())


def is_newest(seen: str) -> bool:
    """Whether nothing has happened since `seen` was given out. Asks Redis alone."""
    pairs = [part.partition(".") for part in seen.split("-")[:20]]
    if not all(session.isdecimal() and stamp for session, _dot, stamp in pairs):
        return False
    known = {_key(int(session)): stamp for session, _dot, stamp in pairs}
    return bool(known) and read(known) == known


def _drawn() -> str:
    """Stamps are drawn, not counted: after a loss in Redis no old one can come back."""
    return secrets.token_hex(4)


def _key(session: int) -> str:
    return f"interviews.seen.{session}"
