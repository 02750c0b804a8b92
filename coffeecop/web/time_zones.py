"""Time zones in select fields."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_name
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import SelectChoice

# One for each set of clock rules in the United States.
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
DEFAULT_ZONE = "America/Los_Angeles"


def zone_label(zone: str) -> str:
    """Return a label such as Pacific Time (Los Angeles)."""
    name = get_timezone_name(ZoneInfo(zone), locale=get_locale())
    place = zone.rpartition("/")[2].replace("_", " ")
    return str(_("%(zone)s (%(place)s)", zone=name, place=place))


def time_zone_choices(*own: str) -> list[SelectChoice]:
    """Return the US zones by their common names, then all others and `own`."""
    home, elsewhere = str(_("United States")), str(_("Elsewhere"))
    others = sorted({*own, *_all_zones()} - set(US_ZONES))
    return [
        *(SelectChoice(zone, zone_label(zone), optgroup=home) for zone in US_ZONES),
        *(SelectChoice(zone, zone.replace("_", " "), optgroup=elsewhere) for zone in others),
    ]


@cache
def _all_zones() -> frozenset[str]:
    return frozenset(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
