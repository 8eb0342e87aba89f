"""What is typed for the minutes of the plenary and for draft decrees."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Category, Seat
from paritrana.forms import LocalDateField
from paritrana.numbers import tanggal
from reports.documents.interview_minutes import AWAY, PRESENT, REFUSES, STATES
from reports.documents.plenary_minutes import seats
from reports.forms.invitations import LinesField
from reports.forms.numbers import NumberField
from reports.forms.offers import OfferForm
from reports.models import Decree, Document
from reports.services.numbers import copies_of
from scoring.models import Decision, DecisionChange


class PlenaryMinutesForm(OfferForm):
    """Which meeting, how every seat stands under its minutes, and who led."""

    submit_label = _("Buat berita acara")

    decision = forms.ModelChoiceField(Decision.objects.none(), label=_("Rapat pleno"), empty_label=None)
    number = NumberField(label=_("Nomor berita acara"))
    leader = forms.ChoiceField(label=_("Dipimpin oleh"))
    nip = forms.CharField(
        label=_("NIP pimpinan"), required=False, max_length=25, help_text=_("Hanya tercetak di bawah nama pimpinan."),
    )  # fmt: skip
    notes = forms.CharField(
        label=_("Catatan lain"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, target: Category, last: Any, **kwargs: Any) -> None:
        self.seats = seats(target.edition)
        before = {row["seat"]: row for row in last.data["signers"]} if last else {}
        there = [row for row in self.seats if row["name"]]
        chair = next((row["seat"] for row in there if row["role"] == Seat.Function.CHAIR.label), "")
        start = {"leader": chair, "number": ""}
        if last:
            leader = last.data["leader"]
            start |= {"leader": leader["seat"] if leader else "", "nip": last.data["nip"], "notes": last.data["notes"]}
        super().__init__(*args, target=target, last=last, initial=start, **kwargs)
        self.fields["leader"].choices = [("", _("Pilih"))] + [  # type: ignore[attr-defined]
            (row["seat"], f"{row['name']}, {row['role']}") for row in there
        ]
        rows = Decision.objects.visible_to(self.user, "decision.view").filter(category=target)
        field = self.fields["decision"]
        field.queryset = rows.order_by("-pk")  # type: ignore[attr-defined]
        field.label_from_instance = _meeting  # type: ignore[attr-defined]
        field.initial = rows.order_by("-pk").first()
        for row in self.seats:
            said = before.get(row["seat"], {})
            self.fields[f"state_{row['seat']}"] = forms.ChoiceField(
                label=f"{row['name']}, {row['role']}" if row["name"] else f"{row['role']} ({_('belum diisi')})",
                choices=list(STATES.items()),
                initial=said.get("how") or (PRESENT if row["name"] else AWAY),
            )
            self.fields[f"reason_{row['seat']}"] = forms.CharField(
                label=_("Alasan"), required=False, max_length=200, initial=said.get("reason", ""),
                widget=forms.TextInput({"aria-label": f"{_('Alasan')}: {row['name'] or row['role']}"}),
            )  # fmt: skip
        pairs = tuple(f"{name}_{row['seat']}" for row in self.seats for name in ("state", "reason"))
        self.fieldsets = ((_("Rapat"), ("decision", "number", "leader", "nip", "notes")), (_("Kehadiran"), pairs))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for row in self.seats:
            if typed.get(f"state_{row['seat']}") == REFUSES and not typed.get(f"reason_{row['seat']}"):
                self.add_error(f"reason_{row['seat']}", gettext("Tulis alasan yang disampaikan."))
        leader = typed.get("leader")
        if leader and typed.get(f"state_{leader}") == AWAY:
            self.add_error("leader", gettext("Pilih pimpinan yang hadir."))
        return typed

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        signatures = [
            {**row, "state": typed[f"state_{row['seat']}"], "reason": typed[f"reason_{row['seat']}"]}
            for row in self.seats
        ]
        kept = {name: typed[name] for name in ("decision", "number", "nip", "notes")}
        return {**kept, "leader": int(typed["leader"]), "signatures": signatures}


class DecreeForm(OfferForm):
    """The head of a decree."""

    submit_label = _("Buat rancangan")
    ABOUT: Any = ""

    about = forms.CharField(label=_("Tentang"), max_length=240, widget=forms.Textarea(attrs={"rows": 2}))
    number = NumberField(label=_("Nomor keputusan"))
    dated = LocalDateField(label=_("Tanggal penetapan"), required=False, help_text=_("Kosongkan bila belum diketahui."))
    copies = LinesField(label=_("Tembusan"), required=False, help_text=_("Satu baris satu alamat."))

    def __init__(self, *args: Any, target: Any, last: Any, **kwargs: Any) -> None:
        self.user = kwargs["user"]
        edition = getattr(target, "edition", target)
        words = {
            "committee": edition.committee_name,
            "title": edition.title,
            "year": edition.assessment_year,
            "category": target,
        }
        start: dict[str, Any] = {"about": str(self.ABOUT) % words, "copies": copies_of(edition, self.KIND)}
        start |= self.start(target)
        if last:
            typed = last.data["typed"]
            start |= {"about": typed["about"], "copies": typed["copies"]}
            start["dated"] = date.fromisoformat(typed["dated"]) if typed["dated"] else start.get("dated")
        super().__init__(*args, target=target, last=last, initial=start, **kwargs)

    def start(self, target: Any) -> dict[str, Any]:
        """Number and day, where they are known."""
        return {}


class WinnersDecreeForm(DecreeForm):
    KIND = Document.Kind.DECREE
    ABOUT = _("Penetapan Penerima Penghargaan %(title)s Tahun Penilaian %(year)s")
    fieldsets = ((_("Kategori yang ditetapkan"), ("categories",)),)

    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(), label=_("Kategori"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu kategori.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Category.objects.visible_to(self.user, "documents.make").filter(edition=self.target)
        rows = seen.filter(decisions__revoked_at=None, decisions__isnull=False).distinct()
        self.fields["categories"].queryset = rows  # type: ignore[attr-defined]
        self.initial["categories"] = [row.pk for row in rows]

    def start(self, target: Any) -> dict[str, Any]:
        found = Decree.objects.visible_to(self.user, "documents.make").filter(
            decision__category__edition=target, decision__revoked_at=None
        )
        row = found.exclude(number="").first()
        return {"number": row.number, "dated": row.date} if row else {}


class ChangeDecreeForm(DecreeForm):
    KIND = Document.Kind.CHANGE_DECREE
    ABOUT = _("Perubahan atas Keputusan Penetapan Penerima Penghargaan %(title)s Kategori %(category)s")
    fieldsets = ((_("Perubahan"), ("change",)),)

    change = forms.ModelChoiceField(DecisionChange.objects.none(), label=_("Perubahan"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = DecisionChange.objects.visible_to(self.user, "changes.view").filter(category=self.target)
        rows = seen.filter(result__isnull=False, discarded_at=None).defer("package").order_by("-pk")
        field = self.fields["change"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = _change  # type: ignore[attr-defined]
        field.initial = rows.first()


class CommitteeDecreeForm(DecreeForm):
    KIND = Document.Kind.COMMITTEE_DECREE
    ABOUT = _("Pembentukan %(committee)s %(title)s Tahun Penilaian %(year)s")


def _meeting(decision: Decision) -> str:
    words = f"{tanggal(decision.held_on)}, {decision.place}"
    return f"{words} ({gettext('tidak berlaku lagi')})" if decision.revoked_at else words


def _change(change: DecisionChange) -> str:
    return f"{change}, {tanggal(change.date)}" if change.date else f"{change}: {change.reason[:80]}"
