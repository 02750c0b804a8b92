"""Languages, the /es prefix, and dates and times in the event's zone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_datetime_format,
    get_timezone_name,
)
from flask import Blueprint, Flask, current_app, g, has_request_context, request, url_for
from flask_babel import Babel, force_locale, get_locale
from flask_babel import gettext as _

from coffeecop.db import now
from coffeecop.models import Agency, Event, Language
from coffeecop.web.translations import translate_templates

Words = TypeVar("Words")

HALF_A_YEAR = timedelta(days=183)
# A skeleton of Babel: the pattern is that of the language.
DAY_OF_MONTH = "MMMd"
REGIONS = {language: Locale(str(language), "US") for language in Language}
# Of what is made within `in_language`: each text of a page asks for it.
RENDERED_IN = ContextVar[Language | None]("rendered_in", default=None)
LANGUAGE_NAMES = {Language.ENGLISH: "English", Language.SPANISH: "Español"}


class PublicBlueprint(Blueprint):
    """Registers each route twice under one endpoint: in English, and in Spanish below /es."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.url_defaults(_add_language)

    def add_url_rule(self, rule: str, *endpoint_and_view: Any, **options: Any) -> None:
        # What is at / itself depends on the phone.
        english = "/en" if rule == "/" else rule
        super().add_url_rule(english, *endpoint_and_view, **options, defaults={"language": "en"})
        super().add_url_rule(f"/<any(es):language>{rule}", *endpoint_and_view, **options)


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=current_language)
    translate_templates(app, current_language)
    app.url_value_preprocessor(_take_language)
    texts = (localized, text_language, is_untranslated, only_in)
    days = (zone_name, countdown, is_this_year, calendar_day, near_day, weekday_and_day)
    moments = (local_date, local_day, local_time, local_datetime, date_part, short_day, time_range)
    for shown in (*texts, *days, *moments, elapsed):
        app.add_template_filter(shown)
    # Global, since macros are imported without the context.
    app.jinja_env.globals["get_locale"] = get_locale
    app.context_processor(
        lambda: {
            "other_language": _other_language(),
            "other_language_name": LANGUAGE_NAMES[_other_language()],
            "other_language_url": other_language_url,
            "language_names": LANGUAGE_NAMES,
        }
    )


def current_language() -> Language:
    language: Language | None = RENDERED_IN.get() or g.get("page_language")
    if language:
        return language
    if not has_request_context():
        return Language.ENGLISH
    if request.path.startswith("/staff"):
        return _staff_language()
    return Language.SPANISH if f"{request.path}/".startswith("/es/") else Language.ENGLISH


def prefers_spanish() -> bool:
    # Not `best_match`: of "en-US, es" that takes the one that is named exactly.
    asked = [code.partition("-")[0].lower() for code in request.accept_languages.values()]
    return next((code for code in asked if code in list(Language)), "") == Language.SPANISH


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Render in a language within this block, whatever the request's own is."""
    outer = RENDERED_IN.set(language)
    try:
        with force_locale(str(language)):
            yield
    finally:
        RENDERED_IN.reset(outer)


def in_each_language(words: Callable[[], Words]) -> dict[Language, Words]:
    """Return what a function says in each language, whatever the request's own is."""
    said = {}
    for language in Language:
        with in_language(language):
            said[language] = words()
    return said


def _staff_language() -> Language:
    member = g.get("staff_member")
    if member and member.language:
        return Language(member.language)
    # Kept, as each text of a page asks for it.
    if "accepted_language" not in g:
        accepted = request.accept_languages.best_match(list(Language), default="en")
        g.accepted_language = Language(accepted)
    language: Language = g.accepted_language
    return language


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "language" in values:
        g.page_language = Language(values.pop("language"))


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("language", str(current_language()))


def _other_language() -> Language:
    spanish = current_language() is Language.SPANISH
    return Language.ENGLISH if spanish else Language.SPANISH


def other_language_url() -> str:
    """Return this page's URL in the other language, or the front page's if it has none.

    Without the query string: `url_for` would take arguments such as `_external` as options.
    """
    endpoint, language = request.endpoint, str(_other_language())
    if (
        request.method in ("GET", "HEAD")
        and endpoint
        and current_app.url_map.is_endpoint_expecting(endpoint, "language")
    ):
        return url_for(endpoint, **{**(request.view_args or {}), "language": language})
    return url_for("events.index", language=language)


def text_language(row: Any, name: str) -> Language:
    """Return the page's language, or the other one where a row has a text in that alone."""
    here = current_language()
    if name == "title" or getattr(row, f"{name}_{here}"):
        return here
    other = _other_language()
    return other if getattr(row, f"{name}_{other}") else here


def localized(row: Any, name: str) -> str:
    """Return `row.NAME_en` or `row.NAME_es`, in the language that `text_language` tells.

    An event without a title in Spanish has there what its department calls all of them.
    """
    text: str | None = getattr(row, f"{name}_{text_language(row, name)}")
    if text or name != "title":
        return text or ""
    return row.agency.event_title_es or _("Coffee with a Cop")


def is_untranslated(row: Any, name: str) -> bool:
    return text_language(row, name) is not current_language()


def only_in(row: Any, *names: str) -> str:
    """Return a sentence that says so if one of these texts is in the other language alone."""
    if not any(is_untranslated(row, name) for name in names):
        return ""
    is_english = current_language() is Language.ENGLISH
    return _("Only in Spanish for now.") if is_english else _("Only in English for now.")


def local(moment: datetime, event: Event | Agency) -> datetime:
    return moment.astimezone(ZoneInfo(event.time_zone))


def local_date(moment: datetime, event: Event) -> str:
    """Return a date such as Thursday, February 26, 2026."""
    return full_day(local(moment, event).date())


def local_day(moment: datetime, event: Event | Agency) -> str:
    """Return a short date such as Feb 26, 2026."""
    return calendar_day(local(moment, event).date())


def full_day(day: date) -> str:
    """Return a date such as Thursday, February 26, 2026."""
    return _in_words(day, "full", current_language())


def calendar_day(day: date) -> str:
    """Return a date such as Feb 26, 2026."""
    return _in_words(day, "medium", current_language())


def near_day(day: date) -> str:
    """Return a date such as Feb 26, with its year only if it is half a year away or more."""
    form = "medium" if abs(day - now().date()) >= HALF_A_YEAR else DAY_OF_MONTH
    return _in_words(day, form, current_language())


def weekday_and_day(day: date) -> str:
    """Return a date such as Friday, Oct 2."""
    return ", ".join(_in_words(day, form, current_language()) for form in ("EEEE", DAY_OF_MONTH))


def short_day(moment: datetime, event: Event) -> str:
    """Return a date without its year, such as Feb 26."""
    return _in_words(local(moment, event).date(), DAY_OF_MONTH, current_language())


@lru_cache(maxsize=1_000)
def _in_words(day: date, form: str, language: Language) -> str:
    """Return a date in a form of Babel. A page has few days, and each of them often."""
    if form == DAY_OF_MONTH:
        return format_skeleton(form, day, locale=REGIONS[language])
    return format_date(day, form, locale=REGIONS[language])


def local_time(moment: datetime, event: Event | Agency) -> str:
    """Return a time such as 12:30 PM."""
    return format_time(local(moment, event), "short", locale=_region())


def local_datetime(moment: datetime, event: Event | Agency) -> str:
    """Return a date and time such as Feb 26, 2026, 12:30 PM."""
    # Babel's own date-time formats show seconds or a numeric month.
    pattern = str(get_datetime_format("medium", locale=_region()))
    return pattern.replace("{1}", local_day(moment, event)).replace(
        "{0}", local_time(moment, event)
    )


def elapsed(moment: datetime, width: Literal["long", "narrow"] = "long") -> str:
    """Return how long ago a moment was, at least a minute, such as 6 days; narrow: 6d."""
    passed = max(now() - moment, timedelta(minutes=1))
    return format_timedelta(passed, "minute", 1, format=width, locale=_region())


def date_part(moment: datetime, event: Event, pattern: str) -> str:
    """Return parts of a date, such as Feb for the pattern MMM (Unicode TR 35)."""
    return _in_words(local(moment, event).date(), pattern, current_language())


def time_range(event: Event, starts: datetime | None = None, ends: datetime | None = None) -> str:
    """Return start and end such as 12:30 to 2:00 PM; those of the event if no others are given."""
    start, end = local(starts or event.starts_at, event), local(ends or event.ends_at, event)
    same_half = (start.date(), start.hour < 12) == (end.date(), end.hour < 12)
    pattern = "h:mm" if same_half else "short"
    return _(
        "%(start)s to %(end)s",
        start=format_time(start, pattern, locale=_region()),
        end=local_time(end, event),
    )


def days_until(event: Event) -> int:
    """Return how many days away the event is, in its own time zone: 0 on its day."""
    return (event.day - local(now(), event).date()).days


def is_this_year(event: Event) -> bool:
    return event.day.year == local(now(), event).year


def countdown(event: Event) -> str:
    """Return how far away an event is that has not begun, such as In 3 days."""
    days = days_until(event)
    if days < 2:
        return str(_("Tomorrow") if days == 1 else _("Today"))
    words = format_timedelta(
        timedelta(days=days), granularity="day", threshold=1.2, add_direction=True, locale=_region()
    )
    return words[0].upper() + words[1:]


def zone_name(event: Event) -> str:
    """Return the name of the event's zone, such as Pacific Time."""
    start = local(event.starts_at, event)
    return get_timezone_name(start, zone_variant="generic", locale=_region())


def _region() -> Locale:
    """Return the US locale in Spanish too: 2:00 p.m., not 14:00."""
    return REGIONS[current_language()]
