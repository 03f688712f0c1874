"""The judge of the evaluation set: what counts as understood, and what as a wrong write."""

from datetime import datetime, timedelta
from decimal import Decimal

from crm_core.language.commands import AddNote, AssignTask, Command, Find, LogCall, MoveDeal, SetAmount
from crm_core.language.found import Mention, MentionKind
from crm_core.language.tokens import Span
from crm_core.language.understanding import Proposal, Understanding
from tests.language.evaluation.scoring import ZONE, Sentence, Verdict, judge

NOW = datetime(2026, 11, 26, 10, tzinfo=ZONE)
VERA = Mention(MentionKind.NAME, "вере", ("vera", "ver"), Span(0, 4))
SURE, UNSURE = 0.9, 0.5


def build_sentence(
    *commands: dict[str, object], acts: bool = True, may: tuple[str, ...] = (), keeps: str = ""
) -> Sentence:
    return Sentence("", NOW, False, "plain", "Вера" if acts else None, (commands,), frozenset(may), keeps, False, acts)


def judge_proposals(sentence: Sentence, *proposals: tuple[Command, float], rest: str = "") -> Verdict:
    proposed = tuple(Proposal(command, confidence, ()) for command, confidence in proposals)
    return judge(sentence, Understanding("", "ru", proposed, mentions=(VERA,), rest=rest))


def test_the_right_command_for_the_right_customer_is_understood() -> None:
    sentence = build_sentence({"name": "log_call"}, {"name": "set_amount", "amount": 6000})

    verdict = judge_proposals(sentence, (LogCall(who=0), SURE), (SetAmount(who=0, amount=Decimal("6000.0")), SURE))

    assert (verdict.problems, verdict.wrong_writes, verdict.is_done_at_once) == ((), (), True)


def test_another_customer_is_a_wrong_write_when_sure_and_a_miss_when_asked() -> None:
    sentence = build_sentence({"name": "log_call"})

    assert judge_proposals(sentence, (LogCall(), SURE)).wrong_writes
    asked = judge_proposals(sentence, (LogCall(), UNSURE))
    assert asked.problems
    assert not asked.wrong_writes


def test_an_argument_that_was_not_said_is_a_difference() -> None:
    sentence = build_sentence({"name": "log_call"})

    assert judge_proposals(sentence, (LogCall(who=0, duration_minutes=10), SURE)).wrong_writes


def test_moments_are_compared_to_the_minute_and_days_by_the_day() -> None:
    at_ten = build_sentence({"name": "assign_task", "kind": "call", "due": "2026-11-26T10:00"})
    some_time = build_sentence({"name": "assign_task", "kind": "call", "due": "2026-11-26"})
    later = AssignTask(who=0, kind="call", due=NOW + timedelta(minutes=30))

    assert judge_proposals(at_ten, (later, SURE)).problems
    assert not judge_proposals(some_time, (later, SURE)).problems


def test_what_may_only_be_proposed_is_wrong_when_sure() -> None:
    sentence = build_sentence({"name": "move_deal", "stage": "installation", "sure": False})
    command = MoveDeal(who=0, stage="installation")

    assert judge_proposals(sentence, (command, SURE)).wrong_writes
    assert not judge_proposals(sentence, (command, UNSURE)).problems


def test_where_nothing_must_be_done_a_note_may_be_offered_but_nothing_else() -> None:
    sentence = build_sentence(acts=False)

    assert not judge_proposals(sentence, (AddNote(text="ok"), UNSURE), (Find(text="ok"), SURE)).problems
    assert judge_proposals(sentence, (AddNote(text="ok"), SURE)).wrong_writes
    assert judge_proposals(sentence, (LogCall(), UNSURE)).problems


def test_words_must_stay_in_a_text_or_in_the_rest() -> None:
    sentence = build_sentence({"name": "log_call"}, keeps="4 окна")

    assert judge_proposals(sentence, (LogCall(who=0), SURE)).problems == ("lost words: 4 окна",)
    assert not judge_proposals(sentence, (LogCall(who=0), SURE), rest="хочет 4 окна").problems
    assert not judge_proposals(sentence, (LogCall(who=0, text="4 окна"), SURE)).problems
    assert not judge_proposals(sentence, (LogCall(who=0), SURE), (AddNote(who=0, text="4 окна"), SURE)).problems
