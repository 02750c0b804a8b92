"""Today and the digest say when the next report is due, and what the last one still waits for."""

from datetime import timedelta

import pytest

from coffeecop.db import db
from coffeecop.models import MatterState, Role
from coffeecop.parts.reports.shown import due_in_digest, words_of_due
from coffeecop.parts.reports.tests.rows import make_report
from tests.factories import make_matter, make_staff, save, sign_in, the_agency

DUE = "The next report is due by"


@pytest.fixture
def organizer(plain_visitor, event):
    plain_visitor.member = sign_in(plain_visitor, Role.ORGANIZER, agency=event.agency)
    event.agency.report_months = 3
    make_matter(said=MatterState.DOING, due_in=200, is_public=True)
    return plain_visitor


def of_age(report, days):
    report.published_on -= timedelta(days=days)
    db.session.commit()


def test_today_says_it_three_weeks_ahead(organizer):
    report = make_report(by=organizer.member)
    of_age(report, 60)
    assert DUE not in organizer.get("/staff").words

    of_age(report, 20)
    words = organizer.get("/staff").words
    assert DUE in words
    assert "1 line of the last one has no state yet." in words
    assert DUE in organizer.get("/staff/events/reports").words


def test_without_a_rhythm_nobody_is_told(organizer):
    of_age(make_report(by=organizer.member), 80)
    save(organizer.member.agency, report_months=None)

    assert DUE not in organizer.get("/staff").words


def test_the_digest_says_it_to_who_runs_events(organizer):
    of_age(report := make_report(by=organizer.member), 80)
    since = organizer.member.created_at

    assert due_in_digest(organizer.member, since) == words_of_due(report)
    assert not due_in_digest(make_staff(), since)


def test_administrators_choose_how_often(plain_admin):
    form = plain_admin.get("/staff/events/reports").one("form[action$=rhythm]")

    plain_admin.post(form["action"], report_months="3")

    assert the_agency().report_months == 3
    assert plain_admin.post(form["action"], report_months="7").status == 422
