from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.closing_queries import Owed
from paritrana.committees.models import Seat
from paritrana.forms import PortalForm


class CloseForm(PortalForm):
    """Who led, and why sheets that were not sent will not come: one reason for all, or one for each person."""

    submit_label = _("Tutup sesi")

    leader = forms.ChoiceField(
        label=_("Dipimpin oleh"),
        required=False,
        help_text=_("Masa tugas Plt. dan Plh. yang tercatat pada halaman panitia tercetak dengan jamnya."),
    )
    note = forms.CharField(
        label=_("Pergantian pimpinan"),
        required=False,
        max_length=300,
        help_text=_("Misalnya: pukul 10.30–15.00 dipimpin Plh. Ketua, Asisten II. Tercetak pada berita acara."),
    )
    reason = forms.CharField(
        label=_("Alasan untuk semua lembar yang belum terkirim"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lembar itu dicatat tidak hadir, bukan nol. Alasan tercetak pada berita acara."),
    )

    def __init__(
        self, *args: Any, waiting: Sequence[Owed], seats: Sequence[Seat], leader: Seat | None, user: Any, **kwargs: Any
    ) -> None:
        self.waiting, self.seats = waiting, {str(seat.pk): seat for seat in seats}
        super().__init__(*args, user=user, initial={"leader": leader.pk if leader else ""}, **kwargs)
        self.fields["leader"].choices = [  # type: ignore[attr-defined]
            ("", _("Pilih")),
            *((key, f"{seat.person}, {seat}") for key, seat in self.seats.items()),
        ]
        if not waiting:
            del self.fields["reason"]
        for row in waiting if len(waiting) > 1 else ():
            self.fields[f"absent_{row.person.pk}"] = forms.CharField(
                label=_("Alasan lain untuk %(who)s") % {"who": row.who}, required=False, max_length=300
            )

    def clean(self) -> dict[str, Any]:
        """Nine times the same sentence helps nobody: without any reason the one field for all asks for it."""
        cleaned = super().clean() or self.cleaned_data
        typed = [cleaned.get(name) for name in self.fields if name == "reason" or name.startswith("absent_")]
        if len(self.waiting) > 1 and not any(typed):
            self.add_error("reason", _("Tunggu kiriman panelis di atas, atau isi alasan lembarnya tidak ada."))
        return cleaned

    @property
    def own_reasons(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("absent_")]

    def facts(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        cleaned = self.cleaned_data
        return {
            "leader": self.seats.get(cleaned["leader"]),
            "note": cleaned["note"],
            "reason": cleaned.get("reason", ""),
            "absent": {row.person.pk: cleaned.get(f"absent_{row.person.pk}", "") for row in self.waiting},
        }
