"""Forms of the administrator: provinces, BPJS branches and the regencies they serve."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.forms import LocalDateField, PortalForm
from paritrana.regions.models import Branch, Paper, Province, Regency


class ProvinceForm(PortalForm):
    """Letterhead and paper of a province's documents."""

    submit_label = _("Simpan provinsi")
    capital = forms.CharField(label=_("Ibu kota"), max_length=60, required=False)
    letterhead = forms.CharField(
        label=_("Kop surat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Satu baris kop setiap baris."),
    )
    paper = forms.ChoiceField(label=_("Kertas"), choices=Paper.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        lines = "\n".join(province.letterhead)
        kwargs["initial"] = {"capital": province.capital, "letterhead": lines, "paper": province.paper}
        super().__init__(*args, **kwargs)

    def clean_letterhead(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["letterhead"].splitlines() if line.strip()]
        if long := next((line for line in lines if len(line) > 120), None):
            raise ValidationError(_("Pendekkan baris ini menjadi paling banyak 120 huruf: %s") % long)
        return lines


class BranchForm(PortalForm):
    """A BPJS branch and its home province."""

    submit_label = _("Simpan kantor cabang")
    code = forms.SlugField(label=_("Kode"), max_length=10)
    name = forms.CharField(label=_("Nama"), max_length=80)
    province = forms.ModelChoiceField(label=_("Provinsi"), queryset=Province.objects.none())

    def __init__(self, *args: Any, branch: Branch | None = None, **kwargs: Any) -> None:
        if branch:
            kwargs["initial"] = {"code": branch.code, "name": branch.name, "province": branch.province_id}
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = Province.objects.visible_to(self.user, "provinces.manage")
        if branch:
            del self.fields["code"]


class AreaForm(PortalForm):
    """A regency that a branch serves from a day on; it may lie in another province."""

    submit_label = _("Tambah wilayah kerja")
    regency = forms.ModelChoiceField(label=_("Kabupaten/kota"), queryset=Regency.objects.none())
    valid_from = LocalDateField(label=_("Sejak"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regencies = Regency.objects.visible_to(self.user, "provinces.manage").select_related("province")
        self.fields["regency"].queryset = regencies.order_by("province__name", "code")
        self.fields["regency"].label_from_instance = lambda row: f"{row} ({row.province})"
        self.fields["valid_from"].initial = timezone.localdate()
