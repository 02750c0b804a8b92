"""What the plan of an event leads to: only what can be used for it."""

import pytest

from coffeecop.models import EventStatus, Language
from tests.factories import make_draft, make_event, make_past_event, sign_in

BEFORE = ["Checklist", "Print kit", "Share kit"]
AT_IT = ["Capture", "Arrivals", "Paper cards"]


@pytest.mark.parametrize(
    ("make", "values", "tools"),
    [
        (make_draft, {}, ["Checklist"]),
        (make_event, {}, [*AT_IT, *BEFORE]),
        (make_past_event, {}, [*AT_IT, "Checklist"]),
        (make_event, {"status": EventStatus.CANCELLED}, ["Capture", "Paper cards"]),
    ],
    ids=["a draft", "one that comes", "one that is over", "a cancelled one"],
)
def test_the_plan_leads_to_what_can_be_used(plain_visitor, app, make, values, tools):
    event = make(**values)
    sign_in(plain_visitor)

    page = plain_visitor.get(f"/staff/events/{event.id}/plan")

    assert page.texts(".tools a") == ["Briefing", *tools]
    for link in page.soup.select(".tools a"):
        assert plain_visitor.get(link["href"]).status == 200


def test_it_speaks_spanish(plain_visitor, app):
    event = make_event()
    sign_in(plain_visitor, language=Language.SPANISH)

    page = plain_visitor.get(f"/staff/events/{event.id}/plan")

    assert not {"Briefing", *AT_IT, *BEFORE} & set(page.texts(".tools a"))
