"""Refusals of intake."""

from __future__ import annotations

from crm_core.kernel.errors import CrmError


class NotOpenYet(CrmError, code="not_open_yet"):
    """The company has not been set up: nobody works here yet, or there is no pipeline."""


class ConsentMissing(CrmError, code="consent_missing"):
    """A request from the web is kept only with the consent of whom it is about."""
