import pytest
from django.core.management import CommandError, call_command

from paritrana.accounts.models import User
from paritrana.accounts.services import redeem_slip
from paritrana.roles import Role
from tests import factories


def make(capsys, *options):
    """What the command prints, as a table of words."""
    call_command("make_administrator", "pengelola", "--name", "Pengelola Portal", *options)
    return dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines() if "  " in line)


def test_first_administrator_comes_by_a_code_that_is_printed_once(db, capsys):
    printed = make(capsys)
    code = printed["one-time code"].strip()
    person = User.objects.get()
    assert (person.username, person.name, person.has_usable_password()) == ("pengelola", "Pengelola Portal", False)
    assert person.seats.get().role == Role.ADMINISTRATOR
    assert code not in person.slips.get().code_hash
    assert redeem_slip("pengelola", code, "sandi-sendiri-7") == person


def test_second_administrator_is_made_only_when_it_is_said(administrator, capsys):
    with pytest.raises(CommandError, match="^Administrator is administrator and can make others"):
        make(capsys)
    assert User.objects.count() == 1
    make(capsys, "--another")
    assert User.objects.count() == 2


def test_blocked_administrators_do_not_count(administrator, capsys):
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    make(capsys)
    assert User.objects.count() == 2


def test_taken_user_name_is_refused_and_nothing_is_left(db, capsys):
    factories.user("pengelola", "Orang Lain")
    with pytest.raises(CommandError, match="^Nama pengguna ini sudah dipakai.$"):
        make(capsys)
    assert User.objects.get().seats.count() == 0
