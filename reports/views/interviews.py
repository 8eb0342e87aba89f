from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.models import Closing
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries, services
from reports.forms.interviews import InterviewMinutesForm
from reports.models import Document


@edition_page("documents.make")
def interview_minutes(request: HttpRequest, edition: Edition, session: int) -> HttpResponse:
    """Who signs, who was away, who refuses; then the minutes of the closed session."""
    rows = Closing.objects.visible_to(request.user, "documents.make").filter(session__edition=edition)
    closing = get_object_or_404(rows.select_related("session__edition__province", "session__category"), session=session)
    form = InterviewMinutesForm(request.POST or None, user=request.user, facts=closing.facts)
    form.cancel_url = reverse("interview", args=[edition.province.slug, edition.slug, session])
    papers = Document.objects.visible_to(request.user, "documents.view").filter(
        kind=Document.Kind.INTERVIEW_MINUTES, subject=f"session:{session}"
    )
    context = {
        "category": closing.session.category,
        "session": closing.session,
        "form": form,
        "papers": queries.newest(papers),
        "breadcrumbs": [
            (_("Wawancara"), reverse("interviews", args=[edition.province.slug, edition.slug])),
            (closing.session.name, form.cancel_url),
            (_("Berita acara"), None),
        ],
    }
    if request.method == "POST":
        if not (
            form.is_valid()
            and form.attempt(services.request_interview_minutes, closing, by=request.user, **form.facts())
        ):
            return refused(request, "reports/interview_minutes.html", context)
        messages.success(request, _("Berita acara sedang dibuat dari catatan penutupan."))
        return redirect(request.path)
    return render(request, "reports/interview_minutes.html", context)
