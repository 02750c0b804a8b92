"""Whatever page counts the concerns of an event, all of them say the same."""

import re
from collections import Counter

import pytest
from sqlalchemy import select

from coffeecop.concerns import residents, verbs
from coffeecop.db import db
from coffeecop.models import Concern, ConcernState, Event, Role
from coffeecop.models.concern.counts import ENDS
from coffeecop.models.concern.parts import WAITING_STATES
from tests.factories import make_staff, pass_night, sign_in
from tests.of_parts import of_parts

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

WAITS = "Not answered yet"
NAMES = {
    "Answered in writing": ConcernState.ANSWERED,
    "Talked about": ConcernState.TALKED_ABOUT,
    "Passed on": ConcernState.PASSED_ON,
    "Cannot do": ConcernState.DECLINED,
    "Closed": ConcernState.CLOSED,
    WAITS: None,
}


@pytest.fixture
def reader(plain_visitor, full_department):
    sign_in(plain_visitor, *Role, agency=full_department)
    return plain_visitor


def events():
    return db.session.scalars(select(Event).order_by(Event.starts_at)).all()


def read_line(line):
    """Return how many asked, and where they are, from a sentence that tells it."""
    asked = re.search(r"(\d+)(?: concerns?)? asked", line)
    parts = re.findall(rf"({'|'.join(NAMES)}): (\d+)", line)
    return int(asked[1]) if asked else 0, Counter({NAMES[name]: int(n) for name, n in parts})


def on_event_page(reader, event):
    return read_line(reader.get(f"/staff/events/{event.id}").text("#topics .asked"))


def on_checklist(reader, event):
    lines = reader.get(f"/staff/events/{event.id}").texts("#checklist li")
    (line,) = [line for line in lines if line.startswith("Answer those who asked")]
    return read_line(line)


def in_export(reader, event):
    """Return how many are in each state: of those that asked, and of all."""
    file = reader.post(f"/staff/events/{event.id}/export").csv_rows()
    rows = [(row, ConcernState(row["state"])) for row in file]
    asked = [state for row, state in rows if row["asked"] == "yes"]
    where = Counter(None if state in WAITING_STATES else state for state in asked)
    return (len(asked), where), Counter(state for _, state in rows)


def listed(reader, event, **args):
    """Return how many concerns the list tells that it has."""
    args = "&".join(f"{name}={value}" for name, value in {"event": event.id, **args}.items())
    page = reader.get(f"/staff/concerns?{args}")
    return int(re.match(r"(\d+) concerns?", page.text("#concern-list"))[1])


def in_lists(reader, event):
    where = {state: listed(reader, event, asked=1, state=state.value) for state in ENDS}
    where[None] = listed(reader, event, asked="open")
    return listed(reader, event, asked=1), Counter(where)


def compare(reader, event):
    """Compare all pages about one event; return where those are that asked."""
    asked, where = on_event_page(reader, event)
    assert where.total() == asked
    told, in_states = in_export(reader, event)
    assert told == (asked, where)
    assert in_lists(reader, event) == (asked, +where)
    assert sum(in_states.values()) == listed(reader, event)
    assert {state: listed(reader, event, state=state.value) for state in in_states} == in_states
    if event.is_over:
        assert on_checklist(reader, event) == (asked, where)
    for read in of_parts("READERS_OF_PAGES", "readers"):
        read(reader, event, in_states, where)
    return where


def of_links(reader, path, css, lists):
    """Return what each link says that its list has, and how many that list tells.

    Several pages lead to one list; how many each tells is kept in `lists`.
    """
    numbers = {}
    for link in reader.get(path).select(css):
        shown = (link.select(".of") or [link])[0].text
        # Such as 12 of 40, perhaps 3 more, Maple Court 4.
        number = int(re.findall(r"\d+", shown.split(" of ")[0])[-1])
        href = link["href"]
        if href not in lists:
            found = re.match(r"(\d+)", reader.get(href).text("#concern-list h2"))
            lists[href] = int(found[1]) if found else 0
        numbers[href] = number, lists[href]
    return numbers


@pytest.mark.exhaustive_on("postgresql")  # One database counts as the other.
def test_a_number_of_a_topic_is_that_of_its_list_on_every_page(reader):
    event, lists = events()[-1], {}
    for path, css in {
        "/staff": ".subjects a[href*='/concerns?event'], .heat-map td a",
        f"/staff/events/{event.id}": "#topics .topic-rows a[href*='/concerns?'], #phases td a, "
        "#beside a[href*='/concerns?']",
        f"/staff/events/{event.id}/briefing": "#said .of a",
        "/staff/trends": ".heat-map td a",
        "/staff/trends?by=venue": ".heat-map td a",
    }.items():
        numbers = of_links(reader, path, css, lists)
        assert numbers, path
        wrong = {link: pair for link, pair in numbers.items() if pair[0] != pair[1]}
        assert wrong == {}, path


@pytest.mark.exhaustive_on("postgresql")  # There the next test opens the same pages.
def test_all_pages_tell_the_same_numbers_of_each_event(reader):
    told = [compare(reader, event) for event in events()]

    # Nobody wrote an answer at the first event: no page says so.
    assert {*told[0]} == {ConcernState.TALKED_ABOUT}
    # What is open on the day that comes is the work of now, and the tab tells it.
    open_now = sum(where[None] for where in told)
    assert open_now == sum(listed(reader, event, waiting=1) for event in events()) > 0


@pytest.mark.exhaustive_on("sqlite")  # There the test before opens the same pages.
def test_they_still_do_when_concerns_are_closed_taken_back_and_answered(reader):
    by = make_staff(agency=events()[0].agency)
    for event in events():
        own = select(Concern).where(Concern.event == event, Concern.is_complaint.is_(False))
        open_ones = db.session.scalars(own.where(Concern.state.in_(WAITING_STATES))).all()
        asks_not = [each for each in open_ones if not each.asked_at]
        asks = [each for each in open_ones if each.asked_at]
        if len(asks) > 3:
            verbs.answer(asks[3], key_hash=f"answer-{event.id}", body="Yes.", by=by)
        if asks_not:
            verbs.set_state(asks_not[-1], ConcernState.CLOSED, by=by)
        talked = db.session.scalars(own.where(Concern.state == ConcernState.TALKED_ABOUT)).first()
        if talked:
            residents.write_again(talked, key_hash=f"again-{event.id}", body="And now?")
        db.session.commit()
    residents.withdraw(db.session.scalars(select(Concern).order_by(Concern.id)).first())
    db.session.commit()
    pass_night()

    for event in events():
        compare(reader, event)
