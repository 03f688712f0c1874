"""Every scene in a company of one size, one after another."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import uvloop

from benchmarks.chat import build_updates
from benchmarks.company import Company, open_company
from benchmarks.flow import build_flow
from benchmarks.lookups import build_lookups
from benchmarks.scenes import Scene
from benchmarks.screens import build_screens
from benchmarks.sentences import build_sentences
from benchmarks.stopwatch import Timing, take_time
from bot.logs import configure_logs


def list_scenes(runs: int) -> list[Scene]:
    return [*build_screens(), *build_updates(), *build_sentences(), *build_lookups(), *build_flow(runs)]


def measure(customers: int, activities: int, runs: int) -> list[Timing]:
    """Every scene in a company of so many customers; in a process of its own, so that both begin alike."""
    configure_logs("WARNING")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure(customers, activities, runs))


async def _measure(customers: int, activities: int, runs: int) -> list[Timing]:
    _tell(f"Seeding {customers:,} customers...")
    with tempfile.TemporaryDirectory(prefix="kavshiri-bench-") as folder:
        async with open_company(Path(folder), customers, activities) as company:
            _tell("Measuring...")
            return [await _measure_scene(company, scene, runs) for scene in list_scenes(runs)]


async def _measure_scene(company: Company, scene: Scene, runs: int) -> Timing:
    return await take_time(company.engine, await scene.prepare(company), runs, per=scene.per)


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
