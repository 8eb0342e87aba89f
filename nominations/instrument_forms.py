from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.applicability import OF_KIND
from nominations.models import Indicator
from paritrana.committees.models import Category
from paritrana.forms import PortalModelForm


class IndicatorForm(PortalModelForm):
    """One question of the instrument."""

    choices = forms.CharField(
        label=_("Pilihan jawaban atau kolom tabel"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Satu per baris; hanya untuk jenis Pilihan dan Tabel."),
    )

    exempt = forms.MultipleChoiceField(
        label=_("Tidak berlaku untuk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Yang ditandai tidak ditanya; bobotnya dibagi rata ke butir lain di bagian yang sama."),
    )

    class Meta:
        model = Indicator
        fields = [
            "section", "code", "text", "help", "kind", "unit", "choices", "needs_evidence", "evidence_time",
            "max_files", "exempt",
        ]  # fmt: skip
        widgets = {
            "text": forms.Textarea({"rows": 2}),
            "help": forms.Textarea({"rows": 3}),
            "kind": forms.RadioSelect,
            "evidence_time": forms.RadioSelect,
        }
        help_texts = {
            "section": _("Bagian baru terbentuk bila namanya belum ada."),
            "code": _("Singkat dan tidak berulang, misalnya R1."),
            "unit": _("Untuk jenis Angka: orang, dokumen, atau Rp."),
        }

    def __init__(self, *args: Any, user: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["kind"].choices = Indicator.Kind.choices
        self.fields["evidence_time"].choices = Indicator.EvidenceTime.choices
        kinds = OF_KIND.get(category.nominee_kind, ())
        if kinds:
            self.fields["exempt"].choices = [(kind.value, kind.label) for kind in kinds]
        else:
            del self.fields["exempt"]
        if self.instance.pk:
            self.initial["choices"] = "\n".join(self.instance.choices)

    def clean_choices(self) -> list[str]:
        return [line.strip()[:160] for line in self.cleaned_data["choices"].splitlines() if line.strip()]
