"""The form by which a mark or value is proposed to be corrected."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm, UploadField
from paritrana.numbers import num
from scoring.engine.rules import MarkError, parse_mark
from scoring.mark_correction_queries import Subject
from scoring.services.paper import SCAN_TYPES
from scoring.services.sheets import mark_error


class MarkCorrectionForm(PortalForm):
    submit_label = _("Ajukan kepada petugas kedua")
    fieldsets = (
        (_("Nilai"), ("subject", "after")),
        (_("Dasar"), ("letter", "scan", "reason")),
    )
    subject = forms.ChoiceField(label=_("Nilai yang dikoreksi"))
    after = forms.CharField(
        label=_("Nilai yang benar"), max_length=6, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    letter = forms.CharField(
        label=_("Nomor surat atau berita acara"),
        max_length=120,
        help_text=_("Pernyataan penilai, lembar kertas, atau surat lain yang menjadi dasar koreksi."),
    )
    scan = UploadField(
        label=_("Pindaian"), types=SCAN_TYPES, max_bytes=settings.FILE_MAX_BYTES, required=False,
        help_text=_("Wajib untuk nilai penilai: pernyataan atau lembar yang ditandatanganinya."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Alasan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, subjects: Sequence[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = {row.key: row for row in subjects}
        groups = groupby(subjects, key=lambda row: row.group or _t("Nilai yang dihitung"))
        self.fields["subject"].choices = [("", "")] + [
            (name, [(row.key, f"{row.criterion.name}: {num(row.figure)}") for row in rows]) for name, rows in groups
        ]

    def clean_subject(self) -> Subject:
        return self.subjects[self.cleaned_data["subject"]]

    def clean_after(self) -> Decimal:
        try:
            return Decimal(parse_mark(self.cleaned_data["after"])).scaleb(-2)
        except MarkError as error:
            raise ValidationError(mark_error(error)) from error
