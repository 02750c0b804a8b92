"""Print a kit, and read what is on paper."""

import re

from coffeecop.parts import links_of
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.parts.resident_links import Code
from tests.stored import all_of

PHONE = "(805) 339-4400"
# Sheets that lead to a page of a part; the one for the door is there for nothing else.
WITH_A_CODE = [link.sheet for link in links_of(None, Code) if link.sheet]
HAS_DOOR = "door" in WITH_A_CODE


def print_kit(visitor, event, *, english=2, spanish=2, paper="letter", **fields):
    fields = {"english": str(english), "spanish": str(spanish), **fields}
    return visitor.post(f"/staff/events/{event.id}/print-kit?paper={paper}", **fields)


def cards_of(event):
    return all_of(PaperCard, event_id=event.id)


def receipt_words(text):
    """Return the six numbered words of a card's text, as people would type them."""
    _card, _, stub = re.split(r"(six words|seis palabras)", text)
    # Of a PDF a narrow space may not be read.
    return " ".join(word for _, word in re.findall(r"(?<!\d)([1-6]) ?([^\W\d]+)", stub)[:6])
