from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PortalAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the secretariat; nobody signs up. Refusals say what to do."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Periksa nama pengguna dan kata sandi Anda, lalu coba lagi."),
        "too_many_login_attempts": _("Tunggu lima menit, lalu coba lagi: percobaan yang gagal sudah terlalu banyak."),
        "enter_current_password": _("Tulis kata sandi Anda yang sekarang."),
        "rate_limited": _("Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
