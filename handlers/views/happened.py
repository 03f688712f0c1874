"""What has just happened, said first on every screen after a change. Never "he did": gender is unknown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from crm_core.activities.models import CallOutcome, FileKind
from crm_core.cards.rows import DealCard
from crm_core.tasks.models import TaskStatus
from crm_core.tasks.rows import TaskRow
from handlers.views.names import name_file, name_outcome
from handlers.views.reader import Reader
from handlers.views.tasks import name_task, tell_when
from handlers.views.texts import bold, cut, join_lines, shorten


def said_call(outcome: CallOutcome, t: Reader) -> Markup:
    return t.gettext("✅ Call logged: {outcome}.", outcome=name_outcome(outcome, t))


def said_no_answer(due_at: datetime, t: Reader) -> Markup:
    return t.gettext("✅ Call logged: no answer. Again: {when}.", when=t.moment(due_at))


def said_note(text: str, t: Reader) -> Markup:
    return t.gettext("✅ Note saved: “{text}”", text=shorten(text))


def said_amount(amount: Decimal, currency: str, t: Reader) -> Markup:
    return t.gettext("✅ Amount: {amount}.", amount=t.money(amount, currency))


def said_address(t: Reader) -> Markup:
    return t.gettext("✅ Address saved.")


def said_renamed(t: Reader) -> Markup:
    return t.gettext("✅ Name changed.")


def said_phone(t: Reader) -> Markup:
    return t.gettext("✅ Phone added.")


def said_moved(card: DealCard, t: Reader) -> Markup:
    return t.gettext("✅ Moved to “{stage}”.", stage=t.say(card.stage))


def said_next_step(name: str, at: datetime, t: Reader) -> Markup:
    return t.gettext("✅ Next step: {name}, {when}.", name=shorten(name), when=t.moment(at))


def said_visit(task: TaskRow, t: Reader) -> Markup:
    return t.gettext(
        "✅ Visit booked: {name}, {when}. Specialist: {person}.",
        name=name_task(task, t),
        when=t.moment(task.due_at),
        person=task.assignee_name,
    )


def said_visit_moved(at: datetime, t: Reader) -> Markup:
    return t.gettext("✅ Visit moved: {when}.", when=t.moment(at))


def said_absent(t: Reader) -> Markup:
    return t.gettext("✅ Noted: nobody was there. Choose another time:")


def word_absent(t: Reader) -> str:
    """The note that stays on the timeline."""
    return t.label("Nobody was there")


def said_done(name: str, t: Reader) -> Markup:
    return t.gettext("✅ Done: {name}.", name=shorten(name))


def said_postponed(at: datetime, t: Reader) -> Markup:
    return t.gettext("✅ Postponed: {when}.", when=t.moment(at))


def said_reassigned(name: str, t: Reader) -> Markup:
    return t.gettext("✅ Handed over: {name}.", name=name)


def said_retitled(t: Reader) -> Markup:
    return t.gettext("✅ Task changed.")


def said_cancelled(t: Reader) -> Markup:
    return t.gettext("✅ Task cancelled.")


def said_created(t: Reader) -> Markup:
    return t.gettext("✅ Customer and deal created.")


def said_deal_created(t: Reader) -> Markup:
    return t.gettext("✅ Deal created.")


def said_known(t: Reader) -> Markup:
    return t.gettext("This phone is already known:")


def said_undone(t: Reader) -> Markup:
    return t.gettext("↩️ Taken back.")


def said_attached(kinds: list[FileKind], whose: str, t: Reader) -> Markup:
    """One line for one file or for an album."""
    if len(kinds) == 1:
        return t.gettext("📎 {file} attached: {deal}", file=name_file(kinds[0], t), deal=bold(whose))
    return t.ngettext("📎 {n} file attached: {deal}", "📎 {n} files attached: {deal}", len(kinds), deal=bold(whose))


def ask_other_deal(t: Reader) -> Markup:
    return t.gettext("To which deal shall it go?")


def say_no_other_deal(t: Reader) -> str:
    return t.label("There is no other deal it could go to.")


def say_text_gone(t: Reader) -> str:
    return t.label("This text has been used or is too old. Please send it again.")


def said_files_sent(count: int, t: Reader) -> Markup:
    if not count:
        return t.gettext("No files are attached yet. Send one here while the card is open.")
    return t.ngettext("{n} file of the deal", "{n} files of the deal", count)


def said_deal_changed(card: DealCard, t: Reader) -> Markup:
    return t.gettext("⚠️ The deal was changed meanwhile and stands in “{stage}” now:", stage=t.say(card.stage))


def said_task_changed(task: TaskRow, t: Reader) -> Markup:
    if task.status is TaskStatus.DONE:
        return t.gettext("⚠️ This task is already done:")
    if task.status is TaskStatus.CANCELLED:
        return t.gettext("⚠️ This task is already cancelled:")
    return t.gettext(
        "⚠️ The task was changed meanwhile. Now: {name}, {when}.", name=task.assignee_name, when=tell_when(task, t)
    )


def ask_when(name: str, t: Reader) -> Markup:
    return t.gettext(
        "{name}: when? For example “tomorrow 17:00”, “Thursday at 11”, “in 2 hours”.", name=bold(shorten(name))
    )


def said_time_unclear(typed: str, t: Reader) -> Markup:
    return t.gettext(
        "“{typed}” is not understood as a time. Try “tomorrow 17:00”, “26.11 11:00” or “in 2 hours”.",
        typed=cut(typed, 100),
    )


def ask_outcome(whose: str, t: Reader) -> Markup:
    return join_lines(bold(whose), t.gettext("How did the call end?"))


def ask_title(name: str, t: Reader) -> Markup:
    return t.gettext("{name}: type the new words.", name=bold(shorten(name)))


def ask_whom(whose: str, t: Reader) -> Markup:
    return t.gettext("{thing}: to whom?", thing=bold(shorten(whose)))


def ask_whose_files(any_deal: bool, t: Reader) -> Markup:
    if any_deal:
        return t.gettext("Whose is it? Choose the deal, or reply with the file to its card.")
    return t.gettext("There is no deal to attach it to yet.")


def say_nothing_chosen(t: Reader) -> Markup:
    return t.gettext("There is no such deal, or it is not open to you.")
