"""allauth's forms and views in our manner: labels above the fields, our words, 422 for what is refused."""

import functools
from collections.abc import Callable
from typing import Any

from allauth.account import forms as allauth
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from paritrana.forms import dress

LABELS = {
    "login": _("Nama pengguna atau email"),
    "password": _("Kata sandi"),
    "email": _("Email"),
    "oldpassword": _("Kata sandi sekarang"),
    "password1": _("Kata sandi baru"),
    "password2": _("Kata sandi baru, sekali lagi"),
}


class OurWords:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = LABELS[name]
            field.widget.attrs.pop("placeholder", None)
            if name != "password1":
                field.help_text = ""
            dress(field)


def refusing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form that comes back as a page was refused: 422 instead of allauth's 200."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


class LoginForm(OurWords, allauth.LoginForm):
    pass


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):
    pass
