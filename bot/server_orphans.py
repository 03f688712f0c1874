"""Clears up after an embedded database server whose Kavshiri was killed.

PostgreSQL keeps a note (`postmaster.pid`) of who serves a data folder. After a kill the note may name a
server that still runs, a dead one, or a process that got the same pid since: here they are told apart.
"""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import structlog

#: Begins the name of a socket folder made in /tmp, where the data folder's own path is too long.
TEMPORARY = "kavshiri-"

STOP_SECONDS = 30.0

log = structlog.get_logger(__name__)


def end_orphan(cluster: Path) -> None:
    """Stop the server that a killed Kavshiri left on `cluster`, and clear what a dead one left.

    Only called while we hold the folder's lock, so a server found here has nobody else.
    """
    note = cluster / "postmaster.pid"
    sockets = find_sockets(cluster)
    try:
        pid = int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        pass
    else:
        command = _read_command(pid)
        if command and command[0].endswith(b"postgres") and os.fsencode(cluster) in command:
            log.info("stopping the database server that an earlier run left behind", pid=pid)
            _end(pid)
        _end_children(cluster)
        if Path(f"/proc/{pid}").exists():
            # A dead process that nobody has buried, or somebody else by now: PostgreSQL cannot tell.
            note.unlink(missing_ok=True)
    if sockets is not None and sockets.name.startswith(TEMPORARY):
        shutil.rmtree(sockets, ignore_errors=True)


def _end(pid: int) -> None:
    for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + STOP_SECONDS
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, stop_signal)
        while time.monotonic() < deadline:
            if not _read_command(pid):
                return
            time.sleep(0.05)


def _end_children(cluster: Path) -> None:
    """Wait for what a killed server's children still do; the ones that do not notice its death are told."""
    deadline = time.monotonic() + STOP_SECONDS
    while (children := _find_children(cluster)) and time.monotonic() < deadline:
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        time.sleep(0.05)


def _find_children(cluster: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == cluster and (process / "exe").readlink().name == "postgres":
                found.append(int(process.name))
    return found


def _read_command(pid: int) -> list[bytes]:
    """The words that started a process; none when it is gone or dead and not yet buried."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return words.split(b"\0") if words else []


def find_sockets(cluster: Path) -> Path | None:
    """The folder of the socket that the note on `cluster` names, or None."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    # The file's lines: pid, data folder, start time, port, socket folder, ...
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None
