"""Typing in paper cards, one after the other."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.analysis.details import facts_of
from coffeecop.concerns.arriving import guessed_kind
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.topics import FlagNotDecided, change_topics
from coffeecop.db import db
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.models import Concern, ConcernSource, Event, Language, Phase
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.models.topics import topics_in_use
from coffeecop.parts.print_kit.blueprint import bp
from coffeecop.parts.print_kit.cards.actions import enter_card, undo_card
from coffeecop.parts.print_kit.cards.forms import (
    CardForm,
    ChipsForm,
    UndoCardForm,
    form_of,
    new_card_form,
)
from coffeecop.parts.print_kit.cards.matching import CardRefused
from coffeecop.parts.print_kit.cards.queries import (
    as_entered_cards,
    card_counts,
    card_numbers,
    entered_concerns,
    readable_concern,
)
from coffeecop.staff.events.blueprint import event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:event_id>/paper-cards")
@staff_only
def paper_cards(event_id: int) -> ResponseReturnValue:
    return _cards_page(_event_or_404(event_id), new_card_form())


@bp.post("/<int:event_id>/paper-cards")
@staff_only
def enter_paper_card(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    form = CardForm().or_show(lambda form: _cards_page(event, form))
    try:
        concern = enter_card(_concern(event, form), form.stub.data, by=g.staff_member)
    except CardRefused as refusal:
        form.stub.errors = [*refusal.args]
        return _cards_page(event, form)
    db.session.commit()
    return see_other("print_kit.paper_cards", event_id=event.id, saved=concern.id)


@bp.post("/<int:event_id>/paper-cards/<int:concern_id>/topics")
@staff_only
def set_paper_card_topics(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    form = ChipsForm(choices=topics_in_use(event.agency_id))
    form.or_show(lambda form: _cards_page(event, new_card_form(), row_form=form))
    own = Concern.event_id == event.id, Concern.source == ConcernSource.PAPER
    concern = readable_concern(g.staff_member, *own, Concern.id == concern_id) or abort(404)
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
    except FlagNotDecided:
        form.form_errors.append(_("Number %(number)s: decide the flag first.", number=concern_id))
    except (ChangedByColleague, ConcurrentSave, IsComplaint):
        form.form_errors.append(_("Number %(number)s: a colleague was first.", number=concern_id))
    if form.errors:
        db.session.rollback()
        return _cards_page(event, new_card_form(), row_form=form)
    db.session.commit()
    page = request.args.get("page")
    return see_other("print_kit.paper_cards", event_id=event_id, page=page, changed=concern_id)


@bp.post("/<int:event_id>/paper-cards/<int:concern_id>/undo")
@staff_only
def undo_paper_card(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    form = UndoCardForm().or_show(lambda form: _cards_page(event, new_card_form(), row_form=form))
    try:
        undone = undo_card(event, concern_id, by=g.staff_member)
    except CardRefused as refusal:
        form.form_errors += refusal.args
        return _cards_page(event, new_card_form(), row_form=form)
    db.session.commit()
    if undone is None:
        return see_other("print_kit.paper_cards", event_id=event.id)
    # Not a redirect: what was typed is nowhere but in this form now.
    typed_again = form_of(undone, card_numbers([undone]).get(undone.receipt_hash))
    return _cards_page(event, typed_again, undone=concern_id)


def _event_or_404(event_id: int) -> Event:
    event = event_or_404(event_id)
    return abort(404) if event.is_draft else event


def _concern(event: Event, form: CardForm) -> Concern:
    body = form.body.data
    return Concern(
        event=event,
        form_key_hash=form.key_hash("paper card", str(event.id)),
        body=body,
        kind=guessed_kind(body),
        # It was written there, whenever it is typed in.
        phase=Phase.AT if event.has_begun else Phase.BEFORE,
        is_complaint=form.said_about_officer,
        wants_talk=form.talk.data and not (event.is_over or event.is_cancelled),
        wants_answer=form.answer.data,
        for_neighbor=form.for_neighbor.data,
        # Of a card without a stub; another is in the language in which it was printed.
        language=Language.SPANISH if form.spanish.data else Language.ENGLISH,
        source=ConcernSource.PAPER,
        entered_by_id=g.staff_member.id,
        **facts_of({kind for _start, _end, kind in find_personal(body)}),
    )


def _cards_page(
    event: Event, form: CardForm, *, row_form: StaffForm | None = None, undone: int | None = None
) -> Response:
    page = entered_concerns(event, g.staff_member, page=page_number(request.args))
    topics = topics_in_use(event.agency_id)
    return render(
        "print_kit/cards/index.html",
        fragment="cards",
        event=event,
        form=form,
        row_form=row_form,
        counts=card_counts(event),
        page=page,
        cards=as_entered_cards(page.items, topics, g.staff_member),
        topics=topics,
        saved=request.args.get("saved", type=int),
        changed=request.args.get("changed", type=int),
        undone=undone,
    )
