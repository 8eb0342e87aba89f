import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm
from reports.models import Document
from reports.services.numbers import FIELDS, ORDINAL

# What stands in the stead of a field of a pattern: any word in braces, spelt right or wrong.
BRACED = re.compile(r"\{[^{}]*\}|[{}]")


class NumberField(forms.CharField):
    """The number of one paper, or with `many` the pattern of the numbers of several. Left blank the province's rule
    holds, and a number that is not known yet is filled in later.
    """

    def __init__(self, *, many: bool = False, label: Any = _("Nomor"), help_text: Any = "", **kwargs: Any) -> None:
        self.many = many
        text = (
            _("Kosongkan bila nomor menyusul atau diberi portal menurut tata naskah. {urut} diganti nomor urut dari "
              "portal, misalnya 400.14/{urut}/2025.")
            if many
            else _("Kosongkan bila nomor menyusul atau diberi portal menurut tata naskah. Boleh ditulis penuh, atau "
                   "dengan {urut} sebagai tempat nomor urut dari portal.")
        )  # fmt: skip
        super().__init__(label=label, required=False, max_length=70, help_text=help_text or text, **kwargs)

    def clean(self, value: Any) -> str:
        typed = " ".join(super().clean(value).split())
        check_pattern(typed)
        if self.many and typed and ORDINAL not in typed:
            raise ValidationError(_("Tulis {urut} di tempat nomor urut, agar tidak ada dua dokumen bernomor sama."))
        return typed


class NumbersForm(PortalForm):
    """A number for each of these papers; what is left blank goes on waiting."""

    submit_label = _("Simpan nomor")

    def __init__(self, *args: Any, documents: Iterable[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {f"number_{document.pk}": document for document in documents}
        for name, document in self.documents.items():
            self.fields[name] = NumberField(label=document.title, help_text=document.get_kind_display())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Isi sedikitnya satu nomor."))
        return cleaned

    def give(self, verb: Callable[..., Document], *, by: Any) -> list[Document]:
        """All of them or none; what is refused stands at its paper."""
        made = []
        with transaction.atomic():
            for name, document in self.documents.items():
                if not (typed := self.cleaned_data[name]):
                    continue
                try:
                    made.append(verb(document, typed, by=by))
                except ValidationError as error:
                    self.add_error(name, error.messages)
            if self.errors:
                transaction.set_rollback(True)
        return [] if self.errors else made


def check_pattern(typed: str) -> None:
    """ValidationError for a field that does not exist: it would be printed as it stands."""
    for found in BRACED.findall(typed):
        if found not in FIELDS:
            text = _("%(found)s tidak dikenal. Yang dapat ditulis: %(fields)s.")
            raise ValidationError(text, params={"found": found, "fields": ", ".join(FIELDS)})
