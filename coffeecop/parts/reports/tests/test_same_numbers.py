"""A number of a report is that of the list that it opens, and residents read what staff read."""

import re

import pytest

from coffeecop.parts.reports.tests.sheets import address, report_page
from tests.staff.events.test_same_numbers import events, reader

__all__ = ["reader"]
pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
LEAST = {"a few": 2, "two or more": 2, "several": 5, "most": 5, "hidden": 5, "fewer than 5": 0}


@pytest.mark.exhaustive_on("postgresql")  # One database counts as the other.
def test_a_number_of_a_report_of_one_event_or_of_all_opens_what_it_counts(reader):
    past = [event for event in events() if event.is_over]
    for told_of in (past[-1], past):
        page, numbers = report_page(reader, told_of), {}
        for row in page.select(".report-bars tr, .report-counts tr"):
            for link in row.select("a[href*='/concerns?']"):
                words = row.select("td:last-child")[0].words
                found = re.match(r"(\d+)( of | or more)?", words)
                listed = re.match(r"(\d+)", reader.get(link["href"]).text("#concern-list h2"))
                numbers[words] = int(found[1]) if found else LEAST[words], int(listed[1])
        exact = [words for words in numbers if " of " in words or words.isdecimal()]
        assert [numbers[words][0] for words in exact] == [numbers[words][1] for words in exact]
        assert all(number <= listed for number, listed in numbers.values())
        assert len(numbers) > 4 or told_of is past
    # Of all of them each has a report of its own.
    reports = [link["href"] for link in page.select(".report-counts a")]
    assert reports == [address(event).format("") for event in past]


@pytest.mark.exhaustive_on("postgresql")  # One database counts as the other.
def test_residents_read_what_staff_read_of_an_event(reader):
    event = events()[-2]
    sheet = report_page(reader, event)
    form = sheet.one("#publish")
    answer = reader.post(form["action"], form_key=form.one("[name=form_key]")["value"])
    page = reader.get(answer.location.removeprefix("/staff/events"))
    for part in (".document > header p", ".report-bars tr", "[aria-labelledby=report-felt] p"):
        assert page.texts(part) == sheet.texts(part) != [], part
