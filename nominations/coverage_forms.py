from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nominations.coverage_queries import WHOLE_BASES
from nominations.models import CoverageBase, CoverageCutoff, CoverageFigure, CoverageNote, Located
from paritrana.forms import LocalDateField, LocalDateTimeField, PortalForm, UploadField, WholeNumberField
from paritrana.numbers import num

IMPORT_BYTES = 5 * 1024 * 1024
LARGEST = 2_000_000_000
KINDS = [("", _("Pilih")), *((kind.value, kind.label) for kind in WHOLE_BASES)]


class CoverageForm(PortalForm):
    """What one branch counts in one regency at one date, and the denominator. Blank is missing, never 0."""

    submit_label = _("Simpan angka cakupan")
    fieldsets = (
        (_("Peserta aktif menurut segmen"), (*CoverageFigure.Segment.values, "source", "located")),
        (_("Penyebut"), ("base_kind", "base_people", "base_source")),
        (
            _("Perkiraan jumlah pekerja per segmen, bila ada"),
            (*(f"estimate_{code}" for code in CoverageFigure.Segment.values), "estimate_source"),
        ),
    )

    source = forms.CharField(
        label=_("Sumber angka peserta"),
        max_length=160,
        required=False,
        help_text=_("Misalnya: Data kepesertaan BPJS Ketenagakerjaan, dengan nomor surat."),
    )
    located = forms.ChoiceField(
        label=_("Lokasi peserta menurut"),
        choices=Located.choices,
        required=False,
        help_text=_("Menurut apa peserta dihitung di daerah ini. Tanyakan ke kantor wilayah bila belum diketahui."),
    )
    base_kind = forms.ChoiceField(label=_("Jenis penyebut"), choices=KINDS, required=False)
    base_people = WholeNumberField(label=_("Jumlah orang"), min_value=0, max_value=LARGEST, required=False)
    base_source = forms.CharField(
        label=_("Sumber penyebut"),
        max_length=160,
        required=False,
        help_text=_("Misalnya: BPS, Sakernas Agustus 2024."),
    )
    estimate_source = forms.CharField(label=_("Sumber perkiraan"), max_length=160, required=False)

    def __init__(self, *args: Any, stored: Mapping[str, int], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.stored = stored
        for code, label in CoverageFigure.Segment.choices:
            self.fields[code] = _people(label)
            self.fields[f"estimate_{code}"] = _people(label)
        self.order_fields([name for _legend, names in self.fieldsets for name in names])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        segments = self._given("")
        for code, count in self.stored.items():
            if code not in segments and code not in self.errors:
                self.add_error(
                    code,
                    gettext("Isi 0 bila tidak ada peserta. Angka tersimpan: %(count)s.") % {"count": num(count)},
                )
        if not self.errors and not segments and cleaned.get("base_people") is None and not self._given("estimate_"):
            self.add_error(None, gettext("Isi sedikitnya satu angka. Yang dikosongkan dianggap belum ada."))
        cleaned["located"] = cleaned.get("located") or Located.UNKNOWN
        if segments and not cleaned.get("source"):
            self.add_error("source", gettext("Isi sumber angka peserta."))
        base = [cleaned.get("base_kind"), cleaned.get("base_people"), cleaned.get("base_source")]
        if any(part not in (None, "") for part in base):
            for name, part in zip(("base_kind", "base_people", "base_source"), base, strict=True):
                if part in (None, "") and name not in self.errors:
                    self.add_error(name, gettext("Isi juga jenis, jumlah, dan sumber penyebut."))
        if self._given("estimate_") and not cleaned.get("estimate_source"):
            self.add_error("estimate_source", gettext("Isi sumber perkiraan jumlah per segmen."))
        return cleaned

    @property
    def participants(self) -> dict[str, int]:
        return self._given("")

    @property
    def bases(self) -> list[tuple[str, str, int, str]]:
        """(kind, segment, people, source) of each denominator that was filled in."""
        cleaned = self.cleaned_data
        found = [
            (CoverageBase.Kind.SEGMENT.value, code, people, cleaned["estimate_source"])
            for code, people in self._given("estimate_").items()
        ]
        if cleaned["base_people"] is not None:
            found.append((cleaned["base_kind"], "", cleaned["base_people"], cleaned["base_source"]))
        return found

    def _given(self, prefix: str) -> dict[str, int]:
        values = {code: self.cleaned_data.get(f"{prefix}{code}") for code in CoverageFigure.Segment.values}
        return {code: value for code, value in values.items() if value is not None}


class CoverageImportForm(PortalForm):
    """A spreadsheet of figures, their date and where they come from. Nothing is written before it was looked at."""

    submit_label = _("Periksa berkas")

    file = UploadField(label=_("Berkas tabel"), types=("xlsx", "ods", "csv"), max_bytes=IMPORT_BYTES)
    as_of = LocalDateField(label=_("Per tanggal"))
    source = forms.CharField(
        label=_("Sumber angka peserta, bila berkas memuatnya"),
        max_length=160,
        required=False,
        help_text=_("Misalnya: Data kepesertaan BPJS Ketenagakerjaan, dengan nomor surat."),
    )
    located = forms.ChoiceField(
        label=_("Lokasi peserta menurut"),
        choices=Located.choices,
        required=False,
        help_text=_("Menurut apa peserta dihitung di daerah ini. Tanyakan ke kantor wilayah bila belum diketahui."),
    )
    base_source = forms.CharField(
        label=_("Sumber penyebut, bila berkas memuatnya"),
        max_length=160,
        required=False,
        help_text=_("Misalnya: BPS, Sakernas Agustus 2024."),
    )

    def clean_located(self) -> str:
        return self.cleaned_data["located"] or Located.UNKNOWN.value


class CutoffForm(PortalForm):
    """When the figures of an edition freeze; blank: they do not yet."""

    submit_label = _("Simpan tanggal pisah batas")

    at = LocalDateTimeField(
        label=_("Tanggal pisah batas"),
        required=False,
        help_text=_(
            "Sesudah waktu ini setiap angka hanya berubah lewat koreksi dua petugas. Kosongkan bila belum ada."
        ),
    )

    def __init__(self, *args: Any, cutoff: CoverageCutoff | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"at": cutoff and cutoff.at}, **kwargs)


class CorrectionForm(PortalForm):
    """A new version of one frozen figure, with where it comes from and why."""

    submit_label = _("Ajukan koreksi")

    figure = forms.ChoiceField(label=_("Angka yang dikoreksi"))
    people = WholeNumberField(label=_("Seharusnya"), min_value=0, max_value=LARGEST)
    source = forms.CharField(
        label=_("Sumber"),
        max_length=160,
        help_text=_("Surat atau data yang memuat angka ini. Sumber penyebut harus sama untuk semua daerah."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, figures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["figure"]
        choice.choices = [("", _("Pilih")), *figures]


class DiscardForm(PortalForm):
    """Why a correction is taken back or refused."""

    submit_label = _("Batalkan koreksi")

    note = forms.CharField(label=_("Alasan"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))


class TargetForm(PortalForm):
    """The coverage an edition aims at; blank: no gap is shown."""

    submit_label = _("Simpan target")

    percent = forms.DecimalField(
        label=_("Target cakupan (%)"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
        help_text=_(
            "Misalnya 60 atau 62,50. Kosongkan bila tidak ada target; selisih ke target lalu tidak ditampilkan."
        ),
    )


class ExplainForm(PortalForm):
    """Why coverage fell; blank takes the explanation back."""

    submit_label = _("Simpan penjelasan")

    text = forms.CharField(
        label=_("Penjelasan"),
        max_length=CoverageNote.LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Paling banyak 600 huruf. Dibaca panel di samping angkanya."),
    )


def _people(label: Any) -> WholeNumberField:
    return WholeNumberField(label=label, min_value=0, max_value=LARGEST, required=False)
