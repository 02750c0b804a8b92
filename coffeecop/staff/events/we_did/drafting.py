"""A draft of "You said, we did", made by rules: from what officers heard, from counts, and from
what staff have published.

Never a word that a resident wrote, and no number below the smallest that may be told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from coffeecop.engine.language import language_of
from coffeecop.models import (
    ConcernState,
    Event,
    EventLine,
    Language,
    Promise,
    PublicAnswer,
    ReferralPartner,
    Topic,
)
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN
from coffeecop.staff.events.we_did.queries import Facts
from coffeecop.web.i18n import calendar_day, in_each_language, localized


@dataclass(frozen=True)
class Sentence:
    """What is told in each language, or in the one that it has, and the page it comes from."""

    words: Mapping[Language, str]
    source: str


@dataclass(frozen=True)
class Draft:
    """Paragraphs of sentences."""

    paragraphs: list[list[Sentence]]

    def text(self, language: Language) -> str:
        told = (
            " ".join(each.words[language] for each in part if language in each.words)
            for part in self.paragraphs
        )
        return "\n\n".join(filter(None, told))

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for part in self.paragraphs for sentence in part]


def draft_of(event: Event, facts: Facts) -> Draft:
    parts = (
        [_line(line) for line in facts.lines],
        [*_heard(event, facts)],
        [*_answered(event, facts)],
        [*_passed_on(event, facts)],
        *([_promised(promise)] for promise in facts.promises),
    )
    return Draft([part for part in parts if part])


def _line(line: EventLine) -> Sentence:
    """Return an officer's line in the language in which it is written."""
    language = Language(language_of(line.body or "") or Language.ENGLISH)
    words = in_each_language(lambda: _("We heard: %(line)s", line=_ended(line.body or "")))
    source = url_for("staff_events.report", event_id=line.event_id)
    return Sentence({language: words[language]}, source)


def _heard(event: Event, facts: Facts) -> Iterator[Sentence]:
    here: dict[str, Any] = {"event": event.id}
    if facts.topics:
        args = here | ({"topic": facts.topics[0].id} if len(facts.topics) == 1 else {})
        yield _sentence(
            lambda: _("Many of you spoke about %(topics)s.", topics=_names(facts.topics)), args
        )
    elif facts.states.concerns:
        yield _sentence(lambda: _("You told us what is on your mind, and we listened."), here)
    if facts.states.all[ConcernState.TALKED_ABOUT] >= SMALLEST_SHOWN:
        args = here | {"state": ConcernState.TALKED_ABOUT.value}
        yield _sentence(lambda: _("We talked with you about some of it right there."), args)


def _answered(event: Event, facts: Facts) -> Iterator[Sentence]:
    answered = {"event": event.id, "state": ConcernState.ANSWERED.value}
    number = facts.states.all[ConcernState.ANSWERED]
    if number >= SMALLEST_SHOWN:
        yield _sentence(
            lambda: _("We have written back to %(number)s of you.", number=number), answered
        )
    elif number:
        yield _sentence(lambda: _("We have written back to some of you."), answered)
    if facts.states.waiting:
        yield _sentence(
            lambda: _("Some of you still wait for an answer. You will get one."),
            {"event": event.id, "asked": "open"},
        )
    for each in facts.answers:
        source = url_for("staff_answers.edit", answer_id=each.id)
        yield Sentence(in_each_language(partial(_answered_for_all, each)), source)


def _answered_for_all(answer: PublicAnswer) -> str:
    question = localized(answer, "question")
    return _("We answered for everybody: “%(question)s”", question=question)


def _passed_on(event: Event, facts: Facts) -> Iterator[Sentence]:
    referred = {"event": event.id, "state": ConcernState.PASSED_ON.value}
    for partner, topics in facts.passed.items():
        yield _sentence(partial(_passed_to, partner, topics), referred)


def _passed_to(partner: ReferralPartner, topics: Sequence[Topic]) -> str:
    name = localized(partner, "name")
    if not topics:
        return _("We passed on to %(partner)s what is theirs to do.", partner=name)
    return _(
        "We passed on what you said about %(topics)s to %(partner)s.",
        topics=_names(topics),
        partner=name,
    )


def _promised(promise: Promise) -> Sentence:
    source = url_for("staff_promises.show", promise_id=promise.id)
    return Sentence(in_each_language(partial(_of_promise, promise)), source)


def _of_promise(promise: Promise) -> str:
    what = _ended(localized(promise, "public"))
    if promise.is_open:
        day = calendar_day(promise.due_on)
        return _("We promised by %(day)s: %(what)s", what=what, day=day)
    outcome = localized(promise, "outcome")
    if promise.is_kept:
        return " ".join([_("We promised, and it is done: %(what)s", what=what), outcome]).strip()
    return _("We promised: %(what)s We cannot do it: %(why)s", what=what, why=outcome)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _names(topics: Sequence[Topic]) -> str:
    names = [f"“{localized(topic, 'name')}”" for topic in topics]
    return str(format_list(names, locale=get_locale()))


def _sentence(say: Callable[[], str], args: dict[str, Any]) -> Sentence:
    """Return a sentence from the concerns of the list that these arguments filter."""
    return Sentence(in_each_language(say), url_for("staff_concerns.index", **args))
