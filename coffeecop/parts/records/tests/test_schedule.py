"""How long each series is kept: chosen from a schedule, changed line by line."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import Language, Role
from coffeecop.parts.records.kinds import KeepUnit, RecordsAction, Series, Trigger
from coffeecop.parts.records.models.schedule import keep_until
from coffeecop.parts.records.models.settings import settings_of
from coffeecop.parts.records.tests.rows import make_rule
from tests.factories import make_concern, sign_in, the_agency
from tests.stored import audited, reload
from tests.visitor import Visitor

RULE = {
    "keep": "6",
    "unit": "years",
    "trigger": "closed",
    "item": "LE-12",
    "source": "Our schedule",
}


def stored(series):
    return reload(the_agency()) and next(
        (rule for rule in the_agency().retention_rules if rule.series is series), None
    )


def test_the_schedule_that_is_of_no_state_has_a_spanish_name(app, visitor):
    sign_in(visitor, Role.RECORDS, language=Language.SPANISH)

    names = visitor.get("/staff/records").texts("#schedule-form .choice, #schedule-form option")

    assert {"Sencillo", "California"} <= {*names}


@pytest.mark.both_databases
def test_a_schedule_is_chosen_whole_and_another_replaces_all_of_it(clerk):
    page = clerk.get("/staff/records")
    assert "Nothing is destroyed until you have chosen a schedule." in page.words
    assert "This is not legal advice." in page.words
    sources = [
        link["href"] for link in page.select("#schedule-heading ~ details a[rel=noreferrer]")
    ]
    assert len(sources) == 3
    assert all(source.startswith("https://") for source in sources)

    clerk.post("/staff/records/schedule", schedule="california")
    california = stored(Series.COMPLAINT)
    assert (california.keep, california.source) == (5, "Cal. Penal Code 832.5(b)")
    page = clerk.follow(clerk.post("/staff/records/schedule", schedule="texas"))

    texas = stored(Series.COMPLAINT)
    assert (texas.trigger, texas.keep, texas.item) == (Trigger.CLOSED, 2, "GR1000-24")
    assert stored(Series.RSVP).source is None
    assert settings_of(the_agency()).fiscal_year_month == 10
    assert "2 years after it was closed · GR1000-24" in page.words
    assert "30 days after the event · goes by itself" in page.words
    assert "Nothing is destroyed until" not in page.words
    assert [entry[0] for entry in audited()] == [RecordsAction.SCHEDULE_CHANGED] * 2


@pytest.mark.both_databases
def test_a_line_is_changed_and_counts_at_once(clerk):
    concern = make_concern(created_at=now() - timedelta(days=1))
    page = clerk.get("/staff/records/schedule/concern")
    assert page.value("#keep") == "2"
    assert not page.has("#needs_approval")

    for _ in range(2):
        answer = clerk.post("/staff/records/schedule/concern", **RULE, version=page_version(clerk))

    assert (answer.status, answer.location) == (303, "/staff/records")
    rule = stored(Series.CONCERN)
    assert (rule.keep, rule.trigger, rule.item) == (6, Trigger.CLOSED, "LE-12")
    assert rule.needs_approval
    assert keep_until(reload(concern)).year == concern.created_at.year + 6
    assert len(audited()) == 1
    log = Visitor(clerk.client.application)
    sign_in(log, Role.RECORDS, agency=the_agency())
    told = log.get("/staff/audit").words
    assert "Series: Concerns" in told
    assert "Its number in your own schedule: — → LE-12" in told


def page_version(visitor):
    return visitor.get("/staff/records/schedule/concern").value("[name=version]")


def test_a_wrong_line_comes_back_with_what_was_typed(clerk):
    for field, typed in (
        ("keep", "0"),
        ("keep", "1000"),
        ("keep", "many"),
        ("keep", "9" * 400),
        ("unit", "months"),
        ("trigger", "someday"),
        ("item", "x" * 61),
        ("source", "x" * 301),
    ):
        page = clerk.post("/staff/records/schedule/concern", **{**RULE, field: typed})

        assert page.status == 422
        assert page.has(f"#{field}[aria-invalid=true]")
        if field in ("keep", "item", "source"):
            assert page.value(f"#{field}") == typed
        assert stored(Series.CONCERN) is None


def test_a_colleague_s_change_is_not_overwritten_unseen(clerk):
    make_rule(Series.CONCERN)
    seen = page_version(clerk)
    clerk.post("/staff/records/schedule/concern", **RULE, version=seen)

    page = clerk.post("/staff/records/schedule/concern", **{**RULE, "keep": "9"}, version=seen)

    assert page.status == 422
    assert "A colleague changed this while you were writing." in page.words
    assert stored(Series.CONCERN).keep == 6


def test_only_what_is_no_record_may_go_by_itself(clerk):
    assert clerk.get("/staff/records/schedule/contact").has("#needs_approval")

    clerk.post(
        "/staff/records/schedule/contact", keep="60", unit="days", trigger="event", version=""
    )

    contact = stored(Series.CONTACT)
    assert (contact.keep, contact.unit, contact.needs_approval) == (60, KeepUnit.DAYS, False)


def test_no_schedule_and_no_series_that_does_not_exist(clerk):
    page = clerk.post("/staff/records/schedule", schedule="nowhere")
    assert page.status == 422
    assert "Choose a schedule." in page.words
    assert clerk.get("/staff/records/schedule/nothing").status == 404
    # Only who reads complaints sets how long they are kept.
    assert clerk.get("/staff/records/schedule/complaint").status == 404


def test_only_who_keeps_the_records_is_led_there(plain_visitor):
    for role, is_led in ((Role.OFFICER, False), (Role.RECORDS, True)):
        sign_in(plain_visitor, role)
        assert plain_visitor.get("/staff/more").has("[href='/staff/records']") is is_led


def test_nothing_is_said_to_be_sent_that_nobody_sends(plain_clerk):
    page = plain_clerk.get("/staff/records")

    assert "Audit log 5 years after it was written" in page.words
    assert "Mail 2 years after it was sent" in page.words
    assert "Requests for records 2 years after it was closed" in page.words
    for series, told in (("sign_in", "after it was written"), ("arrivals", "after it was counted")):
        options = plain_clerk.get(f"/staff/records/schedule/{series}").texts("#trigger option")
        assert told in options
        assert "after it was sent" not in options
