"""The columns that a seeded company writes, by table, in an order that keeps foreign keys whole."""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": (
        *("id", "version", "kind", "name", "search_key", "locale", "address", "address_key"),
        *("source", "tags", "responsible_id", "created_at"),
    ),
    "contact_points": ("customer_id", "kind", "value", "typed", "created_at"),
    "deals": (
        *("id", "version", "number", "customer_id", "pipeline_id", "stage_id", "stage_kind", "stage_entered_at"),
        *("responsible_id", "team_id", "wish", "wish_key", "amount", "currency", "source", "loss_reason_id"),
        *("created_at", "closed_at"),
    ),
    "stage_changes": ("deal_id", "from_stage_id", "to_stage_id", "loss_reason_id", "employee_id", "at"),
    "participants": ("deal_id", "employee_id", "craft"),
    "activities": (
        *("customer_id", "deal_id", "kind", "direction", "outcome", "duration_seconds", "text"),
        *("file_kind", "file", "employee_id", "at"),
    ),
    "tasks": (
        *("version", "kind", "purpose", "title", "deal_id", "customer_id", "assignee_id", "created_by"),
        *("due_at", "ends_at", "is_deadline", "status", "outcome", "created_at", "closed_at"),
    ),
    "marks": ("deal_id", "value", "comment", "at"),
}
