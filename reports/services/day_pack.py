"""Asking for the papers of an interview day. While the plan stands they are the same document."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from interviews.models import Session, Slot
from paritrana.access import require
from paritrana.accounts.models import User
from reports.documents.day_pack import Part, day_pack
from reports.models import Document
from reports.services.requests import request_document


@transaction.atomic
def request_day_pack(
    session: Session,
    *,
    parts: Collection[str] = tuple(Part),
    panelist: User | None = None,
    nominee: Slot | None = None,
    by: User,
) -> Document:
    """The pack of a session, or chosen parts of it as a paper of their own; a new version once the plan has moved."""
    require(by, "day_pack.make", session)
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("edition__province", "category", "venue")
        .get(pk=session.pk)
    )
    if session.status == Session.Status.CANCELLED:
        raise ValidationError(_("Sesi ini sudah dibatalkan."))
    session.category.edition = session.edition
    parts = [part for part in Part if part in parts]
    if not parts:
        raise ValidationError({"parts": _("Pilih sedikitnya satu bagian.")})
    data = day_pack(session, parts=parts, panelist=panelist, nominee=nominee, by=by)
    if parts == [Part.SHEETS] and not data["sheets"]:
        raise ValidationError(_("Tidak ada lembar penilaian untuk pilihan ini."))
    title = _("%(heading)s: %(session)s") % {"heading": data["heading"], "session": session.name}
    return request_document(
        Document.Kind.DAY_PACK,
        subject(session, parts, panelist, nominee),
        data,
        by=by,
        title=title if len(parts) == len(Part) else f"{title}, {', '.join(data['contents']).lower()}",
        edition=session.edition,
        category=session.category,
    )


def subject(
    session: Session, parts: Collection[str] = tuple(Part), panelist: User | None = None, nominee: Slot | None = None
) -> str:
    """The whole pack, or which part of it: versions of one thing only replace one another."""
    chosen = "".join(str(place) for place, part in enumerate(Part) if part in parts)
    whole = len(chosen) == len(Part)
    of = f":p{panelist.pk}" if panelist else ""
    return f"session:{session.pk}" + ("" if whole else f":{chosen}") + of + (f":n{nominee.pk}" if nominee else "")
