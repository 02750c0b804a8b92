"""Languages that parties asked for, held against the roster of their event."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models.attendance import Need, Rsvp, RsvpNeed, RsvpStatus
from coffeecop.models.event import Event
from coffeecop.models.language_names import is_only_a_name, languages_in
from coffeecop.models.roster import RosterEntry, SpokenLanguage

LANGUAGE_NEEDS = (Need.SPANISH, Need.OTHER_LANGUAGE, Need.SIGN_LANGUAGE)
# What was asked for without a name that is known.
UNKNOWN: frozenset[SpokenLanguage] = frozenset()


@dataclass(frozen=True)
class LanguageNeed:
    """A language that parties asked for, and who on the roster speaks it."""

    # Any of them will do, as for "Chinese"; none if nobody can tell which was meant.
    languages: frozenset[SpokenLanguage]
    parties: int
    speakers: tuple[RosterEntry, ...]
    # What the parties wrote, where it says more than the name, in an order that does not tell who.
    written: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return bool(self.speakers)


def language_needs(event: Event) -> list[LanguageNeed]:
    """Return what parties that come asked for: first what nobody speaks, then by number."""
    asking = defaultdict[frozenset[SpokenLanguage], set[int]](set)
    written = defaultdict[frozenset[SpokenLanguage], dict[str, str]](dict)
    for rsvp_id, need, text in _asked_for(event):
        for languages in _languages(need, text):
            asking[languages].add(rsvp_id)
            if text and not is_only_a_name(text):
                written[languages].setdefault(text.casefold(), text)
    needs = [
        LanguageNeed(
            languages,
            len(parties),
            _speakers(event, languages),
            tuple(written[languages][key] for key in sorted(written[languages])),
        )
        for languages, parties in asking.items()
    ]
    return sorted(needs, key=_order)


def unmet_language_needs(event: Event) -> list[LanguageNeed]:
    return [need for need in language_needs(event) if not need.is_met]


def _asked_for(event: Event) -> Iterator[tuple[int, Need, str | None]]:
    asked = (
        select(Rsvp.id, RsvpNeed.need, Rsvp.other_language)
        .join(RsvpNeed, RsvpNeed.rsvp_id == Rsvp.id)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.status == RsvpStatus.COMING,
            RsvpNeed.need.in_(LANGUAGE_NEEDS),
        )
    )
    for rsvp_id, need, text in db.session.execute(asked):
        yield rsvp_id, need, text if need is Need.OTHER_LANGUAGE else None


def _languages(need: Need, text: str | None) -> list[frozenset[SpokenLanguage]]:
    if need is Need.SPANISH:
        return [frozenset({SpokenLanguage.SPANISH})]
    if need is Need.SIGN_LANGUAGE:
        return [frozenset({SpokenLanguage.SIGN})]
    return languages_in(text or "") or [UNKNOWN]


def _speakers(event: Event, languages: frozenset[SpokenLanguage]) -> tuple[RosterEntry, ...]:
    return tuple(entry for entry in event.roster if languages.intersection(entry.languages))


def _order(need: LanguageNeed) -> tuple[bool, bool, int, list[str]]:
    return need.is_met, need.languages == UNKNOWN, -need.parties, sorted(need.languages)
