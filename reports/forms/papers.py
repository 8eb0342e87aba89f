from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Edition, Seat
from paritrana.committees.queries import deciding
from paritrana.forms import LocalDateField, PortalForm
from reports.forms.numbers import NumberField
from reports.queries import Recipient


class CertificatesForm(PortalForm):
    submit_label = _("Buat piagam")
    recipients = forms.MultipleChoiceField(
        label=_("Penerima"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hapus centang penerima yang piagamnya belum akan dibuat."),
        error_messages={"required": _("Pilih paling sedikit satu penerima.")},
    )
    number = NumberField(many=True, label=_("Pola nomor piagam"))

    def __init__(self, *args: Any, recipients: Iterable[Recipient], **kwargs: Any) -> None:
        awards = [row.award for row in recipients]
        choices = [(award.subject, f"{award.word}: {award.name}") for award in awards]
        super().__init__(*args, initial={"recipients": [subject for subject, _label in choices]}, **kwargs)
        self.fields["recipients"].choices = choices  # type: ignore[attr-defined]


class StatementForm(PortalForm):
    """Who will sign the statement of truth."""

    submit_label = _("Buat formulir")
    signer = forms.CharField(label=_("Penanda tangan"), max_length=160, help_text=_("Nama dengan gelar."))
    office = forms.CharField(
        label=_("Jabatan"), max_length=160, help_text=_("Misalnya Sekretaris Daerah Kabupaten Berau.")
    )


class SelectionMinutesForm(PortalForm):
    """When and where the selection was decided, and who was there."""

    submit_label = _("Bekukan dan buat berita acara")
    held_on = LocalDateField(label=_("Tanggal rapat"))
    place = forms.CharField(label=_("Tempat rapat"), max_length=160)
    present = forms.ModelMultipleChoiceField(
        label=_("Hadir dan memutuskan"), queryset=Seat.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Yang tidak ditandai tercetak sebagai tidak hadir."),
    )  # fmt: skip
    number = NumberField(label=_("Nomor berita acara"))

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = Seat.objects.visible_to(self.user, "seats.view")
        field = self.fields["present"]
        field.queryset = reached.filter(pk__in=deciding(edition).values("pk")).select_related("person", "province")
        field.label_from_instance = lambda seat: f"{seat.person} ({seat.office or seat})"


class CheckForm(forms.Form):
    code = forms.CharField(label=_("Kode pada dokumen"), max_length=1000)

    def clean_code(self) -> str:
        """As on paper: groups, small letters and spaces do not matter. Also the whole address that a scanner copied."""
        typed = self.cleaned_data["code"].rpartition("/cek/")[2].partition("#")[0]
        code: str = "".join(letter for letter in typed.upper() if letter.isalnum())
        if len(code) != 20 or not code.isascii():
            raise ValidationError(_("Periksa lagi kodenya: pada dokumen tercetak lima kelompok empat huruf dan angka."))
        return code
