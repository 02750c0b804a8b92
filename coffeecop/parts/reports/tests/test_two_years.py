"""Two years of made-up events: eight of them, three hundred texts, a report every quarter."""

import json
from datetime import timedelta

import pytest

from coffeecop.db import db
from coffeecop.models import Matter, MatterState, Role
from coffeecop.parts.reports.tests.rows import make_reported
from coffeecop.parts.reports.tests.test_publishing import SHEET, account_of, note_of, publish
from tests.factories import make_agency, make_matter, make_topic, say_of, sign_in
from tests.stored import one_of

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive_on("postgresql")]

TEXTS = (38, 31, 44, 29, 52, 36, 27, 43)


def test_two_years_are_told_in_reports_that_answer_for_each_other(plain_visitor):
    agency = make_agency()
    topics = [make_topic(agency=agency) for _ in range(8)]
    events = [
        make_reported(texts, topics=topics, seed=n, agency=agency) for n, texts in enumerate(TEXTS)
    ]
    for n, event in enumerate(events, 1):
        event.starts_at -= timedelta(days=90 * (len(events) - n))
        event.ends_at = event.starts_at + timedelta(hours=2)
    db.session.commit()
    member = sign_in(plain_visitor, Role.ORGANIZER, agency=agency)
    promised = {"by": member, "is_public": True, "said": MatterState.DOING}
    for n in range(9):
        make_matter(**promised, name=f"Matter {n}", event=events[n % 8])

    published = publish(plain_visitor).location
    for n in range(9):
        if n % 3:
            note_of(f"Matter {n}")
        else:
            say_of(one_of(Matter, name=f"Matter {n}"), MatterState.DONE)
    after = publish(plain_visitor).location

    page = plain_visitor.get(after.replace("/staff/events", ""))
    assert "9 of 9 accounted for" in page.text("#report-account")
    assert len(account_of(page)) == 9
    before, report = (
        json.loads(plain_visitor.get(f"{path.replace('/staff/events', '')}.json").body)
        for path in (published, after)
    )
    assert report["previous"] == before["seal"]
    assert [line["times"] for line in report["lines"] if "times" in line] == [2] * 6
    assert SHEET in plain_visitor.get("/staff/events/reports").response.get_data(as_text=True)
