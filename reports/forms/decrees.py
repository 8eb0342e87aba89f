from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from paritrana.forms import LocalDateField, PortalForm, PortalModelForm, seen_field
from reports.models import Decree, Document
from reports.services.names import LONGEST


class DecreeForm(PortalModelForm):
    """Number and days of the Keputusan behind a category's certificates."""

    submit_label = _("Simpan nomor dan tanggal")
    date = LocalDateField(label=_("Tanggal Keputusan"), required=False)
    printed_on = LocalDateField(
        label=_("Tanggal cetak piagam"), required=False, help_text=_("Hanya tercetak bila dipilih di bawah.")
    )

    class Meta:
        model = Decree
        fields = ["number", "date", "printed_on", "day", "cited"]
        widgets = {"day": forms.RadioSelect}
        help_texts = {
            "number": _("Boleh menyusul; piagam dapat dibuat tanpa nomor ini."),
            "day": _("Yang belum diketahui diganti tanggal penganugerahan, lalu tanggal rapat pleno."),
            "cited": _("Tercetak: Berdasarkan Keputusan … Nomor … tanggal …"),
        }

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field(now)

    def clean_number(self) -> str:
        """As it was given elsewhere: nothing is replaced in it."""
        number = str(self.cleaned_data["number"])
        if "{" in number or "}" in number:
            raise ValidationError(_("Tulis nomor lengkap seperti pada Keputusan, tanpa kurung kurawal."))
        return number


class AcceptDaysForm(PortalForm):
    submit_label = _("Terima dengan alasan")
    reason = forms.CharField(
        label=_("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tersimpan bersama nama Anda; piagam tetap dapat dibuat tanpa ini."),
    )  # fmt: skip

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field(now)


class PrintedNameForm(PortalForm):
    """How a name is printed on the certificate."""

    submit_label = _("Konfirmasi nama ini")
    name = forms.CharField(
        label=_("Nama pada piagam"), max_length=LONGEST,
        help_text=_("Persis seperti akan tercetak, dengan huruf besar, gelar, dan tanda bacanya."),
    )  # fmt: skip
    # The stored name when the page was opened.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any) -> None:
        start = {"name": nomination.name_on_paper, "seen": nomination.printed_name}
        super().__init__(*args, initial=start, **kwargs)


class HandedForm(PortalForm):
    """Which certificates were signed by hand or given to their recipients."""

    submit_label = _("Catat")
    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Piagam"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu piagam.")},
    )
    on = LocalDateField(label=_("Tanggal ditandatangani atau diserahkan"))

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"documents": [row.pk for row in documents]}, **kwargs)
        field = self.fields["documents"]
        field.queryset = documents  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.title  # type: ignore[attr-defined]
