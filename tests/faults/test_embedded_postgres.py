"""The embedded database survives whatever is killed, and lets nobody else in."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from bot.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresFailed, find_running_url

#: Starts a server, commits one row, says so, and waits to be killed.
VICTIM = """
import asyncio, sys
from pathlib import Path
import psycopg
from bot.embedded_postgres import EmbeddedPostgres

async def main() -> None:
    url = await EmbeddedPostgres(Path(sys.argv[1])).start()
    connecting = psycopg.AsyncConnection.connect(url.replace("+psycopg", ""), autocommit=True)
    async with await connecting as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (id int GENERATED ALWAYS AS IDENTITY)")
        await connection.execute("INSERT INTO kept DEFAULT VALUES")
    print("committed", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose cluster is made already, to copy from: making one takes most of a start."""
    folder = tmp_path_factory.mktemp("made") / "postgres"

    async def make() -> None:
        server = EmbeddedPostgres(folder, durable=False)
        await server.start()
        await server.stop()

    asyncio.run(make())
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    subprocess.run(["cp", "-a", str(made_once), str(tmp_path / "postgres")], check=True)
    return tmp_path / "postgres"


async def start_victim(folder: Path) -> asyncio.subprocess.Process:
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        VICTIM,
        str(folder),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert victim.stdout is not None
    assert await asyncio.wait_for(victim.stdout.readline(), 60) == b"committed\n"
    return victim


def read_server_pid(folder: Path) -> int:
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


async def count_kept(url: str) -> int:
    async with await psycopg.AsyncConnection.connect(url.replace("+psycopg", "")) as connection:
        row = await (await connection.execute("SELECT count(*) FROM kept")).fetchone()
    assert row is not None
    return int(row[0])


async def test_a_second_start_keeps_the_rows(folder: Path) -> None:
    for expected in (1, 2):
        server = EmbeddedPostgres(folder, durable=False)
        url = await server.start()
        async with await psycopg.AsyncConnection.connect(url.replace("+psycopg", "")) as connection:
            await connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
            await connection.execute("INSERT INTO kept VALUES (1)")
        assert await count_kept(url) == expected
        assert find_running_url(folder) == url
        await server.stop()
        assert find_running_url(folder) is None


async def test_it_speaks_utf8_utc_and_the_extensions_that_search_needs(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    url = await server.start()
    try:
        async with await psycopg.AsyncConnection.connect(url.replace("+psycopg", "")) as connection:
            for extension in ("pg_trgm", "unaccent", "btree_gin", "btree_gist"):
                await connection.execute(f"CREATE EXTENSION {extension}".encode())
            row = await (
                await connection.execute(
                    "SELECT current_setting('server_encoding'), current_setting('TimeZone'), lower('ГИОРГИ'),"
                    " similarity('გიორგი', 'გიორგი')"
                )
            ).fetchone()
        assert row == ("UTF8", "UTC", "гиорги", 1.0)
    finally:
        await server.stop()


async def test_no_committed_row_is_lost_when_our_process_is_killed(folder: Path) -> None:
    victim = await start_victim(folder)
    victim.kill()
    await victim.wait()
    server = EmbeddedPostgres(folder)
    try:
        assert await count_kept(await server.start()) == 1
    finally:
        await server.stop()


async def test_no_committed_row_is_lost_when_everything_is_killed(folder: Path) -> None:
    victim = await start_victim(folder)
    os.kill(read_server_pid(folder), signal.SIGKILL)
    victim.kill()
    await victim.wait()
    server = EmbeddedPostgres(folder)
    try:
        assert await count_kept(await server.start()) == 1
    finally:
        await server.stop()


async def test_a_server_left_running_is_stopped_and_its_rows_stay(folder: Path) -> None:
    """A stopped server (SIGSTOP) cannot follow us into death: it is still there at the next start."""
    victim = await start_victim(folder)
    left = read_server_pid(folder)
    os.kill(left, signal.SIGSTOP)
    victim.kill()
    await victim.wait()
    os.kill(left, signal.SIGCONT)
    server = EmbeddedPostgres(folder)
    try:
        assert await count_kept(await server.start()) == 1
        assert read_server_pid(folder) != left
    finally:
        await server.stop()


async def test_a_note_whose_pid_is_somebody_elses_is_no_obstacle(folder: Path) -> None:
    note = folder / "cluster" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{folder / 'cluster'}\n1\n5432\n{folder / 'run'}\n\n  1 1\nready\n")
    shutil.copystat(folder / "cluster" / "PG_VERSION", note)
    note.chmod(0o644)
    server = EmbeddedPostgres(folder, durable=False)
    await server.start()
    await server.stop()


async def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    (folder / "cluster").rename(folder / "cluster.new")
    (folder / "cluster.new" / "PG_VERSION").unlink()
    server = EmbeddedPostgres(folder, durable=False)
    try:
        await server.start()
    finally:
        await server.stop()
    assert not (folder / "cluster.new").exists()


async def test_a_folder_is_used_by_one_process_at_a_time(folder: Path) -> None:
    first = EmbeddedPostgres(folder, durable=False)
    url = await first.start()
    try:
        with pytest.raises(EmbeddedPostgresFailed, match=f"^Another Kavshiri already uses the data in {folder}"):
            await EmbeddedPostgres(folder, durable=False).start()
        async with await psycopg.AsyncConnection.connect(url.replace("+psycopg", "")) as connection:
            await connection.execute("SELECT 1")
    finally:
        await first.stop()


async def test_a_path_too_long_for_a_socket_works_and_leaves_nothing_in_tmp(folder: Path, tmp_path: Path) -> None:
    far = tmp_path / ("a-very-long-name-" * 6)
    far.mkdir()
    folder.rename(far / "postgres")
    server = EmbeddedPostgres(far / "postgres", durable=False)
    url = await server.start()
    sockets = Path(url.split("host=")[1].split("&")[0].replace("%2F", "/"))
    assert sockets.is_dir()
    assert sockets.stat().st_mode & 0o077 == 0
    await server.stop()
    assert not sockets.exists()


async def test_only_the_socket_is_open_and_only_to_us(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    url = await server.start()
    try:
        assert (folder / "run").stat().st_mode & 0o077 == 0
        async with await psycopg.AsyncConnection.connect(url.replace("+psycopg", "")) as connection:
            addresses = await (await connection.execute("SHOW listen_addresses")).fetchall()
            rules = await (await connection.execute("SELECT type, auth_method FROM pg_hba_file_rules")).fetchall()
        assert addresses == [("",)]
        assert rules == [("local", "peer")]
    finally:
        await server.stop()


if os.geteuid() == 0:  # only root can try to come in as somebody else

    async def test_another_account_is_not_let_in(folder: Path) -> None:
        stranger = pwd.getpwnam("daemon").pw_uid
        with tempfile.TemporaryDirectory(dir="/tmp") as entered:
            Path(entered).chmod(0o755)
            server = EmbeddedPostgres(folder.rename(Path(entered) / "postgres"), durable=False)
            url = (await server.start()).replace("+psycopg", "")
            try:
                # Even with the modes of the folder and the socket out of the way, the server asks who calls.
                for path in (Path(entered) / "postgres" / "run", *Path(entered).glob("postgres/run/.s.*")):
                    path.chmod(0o777)
                intruder = f"""
import os, psycopg
psycopg.connect({url!r}).close()
os.setuid({stranger})
try:
    psycopg.connect({url!r})
except psycopg.OperationalError as refusal:
    print(refusal)
"""
                asked = await asyncio.create_subprocess_exec(
                    sys.executable, "-c", intruder, stdout=asyncio.subprocess.PIPE
                )
                said, _ = await asked.communicate()
                assert b"Peer authentication failed" in said
            finally:
                await server.stop()
