"""Each person chooses what we e-mail them."""

from datetime import time

import pytest

from coffeecop.models import Alert, Role
from coffeecop.models.mail import notifications_of
from tests.factories import save, sign_in
from tests.staff.form_filling import whole
from tests.stored import reload

CHOSEN = {"alerts": ["answers", "flags"], "quiet_from": "21:30", "quiet_until": "06:00"}


def choose(visitor, **fields):
    return visitor.post("/staff/account/notifications", **{**CHOSEN, **fields})


def checked(page, name):
    return [each["value"] for each in page.select(f"[name={name}][checked]")]


def test_before_anybody_chose_the_page_shows_what_the_role_brings(organizer):
    page = whole(organizer, "/staff/account")

    assert checked(page, "alerts") == ["answers", "flags"]
    assert checked(page, "flags_break_quiet") == ["y"]
    assert (page.value("#quiet_from"), page.value("#quiet_until")) == ("22:00", "07:00")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
def test_others_are_told_nothing_at_once_until_they_choose_and_offered_no_complaints(visitor, role):
    sign_in(visitor, role)

    page = whole(visitor, "/staff/account")

    assert checked(page, "alerts") == []
    assert not page.has("[name=alerts][value=complaints]")


def test_a_choice_is_kept_and_shown_and_may_be_nothing(officer):
    answer = choose(officer)

    assert (answer.status, answer.location) == (303, "/staff/account")
    settings = notifications_of(reload(officer.member))
    assert settings.alerts == {Alert.ANSWERS, Alert.FLAGS}
    assert (settings.quiet_from, settings.quiet_until) == (time(21, 30), time(6))
    assert not settings.flags_break_quiet
    page = whole(officer, "/staff/account")
    assert checked(page, "alerts") == ["answers", "flags"]
    assert page.value("#quiet_from") == "21:30"

    choose(officer, alerts=[], flags_break_quiet="y")
    settings = notifications_of(reload(officer.member))
    assert settings.alerts == set()
    assert settings.flags_break_quiet


def test_complaints_are_offered_to_those_who_read_them(complaints_officer):
    assert checked(whole(complaints_officer, "/staff/account"), "alerts") == ["complaints"]

    choose(complaints_officer, alerts=["answers"])

    assert notifications_of(reload(complaints_officer.member)).alerts == {Alert.ANSWERS}


def test_who_gets_the_role_later_hears_of_complaints_without_choosing_again(officer):
    choose(officer)
    member = reload(officer.member)

    member.roles = {Role.OFFICER, Role.COMPLAINTS}
    save(member)

    assert notifications_of(member).alerts == set(Alert)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"quiet_from": ""}, "quiet_from"),
        ({"quiet_until": "late"}, "quiet_until"),
        ({"alerts": ["gossip"]}, "alerts"),
        ({"alerts": ["complaints"]}, "alerts"),
    ],
)
def test_a_wrong_entry_comes_back_with_what_was_chosen(officer, fields, field):
    page = choose(officer, **fields)

    assert page.refused(f"#{field}-error")
    assert page.value("#quiet_until") == fields.get("quiet_until", "06:00")
    assert notifications_of(reload(officer.member)).alerts == set()
