"""The administrative selection: who goes on, each with a reason; told only when the category has moved on."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations.models import Nomination
from nominations.queries import BEFORE_RESULT
from nominations.services.nominations import advance, tell
from nominations.workflow import Status
from paritrana.access import require
from paritrana.committees.models import Category
from paritrana.notices.models import Notice

ACTIONS = {"shortlist": Status.SHORTLISTED, "leave_out": Status.NOT_SHORTLISTED}


@transaction.atomic
def decide(category: Category, decisions: Iterable[tuple[Nomination, str, str]], *, by: Any) -> int:
    """Write several decisions (nomination, action, reason) at once; answers how many changed."""
    require(by, "nominations.select", category)
    changed = 0
    for nomination, action, reason in decisions:
        if nomination.status == ACTIONS[action]:
            continue
        advance(nomination, action, by=by, note=reason)
        changed += 1
    return changed


@transaction.atomic
def tell_results(category: Category) -> int:
    """Tell every candidate the result of the selection once; answers how many people were told.

    Called when the category leaves the selection (task `nominations.tell_selection`); again is harmless.
    """
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.stage in BEFORE_RESULT:
        raise ValidationError(_("Hasil seleksi disampaikan setelah kategori ini melewati seleksi administrasi."))
    told = 0
    rows = Nomination.objects.filter(category=category, status__in=ACTIONS.values())
    for row in rows.select_related("category", "nominee", "edition__province"):
        through = row.status == Status.SHORTLISTED
        title = _("Lolos seleksi administrasi") if through else _("Hasil seleksi administrasi")
        if Notice.objects.filter(url=row.get_absolute_url(), title=title).exists():
            continue
        told += tell(row, title, _THROUGH if through else _LEFT_OUT, reason=row.status_reason)
    return told


_THROUGH = gettext_lazy(
    "%(nominee)s menjadi nomine dalam kategori %(category)s. Jadwal tahap berikutnya akan disampaikan."
)
_LEFT_OUT = gettext_lazy(
    "Terima kasih atas partisipasi %(nominee)s dalam kategori %(category)s."
    " Usulan belum dapat dilanjutkan ke tahap berikutnya. Penjelasan: %(reason)s"
)
