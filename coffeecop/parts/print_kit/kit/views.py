"""The print kit, its sheets on the screen and as PDF, and the poster alone."""

from dataclasses import replace

from flask import g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.parts.print_kit.blueprint import bp
from coffeecop.parts.print_kit.kit.forms import PosterForm, PrintKitForm
from coffeecop.parts.print_kit.kit.page import kit_page, pdf_page, published_or_plan, sheets_page
from coffeecop.parts.print_kit.kit.printing import issue_cards, note_poster_printed
from coffeecop.parts.print_kit.kit.sheets import Selection, Sheet
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.get("/<int:event_id>/print-kit")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    """Show what the kit holds; with ?sheet= or ?print=, the sheets."""
    event = published_or_plan(event_id)
    if request.args.keys() & {"sheet", "print"}:
        return sheets_page(event)
    return kit_page(event)


@bp.post("/<int:event_id>/print-kit")
@staff_only
def create(event_id: int) -> ResponseReturnValue:
    event = published_or_plan(event_id)
    form = PrintKitForm().or_show(lambda form: kit_page(event, form))
    selection = replace(Selection.of_request(), sheet=None)
    key_hash = form.key_hash("cards", str(event.id))
    numbers = issue_cards(event, form.how_many, key_hash=key_hash, by=g.staff_member)
    if numbers:
        selection = replace(selection, first=numbers[0], last=numbers[-1])
    if form.only_cards.data:
        selection = replace(selection, sheet=Sheet.CARDS)
    else:
        note_poster_printed(event, by=g.staff_member)
    db.session.commit()
    return see_other("print_kit.show", event_id=event.id, **selection.args, print=1)


@bp.get("/<int:event_id>/print-kit.pdf")
@staff_only
def pdf(event_id: int) -> ResponseReturnValue:
    return pdf_page(published_or_plan(event_id))


@bp.post("/<int:event_id>/poster")
@staff_only
def print_poster(event_id: int) -> ResponseReturnValue:
    event = published_or_plan(event_id)
    PosterForm().or_show(lambda form: kit_page(event, form))
    note_poster_printed(event, by=g.staff_member)
    db.session.commit()
    return see_other("print_kit.show", event_id=event.id, sheet=Sheet.POSTER, print=1)
