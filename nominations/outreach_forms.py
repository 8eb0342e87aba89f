from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nominations.models import OutreachAgency, OutreachEvent, ProtectedGroup, Protection, Regulation
from paritrana.access import seats_of
from paritrana.files.forms import PiecesField
from paritrana.forms import PortalForm, PortalModelForm
from paritrana.regions.models import Province, Regency
from paritrana.roles import Role

STATES = [("yes", _("Terlindungi")), ("no", _("Belum terlindungi")), ("", _("Belum diketahui"))]
MOST = 200


class GroupForm(PortalModelForm):
    """A group of workers."""

    submit_label = _("Simpan kelompok")

    class Meta:
        model = ProtectedGroup
        fields = ["name"]


class ProtectionForm(PortalForm):
    """Each group of workers in one regency: protected, not, or not known; and what it rests on."""

    submit_label = _("Simpan keadaan")

    def __init__(
        self,
        *args: Any,
        groups: Iterable[ProtectedGroup],
        regulations: Iterable[Regulation],
        now: Mapping[int, Protection],
        before: Mapping[int, Protection],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = list(groups)
        self.regulations = {str(row.pk): row for row in regulations}
        # A year of which nothing is known yet starts from last year's; saving says that it still holds.
        start = now or before
        sections = []
        for group in self.groups:
            stored = start.get(group.pk)
            last = before.get(group.pk)
            state, ground = f"state_{group.pk}", f"ground_{group.pk}"
            self.fields[state] = forms.ChoiceField(
                label=_("Keadaan"),
                choices=STATES,
                required=False,
                widget=forms.RadioSelect,
                initial="" if stored is None else "yes" if stored.protected else "no",
                help_text=gettext("Tahun lalu: %s.")
                % (gettext("belum diketahui") if last is None else state_words(last.protected)),
            )
            names = [state]
            if self.regulations:
                names.append(ground)
                self.fields[ground] = forms.ChoiceField(
                    label=_("Dasar, bila terlindungi"),
                    choices=[("", _("Tanpa dasar dalam daftar regulasi"))]
                    + [(key, f"{row}: {row.about}"[:120]) for key, row in self.regulations.items()],
                    required=False,
                    initial=str(stored.regulation_id) if stored and stored.regulation_id else "",
                )
            sections.append((group.name, tuple(names)))
        self.fieldsets = tuple(sections)

    @property
    def states(self) -> dict[ProtectedGroup, tuple[bool | None, Regulation | None]]:
        """What was chosen for each group; a ground is kept only where the group is protected."""
        chosen = {}
        for group in self.groups:
            state = {"yes": True, "no": False}.get(self.cleaned_data[f"state_{group.pk}"])
            ground = self.regulations.get(self.cleaned_data.get(f"ground_{group.pk}", "")) if state else None
            chosen[group] = (state, ground)
        return chosen


def state_words(protected: bool) -> str:
    return gettext("terlindungi") if protected else gettext("belum terlindungi")


class RegulationForm(PortalModelForm):
    """A line of the register."""

    submit_label = _("Simpan regulasi")

    class Meta:
        model = Regulation
        fields = ["regency", "kind", "number", "year", "about"]
        help_texts = {
            "regency": _("Kosongkan untuk regulasi provinsi."),
            "number": _("Nomornya saja, misalnya 12 atau 560/123/2020."),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "year": forms.TextInput({"inputmode": "numeric"})}

    def __init__(self, *args: Any, user: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        regency: Any = self.fields["regency"]
        regency.queryset = Regency.objects.visible_to(user, "regulations.edit").filter(province=province)
        if any(seat.role == Role.SECRETARIAT for seat in seats_of(user)):
            regency.empty_label = _("Provinsi (semua daerah)")
        else:
            regency.required, regency.empty_label, regency.help_text = True, _("Pilih"), ""
        self.fields["upload"] = PiecesField(
            label=_("Ganti berkas") if self.instance.file else _("Berkas"), required=False, user=user, province=province
        )

    def _post_clean(self) -> None:
        """The service checks the row; here only the fields speak."""


class RegulationFilter(django_filters.FilterSet):
    """The register by kind, regency and words."""

    chips = ("kind",)

    kind = django_filters.ChoiceFilter(label=_("Jenis"), choices=Regulation.Kind.choices)
    regency = django_filters.ChoiceFilter(label=_("Kabupaten/kota"), method="of_regency", empty_label=_("Semua daerah"))
    q = django_filters.CharFilter(label=_("Cari nomor, tahun, atau isi"), method="by_words")

    class Meta:
        model = Regulation
        fields: list[str] = []

    def __init__(self, *args: Any, regencies: Iterable[Regency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(row.code, str(row)) for row in regencies]
        self.filters["regency"].extra["choices"] = [("provinsi", _("Regulasi provinsi")), *names]

    def of_regency(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(regency=None) if value == "provinsi" else rows.filter(regency__code=value)

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = Q(number__icontains=value) | Q(about__icontains=value)
        if value.isdecimal() and len(value) == 4:
            found |= Q(year=int(value))
        return rows.filter(found)


class NamesField(forms.CharField):
    """Names, one a line; each once, however it is written."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        names: dict[str, str] = {}
        for line in text.splitlines():
            name = " ".join(line.split())
            if name:
                names.setdefault(name.casefold(), name)
        longest = MaxLengthValidator(160, _("Pendekkan nama instansi menjadi paling banyak 160 huruf."))
        for name in names.values():
            longest(name)
        if len(names) > MOST:
            raise ValidationError(
                ngettext("Paling banyak %(most)s instansi.", "Paling banyak %(most)s instansi.", MOST) % {"most": MOST}
            )
        return list(names.values())


class RemoveForm(PortalForm):
    """Why something entered by mistake is taken out."""

    submit_label = _("Hapus")

    note = forms.CharField(label=_("Alasan"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))


class EventForm(PortalModelForm):
    """An event and who is invited."""

    submit_label = _("Simpan sosialisasi")

    ends_on = forms.DateField(
        label=_("Tanggal selesai"), required=False, help_text=_("Kosongkan bila berlangsung satu hari.")
    )
    invited = NamesField(
        label=_("Instansi yang diundang"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Satu instansi setiap baris."),
    )

    class Meta:
        model = OutreachEvent
        fields = ["subject", "starts_on", "ends_on", "place"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and not last and "ends_on" not in self.errors:
            cleaned["ends_on"] = first
        elif first and last and last < first:
            self.add_error("ends_on", gettext("Isi tanggal yang tidak mendahului tanggal mulai."))
        return cleaned

    def _post_clean(self) -> None:
        """The service checks the row; here only the fields speak."""


class PresenceForm(PortalForm):
    """Who came, of those invited and besides."""

    submit_label = _("Simpan kehadiran")

    present = forms.MultipleChoiceField(
        label=_("Diundang dan hadir"), required=False, widget=forms.CheckboxSelectMultiple
    )
    uninvited = NamesField(
        label=_("Hadir tanpa undangan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Satu instansi setiap baris."),
    )

    def __init__(self, *args: Any, agencies: Iterable[OutreachAgency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(agencies)
        present: Any = self.fields["present"]
        present.choices = [(str(row.pk), row.name) for row in rows if row.invited]
        present.initial = [str(row.pk) for row in rows if row.invited and row.present]
        self.fields["uninvited"].initial = "\n".join(row.name for row in rows if not row.invited)
        if not present.choices:
            del self.fields["present"]
