"""Forms of the review, the plenary and the acts entered from signed papers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from paritrana.committees.models import Category, Seat
from paritrana.forms import LocalDateField, LocalDateTimeField, PortalForm, PortalModelForm, UploadField
from paritrana.regions.models import Nominee
from scoring.models import BranchResponse, RankingRow, SpecialAward
from scoring.services.paper import SCAN_TYPES


class ReviewForm(PortalForm):
    submit_label = _("Buka tinjauan")
    closes_at = LocalDateTimeField(label=_("Batas tanggapan"))


class ResponseForm(PortalForm):
    submit_label = _("Kirim tanggapan")
    answer = forms.ChoiceField(label=_("Tanggapan"), choices=BranchResponse.Answer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Catatan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Wajib diisi bila ada catatan."),
    )


class ReplyForm(PortalForm):
    submit_label = _("Kirim jawaban")
    reply = forms.CharField(label=_("Jawaban sekretariat"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class PlenaryForm(PortalForm):
    """A place for each nominee of the run, prefilled with the computed order."""

    submit_label = _("Tetapkan")
    held_on = LocalDateField(label=_("Tanggal rapat pleno"))
    place = forms.CharField(label=_("Tempat rapat pleno"), max_length=160)
    deviation_reason = forms.CharField(
        label=_("Alasan berbeda dari urutan hasil hitung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Hanya bila juara berbeda dari urutan hasil hitung. Alasan ini dicetak."),
    )

    def __init__(
        self,
        *args: Any,
        rows: Sequence[RankingRow],
        computed: dict[int, int],
        category: Category,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        choices = [("0", _t("Tidak mendapat juara"))]
        choices += [(str(place), category.rank_word(place)) for place in range(1, category.places + 1)]
        names = []
        for row in self.rows:
            name = f"place_{row.nomination.number}"
            self.fields[name] = forms.ChoiceField(
                label=self._label(row),
                choices=choices,
                initial=str(computed.get(row.nomination_id, 0)),
            )
            names.append(name)
        self.fieldsets = (
            (_("Juara"), tuple(names)),
            (_("Rapat pleno"), ("held_on", "place", "deviation_reason")),
        )

    @staticmethod
    def _label(row: RankingRow) -> str:
        if row.rank is None:
            return _t("%s (tidak diperingkat)") % row.nomination.nominee
        return _t("%(rank)s. %(nominee)s") % {"rank": row.rank, "nominee": row.nomination.nominee}

    def placements(self) -> list[tuple[Nomination, int]]:
        chosen = [(row.nomination, int(self.cleaned_data[f"place_{row.nomination.number}"])) for row in self.rows]
        return [(nomination, place) for nomination, place in chosen if place]


class AwardForm(PortalModelForm):
    submit_label = _("Tambahkan penghargaan")

    class Meta:
        model = SpecialAward
        fields = ["nominee", "name", "measure", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"measure": _("Misalnya cakupan tertinggi, atau “pertimbangan pleno”.")}

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nominee"].queryset = Nominee.objects.visible_to(self.user, "nominees.view").filter(
            nominations__category=category
        )


# --- papers ---------------------------------------------------------------------------------------------


class PaperForm(PortalForm):
    """Who signed, the paper's number, the scan; what it says is added by each kind."""

    submit_label = _("Simpan untuk dikonfirmasi petugas kedua")
    seat = forms.ModelChoiceField(Seat.objects.none(), label=_("Ditandatangani oleh"))
    letter = forms.CharField(label=_("Nomor surat"), max_length=120)
    scan = UploadField(label=_("Pindaian surat bertanda tangan"), types=SCAN_TYPES, max_bytes=settings.FILE_MAX_BYTES)
    PAPER = (_("Surat"), ("seat", "letter", "scan"))

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats
        self.fields["seat"].initial = seats.first()
        self.fieldsets = (*self.fieldsets, self.PAPER)

    def payload(self) -> dict[str, Any]:
        raise NotImplementedError


class PaperDecideForm(PaperForm, PlenaryForm):
    def payload(self) -> dict[str, Any]:
        return {
            "run": self.rows[0].run.number,
            "placements": {str(nomination.number): place for nomination, place in self.placements()},
            "held_on": self.cleaned_data["held_on"].isoformat(),
            "place": self.cleaned_data["place"],
            "deviation_reason": self.cleaned_data["deviation_reason"],
        }


class PaperRespondForm(PaperForm, ResponseForm):
    fieldsets = ((_("Tanggapan"), ("answer", "reason")),)

    def __init__(self, *args: Any, row: RankingRow, branch: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.branch = row, branch

    def payload(self) -> dict[str, Any]:
        return {
            "run": self.row.run.number,
            "nomination": self.row.nomination.number,
            "branch": self.branch,
            "answer": self.cleaned_data["answer"],
            "reason": self.cleaned_data["reason"],
        }


class PaperMoveForm(PaperForm):
    """Release of the embargo, or a stage entered although soft conditions are open."""

    fieldsets = ((_("Isi surat"), ("set_aside", "note")),)
    set_aside = forms.MultipleChoiceField(
        label=_("Syarat yang dikesampingkan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Alasan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, category: Category, target: str, soft: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category, self.target = category, target
        self.fields["set_aside"].choices = [(text, text) for text in soft]
        if not soft:
            del self.fields["set_aside"]

    def payload(self) -> dict[str, Any]:
        return {
            "source": self.category.stage,
            "target": self.target,
            "note": self.cleaned_data["note"],
            "set_aside": self.cleaned_data.get("set_aside", []),
        }
