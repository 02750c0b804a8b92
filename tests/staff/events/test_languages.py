"""Counts by language tell of nobody alone, whatever else the pages show."""

import random
from itertools import product

import pytest

from coffeecop.db import db
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Language, Phase
from coffeecop.models.topic import topics_of
from coffeecop.staff.events.statistics import language_table
from coffeecop.staff.queries.suppression import SMALLEST_SHOWN
from tests.factories import make_concern, make_past_event, make_topic
from tests.staff.events.test_show import rows_of
from tests.staff.queries.test_suppression import Reader

ENGLISH, SPANISH = Language


def raise_concerns(number, event, topics, language):
    for _ in range(number):
        make_concern(event=event, topics=topics, text_language=language)


def cells(page):
    rows = page.soup.select("#languages tbody tr")
    return {
        row.select_one("th").get_text(strip=True): [
            cell.get_text(strip=True) for cell in row.select("td")
        ]
        for row in rows
    }


def test_topics_are_counted_by_the_language_of_the_text(plain_officer, event):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    raise_concerns(7, event, [traffic], ENGLISH)
    raise_concerns(5, event, [traffic], SPANISH)
    raise_concerns(5, event, [noise], SPANISH)
    raise_concerns(6, event, [noise], None)
    make_concern(event=event, topics=[noise], language=SPANISH, text_language=ENGLISH)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert cells(page) == {"Traffic": ["7", "5", "12"], "Noise": ["7", "5", "12"]}
    assert page.texts("#languages tfoot td") == ["14", "10", "24"]
    heads = page.texts("#languages thead th")[1:]
    assert heads == ["English, or could not be told", "Spanish", "All"]
    assert "hidden, and enough" not in page.text("#languages")


def test_small_counts_are_hidden_with_enough_beside_them(plain_officer, event):
    names = ("Traffic", "Noise", "Parking")
    traffic, noise, parking = (make_topic(name_en=name) for name in names)
    raise_concerns(12, event, [traffic], ENGLISH)
    raise_concerns(4, event, [traffic], SPANISH)
    for topic in (noise, parking):
        raise_concerns(8, event, [topic], ENGLISH)
        raise_concerns(9, event, [topic], SPANISH)

    page = plain_officer.get(f"/staff/events/{event.id}")

    shown = cells(page)
    assert shown["Traffic"] == ["hidden", "hidden", "16"]
    assert sorted(row[0] for row in shown.values()) == ["8", "hidden", "hidden"]
    assert "enough beside them" in page.text("#languages")


def test_too_few_texts_in_a_language_make_no_table(plain_officer, event):
    raise_concerns(20, event, [make_topic()], ENGLISH)
    raise_concerns(4, event, [make_topic()], SPANISH)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "fewer than five texts in one of the languages" in page.text("#languages")
    assert not page.has("#languages table")


def test_only_totals_open_a_list(plain_officer, event):
    topic = make_topic()
    raise_concerns(6, event, [topic], ENGLISH)
    raise_concerns(6, event, [topic], SPANISH)

    page = plain_officer.get(f"/staff/events/{event.id}")

    links = page.soup.select("#languages a")
    assert [link.text for link in links] == ["12", "12"]
    assert not any("language" in link["href"] for link in links)


# A reader who keeps every page


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
def test_no_hidden_count_is_worked_out_from_all_pages_together(plain_officer, seed):
    """Two events, their sum on the dashboard, the lists, and the files."""
    dice = random.Random(seed)  # noqa: S311
    topics = [make_topic() for _ in range(dice.randint(2, 7))]
    events = [make_past_event(), make_past_event()]
    raised = {event: fill(event, topics, dice) for event in events}

    for event in events:
        page = plain_officer.get(f"/staff/events/{event.id}")
        table = language_table(event, topics_of(event.agency_id))
        assert page.has("#languages table") is table.is_shown
        if not table.is_shown:
            assert is_silent(plain_officer, event, page)
            continue
        shown = {name: row[:2] for name, row in cells(page).items()}
        counts = [
            [None if cell == "hidden" else int(cell) for cell in row] for row in shown.values()
        ]
        reader = Reader(
            counts,
            [row.total for row in table.rows],
            [int(total) for total in page.texts("#languages tfoot td")[:2]],
        )
        for (row, name), (column, language) in product(enumerate(shown), enumerate(Language)):
            real = true_counts(name, language, raised[event])
            if counts[row][column] is not None:
                assert counts[row][column] == real >= SMALLEST_SHOWN
            elif real < SMALLEST_SHOWN:
                assert len(reader.values((row, column))) >= min(2, table.rows[row].total + 1)
        if table.hides_something:
            assert is_silent(plain_officer, event, page)


def is_silent(visitor, event, page):
    """Neither the page's links nor the file tell more by language than the page itself."""
    addresses = [link["href"] for link in page.soup.select("a[href*='/staff/concerns?']")]
    rows = rows_of(visitor.post(f"/staff/events/{event.id}/export"))
    assert {row[name] for row in rows for name in row if "language" in name} == {"hidden"}
    return not any("language" in address for address in addresses)
