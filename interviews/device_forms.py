"""Forms of spare devices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.models import PanelSeat, Slot
from paritrana.forms import PortalForm


class SpareOfferForm(PortalForm):
    """For whom a spare device is, and for how long."""

    submit_label = _("Buat kode")

    panelist = forms.ModelChoiceField(PanelSeat.objects.none(), label=_("Panelis"))
    slot = forms.ModelChoiceField(
        Slot.objects.none(),
        label=_("Sampai akhir giliran"),
        required=False,
        help_text=_("Setelah itu perangkat keluar dengan sendirinya, dengan kelonggaran 30 menit."),
    )

    def __init__(self, *args: Any, panel: Any, slots: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["panelist"].queryset = panel  # type: ignore[attr-defined]
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]
        self.fields["slot"].empty_label = _("Seluruh sesi")  # type: ignore[attr-defined]


class SpareCodeForm(PortalForm):
    """The one thing to type on the tablet."""

    submit_label = _("Buka lembar penilaian")

    code = forms.CharField(
        label=_("Kode sekali pakai"),
        max_length=20,
        help_text=_("Delapan huruf dan angka di layar sekretariat; huruf kecil dan tanda hubung boleh diabaikan."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-from-hash": "",
            }
        ),
    )


class CopyForm(PortalForm):
    """A copy of unsent marks, scanned or pasted."""

    submit_label = _("Periksa salinan")

    code = forms.CharField(
        label=_("Kode salinan"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off", "data-from-hash": ""}),
        help_text=_("Pindai kode QR di ponsel panelis dengan kamera, atau tempel teksnya di sini."),
    )
