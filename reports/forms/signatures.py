from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paritrana.files.forms import PiecesField
from paritrana.forms import PortalForm
from paritrana.regions.models import Province
from reports.services.signatures import TYPES


class SignedForm(PortalForm):
    """What was signed elsewhere, or a scan of ink."""

    submit_label = _("Unggah")

    def __init__(self, *args: Any, province: Province, many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = PiecesField(
            label=_("Berkas bertanda tangan"), types=TYPES, user=self.user, province=province, many=many,
            help_text=_("PDF dari aplikasi tanda tangan elektronik, atau pindaian yang ditandatangani basah."),
        )  # fmt: skip


class CompareForm(PortalForm):
    """Whether a changed file says the same as ours."""

    submit_label = _("Simpan hasil pembandingan")

    agree = forms.ChoiceField(
        label=_("Isi kedua berkas"),
        choices=[("yes", _("Sama, selain tanda tangan dan segel")), ("no", _("Berbeda"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih sama atau berbeda.")},
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib bila berbeda."),
    )  # fmt: skip
