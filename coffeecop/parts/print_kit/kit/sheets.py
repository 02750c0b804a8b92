"""What the print kit is made of: sheets of paper, each one page, and cards, four on a page."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from coffeecop.models import Event, Language, Matter
from coffeecop.parts import links_of, told_in_a_line
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.parts.resident_links import PosterSeal, SheetCode
from coffeecop.web.i18n import in_language
from coffeecop.web.matters_shown import Pair, newest_done, pair_of
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
        """Return the arguments of an address with this selection."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def with_cards(self) -> bool:
        return self.sheet in (None, Sheet.CARDS) and bool(self.first and self.last)


def pages(event: Event, selection: Selection, cards: Sequence[PaperCard]) -> list[Markup]:
    wanted = [selection.sheet] if selection.sheet else sheets_of(event)
    done = newest_done(Matter.venue_id == event.venue_id)
    printed = [_page(sheet, event, done) for sheet in wanted if sheet is not Sheet.CARDS]
    for at in range(0, len(cards), CARDS_ON_A_PAGE):
        parts = [_card(card, event) for card in cards[at : at + CARDS_ON_A_PAGE]]
        printed.append(_whole("sheet.html", parts=parts, layout="concern-cards"))
    return printed


def sheets_of(event: Event) -> list[Sheet]:
    """Return what the kit holds. Without a code, a sheet for the door says nothing."""
    return [sheet for sheet in Sheet if sheet is not Sheet.DOOR or _codes(sheet, event)]


def _codes(sheet: Sheet, event: Event) -> list[SheetCode]:
    return [each for each in links_of(event.agency, SheetCode) if each.sheet == sheet]


def _page(sheet: Sheet, event: Event, done: Matter | None) -> Markup:
    foot = _foot(event, done) if sheet is Sheet.POSTER else None
    template = f"print_kit/kit/{sheet}_side.html"
    sides = [
        render_in(
            language,
            template,
            event=event,
            done=_pair_in(language, done),
            foot=foot,
            codes=_codes(sheet, event),
            told=_told_in(language, event) if sheet is Sheet.POSTER else "",
        )
        for language in Language
    ]
    if sheet is Sheet.HOST:
        return _whole("host.html", event=event, sides=sides, codes=_codes(sheet, event))
    return _whole("sheet.html", parts=sides, layout=f"halves {sheet}")


def _foot(event: Event, done: Matter | None) -> tuple[str, Any] | None:
    """Return what stands at the foot of the poster: the template of its words, and the seal."""
    for link in links_of(event.agency, PosterSeal):
        if seal := link.find(event, done.event if done else None):
            return link.template, seal
    return None


def _pair_in(language: Language, matter: Matter | None) -> Pair | None:
    with in_language(language):
        return pair_of(matter) if matter else None


def _told_in(language: Language, event: Event) -> str:
    with in_language(language):
        return told_in_a_line(event)


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
