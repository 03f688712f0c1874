"""A further deal of somebody who is a customer already: "open another deal for Natalia, a veranda"."""

from __future__ import annotations

from crm_core.language.commands import OpenDeal
from crm_core.language.talk.clauses import is_denied, is_told
from crm_core.language.talk.draft import CLEAR, GUESSED, Draft, rate
from crm_core.language.talk.reading import Reading


def read_opening(reading: Reading) -> list[Draft]:
    """What else is said is what she wants; a telephone makes her somebody new."""
    if reading.found.phones:
        return []
    for cue in reading.cues:
        if not cue.says("new_deal") or not is_told(reading, cue) or cue.clause or is_denied(reading, cue.clause):
            continue
        is_known = bool(reading.people()) or reading.context.has_view
        draft = Draft(OpenDeal(), rate(CLEAR if is_known else GUESSED, cue), clause=cue.clause)
        for one in reading.cues_in(cue.clause, "new_deal"):
            draft.take_cue(one)
        first = reading.clauses[cue.clause].first
        if first < cue.first and reading.tokens[first].is_word and reading.mention_at(first) is None:
            draft.taken.add(first)
        return [draft]
    return []
