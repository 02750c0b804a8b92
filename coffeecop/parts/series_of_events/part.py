"""Series of events: one is repeated by a rule, as real events, one for each date."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Event, StaffMember
from coffeecop.parts import Part
from coffeecop.parts.links import AuditFields, EventRows, OtherEvents, PageLink, Spot
from coffeecop.parts.series_of_events.recurrence import rule_label
from coffeecop.parts.series_of_events.series import SeriesAction, arranged, plans_of_following
from coffeecop.parts.series_of_events.views import bp


def _may_repeat(event: Event, member: StaffMember) -> bool:
    return member.is_organizer and not (event.series_id or event.is_cancelled)


PART = Part(
    name="series_of_events",
    title=_l("Series of events"),
    purpose=_l("Repeats an event, such as every month, and changes all later dates together"),
    blueprints=[bp],
    audit={"events": SeriesAction},
    links=[
        PageLink(Spot.EVENT, "series_of_events.new", _l("Repeat"), is_shown=_may_repeat),
        PageLink(
            Spot.EVENT,
            "series_of_events.index",
            _l("All dates"),
            is_shown=lambda event, _: bool(event.series_id),
        ),
        EventRows(arranged),
        OtherEvents(
            "following",
            _l("This event and all that follow"),
            _l(
                "It is one of a series. Those that follow keep their dates, and everything that "
                "you do not change here."
            ),
            lambda event: bool(event.series_id) and not event.is_cancelled,
            plans_of_following,
        ),
        AuditFields({"rule": _l("Repeated")}, lambda _, rule: rule_label(rule)),
    ],
)
