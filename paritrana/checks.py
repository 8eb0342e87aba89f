"""System checks, and what the web process asks before it starts. Only those of `check --deploy` ask the database."""

import logging
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseTrouble
from django.db import connection

WAY_OUT = "`manage.py retire_demo` closes them; better: a database of its own for the real portal."

log = logging.getLogger(__name__)


@register(Tags.security, deploy=True)
def no_demo_account_in_earnest(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demo accounts have a known password: without PARITRANA_DEMO none may be open, though none could sign in."""
    count = open_demo_accounts()
    if not count:
        return []
    return [Error(f"{count} demo accounts are open although PARITRANA_DEMO is off.", hint=WAY_OUT, id="paritrana.E001")]


def refuse_demo_accounts() -> None:
    """The web process asks this as it starts; without a database it starts, and /healthz says what is missing."""
    try:
        count = open_demo_accounts()
    except DatabaseTrouble as trouble:
        log.warning("demo accounts not looked for: %s", str(trouble).strip())
        count = 0
    finally:
        connection.close()  # not to be shared by the processes that are forked from this one
    if count:
        raise ImproperlyConfigured(f"{count} demo accounts are open although PARITRANA_DEMO is off. {WAY_OUT}")


def open_demo_accounts() -> int:
    """How many demo accounts nobody has closed; 0 where the demo is meant."""
    if settings.PARITRANA_DEMO:
        return 0
    count: int = apps.get_model("accounts.User")._base_manager.filter(is_demo=True, is_active=True).count()
    return count
