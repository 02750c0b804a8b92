"""Whatever a hidden number is, nothing that leaves the department differs by it."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AssignedBy, ConcernTopic, SurveyAnswer
from coffeecop.parts.reports.tests.sheets import csv_rows, report_page, xlsx_rows
from tests.factories import make_answers, make_concerns, make_event, make_topic
from tests.of_parts import of_parts
from tests.shares import shared

pytestmark = pytest.mark.both_databases


@pytest.fixture
def earlier(event):
    """Return an event of which the report tells numbers, for seasons with and without it."""
    earlier = make_event(venue=event.venue, starts_at=now() - timedelta(days=60))
    make_concerns(20, event=earlier)
    return earlier


def all_that_is_told(visitor, event, earlier):
    """Return the report, its files, each season that has the event, and what residents read."""
    told = []
    for events in (event, [event], [earlier, event]):
        told += [report_page(visitor, events).texts("article")]
        told += [csv_rows(visitor, events), xlsx_rows(visitor, events)]
    own = f"/events/{event.slug}"
    parts = (f"{own}/{page}" for page in of_parts("PAGES_OF_EVENT_FOR_RESIDENTS"))
    pages = own, *parts, "/en", "/promises", "/answers"
    return [*told, *(visitor.get(page).words for page in pages)]


def raise_it(concerns, topic, number):
    for concern in concerns:
        concern.topic_rows.clear()
    db.session.flush()
    for concern in concerns[:number]:
        row = ConcernTopic(topic_id=topic.id, assigned_by=AssignedBy.RESIDENT)
        concern.topic_rows.append(row)
    db.session.commit()


@pytest.mark.parametrize(
    ("concerns", "alike"),
    # A few, most, and by order alone.
    shared([(11, (2, 3, 4)), (12, (8, 10, 12)), (8, (2, 5, 8)), (11, (0, 1))]),
)
def test_of_topics(plain_officer, event, earlier, concerns, alike):
    topic, sent = make_topic(), make_concerns(concerns, event=event)
    make_concerns(6, event=earlier, topics=[topic])

    told = []
    for number in alike:
        raise_it(sent, topic, number)
        told.append(all_that_is_told(plain_officer, event, earlier))

    for other in told:
        assert other == told[0]
    raise_it(sent, topic, 6 if concerns > 10 else 0)
    assert all_that_is_told(plain_officer, event, earlier) != told[0]


@pytest.mark.exhaustive_on("postgresql")  # It counts there as it does for topics.
def test_of_a_survey_in_which_few_disagree(plain_officer, event, earlier):
    make_answers(earlier, [5] * 9 + [1] * 9)
    told = []
    for disagree in (0, 2, 4):
        db.session.query(SurveyAnswer).filter_by(event_id=event.id).delete()
        make_answers(event, [1] * disagree + [5] * (16 - disagree))
        told.append(all_that_is_told(plain_officer, event, earlier))

    for other in told:
        assert other == told[0]
