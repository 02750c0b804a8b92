"""What the print kit is made of: sheets of paper, each one page, and cards, four on a page."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import render_template, request
from markupsafe import Markup

from coffeecop.models import Event, Language, Matter
from coffeecop.parts import links_of
from coffeecop.parts.print_kit.kit.poster import poster
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.parts.resident_links import Code
from coffeecop.web.event_labels import opening_sentence
from coffeecop.web.i18n import in_each_language
from coffeecop.web.matters_shown import newest_done, pair_of
from coffeecop.web.receipt_codes import code_for, spelled_words
from coffeecop.web.rendering import render_in
from coffeecop.web.security import parse_id

CARDS_ON_A_PAGE = 4
# What a stub says of when to look for an answer.
ANSWERED_WITHIN = timedelta(days=7)


class PaperSize(enum.StrEnum):
    LETTER = "letter"
    A4 = "a4"


class Sheet(enum.StrEnum):
    POSTER = "poster"
    # Two posters beside each other, to cut apart and hand out.
    HALVES = "halves"
    TENT = "tent"
    DOOR = "door"
    HOST = "host"
    CARDS = "cards"


@dataclass(frozen=True)
class Selection:
    """What to print; without a sheet, all of them."""

    paper: PaperSize = PaperSize.LETTER
    sheet: Sheet | None = None
    # Numbers of cards.
    first: int | None = None
    last: int | None = None

    @classmethod
    def of_request(cls) -> "Selection":
        return cls(
            paper=PaperSize.A4 if request.args.get("paper") == PaperSize.A4 else PaperSize.LETTER,
            sheet=next((each for each in Sheet if each == request.args.get("sheet")), None),
            first=parse_id(request.args.get("first", "")),
            last=parse_id(request.args.get("last", "")),
        )

    @property
    def args(self) -> dict[str, str | int]:
        return {name: value for name, value in vars(self).items() if value}

    @property
    def with_cards(self) -> bool:
        return self.sheet in (None, Sheet.CARDS) and bool(self.first and self.last)


def pages(
    event: Event, done: Matter | None, selection: Selection, cards: Sequence[PaperCard]
) -> list[Markup]:
    wanted = [selection.sheet] if selection.sheet else sheets_of(event)
    printed = [_page(sheet, event, done) for sheet in wanted if sheet is not Sheet.CARDS]
    for at in range(0, len(cards), CARDS_ON_A_PAGE):
        parts = [_card(card, event) for card in cards[at : at + CARDS_ON_A_PAGE]]
        printed.append(_whole("sheet.html", parts=parts, layout="concern-cards"))
    return printed


def done_here(event: Event) -> Matter | None:
    return newest_done(Matter.venue_id == event.venue_id)


def sheets_of(event: Event) -> list[Sheet]:
    """Return what the kit holds. Without a code, a sheet for the door says nothing."""
    return [
        sheet
        for sheet in Sheet
        if sheet is not Sheet.HALVES and (sheet is not Sheet.DOOR or codes_on(sheet, event))
    ]


def codes_on(sheet: str, event: Event) -> list[Code]:
    """Return the codes of parts on a sheet; "": on the page of the print kit."""
    return [each for each in links_of(event.agency, Code) if each.sheet == sheet]


def _page(sheet: Sheet, event: Event, done: Matter | None) -> Markup:
    codes = codes_on(sheet, event)
    match sheet:
        case Sheet.POSTER:
            return _whole("sheet.html", parts=[poster(event, done)], layout="poster")
        case Sheet.HALVES:
            return _whole("sheet.html", parts=[poster(event, done)] * 2, layout="two-posters")
        case Sheet.HOST:
            openings = in_each_language(partial(opening_sentence, event.agency))
            return _whole("host.html", event=event, openings=openings, codes=codes)
    pairs = in_each_language(lambda: pair_of(done)) if done else {}
    sides = [
        render_in(
            language,
            f"print_kit/kit/{sheet}_side.html",
            event=event,
            done=pairs.get(language),
            codes=codes,
        )
        for language in Language
    ]
    return _whole("sheet.html", parts=sides, layout=f"halves {sheet}")


def _card(card: PaperCard, event: Event) -> Markup:
    return render_in(
        card.language,
        "print_kit/kit/card.html",
        event=event,
        number=card.number,
        words=spelled_words(code_for(card.key_hash, card.language)),
        answered_by=event.ends_at + ANSWERED_WITHIN,
    )


def _whole(template: str, **context: object) -> Markup:
    page = render_template(f"print_kit/kit/{template}", **context)
    return Markup(page)  # noqa: S704 (a template's own output, which is escaped)
