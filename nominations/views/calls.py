"""The call list of the secretariat: who has not moved yet, and what was agreed on the phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, F, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from nominations.call_queries import Step, with_step
from nominations.forms import ContactForm
from nominations.models import Contact, Nomination
from nominations.services import calls as services
from nominations.tables import CallTable
from nominations.views.rows import address
from nominations.workflow import OPEN
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render

PAGE = 50


@edition_page("nominations.manage")
def call_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every candidate with the step it has reached."""
    mine = Nomination.objects.visible_to(request.user, "nominations.manage")
    rows = with_step(mine.filter(edition=edition, status__in=OPEN))
    counts = dict(rows.order_by().values_list("step").annotate(count=Count("pk")))
    chosen = request.GET.get("step", "")
    if chosen in Step.values:
        rows = rows.filter(step=chosen)
    if "mine" in request.GET:
        rows = rows.filter(followed_by=request.user)
    # First those who have not moved and were never called.
    waiting_first = Case(When(step=Step.SENT, then=1), default=0)
    rows = rows.order_by(waiting_first, F("contact_at").asc(nulls_first=True), "number")
    table = CallTable(rows.select_related("nominee", "category", "edition__province", "followed_by"))
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {
        "table": table,
        "choices": Step.choices,
        "counts": counts,
        "mine": "mine" in request.GET,
        "breadcrumbs": [(_("Usulan"), address("nominations", edition)), (_("Daftar hubungan"), None)],
    }
    return render(request, "nominations/calls.html", context)


@edition_page("nominations.manage")
def call(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """One candidate: whom to call, what was said, who follows it."""
    rows = with_step(Nomination.objects.visible_to(request.user, "nominations.manage").filter(edition=edition))
    nomination = get_object_or_404(
        rows.select_related("nominee", "category", "edition__province", "followed_by"), number=number
    )
    if request.POST.get("action") == "follow":
        services.follow(nomination, by=request.user)
        return redirect(request.path)
    form = ContactForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_contact(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Catatan tersimpan."))
            return redirect(request.path)
    context = {
        "nomination": nomination,
        "step": Step(nomination.step),
        "form": form,
        "contacts": Contact.objects.visible_to(request.user, "nominations.manage")
        .filter(nomination=nomination)
        .select_related("by"),
        "breadcrumbs": [
            (_("Usulan"), address("nominations", edition)),
            (_("Daftar hubungan"), address("calls", edition)),
            (nomination.nominee.name, None),
        ],
    }
    return (refused if request.method == "POST" else render)(request, "nominations/call.html", context)
