"""A tablet on the table of an event, on which one person after another writes."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from coffeecop.models import Event
from coffeecop.parts import Part
from coffeecop.parts.resident_links import Code, Lack
from coffeecop.parts.tablet.views import bp
from coffeecop.web.tokens import door_code


def address_of(event: Event) -> str:
    slug, door = event.slug, door_code(event)
    return url_for("tablet.show", slug=slug, language="en", door=door, _external=True)


PART = Part(
    name="tablet",
    title=_l("A tablet on the table"),
    purpose=_l("People write on it or count themselves in, one after another."),
    blueprints=[bp],
    links=[
        Code(
            "",
            address_of,
            _l("A tablet on the table"),
            _l(
                "People write on it or count themselves in, one after another, in English or "
                "Spanish. Point the tablet's camera at the code. Do not sign in on it."
            ),
            "smartphone",
            _l("Open on a tablet"),
        ),
        Lack(
            "2.2.1",
            "On the shared tablet a receipt goes after 30 seconds, to protect its writer; it can "
            "be scanned or written down, not held longer.",
            "coffeecop/parts/tablet/tests/test_tablet.py"
            "::test_a_receipt_leaves_the_screen_and_no_way_back_leads_to_it",
            _l("On the shared tablet, the words of a receipt go after 30 seconds."),
        ),
    ],
)
