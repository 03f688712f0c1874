"""Schema changes in order; see `crm_core.db.migrate`."""
