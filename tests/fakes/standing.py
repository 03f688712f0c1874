"""How things stand in the database, as far as a person could tell: for comparing before and after *Undo*."""

from __future__ import annotations

from tests.fakes.house import House

_QUERIES = {
    "customers": "SELECT id, name, address FROM customers WHERE archived_at IS NULL ORDER BY id",
    "phones": "SELECT customer_id, value FROM contact_points WHERE archived_at IS NULL ORDER BY id",
    "deals": "SELECT d.number, s.code, d.amount, d.responsible_id, d.loss_reason_id, d.closed_at, d.stage_entered_at "
    "FROM deals d JOIN stages s ON s.id = d.stage_id WHERE d.archived_at IS NULL ORDER BY d.number",
    "participants": "SELECT deal_id, craft, employee_id FROM participants WHERE archived_at IS NULL ORDER BY id",
    "moves": "SELECT deal_id, to_stage_id FROM stage_changes WHERE undone_at IS NULL ORDER BY id",
    "timeline": "SELECT deal_id, kind, outcome, text FROM activities WHERE retracted_at IS NULL ORDER BY id",
    "tasks": "SELECT id, kind, purpose, title, due_at, assignee_id, status FROM tasks "
    "WHERE status <> 'cancelled' ORDER BY id",
    "reminders": "SELECT task_id, kind, remind_at FROM reminders WHERE status = 'waiting' ORDER BY task_id, remind_at",
}

Standing = dict[str, list[tuple[object, ...]]]


async def read_standing(house: House) -> Standing:
    return {name: await house.ask(query) for name, query in _QUERIES.items()}
