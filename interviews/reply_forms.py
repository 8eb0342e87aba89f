from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.forms import MemberForm
from interviews.models import Reply, Session, Venue
from interviews.models.sessions import LONGEST_LINK
from interviews.services.places import version
from interviews.services.presentations import TYPES
from paritrana.files.forms import PiecesField
from paritrana.forms import PortalForm
from paritrana.regions.models import Province


class ReplyForm(PortalForm):
    """Whether the delegation comes."""

    submit_label = ""

    status = forms.ChoiceField(
        label=_("Konfirmasi"),
        choices=Reply.Status.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih akan hadir atau berhalangan.")},
    )
    reason = forms.CharField(
        label=_("Alasan, bila berhalangan"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    online_later = forms.BooleanField(
        label=_("Bila berhalangan: bersedia diwawancarai secara daring pada waktu lain"), required=False
    )
    phone = forms.CharField(
        label=_("Nomor telepon pendamping"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Boleh kosong. Hanya dilihat sekretariat, untuk dihubungi pada hari wawancara."),
    )
    # The version of the reply when the page was opened.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ExpectedForm(MemberForm):
    """One who is expected to come; a row left blank is nobody."""

    online = forms.BooleanField(label=_("Hadir daring"), required=False)

    def __init__(self, *args: Any, hybrid: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hybrid:
            del self.fields["online"]


ExpectedForms = forms.formset_factory(ExpectedForm, extra=0, max_num=20, validate_max=True)


class PresentationForm(PortalForm):
    """A file to show, and the address of a video."""

    submit_label = _("Simpan bahan paparan")

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = PiecesField(
            label=_("Berkas paparan"), types=TYPES, user=self.user, province=province, required=False
        )
        self.fields["video"] = forms.URLField(
            label=_("Tautan video"),
            required=False,
            max_length=LONGEST_LINK,
            assume_scheme="https",
            help_text=_("Video tidak diunggah. Isi alamatnya, misalnya YouTube; kosongkan untuk menghapusnya."),
            error_messages={"invalid": _("Isi alamat lengkap, misalnya https://video.example.id/abc.")},
        )


class PlaceChangeForm(PortalForm):
    """Where and how a session is held from now on."""

    submit_label = _("Pindahkan sesi")

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    mode = forms.ChoiceField(label=_("Cara"), choices=Session.Mode.choices, widget=forms.RadioSelect)
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Tempat"), required=False)
    link = forms.URLField(
        label=_("Tautan pertemuan daring"),
        required=False,
        max_length=LONGEST_LINK,
        assume_scheme="https",
        error_messages={"invalid": _("Isi alamat lengkap, misalnya https://rapat.example.id/abc.")},
    )

    def __init__(self, *args: Any, session: Session, user: Any, **kwargs: Any) -> None:
        initial = {"mode": session.mode, "venue": session.venue_id, "link": session.link, "seen": version(session)}
        super().__init__(*args, user=user, initial=initial, **kwargs)
        venues = Venue.objects.visible_to(user, "interviews.plan").filter(province=session.province_id)
        self.fields["venue"].queryset = venues  # type: ignore[attr-defined]
