"""What waits for people in their committees, and what committees hold back.

It stands here because the collector (`committees.agenda`) asks every app but its own.
"""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from paritrana.access import holds
from paritrana.committees import queries
from paritrana.committees.agenda import Blocker, Item
from paritrana.committees.models import Category, Edition, Invitation, Seat, Stage
from paritrana.notices.models import Notice
from paritrana.regions.models import Province
from paritrana.roles import COMMITTEE, Role


def agenda(user: Any) -> list[Item]:
    """Seats to fill, people to tell, stages to move, results to release, notices to read."""
    items: list[Item] = []
    if holds(user, "seats.manage"):
        items += _editions(user) + _stages(user)
    if holds(user, "categories.release"):
        items += _releases(user)
    if holds(user, "provinces.manage"):
        items += _provinces(user)
    unread = Notice.objects.visible_to(user, "notices.view").filter(read_at=None).count()
    if unread:
        items.append(Item(title=_("Baca pemberitahuan baru"), url=reverse("notices"), count=unread))
    return items


def _editions(user: Any) -> list[Item]:
    """Per edition that still runs: empty seats, the decree's number, invitations nobody has passed on."""
    editions = Edition.objects.visible_to(user, "seats.manage").select_related("province")
    not_closed = Category.objects.exclude(stage=Stage.CLOSED).values("edition")
    running = list(editions.filter(Q(categories=None) | Q(pk__in=not_closed)))
    if not running:
        return [Item(title=_("Buat penyelenggaraan pertama"), url=reverse("edition_new"), count=1)]
    empty = _count(
        queries.not_ended(Seat.objects.visible_to(user, "seats.manage")).filter(person=None, role__in=COMMITTEE)
    )
    untold = _count(
        Invitation.objects.visible_to(user, "seats.manage").filter(told_at=None, accepted_at=None), "seat__edition"
    )
    items = []
    for edition in running:
        seats = f"{edition.get_absolute_url()}panitia/"
        if count := empty.get(edition.pk):
            items.append(
                Item(title=_("Isi peran panitia yang masih kosong"), url=seats, count=count, hint=edition.title)
            )
        if count := untold.get(edition.pk):
            items.append(Item(title=_("Sampaikan undangan lewat WhatsApp"), url=seats, count=count, hint=edition.title))
        if not edition.decree_number:
            url = reverse("edition_edit", args=[edition.province.slug, edition.slug])
            items.append(Item(title=_("Lengkapi nomor keputusan panitia"), url=url, count=1, hint=edition.title))
    return items


def _stages(user: Any) -> list[Item]:
    """Categories whose time for sending is over and that still stand at nomination."""
    late = Category.objects.visible_to(user, "seats.manage").filter(
        stage=Stage.NOMINATION, nomination_closes__lt=timezone.now()
    )
    return [
        Item(
            title=_("Lanjutkan ke seleksi administrasi: batas pengiriman sudah lewat"),
            url=f"{edition.get_absolute_url()}tahapan/",
            count=count,
            hint=edition.title,
        )
        for edition, count in _by_edition(late)
    ]


def _releases(user: Any) -> list[Item]:
    """Decided categories under embargo: the chair releases them, usually at the ceremony."""
    decided = Category.objects.visible_to(user, "categories.release").filter(stage=Stage.DECIDED)
    return [
        Item(
            title=_("Buka embargo dan umumkan hasil"),
            url=f"{edition.get_absolute_url()}tahapan/",
            count=count,
            deadline=edition.ceremony_at,
            hint=edition.title,
        )
        for edition, count in _by_edition(decided)
    ]


def _provinces(user: Any) -> list[Item]:
    """Provinces that have an edition but nobody in the secretariat."""
    staffed = queries.current(Seat.objects.filter(role=Role.SECRETARIAT, person__is_active=True)).values("province")
    provinces = Province.objects.visible_to(user, "provinces.manage")
    count = provinces.filter(editions__isnull=False).exclude(pk__in=staffed).distinct().count()
    title = _("Tunjuk sekretariat provinsi yang sedang menyelenggarakan")
    return [Item(title=title, url=reverse("nation"), count=count)] if count else []


def _count(rows: Any, path: str = "edition") -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk", distinct=True)))


def _by_edition(categories: Any) -> list[tuple[Edition, int]]:
    counts = _count(categories)
    editions = Edition.objects.filter(pk__in=counts).select_related("province") if counts else []
    return [(edition, counts[edition.pk]) for edition in editions]


def blockers(category: Category, target: Stage) -> list[Blocker]:
    """What a category needs of its edition before nominations open."""
    if target != Stage.NOMINATION:
        return []
    edition = category.edition
    place = [edition.province.slug, edition.slug]
    found = []
    if not (category.nomination_opens and category.nomination_closes):
        found.append(
            Blocker(
                _("Waktu pengusulan kategori ini belum diisi."),
                url=reverse("category_edit", args=[*place, category.slug]),
            )
        )
    staff = Seat.objects.filter(role=Role.SECRETARIAT, province=category.province_id, person__is_active=True)
    if not queries.current(staff).exists():
        found.append(Blocker(_("Belum ada petugas sekretariat."), url=reverse("seats", args=place)))
    empty = queries.committee(edition).filter(person=None).count()
    if empty:
        text = ngettext("%s peran panitia masih kosong.", "%s peran panitia masih kosong.", empty) % empty
        found.append(Blocker(text, hard=False, url=reverse("seats", args=place)))
    if not edition.decree_number:
        url = reverse("edition_edit", args=place)
        found.append(Blocker(_("Nomor keputusan panitia menyusul."), hard=False, url=url))
    return found
