"""What an officer writes to a resident, and what becomes of the concern in the same step."""

from contextlib import suppress
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.concerns import verbs
from coffeecop.concerns.assignment import add_note, give_concern
from coffeecop.concerns.flags import decide_flags
from coffeecop.concerns.undo import change_undoably
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits
from coffeecop.models import ChangeKind, Concern, ConcernChange, ConcernState, FlagAction
from coffeecop.models.keys import ChangedByColleague
from coffeecop.parts import facts_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concerns.forms import AnswerForm, Step
from coffeecop.staff.concerns.language import spanish_speakers, wrote_spanish
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.staff.concerns.ready_words import ready_text
from coffeecop.web.security import parse_id

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
    replies = [] if reply_id is None else facts_at(Spot.ANSWER, agency, concern, reply_id)
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
