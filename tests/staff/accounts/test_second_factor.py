"""Setting up, replacing and removing a second factor, by its owner and by others."""

from datetime import timedelta

import pytest
import time_machine
from pyotp import TOTP, random_base32
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import AuditAction, RecoveryCode, Role, StaffMember, StaffSession
from coffeecop.models.staff import misses_second_factor
from coffeecop.staff.identity.second_factor import seal_secret
from tests.factories import make_second_factor, make_staff, save, sign_in
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import BETTER, GOOD, hashed, try_to_sign_in
from tests.stored import all_of, audit_actions, audited, dump, reload
from tests.visitor import Visitor

PAGE = "/staff/account/second-factor"
DAY = timedelta(hours=24)
SHORT = "k7#vq2!x"
REMOVE = ("second-factor", "remove")


def set_up(visitor, *, path=PAGE, code=None):
    """Type the code for the key that the page shows, or another one."""
    page = whole(visitor, path)
    secret = page.text("#secret").replace(" ", "")
    sealed = page.value("[name=sealed]")
    return visitor.post(PAGE, sealed=sealed, code=code or TOTP(secret).now()), secret


def allow_short_password(member):
    make_second_factor(member)
    save(member, has_short_password=True)


def due_of(member):
    return reload(member).second_factor_due_at


def is_in_a_day(moment):
    return abs(moment - now() - DAY) < timedelta(minutes=1)


def test_the_code_of_the_shown_key_sets_it_up_and_recovery_codes_are_shown_once(officer):
    elsewhere = Visitor(officer.app)
    try_to_sign_in(elsewhere, officer.member.email)

    answer, secret = set_up(officer)

    assert (answer.status, answer.location) == (303, PAGE)
    codes = whole(officer, answer.location).texts(".codes li")
    assert len(set(codes)) == 10
    assert not whole(officer, answer.location).has(".codes")
    assert reload(officer.member).has_second_factor
    assert len(all_of(StaffSession)) == 1, "sessions elsewhere began without it"
    made = [AuditAction.SECOND_FACTOR_SET, AuditAction.RECOVERY_CODES_MADE]
    assert audit_actions()[-2:] == made
    everything = str(dump())
    assert secret not in everything
    assert codes[0].replace(" ", "") not in everything


def test_the_code_that_set_it_up_is_used_up(officer):
    with time_machine.travel(now(), tick=False):
        _answer, secret = set_up(officer)
        visitor = Visitor(officer.app)
        try_to_sign_in(visitor, officer.member.email)

        assert visitor.post("/staff/sign-in/code", code=TOTP(secret).now()).status == 422


def test_the_key_is_a_picture_a_link_and_groups_of_letters_and_stays_after_a_wrong_code(officer):
    page, secret = set_up(officer, code="000000")

    assert page.status == 422
    assert page.has(".qr svg")
    assert secret in page.one("a[href^='otpauth://totp/']")["href"]
    groups = page.text("#secret").split()
    assert "".join(groups) == secret
    assert {len(group) for group in groups} == {4}
    assert not reload(officer.member).has_second_factor


@pytest.mark.parametrize("minutes_ago", [0, 61])
def test_a_key_of_another_person_or_an_hour_old_is_not_taken(officer, minutes_ago):
    owner = officer.member if minutes_ago else make_staff()
    secret = random_base32()
    with time_machine.travel(now() - timedelta(minutes=minutes_ago)):
        sealed = seal_secret(owner, secret)

    page = officer.post(PAGE, sealed=sealed, code=TOTP(secret).now())

    assert "out of date" in page.text("[role=alert]")
    assert not reload(officer.member).has_second_factor


def test_another_phone_or_new_codes_replace_the_codes_of_the_first(officer):
    seen = set()

    for renew in (set_up, lambda each: set_up(each, path=f"{PAGE}?open=new"), make_codes):
        renew(officer)
        assert len(whole(officer, PAGE).select(".codes li")) == 10
        codes = {row.code_hash for row in all_of(RecoveryCode)}
        assert len(codes) == 10
        assert not seen & codes
        seen |= codes

    assert "10 codes are left" in whole(officer, PAGE).words


def make_codes(visitor):
    assert visitor.post("/staff/account/recovery-codes").location == PAGE


def test_who_need_not_have_it_can_remove_it(officer):
    make_second_factor(officer.member)

    answer = officer.post(f"{PAGE}/remove")

    assert (answer.status, answer.location) == (303, "/staff/account")
    assert whole(officer, answer.location).status == 200
    assert not reload(officer.member).has_second_factor
    assert audit_actions()[-1] == AuditAction.SECOND_FACTOR_REMOVED


def test_who_must_have_it_can_only_replace_it(admin):
    make_second_factor(admin.member)

    assert not whole(admin, PAGE).has("#removal-form")
    assert admin.post(f"{PAGE}/remove").status == 422
    assert reload(admin.member).has_second_factor


# Passwords


def change_password(visitor, new):
    return visitor.post("/staff/account/password", current=GOOD, password=new, repeated=new)


def test_with_a_second_factor_eight_characters_do(officer):
    assert change_password(officer, SHORT).status == 422
    make_second_factor(officer.member)

    assert "At least 8 characters" in whole(officer, "/staff/account").text("#password-hint")
    assert change_password(officer, SHORT[:7]).status == 422
    assert change_password(officer, "password").status == 422
    assert change_password(officer, SHORT).status == 303
    assert reload(officer.member).has_short_password


def test_a_short_password_is_made_longer_before_the_second_factor_goes(officer):
    allow_short_password(officer.member)

    page = officer.post(f"{PAGE}/remove")

    assert "too short" in page.refused("[role=alert]")
    assert change_password(officer, BETTER).status == 303
    officer.set_csrf_token()
    assert officer.post(f"{PAGE}/remove").status == 303


# Until when


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COMPLAINTS, Role.RECORDS])
def test_the_first_sign_in_gives_some_roles_a_day_and_the_next_does_not_put_it_off(visitor, role):
    member = make_staff(role, password_hash=hashed())
    with time_machine.travel(now() - timedelta(hours=3)):
        try_to_sign_in(Visitor(visitor.app), member.email)
        due = due_of(member)
        assert is_in_a_day(due)

    answer = try_to_sign_in(visitor, member.email)

    assert due_of(member) == due
    assert whole(visitor, answer.location).has(f".notice [href='{PAGE}']")
    assert db.session.scalars(select(StaffMember).where(misses_second_factor())).all() == [member]


def test_others_need_none_and_see_no_word_of_it(visitor):
    member = make_staff(Role.OFFICER, Role.ORGANIZER, password_hash=hashed())

    answer = try_to_sign_in(visitor, member.email)

    assert due_of(member) is None
    assert not whole(visitor, answer.location).has(f".notice [href='{PAGE}']")


def give_roles(admin, member, *roles):
    path = f"/staff/people/{member.id}"
    version = whole(admin, path).value("[name=version]")
    assert admin.post(path, version=version, name=member.name, roles=[*roles]).status == 303


def test_a_new_role_gives_a_day_and_the_role_taken_away_ends_it(admin):
    member, not_yet_here = make_staff(password_hash=hashed()), make_staff()

    for each in (member, not_yet_here):
        give_roles(admin, each, Role.RECORDS)
    assert is_in_a_day(due_of(member))
    assert due_of(not_yet_here) is None
    give_roles(admin, member, Role.OFFICER)
    assert due_of(member) is None


def test_after_that_every_page_leads_to_the_set_up_until_it_is_done(plain_visitor):
    member = sign_in(plain_visitor, Role.ADMIN, second_factor_due_at=now())

    for path in ("/staff", "/staff/people", "/staff/account"):
        answer = plain_visitor.get(path)
        assert (answer.status, answer.location) == (302, PAGE), path
    assert plain_visitor.post("/staff/account", name="Ann").status == 403
    assert plain_visitor.get("/staff", **{"HX-Request": "true"}).status == 403

    answer, _secret = set_up(plain_visitor)

    assert answer.status == 303
    assert due_of(member) is None
    assert plain_visitor.get("/staff/people").status == 200


def test_who_is_late_can_still_sign_out(plain_visitor):
    sign_in(plain_visitor, Role.ADMIN, second_factor_due_at=now())

    assert plain_visitor.post("/staff/sign-out").location == "/staff/sign-in"


# By an administrator, or on the server


def test_an_administrator_removes_a_lost_one(admin):
    member = make_staff(Role.RECORDS, password_hash=hashed())
    make_second_factor(member)
    lost = Visitor(admin.app)
    try_to_sign_in(lost, member.email)

    answer = admin.post(f"/staff/people/{member.id}/second-factor/remove")

    assert answer.status == 303
    assert "The second factor is removed" in whole(admin, answer.location).words
    assert audited()[-1] == (AuditAction.SECOND_FACTOR_REMOVED, admin.member.id, member.id, None)
    assert all_of(RecoveryCode) == []
    assert is_in_a_day(due_of(member))
    assert lost.post("/staff/sign-in/code", code="123456").location == "/staff/sign-in"


def test_with_it_goes_a_password_that_is_too_short_alone(admin):
    member = make_staff(password_hash=hashed())
    allow_short_password(member)

    answer = admin.post(f"/staff/people/{member.id}/second-factor/remove")

    assert reload(member).password_hash is None
    assert "Make a link" in whole(admin, answer.location).text("[role=status]")


def test_administrators_do_not_remove_their_own(admin):
    make_second_factor(admin.member)

    assert admin.post(f"/staff/people/{admin.member.id}/second-factor/remove").status == 422
    assert reload(admin.member).has_second_factor


def test_a_command_helps_the_last_administrator(visitor, staff_command):
    member = sign_in(visitor, Role.ADMIN, password_hash=hashed())
    make_second_factor(member)

    result = staff_command(*REMOVE, member.email)

    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert visitor.get("/staff").status != 200
    assert try_to_sign_in(visitor, member.email).location == "/staff"


def test_the_command_prints_a_link_in_place_of_a_short_password(staff_command):
    member = make_staff(password_hash=hashed())
    allow_short_password(member)

    assert "/staff/links/" in staff_command(*REMOVE, member.email).stdout


@pytest.mark.parametrize("email", ["nobody@example.org", "ann@example.org"])
def test_the_command_says_what_it_did_not_find(staff_command, email):
    make_staff(email="ann@example.org")

    result = staff_command(*REMOVE, email)

    assert result.exit_code == 1
    assert email in result.output
