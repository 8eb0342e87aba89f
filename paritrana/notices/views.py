from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.committees import queries
from paritrana.committees.models import Edition, Seat
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from paritrana.notices import services
from paritrana.notices.models import Notice


def notices(request: HttpRequest) -> HttpResponse:
    """A person's own notices, newest first."""
    own = Notice.objects.visible_to(request.user, "notices.view").select_related("edition__province")
    context = {
        "page": Paginator(own, 50).get_page(request.GET.get("page")),
        "unread": own.filter(read_at=None).count(),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Pemberitahuan"), None)],
    }
    return render(request, "notices/notices.html", context)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    services.mark_read(request.user)
    return redirect("notices")


@edition_page("notices.follow")
def notices_sent(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What the portal told whom, with the text for WhatsApp and whether it went out so."""
    sent = Notice.objects.visible_to(request.user, "notices.follow").filter(edition=edition)
    waiting, told = sent.filter(told_at=None).count(), sent.exclude(told_at=None).count()
    shown = request.GET.get("status", "")
    if shown in ("waiting", "told"):
        sent = sent.filter(told_at__isnull=shown == "waiting")
    page = Paginator(sent.select_related("to", "told_by", "province"), 50).get_page(request.GET.get("page"))
    offices = _offices(request, edition, [notice.to_id for notice in page])
    for notice in page:
        notice.message = services.whatsapp_text(notice, offices.get(notice.to_id, ""))
    context = {
        "page": page,
        "choices": [("waiting", _("Belum disampaikan")), ("told", _("Sudah disampaikan"))],
        "counts": {"waiting": waiting, "told": told},
        "breadcrumbs": [(_("Pemberitahuan"), None)],
    }
    return render(request, "notices/sent.html", context)


@require_POST
@edition_page("notices.follow")
def notice_told(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    rows = Notice.objects.visible_to(request.user, "notices.follow")
    services.mark_told(get_object_or_404(rows, edition=edition, pk=pk), by=request.user)
    messages.success(request, _("Tercatat: sudah disampaikan lewat WhatsApp."))
    return redirect("notices_sent", edition.province.slug, edition.slug)


def _offices(request: HttpRequest, edition: Edition, people: list[int]) -> dict[int | None, str]:
    """The office that stands first in a message to each person."""
    seats = queries.of_edition(Seat.objects.visible_to(request.user, "seats.view").filter(person__in=people), edition)
    return {
        seat.person_id: seat.office or str(seat.nominee or seat.branch or "")
        for seat in seats.select_related("nominee", "branch").order_by("-pk")
    }
