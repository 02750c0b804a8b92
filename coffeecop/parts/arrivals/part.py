"""Counting who comes: taps of officers, the code at the door, and about how many came."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import ChecklistStep
from coffeecop.parts import Part
from coffeecop.parts.arrivals.counting import ArrivalAction, door_url, officers_can_count
from coffeecop.parts.arrivals.views.count import bp as count
from coffeecop.parts.arrivals.views.door import bp as door
from coffeecop.parts.links import PageLink, Spot, Tool
from coffeecop.parts.resident_links import Code
from coffeecop.web.i18n import current_language

PART = Part(
    name="arrivals",
    title=_l("Counting at the door"),
    purpose=_l("Count who comes"),
    starts_on=True,
    blueprints=[count, door],
    audit={"events": ArrivalAction},
    links=[
        Tool(
            "users",
            "staff_arrivals.show",
            _l("Count"),
            {"before": 2, "during": 2, "after": 5},
            is_next=lambda event, _steps_done: event.is_over and event.heads_counted is None,
            button=_l("Say how many came"),
            steps=(ChecklistStep.COUNTED,),
            today=lambda event: _l("Arrivals") if officers_can_count(event) else "",
        ),
        PageLink(Spot.RESIDENTS, "arrivals.new", _l("I'm here"), "check"),
        Code(
            "door",
            lambda event: door_url(event, current_language()),
            _l("Welcome! Count yourself in."),
            _l(
                "Scan the code and tap once. It helps us bring enough officers and coffee next "
                "time."
            ),
        ),
    ],
)
