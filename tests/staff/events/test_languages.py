"""A file tells languages only where its counts by language tell of nobody alone."""

import random
from itertools import product

import pytest

from coffeecop.db import db
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Language, Phase
from coffeecop.models.topics import topics_of
from coffeecop.staff.events.statistics import language_table
from coffeecop.staff.summaries.suppression import SMALLEST_SHOWN
from tests.factories import make_concern, make_past_event, make_topic
from tests.staff.events.test_show import rows_of
from tests.staff.summaries.test_suppression import Reader

pytestmark = pytest.mark.both_databases

ENGLISH, SPANISH = Language


def raise_concerns(number, event, topics, language):
    for _ in range(number):
        make_concern(event=event, topics=topics, text_language=language)


def table_of(event):
    return language_table(event, topics_of(event.agency_id))


def cells(table):
    return {row.topic.name_en: row.counts for row in table.rows}


def told_languages(visitor, event):
    rows = rows_of(visitor.post(f"/staff/events/{event.id}/export"))
    return {row[name] for row in rows for name in row if "language" in name}


def test_topics_are_counted_by_the_language_of_the_text(plain_officer, event):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    raise_concerns(7, event, [traffic], ENGLISH)
    raise_concerns(5, event, [traffic], SPANISH)
    raise_concerns(5, event, [noise], SPANISH)
    raise_concerns(6, event, [noise], None)
    make_concern(event=event, topics=[noise], language=SPANISH, text_language=ENGLISH)

    table = table_of(event)

    assert cells(table) == {"Traffic": [7, 5], "Noise": [7, 5]}
    assert table.totals == {ENGLISH: 14, SPANISH: 10}
    assert not table.hides_something
    assert told_languages(plain_officer, event) > {"en", "es"}


def test_a_small_count_hides_the_languages(plain_officer, event):
    names = ("Traffic", "Noise", "Parking")
    traffic, noise, parking = (make_topic(name_en=name) for name in names)
    raise_concerns(12, event, [traffic], ENGLISH)
    raise_concerns(4, event, [traffic], SPANISH)
    for topic in (noise, parking):
        raise_concerns(8, event, [topic], ENGLISH)
        raise_concerns(9, event, [topic], SPANISH)

    table = table_of(event)

    assert cells(table)["Traffic"] == [None, None]
    assert sorted(row.counts[0] or 0 for row in table.rows) == [0, 0, 8]
    assert told_languages(plain_officer, event) == {"hidden"}


def test_too_few_texts_in_a_language_hide_the_languages(plain_officer, event):
    raise_concerns(20, event, [make_topic()], ENGLISH)
    raise_concerns(4, event, [make_topic()], SPANISH)

    assert not table_of(event).is_shown
    assert told_languages(plain_officer, event) == {"hidden"}


# A reader who knows the totals


def fill(event, topics, dice):
    """Concerns as they come: few topics have most of them, some have two, some none."""
    spanish = dice.choice([0.1, 0.3, 0.5])
    rows = []
    for _ in range(dice.randint(10, 60)):
        concern = Concern(
            event_id=event.id,
            body="Words.",
            phase=Phase.AT,
            language=ENGLISH,
            text_language=SPANISH if dice.random() < spanish else dice.choice([ENGLISH, None]),
        )
        places = {
            int(len(topics) * dice.random() ** 2) for _ in range(dice.choice([0, 1, 1, 1, 2]))
        }
        concern.topic_rows = [
            ConcernTopic(topic_id=topics[place].id, assigned_by=AssignedBy.RESIDENT)
            for place in places
        ]
        rows.append(concern)
    db.session.add_all(rows)
    db.session.commit()
    return rows


def true_counts(topic_name, language, concerns):
    return sum(
        (concern.text_language or ENGLISH) is language
        and topic_name in ({topic.name_en for topic in concern.topics} or {"No topic yet"})
        for concern in concerns
    )


@pytest.mark.parametrize("seed", range(3))
def test_no_hidden_count_is_worked_out_from_the_totals(plain_officer, seed):
    dice = random.Random(seed)  # noqa: S311
    topics = [make_topic() for _ in range(dice.randint(2, 7))]
    event = make_past_event()
    raised = fill(event, topics, dice)

    table = table_of(event)

    assert (told_languages(plain_officer, event) == {"hidden"}) is table.hides_something
    if not table.is_shown:
        return
    reader = Reader(
        [row.counts for row in table.rows],
        [row.total for row in table.rows],
        list(table.totals.values()),
    )
    for (place, row), (column, language) in product(enumerate(table.rows), enumerate(Language)):
        name = row.topic.name_en if row.topic else "No topic yet"
        real = true_counts(name, language, raised)
        if row.counts[column] is not None:
            assert row.counts[column] == real >= SMALLEST_SHOWN
        elif real < SMALLEST_SHOWN:
            assert len(reader.values((place, column))) >= min(2, row.total + 1)
