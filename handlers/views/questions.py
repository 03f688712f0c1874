"""The company's settings as questions: asked one after another at the first start, one by one later.

A question is the same in all modes: at the first start it has *Back* and *Skip* (the present value stays), in the
settings it leads back to them. Answers are buttons; every one of them can be typed as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from babel.dates import get_day_names
from markupsafe import Markup

from crm_core.kernel.actor import LOCALES
from crm_core.kernel.money import CURRENCIES
from crm_core.language.places import name_zone
from handlers.ui.callbacks import HomeCb, OwnerCb
from handlers.ui.screen import Row, Screen, button
from handlers.views.company import (
    DONE,
    LIKELY_DEADLINES,
    LIKELY_HOURS,
    LIKELY_SUMMARIES,
    LIKELY_ZONES,
    NEEDED,
    STEPS,
    Field,
    Mode,
    Present,
    answer,
    ask,
    name_days,
    name_hours,
    pack_hours,
    unpack_hours,
)
from handlers.views.reader import LOCALE_NAMES, Reader


def render_question(what: Field, mode: Mode, present: Present, t: Reader, proposal: str = "") -> Screen:
    """The question with its buttons. `proposal` is what has been put together so far (hours and days)."""
    screen = _QUESTIONS[what](mode, present, t, proposal)
    if mode is Mode.WIZARD:
        step = STEPS.index(what)
        text = Markup("<i>{}</i>\n\n{}").format(
            t.gettext("Setting up: {step} of {steps}", step=step + 1, steps=len(STEPS)), screen.text
        )
        return Screen(text, [*screen.rows, *_build_way(what, t)])
    return screen.with_rows([button(t.label("‹ Back"), OwnerCb(act="set"))])


def render_unknown(what: Field, t: Reader) -> Markup:
    """Said above the question when the typed answer is none."""
    examples = {
        Field.HOURS: "9-18",
        Field.SUMMARY: "9:00",
        Field.ZONE: name_zone("Asia/Tbilisi", t.locale),
        Field.DEADLINE: "15",
        Field.DAYS_OFF: "31.12, 1.01-3.01",
    }
    if what in examples:
        return t.gettext("That was not understood. For example: {example}", example=examples[what])
    return t.gettext("That was not understood. Choose one of these:")


def render_which_zone(zones: Sequence[str], mode: Mode, t: Reader) -> Screen:
    rows = [[button(name_zone(zone, t.locale), answer(mode, Field.ZONE, zone))] for zone in zones]
    return Screen(t.gettext("Which of these?"), [*rows, [button(t.label("‹ Back"), ask(mode, Field.ZONE))]])


def render_set_up(name: str, t: Reader) -> Screen:
    """The last screen of the first start: what is next."""
    text = t.gettext(
        "<b>{name}</b> is ready to work.\n\n"
        "1. Invite your people: each gets a personal link.\n"
        "2. Put the request form on your site.\n"
        "3. Try it: send me a contact from your phone book, and there is a customer with a deal.",
        name=name,
    )
    return Screen(
        text,
        [
            [button(t.label("Invite people"), OwnerCb(act="inv"))],
            [button(t.label("Request form"), OwnerCb(act="form"))],
            [button(t.label("To work"), HomeCb())],
        ],
    )


def _build_way(what: Field, t: Reader) -> list[Row]:
    step = STEPS.index(what)
    row: Row = []
    if step:
        row.append(button(t.label("‹ Back"), ask(Mode.WIZARD, STEPS[step - 1])))
    if what not in NEEDED:
        following = STEPS[step + 1] if step + 1 < len(STEPS) else DONE
        row.append(button(t.label("Skip"), ask(Mode.WIZARD, following)))
    return [row] if row else []


def _chunk(buttons: Row, size: int) -> list[Row]:
    return [buttons[start : start + size] for start in range(0, len(buttons), size)]


def _mark(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _ask_language(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    texts = {
        Mode.WIZARD: t.gettext("Hello! I keep your customers, deals and tasks. Which language do you prefer?"),
        Mode.SETTINGS: t.gettext("In which language do we greet customers who have not chosen one?"),
        Mode.OWN: t.gettext("Which language do you prefer?"),
    }
    chosen = t.locale if mode is Mode.WIZARD else present.locale
    labels = {locale: _mark(LOCALE_NAMES[locale], chosen=locale == chosen) for locale in LOCALES}
    return Screen(texts[mode], [[button(labels[locale], answer(mode, Field.LANGUAGE, locale))] for locale in LOCALES])


def _ask_name(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    if present.name:
        return Screen(
            t.gettext("The company is called <b>{name}</b>. To change it, type the name.", name=present.name),
            [[button(t.label("Keep"), ask(mode, Field.TRADE))]] if mode is Mode.WIZARD else [],
        )
    return Screen(t.gettext("What is the company called? Type the name: your customers will read it."))


def _ask_trade(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    rows = [
        [button(_mark(t.say(name), chosen=code == present.trade), answer(mode, Field.TRADE, code))]
        for code, name in present.trades
    ]
    return Screen(t.gettext("What is your trade? The stages of a deal and their tasks will be ready at once."), rows)


def _ask_currency(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    buttons = [
        button(_mark(code, chosen=code == present.currency), answer(mode, Field.CURRENCY, code)) for code in CURRENCIES
    ]
    return Screen(t.gettext("In which currency do you count?"), _chunk(buttons, 3))


def _ask_zone(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    zones = list(dict.fromkeys([present.zone, *LIKELY_ZONES]))[:6]
    buttons = [
        button(_mark(name_zone(zone, t.locale), chosen=zone == present.zone), answer(mode, Field.ZONE, zone))
        for zone in zones
    ]
    text = (
        t.gettext("By which city's clock do you live? Choose, or type another city.")
        if mode is Mode.OWN
        else t.gettext("By which city's clock does the company work? Choose, or type another city.")
    )
    return Screen(text, _chunk(buttons, 2))


def _ask_hours(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    hours, days = unpack_hours(proposal) or (present.hours, present.days or tuple(range(6)))
    spans = [
        button(_mark(name_hours(span, t), chosen=span == hours), ask(mode, Field.HOURS, pack_hours(span, days)))
        for span in LIKELY_HOURS
    ]
    names = get_day_names("abbreviated", locale=t.locale)
    toggles = [
        button(
            _mark(names[day], chosen=day in days),
            ask(mode, Field.HOURS, pack_hours(hours, sorted(set(days) ^ {day}) or days)),
        )
        for day in range(7)
    ]
    text = t.gettext(
        "When do you work?\n<b>{hours}</b>, {days}\n\nChoose the hours and the days, or type the hours: 9-18.",
        hours=name_hours(hours, t),
        days=name_days(days, t),
    )
    save = button(t.label("Save"), answer(mode, Field.HOURS, pack_hours(hours, days)))
    return Screen(text, [*_chunk(spans, 2), *_chunk(toggles, 3), [save]])


def _ask_summary(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    buttons = [
        button(_mark(t.clock(hour), chosen=hour == present.summary_at), answer(mode, Field.SUMMARY, f"{hour:%H%M}"))
        for hour in LIKELY_SUMMARIES
    ]
    text = t.gettext("At what hour shall the summary of the day before come? Choose, or type another hour.")
    return Screen(text, _chunk(buttons, 3))


def _ask_deadline(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    buttons = [
        button(
            _mark(t.nlabel("{n} min", "{n} min", minutes), chosen=minutes == present.deadline_minutes),
            answer(mode, Field.DEADLINE, str(minutes)),
        )
        for minutes in LIKELY_DEADLINES
    ]
    text = t.gettext(
        "Within how many working minutes must a new request be called? "
        "After that you are told. Choose, or type a number."
    )
    return Screen(text, _chunk(buttons, 3))


def _ask_days_off(mode: Mode, present: Present, t: Reader, proposal: str) -> Screen:
    coming = [day for day in present.days_off if day >= t.today]
    buttons = [button(f"✕ {t.day(day, words=False)}", answer(mode, Field.DAYS_OFF, f"{day:%Y%m%d}")) for day in coming]
    listed = ", ".join(t.day(day, words=False) for day in coming) or t.label("none")
    text = t.gettext(
        "Days off ahead: {days}\n\nTo add some, type the dates: 31.12, 1.01-3.01. Press one to take it away.",
        days=listed,
    )
    return Screen(text, _chunk(buttons[:12], 2))


_QUESTIONS: dict[Field, Callable[[Mode, Present, Reader, str], Screen]] = {
    Field.LANGUAGE: _ask_language,
    Field.NAME: _ask_name,
    Field.TRADE: _ask_trade,
    Field.CURRENCY: _ask_currency,
    Field.ZONE: _ask_zone,
    Field.HOURS: _ask_hours,
    Field.SUMMARY: _ask_summary,
    Field.DEADLINE: _ask_deadline,
    Field.DAYS_OFF: _ask_days_off,
}
