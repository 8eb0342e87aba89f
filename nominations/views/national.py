"""Coverage per province, for the administrator."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.coverage import change_pp, percentage, together
from nominations.coverage_queries import comparisons_of, year_ends
from nominations.models import CoverageFigure
from paritrana.access import require
from paritrana.htmx import render
from paritrana.regions.models import Province, Regency


def coverage(request: HttpRequest) -> HttpResponse:
    """Confirmed figures at the end of a year; a province has a percentage when all its regencies are complete."""
    require(request.user, "coverage.national")
    figures = CoverageFigure.objects.visible_to(request.user, "coverage.national")
    years = sorted({day.year for day in figures.dates("as_of", "year")}, reverse=True)[:8]
    chosen = request.GET.get("tahun", "")
    year = next((one for one in years if str(one) == chosen), years[0] if years else None)
    rows = []
    if year:
        as_of, before = year_ends(year)
        provinces = Province.objects.visible_to(request.user, "coverage.national").order_by("name")
        regencies = Regency.objects.visible_to(request.user, "coverage.national").filter(valid_to=None)
        by_province: dict[str, list[Regency]] = {}
        for regency in regencies:
            by_province.setdefault(regency.province_id, []).append(regency)
        found = comparisons_of([row for rows_ in by_province.values() for row in rows_], as_of, before, figures=figures)
        for province in provinces:
            seen = [found[regency.pk] for regency in by_province.get(province.pk, [])]
            now, past = together(one.now for one in seen), together(one.before for one in seen)
            rows.append(
                {
                    "province": province,
                    "complete": sum(one.now.complete for one in seen),
                    "regencies": len(seen),
                    "now": now and percentage(*now),
                    "before": past and percentage(*past),
                    "change": change_pp(*past, *now) if now and past else None,
                    "fallen": sum(one.fell for one in seen),
                }
            )
    context = {
        "rows": [row for row in rows if row["complete"]],
        "without": [row["province"] for row in rows if not row["complete"]],
        "year": year,
        "years": [(one, f"?tahun={one}", one == year) for one in years] if len(years) > 1 else [],
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Nasional"), reverse("nation")), (_("Cakupan"), None)],
    }
    return render(request, "nominations/national_coverage.html", context)
