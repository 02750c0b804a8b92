"""What an officer writes to a resident, words to begin it with, and what is done with it."""

import enum
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from coffeecop.concerns import verbs
from coffeecop.concerns.assignment import add_note, give_concern
from coffeecop.concerns.undo import change_undoably
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits, decide_flags
from coffeecop.db import db
from coffeecop.engine.text import tokens
from coffeecop.models import (
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernState,
    ConcernTopic,
    FlagAction,
    Matter,
    StaffMember,
)
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.concern.work import templates_of
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.matters.queries import is_published
from coffeecop.parts import snippets_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concerns.colleagues import (
    colleagues,
    looks_english,
    spanish_speakers,
    wrote_spanish,
)
from coffeecop.staff.concerns.danger import ready_answer
from coffeecop.web.fields import RowField, button_field
from coffeecop.web.forms import TOO_LONG, IdempotencyKeyMixin, SeenForm, keep_paragraphs
from coffeecop.web.security import parse_id

MOST_SHOWN = 20
MOST_MATTERS = 200


class ReadyWords(NamedTuple):
    """A text in the language of a concern; its key stands in addresses: ?ready=template-3."""

    key: str
    name: str
    text: str


def ready_words(concern: Concern, words: str = "") -> list[ReadyWords]:
    wanted = tokens(words)
    return [each for each in _all_of(concern) if _has(each, wanted)][:MOST_SHOWN]


def ready_text(concern: Concern, key: str) -> str | None:
    return next((each.text for each in _all_of(concern) if each.key == key), None)


def _has(each: ReadyWords, wanted: list[str]) -> bool:
    found = tokens(f"{each.name} {each.text}")
    return all(any(word.startswith(begin) for word in found) for begin in wanted)


def _all_of(concern: Concern) -> Iterator[ReadyWords]:
    if concern.open_flags:
        yield ReadyWords("danger", _("For somebody in danger"), ready_answer(concern))
    for each in templates_of(concern.agency_id):
        yield ReadyWords(f"template-{each.id}", each.name, each.bodies[concern.language])
    for matter in _matters(concern):
        said = matter.said and matter.said.words_in(concern.language)
        asked = getattr(matter, f"asked_{concern.language}") or matter.name
        if said:
            yield ReadyWords(f"matter-{matter.id}", asked, said)


def _matters(concern: Concern) -> Iterator[Matter]:
    """Yield what residents read already, first of the concern's topics, then the newest."""
    is_own = exists().where(
        ConcernTopic.topic_id == Matter.topic_id, ConcernTopic.concern_id == concern.id
    )
    published = (
        select(Matter)
        .where(Matter.agency_id == concern.agency_id, is_published())
        .order_by(is_own.desc(), Matter.published_at.desc(), Matter.id)
        .limit(MOST_MATTERS)
        .options(selectinload(Matter.steps))
    )
    yield from db.session.scalars(published)


class Step(enum.StrEnum):
    """What an officer does with a concern, and then goes on to the next."""

    SEND = "send"
    CLOSE = "close"
    # At the event; it closes a question without a word in writing.
    TALK = "talk"
    GIVE = "give"
    # To whoever speaks the resident's language: what is written becomes a note, and is not sent.
    HAND_OVER = "hand_over"


class AnswerForm(IdempotencyKeyMixin, SeenForm):
    """An answer and what becomes of the concern, with one button for each step."""

    body = TextAreaField(
        _l("Your answer"),
        filters=[keep_paragraphs],
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )
    colleague = RowField(_l("Give to a colleague"))
    # What the page said of its flags: an answer to somebody in danger decides them.
    flags = HiddenField()
    # Set once the officer was told that the answer looks like English.
    is_meant = HiddenField()
    step = button_field(Step, default=Step.SEND)

    def __init__(
        self,
        *,
        colleagues: Sequence[StaffMember],
        speakers: Sequence[StaffMember] | None = None,
        **options: Any,
    ) -> None:
        """`speakers`: who speaks Spanish, if the resident wrote in it and an answer is sent."""
        super().__init__(**options)
        self.speakers = speakers
        first = {each.id: each for each in speakers or ()}
        people = [*first.values(), *(each for each in colleagues if each.id not in first)]
        self.colleague.offer(people, _l("Choose"))
        self.colleague.choices = [
            (value, _("%(name)s, speaks Spanish", name=name) if value in first else name)
            for value, name in self.colleague.choices
        ]

    def message_key(self, concern_id: int) -> str:
        """Return the idempotency key of the answer, whatever else is done in the same step."""
        content = [self.form_key.data, "answer", str(concern_id), self.body.data or ""]
        return sha256("\0".join(content).encode()).hexdigest()

    @property
    def speaker(self) -> StaffMember | None:
        """Return who is offered in one tap once the answer was refused."""
        return self.speakers[0] if self.speakers and self.is_meant.data else None

    @property
    def sends(self) -> bool:
        return bool(self.body.data) and self.step.data is not Step.HAND_OVER

    @property
    def chosen_colleague(self) -> StaffMember | None:
        if self.step.data is Step.HAND_OVER:
            return self.speaker
        return self.colleague.row if self.step.data is Step.GIVE else None

    def validate_body(self, field: TextAreaField) -> None:
        if self.step.data is Step.SEND and not field.data:
            raise ValidationError(_l("Write an answer first."))
        if self.step.data in (Step.CLOSE, Step.TALK) and field.data:
            raise ValidationError(_l("You wrote an answer. Send it, or clear the box first."))
        is_checked = self.sends and self.speakers is not None and not self.is_meant.data
        if is_checked and looks_english(field.data):
            self.is_meant.data = "1"
            raise ValidationError(
                _l(
                    "This looks like English, and they wrote in Spanish. If you meant it, send "
                    "it again."
                )
            )

    def validate_colleague(self, field: SelectField) -> None:
        gives = self.step.data in (Step.GIVE, Step.HAND_OVER)
        if gives and self.chosen_colleague is None:
            raise ValidationError(_l("Choose who gets it."))


# What is left of a step that sends nothing.
STATE_AFTER = {Step.CLOSE: ConcernState.CLOSED, Step.TALK: ConcernState.TALKED_ABOUT}
REFUSALS = {
    CannotBeAnswered: _l("Not sent: the resident can no longer read an answer."),
    SomebodyWaits: _l("Somebody is waiting to hear from you, in writing or at the event."),
}


def answer_form(concern: Concern, **options: Any) -> AnswerForm:
    people = colleagues(g.staff_member, concern)
    if request.method == "POST" and wrote_spanish(concern):
        options["speakers"] = spanish_speakers(concern, people, g.staff_member.id)
    return AnswerForm(colleagues=people, **options)


def begun_answer(concern: Concern) -> AnswerForm:
    """Return the form with what the answer begins with, as in ?reply=5 or ?ready=template-3."""
    reply_id = parse_id(request.args.get("reply", ""))
    agency = concern.event.agency
    replies = [] if reply_id is None else snippets_at(Spot.ANSWER, agency, concern, reply_id)
    body = next((str(text) for _name, text in replies), None)
    key = request.args.get("ready") or ("danger" if concern.open_flags else "")
    if not body and key and concern.can_be_answered:
        body = ready_text(concern, key)
    return answer_form(concern, formdata=None, data={"body": body})


def take_steps(concern: Concern, form: AnswerForm) -> ConcernChange | None:
    """Send what was written, and return what can be undone of the rest.

    Raises CannotBeAnswered, SomebodyWaits.
    """
    by = g.staff_member
    if form.sends:
        verbs.answer(concern, key_hash=form.message_key(concern.id), body=form.body.data, by=by)
        if form.flags.data:
            with suppress(ChangedByColleague):
                decide_flags(concern, FlagAction.ANSWER, shown=form.flags.data, by=by)
    key_hash = form.key_hash(str(concern.id))
    if form.step.data in STATE_AFTER:
        return enter(concern, STATE_AFTER[form.step.data], key_hash)
    if form.body.data and not form.sends:
        add_note(concern, key_hash=form.message_key(concern.id), body=form.body.data, by=by)
    if form.chosen_colleague:
        to = form.chosen_colleague
        return change_undoably(
            ChangeKind.ASSIGNED, [concern], give_concern, to, key_hash=key_hash, by=by
        )
    return None


def enter(concern: Concern, state: ConcernState, key_hash: str) -> ConcernChange:
    by, kind = g.staff_member, ChangeKind.STATUS
    return change_undoably(kind, [concern], verbs.set_state, state, key_hash=key_hash, by=by)


def what_was_done(concern: Concern, form: AnswerForm) -> str:
    if form.sends and form.flags.data and not concern.open_flags:
        return str(_("Number %(number)s: sent, and recorded what you did.", number=concern.id))
    if form.sends:
        return str(_("Your answer to number %(number)s is sent.", number=concern.id))
    return str(_("Nothing had to be changed."))
