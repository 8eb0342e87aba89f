"""The deadline of a category: whoever it binds is told when it moves, those who have sent too."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations.models import Nomination
from nominations.services.nominations import in_zone, tell
from nominations.workflow import FILLING, Status
from paritrana.committees.models import Category
from paritrana.notices.models import Notice


@transaction.atomic
def tell_moved(category: Category) -> int:
    """Tell every candidate without a deadline of its own; answers how many people were told.

    Called when the deadline has moved (task `nominations.tell_deadline`); again is harmless.
    """
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    rows = Nomination.objects.filter(category=category, deadline=None, status__in=[*FILLING, Status.SENT])
    told = 0
    for row in rows.select_related("category", "nominee", "edition__province"):
        if row.closes_at is None:
            continue
        head = _("Batas pengiriman menjadi")
        title = f"{head} {in_zone(row.closes_at, row)}"
        last = Notice.objects.filter(url=row.get_absolute_url(), title__startswith=head).order_by("-pk").first()
        if last and last.title == title:
            continue
        sent = row.status == Status.SENT
        told += tell(row, title, _SENT if sent else _OPEN, until=in_zone(row.closes_at, row))
    return told


_OPEN = gettext_lazy("Penilaian mandiri %(nominee)s dalam kategori %(category)s dikirim paling lambat %(until)s.")
_SENT = gettext_lazy(
    "Batas pengiriman kategori %(category)s menjadi %(until)s. Penilaian mandiri %(nominee)s sudah terkirim; sampai"
    " saat itu masih dapat ditarik kembali, diubah, dan dikirim lagi."
)
