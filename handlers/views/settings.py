"""What is set now, for the company and for the person who reads, with a way to change each."""

from __future__ import annotations

from markupsafe import Markup

from crm_core.kernel.actor import Actor, Role
from crm_core.kernel.permissions import Right, can
from crm_core.language.places import name_zone
from handlers.ui.callbacks import HomeCb, LearnCb, OwnerCb
from handlers.ui.screen import Row, Screen, button, link_button
from handlers.views.company import Field, Mode, Present, ask, name_days, name_hours
from handlers.views.reader import LOCALE_NAMES, Reader
from handlers.views.texts import join_lines


def render_settings(actor: Actor, company: Present, own: Present, t: Reader) -> Screen:
    """The owner's screen holds the company's settings above his own; everybody else's only his own."""
    is_owner = can(actor, Right.CONFIGURE)
    text = join_lines(
        *((_render_company(company, t), "") if is_owner else ()),
        _render_own(actor, own, t),
    )
    rows: list[Row] = []
    if is_owner:
        rows += [
            [
                button(t.label("Company name"), ask(Mode.SETTINGS, Field.NAME)),
                button(t.label("Language"), ask(Mode.SETTINGS, Field.LANGUAGE)),
                button(t.label("Currency"), ask(Mode.SETTINGS, Field.CURRENCY)),
            ],
            [
                button(t.label("Hours"), ask(Mode.SETTINGS, Field.HOURS)),
                button(t.label("Days off"), ask(Mode.SETTINGS, Field.DAYS_OFF)),
                button(t.label("Time zone"), ask(Mode.SETTINGS, Field.ZONE)),
            ],
            [
                button(t.label("Call deadline"), ask(Mode.SETTINGS, Field.DEADLINE)),
                button(t.label("Summary hour"), ask(Mode.SETTINGS, Field.SUMMARY)),
            ],
            [
                button(t.label("Request form"), OwnerCb(act="form")),
                button(t.label("Team"), OwnerCb(act="team")),
                button(t.label("Corrected sentences"), LearnCb(act="list")),
            ],
        ]
    return Screen(text, [*rows, *_build_own(actor, own, t), [button(t.label("🏠 Home"), HomeCb())]])


def _render_company(company: Present, t: Reader) -> Markup:
    return t.gettext(
        "<b>{name}</b>\n"
        "Language: {language}\n"
        "Currency: {currency}\n"
        "Time zone: {zone}\n"
        "Working hours: {hours}, {days}\n"
        "A new request is called within: {deadline}\n"
        "Summary of the day: {summary}",
        name=company.name,
        language=LOCALE_NAMES[company.locale],
        currency=company.currency,
        zone=name_zone(company.zone, t.locale),
        hours=name_hours(company.hours, t),
        days=name_days(company.days, t),
        deadline=t.nlabel("{n} min", "{n} min", company.deadline_minutes),
        summary=t.clock(company.summary_at),
    )


def _render_own(actor: Actor, own: Present, t: Reader) -> Markup:
    lines = [
        t.gettext("<b>You</b>"),
        t.gettext("Language: {language}", language=LOCALE_NAMES[own.locale]),
        t.gettext("Time zone: {zone}", zone=name_zone(own.zone, t.locale)),
    ]
    if actor.has_role(Role.OWNER, Role.SUPERVISOR):
        lines.append(t.gettext("Summary of the day: {summary}", summary=t.clock(own.summary_at)))
    lines.append(t.gettext("On shift") if own.on_shift else t.gettext("Off shift: no new requests come to you"))
    return join_lines(*lines)


def _build_own(actor: Actor, own: Present, t: Reader) -> list[Row]:
    first = [
        button(t.label("My language"), ask(Mode.OWN, Field.LANGUAGE)),
        button(t.label("My time zone"), ask(Mode.OWN, Field.ZONE)),
    ]
    second: Row = []
    if actor.has_role(Role.OWNER, Role.SUPERVISOR):
        second.append(button(t.label("My summary hour"), ask(Mode.OWN, Field.SUMMARY)))
    label = t.label("Go off shift") if own.on_shift else t.label("Go on shift")
    second.append(button(label, OwnerCb(act="a", value=f"{Mode.OWN}.{Field.SHIFT}.{int(not own.on_shift)}")))
    return [first, second]


def render_form(url: str | None, t: Reader) -> Screen:
    """Where customers leave their requests, and how it gets onto a site."""
    back = [button(t.label("Settings"), OwnerCb(act="set"))]
    if url is None:
        text = t.gettext("The request form has no public address yet: it gets one with the setting WEBHOOK_URL.")
        return Screen(text, [back])
    frame = Markup("<code>{}</code>").format(
        f'<iframe src="{url}?embed=1" width="100%" height="560" style="border:0"></iframe>'
    )
    text = t.gettext(
        "The request form of your company:\n{url}\n\n"
        "Send the link to people, or put the form on your site with this line:\n{frame}",
        url=url,
        frame=frame,
    )
    return Screen(text, [[link_button(t.label("Open the form"), url)], back])
