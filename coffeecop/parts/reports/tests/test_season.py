"""Several events in one report, made of what the reports of each of them say."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import MatterState
from coffeecop.parts.reports.tests.rows import make_shares
from coffeecop.parts.reports.tests.sheets import report_page, rows_of, xlsx_rows
from tests.factories import (
    make_agency,
    make_answers,
    make_concern,
    make_concerns,
    make_draft,
    make_event,
    make_matter,
    make_topic,
    sign_in,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def events(plain_officer, event):
    """Return two past events with concerns; each report hides some of them."""
    earlier = make_event(venue=event.venue, starts_at=now() - timedelta(days=60))
    speeding, parking = make_topic(name_en="Speeding"), make_topic(name_en="Parking")
    make_concerns(9, event=earlier, topics=[speeding])
    make_concerns(11, event=earlier)
    make_concerns(3, event=event, topics=[speeding])
    make_concerns(6, event=event, topics=[parking])
    make_concerns(6, event=event)
    return [earlier, event]


def test_a_season_counts_what_the_reports_of_its_events_say_at_least(plain_officer, events):
    page = report_page(plain_officer, events)

    assert rows_of(page, "bars") == [
        ["Speeding", "11 or more, at 2 events"],
        ["Parking", "6 or more, at 1 event"],
    ]
    assert "35 told us something." in page.text(".document > header")
    earlier, later = (words for _title, words in rows_of(page, "counts"))
    assert "20 told us something." in earlier
    assert "15 told us something." in later


def test_events_are_picked_singly(plain_officer, events):
    make_event(venue=events[0].venue, starts_at=now() - timedelta(days=30))
    page = plain_officer.get("/staff/events/reports")
    offered = [each["value"] for each in page.select("[name=event]")]
    assert len(offered) == 3
    picked = "&".join(f"event={each}" for each in (offered[0], offered[2]))

    page = plain_officer.get(f"/staff/events/reports/sheet?{picked}")

    assert page.text(".document > header p").endswith("35 told us something.")
    assert "2 events from" in page.words
    # Its files are about the same ones.
    assert page.one("form[action*='.csv']")["action"].count("event=") == 2


def test_it_says_how_many_events_felt_so_and_missed_whom(plain_officer, events):
    make_shares(events[0].agency, languages={"en": 50, "es": 50})
    make_answers(events[0], [5] * 8, again=2)
    make_answers(events[1], [1] * 6, again=2)

    page = report_page(plain_officer, events)

    felt = page.texts("[aria-labelledby=report-felt] p")
    assert felt == ["I felt heard Most, at 1 of 2", "I'd come again Most, at 0 of 2"]
    (missed,) = page.texts("[aria-labelledby=report-missed] p")
    assert missed.startswith("At 1 of 2 events we heard less of Spanish than its share")


def test_its_matters_are_those_of_all_its_events(plain_officer, events):
    make_matter(event=events[0], name="A crosswalk", said=MatterState.DONE, is_public=True)
    make_matter(event=events[1], name="Forty locks", said=MatterState.CANNOT, is_public=True)
    told = [make_concern(event=event) for event in events]
    make_matter(*told, name="Dogs", said=MatterState.ANSWERED, is_public=True)

    page = report_page(plain_officer, events)

    rows = page.texts("[aria-labelledby=report-matters] b")
    assert rows == ["A crosswalk", "Dogs", "Forty locks"]
    assert sum(row[3] == "What came of it" for row in xlsx_rows(plain_officer, events)) == 4


def test_a_report_of_the_last_year_has_only_what_began_and_is_ones_own(plain_visitor, event):
    make_draft(venue=event.venue)
    make_event(venue=event.venue, title_en="Still to come")
    other = make_agency()
    make_event(agency=other, starts_at=now() - timedelta(days=3), title_en="Of others")
    sign_in(plain_visitor, agency=event.agency)

    page = plain_visitor.get("/staff/events/reports/sheet")

    assert event.title_en in page.words
    assert "Still to come" not in page.words
    assert "Of others" not in page.words


@pytest.mark.parametrize(
    ("since", "until", "error"),
    [
        ("", "2026-05-01", "Choose a day."),
        ("soon", "2026-05-01", "Choose a day."),
        ("2026-05-02", "2026-05-01", "Choose a day within a year after the first."),
        ("2020-05-02", "2026-05-01", "Choose a day within a year after the first."),
        ("0001-01-01", "0001-01-02", "Check the year."),
        ("9999-12-31", "9999-12-31", "Check the year."),
    ],
)
def test_days_that_cannot_be_are_refused_with_what_was_typed(plain_officer, since, until, error):
    for kind, send in (
        ("", plain_officer.get),
        (".pdf", plain_officer.get),
        (".csv", plain_officer.post),
        (".xlsx", plain_officer.post),
    ):
        page = send(f"/staff/events/reports/sheet{kind}?since={since}&until={until}")

        assert page.status == 422
        assert error in page.text(".error-summary")
        assert page.value("#until") == until


def test_the_report_of_an_event_and_the_list_of_events_lead_to_all_reports(plain_officer, event):
    for path in (f"/staff/events/reports/sheet?event={event.id}", "/staff/events"):
        assert plain_officer.get(path).has("main a[href='/staff/events/reports']")


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("/staff/events/{0}/report", "/staff/events/reports/sheet?event={0}"),
        (
            "/staff/events/{0}/report.pdf?paper=a4",
            "/staff/events/reports/sheet.pdf?event={0}&paper=a4",
        ),
        ("/staff/events/season?since=2026-05-01", "/staff/events/reports/sheet?since=2026-05-01"),
    ],
)
def test_addresses_of_before_lead_on(plain_officer, event, former, now):
    answer = plain_officer.get(former.format(event.id))

    assert (answer.status, answer.location) == (303, now.format(event.id))
