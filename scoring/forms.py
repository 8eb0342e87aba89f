"""Forms of the rubric, of one score sheet and of a conflict of interest."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations.models import Nomination
from nominations.workflow import ENDED
from paritrana.committees.models import Edition
from paritrana.forms import PortalForm
from paritrana.numbers import points
from scoring.conflict_queries import Suggestion
from scoring.engine.rules import MarkError, parse_mark, parse_weight
from scoring.extremes import bounds
from scoring.models import Criterion, Recusal, RuleBook, ScoreSheet
from scoring.queries import asks_reasons, leaves
from scoring.services.extremes import refusal

DECIMAL_INPUT = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control"}


class WeightField(forms.CharField):
    """A weight in points, typed with comma or point; its value is an integer in hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.TextInput(DECIMAL_INPUT), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return points(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            return parse_weight(text) if text else 0
        except MarkError as error:
            raise ValidationError(weight_error(error)) from error


def weight_error(error: MarkError) -> str:
    return {
        "empty": _("Isi bobot ini."),
        "format": _("Tulis angka saja, misalnya 15 atau 12,5."),
        "decimals": _("Tulis paling banyak dua angka di belakang koma, misalnya 33,34."),
        "range": _("Bobot dari 0 sampai 100."),
    }[error.code]


class LevelsField(forms.CharField):
    """Mark guidance, one band a line: "80-100 Sangat baik". Its value is the list that a criterion keeps."""

    LINE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:-|–|s\.?d\.?)\s*(\d{1,3}(?:[.,]\d{1,2})?)[\s:=]+(.+)")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{level['from']}–{level['to']} {level['text']}" for level in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        levels = []
        for line in _lines(super().clean(value)):
            match = self.LINE.fullmatch(line)
            if match is None:
                raise ValidationError(_("Tulis tiap baris seperti “80–100 Sangat baik”. Periksa: %s") % line)
            low, high = (text.replace(",", ".") for text in match.groups()[:2])
            if not _on_scale(low) or not _on_scale(high) or parse_mark(low) > parse_mark(high):
                raise ValidationError(_("Tulis rentang dari 0 sampai 100, yang kecil lebih dahulu. Periksa: %s") % line)
            levels.append({"from": low, "to": high, "text": match[3].strip()})
        return levels


class AnchorsField(forms.CharField):
    """Coverage anchors, one a line: "50 = 60" gives 60 at a coverage of 50 percent."""

    LINE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*%?\s*(?:=|:|->)\s*(\d{1,3}(?:[.,]\d{1,2})?)")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{at} = {mark}".replace(".", ",") for at, mark in value)

    def clean(self, value: Any) -> list[list[str]]:
        anchors: list[list[str]] = []
        for line in _lines(super().clean(value)):
            match = self.LINE.fullmatch(line)
            if match is None:
                raise ValidationError(_("Tulis tiap baris seperti “50 = 60”. Periksa: %s") % line)
            at, mark = (text.replace(",", ".") for text in match.groups())
            if not _on_scale(mark):
                raise ValidationError(_("Nilai dari 0 sampai 100. Periksa: %s") % line)
            if anchors and parse_mark(at, 100_000) <= parse_mark(anchors[-1][0], 100_000):
                raise ValidationError(_("Urutkan dari cakupan terendah, tanpa angka yang sama. Periksa: %s") % line)
            anchors.append([at, mark])
        return anchors


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _on_scale(text: str) -> bool:
    try:
        parse_mark(text)
    except MarkError:
        return False
    return True


class CriterionForm(PortalForm):
    """One node of the tree."""

    submit_label = gettext_lazy("Simpan kriteria")

    name = forms.CharField(label=gettext_lazy("Nama kriteria"), max_length=120)
    source = forms.ChoiceField(
        label=gettext_lazy("Sumber nilai"), choices=Criterion.Source.choices, widget=forms.RadioSelect
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Di dalam kelompok"),
        queryset=Criterion.objects.none(),
        required=False,
        help_text=gettext_lazy("Kosongkan bila berdiri sendiri."),
    )
    weight = WeightField(
        label=gettext_lazy("Bobot"),
        help_text=gettext_lazy("Dari 100,00 untuk seluruh kriteria. Kelompok tidak diberi bobot."),
    )
    levels = LevelsField(
        label=gettext_lazy("Panduan nilai"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Satu rentang per baris, misalnya: 80–100 Sangat baik, ada bukti hasil."),
    )
    anchors = AnchorsField(
        label=gettext_lazy("Titik patokan cakupan"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Hanya untuk nilai yang dihitung dari cakupan. Satu titik per baris: cakupan (%) = nilai, "
            "misalnya 50 = 60. Di antara dua titik nilainya mengikuti garis lurus."
        ),
    )

    def __init__(self, *args: Any, rule_book: RuleBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Criterion.objects.visible_to(self.user, "rubric.edit").filter(  # type: ignore[attr-defined]
            rule_book=rule_book, source=Criterion.Source.GROUP
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") == Criterion.Source.GROUP and data.get("weight"):
            self.add_error("weight", _("Kelompok tidak berbobot; bobotnya jumlah dari isinya."))
        if data.get("source") != Criterion.Source.COMPUTED and data.get("anchors"):
            self.add_error("anchors", _("Kosongkan: titik patokan hanya untuk nilai yang dihitung dari cakupan."))
        return data


class WeightsForm(PortalForm):
    """All weights of a rubric at once: one field per leaf."""

    submit_label = ""

    def __init__(self, *args: Any, rule_book: RuleBook, offered: dict[int, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in leaves(rule_book):
            self.fields[f"weight_{row.pk}"] = WeightField(
                label=_("Bobot %s") % row.name, initial=(offered or {}).get(row.pk, row.weight)
            )

    def weights(self) -> dict[int, int]:
        return {int(name.removeprefix("weight_")): weight for name, weight in self.cleaned_data.items()}

    def typed_total(self) -> int:
        """The sum of the weights that can be read, for the line that follows typing."""
        return sum(self.cleaned_data.values())


class ExplainForm(PortalForm):
    submit_label = gettext_lazy("Simpan penjelasan")
    answer = forms.CharField(
        label=gettext_lazy("Alasan Anda"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RuleBookChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: RuleBook) -> str:  # type: ignore[override]
        return f"{obj.category}, {obj.category.edition}"


class CopyForm(PortalForm):
    """From which rubric of the province the criteria are copied."""

    submit_label = gettext_lazy("Salin kriteria")

    other = RuleBookChoice(label=gettext_lazy("Salin dari"), queryset=RuleBook.objects.none())

    def __init__(self, *args: Any, rule_book: RuleBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = (  # type: ignore[attr-defined]
            RuleBook.objects.visible_to(self.user, "rubric.view")
            .exclude(pk=rule_book.pk)
            .select_related("category__edition")
            .order_by("-category__edition__assessment_year", "category__order")
        )


class MarksForm(PortalForm):
    """A text field per criterion, so that what was typed comes back as typed."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[self.field_of(criterion.code)] = forms.CharField(
                label=criterion.name,
                required=False,
                max_length=20,
                widget=forms.TextInput({**DECIMAL_INPUT, "class": "form-control score-input", "enterkeyhint": "next"}),
            )

    @staticmethod
    def field_of(code: str) -> str:
        return f"mark_{code}"

    def typed(self) -> dict[str, str]:
        """What stands in the fields, by criterion code."""
        return {row.code: self.data.get(self.add_prefix(self.field_of(row.code)), "") for row in self.criteria}

    def field_for(self, name: str) -> str | None:
        """A mark is named by the code of its criterion."""
        return super().field_for(self.field_of(name)) or super().field_for(name)

    def rows(self) -> list[tuple[Criterion, Any]]:
        return [(row, self[self.field_of(row.code)]) for row in self.criteria]


class SheetForm(MarksForm):
    """One score sheet as its owner fills it."""

    submit_label = ""

    version = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    notes = forms.CharField(
        label=gettext_lazy("Catatan pribadi"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "class": "form-control"}),
        help_text=gettext_lazy("Hanya Anda yang membacanya. Tidak dicetak dan tidak disalin ke mana pun."),
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, criteria=criteria, **kwargs)
        if not asks_reasons(criteria):
            return
        self.fields["reasons"] = forms.MultipleChoiceField(
            label=_("Alasan nilai terendah atau tertinggi"),
            choices=ScoreSheet.Reason.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": refusal()},
            help_text=_(
                "Satu daftar untuk seluruh lembar. Hanya perlu bila ada nilai pada rentang terendah atau tertinggi; "
                "dibaca bersama nilainya sesudah penilaian ditutup."
            ),
        )
        for row in criteria:
            low, high = bounds(row.levels)
            self.fields[self.field_of(row.code)].widget.attrs |= {"data-low": low, "data-high": high}


class ReasonForm(PortalForm):
    """A step of the secretariat on one sheet, with its reason."""

    action = forms.ChoiceField(
        choices=[(ScoreSheet.Status.ABSENT, ""), (ScoreSheet.Status.WITHDRAWN, "")], widget=forms.HiddenInput
    )
    note = forms.CharField(label=gettext_lazy("Alasan"), max_length=1000)


class ConflictForm(PortalForm):
    """A panelist declares a conflict of interest."""

    submit_label = gettext_lazy("Nyatakan tidak ikut menilai")

    nomination = forms.ModelChoiceField(label=gettext_lazy("Kandidat"), queryset=Nomination.objects.none())
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis hubungan"), choices=Recusal.Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Penjelasan"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Dibaca oleh sekretariat, ketua, dan pengawas."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = Recusal.objects.visible_to(self.user, "recusals.declare").filter(lifted_at=None)
        declared = standing.values("nomination")
        self.fields["nomination"].queryset = (  # type: ignore[attr-defined]
            Nomination.objects.visible_to(self.user, "recusals.declare")
            .filter(edition=edition)
            .exclude(status__in=ENDED)
            .exclude(pk__in=declared)
            .select_related("nominee")
            .order_by("number")
        )


class NoConflictForm(PortalForm):
    """What the data suggest about oneself (the chair: about anybody), answered for one candidate or for many."""

    submit_label = gettext_lazy("Jawab: tidak ada konflik")

    about = forms.MultipleChoiceField(
        label=gettext_lazy("Yang dijawab"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Muat ulang halaman: sebagian sudah dijawab.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Tidak ada konflik, karena"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Satu alasan boleh untuk beberapa kandidat. Dibaca sekretariat, ketua, dan pengawas."),
    )

    def __init__(self, *args: Any, suggestions: Sequence[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.key: one for one in suggestions}
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{self._whose(one)}{one.nomination.nominee}: {one.words}") for one in suggestions
        ]

    def _whose(self, one: Suggestion) -> str:
        return "" if one.person == self.user else f"{one.person}, "

    def clean_about(self) -> list[Suggestion]:
        return [self.known[key] for key in self.cleaned_data["about"]]
