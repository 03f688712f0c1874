"""The table that is printed: times of this machine, and ratios that hold for others too."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.stopwatch import Timing
from crm_core.kernel.actor import Role

#: As people say it.
NAMES = {Role.OWNER: "owner", Role.SUPERVISOR: "supervisor", Role.MANAGER: "seller", Role.SPECIALIST: "specialist"}


@dataclass(frozen=True, slots=True)
class Line:
    """One scene in the small company and in the large one."""

    name: str
    who: Role | None
    small: Timing
    large: Timing

    @property
    def growth(self) -> float:
        """How many times dearer in the large company, by the yardsticks of both."""
        return self.large.ratio / self.small.ratio


def render_table(lines: list[Line], small: int, large: int) -> str:
    """Markdown. "x" columns are multiples of a bare `SELECT 1`."""
    head = ["", "who", f"{small:,}: ms", "x", f"{large:,}: ms", "x", "growth"]
    body = [
        [
            line.name,
            NAMES[line.who] if line.who else "",
            *_render_timing(line.small),
            *_render_timing(line.large),
            f"{line.growth:.1f}",
        ]
        for line in lines
    ]
    return render_rows(head, body, words=2)


def render_rows(head: list[str], body: list[list[str]], *, words: int) -> str:
    """A Markdown table; the first columns hold words, the others numbers."""
    widths = [max(len(row[place]) for row in [head, *body]) for place in range(len(head))]
    rule = [f"{'-' * (width - 1)}{'-' if place < words else ':'}" for place, width in enumerate(widths)]
    return "\n".join(_render_row(row, widths, words) for row in [head, rule, *body])


def _render_timing(timing: Timing) -> tuple[str, str]:
    return f"{timing.seconds * 1000:.2f}", f"{timing.ratio:.1f}" if timing.ratio >= 1 else f"{timing.ratio:.3f}"


def _render_row(row: list[str], widths: list[int], words: int) -> str:
    cells = (
        cell.ljust(width) if place < words else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"| {' | '.join(cells)} |"
