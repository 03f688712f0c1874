"""What a customer reads: her orders, her visits, answers to what she wrote. No word of the company's kitchen."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from crm_core.kernel.wording import Wording
from crm_core.orders.actions import Passed
from crm_core.orders.rows import OrderCard, OrderFate, OrderRow, OrderVisit, Promise, StepState
from handlers.views.names import LANGUAGES, name_purpose
from handlers.views.reader import Reader, load_catalogue
from handlers.views.texts import LONG, bold, cut, join_lines

_SIGNS = {StepState.DONE: "●", StepState.CURRENT: "◉", StepState.AHEAD: "○"}


def render_greeting(company: str, t: Reader) -> Markup:
    hello = t.gettext("Hello! This is {company}.", company=bold(company)) if company else t.gettext("Hello!")
    return join_lines(
        hello,
        "",
        t.gettext("Here you see where your order is, choose the time of a visit and write to us."),
        t.gettext("Press the button below to share your phone number: that is how we find your orders."),
        "",
        t.gettext("Nothing ordered yet? Simply write what you need."),
    )


def render_wish_kept(wish: str, t: Reader) -> Markup:
    return join_lines(
        t.gettext("Noted: “{wish}”", wish=cut(wish)),
        "",
        t.gettext("One thing is left: press the button below to share your phone number, so that we can call you."),
    )


def render_foreign_contact(t: Reader) -> Markup:
    return t.gettext("This is somebody else's contact. Please share your own number with the button below.")


def render_welcome(name: str, t: Reader) -> Markup:
    return t.gettext("Thank you, the number is yours: {name}.", name=bold(name))


def render_order(order: OrderCard, t: Reader) -> Markup:
    return join_lines(
        bold(t.gettext("Order {number}", number=_number(order.number))),
        Markup.escape(cut(order.wish)) if order.wish else None,
        "",
        _render_state(order, t),
        *_render_way(order, t),
        *(line for visit in order.visits for line in _render_visit(visit, order.address, t)),
        "",
        t.gettext("Agreed price: {money}", money=bold(t.money(order.amount, order.currency)))
        if order.amount is not None
        else None,
        t.gettext("Ordered: {day}", day=t.day(t.local(order.created_at).date())),
        t.gettext("Your manager: {name}", name=order.seller_name),
        t.gettext("Any questions? Simply write them here."),
    )


def _render_state(order: OrderCard, t: Reader) -> Markup:
    match order.fate:
        case OrderFate.GIVEN_UP:
            return t.gettext("This order is closed.")
        case OrderFate.FULFILLED:
            mark = f" {order.mark} / 5" if order.mark else ""
            return join_lines(
                bold("✅ " + (t.say(order.label) or t.label("Your order is done."))),
                t.gettext("Your mark: {mark}", mark=mark.strip()) if mark else None,
            )
        case OrderFate.OPEN:
            stage = t.say(order.label) or t.label("we are working on it")
            return t.gettext("Now: {stage}", stage=bold(stage))


def _render_way(order: OrderCard, t: Reader) -> list[Markup]:
    """The line of steps, and the list of them while the order is under way."""
    if not order.is_open or not order.steps:
        return []
    line = " ".join(_SIGNS[state] for _, state in order.steps)
    ahead = [label for label, state in order.steps if state is StepState.AHEAD]
    rows = [Markup.escape(line)]
    if ahead:
        rows.append(t.gettext("Next: {stage}", stage=t.say(ahead[0])))
    return rows


def _render_visit(visit: OrderVisit, address: str | None, t: Reader) -> list[Markup]:
    rows = [
        Markup(""),
        Markup("📅 {}: {}").format(name_purpose(visit.purpose, t), bold(t.span(visit.starts_at, visit.ends_at))),
        t.gettext("Who comes: {name}", name=visit.specialist_name),
    ]
    if address:
        rows.append(Markup("📍 {}").format(cut(address, LONG)))
    return rows


def render_orders(orders: Sequence[OrderRow], t: Reader) -> Markup:
    count = sum(1 for order in orders if order.fate is OrderFate.OPEN)
    if count:
        return join_lines(
            bold(t.ngettext("You have {n} order under way.", "You have {n} orders under way.", count)),
            t.gettext("Which one shall we open?"),
        )
    if orders:
        return join_lines(
            bold(t.gettext("All your orders are done.")),
            t.gettext("Need something else? Simply write it here: we will call you."),
        )
    return join_lines(
        bold(t.gettext("You have no orders here yet.")),
        t.gettext("What do you need? Write it in a message, for example: 4 windows, Saburtalo. We will call you."),
    )


def label_order(order: OrderRow, t: Reader) -> str:
    """For a button."""
    state = t.say(order.label) if order.fate is OrderFate.OPEN else ""
    sign = {OrderFate.OPEN: "📦", OrderFate.FULFILLED: "✅", OrderFate.GIVEN_UP: "▫️"}[order.fate]
    return " · ".join(part for part in (f"{sign} {_number(order.number)}", state) if part)[:60]


def render_days(visit: OrderVisit, *, any_free: bool, t: Reader) -> Markup:
    now = t.gettext(
        "{visit}, now planned for {when}",
        visit=name_purpose(visit.purpose, t),
        when=bold(t.span(visit.starts_at, visit.ends_at)),
    )
    if any_free:
        return join_lines(now, "", t.gettext("Which day suits you? These days are free:"))
    return join_lines(
        now, "", t.gettext("There is no free time in the days to come. Press the button and we will call you to agree.")
    )


def render_hours(day: str, *, any_free: bool, t: Reader) -> Markup:
    if any_free:
        return t.gettext("{day}: what time suits you?", day=bold(day))
    return t.gettext("{day}: no free time is left. Please choose another day.", day=bold(day))


def said_visit_moved(visit: OrderVisit, t: Reader) -> Markup:
    when = bold(t.span(visit.starts_at, visit.ends_at))
    return t.gettext("✅ Moved to {when}. Everybody who comes has been told.", when=when)


def said_slot_taken(t: Reader) -> Markup:
    return t.gettext("This time has just been taken. Please choose another one.")


def said_undone(t: Reader) -> Markup:
    return t.gettext("↩️ Taken back: everything is as it was.")


def render_thanks_for_mark(value: int, t: Reader) -> Markup:
    stars = "⭐" * value
    return t.gettext("{stars} Thank you for your mark! We are glad to have worked for you.", stars=stars)


def render_low_mark(promise: Promise | None, t: Reader) -> Markup:
    return join_lines(
        t.gettext("Thank you for saying it. We are sorry that it went like this, and we will put it right."),
        "",
        _promise(promise, t),
        t.gettext("What went wrong? Write it here in a few words, and it will be read before the call."),
    )


def said_mark_explained(promise: Promise | None, t: Reader) -> Markup:
    return join_lines(t.gettext("Thank you, your words have been passed on."), _promise(promise, t))


def said_call_promised(promise: Promise | None, t: Reader) -> Markup:
    return join_lines(t.gettext("☎️ Your request for a call is noted."), _promise(promise, t))


def _promise(promise: Promise | None, t: Reader) -> Markup:
    if promise is None or promise.due_at <= t.now:
        return t.gettext("We will call you as soon as possible.")
    return t.gettext(
        "We will call you by {when}. Who calls: {name}", when=bold(t.moment(promise.due_at)), name=promise.name
    )


def said_passed(passed: Passed, t: Reader) -> Markup:
    """What became of her message, and when somebody answers."""
    about = t.gettext(
        "✉️ Passed on, order {number}. Who reads it: {name}", number=_number(passed.number), name=passed.seller_name
    )
    if passed.answers_from is None:
        return join_lines(about, t.gettext("You will be answered during working hours."))
    when = bold(t.moment(passed.answers_from))
    return join_lines(
        about, t.gettext("Nobody works right now. You will be answered when the working day begins: {when}.", when=when)
    )


def said_requested(promise: Promise | None, t: Reader) -> Markup:
    return join_lines(t.gettext("✅ Your request is with us."), _promise(promise, t))


def render_not_taken(t: Reader) -> Markup:
    return t.gettext("This kind of message does not reach us. Please write it as text, or send a photo or a file.")


def render_languages(t: Reader) -> Markup:
    return t.gettext("Which language shall we speak?")


def render_customer_help(t: Reader) -> Markup:
    return join_lines(
        bold(t.gettext("What you can do here")),
        t.gettext("/order shows where your order is"),
        t.gettext("/call asks us to call you back"),
        t.gettext("/language changes the language"),
        "",
        t.gettext("Or simply write, for example:"),
        t.gettext("“Can the measurement be in the morning?”"),
        t.gettext("“I need two more windows”"),
        t.gettext("Photos and files reach us too."),
    )


def render_stop(t: Reader) -> Markup:
    return t.gettext(
        "We send no advertising here, only news about your own orders. If you want none of that either, "
        "block this bot in Telegram; to be called instead, press the button."
    )


def word_call_back() -> Wording:
    """The title of the task that a request for a call becomes, in every language of the staff."""
    return {locale: load_catalogue(locale).gettext("Call back: the customer asks for it") for locale in LANGUAGES}


def _number(number: int) -> str:
    return f"#{number}"
