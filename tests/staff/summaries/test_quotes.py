"""A quote stands for its topic: a person or a sure engine says so."""

import pytest

from coffeecop.concerns.residents import withdraw
from coffeecop.db import db, now
from coffeecop.models import AssignedBy, FlagKind, TopicSuggestion
from coffeecop.staff.summaries.quotes import newest_quotes, quotes
from tests.factories import (
    make_concern,
    make_flag,
    make_quotes,
    make_staff,
    make_topic,
    save,
    suggest,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def topic(app):
    return make_topic()


@pytest.mark.parametrize(
    ("assigned_by", "probability", "is_quoted"),
    [
        (AssignedBy.ENGINE, 0.85, True),
        (AssignedBy.ENGINE, 0.84, False),
        (AssignedBy.RESIDENT, 0.5, True),
        (AssignedBy.RESIDENT, 0.49, False),
        (AssignedBy.RESIDENT, None, False),
    ],
)
def test_what_nobody_confirmed_is_quoted_only_if_it_is_sure(
    event, topic, assigned_by, probability, is_quoted
):
    concern = make_concern(event=event, topics=[topic], assigned_by=assigned_by)
    if probability:
        suggested = {"topic_id": topic.id, "probability": probability}
        save(TopicSuggestion(concern_id=concern.id, **suggested))

    assert quotes(event, [topic]) == ({topic: concern} if is_quoted else {})


def test_another_topic_that_is_sure_is_no_reason(event, topic):
    concern = make_concern(event=event, topics=[topic])
    save(TopicSuggestion(concern_id=concern.id, topic_id=make_topic().id, probability=0.99))

    assert quotes(event, [topic]) == {}


def test_what_staff_confirmed_is_quoted_until_it_moves_to_another_topic(event, topic):
    concern = make_concern(event=event, topics=[topic])
    assert quotes(event, [topic]) == {}

    concern.check_topics(by=make_staff())
    db.session.commit()

    assert quotes(event, [topic]) == {topic: concern}
    concern.set_topics([make_topic()], by=make_staff())
    db.session.commit()
    assert quotes(event, [topic]) == {}


def test_what_a_person_checked_comes_first_and_then_that_of_which_the_engine_is_surest(
    event, topic
):
    surest, sure, checked = (suggest(make_concern(event=event), topic, p) for p in (0.99, 0.9, 0.6))
    assert quotes(event, [topic]) == {topic: surest}

    checked.check_topics(by=make_staff())
    db.session.commit()
    assert quotes(event, [topic]) == {topic: checked}

    for gone in (checked, surest):
        withdraw(gone)
    db.session.commit()
    assert quotes(event, [topic]) == {topic: sure}


@pytest.mark.parametrize(
    ("facts", "flag", "is_quoted"),
    [
        ({}, {"is_right": None}, False),
        ({}, {"is_right": False, "seen_at": now()}, True),
        ({"has_personal_details": True}, None, False),
        ({"names_officer": True}, None, False),
        ({"has_personal_details": None, "names_officer": None}, None, False),
        ({"is_complaint": True}, None, False),
    ],
)
def test_the_next_best_is_quoted_for_a_complaint_and_what_is_flagged_or_may_hold_details(
    event, topic, facts, flag, is_quoted
):
    values = {"event": event, "topics": [topic]}
    best, second = make_concern(**values, **facts), make_concern(**values)
    make_quotes(topic, best, second)
    if flag:
        by = make_staff().id if "seen_at" in flag else None
        make_flag(FlagKind.THREAT, concern=best, seen_by_id=by, **flag)
    quoted = best if is_quoted else second

    assert quotes(event, [topic]) == {topic: quoted}
    assert newest_quotes(event, 1) == [second]
    assert (best in newest_quotes(event, 2)) is is_quoted


def test_what_sounds_like_a_complaint_is_quoted_once_a_person_has_looked(event):
    concern = make_concern(event=event, sounds_like_complaint=True)
    assert newest_quotes(event, 1) == []

    concern.check_topics(by=make_staff())
    db.session.commit()

    assert newest_quotes(event, 1) == [concern]
