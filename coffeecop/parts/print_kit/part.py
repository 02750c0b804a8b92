"""Cards and print kit: what is printed for an event, and what comes back written on it."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import ChecklistStep
from coffeecop.parts import Part
from coffeecop.parts.links import Tool
from coffeecop.parts.print_kit.blueprint import bp
from coffeecop.parts.print_kit.cards import views as cards
from coffeecop.parts.print_kit.kit import views as kit
from coffeecop.parts.print_kit.models import CardAction, card_to_type_in
from coffeecop.parts.resident_links import Receipt

PAGES = (cards, kit)
PART = Part(
    name="print_kit",
    title=_l("Cards and print kit"),
    purpose=_l("Poster, table tent, door sheet, host card, and cards to write on"),
    starts_on=True,
    blueprints=[bp],
    audit={
        "concerns": [CardAction.CARD_ENTERED],
        "events": [CardAction.POSTER_PRINTED, CardAction.CARDS_PRINTED],
    },
    links=[
        Tool(
            "printer",
            "print_kit.show",
            _l("Print"),
            {"before": 3, "during": 3},
            steps=(ChecklistStep.POSTER, ChecklistStep.CARDS),
        ),
        Tool(
            "keyboard",
            "print_kit.paper_cards",
            _l("Cards"),
            {"before": 5, "during": 5, "after": 2, "cancelled": 1},
        ),
        Receipt(card_to_type_in, "print_kit/not_typed_in.html", "print_kit/card_found.html"),
    ],
)
