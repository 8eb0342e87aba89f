"""What is said about coverage beside the figures: the target, explanations of a fall, the chart."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nominations.coverage_forms import ExplainForm, TargetForm
from nominations.coverage_queries import (
    a_year_before,
    comparisons_of,
    dates_of,
    explaining,
    seen_by,
    target_of,
    year_ends,
)
from nominations.models import CoverageNote
from nominations.services import coverage_notes as services
from paritrana import charts
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import delta, pct, tanggal_pendek
from paritrana.regions.models import Regency


@edition_page("coverage.target")
def target(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The coverage the edition aims at."""
    form = TargetForm(request.POST or None, user=request.user, initial={"percent": target_of(request.user, edition)})
    form.cancel_url = url_of("coverage", edition)
    context = {
        "edition": edition,
        "title": _("Target cakupan"),
        "lead": _("Satu angka untuk semua kabupaten/kota pada penilaian ini."),
        "form": form,
        "breadcrumbs": [(_("Cakupan"), form.cancel_url), (_("Target"), None)],
    }
    if request.method != "POST":
        return render(request, "nominations/coverage_form.html", context)
    if form.is_valid():
        form.attempt(services.set_target, edition, form.cleaned_data["percent"], by=request.user)
    if form.errors:
        return refused(request, "nominations/coverage_form.html", context)
    messages.success(request, _("Target cakupan tersimpan."))
    return redirect(form.cancel_url)


@edition_page("coverage.explain")
def explain(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Why coverage fell, by the regency or by the branch, in its own words."""
    regency = regency_of(request, edition, "coverage.explain", code)
    office = explaining(request.user, regency)
    if office is None:
        raise Http404
    as_of = day_of(request, edition)
    figures = seen_by(request.user)
    before = a_year_before(as_of, dates_of(edition.province, figures.filter(regency=regency)))
    own = [note for note in notes_of(request.user, [regency], as_of).get(regency.pk, []) if note.office == office]
    form = ExplainForm(request.POST or None, user=request.user, initial={"text": own[0].text if own else ""})
    form.cancel_url = url_of("coverage_regency", edition, as_of, regency.code)
    context = {
        "edition": edition,
        "title": _("Mengapa cakupan %s turun") % regency,
        "lead": _("Ditulis atas nama %(office)s, untuk angka per %(day)s.")
        % {"office": office, "day": tanggal_pendek(as_of)},
        "form": form,
        "seen": comparisons_of([regency], as_of, before, figures=figures)[regency.pk],
        "breadcrumbs": [
            (_("Cakupan"), url_of("coverage", edition, as_of)),
            (str(regency), form.cancel_url),
            (_("Penjelasan"), None),
        ],
    }
    if request.method != "POST":
        return render(request, "nominations/coverage_form.html", context)
    if form.is_valid():
        form.attempt(services.explain, regency, as_of, form.cleaned_data["text"], by=request.user)
    if form.errors:
        return refused(request, "nominations/coverage_form.html", context)
    messages.success(request, _("Penjelasan tersimpan."))
    return redirect(form.cancel_url)


def notes_of(user: Any, regencies: Iterable[Regency], as_of: date) -> dict[int, list[CoverageNote]]:
    """Explanations by regency. One query."""
    rows = CoverageNote.objects.visible_to(user, "coverage.view").filter(regency__in=list(regencies), as_of=as_of)
    found: dict[int, list[CoverageNote]] = {}
    for row in rows.select_related("branch", "nominee", "by"):
        found.setdefault(row.regency_id, []).append(row)
    return found


def coverage_chart(rows: list[dict[str, Any]], as_of: date, before: date, target: Decimal | None) -> SafeString:
    """Every regency this year beside last year; the words of the plot name the ends and the falls."""
    known = [(row["seen"].now.percentage, str(row["regency"])) for row in rows]
    sums = sorted((value, name) for value, name in known if value is not None)
    fallen = [str(row["regency"]) for row in rows if row["seen"].fell]
    text = []
    if sums:
        text.append(
            _("Tertinggi %(high)s %(high_value)s, terendah %(low)s %(low_value)s.")
            % {"high": sums[-1][1], "high_value": pct(sums[-1][0]), "low": sums[0][1], "low_value": pct(sums[0][0])}
        )
    text.append(_("Turun: %s.") % ", ".join(fallen) if fallen else _("Tidak ada daerah yang cakupannya turun."))
    text.append(_("Semua angka ada pada tabel."))
    return charts.bars(
        [
            charts.Bar(
                str(row["regency"]),
                row["seen"].now.percentage,
                row["seen"].before.percentage,
                _words(row["seen"].now.percentage, row["seen"].change),
            )
            for row in rows
        ],
        title=_("Cakupan per %(now)s dibandingkan dengan %(before)s")
        % {"now": tanggal_pendek(as_of), "before": tanggal_pendek(before)},
        text=" ".join(text),
        now=tanggal_pendek(as_of),
        before=tanggal_pendek(before),
        mark=None if target is None else (target, _("Target %s") % pct(target)),
    )


def _words(now: Any, change: Any) -> str:
    if now is None:
        return _("belum ada angka")
    return pct(now) if change is None else f"{pct(now)} ({delta(change)})"


def regency_of(request: HttpRequest, edition: Edition, permission: str, code: str) -> Regency:
    return get_object_or_404(Regency.objects.visible_to(request.user, permission), province=edition.province, code=code)


def typed_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def day_of(request: HttpRequest, edition: Edition) -> date:
    """The as-of date from the address, else the end of the assessment year."""
    text = request.GET.get("per")
    if not text:
        return year_ends(edition.assessment_year)[0]
    day = typed_day(text)
    if day is None or not 2000 < day.year < 2200:
        raise Http404
    return day


def url_of(name: str, edition: Edition, as_of: date | None = None, *args: str) -> str:
    url = reverse(name, args=[edition.province.slug, edition.slug, *args])
    usual = as_of is None or as_of == year_ends(edition.assessment_year)[0]
    return url if usual else f"{url}?per={as_of:%Y-%m-%d}"
