"""What can go wrong in the core, as codes and values without words.

The chat's words for an error live in `handlers/views/errors.py`, its HTTP status in `handlers/web/errors.py`; an
architecture test fails when either lacks one.
"""

from __future__ import annotations

from typing import ClassVar


class CrmError(Exception):
    """A refusal with a reason. `code` is stable; the values are the subclass's own attributes."""

    code: ClassVar[str] = ""
    #: Refusals that may be somebody's attempt at what is not his are written to the audit trail.
    audited: ClassVar[bool] = False

    def __init_subclass__(cls, *, code: str = "", audited: bool | None = None) -> None:
        super().__init_subclass__()
        cls.code = code
        if audited is not None:
            cls.audited = audited


class NotVisible(CrmError, code="not_visible", audited=True):
    """There is no such thing, or the actor may not see it: both look the same."""

    def __init__(self, thing: str, key: object) -> None:
        super().__init__(thing, key)
        self.thing = thing
        self.key = key


class NotPermitted(CrmError, code="not_permitted", audited=True):
    """The actor's role does not allow the action."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class ChangedMeanwhile(CrmError, code="changed_meanwhile"):
    """Somebody else changed the thing after the actor saw it; nothing was written."""

    def __init__(self, thing: str, key: object) -> None:
        super().__init__(thing, key)
        self.thing = thing
        self.key = key


class AlreadyHandled(CrmError, code="already_handled"):
    """The same origin (Telegram update, form submission, ...) was handled before; nothing was written again."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.origin = origin


class TextInvalid(CrmError, code="text_invalid"):
    """A typed text is empty or longer than `limit` characters."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field, limit)
        self.field = field
        self.limit = limit
