import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from paritrana import checks
from paritrana.accounts.models import User
from paritrana.audit.models import Entry

WAY_OUT = "`manage.py retire_demo` closes them; better: a database of its own for the real portal."


@pytest.fixture
def in_earnest(settings):
    settings.PARITRANA_DEMO = False


@pytest.fixture
def demo_account(secretariat):
    User.objects.filter(pk=secretariat.pk).update(is_demo=True)
    return secretariat


@pytest.fixture
def kept_connection(monkeypatch):
    """The test's own transaction lives on the connection that the start would close."""
    monkeypatch.setattr(checks.connection, "close", lambda: None)


def test_web_refuses_to_start_while_a_demo_account_is_open(in_earnest, demo_account, kept_connection):
    with pytest.raises(ImproperlyConfigured) as refusal:
        checks.refuse_demo_accounts()
    assert str(refusal.value) == f"1 demo accounts are open although PARITRANA_DEMO is off. {WAY_OUT}"
    assert [message.id for message in checks.no_demo_account_in_earnest(None)] == ["paritrana.E001"]


def test_web_starts_once_the_demo_accounts_are_retired(in_earnest, demo_account, panelist, kept_connection, capsys):
    call_command("retire_demo")
    assert capsys.readouterr().out == "1 demo accounts closed\n"
    checks.refuse_demo_accounts()
    assert checks.no_demo_account_in_earnest(None) == []
    closed = User.objects.get(pk=demo_account.pk)
    assert (closed.username, closed.is_active, closed.has_usable_password()) == (f"demo-{closed.pk}", False, False)
    assert User.objects.get(pk=panelist.pk).is_active is True
    assert Entry.objects.get(verb="accounts.block").before == {"username": "sekretariat", "is_active": True}


def test_web_starts_with_demo_accounts_where_the_demo_is_meant(settings, demo_account, kept_connection):
    settings.PARITRANA_DEMO = True
    checks.refuse_demo_accounts()


def test_web_starts_without_a_database_and_says_so():
    start = subprocess.run(
        [sys.executable, "-c", "import paritrana.wsgi"],
        env={**os.environ, "PARITRANA_DEMO": "0", "DATABASE_URL": "postgres://nobody@/nothing?host=/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert start.returncode == 0, start.stderr
    assert "demo accounts not looked for: " in start.stderr
