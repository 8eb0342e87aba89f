"""States of a nomination and the moves between them, as a table. No ORM, no clock."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    LATE = "late", _("Usulan susulan, menunggu petugas kedua")
    PROPOSED = "proposed", _("Diusulkan, belum dikirim")
    SENT = "sent", _("Terkirim")
    RETURNED = "returned", _("Dikembalikan untuk dilengkapi")
    VERIFIED = "verified", _("Selesai diverifikasi")
    SHORTLISTED = "shortlisted", _("Nomine")
    NOT_SHORTLISTED = "not_shortlisted", _("Tidak lolos seleksi administrasi")
    REFUSED = "refused", _("Menolak diusulkan")
    WITHDRAWN = "withdrawn", _("Menarik diri")
    DISQUALIFIED = "disqualified", _("Didiskualifikasi")
    CANCELLED = "cancelled", _("Usulan susulan dibatalkan")
    MERGED = "merged", _("Digabung ke usulan lain")


ENDED = {Status.REFUSED, Status.WITHDRAWN, Status.DISQUALIFIED, Status.CANCELLED, Status.MERGED}
OPEN = set(Status) - ENDED
# The nominee may write.
FILLING = {Status.PROPOSED, Status.RETURNED}


class IllegalMove(Exception):
    """The move does not start from this state. Shown to the person, since another tab may have moved on."""


@dataclass(frozen=True)
class Move:
    action: str
    sources: frozenset[Status]
    target: Status
    note_required: bool = False


def _move(action: str, sources: set[Status], target: Status, note_required: bool = False) -> Move:
    return Move(action, frozenset(sources), target, note_required)


MOVES = (
    # What is proposed after the deadline stands once a second officer has compared it with the letter.
    _move("confirm_late", {Status.LATE}, Status.PROPOSED),
    _move("cancel_late", {Status.LATE}, Status.CANCELLED, note_required=True),
    _move("send", {Status.PROPOSED, Status.RETURNED}, Status.SENT),
    # Answers to what a letter changed, by those who have sent: they are verified (again).
    _move("supplement", {Status.SENT, Status.VERIFIED}, Status.SENT),
    # Files that the secretariat has allowed to be replaced after the deadline.
    _move("replace", {Status.SENT, Status.VERIFIED}, Status.SENT),
    # In another category some questions are open again, or answers must be looked at again.
    _move("refill", {Status.SENT, Status.VERIFIED}, Status.RETURNED, note_required=True),
    _move("recheck", {Status.VERIFIED}, Status.SENT),
    _move("take_back", {Status.SENT}, Status.PROPOSED),
    _move("return", {Status.SENT, Status.VERIFIED}, Status.RETURNED, note_required=True),
    _move("complete", {Status.SENT}, Status.VERIFIED),
    # A return that nobody answers lapses: it is verified with what is there.
    _move("lapse", {Status.RETURNED}, Status.VERIFIED, note_required=True),
    _move("shortlist", {Status.VERIFIED, Status.NOT_SHORTLISTED}, Status.SHORTLISTED, note_required=True),
    _move("leave_out", {Status.VERIFIED, Status.SHORTLISTED}, Status.NOT_SHORTLISTED, note_required=True),
    _move("refuse", {Status.PROPOSED, Status.RETURNED}, Status.REFUSED, note_required=True),
    # The same candidate proposed twice: this nomination ends, the other one goes on.
    _move("merge", FILLING | {Status.SENT, Status.VERIFIED}, Status.MERGED, note_required=True),
    # Also from "not shortlisted", which the candidate may not know of yet.
    _move("withdraw", OPEN - {Status.LATE}, Status.WITHDRAWN, note_required=True),
    _move("disqualify", OPEN - {Status.LATE, Status.PROPOSED}, Status.DISQUALIFIED, note_required=True),
)


def move_for(status: str, action: str) -> Move:
    """The move `action` from `status`; raises IllegalMove when the table has none."""
    for move in MOVES:
        if move.action == action and status in move.sources:
            return move
    raise IllegalMove(_("Muat ulang halaman: keadaan usulan ini sudah berubah, tindakan tadi tidak dijalankan."))


def actions_for(status: str) -> list[str]:
    return [move.action for move in MOVES if status in move.sources]
