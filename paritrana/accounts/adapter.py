from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class PortalAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the secretariat; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
