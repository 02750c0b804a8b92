"""Who else says so: an event's concerns are ranked for the names of its matters."""

import pytest

from coffeecop.engine import own_process
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import encoder_name
from coffeecop.models import ConcernState, ConcernVector
from coffeecop.parts.likeness.engine import ranking_process
from coffeecop.parts.likeness.engine.likeness_process import NotCompared
from coffeecop.parts.likeness.engine.ranking_process import Fit, StoryName
from coffeecop.parts.likeness.ranking import fitting, likely_for_each, rank
from coffeecop.web.rate_limits import limiter
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_matter,
    make_staff,
    make_topic,
    put_in_state,
    save,
    suggest,
)

BIKES = StoryName(1, "Dirt bikes on the trail", "motocross")
LIGHTS = StoryName(2, "Street lights out", "dark street")
OTHERS = [
    "Somebody dumps old mattresses in the alley.",
    "Can we have more coffee events on weekends?",
    "The stop sign is hidden by a tree.",
    "Cars are parked across my driveway on market days.",
    "The dog next door barks all night.",
]


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Rank here, and note the texts of each time; test_ranking_process has a process."""
    times = []

    def run(_module, lines, **_limits):
        lines = [*lines]
        times.append(lines[1:])
        return ranking_process.answer(iter(lines))

    monkeypatch.setattr(own_process, "run", run)
    return times


@pytest.fixture
def event(app):
    event = make_event()
    for body in OTHERS:
        write(body, event)
    return event


@pytest.fixture
def member(event):
    return make_staff()


def write(body, event, **values):
    """Make a concern that the engine has read."""
    concern = make_concern(body=body, event=event, **values)
    (vector,) = encode([body])
    save(ConcernVector(concern_id=concern.id, encoder=encoder_name(), vector=pack(vector)))
    return concern


@pytest.mark.both_databases
def test_the_likeliest_is_first_for_each_name(event, member):
    light = write("It is dark on Fifth, the street light is out.", event)
    bikes = write("Dirt bikes race on the trail every night.", event)

    ranking = rank(event, [BIKES, LIGHTS], member)

    assert [ranking[each.key][0].id for each in (BIKES, LIGHTS)] == [bikes.id, light.id]
    assert {len(ranked) for ranked in ranking.values()} == {len(OTHERS) + 2}


def test_what_is_not_in_the_events_stream_is_not_ranked(event, member, asked):
    held = make_concern(event=event, is_held=True)
    withdrawn = put_in_state(make_concern(event=event), ConcernState.WITHDRAWN)
    complaint = make_concern(event=event, is_complaint=True)
    elsewhere = make_concern(event=make_event(agency=make_agency()))

    rank(event, [BIKES], member)

    read = "".join(asked[0])
    for each in (held, withdrawn, complaint, elsewhere):
        assert each.body not in read


def test_few_texts_stand_beside_others_of_the_department(event, member, asked):
    ours = write("Dirt bikes on the trail again!", make_event())

    (found,) = rank(ours.event, [BIKES], member)[BIKES.key]

    assert found.id == ours.id
    assert len(asked[0]) == len(OTHERS) + 1


@pytest.mark.both_databases
def test_a_concern_with_the_likely_topic_of_a_name_counts_more(event, member):
    topic = make_topic(keywords_en="parade")
    first, second = (make_concern(body="When is it?", event=event) for _ in range(2))
    suggest(first, topic, 0.9)

    ranked = rank(event, [StoryName(1, "Parade")], member)[1]

    scores = {each.id: each.score for each in ranked}
    assert scores[first.id] > scores[second.id]


def test_an_answer_is_kept_until_a_text_comes(event, member, asked):
    for _ in range(2):
        rank(event, [BIKES], member)
    assert len(asked) == 1

    later = write("Dirt bikes on the trail again!", event)

    assert rank(event, [BIKES], member)[BIKES.key][0].id == later.id
    assert len(asked) == 2


def test_without_names_nothing_is_asked(event, member, asked):
    assert rank(event, [], member) == {}
    assert not asked


def test_one_person_asks_so_often_and_no_more(event, member, monkeypatch):
    monkeypatch.setattr("coffeecop.parts.likeness.ranking.ASKING_LIMIT", "1 per hour")
    monkeypatch.setattr(limiter, "enabled", True)
    rank(event, [BIKES], member)

    with pytest.raises(NotCompared):
        rank(event, [LIGHTS], member)


def test_a_concern_may_belong_to_what_it_surely_or_likely_fits(event, member):
    ours = write("Dirt bikes race on the trail, a motocross track every night.", event)
    for number in range(20):
        write(f"Question number {number} about the parade.", event)

    assert fitting(ours, [LIGHTS, BIKES], member) == {BIKES.key: Fit.SURE}
    matters = [make_matter(event=event, name=each.name, also=each.also) for each in (LIGHTS, BIKES)]
    lights, bikes = likely_for_each(event, matters, member).values()
    assert (next(iter(bikes.items())), any(lights.values())) == ((ours.id, True), False)
