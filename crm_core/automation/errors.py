"""Refusals of automation."""

from __future__ import annotations

from crm_core.kernel.errors import CrmError


class PresetUnknown(CrmError, code="preset_unknown"):
    """There is no trade of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
