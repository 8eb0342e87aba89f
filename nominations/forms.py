from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from nominations import values
from nominations.models import Contact, Evidence, Indicator, Nomination, RegisteredFile
from nominations.queries import FOUND, Line
from nominations.row_input import RowsInput
from paritrana.forms import LocalDateTimeField, PortalForm, UploadField

FEW = 6


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(UploadField):
    """Several files at once. Each is judged by itself when it is stored, so that one bad file spoils no other."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [upload for upload in data or [] if upload]


def value_field(indicator: Indicator, label: Any, help_text: Any = "", blank: int = 3) -> forms.Field:
    """The input for an answer of this kind. What may be typed is judged by `values.canonical`."""
    common = {"label": label, "required": False, "help_text": help_text}
    if indicator.kind == Indicator.Kind.YES_NO:
        choices = [(values.YES, _("Ya")), (values.NO, _("Tidak"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if indicator.kind == Indicator.Kind.CHOICE:
        choices = [(choice, choice) for choice in indicator.choices]
        if len(choices) <= FEW:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        return forms.ChoiceField(choices=[("", "–"), *choices], **common)
    if indicator.kind == Indicator.Kind.NUMBER:
        unit = _("Dalam rupiah.") if indicator.unit == "Rp" else indicator.unit and _("Satuan: %s.") % indicator.unit
        common["help_text"] = " ".join(str(part) for part in (help_text, unit) if part)
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(widget=widget, **common)
    if indicator.kind in values.IN_ROWS:
        chosen = values.REGULATIONS if indicator.kind == Indicator.Kind.REGULATION else ()
        more = _("Baris yang tidak dipakai dibiarkan kosong; baris kosong bertambah setelah disimpan.")
        common["help_text"] = " ".join(str(part) for part in (help_text, more) if part)
        columns = values.columns_of(indicator.kind, indicator.choices)
        return forms.CharField(widget=RowsInput(columns, chosen, blank), **common)
    return forms.CharField(widget=forms.Textarea({"rows": 5}), **common)


def wanted(field: forms.Field) -> forms.Field:
    """Asked for, not "(opsional)", and yet a draft may leave it open; the check page names what is missing."""
    field.required, field.validate = True, lambda value: None  # type: ignore[method-assign]
    return field


class AnswerForm(PortalForm):
    """One question of a section. Several stand in one <form>, so each carries its own prefix and version."""

    submit_label = ""
    use_required_attribute = False

    note = forms.CharField(label=_("Keterangan"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2000)

    def __init__(self, data: Any = None, *args: Any, line: Line, **kwargs: Any) -> None:
        self.line, self.conflict, self.kept = line, False, False
        indicator, answer = line.indicator, line.answer
        kwargs["prefix"] = self.prefix_of(line)
        kwargs["initial"] = {
            "value": values.typed(indicator.kind, line.value),
            "note": answer.note if answer else "",
            "reply": line.verification.reply if line.verification else "",
        }
        self.choice = data.get(f"{kwargs['prefix']}-choose", "") if data else ""
        if self.choice:
            data = self._as_chosen(data.copy(), kwargs["prefix"], kwargs["initial"])
        super().__init__(data, *args, **kwargs)
        self.fields["value"] = wanted(value_field(indicator, indicator.text, indicator.help))
        if line.came_back:
            words = _("Tulis apa yang sudah diperbaiki atau ditambahkan; sekretariat membacanya pada butir ini.")
            self.fields["reply"] = wanted(
                forms.CharField(
                    label=_("Tindak lanjut"), max_length=2000, widget=forms.Textarea({"rows": 2}), help_text=words
                )
            )
        if indicator.needs_evidence:
            self.fields["files"] = FilesField(
                label=_("Tambah data dukung") if line.evidence else _("Data dukung"),
                help_text=f"{indicator.get_evidence_time_display()}.",
                types=[kind for kind in settings.FILE_TYPES if kind != "jpeg"],
                max_bytes=settings.FILE_MAX_BYTES,
            )
        self.order_fields(["value", "note", "reply", "files"])

    @staticmethod
    def prefix_of(line: Line) -> str:
        return f"b{line.indicator.pk}"

    def _as_chosen(self, data: Any, prefix: str, stored: dict[str, str]) -> Any:
        """Of two texts one is chosen: "stored", or "mine:<version>" in place of the version that was compared."""
        what, _colon, version = self.choice.partition(":")
        if what == "stored":
            for name, text in stored.items():
                data[f"{prefix}-{name}"] = text
        else:
            data[f"{prefix}-version"] = version
        return data

    @property
    def version_shown(self) -> int:
        """The version that what now stands in the fields goes back to."""
        if self.is_bound and not self.kept:
            return self.version_typed
        return self.line.answer.version if self.line.answer else 0

    @property
    def version_typed(self) -> int:
        """The version of the answer that the form showed when it was filled in."""
        typed = self.data.get(self.add_prefix("version"), "0")
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0

    @property
    def typed(self) -> str:
        """What was typed, in words."""
        typed, indicator = self["value"].value() or "", self.line.indicator
        number = indicator.kind == Indicator.Kind.NUMBER
        return typed if number else values.shown(indicator.kind, typed, columns=indicator.choices)

    @property
    def removals(self) -> list[Evidence]:
        return self._ticked("remove")

    @property
    def forgotten(self) -> list[RegisteredFile]:
        """Registered files that the candidate no longer wants to bring."""
        chosen = set(self.data.getlist(self.add_prefix("forget")))
        return [row for row in self.line.awaited if str(row.pk) in chosen]

    @property
    def personal(self) -> list[Evidence]:
        """Files that the candidate marks as holding personal data."""
        return self._ticked("personal")

    def _ticked(self, name: str) -> list[Evidence]:
        chosen = set(self.data.getlist(self.add_prefix(name)))  # type: ignore[attr-defined]
        return [evidence for evidence in self.line.evidence if str(evidence.pk) in chosen]

    @property
    def is_blank(self) -> bool:
        """Nothing was typed or chosen, and nothing is stored."""
        data = self.cleaned_data
        return self.line.answer is None and not (data.get("value") or data.get("note") or data.get("files"))

    def refuse(self, error: ValidationError, line: Line) -> None:
        """Show what the service said, and what is stored now (`line`) beside what was typed."""
        self.line = line
        if hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        self.conflict = self.conflict or error.code == "conflict"
        field = "files" if error.code in {"empty", "type", "size", "content", "many", "quota"} else "value"
        self.add_error(None if error.code in {"sent", "closed"} else field, error)


class Together:
    """Several forms that are sent as one, as `error_summary` asks a form."""

    def __init__(self, parts: list[AnswerForm] | list["ChoiceRowForm"]) -> None:
        self.parts = parts
        self.is_bound = any(part.is_bound for part in parts)

    @property
    def errors(self) -> list[Any]:
        return [part.errors for part in self.parts if part.errors]

    def non_field_errors(self) -> list[str]:
        return list(dict.fromkeys(error for part in self.parts for error in part.non_field_errors()))

    def hidden_fields(self) -> list[BoundField]:
        return []

    def visible_fields(self) -> list[BoundField]:
        return [field for part in self.parts for field in part.visible_fields()]


class SendForm(PortalForm):
    """Who sends, and that something may still be missing."""

    submit_label = _("Kirim penilaian mandiri")

    sender_name = forms.CharField(label=_("Nama pengirim"), max_length=160)
    sender_office = forms.CharField(label=_("Jabatan pengirim"), max_length=160)
    without_evidence = forms.BooleanField(
        error_messages={"required": _("Centang bila usulan memang dikirim tanpa data dukung tersebut.")}
    )

    def __init__(self, *args: Any, lacking: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lacking:
            self.fields["without_evidence"].label = (
                _("Saya tetap mengirim; data dukung untuk %s butir belum ada.") % lacking
            )
        else:
            del self.fields["without_evidence"]


class ColleagueForm(PortalForm):
    """Somebody who is to fill in beside the one who asks, under an own name."""

    submit_label = _("Tambah rekan dan buat slip")

    name = forms.CharField(label=_("Nama lengkap dengan gelar"), max_length=160)
    phone = forms.CharField(label=_("Nomor WhatsApp"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("Email"), required=False, help_text=_("Boleh kosong atau dipakai bersama; masuk memakai nama pengguna.")
    )


class ExtendForm(PortalForm):
    submit_label = _("Perpanjang batas")

    until = LocalDateTimeField(label=_("Batas baru"))
    reason = forms.CharField(label=_("Alasan"), widget=forms.Textarea({"rows": 2}))


class ContactForm(PortalForm):
    submit_label = _("Simpan catatan")

    how = forms.ChoiceField(label=_("Cara menghubungi"), choices=Contact.How.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Siapa yang dihubungi dan hasilnya"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class ReturnForm(PortalForm):
    submit_label = _("Kembalikan untuk dilengkapi")

    note = forms.CharField(label=_("Catatan untuk kandidat"), widget=forms.Textarea({"rows": 3}))
    deadline = LocalDateTimeField(label=_("Batas melengkapi"))


class VerdictForm(PortalForm):
    """What the secretariat finds for one answer."""

    submit_label = ""

    verdict = forms.ChoiceField(
        label=_("Hasil pemeriksaan"),
        choices=[(one.value, one.label) for one in FOUND],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Wajib bila tidak diterima atau nilainya berbeda. Kandidat membacanya."),
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        self.line, self.conflict = line, False
        answer, found = line.answer, line.verification
        kwargs["prefix"] = f"v{answer.pk}" if answer else "v"
        value = found.value if found and line.is_current else line.value
        kwargs["initial"] = {
            "verdict": found.verdict if found and line.is_current else "",
            "reason": found.reason if found else "",
            "value": values.typed(line.indicator.kind, value),
        }
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(line.indicator, _("Nilai terverifikasi"), blank=1)
        self.order_fields(["verdict", "value", "reason"])


class ChoiceRowForm(PortalForm):
    """The decision on one nomination of the administrative selection; a row left as it is changes nothing."""

    choice = forms.ChoiceField(
        label=_("Keputusan"),
        required=False,
        choices=[("shortlist", _("Nomine")), ("leave_out", _("Tidak lolos"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Alasan"), required=False, max_length=1000, widget=forms.Textarea({"rows": 1}))

    def __init__(self, *args: Any, nomination: Nomination, stored: str, **kwargs: Any) -> None:
        self.nomination, self.stored = nomination, stored
        kwargs["prefix"] = f"u{nomination.number}"
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choice") and self.changes and not data.get("reason", "").strip():
            self.add_error("reason", _("Tulis alasannya. Alasan disimpan dan dapat dibaca kandidat."))
        return data

    @cached_property
    def changes(self) -> bool:
        """Whether the row asks for something else than what is stored; what the basis suggests is not stored."""
        return bool(self.cleaned_data.get("choice")) and self.cleaned_data["choice"] != self.stored
