"""What the page of a concern shows beside its list, and its forms."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from flask import Response, abort, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, or_, select
from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired

from coffeecop.concerns.locks import lock_concern
from coffeecop.concerns.states import MAY_FOLLOW, may_follow
from coffeecop.db import db
from coffeecop.engine.detectors.personal import OF_OFFICERS, Personal, find_personal
from coffeecop.models import (
    ChangeKind,
    Concern,
    Event,
    FlagAction,
    HiddenFor,
    Matter,
    MatterConcern,
)
from coffeecop.models.concern.parts import WAITING_STATES, state_of
from coffeecop.models.matters.queries import is_of_event
from coffeecop.parts import links_at, sections_at, snippets_at
from coffeecop.parts.links import Spot
from coffeecop.staff.audit.details import what_was_done
from coffeecop.staff.concern_list.listing import list_context, listing, page_with
from coffeecop.staff.concern_list.search import LONGEST_SEARCH
from coffeecop.staff.concern_list.versions import OthersChange, Version, changes_since, version_of
from coffeecop.staff.concerns.answering import begun_answer, ready_words
from coffeecop.staff.concerns.blueprint import change_in_address, filter_or_404
from coffeecop.staff.concerns.colleagues import who_reads_it
from coffeecop.staff.concerns.contact import ReasonForm
from coffeecop.staff.concerns.danger import danger_of
from coffeecop.staff.concerns.list_page import tabs
from coffeecop.staff.concerns.topics import similar_concerns, topics_of_concern
from coffeecop.staff.concerns.triage import triage_context
from coffeecop.web.fields import button_field, text_box
from coffeecop.web.forms import IdempotencyKeyMixin, SeenForm, StaffForm, choices
from coffeecop.web.i18n import elapsed
from coffeecop.web.rendering import render

LONGEST_WHY = 1000


class StateForm(IdempotencyKeyMixin, SeenForm):
    """Says that it is looked into, or opens it again: all else follows from what is done."""

    state = button_field(WAITING_STATES, missing=_l("Choose a state."))


class FindingForm(StaffForm):
    """Whether misconduct was found after a complaint: one of two buttons."""

    found = HiddenField()


class DeclineForm(IdempotencyKeyMixin, StaffForm):
    why = text_box(
        _l("Why the department cannot do it"),
        most=LONGEST_WHY,
        missing=_l("Say why, so that the resident can understand it."),
    )


def reason_to_hide() -> RadioField:
    return RadioField(
        _l("Why should it not count?"),
        choices=choices(HiddenFor),
        coerce=lambda value: HiddenFor(value) if value in list(HiddenFor) else None,
        validate_choice=False,
        validators=[DataRequired(_l("Choose a reason."))],
    )


class HideForm(IdempotencyKeyMixin, StaffForm):
    kind = ChangeKind.HIDDEN
    hidden_for = reason_to_hide()


class FlagForm(StaffForm):
    """What was done about the flags of a concern, and what the page said of them."""

    action = button_field(FlagAction, missing=_l("Say what you did."))
    shown = HiddenField()


class MattersOfConcern(NamedTuple):
    """The matters that it belongs to, and whether others of its event or venue may fit."""

    own: Sequence[Matter] = ()
    has_others: bool = False


ROW = (MatterConcern.matter_id == Matter.id) & (MatterConcern.concern_id == Concern.id)
IS_HERE = or_(is_of_event(Event.id), Matter.venue_id == Event.venue_id)
MATTERS = (
    select(Matter, MatterConcern.belongs)
    .select_from(Concern)
    .join(Concern.event)
    .join(Matter, Matter.agency_id == Event.agency_id)
    .outerjoin(MatterConcern, ROW)
    .where(Concern.id == bindparam("concern_id"), or_(MatterConcern.belongs, IS_HERE))
    .order_by(Matter.id)
)


def matters_of_concern(concern: Concern) -> MattersOfConcern:
    if not concern.is_counted or concern.is_for_complaint_staff or concern.is_withdrawn:
        return MattersOfConcern()
    rows = db.session.execute(MATTERS, {"concern_id": concern.id}).all()
    own = [matter for matter, belongs in rows if belongs]
    return MattersOfConcern(own, any(belongs is None for _matter, belongs in rows))


class PrivateDetail(NamedTuple):
    kind: Personal
    words: str


def private_details(concern: Concern) -> list[PrivateDetail]:
    """Return what the background reading found in the text, each once, in its order."""
    if not concern.has_personal_details:
        return []
    found = [
        PrivateDetail(kind, concern.body[start:end])
        for start, end, kind in find_personal(concern.body)
        if kind not in OF_OFFICERS
    ]
    return list(dict.fromkeys(found))


SentForm = TypeVar("SentForm", bound=SeenForm)


def seen_or_show(concern: Concern, **sent: SentForm) -> SentForm:
    """Return the form if it is right and its page showed what others did; else abort with it."""
    ((name, form),) = sent.items()
    if not (form.validate_on_submit() and seen_before(form, concern)):
        abort(concern_page(concern, **{name: form}))
    return form


def seen_before(form: SeenForm, concern: Concern) -> bool:
    """Lock the concern; return whether the page of the form showed what others did to it.

    If not, the form says what they did, and passes when it is sent again. A form that says
    nothing of what it showed passes too. Raises IsComplaint.
    """
    lock_concern(concern, by=g.staff_member)
    seen = Version.read(form.seen.data)
    changes = changes_since(seen, concern, g.staff_member) if seen else ()
    if not changes:
        return True
    # Ends the lock, and reads anew what the page shows.
    db.session.rollback()
    form.form_errors += [_what_happened(change) for change in changes]
    form.form_errors.append(_("Nothing is saved yet. What you typed is still here."))
    form.seen.data = str(version_of(concern))
    return False


def _what_happened(change: OthersChange) -> str:
    what, entry = _("The resident wrote again"), change.entry
    if entry:
        what = what_was_done(entry, _("concern %(number)s", number=entry.subject_id), {})
    time = elapsed(change.at)
    return str(_("While you were typing: %(what)s, %(time)s ago.", what=what, time=time))


def tapped(concern: Concern, name: str) -> None:
    """Check the form of a button; abort with the page if it is refused."""
    StaffForm().or_show(lambda form: concern_page(concern, **{name: form}))


def _sections_of(concern: Concern, matters: MattersOfConcern) -> dict[str, Any]:
    """Return what parts add: sections around the answer and under More, and ways to pass it on."""
    agency = concern.event.agency
    shown = sections_at(Spot.CONCERN, agency, concern)
    more = sections_at(Spot.CONCERN_MORE, agency, concern, matters)
    above = [template for template, values in shown.items() if values.get("comes_first")]
    return {
        **{name: value for values in (shown | more).values() for name, value in values.items()},
        "sections_above": above,
        "sections_below": [template for template in shown if template not in above],
        "sections_more": [*more],
        "ways_on": links_at(Spot.CONCERN, agency, concern),
    }


def concern_page(
    concern: Concern, *, changed_meanwhile: bool = False, **failed: StaffForm
) -> Response:
    """Render the page. `failed`: a form that was refused, by its name in the templates."""
    member, chosen = g.staff_member, filter_or_404()
    found, topics = listing(chosen), topics_of_concern(concern)
    matters = matters_of_concern(concern)
    answer_form = failed.get("answer_form") or begun_answer(concern)
    people = answer_form.colleague.rows.values()
    forms = {
        "answer_form": answer_form,
        "topics_form": topics.form(formdata=None),
        "state_form": StateForm(formdata=None),
        "flag_form": FlagForm(formdata=None) if concern.flag_rows else None,
        "decline_form": DeclineForm(formdata=None),
        "hide_form": HideForm(formdata=None) if request.args.get("open") == "hide" else None,
        "reason_form": ReasonForm(formdata=None) if concern.contact else None,
        **dict.fromkeys(("move_form", "review_form", "unsnooze_form"), StaffForm(formdata=None)),
        **triage_context(concern, people),
        **_sections_of(concern, matters),
    }
    return render(
        "staff/concerns/show.html",
        fragment="concern",
        status=422 if changed_meanwhile else None,
        concern=concern,
        topics=topics,
        matters=matters,
        details=private_details(concern),
        speaker=who_reads_it(concern, people, member),
        danger=danger_of(concern),
        flags_state=state_of(concern.flag_rows),
        similar=similar_concerns(concern, topics),
        next_states={each for each in MAY_FOLLOW if may_follow(concern, each)} - {concern.state},
        snippets=snippets_at(Spot.CONCERN, member.agency, concern),
        changed_meanwhile=changed_meanwhile,
        change=change_in_address(),
        **{**forms, **failed},
        **list_context(chosen, found, page=page_with(found, concern.id)),
        **tabs(chosen.view),
    )


def words_page(concern: Concern) -> Response:
    """Render the words to begin an answer with that have what is sought."""
    if not concern.can_be_answered:
        abort(404)
    words = request.args["words"][:LONGEST_SEARCH]
    return render(
        "staff/concerns/ready_words.html",
        fragment="ready",
        concern=concern,
        words=words,
        found=ready_words(concern, words),
        chosen=filter_or_404(),
    )
