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
from scoring.models import BranchResponse, Decision, FeedbackComment, RankingRow, RuleBook, SpecialAward
from scoring.services.paper import SCAN_TYPES
from scoring.tie_queries import tie_field


class ReviewForm(PortalForm):
    submit_label = _("Buka tinjauan")
    closes_at = LocalDateTimeField(label=_("Batas tanggapan"))


class ResponseForm(PortalForm):
    submit_label = _("Kirim tanggapan")
    answer = forms.ChoiceField(label=_("Tanggapan"), choices=BranchResponse.Answer.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("Jenis catatan"), choices=[("", ""), *BranchResponse.Kind.choices], required=False,
        help_text=_("Wajib dipilih bila ada catatan."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Catatan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Wajib diisi bila ada catatan."),
    )


class ReplyForm(PortalForm):
    submit_label = _("Kirim jawaban")
    outcome = forms.ChoiceField(
        label=_("Hasil"), choices=BranchResponse.Outcome.choices, widget=forms.RadioSelect,
        help_text=_("Catatan yang diterima berlanjut ke koreksi oleh dua petugas; jawaban ini belum mengubah nilai."),
    )  # fmt: skip
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

    tie_basis = forms.CharField(
        label=_("Dasar putusan pleno atas nilai sama"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bila pleno memilih di antara nilai yang sama: kriteria yang dilihat, atau hasil suara. Dicetak."),
    )

    def __init__(
        self,
        *args: Any,
        rows: Sequence[RankingRow],
        computed: dict[int, int],
        category: Category,
        close: Sequence[tuple[int, int]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        nominees = {row.nomination.number: row.nomination.nominee for row in self.rows}
        self.close = [tie_field(*pair) for pair in close]
        for name, (above, below) in zip(self.close, close, strict=True):
            words = {"above": nominees[above], "below": nominees[below]}
            self.fields[name] = forms.CharField(
                label=_t("Alasan %(above)s di atas %(below)s") % words,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_t("Selisihnya di bawah batas beda nyata. Alasan ini tercetak pada lembar putusan."),
            )
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
        close_places = [(_("Nilai yang berdekatan di batas juara"), tuple(self.close))] if self.close else []
        self.fieldsets = (
            (_("Juara"), tuple(names)),
            *close_places,
            (_("Rapat pleno"), ("held_on", "place", "tie_basis", "deviation_reason")),
        )

    @staticmethod
    def _label(row: RankingRow) -> str:
        if row.rank is None:
            return _t("%s (tidak diperingkat)") % row.nomination.nominee
        return _t("%(rank)s. %(nominee)s") % {"rank": row.rank, "nominee": row.nomination.nominee}

    def resolution(self) -> dict[str, Any]:
        """What the plenary resolved beside the places, as the verbs take it."""
        names = ("held_on", "place", "deviation_reason", "tie_basis")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "tie_reasons": {name: self.cleaned_data[name] for name in self.close},
        }

    def placements(self) -> list[tuple[Nomination, int]]:
        chosen = [(row.nomination, int(self.cleaned_data[f"place_{row.nomination.number}"])) for row in self.rows]
        return [(nomination, place) for nomination, place in chosen if place]


class QuorumForm(PortalForm):
    """One of the ways that the rules allow for a candidate with too few sheets."""

    submit_label = _("Pilih jalan ini")
    way = forms.ChoiceField(label=_("Jalan keluar"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dicetak pada berita acara."),
    )

    def __init__(self, *args: Any, ways: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, RuleBook.QuorumWay(way).label) for way in ways]  # type: ignore[attr-defined]


class AwardForm(PortalModelForm):
    submit_label = _("Tambahkan penghargaan")
    field_order = ["nominee", "name", "measure", "measure_text", "reason"]
    measure = forms.ChoiceField(label=_("Dasar"), choices=[("", "---------"), *SpecialAward.Measure.choices])
    measure_text = forms.CharField(
        label=_("Dasar lainnya"),
        max_length=160,
        required=False,
        help_text=_("Hanya bila dasarnya tidak ada dalam pilihan."),
    )

    class Meta:
        model = SpecialAward
        fields = ["nominee", "name", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

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
            **self.resolution(),
            "held_on": self.cleaned_data["held_on"].isoformat(),
        }


class PaperRevokeForm(PaperForm):
    fieldsets = ((_("Isi surat"), ("note",)),)
    note = forms.CharField(label=_("Alasan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision

    def payload(self) -> dict[str, Any]:
        return {"decision": self.decision.pk, "note": self.cleaned_data["note"]}


class PaperRespondForm(PaperForm, ResponseForm):
    fieldsets = ((_("Tanggapan"), ("answer", "kind", "reason")),)

    def __init__(self, *args: Any, row: RankingRow, branch: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.branch = row, branch

    def payload(self) -> dict[str, Any]:
        return {
            "run": self.row.run.number,
            "nomination": self.row.nomination.number,
            "branch": self.branch,
            "answer": self.cleaned_data["answer"],
            "kind": self.cleaned_data["kind"],
            "reason": self.cleaned_data["reason"],
        }


class PaperFeedbackForm(PaperForm):
    """The comments for candidates that the chair has signed for, each in the wording on the paper."""

    fieldsets = ((_("Isi surat"), ("comments",)),)
    comments = forms.MultipleChoiceField(label=_("Catatan yang disetujui"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, waiting: Sequence[FeedbackComment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comments"].choices = [
            (f"{comment.pk}|{comment.seen}", f"{comment.nomination.nominee}: {comment.text}") for comment in waiting
        ]

    def payload(self) -> dict[str, Any]:
        return {"comments": dict(pair.split("|", 1) for pair in self.cleaned_data["comments"])}


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
