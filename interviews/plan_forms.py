"""What a plan has to keep, as one page of forms; times are typed in the province's zone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.models import Plan, Session, Venue
from interviews.models.sessions import LONGEST_LINK
from interviews.plan_queries import first_demands, link_of, local_minutes, place_of, venue_of
from interviews.planner import Absence, Block, Demands, Group, Room, Turn
from interviews.planner.demands import minutes, moment
from paritrana.forms import LocalDateField, LocalDateTimeField, LocalTimeInput, PortalForm


class HeadForm(PortalForm):
    """What holds for the whole plan."""

    submit_label = ""

    breaks = forms.ChoiceField(label=_("Istirahat baku"), choices=Plan.Breaks.choices, widget=forms.RadioSelect)
    shared = forms.IntegerField(
        label=_("Panelis penghubung"),
        min_value=1,
        max_value=9,
        help_text=_("Bila satu kategori didengar lebih dari satu panel, sekian panelis harus duduk di keduanya."),
    )
    most = forms.IntegerField(
        label=_("Giliran berturut-turut paling banyak"), min_value=0, max_value=20, help_text=_("0: tidak dibatasi.")
    )
    pause = forms.IntegerField(label=_("Jeda sesudahnya (menit)"), min_value=5, max_value=120)


class GroupForm(PortalForm):
    """One category: whether it is planned, how long a turn is, who must be there."""

    submit_label = ""

    use = forms.BooleanField(label=_("Jadwalkan kategori ini"), required=False)
    presentation = forms.IntegerField(label=_("Paparan (menit)"), min_value=0, max_value=120)
    questions = forms.IntegerField(label=_("Tanya jawab (menit)"), min_value=1, max_value=240)
    gap = forms.IntegerField(label=_("Jeda antargiliran (menit)"), min_value=0, max_value=120)
    quorum = forms.IntegerField(label=_("Kuorum panelis"), min_value=1, max_value=99)


class HoursForm(PortalForm):
    """Something that lasts from one hour to another of a day; a row without its day is nothing."""

    submit_label = ""

    day = LocalDateField(label=_("Tanggal"))
    opens = forms.TimeField(label=_("Dari pukul"), widget=LocalTimeInput)
    closes = forms.TimeField(label=_("Sampai pukul"), widget=LocalTimeInput)
    remove = forms.BooleanField(label=_("Hapus baris ini"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["opens"] >= cleaned["closes"]:
            self.add_error("closes", gettext("Isi jam selesai sesudah jam mulai."))
        return cleaned

    @property
    def span(self) -> tuple[int, int]:
        day = self.cleaned_data["day"]
        opens, closes = (minutes(datetime.combine(day, self.cleaned_data[name])) for name in ("opens", "closes"))
        return opens, closes


class RoomForm(HoursForm):
    """A room (or a line) on one day, with its panel."""

    name = forms.CharField(label=_("Nama ruang"), max_length=60, help_text=_("Misalnya: Ruang A, atau Ruang A siang."))
    mode = forms.ChoiceField(label=_("Cara"), choices=Session.Mode.choices, initial=Session.Mode.ON_SITE)
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Tempat"), required=False)
    link = forms.URLField(
        label=_("Tautan pertemuan daring"), required=False, max_length=LONGEST_LINK, assume_scheme="https"
    )
    panel = forms.TypedMultipleChoiceField(
        label=_("Panel"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu panelis.")},
    )
    field_order = ("name", "day", "opens", "closes", "mode", "venue", "link", "panel", "remove")

    def __init__(self, *args: Any, venues: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = venues  # type: ignore[attr-defined]
        self.fields["panel"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("venue") and cleaned.get("mode") != Session.Mode.ONLINE:
            self.add_error("venue", gettext("Pilih tempat, atau ubah cara menjadi daring."))
        return cleaned


class BlockForm(HoursForm):
    """An opening, a late start, anything that takes time away."""

    name = forms.CharField(label=_("Acara"), max_length=60, help_text=_("Misalnya: Pembukaan."))
    venue = forms.ModelChoiceField(
        Venue.objects.none(), label=_("Hanya di tempat"), required=False, empty_label=_("Semua ruang")
    )
    field_order = ("name", "day", "opens", "closes", "venue", "remove")

    def __init__(self, *args: Any, venues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = venues  # type: ignore[attr-defined]


class AbsenceForm(HoursForm):
    """When a panelist cannot sit."""

    person = forms.TypedChoiceField(label=_("Panelis"), coerce=int)
    why = forms.CharField(label=_("Alasan"), max_length=120, required=False)
    field_order = ("person", "day", "opens", "closes", "why", "remove")

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", gettext("Pilih")), *people]  # type: ignore[attr-defined]


class WindowForm(PortalForm):
    """When one delegation can come, and how."""

    submit_label = ""

    earliest = LocalDateTimeField(label=_("Mulai paling cepat"), required=False)
    latest = LocalDateTimeField(label=_("Mulai paling lambat"), required=False)
    mode = forms.ChoiceField(
        label=_("Cara"),
        required=False,
        choices=[("", _("Bebas")), ("on_site", _("Tatap muka")), ("online", _("Daring"))],
    )


GroupForms = forms.formset_factory(GroupForm, extra=0, max_num=30)
RoomForms = forms.formset_factory(RoomForm, extra=1, max_num=20)
BlockForms = forms.formset_factory(BlockForm, extra=1, max_num=20)
AbsenceForms = forms.formset_factory(AbsenceForm, extra=1, max_num=20)
WindowForms = forms.formset_factory(WindowForm, extra=0, max_num=500)

SHAPE = ("presentation", "questions", "gap", "quorum")


class DemandsForms:
    """All of them together: made from a plan, valid together, read back as demands."""

    def __init__(self, plan: Plan, data: Any, user: Any) -> None:
        asked = self.asked = plan.asked
        self.zone = plan.edition.province.zone
        known = {group.key: group for group in asked.groups}
        offered = [known.get(group.key, group) for group in first_demands(plan.edition).groups]
        self.offered = offered
        venues = Venue.objects.visible_to(user, "interviews.plan").filter(province=plan.province)
        people = sorted(asked.people.items(), key=lambda pair: pair[1])
        self.head = HeadForm(
            data,
            user=user,
            initial={"breaks": plan.breaks, "shared": asked.shared, "most": asked.most, "pause": asked.pause},
        )
        self.groups = GroupForms(
            data,
            prefix="kategori",
            form_kwargs={"user": user},
            initial=[_group(one, one.key in known) for one in offered],
        )
        self.rooms = RoomForms(
            data,
            prefix="ruang",
            form_kwargs={"user": user, "venues": venues, "people": people},
            initial=[_room(room) for room in asked.rooms],
        )
        self.blocks = BlockForms(
            data,
            prefix="acara",
            form_kwargs={"user": user, "venues": venues},
            initial=[_block(block) for block in asked.blocks if not block.given],
        )
        self.absences = AbsenceForms(
            data,
            prefix="halangan",
            form_kwargs={"user": user, "people": people},
            initial=[{**_hours(one), "person": one.person, "why": one.why} for one in asked.absences if not one.given],
        )
        self.windows = WindowForms(
            data,
            prefix="delegasi",
            form_kwargs={"user": user},
            initial=[_window(turn) for turn in asked.turns],
        )
        for form, group in zip(self.groups, offered, strict=False):
            form.called = group.name
        for form, turn in zip(self.windows, asked.turns, strict=False):
            form.called = f"{turn.name} ({asked.group(turn).name})"

    @property
    def parts(self) -> list[Any]:
        return [self.head, self.groups, self.rooms, self.blocks, self.absences, self.windows]

    def is_valid(self) -> bool:
        """Every part is judged, so that all errors stand on the page at once."""
        judged = [part.is_valid() for part in self.parts]
        return all(judged)

    def demands(self) -> Demands:
        head = self.head.cleaned_data
        return replace(
            self.asked,
            shared=head["shared"],
            most=head["most"],
            pause=head["pause"],
            groups=tuple(
                replace(group, **{name: form.cleaned_data[name] for name in SHAPE})
                for form, group in zip(self.groups, self.offered, strict=False)
                if form.cleaned_data.get("use")
            ),
            rooms=tuple(
                Room(
                    form.cleaned_data["name"],
                    place_of(getattr(form.cleaned_data["venue"], "pk", None))
                    or form.cleaned_data["link"]
                    or f"daring {form.cleaned_data['name']}",
                    form.cleaned_data["mode"],
                    *form.span,
                    tuple(sorted(form.cleaned_data["panel"])),
                )
                for form in filled(self.rooms)
            ),
            blocks=tuple(
                Block(form.cleaned_data["name"], *form.span, place_of(getattr(form.cleaned_data["venue"], "pk", None)))
                for form in filled(self.blocks)
            ),
            absences=tuple(
                Absence(form.cleaned_data["person"], *form.span, form.cleaned_data["why"])
                for form in filled(self.absences)
            ),
            turns=tuple(
                replace(
                    turn,
                    earliest=self._at(form.cleaned_data["earliest"]),
                    latest=self._at(form.cleaned_data["latest"]),
                    mode=form.cleaned_data["mode"],
                )
                for form, turn in zip(self.windows, self.asked.turns, strict=False)
            ),
        )

    def _at(self, typed: Any) -> int | None:
        return None if typed is None else local_minutes(typed, self.zone)


def filled(rows: BaseFormSet) -> Iterator[Any]:
    """Rows that were typed into and are not taken out."""
    for form in rows:
        if form.cleaned_data and not form.cleaned_data.get("remove"):
            yield form


def _group(group: Group, used: bool) -> dict[str, Any]:
    return {"use": used} | {name: getattr(group, name) for name in SHAPE}


def _hours(row: Room | Block | Absence) -> dict[str, Any]:
    opens, closes = moment(row.opens), moment(row.closes)
    return {"day": opens.date(), "opens": opens.time(), "closes": closes.time()}


def _room(room: Room) -> dict[str, Any]:
    return {
        **_hours(room),
        "name": room.name,
        "mode": room.mode,
        "venue": venue_of(room),
        "link": link_of(room),
        "panel": list(room.panel),
    }


def _block(block: Block) -> dict[str, Any]:
    return {**_hours(block), "name": block.name, "venue": venue_of(block)}


def _window(turn: Turn) -> dict[str, Any]:
    return {
        "earliest": turn.earliest and moment(turn.earliest),
        "latest": turn.latest and moment(turn.latest),
        "mode": turn.mode,
    }
