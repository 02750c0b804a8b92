"""What may be quoted for a topic is kept, the best first."""

import pytest
from sqlalchemy import select

from coffeecop.analysis.quotes import quotes_of, write_quotes
from coffeecop.concerns.residents import withdraw
from coffeecop.db import db, db_writes
from coffeecop.models import TopicQuote
from tests.factories import make_concern, make_event, make_staff, make_topic, suggest

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def topic(app):
    return make_topic()


def sorted_by_engine(event, topic, *probabilities):
    return [suggest(make_concern(event=event), topic, each) for each in probabilities]


def kept():
    return list(db.session.scalars(select(TopicQuote.concern_id).order_by(TopicQuote.rank)))


def test_what_staff_confirmed_comes_first_and_then_that_of_which_the_engine_is_surest(event, topic):
    concerns = sorted_by_engine(event, topic, 0.6, 0.8, 0.99, 0.6)
    concerns[-1].check_topics(by=make_staff())
    db.session.commit()

    # The unsure one is kept for the time when somebody confirms it.
    assert quotes_of(event.id) == {topic.id: [concern.id for concern in reversed(concerns)]}


def test_of_several_that_staff_confirmed_the_one_most_like_all_comes_first(event, topic):
    bodies = [
        "My cat is gone.",
        "Cars speed past the school every morning.",
        "Cars speed on Maple Court every morning.",
        "Every morning cars speed down Maple Court past the school.",
    ]
    concerns = [make_concern(event=event, topics=[topic], body=body) for body in bodies]
    for concern in concerns:
        concern.check_topics(by=make_staff())
    db.session.commit()

    quotes = quotes_of(event.id)[topic.id]

    assert quotes[0] == concerns[3].id
    assert quotes[-1] == concerns[0].id


def test_the_ten_surest_are_kept(event, topic):
    sorted_by_engine(event, topic, *[0.99] * 10)
    less_sure = make_concern(event=event)
    suggest(less_sure, topic, 0.9)

    quotes = quotes_of(event.id)[topic.id]

    assert len(quotes) == 10
    assert less_sure.id not in quotes


def test_what_is_withdrawn_is_quoted_no_more(event, topic):
    stays, goes = sorted_by_engine(event, topic, 0.9, 0.9)
    with db_writes():
        write_quotes(event.id, quotes_of(event.id))
    assert set(kept()) == {stays.id, goes.id}
    with db_writes():
        withdraw(db.session.merge(goes))

    with db_writes():
        write_quotes(event.id, quotes_of(event.id))

    assert kept() == [stays.id]


def test_a_concern_that_is_deleted_meanwhile_is_left_out(event, topic):
    stays, goes = sorted_by_engine(event, topic, 0.9, 0.9)
    found = quotes_of(event.id)
    with db_writes():
        db.session.delete(db.session.merge(goes))

    with db_writes():
        write_quotes(event.id, found)

    assert kept() == [stays.id]
