"""Looking for rows by the words of a key, in any order: one index entry a word, and beginnings of words as well.

A key is lower-case ASCII words joined by single spaces (`crm_core.kernel.search_key`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, TextClause, cast, func, literal, literal_column, text
from sqlalchemy.dialects.postgresql import TSQUERY


def index_words(column: str) -> TextClause:
    """The expression that a GIN index of the column's words is made of."""
    return text(f"array_to_tsvector(string_to_array({column}, ' '))")


def has_words(column: Any, wanted: str) -> ColumnElement[bool]:
    """The column's words meet `wanted`, which `all_of` and `any_of` make."""
    words = func.array_to_tsvector(func.string_to_array(column, literal_column("' '")))
    return words.bool_op("@@")(cast(literal(wanted, Text()), TSQUERY))


def whole(word: str) -> str:
    return f"'{word}'"


def beginning(word: str) -> str:
    return f"'{word}':*"


def all_of(parts: Iterable[str]) -> str:
    """Every one of them is there."""
    return "(" + " & ".join(parts) + ")"


def any_of(parts: Iterable[str]) -> str:
    """At least one of them is there."""
    return "(" + " | ".join(dict.fromkeys(parts)) + ")"
