"""The page that types in cards."""

from flask import Response, abort, g, request

from coffeecop.models import Concern, ConcernSource, Event
from coffeecop.models.topics import topics_in_use
from coffeecop.parts.print_kit.cards.forms import CardForm, form_of, new_card_form
from coffeecop.parts.print_kit.cards.queries import (
    as_entered_cards,
    card_counts,
    card_numbers,
    entered_concerns,
    readable_concern,
)
from coffeecop.staff.events.blueprint import event_or_404
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render


def published_or_404(event_id: int) -> Event:
    event = event_or_404(event_id)
    return abort(404) if event.is_draft else event


def card_or_404(event: Event, concern_id: int) -> Concern:
    own = Concern.event_id == event.id, Concern.source == ConcernSource.PAPER
    found = readable_concern(g.staff_member, *own, Concern.id == concern_id)
    return found or abort(404)


def cards_page(
    event: Event,
    form: CardForm | None = None,
    *,
    row_form: StaffForm | None = None,
    undone: int | None = None,
) -> Response:
    page = entered_concerns(event, g.staff_member, page=page_number(request.args))
    topics = topics_in_use(event.agency_id)
    return render(
        "print_kit/cards/index.html",
        fragment="cards",
        event=event,
        form=form or new_card_form(),
        row_form=row_form,
        counts=card_counts(event),
        page=page,
        cards=as_entered_cards(page.items, topics, g.staff_member),
        topics=topics,
        saved=request.args.get("saved", type=int),
        changed=request.args.get("changed", type=int),
        undone=undone,
    )


def typed_again_page(event: Event, undone: Concern) -> Response:
    """Return the page with what was typed, which is nowhere but in its form now."""
    number = card_numbers([undone]).get(undone.receipt_hash)
    return cards_page(event, form_of(undone, number), undone=undone.id)
