"""Time zones by the city that people name, in any of the three languages. Names come from CLDR (Babel)."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from crm_core.kernel.actor import LOCALES
from crm_core.kernel.search_key import make_search_key

#: Zones that CLDR still knows by a former name.
_FORMER_NAMES = {"Europe/Kyiv": "Europe/Kiev"}


def find_zones(text: str, limit: int = 6) -> list[str]:
    """IANA names of the zones whose city begins with the typed text, whole names first."""
    typed = make_search_key(text.strip())
    if not typed:
        return []
    cities = _load_cities()
    exact = [zone for city, zone in cities if city == typed]
    begun = [zone for city, zone in cities if city.startswith(typed)]
    return list(dict.fromkeys([*exact, *begun]))[:limit]


def name_zone(zone: str, locale: str) -> str:
    """The zone's city as readers of `locale` call it."""
    names = Locale(locale).time_zones.get(_FORMER_NAMES.get(zone, zone), {})
    return str(names.get("city") or zone.rsplit("/", 1)[-1].replace("_", " "))


@cache
def _load_cities() -> list[tuple[str, str]]:
    """(folded city, zone), sorted, of every zone of a place."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
    zones = sorted(set(places) - set(_FORMER_NAMES.values()))
    return sorted({(make_search_key(name_zone(zone, locale)), zone) for zone in zones for locale in LOCALES})
