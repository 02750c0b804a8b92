"""Sharing: the share kit of an event, what the heads of pages tell, and the feed."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import ChecklistStep
from coffeecop.parts import Part
from coffeecop.parts.links import PageLink, Section, Spot, Tool
from coffeecop.parts.sharing.pictures import NAME, picture_of_link
from coffeecop.parts.sharing.share_kit import is_shared_next
from coffeecop.parts.sharing.structured_data import data_of_event
from coffeecop.parts.sharing.views import residents, staff

PART = Part(
    name=NAME,
    title=_l("Sharing"),
    purpose=_l("Texts to post, the picture that a link shows, and the feed"),
    starts_on=True,
    blueprints=[residents.bp, staff.bp],
    links=[
        Tool(
            "share-2",
            "staff_sharing.share_kit",
            _l("Share"),
            {"before": 4, "during": 4},
            is_next=is_shared_next,
            button=_l("Share: let people know"),
            steps=(ChecklistStep.ONLINE,),
        ),
        Section(Spot.HEAD, "sharing/head.html", picture_of_link),
        Section(Spot.HEAD, "sharing/structured_data.html", data_of_event),
        PageLink(Spot.FEED, "sharing.feed", _l("Coffee with a Cop")),
    ],
)
