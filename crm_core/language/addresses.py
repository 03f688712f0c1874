"""Addresses in running text, as typed: "ул. Руставели 20, кв 5", "ჭავჭავაძის 12", "Saburtalo, Kazbegi ave 14".

An address has a street's word, a known street with a house number, or the word "address" before it; a town or a part of
one only beside these, or alone between commas. A wrong address sends people to a wrong door: in doubt there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_core.language.address_words import find_place_word
from crm_core.language.amount_words import find_money, load_marks
from crm_core.language.amounts import list_blocked
from crm_core.language.context import Context
from crm_core.language.found import AddressFound
from crm_core.language.tokens import Script, Span, Token

MOST_HOUSE_DIGITS = 3
#: Words of a street's name, such as "Davit Agmashenebeli".
MOST_NAME_WORDS = 3
MOST_LABELLED = 24

_COUNTED = frozenset({"counted", "units", "goods"})
_KNOWN = frozenset({"streets", "known_streets", "known_towns"})


def find_addresses(
    tokens: Sequence[Token], text: str, context: Context, taken: Sequence[Span] = ()
) -> tuple[AddressFound, ...]:
    """In order. `taken` are spans that mean something else: times, telephones, e-mail addresses."""
    return _Search(tokens, text, list_blocked(tokens, taken)).find_all()


class _Search:
    def __init__(self, tokens: Sequence[Token], text: str, blocked: frozenset[int]) -> None:
        self._tokens, self._text, self._blocked = tokens, text, blocked

    def find_all(self) -> tuple[AddressFound, ...]:
        found: list[AddressFound] = []
        at, floor = 0, 0
        while at < len(self._tokens):
            start, end = self._find_at(at, floor)
            if end <= start:
                at += 1
                continue
            span = Span(self._tokens[start].start, self._tokens[end - 1].end)
            found.append(AddressFound(span.cut(self._text), span))
            at = floor = end
        return tuple(found)

    def _find_at(self, at: int, floor: int) -> tuple[int, int]:
        """(first token, behind the last) of the address whose word or name stands at `at`; equal when there is none."""
        kinds, length = find_place_word(self._tokens, at) if self._is_free(at) else (frozenset(), 0)
        if "labels" in kinds:
            return self._find_labelled(at + length)
        if "streets" in kinds:
            start, end = self._find_street(at, length, floor)
        elif "known_streets" in kinds:
            start, end = at, self._find_house(at + length)
        elif "known_towns" in kinds:
            return self._find_town(at, length)
        else:
            start, end = at, self._find_flat_behind(at)
        if end <= start or (end == at + length and "streets" not in kinds):
            return at, at
        return self._widen_left(start, floor), self._widen_right(end)

    def _is_free(self, at: int) -> bool:
        return 0 <= at < len(self._tokens) and at not in self._blocked

    def _is_kind(self, at: int, kind: str) -> bool:
        return kind in find_place_word(self._tokens, at)[0]

    def _is_text(self, at: int, *texts: str) -> bool:
        return self._is_free(at) and self._tokens[at].text in texts

    def _find_labelled(self, at: int) -> tuple[int, int]:
        """What follows the word "address", as far as it is one."""
        has_mark = self._is_text(at, ":", "-", "—", "–", "=")
        start = end = at + has_mark
        has_digit = has_word = False
        while self._is_free(end) and end - start < MOST_LABELLED and not self._is_end(end):
            if self._is_text(end, ",") and not self._goes_on(end + 1, has_digit=has_digit):
                break
            has_digit = has_digit or self._tokens[end].is_number
            has_word = has_word or bool(find_place_word(self._tokens, end)[0] & _KNOWN)
            end += 1
        if end > start and self._tokens[end - 1].text == ".":
            end -= 1
        if not has_mark:
            return (at, at) if has_word else self._find_unmarked(start, end)
        return (start, end) if has_word or has_digit or (end > start and self._is_capitalised(start)) else (at, at)

    def _find_unmarked(self, start: int, end: int) -> tuple[int, int]:
        """ "address of Vera Lermontova 12": the word before the number, when it shows itself as a name."""
        house = next((i for i in range(start + 1, end) if self._tokens[i].is_number), end)
        if house == end or house - start > MOST_NAME_WORDS or not self._is_name_word(house - 1):
            return start, start
        is_georgian = self._tokens[house - 1].script is Script.GEORGIAN
        number = self._find_number(house)
        is_shown = number > house and (is_georgian or house - start == 1 or self._is_capitalised(house - 1))
        return (house - 1, self._widen_right(number)) if is_shown else (start, start)

    def _is_end(self, at: int) -> bool:
        """The end of a line or of a sentence; a full stop behind a short word only shortens it."""
        token = self._tokens[at]
        if at and "\n" in self._text[self._tokens[at - 1].end : token.start]:
            return True
        if token.text in {";", "!", "?", "("}:
            return True
        return token.text == "." and not (at and len(self._tokens[at - 1].text) <= 4 and self._tokens[at - 1].is_word)

    def _goes_on(self, at: int, *, has_digit: bool) -> bool:
        """Whether what follows a comma still belongs to an address."""
        kinds, _ = find_place_word(self._tokens, at)
        if kinds & {"parts", "streets", "known_streets", "known_towns"} or not has_digit:
            return True
        if any(self._skip_ordinal(at + i, at) == at and self._is_kind(at + i, "streets") for i in (2, 3)):
            return True
        return self._find_number(at) > at or self._find_part(at) > at

    def _find_street(self, at: int, length: int, floor: int) -> tuple[int, int]:
        """ "ул. Руставели 20", "Kazbegi ave 14" around the street's word at `at`."""
        behind = at + length
        is_abbreviated = self._is_text(behind, ".")
        behind += is_abbreviated
        start = self._find_name_before(at, floor)
        if start < at:
            house = self._find_house(behind)
            if house > behind:
                return start, house
            return (start, at + length) if self._is_proper(start, at) else (at, at)
        end = self._find_name_behind(behind)
        if end == behind:
            return at, at
        house = self._find_house(end)
        if house > end:
            return at, house
        is_russian = self._tokens[at].script is Script.CYRILLIC
        return (at, end) if is_russian and self._is_proper(behind, end) else (at, at)

    def _find_name_before(self, at: int, floor: int) -> int:
        """The first word of the name right before a street's word: capitalised, known, or a Georgian genitive."""
        start = self._skip_ordinal(at, floor)
        while start > floor and at - start < MOST_NAME_WORDS + 3 and self._is_name_word(start - 1):
            token = self._tokens[start - 1]
            is_first = at - start in (0, 2, 3)
            is_genitive = token.script is Script.GEORGIAN and token.word.endswith("ს")
            if not (self._is_capitalised(start - 1) or is_genitive or is_first):
                break
            if is_first and token.script is Script.CYRILLIC and token.text == token.word:
                break
            start -= 1
        if (
            start > floor
            and start < at
            and self._is_free(start - 1)
            and self._tokens[start - 1].is_number
            and self._tokens[at].script is Script.LATIN
        ):
            start -= 1  # "14 Kazbegi ave"
        return start

    def _skip_ordinal(self, at: int, floor: int) -> int:
        """The start of "მე-3" or "11-ე" before "პლატო", "კვარტალი"; `at` when there is none."""
        for length, shape in ((3, ("მე", "-", None)), (3, (None, "-", "ე")), (2, ("მე", None)), (2, (None, "ე"))):
            start = at - length
            if start >= floor and all(
                self._is_free(start + i)
                and (self._tokens[start + i].is_number if text is None else self._tokens[start + i].text == text)
                for i, text in enumerate(shape)
            ):
                return start
        return at

    def _find_name_behind(self, at: int) -> int:
        end = at
        while end - at < MOST_NAME_WORDS and self._is_name_word(end):
            end += 1
            is_initial = self._is_text(end, ".") and len(self._tokens[end - 1].text) <= 2
            is_double = self._is_text(end, "-") and self._tokens[end].glued and self._is_name_word(end + 1)
            end += is_initial or is_double
        return end

    def _is_name_word(self, at: int) -> bool:
        if not self._is_free(at) or not self._tokens[at].is_word or len(self._tokens[at].word) < 2:
            return False
        kinds, _ = find_place_word(self._tokens, at)
        return not kinds & {"no_names", "streets", "parts", "labels"} and find_money(self._tokens[at]) is None

    def _is_capitalised(self, at: int) -> bool:
        return self._is_free(at) and self._tokens[at].text[:1].isupper()

    def _is_proper(self, start: int, end: int) -> bool:
        """A street without a house: only with a name that shows itself as one."""
        words = range(start, end)
        is_genitive = self._tokens[end - 1].script is Script.GEORGIAN and self._tokens[end - 1].word.endswith("ის")
        return is_genitive or any(self._is_capitalised(i) and len(self._tokens[i].text) > 2 for i in words)

    def _find_number(self, at: int) -> int:
        """Behind a house's number: "12", "12a", "12/5", "№ 12", "д. 12"; `at` when there is none."""
        i = at
        if self._is_text(i, "№", "#", "N"):
            i += 1
        if not self._is_free(i) or not self._tokens[i].is_number or len(self._tokens[i].text) > MOST_HOUSE_DIGITS:
            return at
        end = i + 1
        if self._is_free(end) and self._tokens[end].glued and len(self._tokens[end].text) == 1:
            if self._tokens[end].is_word:
                end += 1
            elif self._is_text(end, "/", "-") and self._is_free(end + 1) and self._tokens[end + 1].is_number:
                end += 2
        return at if self._is_counted(end) else end

    def _is_counted(self, at: int) -> bool:
        if not self._is_free(at):
            return False
        if self._is_text(at, "%", ":", "№") or find_money(self._tokens[at]) is not None or self._tokens[at].is_number:
            return True
        kinds, _ = load_marks().find(self._tokens, at)
        behind, _ = load_marks().find(self._tokens, at + 1)
        is_part = self._is_kind(at, "parts")
        return bool(kinds & _COUNTED and not is_part) or (not kinds and "goods" in behind)

    def _find_part(self, at: int) -> int:
        """Behind "кв 5", "flat № 3", "5 этаж", "3rd floor"; `at` when there is none."""
        kinds, length = find_place_word(self._tokens, at) if self._is_free(at) else (frozenset(), 0)
        if "parts" in kinds:
            i = at + length
            while self._is_text(i, ".", ":", "#", "№", "-"):
                i += 1
            end = self._find_number(i)
            return end if end > i else at
        if self._is_free(at) and self._tokens[at].is_number and len(self._tokens[at].text) <= MOST_HOUSE_DIGITS:
            for ahead in (1, 2, 3):
                if self._is_kind(at + ahead, "parts") and self._is_free(at + ahead):
                    return at + ahead + find_place_word(self._tokens, at + ahead)[1]
                if not self._is_free(at + ahead) or not self._tokens[at + ahead].glued:
                    break
        return at

    def _find_house(self, at: int) -> int:
        """Behind the house and whatever of it follows; `at` when no house is named."""
        i = at + self._is_text(at, ",")
        end = self._find_number(i)
        if end == i:
            end = self._find_part(i)
        return end if end > i else at

    def _find_flat_behind(self, at: int) -> int:
        """ "გურამის 12, ბინა 5": any genitive or capitalised name whose number is followed by a flat."""
        if not self._is_name_word(at):
            return at
        token = self._tokens[at]
        if not self._is_capitalised(at) and not (token.script is Script.GEORGIAN and token.word.endswith("ის")):
            return at
        house = self._find_number(at + 1)
        if house == at + 1:
            return at
        comma = self._is_text(house, ",")
        return house if self._is_kind(house + comma, "parts") and self._find_part(house + comma) else at

    def _widen_right(self, end: int) -> int:
        """With the flat, the floor and the town that follow."""
        for _ in range(5):
            i = end + self._is_text(end, ",")
            part = self._find_part(i)
            if part > i:
                end = part
                continue
            kinds, length = find_place_word(self._tokens, i) if self._is_free(i) else (frozenset(), 0)
            if i == end or "known_towns" not in kinds:
                break
            end = i + length
        return end

    def _widen_left(self, start: int, floor: int) -> int:
        """With the town or its part that stands before."""
        i = start - 1 if start > floor and self._is_text(start - 1, ",") else start
        for length in (1, 2):
            kinds, found = find_place_word(self._tokens, i - length) if i - length >= floor else (frozenset(), 0)
            if "known_towns" in kinds and found == length and self._is_free(i - length):
                start = i - length
                break
        return start

    def _find_town(self, at: int, length: int) -> tuple[int, int]:
        """A town or a part of one: before a street, or alone between commas in a longer text."""
        end = at + length
        comma = self._is_text(end, ",")
        kinds, street = find_place_word(self._tokens, end + comma) if self._is_free(end + comma) else (frozenset(), 0)
        if "known_streets" in kinds and (house := self._find_house(end + comma + street)) > end + comma + street:
            return at, self._widen_right(house)
        is_parted = (at == 0 or self._is_text(at - 1, ",", ";")) and (
            end == len(self._tokens) or self._is_text(end, ",", ";")
        )
        has_more = at > 0 or end < len(self._tokens)
        if is_parted and has_more and not self._is_street_ahead(end + comma):
            return at, end
        return at, at

    def _is_street_ahead(self, at: int) -> bool:
        return any(self._is_kind(at + ahead, "streets") for ahead in range(MOST_NAME_WORDS + 1))
