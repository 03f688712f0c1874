"""A believable company for trials and measurements: names in three scripts, a year of history, deals on every stage."""

from crm_core.seeding.filling import Seeded, seed

__all__ = ["Seeded", "seed"]
