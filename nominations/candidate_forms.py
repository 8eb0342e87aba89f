"""Forms for candidates: one that is proposed, a list of them, one proposed twice, one in the wrong category."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.coverage_forms import IMPORT_BYTES
from nominations.likeness import Likeness
from nominations.likeness_queries import alike_to, recorded_alike
from nominations.models import Nomination
from nominations.workflow import OPEN
from paritrana.committees.models import Category
from paritrana.forms import LocalDateTimeField, PortalForm, UploadField
from paritrana.regions.models import Nominee, Regency

SHOWN = 6


class ProposeForm(PortalForm):
    """A candidate for one category; after the deadline with the letter that orders it."""

    submit_label = _("Usulkan")

    nominee = forms.ModelChoiceField(label=_("Kandidat"), queryset=Nominee.objects.none(), empty_label=_("Pilih"))
    late_letter = forms.CharField(
        label=_("Nomor surat usulan susulan"),
        max_length=80,
        help_text=_("Batas pengusulan sudah lewat; usulan susulan dicatat dengan nomor surat yang memerintahkannya."),
    )
    deadline = LocalDateTimeField(label=_("Batas pengiriman sendiri"))
    is_other = forms.BooleanField()

    def __init__(self, *args: Any, category: Category, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Nomination.objects.visible_to(self.user, "nominations.view").filter(category=category, status__in=OPEN)
        self.fields["nominee"].queryset = (
            Nominee.objects.visible_to(self.user, "nominations.propose")
            .filter(kind=category.nominee_kind, province=category.province_id)
            .filter(merged_into=None)
            .exclude(pk__in=there.values("nominee"))
            .select_related("regency")
        )
        if category.nominee_kind != Nominee.Kind.GOVERNMENT:
            self.fields["nominee"].label_from_instance = lambda row: f"{row.name} ({row.regency})"
        if not late:
            del self.fields["late_letter"], self.fields["deadline"]
        typed = self.data.get(self.add_prefix("nominee"), "")
        known = self.fields["nominee"].queryset.filter(pk=int(typed)).first() if _is_key(typed) else None
        ask_other(self, alike_to(known, category.edition, self.user) if known else [])

    def clean(self) -> dict[str, Any]:
        return without_other(super().clean())


def _is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def _number(number: int) -> str:
    return _(", usulan nomor %s") % number if number else ""


def ask_other(form: PortalForm, likenesses: list[Likeness]) -> None:
    """Whoever resembles somebody is taken once the person has said that it is somebody else."""
    if not likenesses:
        del form.fields["is_other"]
        return
    names = "; ".join(
        f"{one.known.name}, {one.known.place}{_number(one.known.number)} ({one.words})" for one in likenesses[:SHOWN]
    )
    field = form.fields["is_other"]
    field.label = _("Ini kandidat lain daripada yang mirip")
    field.help_text = names
    field.error_messages["required"] = _("Mungkin sudah ada: %s. Centang bila ini kandidat lain.") % names


def without_other(data: dict[str, Any] | None) -> dict[str, Any]:
    """What the verb is given."""
    return {name: value for name, value in (data or {}).items() if name != "is_other"}


class NomineeForm(PortalForm):
    """A candidate that the portal does not know yet; what is asked depends on its kind."""

    submit_label = _("Tambahkan kandidat")

    regency = forms.ModelChoiceField(label=_("Kabupaten/kota"), queryset=Regency.objects.none(), empty_label=_("Pilih"))
    village = forms.CharField(
        label=_("Nama atau kode desa/kelurahan"), max_length=80, help_text=_("Contoh: Jembayan, atau 64.02.07.2004.")
    )
    name = forms.CharField(label=_("Nama badan usaha"), max_length=160)
    npp = forms.CharField(label=_("NPP (nomor pendaftaran perusahaan)"), max_length=20, required=False)
    nib = forms.CharField(label=_("NIB (nomor induk berusaha)"), max_length=20, required=False)
    address = forms.CharField(label=_("Alamat"), required=False, widget=forms.Textarea({"rows": 2}))
    is_other = forms.BooleanField()

    ASKED = {
        Nominee.Kind.GOVERNMENT: ["regency"],
        Nominee.Kind.VILLAGE: ["regency", "village", "address"],
        Nominee.Kind.COMPANY: ["regency", "name", "npp", "nib", "address"],
    }

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.ASKED[Nominee.Kind(category.nominee_kind)]
        for name in set(self.fields) - {*asked, "is_other"}:
            del self.fields[name]
        ask_other(self, self._alike(category))
        self.fields["regency"].queryset = Regency.objects.visible_to(self.user, "nominations.propose").filter(
            province=category.province_id
        )

    def _alike(self, category: Category) -> list[Likeness]:
        """The companies that may be the one that is typed; who has its NPP or NIB is refused anyway."""
        name, npp, nib = (self.data.get(self.add_prefix(part), "") for part in ("name", "npp", "nib"))
        if category.nominee_kind != Nominee.Kind.COMPANY or not name.strip():
            return []
        found = recorded_alike(category.province, name[:200], npp, nib, self.user)
        return [one for one in found if not one.is_certain_by_number]

    def clean(self) -> dict[str, Any]:
        return without_other(super().clean())


class CandidateImportForm(PortalForm):
    """A spreadsheet of candidates; after the deadline with the letter that orders them."""

    submit_label = _("Periksa berkas")

    file = UploadField(label=_("Berkas tabel"), types=("xlsx", "ods", "csv"), max_bytes=IMPORT_BYTES)
    late_letter = forms.CharField(
        label=_("Nomor surat usulan susulan"),
        max_length=80,
        help_text=_("Batas pengusulan sudah lewat; usulan susulan dicatat dengan nomor surat yang memerintahkannya."),
    )
    deadline = LocalDateTimeField(label=_("Batas pengiriman sendiri"))

    def __init__(self, *args: Any, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_letter"], self.fields["deadline"]


class MergeForm(PortalForm):
    """Which of two nominations goes on, and why the two are one."""

    submit_label = _("Gabungkan")

    keep = forms.ChoiceField(label=_("Usulan yang dilanjutkan"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Disimpan dan dibaca kedua pihak."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = choices
        if len(choices) == 1:
            self.fields["keep"].initial = choices[0][0]


class MoveForm(PortalForm):
    """Why a candidate belongs into another category, and until when it may fill in what is asked there."""

    submit_label = _("Pindahkan")

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Disimpan dan dibaca kandidat."),
    )
    deadline = LocalDateTimeField(
        label=_("Batas melengkapi"),
        help_text=_("Batas pengiriman kategori baru sudah lewat, padahal masih ada butir yang belum dijawab."),
    )

    def __init__(self, *args: Any, needs_deadline: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_deadline:
            del self.fields["deadline"]
