"""The sentences of an edition's papers: which ones are in force, and writing new ones."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from paritrana.seen import CONFLICT
from reports import wording
from reports.models import Wording
from reports.services.locks import locked_edition


def in_force(edition: Edition, kind: str) -> Wording | None:
    """The last version; None while the edition uses our sentences."""
    return Wording.objects.filter(edition=edition, kind=kind).select_related("by").order_by("-version").first()


def texts(edition: Edition, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What goes into `Document.data["texts"]`: the sentences of a paper, filled, and the version they are from."""
    return _texts(in_force(edition, kind), edition, kind, values)


def _texts(row: Wording | None, edition: Edition, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    given = {**edition_values(edition), **values}
    return {"slots": wording.filled(kind, row.texts if row else {}, given), "wording": row.pk if row else 0}


def worded(edition: Edition, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """`data` with its sentences, if papers of this kind have any that can be written."""
    if kind not in wording.SLOTS or "texts" in data:
        return data
    return worded_by(in_force(edition, kind), edition, kind, data)


def worded_by(row: Wording | None, edition: Edition, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """`data` with the sentences of this version, which is read once for many papers."""
    return {**data, "texts": _texts(row, edition, kind, wording.values_of(data))}


def edition_values(edition: Edition) -> dict[str, Any]:
    """The fields that every paper of an edition can fill."""
    return {
        "judul": edition.title,
        "tahun_penilaian": edition.assessment_year,
        "tahun_pelaksanaan": edition.held_year,
        "panitia": edition.committee_name,
        "provinsi": edition.province.name,
        "ibu_kota": edition.province.capital,
    }


@transaction.atomic
def write(edition: Edition, kind: str, new: Mapping[str, str], *, seen: int, by: User) -> Wording | None:
    """New sentences for a kind, from the version `seen`; papers that were made keep theirs.

    ValidationError with code "conflict" when somebody has saved another version meanwhile. Sentences that say what
    is in force already make no version; answers what is in force then.
    """
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    row = in_force(edition, kind)
    former = row.texts if row else {}
    slots = wording.SLOTS[kind]
    changed = {name: new[name] for name, slot in slots.items() if new.get(name, slot.default) != slot.default}
    if changed == former:
        return row
    if seen != (row.version if row else 0):
        raise ValidationError(
            _("Redaksi ini baru saja disimpan dari tempat lain. Bandingkan di bawah, lalu simpan lagi."), code=CONFLICT
        )
    made = Wording(edition=edition, province=edition.province, kind=kind, by=by, texts=changed)
    made.version = row.version + 1 if row else 1
    made.save()
    record(by, "wording.write", made, before={"texts": former}, after={"texts": changed})
    return made
