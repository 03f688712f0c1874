"""Every word for people is collected into the catalogues: the collector does not look into a call inside a call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from locales.collect import KEYWORDS, extract

ROOT = Path(__file__).parents[2]


def list_words(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KEYWORDS):
            continue
        place = 1 if node.func.attr in ("pgettext", "npgettext") else 0
        word = node.args[place] if len(node.args) > place else None
        if isinstance(word, ast.Constant) and isinstance(word.value, str):
            yield word.value


def test_every_word_is_collected() -> None:
    collected = {message.id if isinstance(message.id, str) else message.id[0] for message in extract() if message.id}
    files = [*(ROOT / "handlers").rglob("*.py"), ROOT / "bot" / "sandbox" / "words.py"]
    assert {word for file in files for word in list_words(file)} <= collected
