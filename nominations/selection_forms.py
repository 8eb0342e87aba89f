from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import SelectionBasis
from paritrana.forms import PortalForm, WholeNumberField


class BasisForm(PortalForm):
    """By what the line is drawn: each by hand, a threshold, or the highest; and what happens to equals on it."""

    submit_label = _("Simpan dasar seleksi")
    fieldsets = (
        (_("Garis seleksi"), ("method", "measure", "least", "quota")),
        (_("Nilai sama di garis"), ("tie", "criterion")),
    )

    method = forms.ChoiceField(label=_("Cara memilih"), choices=SelectionBasis.Method.choices, widget=forms.RadioSelect)
    measure = forms.ChoiceField(label=_("Ukuran"), choices=SelectionBasis.Measure.choices, widget=forms.RadioSelect)
    least = forms.DecimalField(
        label=_("Ambang (persen)"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2,
        help_text=_("Untuk cara ambang, misalnya 75 atau 72,5."),
    )  # fmt: skip
    quota = WholeNumberField(
        label=_("Banyak nomine"), required=False, min_value=1, max_value=9999, help_text=_("Untuk cara kuota.")
    )
    tie = forms.ChoiceField(
        label=_("Bila nilainya sama di garis"), choices=SelectionBasis.Tie.choices, widget=forms.RadioSelect
    )
    criterion = forms.CharField(
        label=_("Kriteria pleno"), required=False, max_length=300,
        help_text=_("Misalnya: cakupan tertinggi di antara yang bernilai sama. Tercetak dalam berita acara."),
    )  # fmt: skip

    def __init__(self, *args: Any, basis: SelectionBasis, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(basis, name) for name in self.base_fields}
        kwargs["prefix"] = "dasar"
        super().__init__(*args, **kwargs)
