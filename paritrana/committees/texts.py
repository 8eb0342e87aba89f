"""Texts for people, to be copied into WhatsApp: office first, Bapak/Ibu, one link."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.committees.models import Seat


def invitation_text(seat: Seat) -> str:
    """What the secretariat sends to the person of a seat."""
    person = seat.person
    if person is None:
        return ""
    office = seat.office or str(seat.nominee or seat.branch or "")
    greeting = _("Yth. %(office)s\nBapak/Ibu %(name)s") if office else _("Yth. Bapak/Ibu %(name)s")
    about = seat.edition.title if seat.edition else _("Paritrana Award %s") % (seat.province or "")
    sender = _("Sekretariat Paritrana Award")
    parts = [
        greeting % {"office": office, "name": person.name},
        _("Bapak/Ibu tercatat sebagai %(seat)s pada %(about)s.") % {"seat": seat, "about": about.strip()},
        _("Mohon masuk ke portal dengan nama pengguna %(username)s melalui %(url)s.")
        % {"username": person.username, "url": f"{settings.PORTAL_URL}{reverse('account_login')}"},
        f"{sender} {seat.province}" if seat.province else sender,
    ]
    return "\n\n".join(parts)
