"""Of what a schedule or a list of attendance is."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.models import Session
from paritrana.committees.models import Edition
from reports.forms.offers import OfferForm
from reports.models import Document


class ScheduleForm(OfferForm):
    """All sessions or one of them."""

    submit_label = _("Buat jadwal")

    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Sesi"), required=False, empty_label=_("Semua sesi")
    )

    def __init__(self, *args: Any, target: Edition, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["session"].queryset = _sessions(self.user, target)  # type: ignore[attr-defined]


class AttendanceForm(OfferForm):
    """A session of the interviews, or a meeting by its letter."""

    submit_label = _("Buat daftar hadir")

    of = forms.ChoiceField(label=_("Untuk"))

    def __init__(self, *args: Any, target: Edition, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.sessions = {f"s{row.pk}": row for row in _sessions(self.user, target)}
        letters = Document.objects.visible_to(self.user, "documents.view").filter(
            edition=target, kind=Document.Kind.MEETING, superseded_at=None
        )
        self.meetings = {f"m{row.pk}": row for row in letters.order_by("-pk")}
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Pilih")),
            (gettext("Sesi wawancara"), [(key, str(row)) for key, row in self.sessions.items()]),
            (gettext("Rapat"), [(key, f"{row.title}, {row.data['day']}") for key, row in self.meetings.items()]),
        ]

    def facts(self) -> dict[str, Any]:
        key = self.cleaned_data["of"]
        return {"session": self.sessions.get(key), "meeting": self.meetings.get(key)}


def _sessions(user: Any, edition: Edition) -> Any:
    rows = Session.objects.visible_to(user, "interviews.plan").filter(edition=edition)
    return rows.exclude(status=Session.Status.CANCELLED).order_by("period", "pk")
