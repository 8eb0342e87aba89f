from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm
from reports.wording import SLOTS


class WordingForm(PortalForm):
    """A box for each place of a paper where sentences can be written."""

    submit_label = _("Simpan redaksi")

    def __init__(self, *args: Any, kind: str, texts: Mapping[str, str], **kwargs: Any) -> None:
        self.slots = SLOTS[kind]
        usual = {name: slot.default for name, slot in self.slots.items()}
        super().__init__(*args, initial={**usual, **texts}, **kwargs)
        for name, slot in self.slots.items():
            rows = min(10, 2 + len(slot.default) // 90)
            self.fields[name] = forms.CharField(
                label=slot.label,
                help_text=slot.help,
                required=False,
                max_length=slot.longest,
                widget=forms.Textarea({"rows": rows}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return {name: text.replace("\r\n", "\n") if isinstance(text, str) else text for name, text in cleaned.items()}
