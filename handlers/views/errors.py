"""A sentence for every refusal of the core: what is the matter and what to do. The test of errors keeps it complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from crm_core.automation.errors import PresetUnknown
from crm_core.company.errors import CurrencyUnknown, DateInvalid, HoursInvalid, LocaleUnknown, TimeZoneUnknown
from crm_core.customers.errors import ContactTaken, EmailInvalid, LinkInvalid, PhoneTaken, PlaceInvalid
from crm_core.deals.errors import (
    AlreadyInStage,
    AmountOutOfRange,
    LossReasonMissing,
    MarkGiven,
    MarkNotAsked,
    StageUnknown,
)
from crm_core.history.errors import UndoConflict, UndoTooLate, UndoUnknown
from crm_core.intake.errors import ConsentMissing, NotOpenYet
from crm_core.kernel.errors import (
    AlreadyHandled,
    ChangedMeanwhile,
    CrmError,
    NotPermitted,
    NotVisible,
    TextInvalid,
)
from crm_core.kernel.money import AmountInvalid
from crm_core.kernel.phone import PhoneInvalid
from crm_core.language.ports import InterpretationFailed, TranscriptionFailed
from crm_core.staff.errors import AlreadyEmployed, EmployeeGone, InvitationInvalid, OwnerNeeded, RoleInvalid
from crm_core.staff.models import Craft
from crm_core.tasks.errors import NoSpecialist, NotAVisit, PastTime, SlotTaken, TaskClosed, VisitTooSoon
from handlers.views.reader import Reader
from handlers.views.texts import shorten

Words = Callable[[Any, Reader], Markup]


def render_error(error: CrmError, t: Reader) -> Markup:
    """The sentence for `error`; a class without one of its own takes that of its nearest ancestor."""
    for kind in type(error).__mro__:
        words = WORDS.get(kind)
        if words is not None:
            return words(error, t)
    return render_failure(t)


def render_problem(code: str | None, t: Reader) -> Markup:
    """The sentence for a refusal of which only the code was kept: without its values."""
    kind = next((one for one in WORDS if getattr(one, "code", None) == code), None)
    if kind is None:
        return render_failure(t)
    return _WITHOUT_VALUES.get(kind, WORDS[kind])(None, t)


def render_failure(t: Reader) -> Markup:
    """Something nobody expected."""
    return t.gettext("Something went wrong on our side. Nothing was saved; please try again.")


def render_too_fast(t: Reader) -> str:
    return t.label("That was too fast. Please wait a few seconds.")


def _say_no_specialist(error: NoSpecialist, t: Reader) -> Markup:
    match error.craft:
        case Craft.MEASURER:
            return t.gettext("Nobody works here as a measurer yet. Ask the owner to invite one.")
        case Craft.INSTALLER:
            return t.gettext("Nobody works here as an installer yet. Ask the owner to invite one.")
        case _:
            return t.gettext("There is no specialist for this yet. Ask the owner to invite one.")


def _say_phone_taken(error: PhoneTaken, t: Reader) -> Markup:
    if error.customer_id is None:
        return t.gettext(
            "This phone belongs to a customer of a colleague. Ask your supervisor to hand the customer over."
        )
    return t.gettext("This phone already belongs to another customer. Find the customer by the phone.")


#: By class, so that a new error without words is found by a test and not by a person.
WORDS: dict[type, Words] = {
    NotVisible: lambda _, t: t.gettext("This is not here, or it is not open to you."),
    NotPermitted: lambda _, t: t.gettext("This is not among your rights. Ask the owner."),
    ChangedMeanwhile: lambda _, t: t.gettext("Somebody changed it meanwhile. Open it again: nothing was saved."),
    AlreadyHandled: lambda _, t: t.gettext("This has been done already."),
    TextInvalid: lambda error, t: t.gettext(
        "The text must have something in it and be at most {limit} characters long. Nothing was saved.",
        limit=t.number(error.limit),
    ),
    AmountInvalid: lambda error, t: t.gettext(
        "“{typed}” is not understood as a sum. Type it like 6000 or 6 000.50.", typed=shorten(error.typed, 60)
    ),
    TranscriptionFailed: lambda _, t: t.gettext(
        "The voice message could not be turned into text. Try again or type it."
    ),
    InterpretationFailed: lambda _, t: t.gettext("This could not be understood. Please say it in other words."),
    AmountOutOfRange: lambda _, t: t.gettext("This sum cannot be stored: it is too large or below zero."),
    PhoneInvalid: lambda error, t: t.gettext(
        "“{typed}” is no phone number. Type it like 599 12 34 56 or +995 599 12 34 56.", typed=shorten(error.typed, 60)
    ),
    EmailInvalid: lambda error, t: t.gettext(
        "“{typed}” is no e-mail address. Type it like name@example.com.", typed=shorten(error.typed, 60)
    ),
    PhoneTaken: _say_phone_taken,
    ContactTaken: lambda _, t: t.gettext("This contact already belongs to another customer."),
    PlaceInvalid: lambda _, t: t.gettext("This place is not on the map."),
    LinkInvalid: lambda _, t: t.gettext("This link does not work (any more). Please ask for a new one."),
    InvitationInvalid: lambda _, t: t.gettext("This invitation does not work (any more). Please ask for a new one."),
    AlreadyEmployed: lambda _, t: t.gettext("This Telegram account already works here."),
    OwnerNeeded: lambda _, t: t.gettext("The company needs an owner: make somebody else one first."),
    RoleInvalid: lambda _, t: t.gettext("A specialist needs a craft, and only a specialist has one."),
    EmployeeGone: lambda _, t: t.gettext("This person does not work here any more. Choose somebody else."),
    TimeZoneUnknown: lambda error, t: t.gettext(
        "“{typed}” is no time zone. Type a city, for example Tbilisi.", typed=shorten(error.typed, 60)
    ),
    CurrencyUnknown: lambda error, t: t.gettext(
        "“{typed}” is no known currency. Type a code, for example GEL.", typed=shorten(error.typed, 60)
    ),
    LocaleUnknown: lambda _, t: t.gettext("This language is not spoken here yet."),
    HoursInvalid: lambda _, t: t.gettext("These hours cannot be. Type them like 10-19."),
    DateInvalid: lambda _, t: t.gettext("This date cannot be meant. Type it like 31.12."),
    StageUnknown: lambda _, t: t.gettext("There is no such stage any more. Open the deal again."),
    AlreadyInStage: lambda _, t: t.gettext("The deal already stands there."),
    LossReasonMissing: lambda _, t: t.gettext("A lost deal needs a reason. Choose one."),
    MarkGiven: lambda _, t: t.gettext("Your mark is already here. Thank you!"),
    MarkNotAsked: lambda _, t: t.gettext("A mark is given when the order is done."),
    UndoTooLate: lambda _, t: t.gettext(
        "This can no longer be taken back: ten minutes have passed, or it is done already."
    ),
    UndoUnknown: lambda _, t: t.gettext("There is nothing here to take back."),
    PresetUnknown: lambda _, t: t.gettext("There is no such trade. Choose one of those shown."),
    NotOpenYet: lambda _, t: t.gettext("The company is not open here yet. Please come back later."),
    ConsentMissing: lambda _, t: t.gettext("Please agree that we keep your name and phone to answer you."),
    UndoConflict: lambda _, t: t.gettext("It was changed again since, so it was not taken back."),
    TaskClosed: lambda _, t: t.gettext("This task is already done or cancelled."),
    PastTime: lambda error, t: t.gettext(
        "This time has already passed: {when}. Choose a later one.", when=t.moment(error.moment)
    ),
    SlotTaken: lambda error, t: t.gettext(
        "This time is taken: {when}. Choose another one.", when=t.moment(error.start)
    ),
    NoSpecialist: _say_no_specialist,
    VisitTooSoon: lambda _, t: t.gettext("It is too late to move this visit here. Please call us."),
    NotAVisit: lambda _, t: t.gettext("Only a visit can be moved to a free hour."),
}

#: Where the sentence names a value.
_WITHOUT_VALUES: dict[type, Words] = {
    TextInvalid: lambda _, t: t.gettext("The text is too long, or empty."),
    AmountInvalid: lambda _, t: t.gettext("This is not a sum."),
    PhoneInvalid: lambda _, t: t.gettext("This is not a phone number."),
    EmailInvalid: lambda _, t: t.gettext("This is not an e-mail address."),
    PhoneTaken: lambda _, t: t.gettext(
        "This phone already belongs to another customer. Find the customer by the phone."
    ),
    TimeZoneUnknown: lambda _, t: t.gettext("This is not a time zone."),
    CurrencyUnknown: lambda _, t: t.gettext("This currency is not known."),
    PastTime: lambda _, t: t.gettext("This time has already passed. Choose a later one."),
    SlotTaken: lambda _, t: t.gettext("This time is taken. Choose another one."),
    NoSpecialist: lambda _, t: t.gettext("There is no specialist for this yet. Ask the owner to invite one."),
}
