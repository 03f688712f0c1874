"""Every word of the phones' page in the language of whoever looks: keys for the page, gettext here."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from handlers.views.reader import Reader


def page_words(language: str, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """Plain text by key."""
    t = Reader(language, zone, now)
    return {
        "title": t.label("Kavshiri: phones for trying"),
        "not_telegram": t.label("Local stand-in, not Telegram"),
        "explained": t.label("Everything here stays on this machine. No message leaves it and nobody is called."),
        "page_language": t.label("Language of the page"),
        "phone_language": t.label("Language of the phone"),
        "clock": t.label("Clock"),
        "plus_15": t.label("+15 min"),
        "plus_60": t.label("+1 h"),
        "next_morning": t.label("Next morning 9:00"),
        "request_form": t.label("Request form of the company"),
        "try_this": t.label("Try this"),
        "close": t.label("Close"),
        "add_phone": t.label("Add a phone"),
        "person_name": t.label("Name"),
        "person_phone": t.label("Phone number"),
        "add": t.label("Add"),
        "start": t.label("Start"),
        "start_hint": t.label("Press Start, or paste an invitation link"),
        "open_link": t.label("Open a link"),
        "link_placeholder": t.label("Link or code of an invitation"),
        "blocked": t.label("The bot is blocked on this phone"),
        "block": t.label("Block the bot"),
        "unblock": t.label("Unblock the bot"),
        "bot_name": t.label("Kavshiri"),
        "bot_typing": t.label("typing…"),
        "bot": t.label("bot"),
        "message": t.label("Message"),
        "send": t.label("Send"),
        "attach": t.label("Attach"),
        "menu": t.label("Commands"),
        "keyboard": t.label("Show the keyboard"),
        "more": t.label("More"),
        "photo": t.label("Photo"),
        "file": t.label("File"),
        "voice": t.label("Voice message"),
        "contact": t.label("Contact"),
        "own_contact": t.label("My contact"),
        "other_contact": t.label("Contact of somebody else"),
        "location": t.label("Location"),
        "latitude": t.label("Latitude"),
        "longitude": t.label("Longitude"),
        "reply": t.label("Reply"),
        "replying": t.label("Reply to"),
        "cancel": t.label("Cancel"),
        "forward": t.label("Forward"),
        "edit": t.label("Edit"),
        "via": t.label("via"),
        "forwarded_from": t.label("Forwarded from"),
        "forwarded_text": t.label("Forwarded message…"),
        "hidden_name": t.label("Name, if the account is hidden"),
        "channel": t.label("Channel"),
        "chats": t.label("Other chats"),
        "no_messages": t.label("There are no messages here yet."),
        "no_results": t.label("The bot has found nothing."),
        "more_results": t.label("More…"),
        "recording": t.label("Recording…"),
        "place_name": t.label("Name of the place"),
        "place_address": t.label("Address of the place"),
        "edited": t.label("edited"),
        "unread": t.label("Unread messages"),
        "download": t.label("Open the file"),
        "open_map": t.label("Open the map"),
        "copied": t.label("Copied"),
        "share_contact_question": t.label("Share your phone number with the bot?"),
        "share": t.label("Share"),
        "ok": t.label("OK"),
        "offline": t.label("No connection to the sandbox. Trying again…"),
        "no_people": t.label("There are no phones yet. Add one."),
        "role_owner": t.label("Owner"),
        "role_supervisor": t.label("Supervisor"),
        "role_manager": t.label("Seller"),
        "role_measurer": t.label("Measurer"),
        "role_installer": t.label("Installer"),
        "role_specialist": t.label("Specialist"),
        "role_courier": t.label("Courier"),
        "role_master": t.label("Master"),
        "role_buyer": t.label("Buyer"),
    }


def calendar_names(language: str) -> dict[str, list[str]]:
    """Short names from Monday and from January: browsers do not know Georgian ones."""
    days = get_day_names("abbreviated", locale=language)
    months = get_month_names("abbreviated", locale=language)
    return {"days": [days[day] for day in range(7)], "months": [months[month] for month in range(1, 13)]}
