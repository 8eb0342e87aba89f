"""Forms that seat people: somebody known, or somebody new whose account is made in the same act."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Seat
from paritrana.forms import LocalDateField, LocalDateTimeField, PortalForm
from paritrana.regions.models import Branch, Nominee, Province
from paritrana.roles import Role


class PersonForm(PortalForm):
    """Choose a person, or name a new one. Email may be missing or shared; then a printed slip opens the account."""

    person_required = True
    submit_label = _("Simpan")
    person = forms.ModelChoiceField(
        label=_("Orang yang sudah terdaftar"), queryset=User.objects.none(), required=False, empty_label=_("Orang baru")
    )
    name = forms.CharField(
        label=_("Nama lengkap dengan gelar"), max_length=160, required=False, help_text=_("Untuk orang baru.")
    )
    phone = forms.CharField(label=_("Nomor WhatsApp"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("Email"), required=False, help_text=_("Boleh kosong atau dipakai bersama; masuk memakai nama pengguna.")
    )
    username = forms.CharField(
        label=_("Nama pengguna"), max_length=60, required=False, help_text=_("Bila kosong, dibuat dari nama.")
    )
    PERSON = (_("Orang"), ("person", "name", "phone", "email", "username"))

    def __init__(self, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        self.fields["person"].queryset = User.objects.visible_to(self.user, "seats.view").filter(is_active=True)
        self.fields["person"].label_from_instance = lambda person: f"{person.name} ({person.username})"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("person") and data.get("name"):
            raise ValidationError({"name": _("Kosongkan nama bila memilih orang yang sudah terdaftar.")})
        if self.person_required and not data.get("person") and not data.get("name"):
            raise ValidationError({"name": _("Pilih orang yang sudah terdaftar, atau isi nama orang baru.")})
        return data

    def newcomer(self) -> dict[str, str] | None:
        """What an account is made from, if no known person was chosen."""
        data = self.cleaned_data
        return {key: data[key] for key in ("name", "username", "email", "phone")} if data["name"] else None

    def place(self) -> dict[str, Any]:
        """The rest, as the seat takes it."""
        person = {"person", "name", "phone", "email", "username"}
        return {name: value for name, value in self.cleaned_data.items() if name not in person}


class FillForm(PersonForm):
    """The person of an empty committee seat."""

    submit_label = _("Isi peran")


class HandOverForm(PersonForm):
    """Alihkan tugas. Acting officials hold the seat with a letter and, if known, until a day."""

    submit_label = _("Alihkan tugas")
    fieldsets = (PersonForm.PERSON, (_("Pengalihan"), ("at", "acting", "letter", "ends_at")))
    at = LocalDateTimeField(label=_("Mulai"), required=False, help_text=_("Bila kosong, mulai sekarang."))
    acting = forms.ChoiceField(
        label=_("Pelaksana"), required=False, choices=[("", _("Definitif")), *Seat.Acting.choices]
    )
    letter = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)
    ends_at = LocalDateTimeField(
        label=_("Sampai"), required=False, help_text=_("Untuk pelaksana, bila sudah diketahui.")
    )


class SeatEditForm(PortalForm):
    """What a seat says of its office."""

    submit_label = _("Simpan peran")
    function = forms.ChoiceField(label=_("Kedudukan"), choices=Seat.Function.choices)
    element = forms.CharField(label=_("Unsur"), max_length=80, required=False)
    office = forms.CharField(label=_("Jabatan"), max_length=160, required=False)
    awaiting = forms.CharField(
        label=_("Menunggu penunjukan dari"), max_length=160, required=False, help_text=_("Selama peran ini kosong.")
    )
    acting = forms.ChoiceField(
        label=_("Pelaksana"), required=False, choices=[("", _("Definitif")), *Seat.Acting.choices]
    )
    letter = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)
    order = forms.IntegerField(label=_("Urutan"), min_value=1, max_value=99)
    ends_at = LocalDateTimeField(label=_("Berakhir"), required=False)

    def __init__(self, *args: Any, seat: Seat, cancel_url: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(seat, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        if not seat.function:
            del self.fields["function"], self.fields["element"], self.fields["awaiting"], self.fields["order"]
        elif seat.person_id:
            del self.fields["awaiting"]


class NewSeatForm(PersonForm):
    """The forms below: one for each kind of seat that the secretariat opens."""

    role: str = ""

    def __init__(self, *args: Any, edition: Edition | None, **kwargs: Any) -> None:
        self.edition = edition
        super().__init__(*args, **kwargs)

    def place(self) -> dict[str, Any]:
        return {"role": self.role, "edition": self.edition, **super().place()}


class CommitteeForm(NewSeatForm):
    """One more committee seat; it may stay empty until somebody is named."""

    person_required = False
    submit_label = _("Tambah peran panitia")
    fieldsets = ((_("Peran"), ("function", "element", "office", "order", "awaiting")), PersonForm.PERSON)
    function = forms.ChoiceField(label=_("Kedudukan"), choices=Seat.Function.choices, initial="anggota")
    element = forms.CharField(label=_("Unsur"), max_length=80, required=False)
    office = forms.CharField(label=_("Jabatan"), max_length=160, required=False)
    order = forms.IntegerField(label=_("Urutan"), min_value=1, max_value=99, initial=10)
    awaiting = forms.CharField(
        label=_("Menunggu penunjukan dari"), max_length=160, required=False, help_text=_("Bila orangnya belum ada.")
    )

    def place(self) -> dict[str, Any]:
        place = super().place()
        return place | {"role": Role.CHAIR if place["function"] == Seat.Function.CHAIR else Role.PANELIST}


class ObserverForm(NewSeatForm):
    """An observer; a guest from outside has an end, a letter and, if need be, one candidate or category only."""

    role = Role.OBSERVER
    submit_label = _("Tambah pengawas")
    fieldsets = (
        PersonForm.PERSON,
        (_("Peran"), ("office",)),
        (_("Pengawas tamu"), ("letter", "ends_on", "category", "nominee")),
    )
    office = forms.CharField(label=_("Lembaga dan jabatan"), max_length=160)
    letter = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)
    ends_on = LocalDateField(label=_("Berlaku sampai dengan"), required=False)
    category = forms.ModelChoiceField(label=_("Hanya kategori"), queryset=Category.objects.none(), required=False)
    nominee = forms.ModelChoiceField(label=_("Hanya kandidat"), queryset=Nominee.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = Category.objects.visible_to(self.user, "categories.view").filter(edition=self.edition)
        self.fields["category"].queryset = categories
        province = self.edition.province if self.edition else None
        self.fields["nominee"].queryset = Nominee.objects.visible_to(self.user, "nominees.view").filter(
            province=province
        )

    def place(self) -> dict[str, Any]:
        place = super().place()
        last_day = place.pop("ends_on")
        if last_day:
            midnight = datetime.datetime.combine(last_day + datetime.timedelta(days=1), datetime.time())
            place["ends_at"] = timezone.make_aware(midnight)
        return place

    def add_error(self, field: str | None, error: Any) -> None:
        """The service speaks of `ends_at`; the person typed a day."""
        super().add_error("ends_on" if field == "ends_at" else field, error)


class NomineeSeatForm(NewSeatForm):
    """Somebody who answers for a candidate; one operator may hold such seats for several villages."""

    role = Role.NOMINEE
    submit_label = _("Tambah wakil kandidat")
    fieldsets = ((_("Kandidat"), ("nominee", "office", "letter")), PersonForm.PERSON)
    nominee = forms.ModelChoiceField(label=_("Kandidat"), queryset=Nominee.objects.none())
    office = forms.CharField(label=_("Jabatan"), max_length=160, required=False)
    letter = forms.CharField(label=_("Nomor surat kuasa"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = self.edition.province if self.edition else None
        self.fields["nominee"].queryset = Nominee.objects.visible_to(self.user, "nominees.view").filter(
            province=province
        )

    def place(self) -> dict[str, Any]:
        # The seat belongs to the candidate, whatever the year.
        return super().place() | {"edition": None}


class BranchSeatForm(NewSeatForm):
    """Head or staff of a BPJS branch. Staff enter figures; only the head confirms, proposes and answers."""

    submit_label = _("Tambah petugas cabang")
    fieldsets = ((_("Kantor cabang"), ("branch", "duty", "acting", "letter")), PersonForm.PERSON)
    branch = forms.ModelChoiceField(label=_("Kantor cabang"), queryset=Branch.objects.none())
    duty = forms.ChoiceField(
        label=_("Tugas"),
        widget=forms.RadioSelect,
        choices=[
            (Role.BRANCH_HEAD, _("Kepala: mengesahkan angka, mengusulkan, memberi tanggapan")),
            (Role.BRANCH_STAFF, _("Staf: mengisi angka")),
        ],
    )
    acting = forms.ChoiceField(
        label=_("Pelaksana"), required=False, choices=[("", _("Definitif")), *Seat.Acting.choices]
    )
    letter = forms.CharField(label=_("Nomor surat"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = self.edition.province if self.edition else None
        self.fields["branch"].queryset = Branch.objects.visible_to(self.user, "seats.manage").filter(province=province)

    def place(self) -> dict[str, Any]:
        place = super().place()
        duty = place.pop("duty")
        return {**place, "role": duty, "edition": None}


class SecretariatForm(NewSeatForm):
    """A person of a province's secretariat, seated by the administrator."""

    role = Role.SECRETARIAT
    submit_label = _("Tambah petugas sekretariat")
    fieldsets = ((_("Sekretariat"), ("province", "office")), PersonForm.PERSON)
    province = forms.ModelChoiceField(label=_("Provinsi"), queryset=Province.objects.none())
    office = forms.CharField(label=_("Jabatan"), max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = Province.objects.visible_to(self.user, "provinces.manage")


NEW_SEATS: dict[str, tuple[Any, type[NewSeatForm]]] = {
    "panitia": (_("Tambah peran panitia"), CommitteeForm),
    "pengawas": (_("Tambah pengawas"), ObserverForm),
    "wakil": (_("Tambah wakil kandidat"), NomineeSeatForm),
    "cabang": (_("Tambah petugas kantor cabang"), BranchSeatForm),
}
