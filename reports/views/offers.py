"""Buat dokumen: what can be made, why not yet, and the form of one kind."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries, services
from reports.models import Batch, Document, Signer
from reports.offering import Facts, Group, Offer, Target, needs_sessions
from reports.offers import OFFERS, find
from reports.services import dispatch as dispatch_services
from reports.services.signers import among, mandate_note
from reports.views.documents import PAGE, poll_address, watched
from reports.views.invitations import dispatches_of
from reports.wording import SLOTS


@dataclass
class Row:
    """One paper of one target, or how many there are."""

    target: Target
    url: str
    why_not: str
    newest: Document | None
    count: int

    @property
    def name(self) -> str:
        return "" if isinstance(self.target, Edition) else str(self.target)


@watched
@edition_page("documents.make")
def offers(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All kinds by the stage of the year; what cannot be made yet stands in one line with the reason."""
    seen = services.state(edition.province.slug, edition.slug)
    facts = Facts(edition, request.user)
    chosen = request.GET.get("kategori", "")
    made = _made(request, edition)
    groups: list[dict[str, Any]] = []
    for group in Group:
        kinds = [_kind(offer, facts, made, chosen) for offer in OFFERS if offer.group == group]
        groups.append({"label": group.label, "slug": group.value, "kinds": kinds})
    rows = [row for group in groups for kind in group["kinds"] for row in kind["rows"]]
    context = {
        "groups": groups,
        "categories": [(category.slug, category.name) for category in facts.categories],
        "signer": facts.signer,
        "working": any(row.newest and row.newest.is_working for row in rows),
        "poll": poll_address(request, seen),
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (_("Buat dokumen"), None)],
    }
    return render(request, "reports/offers.html", context, partial="rows")


@edition_page("documents.make")
def offer(request: HttpRequest, edition: Edition, slug: str, target: str = "") -> HttpResponse:
    """What is typed for one paper, its versions, and the button that makes it."""
    facts = Facts(edition, request.user)
    chosen = find(slug)
    places = facts.of(chosen.per) if chosen else []
    place = next((row for row in places if _key(row) == target), None)
    if chosen is None or chosen.verb is None or place is None:
        raise Http404
    papers = _papers(request, edition, chosen, place)
    shown = list(queries.newest(papers)[:PAGE])
    reached = dispatches_of(request, shown) if chosen.kind in Document.DELIVERED else {}
    for paper in shown:
        paper.reached = reached.get(paper.pk, [])
    form = chosen.form(
        request.POST if request.method == "POST" else None, user=request.user, target=place, last=papers.first()
    )
    form.cancel_url = _url("offers", edition)
    signers = Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    signer = among(signers, chosen.kind) if chosen.signed else None
    context = {
        "offer": chosen,
        "target": "" if place == edition else place,
        "why_not": chosen.reason(facts, place),
        "papers": shown,
        "sendable": sum(_sendable(paper) for paper in shown),
        "form": form,
        "signer": signer,
        "mandate": mandate_note(signer, chosen.kind) if signer else "",
        "worded": chosen.kind in SLOTS,
        "breadcrumbs": [
            (_("Dokumen"), _url("documents", edition)),
            (_("Buat dokumen"), form.cancel_url),
            (chosen.name, None),
        ],
    }
    if request.method != "POST":
        return render(request, "reports/offer.html", context)
    may = form.is_valid() and not context["why_not"]
    made = form.attempt(chosen.verb, place, by=request.user, **form.facts()) if may else None
    if made is None:
        return refused(request, "reports/offer.html", context)
    if isinstance(made, Batch):
        return redirect("batch", edition.province.slug, edition.slug, made.pk)
    messages.success(request, _("%(title)s: sedang dibuat.") % {"title": made.title})
    return redirect(f"{_url('documents', edition)}?kind={made.kind}")


def _sendable(paper: Document) -> bool:
    """Whether a letter to a candidate is finished and has gone to nobody yet."""
    standing = paper.status == Document.Status.READY and paper.superseded_at is None
    return paper.kind in Document.DELIVERED and standing and not paper.reached  # type: ignore[attr-defined]


@require_POST
@edition_page("documents.make")
def letters_send(request: HttpRequest, edition: Edition, slug: str, target: str) -> HttpResponse:
    """Every finished letter of a kind and target, to those whom it has not reached."""
    chosen = find(slug)
    places = Facts(edition, request.user).of(chosen.per) if chosen else []
    place = next((row for row in places if _key(row) == target), None)
    if chosen is None or place is None or chosen.kind not in Document.DELIVERED:
        raise Http404
    papers = _papers(request, edition, chosen, place).filter(superseded_at=None, status=Document.Status.READY)
    try:
        sent = sum(len(dispatch_services.send_invitation(paper, by=request.user)) for paper in papers)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(chosen.url(edition, place))
    if sent:
        text = ngettext("Surat disampaikan kepada %(count)s orang.", "Surat disampaikan kepada %(count)s orang.", sent)
        messages.success(request, text % {"count": sent})
    else:
        messages.info(request, _("Tidak ada orang baru yang diberi tahu."))
    return redirect(chosen.url(edition, place))


def _kind(offer: Offer, facts: Facts, made: dict[tuple[str, Any], tuple[Document, int]], chosen: str) -> dict[str, Any]:
    """One kind: the targets it can be made for or was made for, and for the others the reasons, each once."""
    rows: list[Row] = []
    waiting: dict[str, list[str]] = {}
    targets = facts.of(offer.per)
    if not targets:
        none = _("Tambahkan kategori dahulu.")
        waiting[none if offer.per == "category" else needs_sessions(facts, facts.edition)] = []
    for target in targets:
        category = target if isinstance(target, Category) else getattr(target, "category", None)
        if chosen and category and category.slug != chosen:
            continue
        newest, count = made.get((offer.kind, _part(offer, target)), (None, 0))
        why_not = offer.reason(facts, target)
        if why_not and newest is None:
            waiting.setdefault(why_not, []).append("" if isinstance(target, Edition) else str(target))
        else:
            rows.append(Row(target, offer.url(facts.edition, target), why_not, newest, count if offer.many else 0))
    return {
        "offer": offer,
        "rows": rows,
        "waiting": [{"reason": reason, "names": ", ".join(filter(None, names))} for reason, names in waiting.items()],
        "alone": not rows and len(waiting) == 1,
    }


def _made(request: HttpRequest, edition: Edition) -> dict[tuple[str, Any], tuple[Document, int]]:
    """Of every kind and target the newest paper and how many stand."""
    visible = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition)
    of_session = [offer.kind for offer in OFFERS if offer.per == "session"]
    of_edition = [offer.kind for offer in OFFERS if offer.per == "edition"]
    standing = visible.filter(superseded_at=None).order_by()
    found: dict[tuple[str, Any], tuple[int, int]] = {}
    for kind, category, newest, count in (
        standing.exclude(kind__in=of_session).values_list("kind", "category").annotate(Max("pk"), Count("pk"))
    ):
        key = (kind, None if kind in of_edition else category)
        last, total = found.get(key, (0, 0))
        found[key] = (max(last, newest), total + count)
    for kind, subject, newest, count in (
        standing.filter(kind__in=of_session).values_list("kind", "subject").annotate(Max("pk"), Count("pk"))
    ):
        found[kind, subject] = (newest, count)
    papers = visible.defer("data").in_bulk([newest for newest, _count in found.values()])
    return {key: (papers[newest], count) for key, (newest, count) in found.items()}


def _part(offer: Offer, target: Target) -> Any:
    """By what papers of a kind are told apart, as `_made` finds them."""
    if offer.per == "session":
        return f"session:{target.pk}"
    return target.pk if offer.per == "category" else None


def _papers(request: HttpRequest, edition: Edition, offer: Offer, target: Target) -> Any:
    rows = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition, kind=offer.kind)
    if offer.per == "session":
        rows = rows.filter(subject=_part(offer, target))
    elif offer.per == "category":
        rows = rows.filter(category=target.pk)
    return rows.order_by("-pk")


def _key(target: Target) -> str:
    """As in the address; an edition needs none."""
    if isinstance(target, Edition):
        return ""
    return target.slug if isinstance(target, Category) else str(target.pk)


def _url(name: str, edition: Edition) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug])
