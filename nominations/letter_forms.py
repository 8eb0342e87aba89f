from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import Letter
from nominations.services.letters import TYPES
from paritrana.files.forms import PiecesField
from paritrana.forms import LocalDateField, PortalForm
from paritrana.regions.models import Province


class LetterForm(PortalForm):
    """A signed letter as it lies on the desk: number, date, signer, scan."""

    submit_label = _("Simpan surat")

    number = forms.CharField(label=_("Nomor surat"), max_length=80)
    date = LocalDateField(label=_("Tanggal surat"))
    signer = forms.CharField(label=_("Penanda tangan"), max_length=160, help_text=_("Nama dengan gelar."))
    office = forms.CharField(label=_("Jabatan penanda tangan"), max_length=160)

    def __init__(self, *args: Any, letter: Letter | None, province: Province, **kwargs: Any) -> None:
        if letter:
            kwargs["initial"] = {name: getattr(letter, name) for name in ("number", "date", "signer", "office")}
        super().__init__(*args, **kwargs)
        self.fields["scan"] = PiecesField(
            label=_("Pindaian surat yang sudah ditandatangani"),
            types=[kind for kind in TYPES if kind != "jpeg"],
            user=self.user,
            province=province,
        )
