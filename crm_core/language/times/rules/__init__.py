"""The rules, by what they are about. Importing the package registers all of them."""

from crm_core.language.times.rules import (
    away,
    bounds,
    days,
    halves,
    hours,
    joining,
    numbers,
    parts,
    picked,
    pieces,
    relative,
    repeated,
    spans,
    years,
)

__all__ = [
    "away",
    "bounds",
    "days",
    "halves",
    "hours",
    "joining",
    "numbers",
    "parts",
    "picked",
    "pieces",
    "relative",
    "repeated",
    "spans",
    "years",
]
