"""What each page says of the concerns, and what their columns say."""

from collections import Counter
from csv import DictReader
from functools import cache
from io import StringIO

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    Better,
    Concern,
    ConcernState,
    ConcernTopic,
    Event,
    Matter,
    MatterConcern,
    MatterState,
    ResidentState,
)
from coffeecop.models.checklist import ChecklistStep, checklists_of, read_checklists
from coffeecop.models.concern.counts import states_of as states_of_event
from coffeecop.models.concern.parts import OUT_STATES, WAITING_STATES
from coffeecop.models.matters.queries import concerns_of, matters_with, sizes_of
from coffeecop.models.topics import topics_of
from coffeecop.staff.concern_list.filters import ConcernFilter, matching
from coffeecop.staff.concern_list.work import count_waiting, count_work
from coffeecop.staff.events.export import concerns_csv, exported_concerns
from coffeecop.staff.events.queries import turnouts
from coffeecop.staff.summaries.counts import event_counts
from coffeecop.staff.today.page import MOST_URGENT, urgent_concerns
from coffeecop.staff.topics.queries import topic_list
from coffeecop.web.matters_shown import SMALLEST_GROUP, better_figures, published_pairs
from tests.of_parts import of_parts

S = ConcernState
SAID_AS = {
    S.RECEIVED: ResidentState.RECEIVED,
    S.LOOKED_INTO: ResidentState.LOOKED_INTO,
    S.TALKED_ABOUT: ResidentState.TALKED_ABOUT,
    S.ANSWERED: ResidentState.ANSWERED,
    S.PASSED_ON: ResidentState.PASSED_ON,
    S.DECLINED: ResidentState.DECLINED,
    S.CLOSED: ResidentState.CLOSED,
    S.WITHDRAWN: ResidentState.RECEIVED,
    S.HIDDEN: ResidentState.RECEIVED,
}


def every_concern():
    """Return the concerns as they are stored, by id."""
    db.session.flush()
    db.session.expire_all()
    return {each.id: each for each in db.session.scalars(select(Concern).order_by(Concern.id))}


def check_every_reader(concerns, member):
    """Compare what the readers make of the concerns with what their columns say."""
    each_state_is_possible(concerns)
    stream = [each for each in concerns if is_in_stream(each)]
    came = turnouts(db.session.scalars(select(Event).order_by(Event.id)).all())
    for checklist in read_checklists(every_checklist()):
        own = [each for each in stream if each.event_id == checklist.event.id]
        assert came.pop(checklist.event.id).concerns == len(own)
        event_says(checklist, own)
    assert not came
    lists_say(concerns, stream, member)
    links_say(stream, member)
    for each in concerns:
        receipt_says(each)
    for reader in of_parts("READERS", "readers"):
        reader(concerns)


# To write such a query takes longer than to run it.
every_checklist = cache(checklists_of)


def is_in_stream(concern):
    return not (concern.is_complaint or concern.is_held or concern.state in OUT_STATES)


def is_put_away(concern, today):
    is_away = concern.put_away_for_next_event or (
        concern.put_away_until is not None and concern.put_away_until > now()
    )
    return is_away and (concern.due_on is None or concern.due_on >= today)


def each_state_is_possible(concerns):
    """Check what no constraint of one row can say."""
    for each in concerns:
        since = each.asked_at if each.state in WAITING_STATES else None
        assert each.waiting_since == since, each.id
        for person in (each.assigned_to, each.deputy):
            assert person is None or not each.is_complaint or person.roles >= {"complaints"}


def event_says(checklist, stream):
    """Compare the event's page, checklist and export."""
    event = checklist.event
    today = event.agency.today
    every = Counter(each.state for each in stream)
    asked = Counter(each.state for each in stream if each.asked_at)
    open_now = [each for each in stream if each.waiting_since and not is_put_away(each, today)]
    counts = event_counts(event)
    assert (counts.concerns, counts.to_answer) == (len(stream), len(open_now))
    (line,) = [line for line in checklist.lines if line.item.step is ChecklistStep.ANSWERED]
    for states in (counts.states, line.states, states_of_event(event)):
        assert (states.all, states.asked) == (every, asked)
        assert sum(number for _state, number in states.where_asked) == asked.total()
        assert states.waiting == asked[S.RECEIVED] + asked[S.LOOKED_INTO]
    exported = exported_concerns(event)
    table = DictReader(StringIO(concerns_csv(exported).lstrip("\ufeff")))
    assert [row.concern.id for row in exported] == [each.id for each in stream]
    assert [(row["state"], row["asked"]) for row in table] == [
        (each.state, "yes" if each.asked_at else "no") for each in stream
    ]


def lists_say(concerns, stream, member):
    """Compare tabs, badge and Today."""
    today = member.agency.today
    to_answer = [each for each in stream if each.waiting_since and not is_put_away(each, today)]
    complaints = [each for each in concerns if each.is_complaint and each.state not in OUT_STATES]
    given = [each for each in stream if is_given(each, member)]
    given_now = [each for each in given if not is_put_away(each, today)]
    lists = {
        "": stream,
        "waiting=1": to_answer,
        "complaint=1": complaints,
        "mine=1": given_now,
        "asked=1": [each for each in stream if each.asked_at],
        **{
            f"state={state}": [each for each in stream if each.state is state]
            for state in {each.state for each in concerns}
        },
    }
    for query, expected in lists.items():
        assert listed(query, member) == [each.id for each in expected], query
    work = count_work(member)
    assert count_waiting(member) == work.waiting
    assert work.to_answer == len(to_answer)
    assert work.given == len(given_now)
    assert work.to_review == sum(each.is_held and each.state not in OUT_STATES for each in concerns)
    in_order = sorted(
        to_answer, key=lambda each: (each.better is not Better.NO, each.waiting_since, each.id)
    )
    found = urgent_concerns(member, work.event_ids)
    assert [need.concern.id for need in found] == [each.id for each in in_order[:MOST_URGENT]]


def links_say(stream, member):
    """Compare what topics and matters count with what counts."""
    numbers = {each.id for each in stream}

    def linked(table, number):
        own = select(table.concern_id).where(number).order_by(table.concern_id)
        return [each for each in db.session.scalars(own) if each in numbers]

    counts = topic_list(member.agency_id).counts
    for topic in topics_of(member.agency_id):
        found = linked(ConcernTopic, ConcernTopic.topic_id == topic.id)
        assert counts.get(topic.id, 0) == len(found)
    matters_say(stream, linked)


def matters_say(stream, linked):
    """Compare what lists, sizes, chips and residents read of each matter."""
    public = {each.matter.id for each in published_pairs()}
    counted = set()
    for matter in db.session.scalars(select(Matter).order_by(Matter.id)):
        own = (MatterConcern.matter_id == matter.id) & MatterConcern.belongs
        behind = linked(MatterConcern, own)
        assert sorted(each.id for each in db.session.scalars(concerns_of(matter))) == behind
        assert sizes_of([matter.id]) == {matter.id: len(behind)}
        assert len(behind) == sum(each.belongs for each in matter.concern_rows)
        assert all(matter in matters_with(each) for each in stream if each.id in behind)
        assert (matter.id in public) is matter.is_published
        assert matter.state is matter.steps[-1].state
        assert (matter.said is None) is (matter.state is MatterState.HEARD)
        said = [each.id for each in stream if each.better and each.id in behind]
        if matter.is_published:
            own_said, counted = set(said) - counted, counted | set(behind)
            assert (matter.id in better_figures([matter])) is (len(own_said) >= SMALLEST_GROUP)


def is_given(concern, member):
    is_done = concern.state not in (*WAITING_STATES, S.TALKED_ABOUT)
    return concern.assigned_to_id == member.id and not is_done


def listed(query, member):
    args = dict(pair.split("=") for pair in query.split("&") if pair)
    conditions = matching(ConcernFilter.read(args), member)
    found = select(Concern.id).join(Concern.event).where(*conditions).order_by(Concern.id)
    return list(db.session.scalars(found))


def receipt_says(concern):
    state = SAID_AS[concern.state]
    if state is ResidentState.RECEIVED and concern.read_at:
        state = ResidentState.READ
    assert concern.resident_state is state
    assert concern.waits == (concern.waiting_since is not None)
