"""What follows from a check of the ledger: how far it has come is kept, or those who watch over the round are told."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category, Seat
from paritrana.notices.services import notify
from paritrana.roles import Role
from scoring.ledger_check import KEPT, kept
from scoring.models import Event
from scoring.ranking_queries import current


@transaction.atomic
def keep(category: Category) -> bool:
    """Write number and hash of the last event into the trail, once; whether there was anything new.

    The trail is another table: who takes events away or writes the chain anew has to do it there too.
    """
    last = Event.objects.filter(category=category).order_by("-number").first()
    before = kept(category).last()
    found = {"number": last.number, "hash": last.hash} if last else None
    if found is None or (before and before.after == found):
        return False
    record(None, KEPT, category, after=found)
    return True


@transaction.atomic
def tell_fault(category: Category, fault: str) -> int:
    """Tell the observers of the edition and the administrators; answers how many people were told."""
    edition = category.edition
    seats = Seat.objects.filter(Q(role=Role.ADMINISTRATOR) | Q(role=Role.OBSERVER, edition=edition))
    people = list(User.objects.filter(seats__in=current(seats)).distinct())
    notify(
        people,
        title=_("Catatan penilaian %s tidak utuh") % category,
        text=_(
            "Pemeriksaan malam menemukan data penilaian yang berbeda dari catatannya: %s. Simpan cadangan basis data "
            "sekarang, dan jangan lanjutkan tahap kategori ini sebelum sebabnya diketahui."
        )
        % fault,
        url=reverse("stage", args=[edition.province.slug, edition.slug, category.slug]),
        edition=edition,
    )
    return len(people)
