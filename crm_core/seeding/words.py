"""The words of a seeded company, from the file beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FILE = Path(__file__).with_name("words.yaml")

#: The order of spellings in the file.
SCRIPTS = ("ka", "ru", "en")


@cache
def load_words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words


def pick(source: Random, topic: str, script: int) -> str:
    """One saying of `topic`, in one of the three scripts."""
    choices = load_words()[topic]
    return str(choices[int(source.random() * len(choices))][script])
