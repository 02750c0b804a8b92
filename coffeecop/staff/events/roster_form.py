"""The roster as it is typed: "Lt. Diaz, host; Ana, Spanish", or each person on a line."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.engine.text import fold
from coffeecop.models import RosterEntry, RosterRole, SpokenLanguage
from coffeecop.staff.events.actions import Officer
from coffeecop.web.concern_labels import label
from coffeecop.web.i18n import in_each_language
from coffeecop.web.roster_labels import language_name, listed

LONGEST_ROSTER = 12
LONGEST_NAME = 80
HOST, HOST_NAME = "host", _l("host")
BETWEEN_PEOPLE = re.compile(r"[;\n]")
BETWEEN_WORDS = re.compile(r",|&|\band\b|\by\b")


class UnclearRoster(Exception):
    """What is typed is no roster; the argument says why."""


def typed_line(entry: RosterEntry, *, says_host: bool = True) -> str:
    """Return the line by which this entry would be typed, in the page's language."""
    words = [entry.name]
    if entry.is_host and says_host:
        words.append(str(HOST_NAME))
    elif not entry.is_officer:
        words.append(label(entry.role))
    spoken = set(entry.languages) - {SpokenLanguage.ENGLISH}
    return ", ".join(words + [language_name(each) for each in SpokenLanguage if each in spoken])


def host_named(name: str) -> Officer:
    english = frozenset({SpokenLanguage.ENGLISH})
    return Officer(name[:LONGEST_NAME].strip(), RosterRole.OFFICER, True, english)


def read_roster(
    text: str | None, picked: Iterable[str], known_names: Collection[str]
) -> tuple[Officer, ...]:
    """Return the people of a typed roster, and who was picked besides. Raises UnclearRoster.

    `known_names` may have commas.
    """
    meanings = _meanings()
    people = [_person(line, known_names, meanings) for line in _lines(text or "")]
    typed = [each.name.casefold() for each in people]
    if twice := [each.name for each in people if typed.count(each.name.casefold()) > 1]:
        raise UnclearRoster(_("%(name)s is on the list twice.", name=twice[0]))
    # The script has written some of them into the text.
    people += [
        each
        for line in picked
        if (each := _person(line, known_names, meanings)).name.casefold() not in typed
    ]
    if len(people) > LONGEST_ROSTER:
        raise UnclearRoster(_("Name %(most)s people at most.", most=LONGEST_ROSTER))
    hosts = [each.name for each in people if each.is_host]
    if len(hosts) > 1:
        raise UnclearRoster(_("Only one of them can be the host: %(names)s.", names=listed(hosts)))
    return tuple(people)


def _lines(text: str) -> Iterator[str]:
    return filter(None, (line.strip(" ,") for line in BETWEEN_PEOPLE.split(text)))


def _person(line: str, known_names: Collection[str], meanings: Mapping[str, Any]) -> Officer:
    name, said = _name_and_words(line, known_names)
    if len(name) > LONGEST_NAME:
        raise UnclearRoster(
            _("This is too long for a name: %(name)s", name=f"{name[:LONGEST_NAME]}…")
        )
    for word in said:
        if fold(word) not in meanings:
            raise UnclearRoster(
                _(
                    "We do not know “%(word)s” after %(name)s. Write host, a role or a language.",
                    word=word,
                    name=name,
                )
            )
    meant = {meanings[fold(word)] for word in said}
    roles = meant.intersection(RosterRole)
    is_host = HOST in meant
    if is_host and roles - {RosterRole.OFFICER}:
        raise UnclearRoster(_("Only an officer can be the host. Look at %(name)s.", name=name))
    return Officer(
        name=name,
        role=min(roles, default=RosterRole.OFFICER),
        is_host=is_host,
        languages=frozenset({SpokenLanguage.ENGLISH, *meant.intersection(SpokenLanguage)}),
    )


def _name_and_words(line: str, known_names: Collection[str]) -> tuple[str, list[str]]:
    known = (
        each for each in known_names if f"{line},".casefold().startswith(f"{each},".casefold())
    )
    name = max(known, key=len, default=line.partition(",")[0])
    rest = BETWEEN_WORDS.split(line[len(name) :])
    return name.strip(), [word for each in rest if (word := each.strip())]


def _meanings() -> dict[str, Any]:
    """Return what a word after a name means, in either language of the pages."""
    return {
        fold(word): meaning
        for said in in_each_language(lambda: list(_words())).values()
        for word, meaning in said
    }


def _words() -> Iterator[tuple[str, Any]]:
    yield str(HOST_NAME), HOST
    yield "ASL", SpokenLanguage.SIGN
    for role in RosterRole:
        yield label(role), role
    for language in SpokenLanguage:
        yield language_name(language), language
