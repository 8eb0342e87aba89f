"""Notices: told in the portal, and by the same text over WhatsApp."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from paritrana.notices.models import Notice
from paritrana.regions.models import Province


def notify(
    users: Iterable[User],
    *,
    title: str,
    text: str,
    url: str,
    edition: Edition | None = None,
    province: Province | None = None,
) -> list[Notice]:
    """Tell each person once. `url` is the path of the page where something is to be done."""
    province = province or (edition.province if edition else None)
    return Notice.objects.bulk_create(
        Notice(province=province, edition=edition, to=user, title=title[:160], text=text, url=url)
        for user in {user.pk: user for user in users}.values()
    )


@transaction.atomic
def mark_told(notice: Notice, *, by: User) -> Notice:
    """Record by one tap that the text went out over WhatsApp; the first tap counts."""
    require(by, "notices.follow", notice)
    told = Notice.objects.filter(pk=notice.pk, told_at=None).update(told_at=timezone.now(), told_by=by)
    notice.refresh_from_db()
    if told:
        record(by, "notices.tell", notice, after={"to": str(notice.to)})
    return notice


def mark_read(user: User) -> int:
    """All of a person's notices are read."""
    return Notice.objects.filter(to=user, read_at=None).update(read_at=timezone.now())


def whatsapp_text(notice: Notice, office: str = "") -> str:
    """The notice as a polite message: office first, then what it is about, then the link."""
    greeting = _("Yth. %(office)s\nBapak/Ibu %(name)s") if office else _("Yth. Bapak/Ibu %(name)s")
    sender = _("Sekretariat Paritrana Award")
    parts = [
        greeting % {"office": office, "name": notice.to.name},
        notice.text,
        f"{settings.PORTAL_URL}{notice.url}",
        f"{sender} {notice.province}" if notice.province else sender,
    ]
    return "\n\n".join(parts)
