"""The page of the print kit, and its sheets on the screen and as PDF."""

from dataclasses import replace
from typing import Any

from flask import Response, render_template, request

from coffeecop.models import Event, Matter
from coffeecop.parts.print_kit.kit.forms import PrintKitForm
from coffeecop.parts.print_kit.kit.poster import photo_url
from coffeecop.parts.print_kit.kit.printing import printable_batches, printable_cards
from coffeecop.parts.print_kit.kit.sheets import Selection, codes_on, done_here, pages, sheets_of
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.staff.events.blueprint import event_or_plan
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, pdf_response
from coffeecop.web.rendering import render

SHEETS = "print_kit/kit/sheets.html"


def published_or_plan(event_id: int) -> Event:
    return event_or_plan(event_id, lambda event: event.is_published)


def kit_page(event: Event, form: StaffForm | None = None, *, pdf_failed: bool = False) -> Response:
    kit = form if isinstance(form, PrintKitForm) else PrintKitForm(formdata=None)
    # A form of the page's other button has no fields, so only its key can be wrong.
    if form and form is not kit:
        kit.csrf_token.errors = form.csrf_token.errors
    return render(
        "print_kit/kit/index.html",
        fragment="staff_content",
        status=503 if pdf_failed else None,
        event=event,
        form=kit,
        selection=replace(Selection.of_request(), sheet=None),
        batches=printable_batches(event),
        codes=[] if event.is_over else codes_on("", event),
        sheets=sheets_of(event),
        pdf_failed=pdf_failed,
    )


def sheets_page(event: Event) -> Response:
    return render(
        SHEETS,
        fragment="staff_content",
        **_on_paper(event, done_here(event), Selection.of_request()),
        prints_at_once="print" in request.args,
    )


def pdf_page(event: Event) -> Response:
    selection, done = Selection.of_request(), done_here(event)
    html = render_template(SHEETS, **_on_paper(event, done, selection))
    photos = {photo_url(done): done.photo.content} if done and done.photo else {}
    try:
        name = f"{selection.sheet or 'print-kit'}-{event.slug}.pdf"
        return pdf_response(html, name, photos=photos)
    except PdfFailed:
        return kit_page(event, pdf_failed=True)


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
