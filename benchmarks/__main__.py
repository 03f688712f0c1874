"""`make bench`: seeds a small and a large company, measures both, prints one table. See docs/performance.md."""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.measuring import list_scenes, measure
from benchmarks.table import Line, render_table


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure speed as ratios within one run.")
    parser.add_argument("--small", type=int, default=1_000, metavar="N", help="customers of the small company")
    parser.add_argument("--large", type=int, default=30_000, metavar="N", help="customers of the large company")
    parser.add_argument("--activities", type=int, default=8, metavar="M", help="activities of a customer")
    parser.add_argument("--runs", type=int, default=15, metavar="R", help="runs of each scene; the median is told")
    return parser


def main() -> None:
    given = build_parser().parse_args()
    timings = []
    for customers in (given.small, given.large):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            timings.append(process.submit(measure, customers, given.activities, given.runs).result())
    lines = [Line(scene.name, scene.who, *both) for scene, *both in zip(list_scenes(given.runs), *timings, strict=True)]
    print(render_table(lines, given.small, given.large))


if __name__ == "__main__":
    main()
