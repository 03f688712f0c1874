"""Commands as JSON and back: for sentences that wait for an answer, the interpreter port and the learning file.

Reading is strict: an unknown name, an unknown argument or a value of another kind is refused, so that whatever comes
from outside is a command or nothing.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from crm_core.language.commands import COMMANDS, Command


@cache
def _get_adapter(name: str) -> TypeAdapter[Command]:
    kind = COMMANDS[name]
    return TypeAdapter(with_config(ConfigDict(extra="forbid"))(kind))


def dump_command(command: Command) -> dict[str, Any]:
    """`{"name": ..., "arguments": {...}}` without arguments that were not given. Times are ISO 8601 with offset."""
    values = _get_adapter(command.name).dump_python(command, mode="json")
    return {"name": command.name, "arguments": {name: value for name, value in values.items() if value is not None}}


def load_command(stored: dict[str, Any]) -> Command:
    """The command of a `dump_command`. Raises ValueError for what is no command."""
    name, arguments = stored.get("name"), stored.get("arguments", {})
    if not isinstance(name, str) or name not in COMMANDS or not isinstance(arguments, dict):
        raise ValueError(f"no command: {name!r}")
    unknown = arguments.keys() - {one.name for one in fields(COMMANDS[name])}
    if unknown:
        raise ValueError(f"no argument of {name}: {', '.join(sorted(map(str, unknown)))}")
    try:
        command = _get_adapter(name).validate_python(arguments)
    except ValidationError as error:
        raise ValueError(str(error)) from error
    for field in fields(command):
        value = getattr(command, field.name)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"{field.name} has no zone")
    return command
