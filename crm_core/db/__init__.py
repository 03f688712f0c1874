"""The database: one dialect, PostgreSQL; tables' base, the unit of work, what may be seen, migrations."""
