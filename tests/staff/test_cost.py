"""The pages cost the same however much the department has collected."""

import pytest
from sqlalchemy import insert

from coffeecop.db import db, now
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Language, Phase, Role
from tests.factories import make_concern, make_event, make_past_event, make_topic, sign_in

# Session, department's name, the marks in the navigation, and the page's own.
PINNED = {
    "/staff": 20,
    "/staff/events/{event}": 25,
    "/staff/concerns": 11,
    "/staff/concerns?event={event}&topic={topic}": 12,
    "/staff/concerns/{concern}": 9,
    "/staff/topics": 6,
    "/staff/topics/new": 4,
    "/staff/topics/{topic}": 6,
    "/staff/topics/{topic}/edit": 10,
    "/staff/topics/{topic}/merger/new": 5,
    "/staff/topics/{topic}/split/new": 4,
    "/staff/topics/{topic}/retirement/new": 4,
    "/staff/topics/{old}/sorting": 7,
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


def open_page(visitor, queries, path, number):
    """Return the statements of a page when there are this many concerns."""
    sign_in(visitor, Role.ADMIN if "/topics" in path else Role.OFFICER)
    events = [make_past_event(), make_event()]
    topics = [make_topic() for _ in range(15)]
    old = make_topic(retired_at=now())
    topics[2].split_from_id = old.id
    db.session.commit()
    concern = add_concerns(number, events=events, topics=[*topics, old])
    make_concern(event=events[0], topics=[old])
    address = path.format(event=events[0].id, topic=topics[1].id, old=old.id, concern=concern)
    with queries() as statements:
        assert visitor.get(address).status == 200
    return statements


@pytest.mark.parametrize("number", [10, 1000])
@pytest.mark.parametrize("path", PINNED)
def test_a_page_sends_a_pinned_number_of_statements(plain_visitor, queries, path, number):
    statements = open_page(plain_visitor, queries, path, number)

    assert len(statements) == PINNED[path], "\n".join(statements)


@pytest.mark.parametrize("path", PINNED)
def test_no_page_reads_all_concerns(plain_visitor, queries, database_name, path):
    if database_name != "sqlite":
        pytest.skip("PostgreSQL rightly reads a small table as a whole")

    statements = open_page(plain_visitor, queries, path, 10)

    plans = [line for statement in statements for line in plan_of(statement)]
    # Flags that nobody has looked at have an index of their own, which holds nothing else.
    scans = {line for line in plans if line.startswith("SCAN concern")}
    assert {line for line in scans if "ix_concern_flags_to_see" not in line} == set()


def plan_of(statement):
    explained = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
    )
    return [row[3] for row in explained]
