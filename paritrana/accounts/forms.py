from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from paritrana.accounts.models import User
from paritrana.forms import PortalForm


class ProfileForm(PortalForm):
    """What a person says of itself; the user name stays."""

    submit_label = _("Simpan profil")
    name = forms.CharField(label=_("Nama lengkap dengan gelar"), max_length=160)
    phone = forms.CharField(
        label=_("Nomor WhatsApp"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label=_("Email"), required=False, help_text=_("Untuk mengatur ulang kata sandi. Boleh dipakai bersama.")
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class SlipForm(PortalForm):
    """The three things a printed slip leads to: who, the code, a password of one's own."""

    submit_label = _("Simpan kata sandi dan masuk")
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Kode sekali pakai"),
        max_length=30,
        help_text=_("Seperti tercetak pada slip; huruf kecil dan tanda hubung boleh diabaikan."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    new_password = forms.CharField(
        label=_("Kata sandi baru"),
        max_length=128,
        strip=False,
        help_text=_("Paling sedikit 10 huruf atau angka, dan tidak mudah ditebak."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
