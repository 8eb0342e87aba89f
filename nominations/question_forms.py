from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations import values
from nominations.behalf_queries import Place
from nominations.coverage_forms import IMPORT_BYTES
from nominations.forms import value_field
from nominations.models import Answer, Evidence, Nomination, OnBehalf, Replacement
from nominations.queries import asked_of, instrument_of
from nominations.services.questions import TYPES
from paritrana.files.forms import PiecesField
from paritrana.forms import LocalDateTimeField, PortalForm, UploadField
from paritrana.regions.models import Province


class AnswerImportForm(PortalForm):
    """The file of questions, filled in."""

    submit_label = _("Periksa berkas")

    file = UploadField(label=_("Berkas pertanyaan yang sudah diisi"), types=TYPES, max_bytes=IMPORT_BYTES)


class ChangeForm(PortalForm):
    """The letter that orders a change of the questions, and until when what changes may be answered."""

    submit_label = _("Buat rancangan perubahan")

    letter = forms.CharField(label=_("Nomor surat perubahan"), max_length=80)
    until = LocalDateTimeField(label=_("Batas menjawab butir yang baru atau berubah"))


class BehalfForm(PortalForm):
    """One answer or file that a candidate brought, with who brought it, how and when."""

    submit_label = _("Simpan atas nama kandidat")

    source = forms.ChoiceField(
        label=_("Diterima sebagai"),
        choices=OnBehalf.Source.choices,
        widget=forms.RadioSelect,
    )
    bringer = forms.CharField(
        label=_("Dibawa atau dikirim oleh"), max_length=160, help_text=_("Nama dan jabatan, atau nomor pengirim.")
    )
    brought_at = LocalDateTimeField(label=_("Diterima pada"))
    shelf = forms.CharField(
        label=_("Nomor arsip berkas asli"),
        max_length=60,
        required=False,
        help_text=_("Rak, map, atau nomor agenda tempat berkas asli disimpan."),
    )
    note = forms.CharField(label=_("Keterangan"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2000)

    def __init__(self, *args: Any, place: Place, province: Province, **kwargs: Any) -> None:
        indicator, entry = place.indicator, place.entry
        kwargs["initial"] = {"brought_at": timezone.now()}
        if entry:
            kwargs["initial"] = {
                "value": values.typed(indicator.kind, entry.value),
                "note": entry.note,
                "source": entry.source,
                "bringer": entry.bringer,
                "brought_at": entry.brought_at,
                "shelf": entry.shelf,
            }
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(indicator, _("Jawaban"), indicator.help)
        if indicator.needs_evidence:
            self.fields["files"] = PiecesField(
                label=_("Data dukung"),
                help_text=f"{indicator.get_evidence_time_display()}.",
                required=False,
                user=self.user,
                province=province,
                many=True,
            )
        self.order_fields(["value", "note", "files", "source", "bringer", "brought_at", "shelf"])


class ObjectionForm(PortalForm):
    """What in an entry on behalf is not what the candidate brought."""

    submit_label = _("Kirim bantahan")

    reason = forms.CharField(label=_("Apa yang tidak sesuai"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class ObjectionReplyForm(PortalForm):
    """What became of an objection to an entry on behalf."""

    submit_label = _("Kirim jawaban")

    reply = forms.CharField(
        label=_("Jawaban atas bantahan"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Kandidat dan pengawas membacanya."),
    )  # fmt: skip


class ReplacementForm(PortalForm):
    """Which answer's files are to be replaced after the deadline, and why."""

    submit_label = _("Ajukan penggantian berkas")
    code = "nominations.fill"

    answer = forms.ModelChoiceField(label=_("Butir"), queryset=Answer.objects.none(), empty_label=_("Pilih"))
    reason = forms.CharField(
        label=_("Alasan"), max_length=1000, widget=forms.Textarea({"rows": 3}), help_text=_("Dibaca pengawas.")
    )

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.queryset = (
            Answer.objects.visible_to(self.user, self.code)
            .filter(nomination=nomination, indicator__needs_evidence=True)
            .filter(indicator__in=asked_of(nomination.nominee, instrument_of(nomination.category)))
            .select_related("indicator")
            .order_by("indicator__order")
        )
        field.label_from_instance = lambda row: str(row.indicator)


class ItemExtensionForm(ReplacementForm):
    """A later deadline for the files of one answer."""

    submit_label = _("Perpanjang batas butir")
    code = "nominations.manage"

    until = LocalDateTimeField(label=_("Batas baru"))


class DecisionForm(PortalForm):
    """Grant the replacement until a deadline, or refuse it with a reason."""

    submit_label = _("Simpan keputusan")

    grant = forms.ChoiceField(
        label=_("Keputusan"), choices=[("yes", _("Setujui")), ("no", _("Tolak"))], widget=forms.RadioSelect
    )
    until = LocalDateTimeField(label=_("Batas mengganti, bila disetujui"), required=False)
    decision = forms.CharField(
        label=_("Alasan keputusan"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Wajib bila ditolak. Kandidat dan pengawas membacanya."),
    )  # fmt: skip


class ReplaceForm(PortalForm):
    """The new files, and which of the stored ones they replace."""

    submit_label = _("Ganti berkas")

    removals = forms.ModelMultipleChoiceField(
        label=_("Hapus berkas lama"), required=False, queryset=Evidence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, entry: Replacement, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Evidence.objects.visible_to(self.user, "nominations.fill").filter(answer=entry.answer, removed_at=None)
        self.fields["removals"].queryset = rows.select_related("file")
        self.fields["files"] = PiecesField(label=_("Berkas pengganti"), user=self.user, province=province, many=True)
