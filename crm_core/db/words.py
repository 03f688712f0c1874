"""Looking for rows by the words of a key, in any order: one index entry a word, and beginnings of words as well.

A key is lower-case ASCII words joined by single spaces (`crm_core.kernel.search_key`). `words_of` is a function of the
database that is told to be dear, so that its index is used also where few rows are wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, TextClause, bindparam, cast, func, text
from sqlalchemy.dialects.postgresql import TSQUERY


def index_words(column: str) -> TextClause:
    """The expression that a GIN index of the column's words is made of."""
    return text(f"words_of({column})")


def has_words(column: Any, wanted: str) -> ColumnElement[bool]:
    """The column's words meet `wanted`, which `all_of` and `any_of` make.

    It is written into the statement, so that how frequent these very words are decides how they are looked up.
    """
    return func.words_of(column).bool_op("@@")(cast(bindparam(None, wanted, Text(), literal_execute=True), TSQUERY))


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
