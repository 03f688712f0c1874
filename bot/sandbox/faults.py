"""Trouble on demand, for tests: lost answers, server errors, delays and repeated updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.sandbox.wire import ApiError

FaultKind = Literal["drop_answer", "error", "delay"]
SERVER_ERRORS = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}


@dataclass
class Fault:
    """Happens to the next `times` calls of `method` ("*" is any but getUpdates).

    `drop_answer` carries the call out and closes the connection; `error` answers `status` (429 with
    `retry_after`) and does nothing; `delay` waits `seconds` first.
    """

    kind: FaultKind
    method: str = "*"
    times: int = 1
    status: int = 500
    retry_after: int = 1
    seconds: float = 0.0

    def as_error(self) -> ApiError:
        if self.status == 429:
            return ApiError(429, f"Too Many Requests: retry after {self.retry_after}", self.retry_after)
        return ApiError(self.status, SERVER_ERRORS.get(self.status, "Error"))


class FaultBox:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        if fault.times > 0:
            self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that befalls this call, used up by it."""
        for fault in self._faults:
            if fault.method == method or (fault.method == "*" and method != "getUpdates"):
                fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(fault)
                return fault
        return None
