"""Capture: officers note what people say to them, on a phone and without a signal."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.capture.notes import CaptureAction
from coffeecop.parts.capture.views import bp
from coffeecop.parts.links import Tool
from coffeecop.parts.resident_links import Code
from coffeecop.web.rendering import public_url

PART = Part(
    name="capture",
    title=_l("Capture"),
    purpose=_l("Note what people say"),
    starts_on=True,
    blueprints=[bp],
    audit={"concerns": CaptureAction},
    links=[
        Tool(
            "pencil",
            "capture.show",
            _l("Capture"),
            {"before": 1, "during": 0, "after": 6, "cancelled": 0},
            button=_l("Note what people say"),
            today=lambda _event: _l("Capture"),
        ),
        Code(
            "host",
            lambda event: public_url("capture.show", event_id=event.id),
            _l("Write it down in ten seconds"),
            _l(
                "Scan this with your own phone and sign in. Note what was said, not who said it. "
                "It works without a signal too."
            ),
        ),
    ],
)
