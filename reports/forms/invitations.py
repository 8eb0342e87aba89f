from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from interviews.models import Slot
from paritrana.committees.models import Edition, Seat
from paritrana.committees.queries import deciding
from paritrana.forms import LocalDateField, LocalDateTimeField, PortalForm
from paritrana.numbers import pukul, tanggal_pendek
from reports.documents.invitations import Letter, Meeting
from reports.forms.numbers import NumberField
from reports.models import Document

NATURES = [(word, word) for word in (_("Biasa"), _("Penting"), _("Segera"), _("Sangat segera"))]
LINES = 20


class LinesField(forms.CharField):
    """One thing a line."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=3000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        found = [line for line in lines if line]
        if len(found) > LINES:
            text = ngettext("Tulis paling banyak %(count)s baris.", "Tulis paling banyak %(count)s baris.", LINES)
            raise forms.ValidationError(text % {"count": LINES})
        return found


class LetterForm(PortalForm):
    """What every letter of invitation has."""

    LETTER = ("dated", "number", "nature", "attachment", "about", "event")

    dated = LocalDateField(label=_("Tanggal surat"))
    number = NumberField(label=_("Nomor surat"))
    nature = forms.ChoiceField(label=_("Sifat"), choices=NATURES)
    attachment = forms.CharField(label=_("Lampiran"), max_length=80, required=False)
    about = forms.CharField(label=_("Hal"), max_length=160)
    event = forms.CharField(label=_("Acara"), max_length=160)
    copies = LinesField(label=_("Tembusan"), required=False, help_text=_("Satu baris satu alamat."))

    @property
    def letter(self) -> Letter:
        names = ("dated", "nature", "attachment", "about", "event", "copies")
        return Letter(bring=self.cleaned_data.get("bring", []), **{name: self.cleaned_data[name] for name in names})

    @staticmethod
    def said_before(document: Document | None) -> dict[str, Any]:
        """The lines of the last letter, as a start for the next."""
        return {**document.data["letter"], "dated": timezone.localdate()} if document else {}


class InvitationsForm(LetterForm):
    """For which turns, and what the letters say."""

    submit_label = _("Buat undangan")
    fieldsets = ((_("Giliran"), ("turns",)), (_("Surat"), (*LetterForm.LETTER, "bring", "copies")))

    number = NumberField(many=True, label=_("Pola nomor surat"))
    turns = forms.ModelMultipleChoiceField(
        Slot.objects.none(),
        label=_("Untuk giliran"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu giliran.")},
    )
    bring = LinesField(label=_("Yang dibawa"), required=False, help_text=_("Satu baris satu hal."))

    def __init__(self, *args: Any, edition: Edition, turns: Any, last: Document | None, **kwargs: Any) -> None:
        start = {
            "dated": timezone.localdate(),
            "nature": gettext("Penting"),
            "attachment": "-",
            "about": gettext("Undangan Wawancara %(title)s") % {"title": edition.title},
            "event": gettext("Wawancara (paparan dan tanya jawab)"),
            "bring": [
                gettext("Bahan paparan (PDF atau PPTX), diunggah di portal sebelum giliran dimulai"),
                gettext("Surat tugas anggota delegasi"),
            ],
        }
        start |= self.said_before(last) | {"turns": [turn.pk for turn in turns]}
        super().__init__(*args, initial=start, **kwargs)
        field = self.fields["turns"]
        field.queryset = turns  # type: ignore[attr-defined]
        field.label_from_instance = _turn  # type: ignore[attr-defined]


class MeetingForm(LetterForm):
    """A preparation meeting of the committee: when, where, what about, who is asked."""

    submit_label = _("Buat undangan rapat")
    fieldsets = (
        (_("Rapat"), ("event", "starts", "ends", "place", "link", "agenda", "seats")),
        (_("Surat"), ("dated", "number", "nature", "attachment", "about", "copies")),
    )

    starts = LocalDateTimeField(label=_("Mulai"))
    ends = LocalDateTimeField(label=_("Selesai"))
    place = forms.CharField(label=_("Tempat"), max_length=160, required=False)
    link = forms.URLField(label=_("Tautan pertemuan daring"), required=False, assume_scheme="https")
    agenda = LinesField(label=_("Agenda"), rows=5, help_text=_("Satu baris satu acara."))
    seats = forms.ModelMultipleChoiceField(
        Seat.objects.none(),
        label=_("Yang diundang"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu orang.")},
    )

    def __init__(self, *args: Any, edition: Edition, former: Document | None = None, **kwargs: Any) -> None:
        user = kwargs["user"]
        seats = Seat.objects.visible_to(user, "seats.view").filter(pk__in=deciding(edition).values("pk"))
        seats = seats.filter(person__isnull=False).select_related("person", "province").order_by("order", "pk")
        super().__init__(*args, initial=self._start(edition, seats, former), **kwargs)
        if former:
            self.submit_label = _("Buat versi baru")
        field = self.fields["seats"]
        field.queryset = seats  # type: ignore[attr-defined]
        field.label_from_instance = lambda seat: f"{seat.person} ({seat.office or seat})"  # type: ignore[attr-defined]

    @property
    def meeting(self) -> Meeting:
        return Meeting(**{name: self.cleaned_data[name] for name in ("starts", "ends", "place", "link", "agenda")})

    def _start(self, edition: Edition, seats: Iterable[Seat], former: Document | None) -> dict[str, Any]:
        start: dict[str, Any] = {
            "dated": timezone.localdate(),
            "nature": gettext("Penting"),
            "attachment": gettext("1 (satu) lembar"),
            "about": gettext("Undangan Rapat Persiapan %(title)s") % {"title": edition.title},
            "event": gettext("Rapat persiapan"),
            "seats": [seat.pk for seat in seats],
        }
        if former:
            data = former.data
            start |= self.said_before(former) | {
                "starts": datetime.fromisoformat(data["starts"]),
                "ends": datetime.fromisoformat(data["ends"]),
                "place": data["venue"],
                "link": data["link"],
                "agenda": data["agenda"],
                "seats": [row["seat"] for row in data["invited"]],
            }
        return start


def _turn(slot: Slot) -> str:
    starts = timezone.localtime(slot.period.lower)
    return f"{slot.nominee}, {tanggal_pendek(starts)} {pukul(starts)} ({slot.session})"
