"""The page of a concern beside its list: the answer, the topics, the state, the contact."""

from contextlib import suppress
from functools import partial
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import verbs
from coffeecop.concerns.assignment import add_note, give_concern
from coffeecop.concerns.states import MAY_FOLLOW, may_follow
from coffeecop.concerns.topics import FlagNotDecided, change_topics
from coffeecop.concerns.undo import change_undoably
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits
from coffeecop.db import db
from coffeecop.models import (
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernState,
    Contact,
    FlagAction,
)
from coffeecop.models.audit import record
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.parts import links_of
from coffeecop.parts.links import ConcernFact
from coffeecop.staff.concern_list.listing import list_context, listing, page_with
from coffeecop.staff.concerns.actions import decide_flags
from coffeecop.staff.concerns.foreign import foreign
from coffeecop.staff.concerns.forms import (
    AnswerForm,
    DeclineForm,
    FlagForm,
    HideForm,
    ReasonForm,
    StateForm,
    Step,
)
from coffeecop.staff.concerns.language import spanish_speakers, wrote_spanish
from coffeecop.staff.concerns.matters import matters_of_concern
from coffeecop.staff.concerns.private_details import private_details
from coffeecop.staff.concerns.queries import (
    TopicsOfConcern,
    colleagues,
    has_opened_contact,
    similar_concerns,
    topics_of_concern,
)
from coffeecop.staff.concerns.ready_words import ready_text
from coffeecop.staff.concerns.sections import reply_of, sections_of
from coffeecop.staff.concerns.seen import seen_before
from coffeecop.staff.concerns.tabs import tabs
from coffeecop.staff.concerns.triage.forms import triage_context
from coffeecop.staff.concerns.views.blueprint import (
    bp,
    concern_or_404,
    concern_with_contact_or_404,
    filter_or_404,
    show_next,
    stay,
    stay_with,
)
from coffeecop.staff.concerns.views.changes import change_in_address
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id
from coffeecop.web.topic_forms import TopicsForm

# What is left of a step that sends nothing.
STATE_AFTER = {Step.CLOSE: ConcernState.CLOSED, Step.TALK: ConcernState.TALKED_ABOUT}


@bp.get("/<int:concern_id>")
@staff_only
def show(concern_id: int) -> ResponseReturnValue:
    return concern_page(concern_or_404(concern_id))


@bp.post("/<int:concern_id>/messages")
@staff_only
def answer(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = _answer_form(concern)
    if not (form.validate_on_submit() and seen_before(form, concern)):
        return concern_page(concern, answer_form=form)
    found = listing(filter_or_404())
    try:
        change = _take_steps(concern, form)
    except CannotBeAnswered:
        form.form_errors.append(_("Not sent: the resident can no longer read an answer."))
        return concern_page(concern, answer_form=form)
    except SomebodyWaits:
        form.form_errors.append(
            _("Somebody is waiting to hear from you, in writing or at the event.")
        )
        return concern_page(concern, answer_form=form)
    db.session.commit()
    return show_next(concern, found, _what_was_done(concern, form), change=change)


@bp.post("/<int:concern_id>/topics")
@staff_only
def set_topics(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = _topics_form(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return concern_page(concern, topics_form=form)
    found = listing(filter_or_404())
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
    except FlagNotDecided:
        return stay(concern, _("Not saved: decide the flag first."), "error")
    except ConcurrentSave:
        return concern_page(concern_or_404(concern_id), topics_form=form, changed_meanwhile=True)
    except ChangedByColleague:
        text = _("A colleague got there first. Nothing was changed; these are the topics now.")
        return stay(concern, text, "error")
    db.session.commit()
    saved = _("Number %(number)s: the topics are saved.", number=concern.id)
    return show_next(concern, found, saved) if found.chosen.unsorted else stay(concern, saved)


@bp.post("/<int:concern_id>/state")
@staff_only
def set_state(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = StateForm()
    if not (form.validate_on_submit() and seen_before(form, concern)):
        return concern_page(concern, state_form=form)
    change = _enter(concern, form.state.data, form.key_hash("state", str(concern.id)))
    db.session.commit()
    if not change.items:
        return stay(concern, _("Nothing had to be changed."))
    return stay_with(concern, change)


@bp.post("/<int:concern_id>/contact-openings")
@staff_only
@recently_confirmed
def open_contact(concern_id: int) -> ResponseReturnValue:
    concern = concern_with_contact_or_404(concern_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _contact_page(concern, form)
    detail = {"reason": form.reason.data}
    record(AuditAction.CONTACT_OPENED, by=g.staff_member, subject=concern, detail=detail)
    db.session.commit()
    return see_other("staff_concerns.contact", concern_id=concern.id)


@bp.get("/<int:concern_id>/contact")
@staff_only
@recently_confirmed
def contact(concern_id: int) -> ResponseReturnValue:
    concern = concern_with_contact_or_404(concern_id)
    is_open = has_opened_contact(concern, g.staff_member)
    return _contact_page(concern, ReasonForm(), concern.contact if is_open else None)


def concern_page(
    concern: Concern, *, changed_meanwhile: bool = False, **failed: StaffForm
) -> Response:
    """Render the page. `failed`: a form that was refused, by its name in the templates."""
    member, chosen = g.staff_member, filter_or_404()
    found, topics = listing(chosen), topics_of_concern(concern)
    if "answer_form" not in failed:
        begun = {"body": _begun_answer(concern)}
        failed["answer_form"] = _answer_form(concern, formdata=None, data=begun)
    people = failed["answer_form"].colleague.rows.values()
    forms = {
        "topics_form": _topics_form(concern, topics, formdata=None),
        "state_form": StateForm(formdata=None),
        "flag_form": FlagForm(formdata=None),
        "decline_form": DeclineForm(formdata=None),
        "hide_form": HideForm(formdata=None) if request.args.get("open") == "hide" else None,
        "reason_form": ReasonForm(formdata=None) if concern.contact else None,
        **dict.fromkeys(("move_form", "review_form"), StaffForm(formdata=None)),
        **triage_context(concern, people),
        **sections_of(concern),
    }
    return render(
        "staff/concerns/show.html",
        fragment="concern",
        status=422 if changed_meanwhile else None,
        concern=concern,
        topics=topics,
        matters=matters_of_concern(concern),
        details=private_details(concern),
        foreign=foreign(concern, member, people),
        similar=similar_concerns(concern, topics),
        next_states={each for each in MAY_FOLLOW if may_follow(concern, each)} - {concern.state},
        part_facts=[
            (each.text, each.words(concern)) for each in links_of(member.agency, ConcernFact)
        ],
        changed_meanwhile=changed_meanwhile,
        change=change_in_address(),
        **{**forms, **failed},
        **list_context(chosen, found, page=page_with(found, concern.id)),
        **tabs(chosen.view),
    )


def _take_steps(concern: Concern, form: AnswerForm) -> ConcernChange | None:
    """Send what was written, and return what can be undone of the rest."""
    by = g.staff_member
    if form.sends:
        verbs.answer(concern, key_hash=form.message_key(concern.id), body=form.body.data, by=by)
        if form.flags.data:
            with suppress(ChangedByColleague):
                decide_flags(concern, FlagAction.ANSWER, shown=form.flags.data, by=by)
    key_hash = form.key_hash(str(concern.id))
    if form.step.data in STATE_AFTER:
        return _enter(concern, STATE_AFTER[form.step.data], key_hash)
    if form.body.data and not form.sends:
        add_note(concern, key_hash=form.message_key(concern.id), body=form.body.data, by=by)
    if form.chosen_colleague:
        give = partial(give_concern, concern, form.chosen_colleague, by=by)
        return change_undoably(ChangeKind.ASSIGNED, [concern], give, key_hash=key_hash, by=by)
    return None


def _enter(concern: Concern, state: ConcernState, key_hash: str) -> ConcernChange:
    by = g.staff_member
    enter = partial(verbs.set_state, concern, state, by=by)
    return change_undoably(ChangeKind.STATUS, [concern], enter, key_hash=key_hash, by=by)


def _what_was_done(concern: Concern, form: AnswerForm) -> str:
    if form.sends and form.flags.data and not concern.open_flags:
        return str(_("Number %(number)s: sent, and recorded what you did.", number=concern.id))
    if form.sends:
        return str(_("Your answer to number %(number)s is sent.", number=concern.id))
    return str(_("Nothing had to be changed."))


def _contact_page(concern: Concern, form: ReasonForm, contact: Contact | None = None) -> Response:
    return render(
        "staff/concerns/contact.html",
        fragment="contact",
        concern=concern,
        contact=contact,
        reason_form=form,
    )


def _answer_form(concern: Concern, **options: Any) -> AnswerForm:
    people = colleagues(g.staff_member, concern)
    if request.method == "POST" and wrote_spanish(concern):
        others = [each for each in people if each is not g.staff_member]
        options["speakers"] = spanish_speakers(others, concern.event.agency_id)
    return AnswerForm(colleagues=people, **options)


def _begun_answer(concern: Concern) -> str | None:
    """Return what the answer begins with, as in ?reply=5 or ?ready=template-3."""
    if reply := reply_of(concern, parse_id(request.args.get("reply", ""))):
        return reply
    key = request.args.get("ready") or ("danger" if concern.open_flags else "")
    return ready_text(concern, key) if key and concern.can_be_answered else None


def _topics_form(concern: Concern, topics: TopicsOfConcern, **options: Any) -> TopicsForm:
    return TopicsForm(choices=topics.choices, ticked=topics.ids, **options)


@bp.post("/<int:concern_id>/decline")
@staff_only
def decline(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return concern_page(concern, decline_form=form)
    found = listing(filter_or_404())
    key_hash = form.key_hash("decline", str(concern.id))
    try:
        verbs.decline(concern, key_hash=key_hash, reason=form.why.data, by=g.staff_member)
    except CannotBeAnswered:
        form.form_errors.append(_("Not saved: the resident took it back."))
        return concern_page(concern, decline_form=form)
    db.session.commit()
    said = _("Number %(number)s: you said that it cannot be done, and why.", number=concern.id)
    return show_next(concern, found, said)
