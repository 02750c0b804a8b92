"""The pages cost the same however much the department has collected."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernFlag,
    ConcernTopic,
    FlagKind,
    Language,
    Phase,
    Role,
    TopicSuggestion,
)
from tests.factories import make_concern, make_event, make_past_event, make_topic, save, sign_in
from tests.of_parts import of_parts
from tests.visitor import Visitor

# Session, the marks in the navigation, and the page's own.
PINNED = {
    "/staff": 11,
    "/staff/trends": 6,
    "/staff/events": 6,
    "/staff/events/{event}/briefing": 11,
    "/staff/events/{event}": 12,
    "/staff/concerns": 8,
    "/staff/concerns?event={event}&topic={topic}": 10,
    "/staff/concerns?waiting=1": 5,
    "/staff/concerns?sorting=open": 8,
    "/staff/concerns/{concern}": 14,
    "/staff/concerns?urgent=open": 8,
    "/staff/audit": 5,
    "/staff/matters": 5,
    "/staff/matters/new?event={event}": 3,
    "/staff/topics": 5,
    "/staff/topics?open=new": 4,
    "/staff/topics/{topic}": 5,
    "/staff/topics/{topic}?open=edit": 12,
    "/staff/topics/{old}": 8,
}
for page, number in of_parts("COSTS"):
    PINNED[page] = PINNED.get(page, 0) + number
FOR_ADMINISTRATORS = ("/staff/topics", "/staff/audit")


def add_concerns(number, *, events, topics):
    """Add concerns. Each tenth has no topic but a suggestion and a flag."""
    concerns = [
        Concern(
            event_id=events[n % len(events)].id,
            body=f"Cars speed on Maple Court {n}.",
            phase=list(Phase)[n % 3],
            language=Language.ENGLISH,
        )
        for n in range(number)
    ]
    for n, concern in enumerate(concerns):
        if n % 10:
            topic_id = topics[n // 2 % len(topics)].id
            concern.topic_rows = [ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT)]
    db.session.add_all(concerns)
    db.session.flush()
    for concern in concerns[::10]:
        suggested = {"topic_id": topics[0].id, "probability": 0.4}
        db.session.add_all(
            [
                ConcernFlag(concern_id=concern.id, kind=FlagKind.THREAT),
                TopicSuggestion(concern_id=concern.id, **suggested),
            ]
        )
    db.session.commit()
    return concerns[1].id


def open_pages(app, queries, number):
    """Return the statements of each page when there are this many concerns."""
    events = [make_past_event(), make_event()]
    topics = [make_topic() for _ in range(15)]
    old = make_topic(retired_at=now())
    save(topics[2], split_from_id=old.id)
    concern = add_concerns(number, events=events, topics=[*topics, old])
    make_concern(event=events[0], topics=[old])
    officer, admin, statements = Visitor(app), Visitor(app), {}
    sign_in(officer, Role.OFFICER)
    sign_in(admin, Role.ADMIN)
    for path in PINNED:
        visitor = admin if path.startswith(FOR_ADMINISTRATORS) else officer
        address = path.format(event=events[0].id, topic=topics[1].id, old=old.id, concern=concern)
        with queries() as statements[path]:
            assert visitor.get(address).status == 200, path
    return statements


@pytest.mark.parametrize("number", [10, 1000])
def test_each_page_sends_few_statements_of_which_none_reads_all_concerns(app, queries, number):
    sent = open_pages(app, queries, number)

    wrong = [path for path, statements in sent.items() if len(statements) != PINNED[path]]
    assert {path: sent[path] for path in wrong} == {}, [len(sent[each]) for each in wrong]
    if number == 10:
        assert {path: scans for path in sent if (scans := scans_of(sent[path]))} == {}


def test_today_costs_who_sets_up_no_more(plain_visitor, queries):
    make_concern(event=make_event(), topics=[make_topic()])
    sign_in(plain_visitor, Role.ADMIN, Role.ORGANIZER)

    with queries() as statements:
        assert plain_visitor.get("/staff").has(".set-up")

    assert len(statements) <= PINNED["/staff"], "\n".join(statements)


def scans_of(statements):
    """Return what reads all concerns."""
    plans = [line for statement in statements for line in plan_of(statement)]
    # Flags that nobody has looked at have an index of their own, which holds nothing else.
    scans = {line for line in plans if line.startswith("SCAN concern")}
    return {line for line in scans if "ix_concern_flags_to_see" not in line}


def plan_of(statement):
    explained = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
    )
    return [row[3] for row in explained]
