from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from paritrana.committees.models import Seat
from paritrana.committees.queries import helpers
from paritrana.forms import PortalForm


class HandForm(PortalForm):
    """Which section goes to whom: a colleague who helps already, or somebody new."""

    submit_label = _("Serahkan bagian")
    fieldsets = (
        (_("Bagian"), ("section", "seat")),
        (_("Rekan baru"), ("name", "office", "phone", "email")),
    )

    section = forms.ChoiceField(label=_("Bagian"))
    seat = forms.ModelChoiceField(label=_("Rekan yang sudah ada"), queryset=Seat.objects.none(), required=False)
    name = forms.CharField(label=_("Nama lengkap dengan gelar"), max_length=160, required=False)
    office = forms.CharField(
        label=_("Kantor dan jabatan"), max_length=160, required=False, help_text=_("Misalnya Kepala Bidang, BKAD.")
    )
    phone = forms.CharField(label=_("Nomor WhatsApp"), max_length=20, required=False)
    email = forms.EmailField(label=_("Email"), required=False)

    def __init__(self, *args: Any, nomination: Nomination, sections: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("Pilih")), *sections.items()]
        field = self.fields["seat"]
        field.queryset = helpers(nomination.nominee, nomination.edition)
        field.label_from_instance = lambda row: f"{row.person}, {row.office}" if row.office else str(row.person)
        field.empty_label = _("Rekan baru, isi di bawah")
        if not field.queryset:
            del self.fields["seat"]
