"""What is typed for letters: their head, whom they go to, and what only people know."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Seat
from paritrana.committees.queries import committee
from paritrana.forms import LocalDateField
from reports.documents.invitations import Letter
from reports.forms.invitations import NATURES, LinesField
from reports.forms.numbers import NumberField
from reports.forms.offers import OfferForm
from reports.models import Document
from reports.services.numbers import copies_of
from scoring.models import Objection

LETTER = ("dated", "number", "nature", "attachment", "about", "copies")


class LetterOfferForm(OfferForm):
    """The head of a letter; the lines of the last one of its kind are the start."""

    submit_label = _("Buat surat")
    ABOUT: Any = ""

    dated = LocalDateField(label=_("Tanggal surat"))
    number = NumberField(label=_("Nomor surat"))
    nature = forms.ChoiceField(label=_("Sifat"), choices=NATURES)
    attachment = forms.CharField(label=_("Lampiran"), max_length=80, required=False)
    about = forms.CharField(label=_("Hal"), max_length=160)
    copies = LinesField(label=_("Tembusan"), required=False, help_text=_("Satu baris satu alamat."))

    def __init__(self, *args: Any, target: Any, last: Any, **kwargs: Any) -> None:
        edition = getattr(target, "edition", target)
        start = {
            "nature": gettext("Biasa"),
            "attachment": "-",
            "about": str(self.ABOUT) % {"title": edition.title} if self.ABOUT else "",
            "copies": copies_of(edition, self.KIND),
        }
        start |= last.data["letter"] if last else {}
        start |= {"dated": timezone.localdate()} | self.start(target, last)
        super().__init__(*args, target=target, last=last, initial=start, **kwargs)

    def start(self, target: Any, last: Any) -> dict[str, Any]:
        """What the fields of this kind say at first."""
        return {}

    def facts(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        head = {name: typed.pop(name) for name in LETTER if name != "number"}
        return {**typed, "letter": Letter(event="", **head)}


class SeatChoice(forms.ModelMultipleChoiceField):
    """Seats of the committee, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Seat.objects.none(), **kwargs)

    def label_from_instance(self, seat: Seat) -> str:
        who = str(seat.person) if seat.person else gettext("kosong")
        if not seat.person and seat.awaiting:
            who = gettext("menunggu penunjukan dari %s") % seat.awaiting
        return f"{seat}: {who}"


def seats_of(user: Any, edition: Any) -> Any:
    """The committee, as far as the person sees it."""
    seen = Seat.objects.visible_to(user, "seats.view").filter(pk__in=committee(edition).values("pk"))
    return seen.select_related("person", "province", "nominee", "branch").order_by("order", "pk")


class SeatRequestForm(LetterOfferForm):
    """To which organisations, and by when they answer."""

    KIND = Document.Kind.SEAT_REQUEST
    ABOUT = _("Permohonan Penunjukan Wakil pada %(title)s")
    fieldsets = ((_("Peran yang dimintakan wakil"), ("seats", "until")), (_("Surat"), LETTER))

    seats = SeatChoice(
        label=_("Peran"), error_messages={"required": _("Pilih sedikitnya satu peran.")},
        help_text=_("Surat ditujukan kepada pimpinan lembaga pada isian “menunggu”, atau kepada unsurnya."),
    )  # fmt: skip
    until = LocalDateField(label=_("Batas jawaban"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = seats_of(self.user, self.target)
        self.fields["seats"].queryset = rows  # type: ignore[attr-defined]
        self.initial["seats"] = [seat.pk for seat in rows if seat.person is None]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        until, dated = typed.get("until"), typed.get("dated")
        if isinstance(until, date) and isinstance(dated, date) and until < dated:
            self.add_error("until", gettext("Isi tanggal sesudah tanggal surat."))
        return typed


class SelectionNoticeForm(LetterOfferForm):
    submit_label = _("Buat surat untuk semua kandidat")
    KIND = Document.Kind.SELECTION_NOTICE
    ABOUT = _("Hasil Seleksi Administrasi %(title)s")

    number = NumberField(many=True, label=_("Pola nomor surat"))


class ObjectionReplyForm(LetterOfferForm):
    """Which objection, what is answered and on what ground."""

    KIND = Document.Kind.OBJECTION_REPLY
    ABOUT = _("Jawaban atas Sanggahan Hasil %(title)s")
    fieldsets = ((_("Sanggahan"), ("objection", "outcome", "answer", "ground")), (_("Surat"), LETTER))

    objection = forms.ModelChoiceField(Objection.objects.none(), label=_("Sanggahan"))
    outcome = forms.ChoiceField(label=_("Putusan"), choices=Objection.Outcome.choices)
    answer = forms.CharField(label=_("Jawaban"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    ground = forms.CharField(
        label=_("Dasar jawaban"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya aturan penilaian, data cakupan, atau berita acara yang menjadi dasar."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["objection"]
        seen = Objection.objects.visible_to(self.user, "objections.view").filter(category=self.target)
        field.queryset = seen.select_related("category", "nomination__nominee")  # type: ignore[attr-defined]
        field.label_from_instance = _objection  # type: ignore[attr-defined]

    def start(self, target: Any, last: Any) -> dict[str, Any]:
        return dict(last.data["typed"]) if last else {}


class CoverLetterForm(LetterOfferForm):
    KIND = Document.Kind.COVER_LETTER
    ABOUT = _("Penerusan Peringkat Pertama %(title)s")
    fieldsets = ((_("Tujuan"), ("to",)), (_("Surat"), LETTER))

    to = forms.CharField(label=_("Kepada Yth."), max_length=200, help_text=_("Jabatan atau lembaga yang dituju."))

    def start(self, target: Any, last: Any) -> dict[str, Any]:
        receiver = gettext("Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan")
        return {"to": last.data["to"] if last else receiver, "attachment": gettext("1 (satu) berkas")}


class IntegrityForm(OfferForm):
    """For which persons of the committee."""

    submit_label = _("Buat pakta integritas")

    seats = SeatChoice(label=_("Panelis"), error_messages={"required": _("Pilih sedikitnya satu orang.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = seats_of(self.user, self.target).filter(person__isnull=False)
        self.fields["seats"].queryset = rows  # type: ignore[attr-defined]
        self.initial["seats"] = [seat.pk for seat in rows]


def _objection(objection: Objection) -> str:
    said = objection.get_outcome_display() or gettext("belum dijawab")
    return f"{objection.number}. {objection.nomination.nominee} ({said})"
