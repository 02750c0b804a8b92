"""Typing in paper cards, one after the other."""

from flask import g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.parts.print_kit.blueprint import bp
from coffeecop.parts.print_kit.cards.actions import enter_card, set_card_topics, undo_card
from coffeecop.parts.print_kit.cards.forms import CardForm, ChipsForm, UndoCardForm
from coffeecop.parts.print_kit.cards.matching import CardRefused
from coffeecop.parts.print_kit.cards.page import (
    card_or_404,
    cards_page,
    published_or_404,
    typed_again_page,
)
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.get("/<int:event_id>/paper-cards")
@staff_only
def paper_cards(event_id: int) -> ResponseReturnValue:
    return cards_page(published_or_404(event_id))


@bp.post("/<int:event_id>/paper-cards")
@staff_only
def enter_paper_card(event_id: int) -> ResponseReturnValue:
    event = published_or_404(event_id)
    form = CardForm().or_show(lambda form: cards_page(event, form))
    try:
        concern = enter_card(
            form.concern_at(event, by=g.staff_member), form.stub.data, by=g.staff_member
        )
    except CardRefused as refusal:
        form.stub.errors = [*refusal.args]
        return cards_page(event, form)
    db.session.commit()
    return see_other("print_kit.paper_cards", event_id=event.id, saved=concern.id)


@bp.post("/<int:event_id>/paper-cards/<int:concern_id>/topics")
@staff_only
def set_paper_card_topics(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = published_or_404(event_id)
    form = ChipsForm(event).or_show(lambda form: cards_page(event, row_form=form))
    concern = card_or_404(event, concern_id)
    try:
        set_card_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
    except CardRefused as refusal:
        db.session.rollback()
        form.form_errors += refusal.args
        return cards_page(event, row_form=form)
    db.session.commit()
    page = request.args.get("page")
    return see_other("print_kit.paper_cards", event_id=event_id, page=page, changed=concern_id)


@bp.post("/<int:event_id>/paper-cards/<int:concern_id>/undo")
@staff_only
def undo_paper_card(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = published_or_404(event_id)
    form = UndoCardForm().or_show(lambda form: cards_page(event, row_form=form))
    try:
        undone = undo_card(event, concern_id, by=g.staff_member)
    except CardRefused as refusal:
        form.form_errors += refusal.args
        return cards_page(event, row_form=form)
    db.session.commit()
    if undone is None:
        return see_other("print_kit.paper_cards", event_id=event.id)
    # Not a redirect, which would lose what was typed.
    return typed_again_page(event, undone)
