"""The print kit, its sheets on the screen and as PDF, and the poster alone."""

from dataclasses import replace
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Event, Matter
from coffeecop.parts.print_kit.blueprint import bp
from coffeecop.parts.print_kit.kit.forms import PrintKitForm
from coffeecop.parts.print_kit.kit.poster import photo_url
from coffeecop.parts.print_kit.kit.printing import (
    issue_cards,
    note_poster_printed,
    printable_batches,
    printable_cards,
)
from coffeecop.parts.print_kit.kit.sheets import (
    Selection,
    Sheet,
    codes_on,
    done_here,
    pages,
    sheets_of,
)
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.staff.events.blueprint import event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, pdf_response
from coffeecop.web.rendering import render, see_other

SHEETS = "print_kit/kit/sheets.html"


@bp.get("/<int:event_id>/print-kit")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    """Show what the kit holds; with ?sheet= or ?print=, the sheets."""
    event = _published(event_id)
    if request.args.keys() & {"sheet", "print"}:
        return _sheets_page(event, Selection.of_request())
    return _kit_page(event, PrintKitForm(formdata=None))


@bp.post("/<int:event_id>/print-kit")
@staff_only
def create(event_id: int) -> ResponseReturnValue:
    event = _published(event_id)
    form = PrintKitForm().or_show(lambda form: _kit_page(event, form))
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
    event = _published(event_id)
    selection = Selection.of_request()
    done = done_here(event)
    html = render_template(SHEETS, **_on_paper(event, done, selection))
    photos = {photo_url(done): done.photo.content} if done and done.photo else {}
    try:
        name = f"{selection.sheet or 'print-kit'}-{event.slug}.pdf"
        return pdf_response(html, name, photos=photos)
    except PdfFailed:
        return _kit_page(event, PrintKitForm(formdata=None), pdf_failed=True)


@bp.post("/<int:event_id>/poster")
@staff_only
def print_poster(event_id: int) -> ResponseReturnValue:
    event = _published(event_id)
    form = StaffForm()
    if not form.validate_on_submit():
        kit = PrintKitForm(formdata=None)
        kit.csrf_token.errors = form.csrf_token.errors
        return _kit_page(event, kit)
    note_poster_printed(event, by=g.staff_member)
    db.session.commit()
    return see_other("print_kit.show", event_id=event.id, sheet=Sheet.POSTER, print=1)


def _published(event_id: int) -> Event:
    return event_or_plan(event_id, lambda event: event.is_published)


def _kit_page(event: Event, form: PrintKitForm, *, pdf_failed: bool = False) -> ResponseReturnValue:
    return render(
        "print_kit/kit/index.html",
        fragment="staff_content",
        status=503 if pdf_failed else None,
        event=event,
        form=form,
        selection=replace(Selection.of_request(), sheet=None),
        batches=printable_batches(event),
        codes=[] if event.is_over else codes_on("", event),
        sheets=sheets_of(event),
        pdf_failed=pdf_failed,
    )


def _sheets_page(event: Event, selection: Selection) -> ResponseReturnValue:
    return render(
        SHEETS,
        fragment="staff_content",
        **_on_paper(event, done_here(event), selection),
        prints_at_once="print" in request.args,
    )


def _on_paper(event: Event, done: Matter | None, selection: Selection) -> dict[str, Any]:
    cards: list[PaperCard] = []
    if selection.with_cards:
        cards = printable_cards(event, selection.first or 0, selection.last or 0)
    return {
        "event": event,
        "selection": selection,
        "pages": pages(event, done, selection, cards),
        "lacks_cards": selection.with_cards and not cards,
    }
