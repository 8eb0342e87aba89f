"""What objections and changes ask of a person, and what they hold a category back for."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.access import holds
from paritrana.committees.agenda import Blocker, Item, Matter
from paritrana.committees.models import Category, Stage
from scoring.models import DecisionChange, Objection, ObjectionWindow
from scoring.objection_queries import end_of, is_running, window_of
from scoring.ranking_queries import open_change
from scoring.services.changes import refusal


def blockers(category: Category, target: Stage) -> list[Blocker]:
    """A category is closed when every objection has its answer and no change is under way."""
    if target != Stage.CLOSED:
        return []
    url = _url("objections_of", category)
    unanswered = Objection.objects.filter(category=category, answered_at=None).order_by("number")
    found = [
        Blocker(_("Sanggahan nomor %s belum dijawab.") % number, url=url)
        for number in unanswered.values_list("number", flat=True)
    ]
    if change := open_change(category):
        text = _("Keputusan perubahan sedang disiapkan.")
        found.append(Blocker(text, url=_url("change", category, change.pk)))
    if is_running(window_of(category)):
        found.append(Blocker(_("Masa sanggah masih berjalan."), url=url, hard=False))
    return found


def _unopened(user: Any) -> Any:
    """Announced, and nobody has opened the window of the decision in force."""
    opened = ObjectionWindow.objects.filter(decision=OuterRef("decisions"))
    rows = Category.objects.visible_to(user, "objections.manage").filter(
        ~Exists(opened), stage=Stage.ANNOUNCED, decisions__revoked_at=None, decisions__isnull=False
    )
    return rows.select_related("edition__province")


def _to_open(user: Any, row: Category) -> Item:
    return Item(_("Buka masa sanggah %s") % row, _url("objections_of", row), hint=str(row.edition))


def _unanswered(user: Any) -> Any:
    """Also those accepted with change that wait for the change to be opened."""
    followed = DecisionChange.objects.filter(objection=OuterRef("pk"), discarded_at=None)
    rows = Objection.objects.visible_to(user, "objections.manage").select_related("category__edition__province")
    return rows.filter(Q(answered_at=None) | ~Exists(followed) & Q(outcome=Objection.Outcome.CHANGED))


def _to_answer(user: Any, row: Objection) -> Item:
    """With the last day of its answer."""
    words = {"number": row.number, "category": row.category}
    if row.answered_at:
        text = _("Buka perubahan atas sanggahan nomor %(number)s, %(category)s") % words
        return Item(text, _url("changes", row.category))
    text = _("Jawab sanggahan nomor %(number)s, %(category)s") % words
    deadline = end_of(row.category.edition.province, row.answer_by)
    return Item(text, _url("objection", row.category, row.number), deadline=deadline)


def _changes(user: Any) -> Any:
    rows = DecisionChange.objects.visible_to(user, "changes.issue").filter(issued_at=None, discarded_at=None)
    return rows.select_related("category__edition__province").defer("package")


def _to_change(user: Any, row: DecisionChange) -> Item | None:
    """A change waits for the plenary, then for a second officer."""
    url = _url("change", row.category, row.pk)
    if row.result is None:
        return Item(_("Tetapkan hasil yang diubah, %s") % row.category, url) if holds(user, "decision.close") else None
    return None if refusal(row, user) else Item(_("Terbitkan Keputusan perubahan, %s") % row.category, url)


def _url(name: str, category: Category, *rest: Any) -> str:
    return reverse(name, args=[category.edition.province.slug, category.edition.slug, category.slug, *rest])


MATTERS = [
    Matter("objections.manage", _unopened, _to_open),
    Matter("objections.manage", _unanswered, _to_answer),
    Matter("changes.issue", _changes, _to_change),
]
