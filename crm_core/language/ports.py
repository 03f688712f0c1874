"""What may help understanding from outside: a transcriber of voices and an interpreter of sentences. Both are optional.

Adapters live in `bot/`; without them everything else works. What an interpreter answers is nobody's order: it is read
by `crm_core.language.interpreting` and waits for a person's *Yes*.
"""

from __future__ import annotations

from typing import Protocol

from crm_core.kernel.errors import CrmError
from crm_core.language.context import Context
from crm_core.language.menu import Menu


class TranscriptionFailed(CrmError, code="transcription_failed"):
    """A voice could not be turned into text: nobody answered in time, or the answer was no text.

    `reason` is a code for the log: "timeout", "unreachable", "refused", "malformed", "too_large", "empty".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InterpretationFailed(CrmError, code="interpretation_failed"):
    """No interpretation of a sentence could be had, or it was none that may be shown.

    `reason` as above, or "invalid": the answer names what does not exist or was not said.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transcriber(Protocol):
    async def transcribe(self, sound: bytes, file_name: str, language: str) -> str:
        """The words of a recording; `file_name` tells its format by its ending. Raises TranscriptionFailed."""
        ...


class Interpreter(Protocol):
    async def interpret(self, text: str, context: Context, menu: Menu) -> object:
        """The answer as parsed JSON in the form of `menu.schema`, unchecked. Raises InterpretationFailed."""
        ...
