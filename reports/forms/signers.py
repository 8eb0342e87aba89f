from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Seat
from paritrana.forms import PortalModelForm, seen_field
from reports.models import Document, Signer


class SignerForm(PortalModelForm):
    submit_label = _("Simpan penanda tangan")
    acting = forms.ChoiceField(
        label=_("Pelaksana"),
        choices=[("", _("Pejabat tetap")), *Seat.Acting.choices],
        required=False,
        help_text=_("Bila menjabat sementara."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Menandatangani"),
        choices=[(kind.value, kind.label) for kind in Document.NUMBERED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Yang tidak ditandai pada siapa pun ditandatangani penanda tangan pertama tanpa pilihan."),
    )

    class Meta:
        model = Signer
        fields = ["name", "office", "acting", "on_behalf", "under", "grade", "nip", "kinds"]
        labels = {"under": _("Penerima mandat (u.b.)")}
        help_texts = {
            "office": _("Ditulis penuh, misalnya Sekretaris Daerah Provinsi Kalimantan Timur."),
            "on_behalf": _("Jabatan yang diwakili, misalnya Gubernur Kalimantan Timur. Tercetak “a.n. …”."),
            "under": _("Bila wewenang diteruskan: jabatan di antaranya. Tercetak di bawah a.n., lalu “u.b.”."),
            "grade": _("Misalnya Pembina Utama Madya. Kosongkan bila tidak dicetak."),
            "nip": _("Hanya tercetak di bawah nama penanda tangan."),
        }

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field(now)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("under") and not cleaned.get("on_behalf"):
            self.add_error("on_behalf", _("Isi jabatan yang diwakili: “u.b.” hanya ada di bawah “a.n.”."))
        return cleaned
