"""Telling staff at once that something waits for them, and nothing else of it."""

from datetime import datetime, time, timedelta

import pytest

from coffeecop import models
from coffeecop.concerns.verbs import make_complaint, show
from coffeecop.db import db, db_writes, now
from coffeecop.mail.alerts import write_alerts
from coffeecop.mail.notifications import drop_late_mail
from coffeecop.mail.outbox import deliver_due, mail_counts
from coffeecop.mail.recipients import is_mail_allowed
from tests.colleagues import run_concurrently
from tests.factories import (
    HERE,
    MINUTE,
    PACIFIC,
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_message,
    make_staff,
    make_topic,
    save,
)
from tests.stored import mails, one_mail
from tests.visitor import Visitor

NOON = datetime(2027, 3, 3, 12, tzinfo=PACIFIC)
NIGHT = datetime(2027, 3, 3, 23, tzinfo=PACIFIC)

pytestmark = [pytest.mark.usefixtures("mail_port"), pytest.mark.both_databases]


@pytest.fixture
def ana(clock):
    """An organizer who has chosen nothing."""
    return hire(models.Role.ORGANIZER, email="ana@example.org")


def hire(*roles, **values):
    """Make a staff member who was there before the concerns of a test."""
    return make_staff(*roles, **{"created_at": NOON - timedelta(days=7), **values})


def pass_time(clock, delta=MINUTE):
    clock.move_to(now() + delta)


def alert_after(clock, delta=MINUTE):
    """Let time pass, write the alerts that are due, and return all, as recipient and subject."""
    pass_time(clock, delta)
    write_alerts()
    return [(mail.recipient, mail.subject) for mail in mails(kind=models.MailKind.ALERT)]


def deliver_all():
    with db_writes():
        for mail in mails():
            db.session.merge(mail).mark_sent()


def choose(member, **values):
    return save(models.StaffNotifications(staff_id=member.id, **values))


# What is told, and to whom


def test_an_organizer_hears_of_a_concern_that_asks_for_an_answer(ana, clock, post):
    event = make_event(title_en="Coffee at the pier")
    make_concern(
        event=event,
        body="Cars race on Maple Court.",
        place="Main St.",
        topics=[make_topic(name_en="Speeding")],
        wants_answer=True,
        contact={"name": "Ann Sample", "email": "ann@example.org"},
    )

    assert alert_after(clock) == [("ana@example.org", "1 concern waits for an answer")]
    assert mail_counts().waiting == 1
    assert mail_counts(event).total == 0
    deliver_due()

    (letter,) = post.letters
    assert letter.to == ["ana@example.org"]
    lines = letter.text.splitlines()
    assert lines[:2] == ["1 concern asks for an answer:", f"{HERE}/staff/concerns?waiting=1"]
    assert lines[-1] == f"{HERE}/staff/account?show=notifications#notifications"
    # Whoever answers is told that nobody reads it, and no other address is named.
    assert "No one reads the replies." in letter.text
    assert "Reply-To" not in letter.message
    assert letter.message["Auto-Submitted"] == "auto-generated"
    told = letter.message.as_string() + letter.text
    secrets = ("Maple", "Cars", "Main St.", "Speeding", "pier", "Ann ", "ann@", "List-Unsub")
    assert [secret for secret in secrets if secret in told] == []


def test_it_is_written_in_the_language_of_who_gets_it(ana, clock):
    hire(models.Role.ORGANIZER, email="luz@example.org", language=models.Language.SPANISH)
    make_concerns(2, kind=models.Kind.QUESTION)

    assert alert_after(clock) == [
        ("ana@example.org", "2 concerns wait for an answer"),
        ("luz@example.org", "2 inquietudes esperan respuesta"),
    ]


def test_what_waits_for_nobody_is_not_told(ana, clock):
    cal = hire(models.Role.COMPLAINTS)
    # It asks for nothing, a colleague has answered it, or somebody has decided on its flag.
    make_concern()
    make_message(make_concern(wants_answer=True), by=ana)
    make_flag(action=models.FlagAction.CALL, seen_at=now(), seen_by_id=ana.id, is_right=True)
    make_message(make_concern(is_complaint=True), by=cal)
    # It was taken back or hidden, or it is another department's.
    make_flag(concern=make_concern(wants_answer=True, state=models.ConcernState.WITHDRAWN))
    make_concern(wants_answer=True, state=models.ConcernState.HIDDEN)
    make_flag(concern=make_concern(event=make_event(agency=make_agency()), wants_answer=True))

    assert alert_after(clock) == []


@pytest.mark.parametrize(
    ("values", "change", "told"),
    [
        ({}, make_message, "1 concern waits for an answer"),
        (
            {},
            lambda concern: make_flag(models.FlagKind.SELF_HARM, concern=concern),
            "1 concern has an urgent flag",
        ),
        (
            {"wants_answer": True, "is_held": True},
            lambda concern: show(concern, by=make_staff()),
            "1 concern waits for an answer",
        ),
        # The subject shows on a locked screen, so it names no complaint.
        ({}, lambda one: make_complaint(one, by=make_staff()), "1 new concern waits for you"),
    ],
    ids=["written to again", "flagged", "released", "moved to the complaints"],
)
def test_what_becomes_news_later_is_told_then_however_old_the_concern(
    ana, clock, values, change, told
):
    hire(models.Role.COMPLAINTS, email="cal@example.org")
    concern = make_concern(**values)
    assert alert_after(clock, timedelta(days=3)) == []

    change(concern)
    db.session.commit()

    reader = "cal@example.org" if "new" in told else "ana@example.org"
    assert alert_after(clock) == [(reader, told)]


def test_a_complaint_is_told_to_those_who_read_complaints_and_to_nobody_else(ana, clock):
    hire(models.Role.COMPLAINTS, email="cal@example.org")
    hire(models.Role.ADMIN, models.Role.RECORDS)
    make_flag(concern=make_concern(is_complaint=True, wants_answer=True))

    # The subject shows on a locked screen.
    assert alert_after(clock) == [("cal@example.org", "1 new concern waits for you")]
    assert "1 complaint came in or has a new message:" in one_mail().body
    assert f"{HERE}/staff/concerns?complaint=1\n" in one_mail().body


def test_danger_does_not_wait_for_a_review_and_two_flags_of_one_concern_are_one(ana, clock):
    concern = make_concern(wants_answer=True, is_held=True)
    make_flag(models.FlagKind.SELF_HARM, concern=concern)
    make_flag(models.FlagKind.EMERGENCY, concern=concern)

    assert alert_after(clock) == [("ana@example.org", "1 concern has an urgent flag")]
    assert f"{HERE}/staff/concerns?urgent=open\n" in one_mail().body
    assert "asks for an answer" not in one_mail().body


def test_what_should_be_read_first_sends_no_alert(ana, clock):
    make_flag(models.FlagKind.WELFARE, concern=make_concern(), level=models.FlagLevel.FIRST)

    assert alert_after(clock) == []


def test_who_may_not_sign_in_or_read_it_gets_nothing(clock):
    hire(models.Role.ORGANIZER, disabled_at=now())
    hire(models.Role.ORGANIZER, is_demo=True)
    # Whoever has lost the role since they chose it.
    choose(hire(models.Role.OFFICER), complaints=True)
    make_flag(concern=make_concern(wants_answer=True))
    make_concern(is_complaint=True)

    assert alert_after(clock) == []


def test_each_person_chooses(ana, clock):
    choose(ana, answers=False, flags=False)
    officer = hire(models.Role.OFFICER, email="olu@example.org")
    choose(officer, answers=True)
    make_concern(wants_answer=True)
    make_flag()

    assert alert_after(clock) == [("olu@example.org", "1 concern waits for an answer")]


# When


def test_at_most_one_in_ten_minutes_and_the_rest_in_the_next(ana, clock):
    make_concern(wants_answer=True)
    assert len(alert_after(clock)) == 1
    deliver_all()
    make_concerns(4, wants_answer=True)

    assert len(alert_after(clock)) == 1
    assert len(alert_after(clock, 8 * MINUTE)) == 1
    first, second = alert_after(clock) and mails()

    assert second.subject == "4 concerns wait for an answer"
    assert "New since our last mail at 12:01 PM:\n\n4 concerns ask" in second.body.replace(
        "\u202f", " "
    )
    deliver_all()
    assert len(alert_after(clock, timedelta(hours=2))) == 2
    # Staff are no strangers, who get two mails.
    make_concern(wants_answer=True)
    assert len(alert_after(clock)) == 3
    assert is_mail_allowed("ana@example.org")


def test_no_pile_waits_for_a_mail_server_that_is_down(ana, clock):
    for _ in range(3):
        make_concern(wants_answer=True)
        assert len(alert_after(clock, 11 * MINUTE)) == 1


def test_what_a_transaction_may_still_add_is_not_passed_over(ana, clock):
    """A row may be committed after the alert of a later one, with an older creation time."""
    make_concern(wants_answer=True, created_at=NOON - MINUTE)
    assert len(alert_after(clock, timedelta(seconds=20))) == 1
    deliver_all()

    make_concern(wants_answer=True, created_at=NOON)

    assert len(alert_after(clock, 11 * MINUTE)) == 2


def test_at_night_news_waits_for_the_morning(ana, clock):
    clock.move_to(NIGHT)
    make_concerns(2, wants_answer=True)
    choose(ana, flags=False)
    make_flag()

    assert alert_after(clock, timedelta(hours=7, minutes=59)) == []
    assert alert_after(clock) == [("ana@example.org", "2 concerns wait for an answer")]


def test_an_urgent_flag_comes_at_night_too_but_to_nobody_who_wants_to_sleep(ana, clock):
    choose(hire(models.Role.ORGANIZER), flags_break_quiet=False)
    clock.move_to(NIGHT)
    make_concern(wants_answer=True)
    assert alert_after(clock) == []

    make_flag()

    assert alert_after(clock) == [("ana@example.org", "1 concern has an urgent flag")]
    # What was gathered comes with it.
    assert "1 concern asks for an answer:" in one_mail().body


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "comes"),
    [(time(0), time(0), True), (time(11), time(13), False), (time(13), time(11), True)],
)
def test_quiet_hours_are_each_persons_own(ana, clock, quiet_from, quiet_until, comes):
    choose(ana, quiet_from=quiet_from, quiet_until=quiet_until)
    make_concern(wants_answer=True)

    assert bool(alert_after(clock)) is comes


def test_the_night_is_that_of_the_department(ana, clock):
    hawaii = make_agency(time_zone="Pacific/Honolulu")
    hire(models.Role.ORGANIZER, agency=hawaii, email="kai@example.org")
    # 9 PM there.
    clock.move_to(NIGHT)
    make_concern(wants_answer=True)
    make_concern(event=make_event(agency=hawaii), wants_answer=True)

    assert [to for to, _subject in alert_after(clock)] == ["kai@example.org"]


def test_an_alert_of_yesterday_is_dropped_and_that_of_who_is_disabled_at_once(ana, clock):
    ben = hire(models.Role.ORGANIZER, email="ben@example.org")
    make_concern(wants_answer=True)
    assert len(alert_after(clock)) == 2
    with db_writes():
        db.session.merge(ben).disable()

    pass_time(clock, timedelta(days=1))
    drop_late_mail()
    assert one_mail().recipient == "ana@example.org"
    pass_time(clock)
    drop_late_mail()

    assert mails() == []


def test_without_a_mail_server_nothing_piles_up(ana, clock, app, monkeypatch):
    with monkeypatch.context() as without:
        without.setitem(app.config, "SMTP_URL", None)
        for _ in range(3):
            make_concern(wants_answer=True)
            assert alert_after(clock, timedelta(days=100)) == []

    # On the day there is one: what came in its last day.
    assert alert_after(clock) == []
    make_concern(wants_answer=True)
    assert alert_after(clock) == [("ana@example.org", "1 concern waits for an answer")]


def test_who_is_new_is_not_told_of_what_came_before(ana, clock):
    make_concern(wants_answer=True)
    pass_time(clock)
    make_staff(models.Role.ORGANIZER, email="new@example.org")

    assert [to for to, _subject in alert_after(clock)] == ["ana@example.org"]


# Many at once


def test_two_workers_write_one_alert(app, ana, clock):
    hire(models.Role.ORGANIZER, email="ben@example.org")
    make_concern(wants_answer=True)
    pass_time(clock)

    run_concurrently([Visitor(app)] * 4, lambda _number, _visitor: write_alerts())

    assert sorted(mail.recipient for mail in mails()) == ["ana@example.org", "ben@example.org"]


def test_each_person_to_tell_costs_one_statement_more_than_the_three_for_nobody(clock, queries):
    counted = []
    for role in (models.Role.OFFICER, models.Role.ORGANIZER):
        for _ in range(5):
            hire(role)
        db.session.rollback()
        with queries() as statements:
            write_alerts()
        counted.append(len(statements))

    assert counted == [3, 3 + 5]
