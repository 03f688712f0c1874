"""The company's own way as rows: triggers and effects from a closed registry; presets are whole trades as such rows."""
