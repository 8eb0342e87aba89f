from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from interviews import brief as briefs
from interviews.models import Slot
from interviews.views.sessions import crumbs
from nominations.models import Nomination
from paritrana.committees.models import Edition, Round
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from scoring.conflict_queries import suggested
from scoring.models import ScoreSheet


@edition_page("interviews.order")
def brief(request: HttpRequest, edition: Edition, pk: int, slot: int) -> HttpResponse:
    """One nominee on one page, to read before and while it presents."""
    rows = Slot.objects.visible_to(request.user, "interviews.order").filter(session=pk, session__edition=edition)
    row = get_object_or_404(
        rows.select_related("session", "nomination__nominee__regency", "nomination__nominee__village").select_related(
            "nomination__category"
        ),
        pk=slot,
    )
    row.session.edition = row.nomination.edition = edition
    found = briefs.brief(request.user, row.nomination, row)
    own = ScoreSheet.objects.visible_to(request.user, "sheets.fill")
    nominations = Nomination.objects.visible_to(request.user, "recusals.declare").filter(pk=OuterRef("nomination"))
    asks = suggested(nominations).filter(person_key=request.user.pk)
    sheets = own.filter(nomination=row.nomination_id, round=Round.INTERVIEW, voided_by=None)
    sheet = sheets.annotate(asks=Exists(asks)).first()
    context = {
        "edition": edition,
        "category": row.nomination.category,
        "session": row.session,
        "slot": row,
        "brief": found,
        "headline": briefs.headline(found),
        "sheet": sheet if sheet and sheet.status in ScoreSheet.OPEN else None,
        "recused": sheet is not None and sheet.status == ScoreSheet.Status.RECUSED,
        "asks": sheet is not None and sheet.asks,
        "breadcrumbs": crumbs(edition, row.session, (_("Ringkasan"), None)),
    }
    return render(request, "interviews/brief.html", context)
