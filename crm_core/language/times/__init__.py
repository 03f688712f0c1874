"""Understanding of times in Georgian, Russian and English.

Words come from the lexicons `times.yaml` (`lexicon`, `words`), are laid out by `reading` and `figures`, put together by
the rules (`grammar`, `rules`) and told as moments by `resolve` and `settle`.
"""

from crm_core.language.times.due import parse_due
from crm_core.language.times.find import find_lengths, find_times
from crm_core.language.times.settle import settle

__all__ = ["find_lengths", "find_times", "parse_due", "settle"]
