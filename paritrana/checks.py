"""System checks. Those of `check --deploy` may ask the database; no other does."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def no_demo_account_in_earnest(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demo accounts have a known password: without PARITRANA_DEMO there must be none, though none could sign in."""
    if settings.PARITRANA_DEMO:
        return []
    count = apps.get_model("accounts.User")._base_manager.filter(is_demo=True).count()
    if not count:
        return []
    return [
        Error(
            f"{count} demo accounts exist although PARITRANA_DEMO is off.",
            hint="Use a database of its own for the real portal; demo data never share one with it.",
            id="paritrana.E001",
        )
    ]
