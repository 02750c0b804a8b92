"""Each person chooses in their account when scheduled mail comes."""

from datetime import datetime, timedelta

import pytest
import time_machine

from coffeecop.models import BriefedOn, DigestDays, Role
from coffeecop.models.mail import notifications_of
from coffeecop.parts.scheduled_mail.schedule import briefed_on, choose, digest_days, is_digest_due
from tests.factories import PACIFIC, make_staff, sign_in
from tests.of_parts import turn_parts_off
from tests.stored import reload

MONDAY = datetime(2027, 3, 8, tzinfo=PACIFIC)
FORM = "#schedule-form"


def post(visitor, **fields):
    chosen = {"digest_days": "daily", "briefed_on": "own"}
    return visitor.post("/staff/account/scheduled-mail", **{**chosen, **fields})


def checked(page):
    return [each["value"] for each in page.select(f"{FORM} [checked]")]


@pytest.mark.parametrize(
    ("role", "chosen"),
    [
        (Role.ORGANIZER, ["monday", "all"]),
        (Role.ADMIN, ["monday", "own"]),
        (Role.OFFICER, ["never", "own"]),
    ],
)
def test_before_anybody_chose_the_page_shows_what_the_role_brings(plain_visitor, role, chosen):
    sign_in(plain_visitor, role)

    assert checked(plain_visitor.get("/staff/account")) == chosen


def test_a_choice_is_kept_and_shown_and_may_be_nothing(plain_officer):
    answer = post(plain_officer)

    assert (answer.status, answer.location) == (303, "/staff/account?show=notifications")
    assert checked(plain_officer.get("/staff/account")) == ["daily", "own"]

    post(plain_officer, digest_days="never", briefed_on="never")
    settings = notifications_of(reload(plain_officer.member))
    assert digest_days(settings) is DigestDays.NEVER
    assert briefed_on(settings) is BriefedOn.NEVER


def test_a_wrong_entry_comes_back_with_what_was_chosen(plain_officer):
    page = post(plain_officer, digest_days="hourly", briefed_on="all")

    assert page.refused("#digest_days-error")
    assert page.text("title").startswith("Error:")
    assert checked(page) == ["all"]
    assert notifications_of(reload(plain_officer.member)).briefings is None


def test_a_department_that_has_it_off_asks_nobody(plain_officer):
    turn_parts_off(plain_officer.member.agency)

    assert not plain_officer.get("/staff/account").has(FORM)
    assert post(plain_officer).status == 404


@pytest.mark.parametrize(
    ("chosen_at", "hours"), [(18, 14), (6, 1)], ids=["in the evening", "before seven"]
)
def test_a_digest_comes_at_the_next_seven_after_it_is_chosen(app, chosen_at, hours):
    settings = notifications_of(make_staff(created_at=MONDAY - timedelta(days=30)))
    with time_machine.travel(MONDAY.replace(hour=chosen_at), tick=False) as clock:
        choose(settings, digest=DigestDays.DAILY, briefings=BriefedOn.NEVER)

        assert not is_digest_due(settings)
        clock.shift(timedelta(hours=hours))
        assert is_digest_due(settings)
