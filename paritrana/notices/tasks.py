"""Notices that follow an act in a lower room, asked for by name after its commit."""

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.accounts.models import User
from paritrana.committees import queries
from paritrana.committees.models import Edition, Invitation, Seat, Stage, StageMove
from paritrana.committees.texts import invitation_text
from paritrana.notices.services import notify


@shared_task(name="notices.invitation")
def invitation(pk: int) -> None:
    row = Invitation.objects.select_related("seat__person", "seat__edition", "seat__province").get(pk=pk)
    seat = row.seat
    if seat.person:
        title = _("Peran Anda: %(role)s") % {"role": seat}
        text = invitation_text(seat)
        notify([seat.person], title=title, text=text, url=reverse("home"), edition=seat.edition, province=seat.province)


@shared_task(name="notices.handed_over")
def handed_over(pk: int) -> None:
    """To both: the one who leaves and the one who comes."""
    seat = Seat.objects.select_related("person", "edition", "province", "predecessor__person").get(pk=pk)
    before = seat.predecessor.person
    if not (seat.person and before):
        return
    names = {"role": seat, "old": before.name, "new": seat.person.name}
    notify(
        [before, seat.person],
        title=_("Tugas dialihkan: %(role)s") % names,
        text=_("Tugas sebagai %(role)s telah dialihkan dari %(old)s kepada %(new)s.") % names,
        url=reverse("home"),
        edition=seat.edition,
        province=seat.province,
    )


@shared_task(name="notices.colleague")
def colleague(pk: int, edition_pk: int, by_pk: int) -> None:
    """The secretariat of the edition learns who has brought whom."""
    seat = Seat.objects.select_related("person", "nominee").get(pk=pk)
    edition = Edition.objects.select_related("province").get(pk=edition_pk)
    words = {"by": User.objects.get(pk=by_pk), "name": seat.person, "nominee": seat.nominee}
    notify(
        User.objects.filter(seats__in=queries.secretariat(edition)),
        title=_("%(by)s menambahkan rekan pengisi") % words,
        text=_("%(by)s menambahkan rekan %(name)s untuk mengisi penilaian mandiri %(nominee)s.") % words,
        url=reverse("seat", args=[seat.pk]),
        edition=edition,
    )


@shared_task(name="notices.stage_moved")
def stage_moved(pk: int) -> None:
    """A move back, the opening of nominations and the announcement concern everybody in the category."""
    move = StageMove.objects.select_related("category__edition__province").get(pk=pk)
    category = move.category
    words = {
        "category": category.name,
        "source": move.get_source_display(),
        "target": move.get_target_display(),
        "note": move.note,
        "edition": category.edition.title,
    }
    order = list(Stage)
    if order.index(Stage(move.target)) < order.index(Stage(move.source)):
        title = _("Tahap kategori %(category)s dikembalikan")
        text = _(
            "Kategori %(category)s (%(edition)s) kembali dari tahap %(source)s ke tahap %(target)s. Alasan: %(note)s"
        )
    elif move.target == Stage.ANNOUNCED:
        title = _("Hasil kategori %(category)s diumumkan")
        text = _("Hasil kategori %(category)s, %(edition)s, telah diumumkan.")
    elif move.target == Stage.NOMINATION:
        title = _("Pengusulan kategori %(category)s dibuka")
        text = _("Pengusulan kategori %(category)s, %(edition)s, telah dibuka.")
    else:
        return
    people = User.objects.filter(seats__in=queries.concerned(category)).distinct()
    url = category.edition.get_absolute_url()
    notify(people, title=title % words, text=text % words, url=url, edition=category.edition)
