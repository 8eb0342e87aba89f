from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from paritrana.accounts.models import User


class NameOrAddress(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in by user name, or by an address that exactly one active account has."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("username") or ""
        if "@" in login:
            owners = list(User.objects.filter(email__iexact=login, is_active=True)[:2])
            if len(owners) == 1:
                credentials["username"] = owners[0].username
        user: User | None = super().authenticate(request, **credentials)
        return None if user and user.is_demo and not settings.PARITRANA_DEMO else user

    def get_user(self, user_id: int) -> User | None:
        """A blocked or demo account loses its open sessions too."""
        user: User | None = super().get_user(user_id)
        return None if user and user.is_demo and not settings.PARITRANA_DEMO else user
