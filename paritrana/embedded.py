"""The supervisor: real PostgreSQL and real Redis for a machine that has neither, then web, worker and beat.

    python -m paritrana.embedded                    serve the portal (`make run`)
    python -m paritrana.embedded -- COMMAND         run a command beside the servers of the portal
    python -m paritrana.embedded --test -- COMMAND  beside servers of their own in var/test (`make test`)

A server is not started when its address (DATABASE_URL, REDIS_URL) is set; docs/operations.md has the details.
"""

import argparse
import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TextIO

import environ

from paritrana.servers import (
    ROOT,
    CannotStart,
    Child,
    data_folder,
    dying_with_parent,
    hold,
    make_database,
    postgres,
    redis_server,
    wait_for_postgres,
    wait_for_redis,
)

# What every part of the portal reads, and what var/run.env tells commands in other shells.
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "PARITRANA_DEMO")

# One process for tables and data: Django takes a second or two to begin.
MIGRATED = "migrated\n"
LOAD_DATA = """
import os
import django
import environ
from django.core.management import call_command
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paritrana.settings")
os.environ["PARITRANA_OWNER"] = "1"
django.setup()
call_command("migrate", verbosity=0)
connection.close()
connection.settings_dict.update(environ.Env.db_url_config(os.environ["DATABASE_URL"]))  # no longer the owner
print("migrated", flush=True)
call_command("load_regions")
if os.environ["PARITRANA_DEMO"] == "1":
    call_command("demo", if_empty=True, stage="deliberation")
"""


class Home(contextlib.ExitStack):
    """A folder of data and logs, and everything that runs on it; leaving it stops all in reverse order.

    `lock` belongs to the supervisor alone and names it. `servers.lock` is inherited by everything that the
    supervisor starts: who holds it knows that nothing of an earlier run is alive, however that run ended.
    """

    def __init__(self, path: Path, *, disposable: bool) -> None:
        super().__init__()
        self.path = path
        self.disposable = disposable
        self.children: list[Child] = []
        self.lock: TextIO | None = None
        # A unix socket's path has at most 107 characters: too few for a checkout deep in a home folder.
        self.sockets = Path("/tmp/paritrana-" + hashlib.sha256(str(path).encode()).hexdigest()[:10])

    def take(self) -> bool:
        """True when the folder is ours now, False when a supervisor that is up keeps it."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = hold(self.path / "lock", patience=1)
        if lock is None and not self.keeper():  # it has taken its name off: it is on its way out
            lock = hold(self.path / "lock", patience=30)
        if lock is None:
            return False
        self.lock = self.enter_context(lock)
        self.sign(f"process {os.getpid()}")
        servers_lock = hold(self.path / "servers.lock", patience=30)
        if servers_lock is None:
            raise CannotStart(f"Something of an earlier run is still alive: fuser -v {self.path}/servers.lock")
        self.servers_lock = self.enter_context(servers_lock)
        return True

    def sign(self, name: str) -> None:
        (self.path / "lock").write_text(name)

    def keeper(self) -> str:
        return (self.path / "lock").read_text()

    def __exit__(self, *error: object) -> bool | None:
        if self.lock:
            self.sign("")
        return super().__exit__(*error)

    def start(self, child: Child) -> None:
        child.start()
        self.callback(child.stop)
        self.children.append(child)

    def start_servers(self) -> None:
        """PostgreSQL and Redis, unless their addresses are set; afterwards all are in the environment."""
        (self.path / "log").mkdir(exist_ok=True)
        shutil.rmtree(self.sockets, ignore_errors=True)
        data_folder(self.sockets)
        self.callback(shutil.rmtree, self.sockets, ignore_errors=True)
        if not os.environ.get("DATABASE_URL"):
            database = "paritrana_test" if self.disposable else "paritrana"
            child = postgres(self.path, self.sockets, self.servers_lock, disposable=self.disposable)
            self.start(child)
            wait_for_postgres(child, self.sockets)
            make_database(self.sockets, database, disposable=self.disposable)
            os.environ["DATABASE_URL"] = f"postgres://paritrana_app@/{database}?host={self.sockets}"
            os.environ["DATABASE_OWNER_URL"] = f"postgres://paritrana_owner@/{database}?host={self.sockets}"
        elif not os.environ.get("DATABASE_OWNER_URL"):
            raise CannotStart("DATABASE_URL is set: DATABASE_OWNER_URL (the role that owns the tables) is wanted too.")
        if not os.environ.get("REDIS_URL"):
            child = redis_server(self.path, self.sockets, self.servers_lock, disposable=self.disposable)
            self.start(child)
            wait_for_redis(child, self.sockets)
            os.environ["REDIS_URL"] = f"unix://{self.sockets}/redis.sock?db=0"

    def set_secret(self) -> None:
        """One secret key for the life of the data; everybody would be signed out by a new one."""
        key = self.path / "secret_key"
        if not key.exists():
            write_private(key, secrets.token_urlsafe(50))
        os.environ.setdefault("SECRET_KEY", key.read_text())

    def publish_addresses(self) -> None:
        run_env = self.path / "run.env"
        write_private(run_env, "".join(f"{name}='{os.environ[name]}'\n" for name in ADDRESSES))
        self.callback(run_env.unlink, missing_ok=True)


def write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)


def say(text: str) -> None:
    print(text, flush=True)


def serve(home: Home, port: int) -> None:
    """Everything of `make run`; ends by a signal."""
    url = f"http://127.0.0.1:{port}"
    if not home.take():
        raise CannotStart(f"make run is already up here: {home.keeper()}.")
    check_port(port)
    home.sign(f"{url}, process {os.getpid()}")
    os.environ["PORT"] = str(port)
    home.start_servers()
    home.set_secret()
    home.publish_addresses()
    say("Preparing the database (about a minute longer the first time) ...")
    commands = portal_commands(home.path, port)
    worker = Child("worker", commands["worker"], home.path / "log/worker.log", home.servers_lock)
    worker.at_death = signal.SIGKILL  # softer signals make it wait for a Redis that is gone
    beat = Child("beat", commands["beat"], home.path / "log/beat.log", home.servers_lock)
    for line in load_data():
        if line == MIGRATED:  # worker and beat get ready while the data is loaded; pages come last
            home.start(worker)
            home.start(beat)
        else:
            say(line.rstrip())
    home.start(Child("web", commands["web"], home.path / "log/web.log", home.servers_lock))
    wait_for_health(home.children, f"{url}/healthz")
    say(f"\nParitrana is at {url}   (logs in {home.path}/log, Ctrl-C stops everything)\n")
    if os.environ["PARITRANA_DEMO"] == "1":
        show_accounts()
    while True:
        time.sleep(0.5)
        for child in home.children:
            child.keep()


def portal_commands(folder: Path, port: int) -> dict[str, list[str]]:
    """What serves the portal. They stop as web, beat, worker: nobody asks for work that nobody does."""
    celery = [sys.executable, "-m", "celery", "-A", "paritrana"]
    gunicorn = [sys.executable, "-m", "gunicorn", "paritrana.wsgi:application"]
    return {
        "worker": [
            *celery,
            "worker",
            "--concurrency=2",
            "--loglevel=INFO",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*celery, "beat", "--loglevel=INFO", f"--schedule={folder}/beat-schedule"],
        "web": [
            *gunicorn,
            *("--worker-class=gthread", "--workers=2", "--threads=8", "--preload", "--graceful-timeout=5"),
            *(f"--bind=127.0.0.1:{port}", "--access-logfile=-", "--no-control-socket"),
        ],
    }


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CannotStart(f"Port {port} cannot be used ({error}). Another one: make run PORT=8001") from error


def load_data() -> Iterator[str]:
    """Tables and data; gives the lines that it prints as they come."""
    command = [*dying_with_parent(signal.SIGTERM), sys.executable, "-c", LOAD_DATA]
    # In a session of its own: Ctrl-C at the terminal is for the supervisor, which then ends it.
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield from process.stdout
    except BaseException:
        process.kill()
        raise
    finally:
        process.stdout.close()
        process.wait()
    if process.returncode:
        raise CannotStart("The tables or the data could not be made ready; the reason stands above.")


def show_accounts() -> None:
    command = [*dying_with_parent(signal.SIGTERM), sys.executable, "manage.py", "demo_accounts"]
    subprocess.run(command, check=False, cwd=ROOT, start_new_session=True)


def wait_for_health(children: list[Child], url: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 120
    while True:
        try:
            direct.open(url, timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            answer = f"{error.code} {error.read(500).decode(errors='replace')}"
        except OSError as error:
            answer = str(error)
        if time.monotonic() > deadline:
            raise CannotStart(f"{url} does not get well: {answer}")
        for child in children:
            child.keep()
        time.sleep(0.1)


def run_command(home: Home, command: list[str]) -> int:
    """Run a command beside our servers, or beside those of the portal when it is up."""
    if home.take():
        home.start_servers()
        home.set_secret()
        if not home.disposable:
            home.publish_addresses()
    elif home.disposable:
        raise CannotStart(f"make test is already running here: {home.keeper()}.")
    else:
        environ.Env.read_env(home.path / "run.env", overwrite=True)
    programs = Path(sys.executable).parent
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    # Ctrl-C at the terminal reaches the command too, and is its own affair: we stop when it has ended.
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        process = subprocess.Popen([*dying_with_parent(signal.SIGTERM), *command])
        code = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        code = process.wait()
    return code if code >= 0 else 128 - code


def stop_once(_signal: int, _frame: FrameType | None) -> None:
    """The first signal begins the stop; later ones cannot break it, each child has ten seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # the terminal may be gone
        os.write(2, b"\nStopping ...\n")
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    command = arguments[cut + 1 :]
    if "--test" in arguments[:cut]:
        os.environ["PARITRANA_DEMO"] = "1"
    else:
        if (ROOT / ".env").exists():
            environ.Env.read_env(ROOT / ".env")
        os.environ.setdefault("PARITRANA_DEMO", "1")
    parser = argparse.ArgumentParser(
        prog="python -m paritrana.embedded",
        usage="%(prog)s [--test] [--var FOLDER] [--port PORT] [-- COMMAND ...]",
    )
    parser.add_argument("--test", action="store_true", help="servers for tests: fast, their data may be lost")
    parser.add_argument("--var", type=Path, help="folder of data and logs: var, or var/test with --test")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    options = parser.parse_args(arguments[:cut])

    signal.signal(signal.SIGINT, stop_once)
    signal.signal(signal.SIGTERM, stop_once)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wishes to go on without a terminal
        signal.signal(signal.SIGHUP, stop_once)
    folder = options.var or ROOT / ("var/test" if options.test else "var")
    try:
        with Home(folder.resolve(), disposable=options.test) as home:
            if command:
                return run_command(home, command)
            serve(home, options.port)
    except PermissionError as error:
        print(f"{error.filename} belongs to another user: start as that user, or remove it.", file=sys.stderr)
        return 1
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if not command else 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
