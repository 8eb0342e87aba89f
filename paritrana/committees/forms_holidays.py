from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paritrana.forms import LocalDateField, PortalForm


class HolidayForm(PortalForm):
    """A day of the province's own."""

    submit_label = _("Tambahkan hari")
    day = LocalDateField(label=_("Tanggal"))
    name = forms.CharField(
        label=_("Keterangan"), max_length=120, help_text=_("Sebutkan dasarnya, misalnya nomor surat edaran.")
    )
    is_off = forms.ChoiceField(
        label=_("Hari ini dihitung sebagai"),
        choices=[("off", _("hari libur")), ("work", _("hari kerja, walaupun ada dalam daftar nasional"))],
        initial="off",
        widget=forms.RadioSelect,
    )

    def clean_is_off(self) -> Any:
        return self.cleaned_data["is_off"] == "off"
