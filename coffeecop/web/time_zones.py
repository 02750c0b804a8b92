"""Time zones in select fields."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_name
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import SelectChoice

# One for each set of clock rules in the United States; first in the list.
US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
)
# With Puerto Rico, the Virgin Islands, Guam, the Northern Marianas and American Samoa.
US_TERRITORIES = ("US", "PR", "VI", "GU", "MP", "AS")
DEFAULT_ZONE = "America/Los_Angeles"


def zone_label(zone: str) -> str:
    """Return a label such as Pacific Time (Los Angeles)."""
    name = get_timezone_name(ZoneInfo(zone), locale=get_locale())
    place = zone.rpartition("/")[2].replace("_", " ")
    return _("%(zone)s (%(place)s)", zone=name, place=place)


def time_zone_choices(*own: str) -> list[SelectChoice]:
    """Return the US zones by their common names, then all others and `own`."""
    home, elsewhere = _("United States"), _("Elsewhere")
    more_at_home = sorted(_us_zones() - set(US_ZONES))
    others = sorted({*own, *_all_zones()} - {*US_ZONES, *more_at_home})
    return [
        *(SelectChoice(zone, zone_label(zone), optgroup=home) for zone in US_ZONES),
        *(SelectChoice(zone, zone.replace("_", " "), optgroup=home) for zone in more_at_home),
        *(SelectChoice(zone, zone.replace("_", " "), optgroup=elsewhere) for zone in others),
    ]


@cache
def _us_zones() -> frozenset[str]:
    zones_of = get_global("territory_zones")
    return frozenset(zone for place in US_TERRITORIES for zone in zones_of[place])


@cache
def _all_zones() -> frozenset[str]:
    # US/Pacific and the like are old names of zones that are listed by their own.
    unlisted = ("Etc/", "US/")
    return frozenset(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(unlisted)
    )
