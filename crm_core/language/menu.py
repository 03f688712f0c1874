"""What an interpreter may propose, as a JSON schema made from the commands themselves and from what this company has.

Stages, reasons and colleagues are closed lists; whatever writes is in it, what only looks is not: searching and asking
need no interpreter.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from crm_core.language.commands import COMMANDS, Ask, Command, Find
from crm_core.language.context import Context
from crm_core.language.found import Recurrence

#: More than a sentence says.
MOST_COMMANDS = 6
MOST_TEXT = 1000

#: Arguments that name a colleague or a stage by what the context has.
COLLEAGUE_FIELDS = frozenset({"assignee", "to", "colleague"})
LOST = "lost"

_ABOUT = {
    "who": "the person's name exactly as it stands in the sentence; null when nobody is named",
    "text": "words of the sentence, exactly as they stand there",
    "title": "words of the sentence that say what should be done, exactly as they stand there",
    "wish": "words of the sentence that say what the customer wants, exactly as they stand there",
}
_LOCAL_TIME = "local time, YYYY-MM-DDTHH:MM"
_TIME = {"type": "string", "description": _LOCAL_TIME}


@dataclass(frozen=True, slots=True)
class Argument:
    """One field of a command. `kind` is one of str, int, bool, Decimal, datetime."""

    name: str
    kind: type
    choices: tuple[str, ...]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """`schema` is a JSON schema for {"commands": [...]} in the strict form that structured output asks for.

    `colleagues` is {name: id} of those who may be named.
    """

    schema: dict[str, Any]
    colleagues: dict[str, int]


def build_menu(context: Context) -> Menu:
    colleagues = {one.name: one.id for one in context.colleagues}
    items = [_describe(name, context) for name in list_names(context)]
    schema = {
        "type": "object",
        "properties": {"commands": {"type": "array", "items": {"anyOf": items}}},
        "required": ["commands"],
        "additionalProperties": False,
    }
    return Menu(schema, colleagues)


def list_names(context: Context) -> list[str]:
    """The commands that make sense for this company."""
    return [
        name
        for name, kind in COMMANDS.items()
        if kind not in {Find, Ask} and all(list_choices(one, context) != () for one in _list_required(name))
    ]


@cache
def list_arguments(name: str) -> tuple[Argument, ...]:
    """The fields of a command that an interpreter may fill; recurrences it may not."""
    kind = COMMANDS[name]
    hints = get_type_hints(kind)
    return tuple(
        argument for one in fields(kind) if (argument := _read_hint(one.name, hints[one.name], kind)) is not None
    )


def list_choices(argument: Argument, context: Context) -> tuple[str, ...] | None:
    """The closed list that an argument is chosen from; None when it is free."""
    if argument.name in COLLEAGUE_FIELDS:
        return tuple(one.name for one in context.colleagues)
    if argument.name == "stage":
        return tuple(one.code for one in context.stages if one.kind != LOST)
    if argument.name == "reason":
        return tuple(one.code for one in context.loss_reasons)
    return argument.choices or None


def _list_required(name: str) -> Iterator[Argument]:
    return (argument for argument in list_arguments(name) if not argument.is_optional)


def _read_hint(name: str, hint: Any, kind: type[Command]) -> Argument | None:
    options = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
    plain = next(one for one in options if one is not type(None))
    if plain is Recurrence:
        return None
    default = next(one for one in fields(kind) if one.name == name)
    is_optional = type(None) in options or default.default is not default.default_factory
    if name == "who" or name in COLLEAGUE_FIELDS:
        return Argument(name, str, (), is_optional)
    if get_origin(plain) is Literal:
        return Argument(name, str, get_args(plain), is_optional)
    return Argument(name, plain, (), is_optional)


def _describe(name: str, context: Context) -> dict[str, Any]:
    properties: dict[str, Any] = {"name": {"type": "string", "enum": [name]}}
    for argument in list_arguments(name):
        choices = list_choices(argument, context)
        if choices != ():
            properties[argument.name] = _describe_argument(argument, choices)
    return {
        "type": "object",
        "description": _describe_kind(name),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _describe_kind(name: str) -> str:
    """What its docstring says; a dataclass without one has its own signature there."""
    kind = COMMANDS[name]
    words = " ".join((kind.__doc__ or "").split())
    return name.replace("_", " ") if words.startswith(f"{kind.__name__}(") else words


def _describe_argument(argument: Argument, choices: tuple[str, ...] | None) -> dict[str, Any]:
    kinds = {str: "string", int: "integer", bool: "boolean", Decimal: "number", datetime: "string"}
    described: dict[str, Any] = {"type": kinds[argument.kind]}
    if choices is not None:
        described["enum"] = list(choices)
    about = _LOCAL_TIME if argument.kind is datetime else _ABOUT.get(argument.name)
    if about is not None:
        described["description"] = about
    if argument.is_optional:
        return {"anyOf": [described, {"type": "null"}]}
    return described
