"""The names of a person's own lists, and what is said when one is empty."""

from __future__ import annotations

from markupsafe import Markup

from handlers.views.reader import Reader


def name_list(what: str, total: int, t: Reader) -> str:
    """`what` is a `ListCb.what` of handlers.staff.lists."""
    title = {
        "myoverdue": t.label("My overdue tasks"),
        "mytoday": t.label("My tasks today"),
        "mytomorrow": t.label("My tasks tomorrow"),
        "mytasks": t.label("My tasks"),
        "mynew": t.label("My new deals"),
        "mynostep": t.label("My deals without a next step"),
        "mydeals": t.label("My deals"),
    }[what]
    return f"{title} · {t.number(total)}"


def render_empty(what: str, t: Reader) -> Markup:
    if what == "myoverdue":
        return t.gettext("Nothing is overdue.")
    return t.gettext("There are none.")
