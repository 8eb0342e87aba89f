"""Forms of the masa sanggah and of the Keputusan perubahan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Category
from paritrana.files.forms import PiecesField
from paritrana.forms import LocalDateField, PortalForm, PortalModelForm
from paritrana.regions.models import Province
from scoring.models import Objection, ObjectionRules
from scoring.services.objections import LETTER_TYPES

SCANS = [kind for kind in LETTER_TYPES if kind != "jpeg"]


class RulesForm(PortalModelForm):
    submit_label = _("Simpan aturan")
    fieldsets = (
        (_("Sanggahan"), ("days", "answer_days", "wording")),
        (_("Keberatan menurut UU 30/2014"), ("statute_days", "statute_answer_days")),
        (_("Konfirmasi"), ("confirmed",)),
    )

    class Meta:
        model = ObjectionRules
        fields = ["days", "answer_days", "wording", "statute_days", "statute_answer_days", "confirmed"]
        widgets = {"wording": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "confirmed": _("Nomor dan tanggal surat. Selama kosong, halaman menyebut aturan ini perlu dikonfirmasi."),
        }

    def _post_clean(self) -> None:
        """The service checks the row; here only the fields speak."""


class HandOverForm(PortalForm):
    submit_label = _("Catat penyerahan")
    on = LocalDateField(label=_("Tanggal diserahkan"))
    to = forms.CharField(label=_("Diterima oleh"), max_length=160, help_text=_("Nama dan jabatan."))


class ObjectionForm(PortalForm):
    """What a candidate objects; `seen` is how many objections its page knew of."""

    submit_label = _("Kirim sanggahan")
    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Isi sanggahan"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Sebutkan bagian hasil yang disanggah, alasannya, dan yang diminta."),
    )

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = PiecesField(
            label=_("Bukti"), user=self.user, province=province, many=True, required=False
        )


class PaperObjectionForm(ObjectionForm):
    """The same from a letter, entered by the secretariat."""

    submit_label = _("Catat sanggahan")
    letter = forms.CharField(label=_("Nomor surat kandidat"), max_length=120)
    received_on = LocalDateField(label=_("Tanggal surat diterima"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Salin isi surat.")
        self.fields["files"].required = True
        self.fields["files"].label = _("Pindaian surat dan bukti")


class AnswerForm(PortalForm):
    submit_label = _("Simpan jawaban")
    outcome = forms.ChoiceField(label=_("Putusan"), choices=Objection.Outcome.choices, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Nomor surat jawaban"), max_length=120)
    date = LocalDateField(label=_("Tanggal surat jawaban"))

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = PiecesField(
            label=_("Pindaian surat jawaban"), types=SCANS, user=self.user, province=province
        )


class ChangeForm(PortalForm):
    """On what ground an announced decision is opened for change."""

    submit_label = _("Buka perubahan")
    objection = forms.ModelChoiceField(
        Objection.objects.none(), label=_("Sanggahan yang diterima dengan perubahan hasil"), required=False
    )
    order = forms.CharField(
        label=_("Surat perintah resmi"),
        max_length=160,
        required=False,
        help_text=_("Nomor, tanggal, dan pejabatnya. Hanya bila perubahan tidak berasal dari sanggahan."),
    )
    reason = forms.CharField(label=_("Alasan perubahan"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Objection.objects.visible_to(self.user, "objections.view").filter(
            category=category, outcome=Objection.Outcome.CHANGED
        )
        self.fields["objection"].queryset = rows.exclude(changes__issued_at__isnull=False).select_related("category")


class IssueForm(PortalForm):
    submit_label = _("Terbitkan Keputusan perubahan")
    number = forms.CharField(label=_("Nomor Keputusan perubahan"), max_length=120)
    date = LocalDateField(label=_("Tanggal Keputusan perubahan"))
