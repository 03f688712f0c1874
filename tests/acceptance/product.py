"""The whole product as a process of its own, as `make run` starts it, and a look into its database."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.embedded_postgres import find_running_url
from bot.sandbox.phone import SandboxClient

ROOT = Path(__file__).parents[2]
START_SECONDS = 90.0
STOP_SECONDS = 30.0


@dataclass
class Product:
    """One data folder; started, killed and started again at will."""

    folder: Path
    locale: str
    options: Sequence[str] = ("--empty",)
    environment: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    base_url: str = ""
    engine: AsyncEngine | None = None

    async def start(self) -> None:
        """Returns when the addresses are printed."""
        await self.launch()
        async with asyncio.timeout(START_SECONDS):
            while not self.base_url_printed():
                await self._read_line()
        url = find_running_url(self.folder / "data" / "postgres")
        assert url is not None
        self.engine = create_async_engine(url)

    async def run_to_its_end(self) -> int:
        """For a start that should fail: the exit status."""
        await self.launch()
        assert self.process is not None
        async with asyncio.timeout(START_SECONDS):
            return await self.process.wait()

    async def launch(self) -> None:
        """Start the process and wait for nothing."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "DATA_DIR": str(self.folder / "data"),
            "WEB_PORT": "0",
            "DEFAULT_LOCALE": self.locale,
            "LOG_LEVEL": "WARNING",
            "PYTHONUTF8": "1",
        } | self.environment
        log = (self.folder / "product.log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            *self.options,
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.lines = []

    def base_url_printed(self) -> bool:
        found = next((re.search(r"(http://\S+)/sandbox/", line) for line in self.lines if "/sandbox/" in line), None)
        self.base_url = found[1] if found else ""
        return bool(found)

    async def _read_line(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        line = (await self.process.stdout.readline()).decode()
        assert line, f"the product ended:\n{self.read_log()}"
        self.lines.append(line)

    def read_log(self) -> str:
        return (self.folder / "product.log").read_text(encoding="utf-8")

    async def find_owner_link(self) -> str:
        """The one-time link printed at the start."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                for line in self.lines:
                    if found := re.search(r"https://t\.me/\S+", line):
                        return found[0]
                await self._read_line()

    def open_sandbox(self) -> SandboxClient:
        return SandboxClient(self.base_url)

    async def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of the product's database."""
        assert self.engine is not None
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]

    async def ask_one(self, sql: str, **values: Any) -> Any:
        """The single value that the query gives."""
        rows = await self.ask(sql, **values)
        assert len(rows) == 1, rows
        return rows[0][0] if len(rows[0]) == 1 else rows[0]

    async def kill(self) -> None:
        """SIGKILL, with no chance to say goodbye. The database's own processes are left behind."""
        assert self.process is not None
        await self._leave_database()
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """Ctrl-C; the exit status."""
        assert self.process is not None
        await self._leave_database()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP_SECONDS):
            return await self.process.wait()

    async def _leave_database(self) -> None:
        if self.engine is not None:
            await self.engine.dispose()
            self.engine = None
