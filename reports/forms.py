from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Seat
from paritrana.forms import PortalForm, PortalModelForm
from reports.models import Signer
from reports.services import ORDINAL


class SignerForm(PortalModelForm):
    submit_label = _("Simpan penanda tangan")
    acting = forms.ChoiceField(
        label=_("Pelaksana"),
        choices=[("", _("Pejabat tetap")), *Seat.Acting.choices],
        required=False,
        help_text=_("Bila menjabat sementara."),
    )

    class Meta:
        model = Signer
        fields = ["name", "office", "acting", "on_behalf", "nip"]
        help_texts = {
            "office": _("Ditulis penuh, misalnya Sekretaris Daerah Provinsi Kalimantan Timur."),
            "on_behalf": _("Jabatan yang diwakili, misalnya Gubernur Kalimantan Timur. Tercetak “a.n. …”."),
            "nip": _("Hanya tercetak di bawah nama penanda tangan."),
        }


class CertificatesForm(PortalForm):
    submit_label = _("Buat piagam")
    pattern = forms.CharField(
        label=_("Pola nomor piagam"),
        required=False,
        max_length=70,
        help_text=_(
            "Kosongkan bila nomor ditulis tangan atau menyusul. {urut} diganti nomor urut dari portal, "
            "misalnya 400.14/{urut}/2025."
        ),
    )

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"].strip()
        if pattern and ORDINAL not in pattern:
            raise ValidationError(_("Tulis {urut} di tempat nomor urut, agar tidak ada dua piagam bernomor sama."))
        return pattern


class CheckForm(forms.Form):
    code = forms.CharField(label=_("Kode pada dokumen"), max_length=40)

    def clean_code(self) -> str:
        """As on paper: groups, small letters and spaces do not matter."""
        code: str = "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())
        if len(code) != 20:
            raise ValidationError(_("Periksa lagi kodenya: pada dokumen tercetak lima kelompok empat huruf dan angka."))
        return code
