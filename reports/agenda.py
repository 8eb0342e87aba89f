"""What waits for the secretariat among the papers, and what the announcement asks."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.models import Nomination
from nominations.queries import COMPETING
from paritrana.access import holds
from paritrana.accounts.models import User
from paritrana.committees.agenda import Blocker, Item
from paritrana.committees.models import Category, Edition, Stage
from reports.models import Document, Recall, SignedFile
from reports.queries import without_certificate


def agenda(user: User) -> list[Item]:
    if not holds(user, "documents.make"):
        return _names(user)
    return _certificates(user) + _troubles(user)


def _certificates(user: User) -> list[Item]:
    """Categories whose certificates are to be made, or that were recalled and are not back yet."""
    made = Document.objects.filter(kind=Document.Kind.CERTIFICATE, superseded_at=None, category=OuterRef("pk"))
    away = Recall.objects.filter(returned_on=None, document__category=OuterRef("pk")).order_by()
    away = away.values("document__category").annotate(count=Count("pk")).values("count")
    rows = Category.objects.visible_to(user, "documents.make").annotate(away=Coalesce(Subquery(away), 0))
    waiting = Q(stage__in=[Stage.DECIDED, Stage.ANNOUNCED]) & ~Exists(made)
    items = []
    for category in (
        rows.annotate(waiting=waiting).filter(Q(waiting=True) | Q(away__gt=0)).select_related("edition__province")
    ):
        edition, name = category.edition, {"category": category.name}
        url = reverse("certificates", args=[edition.province.slug, edition.slug, category.slug])
        if category.waiting:
            items.append(Item(_("Buat piagam: %(category)s") % name, url, hint=edition.title))
        if category.away:
            text = _("Catat piagam yang kembali: %(category)s") % name
            items.append(Item(text, url, category.away, hint=edition.title))
    return items


def _troubles(user: User) -> list[Item]:
    """What could not be made, and signed files that came back changed: another officer than their own compares them."""
    changed = SignedFile.objects.filter(state=SignedFile.State.COMPARE).exclude(by=user)
    failed = Q(status=Document.Status.FAILED)
    rows = Document.objects.visible_to(user, "documents.make").filter(superseded_at=None)
    rows = rows.filter(failed | Q(pk__in=changed.values("document"))).order_by()
    found = rows.annotate(failed=failed).values_list("edition", "failed").annotate(Count("pk"))
    counts = {(edition, is_failed): count for edition, is_failed, count in found}
    items = []
    for edition in Edition.objects.filter(pk__in={key for key, _failed in counts}).select_related("province"):
        place = [edition.province.slug, edition.slug]
        if count := counts.get((edition.pk, True)):
            url = reverse("documents", args=place) + "?status=failed"
            items.append(Item(_("Ulangi dokumen yang gagal dibuat"), url, count, hint=edition.title))
        if count := counts.get((edition.pk, False)):
            url = reverse("signatures", args=place)
            items.append(Item(_("Bandingkan berkas bertanda tangan"), url, count, hint=edition.title))
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
