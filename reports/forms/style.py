from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm, PortalModelForm, UploadField, WholeNumberField, seen_field
from paritrana.regions.models import Paper, Province
from reports.forms.invitations import LinesField
from reports.forms.numbers import check_pattern
from reports.models import NumberSource, Style
from reports.models.style import LEAST_MARGIN, MOST_MARGIN

CREST_BYTES = 5 << 20
LINE = 120
SIDES = {"top": _("Atas"), "right": _("Kanan"), "bottom": _("Bawah"), "left": _("Kiri")}


class StyleForm(PortalForm):
    """Everything about how the papers of a province look."""

    submit_label = _("Simpan tata naskah")
    fieldsets = (
        (_("Kop surat"), ("letterhead", "crest", "without_crest")),
        (_("Kertas dan huruf"), ("paper", "typeface")),
        (_("Margin (milimeter)"), tuple(SIDES)),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    letterhead = LinesField(
        label=_("Baris kop"), rows=5, required=False,
        help_text=_("Satu baris setiap baris: dua baris pertama nama, selebihnya alamat. Kosong: nama provinsi."),
    )  # fmt: skip
    crest = UploadField(
        label=_("Lambang daerah"), types=("png", "jpg", "jpeg"), max_bytes=CREST_BYTES, required=False,
        help_text=_("Dicetak setinggi 22 mm; latar tembus pandang tetap tembus pandang."),
    )  # fmt: skip
    without_crest = forms.BooleanField(label=_("Hapus lambang yang ada"), required=False)
    paper = forms.ChoiceField(label=_("Kertas"), choices=Paper.choices, widget=forms.RadioSelect)
    typeface = forms.ChoiceField(
        label=_("Huruf"), choices=Style.Typeface.choices, widget=forms.RadioSelect,
        help_text=_("Untuk surat, berita acara, Keputusan, dan laporan. Piagam selalu EB Garamond."),
    )  # fmt: skip
    top, right, bottom, left = (
        WholeNumberField(label=label, min_value=LEAST_MARGIN, max_value=MOST_MARGIN) for label in SIDES.values()
    )

    def __init__(self, *args: Any, province: Province, style: Style, **kwargs: Any) -> None:
        start = {name: getattr(style, name) for name in ("typeface", *SIDES)}
        start |= {"letterhead": province.letterhead, "paper": province.paper, "seen": str(style.stamp or "")}
        super().__init__(*args, initial=start, **kwargs)
        if not style.crest:
            del self.fields["without_crest"]

    def clean_letterhead(self) -> list[str]:
        lines: list[str] = self.cleaned_data["letterhead"]
        if long := next((line for line in lines if len(line) > LINE), None):
            raise ValidationError(_("Pendekkan baris ini menjadi paling banyak 120 huruf: %s") % long)
        return lines

    def clean_crest(self) -> bytes | None:
        upload = self.cleaned_data["crest"]
        return upload.read() if upload else None


class NumberSourceForm(PortalModelForm):
    """How papers of one kind are numbered, and who gets a copy."""

    fieldsets = (
        (_("Nomor"), ("source", "pattern", "code", "unit", "width")),
        (_("Tembusan"), ("copies",)),
    )

    width = WholeNumberField(
        label=_("Lebar nomor urut"), min_value=1, max_value=6, help_text=_("3 mencetak 007, 1 mencetak 7.")
    )
    copies = LinesField(
        label=_("Tembusan tetap"), required=False,
        help_text=_("Satu baris satu alamat; dapat diubah pada setiap surat."),
    )  # fmt: skip

    class Meta:
        model = NumberSource
        fields = ["source", "pattern", "code", "unit", "width", "copies"]
        widgets = {"source": forms.RadioSelect}
        help_texts = {
            "pattern": _("Bagian yang diganti portal: {kode}, {urut}, {unit}, {bulan} (angka Romawi), {tahun}."),
            "code": _("Misalnya 400.14."),
            "unit": _("Misalnya B.Kesra."),
        }

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field(now)

    def clean_pattern(self) -> str:
        pattern = str(self.cleaned_data["pattern"])
        check_pattern(pattern)
        if self.cleaned_data.get("source") == NumberSource.Source.PORTAL and "{urut}" not in pattern:
            raise ValidationError(_("Tulis {urut} di tempat nomor urut, agar tidak ada dua dokumen bernomor sama."))
        return pattern

    def clean_copies(self) -> list[str]:
        lines: list[str] = self.cleaned_data["copies"]
        if long := next((line for line in lines if len(line) > 160), None):
            raise ValidationError(_("Pendekkan baris ini menjadi paling banyak 160 huruf: %s") % long)
        return lines
