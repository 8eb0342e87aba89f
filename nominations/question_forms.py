from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations import values
from nominations.behalf_queries import Place
from nominations.coverage_forms import IMPORT_BYTES
from nominations.forms import FilesField, value_field
from nominations.models import OnBehalf
from nominations.services.questions import TYPES
from paritrana.forms import LocalDateTimeField, PortalForm, UploadField


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
    note = forms.CharField(label=_("Keterangan"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2000)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        indicator, entry = place.indicator, place.entry
        kwargs["initial"] = {"brought_at": timezone.now()}
        if entry:
            kwargs["initial"] = {
                "value": values.typed(indicator.kind, entry.value),
                "note": entry.note,
                "source": entry.source,
                "bringer": entry.bringer,
                "brought_at": entry.brought_at,
            }
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(indicator, _("Jawaban"))
        if indicator.needs_evidence:
            self.fields["files"] = FilesField(
                label=_("Data dukung"),
                required=False,
                types=[kind for kind in settings.FILE_TYPES if kind != "jpeg"],
                max_bytes=settings.FILE_MAX_BYTES,
            )
        self.order_fields(["value", "note", "files", "source", "bringer", "brought_at"])


class ObjectionForm(PortalForm):
    """What in an entry on behalf is not what the candidate brought."""

    submit_label = _("Kirim bantahan")

    reason = forms.CharField(label=_("Apa yang tidak sesuai"), max_length=1000, widget=forms.Textarea({"rows": 3}))
