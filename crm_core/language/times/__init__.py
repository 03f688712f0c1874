"""Understanding of times in Georgian, Russian and English."""

from crm_core.language.times.find import find_lengths, find_times

__all__ = ["find_lengths", "find_times"]
