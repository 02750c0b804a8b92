"""The pages cost the same however much the department has collected."""

import pytest
from sqlalchemy import insert

from coffeecop.db import db, now
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Language, Phase
from tests.factories import make_event, make_past_event, make_topic

# Session, department's name and the page's own.
PINNED = {
    "/staff": 20,
    "/staff/events/{event}": 25,
    "/staff/concerns": 11,
    "/staff/concerns?event={event}&topic={topic}": 12,
    "/staff/concerns/{concern}": 9,
}


def add_concerns(number, *, events, topics):
    db.session.execute(
        insert(Concern),
        [
            {
                "event_id": events[n % len(events)].id,
                "body": f"Cars speed on Maple Court {n}.",
                "phase": list(Phase)[n % 3],
                "language": Language.ENGLISH,
                "created_at": now(),
            }
            for n in range(number)
        ],
    )
    ids = db.session.scalars(db.select(Concern.id).order_by(Concern.id)).all()
    db.session.execute(
        insert(ConcernTopic),
        [
            {
                "concern_id": concern_id,
                "topic_id": topics[n // 2 % len(topics)].id,
                "assigned_by": AssignedBy.RESIDENT,
                "created_at": now(),
            }
            for n, concern_id in enumerate(ids)
            if n % 10
        ],
    )
    db.session.commit()
    return ids[1]


@pytest.mark.parametrize("number", [10, 1000])
@pytest.mark.parametrize("path", PINNED)
def test_a_page_sends_a_pinned_number_of_statements(plain_officer, queries, path, number):
    events = [make_past_event(), make_event()]
    topics = [make_topic() for _ in range(15)]
    concern = add_concerns(number, events=events, topics=topics)
    address = path.format(event=events[0].id, topic=topics[1].id, concern=concern)

    with queries() as statements:
        assert plain_officer.get(address).status == 200

    assert len(statements) == PINNED[path], "\n".join(statements)


@pytest.mark.parametrize("path", PINNED)
def test_no_page_reads_all_concerns(plain_officer, queries, database_name, path):
    if database_name != "sqlite":
        pytest.skip("PostgreSQL rightly reads a small table as a whole")
    events = [make_past_event(), make_event()]
    topics = [make_topic()]
    concern = add_concerns(10, events=events, topics=topics)
    address = path.format(event=events[0].id, topic=topics[0].id, concern=concern)

    with queries() as statements:
        plain_officer.get(address)

    plans = [line for statement in statements for line in plan_of(statement)]
    assert any("concerns" in line for line in plans)
    # FlagFilter that nobody has looked at have an index of their own, which holds nothing else.
    scans = {line for line in plans if line.startswith("SCAN concern")}
    assert scans <= {"SCAN concern_flags USING INDEX ix_concern_flags_to_see"}


def plan_of(statement):
    explained = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
    )
    return [row[3] for row in explained]
