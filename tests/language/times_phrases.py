"""The phrases of the tables beside, each as "phrase | start" or "phrase | start .. end" in local time."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_core.language.context import Context, build_usual_context
from crm_core.language.times import find_times
from crm_core.language.tokens import cut

ZONE = ZoneInfo("Asia/Tbilisi")
#: A Tuesday afternoon; people work from ten to seven, Sundays off.
NOW = datetime(2026, 11, 24, 14, tzinfo=ZONE)
_TABLES = Path(__file__).parent / "times"


find_times(cut("tomorrow"), build_usual_context("en", NOW, ZONE))  # the words are loaded before anything is timed


def build_context(language: str) -> Context:
    return build_usual_context(language, NOW, ZONE)


def list_phrases(language: str) -> list[tuple[str, str, str, str]]:
    """(language, phrase, start, end or "")."""
    phrases = []
    for line in (_TABLES / f"{language}.txt").read_text("utf-8").splitlines():
        phrase, _, meant = line.rpartition(" | ")
        start, _, end = meant.partition(" .. ")
        phrases.append((language, phrase, start, end))
    return phrases


def list_other_sentences(language: str) -> list[tuple[str, str]]:
    """What sounds like a time and is none: (language, sentence)."""
    lines = (_TABLES / f"not_{language}.txt").read_text("utf-8").splitlines()
    return [(language, line) for line in lines]
