"""What residents, the attorney and staff read of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Agency, Event, StaffMember
from coffeecop.parts.who_is_there.actions import answers_of, current_codes, said_of, seals_of
from coffeecop.parts.who_is_there.models import RoomCheck
from coffeecop.parts.who_is_there.sentences import (
    QUESTIONS,
    SENTENCES,
    kept_code,
    lines,
    readers_sentence,
    words_of,
)
from coffeecop.web.i18n import current_language, in_each_language
from coffeecop.web.rendering import public_url


class Former(NamedTuple):
    """What was told until a moment."""

    until: datetime
    sentences: Sequence[str]


def on_the_page(event: Event) -> dict[str, Any] | None:
    """Return what the page of an event tells; None: nothing.

    What is told is what was sealed, so that nobody is told today what nobody had said then.
    """
    seals = seals_of(event)
    codes = seals[-1].codes if seals else current_codes(event.agency) if event.is_draft else None
    if codes is None or event.is_cancelled:
        return None
    if not event.is_over:
        # It cannot be wrong, though it is sealed anew only within the hour.
        codes = {**codes, "kept": kept_code(event.agency)}
    former = [
        Former(
            after.at,
            [
                words_of(name, code)
                for name, code in before.codes.items()
                if after.codes.get(name) != code
            ],
        )
        for before, after in pairwise(seals)
    ]
    return {
        "lines": lines(event.agency, codes),
        "since": seals[-1].at if seals else None,
        "former": former[::-1],
        "said": said_of(event) if event.is_over else {},
        "host": public_url("events.index", language="en").split("/")[2],
    }


def in_one_line(event: Event) -> str:
    """Return who is invited and what nobody asks, for a poster and a post; "": nothing is told."""
    seals = seals_of(event)
    if not seals or event.is_cancelled:
        return ""
    sentences = [words_of(name, seals[-1].codes[name]) for name in ("invited", "asks")]
    return _("Who is in the room: %(sentences)s", sentences=" ".join(sentences))


def for_the_attorney(agency: Agency) -> list[tuple[str, str]]:
    """Return each question with all that may be told, in both languages; what is told now first."""
    codes = current_codes(agency) or {}

    def sentences() -> list[list[str]]:
        chosen = [
            [
                words_of(name, code)
                for code in sorted(texts, key=lambda code: codes.get(name) != code)
            ]
            for name, texts in SENTENCES.items()
        ]
        return [*chosen, [words_of("kept", kept_code(agency))], [readers_sentence(agency)]]

    by_question = zip(*in_each_language(sentences).values(), strict=True)
    return [
        (str(question), " ".join(f"{one} / {other}" for one, other in zip(*texts, strict=True)))
        for question, texts in zip(QUESTIONS.values(), by_question, strict=True)
    ]


def form_context(agency: Agency) -> dict[str, Any]:
    """Return what the page on which a department answers shows beside its form."""
    return {
        "answers": answers_of(agency.id),
        "hints": {name: in_the_other_language(name) for name in SENTENCES},
        "questions": QUESTIONS,
        "computed": in_each_language(
            lambda: {
                "kept": words_of("kept", kept_code(agency)),
                "readers": readers_sentence(agency),
            }
        ),
    }


def in_the_other_language(name: str) -> Mapping[str, str]:
    said = in_each_language(lambda: {code: str(text) for code, text in SENTENCES[name].items()})
    return next(texts for language, texts in said.items() if language is not current_language())


def check_context(event: Event, member: StaffMember) -> dict[str, Any]:
    shown = lines(event.agency, seals_of(event)[-1].codes)
    return {"lines": shown, "own": db.session.get(RoomCheck, (event.id, member.id))}
