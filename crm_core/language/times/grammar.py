"""Rules over categories, and the one pass that applies them to a text.

A rule is a pattern of tags and a function that makes a meaning of what was found in their places. Meanings carry tags
themselves, so rules build upon rules. The pass goes from the last place to the first: whatever begins at a place meets
only what is complete behind it, so each combination is tried once and words that mean nothing here cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from crm_core.language.times.values import Made, Tags

#: More meanings than these at one place are no sentence.
_MOST_PIECES = 160
#: No phrase about one time is longer than so many places.
_LONGEST = 16
#: So often rules are tried in one text before what was found by then must do.
_MOST_TRIES = 20_000


@dataclass(slots=True)
class Piece:
    """A meaning between two places."""

    start: int
    end: int
    tags: Tags
    value: Any
    score: int = 0


Maker = Callable[..., Made | None]


@dataclass(slots=True)
class _Node:
    """A step in the tree of all patterns. `makers` end here: (maker, places passed on, score)."""

    next: dict[str, _Node] = field(default_factory=dict)
    makers: list[tuple[Maker, tuple[int, ...], int]] = field(default_factory=list)


_ROOT = _Node()


def rule(*patterns: str, score: int = 0) -> Callable[[Maker], Maker]:
    """Makes a meaning wherever one of the patterns is found.

    A pattern is tags with spaces between; "a|b" takes either, "?" at the end makes it optional, and what begins with
    "-" is not passed to the function; "@2" says that it is the second argument. The function is given the frame and the
    values, and returns None when they do not go together.
    """

    def register(maker: Maker) -> Maker:
        for pattern in patterns:
            for chosen in product(*(_expand(element) for element in pattern.split())):
                steps = [step for step in chosen if step]
                node = _ROOT
                for step in steps:
                    node = node.next.setdefault(step.lstrip("-").split("@")[0], _Node())
                node.makers.append((maker, _order(steps), score))
        return maker

    return register


def _order(steps: list[str]) -> tuple[int, ...]:
    """The places passed on, in the order of the arguments."""
    passed = [number for number, step in enumerate(steps) if not step.startswith("-")]
    return tuple(sorted(passed, key=lambda number: int([*steps[number].split("@"), "0"][1])))


def _expand(element: str) -> list[str]:
    mark = "-" if element.startswith("-") else ""
    tags, _, argument = element.lstrip("-").rstrip("?").partition("@")
    choices = [f"{mark}{tag}@{argument}" if argument else mark + tag for tag in tags.split("|")]
    return [*choices, ""] if element.endswith("?") else choices


class Chart:
    """All meanings found in a text, by the place where they begin."""

    def __init__(self, places: int, frame: object) -> None:
        self.starting: list[list[Piece]] = [[] for _ in range(places + 1)]
        self._frame = frame
        self._seen: dict[tuple[int, int, Tags], int] = {}
        self._waiting: list[Piece] = []
        self._tries = 0

    def fill(self, words: Sequence[Sequence[Piece]]) -> None:
        """`words` are the meanings of single words and phrases, by the place where they begin."""
        for place in range(len(words) - 1, -1, -1):
            self._waiting = list(reversed(words[place]))
            while self._waiting:
                piece = self._waiting.pop()
                mark = (piece.start, piece.end, piece.tags)
                if self._seen.get(mark, -1000) >= piece.score or len(self.starting[place]) >= _MOST_PIECES:
                    continue
                self._seen[mark] = piece.score
                self.starting[place].append(piece)
                self._walk(_ROOT, [piece])

    def _walk(self, node: _Node, pieces: list[Piece]) -> None:
        for tag in pieces[-1].tags:
            step = node.next.get(tag)
            if step is None:
                continue
            for maker, passed, score in step.makers:
                self._make(maker, passed, score, pieces)
            if step.next:
                for piece in self.starting[pieces[-1].end]:
                    if piece.end - pieces[0].start > _LONGEST:
                        continue
                    self._walk(step, [*pieces, piece])

    def _make(self, maker: Maker, passed: tuple[int, ...], score: int, pieces: list[Piece]) -> None:
        self._tries += 1
        if self._tries > _MOST_TRIES:
            return
        made = maker(self._frame, *(pieces[number].value for number in passed))
        if made is not None:
            tags, value = made
            total = score + sum(piece.score for piece in pieces)
            self._waiting.append(Piece(pieces[0].start, pieces[-1].end, tags, value, total))
