"""Numbers that were kept of what is destroyed become rows that add up to the same numbers."""

from collections import Counter, defaultdict
from datetime import UTC, timedelta
from random import Random

import pytest
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.maintenance.verify import verify
from coffeecop.models import (
    Arrival,
    Better,
    Concern,
    Event,
    Kind,
    Language,
    MatterConcern,
    Phase,
    Rsvp,
    SurveyAnswer,
)
from coffeecop.models.concern.counts import states_of
from coffeecop.models.matters.queries import sizes_of
from coffeecop.staff.events.queries import headcount, turnouts
from coffeecop.staff.summaries.survey import answers_by_step
from tests.old_rows import MOMENT, add, add_department, add_event, app_at, move_to
from tests.stored import all_of

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

LOCAL_DAY = "2026-02-01T08:00:00+00:00"
CERTIFIED = MOMENT + timedelta(days=50)
# Of promises it was kept what was said of them, of public answers how many had asked.
PROMISES, ANSWERS = (1, 2), (3, 4)
WORDS = {"what": "Watch Ninth", "public_en": "We watch Ninth."}
STATES = ("received", "answered", "closed", "passed_on")


class Gone:
    """A concern as it was before an older version destroyed it."""

    def __init__(self, rng, event_id):
        self.event_id = event_id
        self.phase, self.kind = rng.choice(list(Phase)), rng.choice(list(Kind))
        self.language, self.state = rng.choice(list(Language)), rng.choice(STATES)
        self.asked = rng.choice("01")
        self.topics = sorted(rng.sample([1, 2, 3], rng.randrange(3)))
        self.matters = {each for each in (*PROMISES, *ANSWERS) if rng.random() < 0.4}
        self.better = rng.choice([None, *Better])

    @property
    def alike(self):
        return self.phase, self.kind, self.language


def keep(owner, name, counted):
    for (owner_id, *parts), number in counted.items():
        key = "|".join(parts)
        add("kept_counts", **{owner: owner_id}, name=name, key=key, number=number)


@pytest.fixture(scope="module")
def gone(environ, new_database, database_name):
    """Return what was destroyed of a database that is now of the newest version."""
    # Other draws on each database.
    rng = Random(database_name)  # noqa: S311 - no secret
    with app_at("1.1", environ, new_database):
        add_department(name="Exampleton Police")
        add_event(has_kept_counts=True)
        for number in (1, 2, 3):
            add("topics", key=f"t{number}", position=number, name_en="Topic", name_es="Tema")
        add("topics", key="t4", position=4, retired_at=MOMENT, merged_into_id=1)
        for _ in PROMISES:
            add("promises", status="open", due_on=MOMENT.date(), published_at=MOMENT, **WORDS)
        for published in ({}, {"published_at": MOMENT, "published_by_id": 1}):
            add("public_answers", question_en="When?", answer_en="At ten.", **published)
        plan = {"trigger": "closed", "keep": 5, "unit": "years", "records": 9}
        moments = ("approved_at", "confirmed_at", "due_at", "begun_at", "destroyed_at")
        officers = {"approved_by_id": add_officer(2), "confirmed_by_id": add_officer(3)}
        people = {"asked_by_id": 1, **officers}
        done = {**dict.fromkeys(moments, CERTIFIED), **people, "method": "sqlite", "destroyed": 9}
        add("destructions", series="concern", **plan, **done)
        found = [Gone(rng, rng.choice([1, 2])) for _ in range(40)]
        keep_all_of(found)
        move_to("head")
        yield found


def add_officer(number):
    return add("staff", name=f"Officer {number}", email=f"officer{number}@example.org")


def keep_all_of(gone):
    alike = Counter((each.event_id, *each.alike, each.state, each.asked) for each in gone)
    keep("event_id", "concerns", alike)
    # Topic 4 has been merged into the first since.
    old = {id(each): [4 if topic == 1 else topic for topic in each.topics] for each in gone}
    topics = ((each.event_id, ",".join(map(str, old[id(each)])), *each.alike) for each in gone)
    keep("event_id", "topics", Counter(topics))
    keep("promise_id", "better", said(gone, {each: each.matters for each in gone}))
    keep("answer_id", "asked", Counter((each - len(PROMISES), "") for each in asked(gone)))
    keep("event_id", "rsvps", {(1, "parties"): 7, (1, "people"): 30})
    keep("event_id", "arrivals", {(1, "staff"): 47, (1, "door"): 3})
    steps = {(1, "", ""): 5, (1, "heard", "4"): 3, (1, "heard", "2"): 1, (1, "again", "5"): 5}
    keep("event_id", "survey", steps)


def test_rows_add_up_to_the_numbers_that_were_kept(gone):
    events = {each.id: each for each in all_of(Event)}
    rows = all_of(Concern)

    assert len(rows) == len(gone) == sum(states_of(each).concerns for each in events.values())
    assert counted(rows) == counted(gone)
    assert Counter((each.state, bool(each.asked_at)) for each in rows) == Counter(
        (each.state, each.asked == "1") for each in gone
    )
    kept = said(gone, {each: each.matters for each in gone})
    assert said(rows, belonging()) == kept
    sizes = Counter([*(promise for promise, _said in kept.elements()), *asked(gone)])
    assert sizes_of((*PROMISES, *ANSWERS)) == sizes
    assert {str(each.destroyed_at) for each in rows} == {str(CERTIFIED.replace(tzinfo=UTC))}
    assert {each.created_at.isoformat() for each in rows} == {LOCAL_DAY}
    assert "kept_counts" not in db.metadata.tables
    assert [each for each in verify().faults if "oncern" in each] == []


def belonging():
    """Return by concern the matters to which it belongs."""
    found = defaultdict(set)
    for row in db.session.scalars(select(MatterConcern)):
        found[row.concern].add(row.matter_id)
    return found


def said(concerns, matters):
    """Count what is said of the first promise."""
    return Counter(
        (min(matters[each]), each.better)
        for each in concerns
        if each.better and matters[each] & {*PROMISES}
    )


def asked(gone):
    return [number for each in gone for number in each.matters & {*ANSWERS}]


def counted(concerns):
    return Counter(
        (each.event_id, each.phase, each.kind, each.language, topic)
        for each in concerns
        for topic in [*(getattr(row, "id", row) for row in each.topics), None]
    )


def test_people_and_answers_add_up_too(gone):
    event = db.session.get_one(Event, 1)

    assert turnouts([event])[1][:2] == (7, 30)
    assert headcount(event) == (47, 3)
    total, steps = answers_by_step(event)[event.id]
    assert (total, steps["heard"], steps["again"]) == (5, {4: 3, 2: 1}, {5: 5})
    assert [len(all_of(each)) for each in (Rsvp, Arrival, SurveyAnswer)] == [7, 4, 5]
    # No certificate tells when.
    assert {each.destroyed_at.isoformat() for each in all_of(Rsvp)} == {LOCAL_DAY}
