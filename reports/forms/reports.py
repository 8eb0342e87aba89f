"""What is chosen for reports."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.models import Session
from nominations.coverage_queries import dates_of, year_ends
from nominations.models import CoverageFigure
from paritrana.committees.models import Category, Edition
from paritrana.numbers import tanggal_pendek
from reports.forms.offers import OfferForm


class CoverageReportForm(OfferForm):
    """At which date."""

    submit_label = _("Buat laporan")

    as_of = forms.ChoiceField(label=_("Per tanggal"))

    def __init__(self, *args: Any, target: Edition, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        figures = CoverageFigure.objects.visible_to(self.user, "coverage.view").filter(confirmed_at__isnull=False)
        days = dates_of(target.province, figures)
        field = self.fields["as_of"]
        field.choices = [(day.isoformat(), tanggal_pendek(day)) for day in days]  # type: ignore[attr-defined]
        field.initial = year_ends(target.assessment_year)[0].isoformat()
        if not days:
            field.help_text = _("Belum ada angka yang dikonfirmasi kepala kantor cabang.")

    def facts(self) -> dict[str, Any]:
        return {"as_of": date.fromisoformat(self.cleaned_data["as_of"])}


class ScoreSheetsForm(OfferForm):
    """The whole category or one of its sessions."""

    submit_label = _("Buat salinan lembar")

    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Sesi"), required=False, empty_label=_("Seluruh kategori")
    )

    def __init__(self, *args: Any, target: Category, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        rows = Session.objects.visible_to(self.user, "interviews.plan").filter(category=target)
        self.fields["session"].queryset = (  # type: ignore[attr-defined]
            rows.exclude(status=Session.Status.CANCELLED).order_by("period", "pk")
        )
