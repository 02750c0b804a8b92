"""Whatever the schedule destroys, every number that pages and the sealed record tell stays."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from coffeecop import models
from coffeecop.db import db, db_writes, now
from coffeecop.models.checklist import checklists_of, read_checklists
from coffeecop.models.concern.counts import states_of
from coffeecop.models.event.attendance import QUESTIONS
from coffeecop.models.matters.queries import sizes_of
from coffeecop.parts.records.jobs.destroying import destroy_records
from coffeecop.parts.records.kinds import Series
from coffeecop.staff.events.queries import turnouts
from coffeecop.staff.matters.page import page_of
from coffeecop.staff.summaries.changes import since_last_here
from coffeecop.staff.summaries.counts import event_counts
from coffeecop.staff.summaries.groups import groups_of
from coffeecop.staff.summaries.heat_map import SWITCH, heat_map, map_of_phases
from coffeecop.staff.summaries.matters import what_matters
from coffeecop.staff.summaries.survey import answers_by_step
from coffeecop.web.matters_shown import better_figures, pairs_at
from tests.factories import (
    make_concern,
    make_event,
    make_matter,
    make_rsvp,
    make_staff,
    make_topic,
    pass_night,
    save,
    sign_in,
    the_agency,
)
from tests.findings import faults_found
from tests.of_parts import of_parts
from tests.shares import shared
from tests.stored import all_of
from tests.visitor import Visitor

pytestmark = pytest.mark.both_databases

LONG_AGO = timedelta(days=800)
DESTROYED = {
    Series.CONCERN: models.Concern,
    Series.RSVP: models.Rsvp,
    Series.SURVEY: models.SurveyAnswer,
    Series.ARRIVALS: models.Arrival,
}
STATES = [each for each in models.ConcernState if each is not models.ConcernState.PASSED_ON]


@pytest.mark.parametrize("drawn", shared([(drawn,) for drawn in range(3)]))
def test_every_number_is_the_same_before_and_after(app, drawn):
    rng = Random(drawn)  # noqa: S311 - no secret
    draw_events(rng)
    pass_night()
    entries = recorded()
    visitor = Visitor(app)
    sign_in(visitor, models.Role.ORGANIZER)
    before, pages = numbers(), pages_of(visitor)
    assert any(before["concerns"].values())

    # Some are destroyed a while before the others.
    for part in (0.5, 1):
        for series, model in DESTROYED.items():
            there = [each.id for each in all_of(model) if not each.is_destroyed]
            with db_writes():
                destroy_records(series, rng.sample(there, int(part * len(there))))

        assert differing(before, numbers()) == {}
        assert differing(pages, pages_of(visitor)) == {}
    assert [each for model in DESTROYED.values() for each in all_of(model, destroyed_at=None)] == []
    after = recorded()
    assert after[: len(entries)] == entries
    assert {state for _hash, state in after[len(entries) :]} <= {"destroyed"}
    assert faults_found() == []


def differing(before, after):
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def draw_events(rng):
    """Draw concerns, RSVPs, arrivals, answers and matters of three events at one venue."""
    topics, officer = [make_topic() for _ in range(4)], make_staff()
    first = make_event(starts_at=now() - LONG_AGO)
    later = [
        make_event(starts_at=now() - timedelta(days=days), venue=first.venue) for days in (400, 9)
    ]
    concerns = []
    for event in (first, *later):
        concerns += [draw_concern(rng, event, topics, officer) for _ in range(rng.randrange(6, 30))]
        for _ in range(rng.randrange(9)):
            draw_people(rng, event, officer)
    db.session.commit()
    counted = [each for each in concerns if each.is_in and each.is_counted]
    counted = [each for each in counted if not each.is_complaint]
    for _ in range(4):
        own = rng.sample(counted, rng.randrange(len(counted)))
        state = rng.choice(
            [models.MatterState.HEARD, models.MatterState.DONE, models.MatterState.DONE]
        )
        is_public = rng.random() < 0.7
        make_matter(*own, said=state, is_public=is_public, event=rng.choice([None, first]))


NOT_KEPT = ("Came back with their receipt", "Days until half had an answer")


def draw_concern(rng, event, topics, officer):
    state, kind = rng.choice(STATES), rng.choice(list(models.Kind))
    day = event.starts_at + timedelta(days=rng.randrange(-5, 5))
    better = rng.choice([None, *models.Better])
    concern = make_concern(
        event=event,
        state=state,
        kind=kind,
        phase=rng.choice(list(models.Phase)),
        language=rng.choice(list(models.Language)),
        text_language=rng.choice([None, *models.Language]),
        topics=rng.sample(topics, rng.randrange(3)),
        assigned_by=rng.choice([models.AssignedBy.RESIDENT, models.AssignedBy.ENGINE]),
        wants_answer=rng.random() < 0.3,
        better=better,
        # Many on one day, in no order: they count five by five.
        better_at=better and event.ends_at + timedelta(days=21, hours=rng.random() * 9),
        created_at=day,
        suggested_at=now(),
        is_held=state in STATES[:3] and rng.random() < 0.1,
        contact={"name": "Ann Example"} if rng.random() < 0.3 else None,
        **({"hidden_for": models.HiddenFor.SPAM} if state is models.ConcernState.HIDDEN else {}),
    )
    if rng.random() < 0.3:
        concern.check_topics(by=officer)
    for row in concern.topic_rows:
        odds = {"probability": rng.choice([0.3, 0.6, 0.99]), "topic_id": row.topic_id}
        db.session.add(models.TopicSuggestion(concern_id=concern.id, **odds))
    if not concern.is_held and rng.random() < 0.1 and not concern.is_hidden:
        concern.is_complaint = True
    return concern


def draw_people(rng, event, officer):
    rsvp = make_rsvp(event=event, party_size=rng.randrange(1, 7), contact={"name": "Ben"})
    rsvp.needs = {rng.choice(list(models.Need)[3:])}
    if rng.random() < 0.2:
        rsvp.cancel()
    elif rng.random() < 0.2:
        rsvp.status = models.RsvpStatus.NO_SEAT
    counted = {"counted_by": models.CountedBy.DOOR}
    if rng.random() < 0.5:
        counted = {"counted_by": models.CountedBy.STAFF, "staff_id": officer.id}
    key = f"{event.id} {rsvp.id}"
    save(
        models.Arrival(event_id=event.id, form_key_hash=key, people=rng.randrange(1, 5), **counted)
    )
    steps = {question: rng.choice([None, *range(1, 6)]) for question in QUESTIONS}
    said = {"line": "Thanks.", "language": models.Language.ENGLISH, **steps}
    save(models.SurveyAnswer(event_id=event.id, form_key_hash=key, **said))


def recorded():
    """Return what the public record says, where there is one."""
    if (entries := db.metadata.tables.get("public_record_entries")) is None:
        return []
    wanted = select(entries.c.hash, entries.c.state_after).order_by(entries.c.id)
    return [(each.hash, str(each.state_after)) for each in db.session.execute(wanted)]


def pages_of(visitor):
    """Return the words of pages that tell numbers alone."""
    trends = [f"/staff/trends?by={by}" for by in SWITCH]
    addresses = ("/staff/events", "/staff/matters", "/matters", *trends)
    return {address: visitor.get(address).text("main") for address in addresses}


def numbers():
    """Return what is counted, without what is still to do: nobody can do it any more."""
    db.session.rollback()
    db.session.expire_all()
    agency = the_agency()
    topics = db.session.scalars(select(models.Topic).order_by(models.Topic.id)).all()
    events = db.session.scalars(select(models.Event).order_by(models.Event.id)).all()
    matters = db.session.scalars(select(models.Matter).order_by(models.Matter.id)).all()
    member = make_staff(models.Role.ORGANIZER)
    found = {"concerns": {each.id: states_of(each).concerns for each in events}}
    for event in events:
        counts = event_counts(event)
        done = {"to_answer": 0, "to_confirm": 0, "flagged": 0}
        groups = groups_of(event, topics, total=counts.concerns)
        said = what_matters({event: counts.concerns})[event.id]
        found[event.id] = {
            "states": states_of(event),
            "page": counts._replace(**done),
            "phases": map_of_phases(event, topics),
            "groups": [(each.subject, each.share, each.perhaps) for each in groups],
            "matters": [(each.matter.id, each.share, each.is_of_event) for each in said.rows],
            "public": [each.matter.id for each in pairs_at(event)],
            "steps": answers_by_step(event)[event.id],
            "turnout": turnouts([event])[event.id]._replace(to_talk=0),
            "since": since_last_here(event, topics, is_final=True),
            "parts": [numbers_of(event) for numbers_of in of_parts("NUMBERS", "readers")],
            "sizes": sizes_of([each.id for each in matters], event_id=event.id),
            "today": [
                each.states for each in read_checklists(checklists_of(models.Event.id == event.id))
            ],
        }
    chart = heat_map(agency.id, until=None, has_matters=True)
    found["trends"] = {by: chart.by_property(by) for by in SWITCH}
    found["changes"] = chart.changes
    found["sizes"] = sizes_of([each.id for each in matters])
    found["better"] = better_figures(matters)
    for matter in matters:
        page = page_of(matter, member)
        days = [(each.number, each.who) for each in page.history if each.name == "joined"]
        found["matter", matter.id] = page.size, page.events, page.found_it, days
    return found
