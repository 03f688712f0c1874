"""The short list of what to try on the sandbox's phones."""

from __future__ import annotations

from handlers.views.reader import Reader


def render_tries(t: Reader) -> list[str]:
    """Plain sentences, one step each."""
    return [
        t.label("Open the request form and leave a name, a phone and a wish: the seller's phone rings with the card."),
        t.label("On the seller's phone, log the call with one button and book a measurement for tomorrow."),
        t.label("Or leave the request alone and press “+15 min”: the owner hears that it is overdue."),
        t.label("On the measurer's phone, send a photo to the visit and press “Measured”: the deal moves on."),
        t.label("On the buyer's phone, press Start, share the number and ask where the order is."),
        t.label("Press “Next morning 9:00”: the owner gets yesterday on one screen; every number opens its list."),
    ]
