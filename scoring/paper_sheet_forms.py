"""The forms of sheets on paper: the code, the marks, the pick."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm, UploadField
from scoring.engine.rules import MarkError
from scoring.forms import MarksForm
from scoring.paper_sheet_queries import read_code
from scoring.services import sheets
from scoring.services.paper import SCAN_TYPES
from scoring.services.paper_sheets import PAPER, SCREEN
from scoring.services.sheets import mark_error


class CodeForm(PortalForm):
    """Which sheet lies on the table. A scanner types the code and presses Enter."""

    submit_label = _("Buka lembar")

    code = forms.CharField(
        label=_("Kode lembar"),
        max_length=60,
        help_text=_("Dua angka di bawah kode QR, misalnya 812-1, atau pindai kodenya dengan alat pemindai."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )

    def clean_code(self) -> tuple[int, int]:
        found = read_code(self.cleaned_data["code"])
        if found is None:
            raise ValidationError(_t("Tulis kedua angka di bawah kode QR, misalnya 812-1."))
        return found


class PaperSheetForm(MarksForm):
    """All marks of one sheet as they are written on it, and its picture."""

    submit_label = _("Simpan untuk petugas kedua")

    scan = UploadField(
        label=_("Foto atau pindaian lembar"), types=SCAN_TYPES, max_bytes=settings.FILE_MAX_BYTES,
        error_messages={"required": _("Lampirkan gambar lembar ini, atau beri tanda bahwa tidak ada gambarnya.")},
        help_text=_("Petugas kedua dan panelis mencocokkan nilai dengan gambar ini."),
    )  # fmt: skip
    without_scan = forms.BooleanField(
        label=_("Tanpa gambar: lembar kertasnya sendiri diberikan kepada petugas kedua"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = tuple(self.field_of(criterion.code) for criterion in self.criteria)
        for name in marks:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = mark_error(MarkError("empty"))
        self.fields[marks[0]].widget.attrs["autofocus"] = True
        self.order_fields([*marks, "scan", "without_scan"])
        self.fieldsets = ((_("Nilai"), marks), (_("Lembar kertas"), ("scan", "without_scan")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            sheets.parse({code: text for code, text in self.typed().items() if text.strip()})
        except ValidationError as error:
            self.refuse(error)
        if data.get("without_scan") and not self.files:
            self.errors.pop("scan", None)
            data["scan"] = None
        return data


class PickForm(PortalForm):
    """Paper or screen. Who is not the owner picks unseen and says why."""

    submit_label = _("Berlakukan pilihan ini")

    source = forms.ChoiceField(
        label=_("Nilai yang berlaku"),
        choices=[(PAPER, _("Lembar kertas")), (SCREEN, _("Layar"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Mengapa panelis tidak memilih sendiri"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["reason"]
