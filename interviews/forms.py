from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.models import Delegation, PanelSeat, Session, Slot, Venue
from interviews.models.sessions import LONGEST_LINK
from interviews.schedule import Period, Shape, slot_times
from nominations.models import Nomination
from paritrana.committees.models import Category, Seat
from paritrana.forms import LocalDateField, LocalDateTimeField, LocalTimeInput, PortalForm

FIRST_PLACE = 1


class SeatsField(forms.ModelMultipleChoiceField):
    """Seats of the committee by the person who sits there."""

    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person}, {obj}"


class SeatField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person}, {obj}"


class PlaceForm(PortalForm):
    """A venue: a room with its address."""

    submit_label = _("Tambah tempat")

    name = forms.CharField(label=_("Nama tempat dan ruang"), max_length=120)
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False)


class PlanForm(PortalForm):
    """A session: when, where, who is heard in which order, by whom."""

    submit_label = ""
    fieldsets = (
        (_("Sesi"), ("name", "mode", "venue", "link")),
        (_("Waktu"), ("day", "start", "presentation", "questions", "gap", "break_from", "break_to")),
    )

    name = forms.CharField(label=_("Nama sesi"), max_length=120, help_text=_("Misalnya: Hari pertama, Ruang A."))
    mode = forms.ChoiceField(label=_("Cara"), choices=Session.Mode.choices, widget=forms.RadioSelect)
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Tempat"), required=False)
    link = forms.URLField(
        label=_("Tautan pertemuan daring"),
        required=False,
        max_length=LONGEST_LINK,
        assume_scheme="https",
        error_messages={"invalid": _("Isi alamat lengkap, misalnya https://rapat.example.id/abc.")},
    )
    day = LocalDateField(label=_("Tanggal"))
    start = forms.TimeField(label=_("Mulai pukul"), widget=LocalTimeInput)
    presentation = forms.IntegerField(label=_("Paparan (menit)"), min_value=0, max_value=120)
    questions = forms.IntegerField(label=_("Tanya jawab (menit)"), min_value=1, max_value=240)
    gap = forms.IntegerField(label=_("Jeda antargiliran (menit)"), min_value=0, max_value=120)
    break_from = forms.TimeField(
        label=_("Istirahat dari pukul"), widget=LocalTimeInput, required=False,
        help_text=_("Pada hari Jumat biasanya 11.30–13.30."),
    )  # fmt: skip
    break_to = forms.TimeField(label=_("Istirahat sampai pukul"), widget=LocalTimeInput, required=False)
    panel = SeatsField(
        Seat.objects.none(),
        label=_("Panel"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu panelis.")},
    )

    def __init__(
        self,
        *args: Any,
        category: Category,
        nominations: Sequence[Nomination],
        seats: Any,
        user: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.nominations = list(nominations)
        venues = Venue.objects.visible_to(user, "interviews.plan").filter(province=category.province)
        self.fields["venue"].queryset = venues  # type: ignore[attr-defined]
        self.fields["panel"].queryset = seats  # type: ignore[attr-defined]
        for nomination in self.nominations:
            self.fields[f"order_{nomination.pk}"] = forms.IntegerField(
                label=str(nomination.nominee),
                min_value=FIRST_PLACE,
                max_value=99,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control"}),
            )

    @property
    def turns(self) -> list[Any]:
        """The fields in which each nominee gets its number in the running order."""
        return [self[f"order_{nomination.pk}"] for nomination in self.nominations]

    @property
    def details(self) -> list[Any]:
        """The groups above the running order."""
        return self.sections[: len(self.fieldsets)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.order = self._order()
        opens, closes = cleaned.get("break_from"), cleaned.get("break_to")
        if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
            self.add_error("break_to", gettext("Isi awal dan akhir istirahat, akhir sesudah awal."))
        if not self.errors:
            self.times = self._times()
            if self.times and self.times[-1][1].date() != cleaned["day"]:
                self.add_error("start", gettext("Mulai lebih pagi atau kurangi nomine: giliran melewati tengah malam."))
        return cleaned

    @property
    def slots(self) -> list[tuple[Nomination, datetime, datetime]]:
        """The running order with its times; empty while the form has errors."""
        times = getattr(self, "times", [])
        return [(row, *period) for row, period in zip(self.order, times, strict=False)]

    def _order(self) -> list[Nomination]:
        numbers: dict[int, list[Nomination]] = {}
        for nomination in self.nominations:
            number = self.cleaned_data.get(f"order_{nomination.pk}")
            if number is not None:
                numbers.setdefault(number, []).append(nomination)
        for number, rows in numbers.items():
            for row in rows[1:]:
                self.add_error(f"order_{row.pk}", gettext("Nomor urut %(number)s sudah dipakai.") % {"number": number})
        if not numbers:
            self.add_error(None, gettext("Beri nomor urut pada sedikitnya satu nomine."))
        return [rows[0] for _number, rows in sorted(numbers.items())]

    def _times(self) -> list[Period]:
        cleaned = self.cleaned_data
        shape = Shape(cleaned["presentation"], cleaned["questions"], cleaned["gap"])
        breaks = []
        if cleaned["break_from"]:
            breaks.append((self._moment(cleaned["break_from"]), self._moment(cleaned["break_to"])))
        return slot_times(self._moment(cleaned["start"]), len(self.order), shape, breaks)

    def _moment(self, clock: time) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], clock))


class MoveForm(PortalForm):
    """Another time for one turn."""

    submit_label = _("Pindahkan giliran")

    starts = LocalDateTimeField(label=_("Mulai"))
    ends = LocalDateTimeField(label=_("Selesai"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["starts"] >= cleaned["ends"]:
            self.add_error("ends", gettext("Isi waktu selesai sesudah waktu mulai."))
        return cleaned


class AttendanceForm(PortalForm):
    """Whether the nominee came."""

    submit_label = ""

    status = forms.ChoiceField(
        label=_("Kehadiran"),
        choices=[(one.value, one.label) for one in (Slot.Status.PRESENT, Slot.Status.EXCUSED, Slot.Status.MISSING)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hadir, berhalangan, atau tidak hadir.")},
    )
    note = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bila berhalangan: siapa yang memberi tahu, kapan, dan alasannya."),
    )
    # The version of the attendance when the page was opened.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class MemberForm(PortalForm):
    """One member of a delegation; a row left blank is nobody."""

    submit_label = ""

    name = forms.CharField(label=_("Nama"), max_length=160, error_messages={"required": _("Isi nama yang hadir.")})
    office = forms.CharField(label=_("Jabatan"), max_length=160, error_messages={"required": _("Isi jabatannya.")})
    capacity = forms.ChoiceField(
        label=_("Hadir sebagai"),
        choices=[("", _("Pilih")), *Delegation.Capacity.choices],
        error_messages={"required": _("Pilih kapasitasnya.")},
    )
    acting = forms.ChoiceField(
        label=_("Pelaksana, bila bukan pejabat tetap"), choices=[("", ""), *Seat.Acting.choices], required=False
    )


DelegationForms = forms.formset_factory(MemberForm, extra=0, max_num=20, validate_max=True)


class LeaveForm(PortalForm):
    """A panelist who does not take part (any more)."""

    submit_label = _("Catat tidak ikut")

    panelist = forms.ModelChoiceField(PanelSeat.objects.none(), label=_("Panelis"))
    note = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nilai yang sudah dikirim tetap dihitung. Lembar yang belum dikirim dicatat tidak hadir."),
    )

    def __init__(self, *args: Any, panel: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["panelist"].queryset = panel  # type: ignore[attr-defined]


class PanelForm(PortalForm):
    """A member or substitute who joins the panel."""

    submit_label = _("Tambahkan ke panel")

    seat = SeatField(Seat.objects.none(), label=_("Anggota atau pengganti"))

    def __init__(self, *args: Any, seats: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


class SwapForm(LeaveForm):
    """A panelist leaves during the day; who sits down instead, if anybody does."""

    submit_label = _("Catat pergantian")

    panelist = forms.ModelChoiceField(PanelSeat.objects.none(), label=_("Yang tidak melanjutkan"))
    seat = SeatField(
        Seat.objects.none(),
        label=_("Penggantinya"),
        required=False,
        empty_label=_("Tanpa pengganti"),
        help_text=_("Pengganti menilai giliran berikutnya dengan lembarnya sendiri."),
    )

    field_order = ("panelist", "seat", "note")

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


class NotulenForm(PortalForm):
    """Questions and answers of one turn; `version` is the text that was open."""

    submit_label = _("Simpan notulen")

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Tanya jawab"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Tulis pertanyaan, siapa yang bertanya, dan jawabannya. Jangan menulis nilai."),
    )
