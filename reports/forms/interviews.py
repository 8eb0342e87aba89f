from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paritrana.forms import PortalForm
from reports.documents.interview_minutes import AWAY, ONLINE, PRESENT, REFUSES, STATES
from reports.forms.numbers import NumberField


class InterviewMinutesForm(PortalForm):
    """Where it was held, and how each seat of the committee stands under the minutes."""

    submit_label = _("Buat berita acara")
    place = forms.CharField(label=_("Tempat"), max_length=200)
    nip = forms.CharField(
        label=_("NIP pimpinan"), required=False, max_length=25,
        help_text=_("Hanya tercetak di bawah nama pimpinan."),
    )  # fmt: skip
    notes = forms.CharField(
        label=_("Catatan lain"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Misalnya: pengganti duduk sejak pukul 13.30; SK perubahan menyusul."),
    )  # fmt: skip
    number = NumberField(label=_("Nomor berita acara"))

    def __init__(self, *args: Any, facts: dict[str, Any], user: Any, **kwargs: Any) -> None:
        self.seats = facts["seats"]
        on_panel = {row["seat"]: row["left"] for row in facts["panel"]}
        there = ONLINE if facts["online"] else PRESENT
        place = ", ".join(filter(None, [facts["venue"], facts["address"]])) or facts["mode"]
        super().__init__(*args, user=user, initial={"place": place}, **kwargs)
        for seat in self.seats:
            key = seat["seat"]
            self.fields[f"state_{key}"] = forms.ChoiceField(
                label=f"{seat['name']}, {seat['role']}" if seat["name"] else seat["role"],
                choices=list(STATES.items()),
                initial=there if on_panel.get(key) is False else AWAY,
            )
            self.fields[f"reason_{key}"] = forms.CharField(
                label=_("Alasan"), required=False, max_length=200,
                widget=forms.TextInput({"aria-label": f"{_('Alasan')}: {seat['name'] or seat['role']}"}),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"state_{seat['seat']}"], self[f"reason_{seat['seat']}"]) for seat in self.seats]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for seat in self.seats:
            if cleaned.get(f"state_{seat['seat']}") == REFUSES and not cleaned.get(f"reason_{seat['seat']}"):
                self.add_error(f"reason_{seat['seat']}", gettext("Tulis alasan yang disampaikan."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        cleaned = self.cleaned_data
        signatures = [
            {
                **{name: seat[name] for name in ("name", "role", "office")},
                "state": cleaned[f"state_{seat['seat']}"],
                "reason": cleaned[f"reason_{seat['seat']}"],
            }
            for seat in self.seats
        ]
        return {**{name: cleaned[name] for name in ("place", "nip", "notes", "number")}, "signatures": signatures}
