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
from paritrana.committees.models import Category, Edition, Seat, Stage
from paritrana.notices.models import Notice
from paritrana.regions.models import Province
from paritrana.roles import COMMITTEE, Role


def agenda(user: Any) -> list[Item]:
    """Seats to fill, people to tell, stages to move, results to release."""
    items: list[Item] = []
    if holds(user, "seats.manage"):
        items += _secretariat(user)
    if holds(user, "categories.release"):
        items += _releases(user)
    if holds(user, "provinces.manage"):
        items += _provinces(user)
    return items


def unread(user: Any) -> list[Item]:
    """New notices: the home page puts them below what is to be done."""
    count = Notice.objects.visible_to(user, "notices.view").filter(read_at=None).count()
    return [Item(title=_("Baca pemberitahuan baru"), url=reverse("notices"), count=count)] if count else []


def _secretariat(user: Any) -> list[Item]:
    """Per edition that runs: empty seats, the decree's number, invitations to pass on, stages whose time is over."""
    over = Q(categories__stage=Stage.NOMINATION, categories__nomination_closes__lt=timezone.now())
    editions = list(
        Edition.objects.visible_to(user, "seats.manage")
        .select_related("province")
        .annotate(
            total=Count("categories"),
            closed=Count("categories", filter=Q(categories__stage=Stage.CLOSED)),
            late=Count("categories", filter=over),
        )[:20]
    )
    if not editions:
        return [Item(title=_("Buat penyelenggaraan pertama"), url=reverse("edition_new"), count=1)]
    open_seats = {row["edition"]: row for row in _open_seats(user)}
    items = []
    for edition in editions:
        if edition.total and edition.closed == edition.total:
            continue
        home, hint = edition.get_absolute_url(), edition.title
        count = open_seats.get(edition.pk, {"empty": 0, "untold": 0})
        if count["empty"]:
            title = _("Isi peran panitia yang masih kosong")
            items.append(Item(title=title, url=f"{home}panitia/", count=count["empty"], hint=hint))
        if count["untold"]:
            title = _("Sampaikan undangan lewat WhatsApp")
            items.append(Item(title=title, url=f"{home}panitia/", count=count["untold"], hint=hint))
        if not edition.decree_number:
            items.append(Item(title=_("Lengkapi nomor keputusan panitia"), url=f"{home}ubah/", count=1, hint=hint))
        if edition.late:
            title = _("Lanjutkan ke seleksi administrasi: batas pengiriman sudah lewat")
            items.append(Item(title=title, url=f"{home}tahapan/", count=edition.late, hint=hint))
    return items


def _open_seats(user: Any) -> Any:
    """Per edition the empty committee seats, and the people whose invitation nobody has passed on."""
    empty = Q(person=None, role__in=COMMITTEE)
    untold = Q(invitation__isnull=False, invitation__told_at=None, invitation__accepted_at=None)
    seats = queries.not_ended(Seat.objects.visible_to(user, "seats.manage")).filter(empty | untold)
    counts = {"empty": Count("pk", filter=empty), "untold": Count("pk", filter=untold)}
    return seats.order_by().values("edition").annotate(**counts)


def _releases(user: Any) -> list[Item]:
    """Decided categories under embargo: the chair releases them, usually at the ceremony."""
    decided = Category.objects.visible_to(user, "categories.release").filter(stage=Stage.DECIDED)
    return [
        Item(
            title=_("Buka embargo dan umumkan hasil"),
            url=f"{edition.get_absolute_url()}tahapan/",
            count=len(rows),
            deadline=edition.ceremony_at,
            hint=edition.title,
        )
        for edition, rows in _by_edition(decided.select_related("edition__province")).items()
    ]


def _provinces(user: Any) -> list[Item]:
    """Provinces that have an edition but nobody in the secretariat."""
    staffed = queries.current(Seat.objects.filter(role=Role.SECRETARIAT, person__is_active=True)).values("province")
    provinces = Province.objects.visible_to(user, "provinces.manage")
    count = provinces.filter(editions__isnull=False).exclude(pk__in=staffed).distinct().count()
    title = _("Tunjuk sekretariat provinsi yang sedang menyelenggarakan")
    return [Item(title=title, url=reverse("nation"), count=count)] if count else []


def _by_edition(categories: Any) -> dict[Edition, list[Category]]:
    editions: dict[Edition, list[Category]] = {}
    for category in categories:
        editions.setdefault(category.edition, []).append(category)
    return editions


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
