import itertools
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import time_machine
from sqlalchemy import func, select

from coffeecop import parts
from coffeecop.db import db, db_writes, now
from coffeecop.engine.language import language_of
from coffeecop.models import (
    Agency,
    AssignedBy,
    ChecklistTick,
    Concern,
    ConcernState,
    Contact,
    Event,
    Matter,
    MatterState,
    MatterStep,
    Phase,
    Role,
    Rsvp,
    RsvpStatus,
    StaffMember,
    SurveyAnswer,
    Topic,
)
from coffeecop.models.concern.conditions import in_event_stream, not_sorted, waits
from coffeecop.models.event.attendance import needs_of
from coffeecop.models.suggestions import has_pending_analysis
from coffeecop.parts import Part
from coffeecop.parts.demo.dates import next_day
from coffeecop.parts.demo.department import FOLDER, LEFT_UNSORTED, load_demo
from coffeecop.parts.demo.reading import READING, VECTORS
from coffeecop.parts.demo.tests.reading_anew import read_anew
from coffeecop.parts.hooks import Hook, When
from coffeecop.staff.events.briefing.queries import counted_events, expected_heads
from tests.engine.test_sample import ALL as SAMPLE
from tests.engine.test_sample import folded, strings
from tests.factories import PACIFIC, sign_in
from tests.made_once import fill_once
from tests.stored import all_of, one_of
from tests.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("app")]

READ_ANEW = "Run `make demo`, and look at what has changed in the demo."
MADE_UP = {"Example Bakery", "Sample Library"}
MONTHS_OF_HOLIDAYS = {1, 7, 11, 12}
NOBODYS_NAMES = {"Example", "Sample", "Specimen", "Placeholder"}
REAL = "coffee-with-a-cop-2026-02-26"


@pytest.fixture
def demo(app):
    fill_once(load_demo)


def coming_event():
    return db.session.scalars(select(Event).where(Event.ends_at > now())).one()


def test_the_first_event_is_the_real_one(demo):
    event = one_of(Event, slug=REAL)

    assert event.agency.name == "Ventura Police Department"
    assert event.venue.name == "Peirano's Market & Delicatessen"
    assert event.venue.address == "204 E. Main St., Ventura"
    assert event.starts_at.astimezone(PACIFIC) == datetime(2026, 2, 26, 12, 30, tzinfo=PACIFIC)
    assert event.ends_at.astimezone(PACIFIC) == datetime(2026, 2, 26, 14, 0, tzinfo=PACIFIC)
    assert "you pay for your own coffee or Italian sub" in event.description_en
    assert "cada quien paga" in event.description_es


def test_what_is_invented_about_the_real_department_says_so(demo):
    agency, real = one_of(Agency), one_of(Event, slug=REAL)
    concerns = all_of(Concern)
    surveyed = {answer.event_id for answer in all_of(SurveyAnswer)}

    # Numbers and addresses that are for stories.
    assert "555-01" in agency.phone
    assert agency.website.endswith(".example.org")
    assert agency.complaint_url is None
    assert real.roster == []
    assert not any(each.messages or each.entered_by_id for each in concerns if each.event is real)
    assert real.id not in surveyed
    assert {each.event.venue.name for each in concerns if each.is_complaint} == MADE_UP
    for event in all_of(Event):
        assert event is real or "made up" in event.description_en
        assert event is real or re.search("inventad[oa]s", event.description_es)
        assert all(each.name.split()[-1] in NOBODYS_NAMES for each in event.roster)
    # Nobody is in it but the officer of the demo.
    assert all_of(Contact) == []
    (officer,) = all_of(StaffMember)
    assert officer.is_demo


def test_one_event_is_to_come_and_three_are_over(demo):
    event, real = coming_event(), one_of(Event, slug=REAL)
    needs = needs_of(event).languages

    assert (event.title_en, event.venue) == (real.title_en, real.venue)
    assert f"{event.starts_at.astimezone(PACIFIC):%H:%M}" == "12:30"
    assert event.slug == f"coffee-with-a-cop-{event.starts_at.astimezone(PACIFIC):%Y-%m-%d}"
    assert event.takes_rsvps
    assert [other.is_over for other in all_of(Event)].count(True) == 3
    # Of the languages asked for, one is spoken and others are not.
    assert {need.is_met for need in needs} == {True, False}
    assert [need.parties for need in needs if need.languages == {"mix"}] == [2]


def test_the_next_event_is_four_to_eight_days_away_in_the_middle_of_a_week():
    for n in range(3 * 365):
        today = date(2026, 3, 3) + timedelta(days=n)
        day = next_day(today)

        assert 4 <= (day - today).days <= 8
        assert f"{day:%a}" in {"Tue", "Wed", "Thu"} or day.month in MONTHS_OF_HOLIDAYS


def test_the_next_event_is_on_a_usual_day_and_on_no_holiday():
    for today, day in (
        ("2026-11-29", "Thu 2026-12-03"),
        ("2026-11-30", "Tue 2026-12-08"),
        # Thanksgiving is on the 26th.
        ("2026-11-22", "Mon 2026-11-30"),
        ("2026-12-20", "Mon 2026-12-28"),
    ):
        assert f"{next_day(date.fromisoformat(today)):%a %Y-%m-%d}" == day


# Before and after the clocks change, and at the turn of the year.
@pytest.mark.parametrize("today", ["2026-10-30", "2027-03-12", "2026-12-30", "2026-05-31"])
def test_the_next_event_starts_at_half_past_twelve_on_any_day(app, today):
    noon = datetime.fromisoformat(f"{today}T12:00").replace(tzinfo=PACIFIC)
    with time_machine.travel(noon, tick=False), db_writes():
        load_demo(is_read=False)
        event = coming_event()

        assert f"{event.starts_at.astimezone(PACIFIC):%H:%M}" == "12:30"
        assert timedelta(days=3.9) < event.starts_at - now() < timedelta(days=8.1)
        for concern in all_of(Concern):
            assert concern.event.published_at < concern.created_at < now()
        for step in all_of(MatterStep):
            assert step.created_at <= now()


def test_what_waits_waits_for_hours_or_days(demo):
    waits = [now() - each.waiting_since for each in all_of(Concern) if each.waiting_since]
    concerns = all_of(Concern, event=coming_event())

    assert 3 <= len(waits) <= 6
    assert all(timedelta(hours=1) < each < timedelta(days=5) for each in waits)
    assert 22 <= len(concerns) <= 28
    assert all(now() - each.created_at < timedelta(days=21) for each in concerns)


def test_every_page_of_the_demo_says_that_what_the_police_say_is_made_up(app, demo, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    visitor = Visitor(app)

    assert "what the police say here are made up" in visitor.get("/matters").text(".strip")
    assert "inventado" in visitor.get("/es/matters").text(".strip")


def test_matters_are_in_every_state_and_their_words_in_both_languages(demo):
    matters = all_of(Matter)

    assert {each.state for each in matters} == set(MatterState)
    for each in matters:
        assert bool(each.asked_en) == bool(each.asked_es)
        assert all(step.said_en for step in each.steps if step is not each.steps[0])
        assert not each.is_published or all(step.said_es for step in each.steps[1:])


def test_one_promise_is_due_this_week_and_none_is_late(demo):
    today = now().astimezone(PACIFIC).date()
    days = [(each.due_on - today).days for each in all_of(Matter, state=MatterState.DOING)]

    assert min(days) >= 0
    assert [day <= 7 for day in days].count(True) == 1


def test_the_newest_few_and_those_of_one_event_are_left_to_confirm(demo):
    unsorted = db.session.scalars(select(Concern).where(not_sorted(), in_event_stream())).all()
    newest = [each for each in unsorted if not each.event.slug.startswith(LEFT_UNSORTED)]

    assert 1 <= len(newest) < 10 < len(unsorted)
    assert {each.event for each in newest} == {coming_event()}


def test_the_first_page_shows_what_the_engine_read(demo, plain_visitor):
    sign_in(plain_visitor, Role.OFFICER, agency=one_of(Agency))

    page = plain_visitor.get("/staff")

    assert not has_pending_analysis()
    assert page.text(".count-tiles") == "2 urgent 5 to answer"
    assert "E-bikes and scooters" in page.words


def test_the_engine_of_today_reads_the_demo_as_it_is_shown(app):
    shown = json.loads(READING.read_text("utf-8"))
    shown_vectors = np.frombuffer(VECTORS.read_bytes(), "<f2").astype(float)

    found = read_anew()
    vectors = b"".join(row.pop("vector") for row in found["concern_vectors"])
    likely = [row.pop("probability") for row in found["topic_suggestions"]]
    shown_likely = [row.pop("probability") for row in shown["topic_suggestions"]]
    found_vectors = np.frombuffer(vectors, "<f2").astype(float)

    has_changed = [name for name, rows in found.items() if rows != shown[name]]
    assert not has_changed, READ_ANEW
    assert likely == pytest.approx(shown_likely, abs=0.005), READ_ANEW
    assert found_vectors == pytest.approx(shown_vectors, abs=0.01), READ_ANEW


def test_everything_was_sent_and_answered_while_it_could_be(demo):
    for event in all_of(Event):
        assert event.is_published
        assert event.published_at < min(event.starts_at, now()) - timedelta(weeks=2)
        assert event.title_es
        assert event.description_es
        moments = [concern.created_at for concern in all_of(Concern, event_id=event.id)]
        assert moments == sorted(moments)
    for concern in all_of(Concern):
        assert concern.event.published_at < concern.created_at < now()
        assert concern.event.phase_at(concern.created_at) is concern.phase
        # What came in later can't have been talked about there.
        assert concern.state is not ConcernState.TALKED_ABOUT or concern.phase is not Phase.AFTER
        for answer in concern.messages:
            assert answer.is_from_staff
            assert concern.created_at < answer.created_at == concern.state_at < now()
    for rsvp in all_of(Rsvp):
        closed_at = min(rsvp.event.starts_at, now())
        assert rsvp.event.published_at <= rsvp.created_at <= closed_at
        assert rsvp.is_coming or rsvp.created_at <= rsvp.cancelled_at <= closed_at
    assert all(answer.created_at < now() for answer in all_of(SurveyAnswer))
    assert all(tick.ticked_at < now() for tick in db.session.query(ChecklistTick))


@pytest.mark.parametrize("hour", [0, 6, 23])
def test_concerns_are_raised_by_people_who_are_awake(app, hour):
    at = datetime(2026, 11, 24, hour, 30, tzinfo=PACIFIC)
    with time_machine.travel(at, tick=False), db_writes():
        load_demo(is_read=False)

    for concern in all_of(Concern):
        assert 7 <= concern.created_at.astimezone(PACIFIC).hour < 23
        assert concern.created_at < at


def told():
    lines = (FOLDER / "concerns.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_no_text_is_in_the_sample_that_measures_the_engine():
    texts = {folded(said) for each in told() for said in strings(each)}

    assert [line["id"] for line in SAMPLE if folded(line["text"]) in texts] == []


def test_a_telephone_number_belongs_to_nobody():
    numbers = re.findall(r"\d{3}\D?\d{3}\D?\d{4}", " ".join(each["body"] for each in told()))

    assert numbers
    # Reserved for fiction.
    assert all(re.fullmatch(r"\d{3}\D?555\D?01\d\d", number) for number in numbers)


def test_topics_that_no_resident_chose_are_of_staff_and_of_the_newest_from_the_computer(demo):
    chosen = {each["body"]: each["assigned_by"] == AssignedBy.RESIDENT for each in told()}
    right = {each["body"]: set(each["topics"]) for each in told()}

    assert 0.3 <= [*chosen.values()].count(True) / len(chosen) <= 0.6
    for concern in all_of(Concern):
        by = {row.assigned_by for row in concern.topic_rows}
        if chosen[concern.body]:
            assert by == {AssignedBy.RESIDENT}
        elif concern.topics_are_checked:
            assert by <= {AssignedBy.STAFF}
            assert {topic.key for topic in concern.topics} == right[concern.body]
            assert concern.created_at < concern.topics_checked_at < now()
        else:
            assert by <= {AssignedBy.ENGINE}
    assert set(itertools.chain(*(each["topics"] for each in told()))) == {
        topic.key for topic in all_of(Topic)
    }


def test_what_counts_as_answered_has_an_answer_in_its_language_and_some_still_waits(demo):
    def waiting(event):
        rows = select(Concern).where(Concern.event == event, waits())
        return len(db.session.scalars(rows).all())

    first = all_of(Concern, event=one_of(Event, slug=REAL))
    asked = Counter(each.state for each in first if each.asked_at and not each.is_complaint)
    assert asked == {ConcernState.TALKED_ABOUT: 22}
    assert waiting(one_of(Event, slug=REAL)) == 0
    assert waiting(coming_event()) >= 5
    answered = [concern for concern in all_of(Concern) if concern.messages]
    assert len(answered) >= 15
    for concern in answered:
        assert language_of(concern.messages[0].body) == language_of(concern.body)
    for concern in all_of(Concern):
        is_answered = concern.state in (ConcernState.ANSWERED, ConcernState.DECLINED)
        assert is_answered == bool(concern.messages)


def test_other_parts_are_given_the_department_its_officer_and_its_events(app, monkeypatch):
    given = []
    tea = Part(
        "tea", "Tea", "For all", links=[Hook(When.MADE_UP, lambda *rows: given.append(rows))]
    )
    monkeypatch.setattr(parts, "parts", lambda: (tea,))

    with db_writes():
        load_demo(is_read=False)

        ((agency, officer, events),) = given
        assert (agency.name, officer.is_demo) == ("Ventura Police Department", True)
        assert len(events) == 4
        assert {event.agency for event in events} == {officer.agency} == {agency}


def test_the_seats_taken_are_those_of_the_parties_that_come(demo):
    for event in all_of(Event):
        coming = select(func.sum(Rsvp.party_size)).where(
            Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
        )
        assert event.seats_taken == db.session.scalar(coming)
        assert 10 <= len(all_of(Rsvp, event_id=event.id)) <= 30
    assert {rsvp.status for rsvp in all_of(Rsvp)} == {RsvpStatus.COMING, RsvpStatus.CANCELLED}
    assert any(rsvp.needs for rsvp in all_of(Rsvp))


def test_heads_were_counted_often_enough_to_expect_a_range_at_the_next_event(demo):
    past = [event for event in all_of(Event) if event.is_over]
    coming = [event for event in all_of(Rsvp, event_id=coming_event().id) if event.is_coming]

    assert all(event.heads_counted and event.heads_counted_at > event.ends_at for event in past)
    assert coming_event().heads_counted is None
    expected = expected_heads(sum(r.party_size for r in coming), counted_events(coming_event()))
    assert expected.events == 3
    assert 10 <= expected.least < expected.most <= 60


@time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), tick=False)
def test_the_demo_is_the_same_each_time(app):
    def loaded():
        load_demo()
        parties = select(Rsvp.party_size, Rsvp.created_at, Rsvp.status).order_by(Rsvp.id)
        raised = select(Concern.body, Concern.created_at).order_by(Concern.id)
        survey = select(SurveyAnswer.heard, SurveyAnswer.again, SurveyAnswer.created_at)
        queries = (parties, raised, survey.order_by(SurveyAnswer.id))
        rows = [db.session.execute(query).all() for query in queries]
        db.session.rollback()
        return rows

    assert loaded() == loaded()


def test_the_command_loads_the_demo_into_an_empty_database_alone(app):
    loaded, again = (app.test_cli_runner().invoke(args=["demo"]) for _ in range(2))

    assert (loaded.exit_code, loaded.output) == (0, "The demo is loaded.\n")
    assert again.exit_code == 1
    assert "not empty" in again.output
    assert len(all_of(Event)) == 4
