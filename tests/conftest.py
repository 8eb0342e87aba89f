"""The cast: one named person per role in Kaltim, one stranger in Kalsel, somebody without a seat, nobody.

Every worker of a run has its own database, a copy of one that was migrated once, and its own Redis number.
"""

import fcntl
import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import psycopg2.errors
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.template import Context, Template
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import instrumented_test_render, override_settings

from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition, Seat
from paritrana.regions.models import Branch, Nominee, Province, Regency
from paritrana.roles import Role
from tests import factories

ROOT = Path(__file__).resolve().parent.parent


def owner_url(name: str) -> str:
    """The owner's address of database `name` on the server of this run."""
    return urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{name}").geturl()


def owner(name: str) -> "psycopg2.extensions.connection":
    config = urlsplit(owner_url(name))
    host = dict(part.split("=", 1) for part in config.query.split("&") if part).get("host", config.hostname)
    connection = psycopg2.connect(
        dbname=name, user=config.username, password=config.password, host=host, port=config.port
    )
    connection.autocommit = True
    return connection


def create_database(name: str, template: str) -> None:
    """Make `name` anew as a copy of `template` (about 0.1 s)."""
    drop_database(name)
    with owner(main_database()).cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop_database(name: str) -> None:
    with owner(main_database()).cursor() as cursor:
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except psycopg2.errors.InsufficientPrivilege:
            # Autovacuum is at work there, which only a superuser may end by force; without force it gives way.
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def main_database() -> str:
    return urlsplit(os.environ["DATABASE_OWNER_URL"]).path.lstrip("/")


def made_once(name: str, made_of: str, template: str | None, *command: str) -> str:
    """A template database that a management command makes of `made_of`; who comes later waits, or finds it."""
    name = f"{main_database()}_{name}"
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    with (var / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with owner(main_database()).cursor() as cursor:
            cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() == (made_of,):
                return name
        if template:
            create_database(name, template)
        else:
            create_database(name, "template0")
            with owner(name).cursor() as cursor:
                cursor.execute((ROOT / "deploy" / "grants.sql").read_text())
                cursor.execute("ALTER DEFAULT PRIVILEGES GRANT TRUNCATE ON TABLES TO paritrana_app")
                if cursor.connection.server_version >= 170000:  # before, only the owner may ANALYZE
                    cursor.execute("ALTER DEFAULT PRIVILEGES GRANT MAINTAIN ON TABLES TO paritrana_app")
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment_of(name),
        )
        with owner(name).cursor() as cursor:
            cursor.execute("ANALYZE")  # copies are too short-lived for autovacuum: without figures plans are bad
            cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [made_of])
    return name


def environment_of(name: str) -> dict[str, str]:
    """What a process needs to use database `name`, with a media folder of its own."""
    return {
        **os.environ,
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "DATABASE_OWNER_URL": owner_url(name),
        "MEDIA_ROOT": str(media_of(name)),
        "PARITRANA_DEMO": "1",
    }


def media_of(name: str) -> Path:
    return ROOT / "var" / "test-media" / name


def migrated() -> str:
    """The name of a database with all tables and no rows, kept from run to run while no migration changes."""
    digest = hashlib.sha256()
    found = [path for place in ("*", "paritrana/*") for path in ROOT.glob(f"{place}/migrations/*.py")]
    for path in [*sorted(found), Path(__file__), ROOT / "deploy" / "grants.sql", ROOT / "paritrana" / "settings.py"]:
        digest.update(f"{path.relative_to(ROOT)}\n{path.read_text()}".encode())
    digest.update((ROOT / "requirements.txt").read_bytes())
    return made_once("migrated", digest.hexdigest(), None, "migrate", "--verbosity", "0")


def demo_round(run: str, stage: str) -> str:
    """The name of a database with the example round at `stage`, made by the first worker of a run."""
    return made_once(f"demo_{stage}", run, migrated(), "demo", "--stage", stage)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not go through it again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest first, for one that begins last keeps all others waiting: browsers, then walks of the example."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    names = getattr(item, "fixturenames", ())
    return 0 if "browser" in names else 1 if "demo" in names else 2


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's own: the owner creates and migrates, the application's role runs the tests."""
    name = f"{main_database()}_{worker_id}"
    create_database(name, migrated())
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    drop_database(name)


@pytest.fixture(scope="module")
def demo_database(django_db_setup: None, worker_id: str, testrun_uid: str, django_db_blocker: Any) -> Iterator[str]:
    """The tests of this module run on a copy of the example round, ready for the plenary."""
    template = demo_round(testrun_uid, "deliberation")
    name = f"{main_database()}_{worker_id}_demo"
    create_database(name, template)
    before = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        connections.close_all()
        connections["default"].settings_dict["NAME"] = name
        sign_in_everybody()
        yield template
        SIGNED_IN.clear()
        connections.close_all()
        connections["default"].settings_dict["NAME"] = before
    drop_database(name)


@pytest.fixture
def demo(demo_database: str, settings: Any, django_db_blocker: Any) -> Iterator[None]:
    """One test on the example round; what it writes is taken back."""
    settings.MEDIA_ROOT = media_of(demo_database)
    with django_db_blocker.unblock():
        transaction.set_autocommit(False)
        try:
            yield
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)


@pytest.fixture(scope="session", autouse=True)
def page_contexts(django_test_environment: None) -> Iterator[None]:
    """Only what a view draws is copied for `response.context`: not each field, icon and row in it."""
    drawing = False

    def render(template: Template, context: Context) -> str:
        nonlocal drawing
        if drawing:
            return template.nodelist.render(context)
        drawing = True
        try:
            return instrumented_test_render(template, context)
        finally:
            drawing = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture
def every_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn inside a page is copied too, as Django does for tests."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture
def bare_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates render as they do for users: a walk reads pages, and needs no copy of every context."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


@pytest.fixture(scope="session", autouse=True)
def fast_and_apart(worker_id: str) -> Iterator[None]:
    """A fast hasher, an own Redis number, static files without a manifest; set once, each change costs milliseconds."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id != "master" else 0
    url, _, first = settings.REDIS_URL.rpartition("db=")
    with override_settings(
        CACHES={"default": {**settings.CACHES["default"], "LOCATION": f"{url}db={int(first) + number}"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_AUTOREFRESH=True,  # else every client reads the whole folder of static files
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ):
        yield


@pytest.fixture(autouse=True)
def nothing_left_over(settings: Any, tmp_path: Path) -> None:
    """Each test begins with an empty cache and media folder."""
    cache.clear()
    settings.MEDIA_ROOT = tmp_path / "media"


# Sessions that stand in the copy of the example round: a quarter of each request of the walks was signing in.
SIGNED_IN: dict[str, str] = {}
# Their one chain of middleware: each client would build its own.
WALKS = ClientHandler(enforce_csrf_checks=False)


def sign_in_everybody() -> None:
    for user in User.objects.filter(is_active=True):
        SIGNED_IN[user.username] = client_for(user).session.session_key or ""


def client_for(user: User) -> Client:
    if user.username in SIGNED_IN:
        return client_named(user.username)
    client = Client()
    client.force_login(user, backend="paritrana.accounts.backends.NameOrAddress")
    return client


def client_named(username: str) -> Client:
    """Somebody of the example round, whose row need not be read for it."""
    client = Client()
    client.handler = WALKS
    client.cookies[settings.SESSION_COOKIE_NAME] = SIGNED_IN[username]
    return client


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """`client_of(user)`: a browser in which the user is signed in."""
    return client_for


@pytest.fixture
def kaltim(db: None) -> Province:
    return factories.province("64")


@pytest.fixture
def kalsel(db: None) -> Province:
    return factories.province("63")


@pytest.fixture
def regencies(kaltim: Province) -> list[Regency]:
    return factories.regencies(kaltim, factories.KALTIM)


@pytest.fixture
def edition(kaltim: Province) -> Edition:
    return factories.edition(kaltim)


@pytest.fixture
def category(edition: Edition) -> Category:
    return factories.category(edition)


@pytest.fixture
def branch(kaltim: Province, regencies: list[Regency]) -> Branch:
    """Cabang Samarinda, which serves the first three of the ten regencies and Samarinda."""
    return factories.branch(kaltim, "K01", "Cabang Samarinda", [*regencies[:3], regencies[-2]])


@pytest.fixture
def nominees(regencies: list[Regency]) -> list[Nominee]:
    return factories.governments(regencies)


@pytest.fixture
def secretariat(kaltim: Province) -> User:
    return factories.person("sekretariat", "Staf Sekretariat", Role.SECRETARIAT, province=kaltim)


@pytest.fixture
def second_secretariat(kaltim: Province) -> User:
    return factories.person("sekretariat2", "Staf Sekretariat Kedua", Role.SECRETARIAT, province=kaltim)


@pytest.fixture
def chair(edition: Edition) -> User:
    return factories.person(
        "ketua", "Sekretaris Daerah", Role.CHAIR, province=edition.province, edition=edition, function="ketua"
    )


@pytest.fixture
def panelists(edition: Edition) -> list[User]:
    return factories.panelists(edition, 8)


@pytest.fixture
def panelist(panelists: list[User]) -> User:
    return panelists[0]


@pytest.fixture
def observer(edition: Edition) -> User:
    return factories.person("pengawas", "Inspektorat", Role.OBSERVER, province=edition.province, edition=edition)


@pytest.fixture
def branch_head(branch: Branch) -> User:
    return factories.person("kepala.cabang", "Kepala Cabang", Role.BRANCH_HEAD, branch=branch, province=branch.province)


@pytest.fixture
def branch_staff(branch: Branch) -> User:
    return factories.person("staf.cabang", "Staf Cabang", Role.BRANCH_STAFF, branch=branch, province=branch.province)


@pytest.fixture
def official(nominees: list[Nominee]) -> User:
    """The representative of the first nominee (Kabupaten Paser)."""
    return factories.person(
        "pejabat", "Pejabat Kabupaten", Role.NOMINEE, nominee=nominees[0], province=nominees[0].province
    )


@pytest.fixture
def administrator(db: None) -> User:
    return factories.person("admin", "Administrator", Role.ADMINISTRATOR)


@pytest.fixture
def nobody(db: None) -> User:
    """Signed in, but without any seat."""
    return factories.user("tanpa.peran", "Tanpa Peran")


@pytest.fixture
def stranger(kalsel: Province) -> User:
    """The secretariat of another province."""
    return factories.person("asing", "Sekretariat Kalsel", Role.SECRETARIAT, province=kalsel)


@pytest.fixture
def seat_of() -> Callable[[User], Seat]:
    return lambda user: user.seats.get()
