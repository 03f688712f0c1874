"""Measures speed, as ratios within one run: nothing here is asserted, and no test waits for a clock."""
