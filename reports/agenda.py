"""What waits for the secretariat among the papers, and what the announcement asks."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.models import Nomination
from nominations.queries import COMPETING
from paritrana.access import holds
from paritrana.accounts.models import User
from paritrana.committees.agenda import Blocker, Item
from paritrana.committees.models import Category, Edition, Stage
from reports.models import Document
from reports.queries import without_certificate


def agenda(user: User) -> list[Item]:
    if not holds(user, "documents.make"):
        return _names(user)
    items = []
    mine = Category.objects.visible_to(user, "documents.make").filter(stage__in=[Stage.DECIDED, Stage.ANNOUNCED])
    made = Document.objects.filter(kind=Document.Kind.CERTIFICATE, superseded_at=None)
    for category in mine.exclude(documents__in=made).select_related("edition__province"):
        edition = category.edition
        items.append(
            Item(
                _("Buat piagam: %(category)s") % {"category": category.name},
                reverse("certificates", args=[edition.province.slug, edition.slug, category.slug]),
                hint=edition.title,
            )
        )
    failed = Document.objects.visible_to(user, "documents.make").filter(status=Document.Status.FAILED)
    counts = dict(failed.filter(superseded_at=None).order_by().values_list("edition").annotate(Count("pk")))
    for edition in Edition.objects.filter(pk__in=counts).select_related("province"):
        url = reverse("documents", args=[edition.province.slug, edition.slug]) + "?status=failed"
        items.append(Item(_("Ulangi dokumen yang gagal dibuat"), url, counts[edition.pk], hint=edition.title))
    return items


def _names(user: User) -> list[Item]:
    """After the interviews every finalist says how its name is printed, whatever the result will be."""
    if not holds(user, "names.confirm"):
        return []
    rows = Nomination.objects.visible_to(user, "names.confirm").filter(
        COMPETING, printed_name="", category__stage__in=[Stage.DELIBERATION, Stage.DECIDED]
    )
    rows = rows.exclude(category__documents__kind=Document.Kind.CERTIFICATE)
    rows = rows.select_related("edition__province", "nominee")
    return [
        Item(
            _("Konfirmasi nama pada piagam: %(nominee)s") % {"nominee": row.nominee.name},
            reverse("printed_name", args=[row.edition.province.slug, row.edition.slug, row.number]),
            hint=row.edition.title,
        )
        for row in rows
    ]


def blockers(category: Category, target: Stage) -> list[Blocker]:
    """Certificates are handed over at the ceremony: it is worth knowing that some are missing."""
    if target != Stage.ANNOUNCED:
        return []
    missing = without_certificate(category)
    if not missing:
        return []
    text = ngettext("%(count)s piagam belum siap.", "%(count)s piagam belum siap.", missing) % {"count": missing}
    edition = category.edition
    url = reverse("certificates", args=[edition.province.slug, edition.slug, category.slug])
    return [Blocker(text, hard=False, url=url)]
