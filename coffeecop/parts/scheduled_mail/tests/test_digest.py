"""The digest: once on a morning that a person chose, and silent when there is nothing to say."""

from datetime import datetime, timedelta

import pytest
import time_machine

from coffeecop import models
from coffeecop.db import db, db_writes, now
from coffeecop.mail.outbox import deliver_due
from coffeecop.models import Role as R
from coffeecop.models.audit import audit_head, record
from coffeecop.parts import parts
from coffeecop.parts.scheduled_mail.jobs.digest import write_digests
from coffeecop.parts.scheduled_mail.schedule import NAME
from tests.colleagues import run_concurrently
from tests.factories import (
    DAY,
    HERE,
    PACIFIC,
    make_agency,
    make_checklist,
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_mail,
    make_matter,
    make_message,
    make_past_event,
    make_rsvp,
    make_staff,
    save,
    set_installation,
)
from tests.stored import mails, one_mail
from tests.visitor import Visitor

SUNDAY = datetime(2027, 3, 7, 12, tzinfo=PACIFIC)
MONDAY = datetime(2027, 3, 8, 7, 0, 5, tzinfo=PACIFIC)
TIMES = "backed_up_at", "copied_at", "restored_at"

pytestmark = [pytest.mark.usefixtures("mail_port"), pytest.mark.both_databases]


@pytest.fixture
def clock(app):
    """The Sunday before a Monday, with a backup of today. It stands still until it is moved."""
    with time_machine.travel(SUNDAY, tick=False) as clock:
        set_installation(created_at=SUNDAY - 60 * DAY, **dict.fromkeys(TIMES, SUNDAY))
        yield clock


@pytest.fixture
def ana(clock):
    """An organizer who has chosen nothing."""
    return hire(R.ORGANIZER, email="ana@example.org")


def hire(*roles, **values):
    return make_staff(*roles, **{"created_at": SUNDAY - 30 * DAY, **values})


def choose(member, **values):
    return save(models.StaffNotifications(staff_id=member.id, **values))


def digests_at(clock, moment):
    """Write the digests that are due then, and return who has got one so far."""
    clock.move_to(moment)
    write_digests()
    return [mail.recipient for mail in mails(kind=models.MailKind.DIGEST)]


def lines_at(clock, moment=MONDAY):
    """Return the lines of the only digest that is written then."""
    digests_at(clock, moment)
    return one_mail().body.replace("\u202f", " ").splitlines()


def make_asking(**values):
    return make_concern(wants_answer=True, event=values.pop("event", None) or over(), **values)


def over():
    """An event that is no longer told of."""
    return make_past_event()


# When


def test_on_monday_at_seven_and_once(ana, clock):
    make_asking()

    assert digests_at(clock, MONDAY - timedelta(minutes=1)) == []
    assert digests_at(clock, MONDAY) == ["ana@example.org"]
    for later in (timedelta(minutes=1), timedelta(hours=16), DAY, 6 * DAY):
        assert digests_at(clock, MONDAY + later) == ["ana@example.org"]
    assert digests_at(clock, MONDAY + 7 * DAY) == ["ana@example.org"] * 2


def test_a_worker_that_was_down_sends_it_the_same_day_to_those_who_may_have_it(ana, clock):
    choose(hire(R.ORGANIZER), digest=models.DigestDays.NEVER)
    hire(R.ORGANIZER, disabled_at=now())
    hire(R.ORGANIZER, is_demo=True)
    # Whoever was added after seven waits for the next.
    make_staff(R.ORGANIZER, created_at=MONDAY + timedelta(hours=2))
    make_asking()

    assert digests_at(clock, MONDAY.replace(hour=23, minute=59)) == ["ana@example.org"]


def test_without_a_choice_the_role_decides(clock):
    for role in R:
        hire(role, email=f"{role}@example.org")
    make_asking()

    assert sorted(digests_at(clock, MONDAY)) == [
        "admin@example.org",
        "organizer@example.org",
        "records@example.org",
    ]


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    "sunday", [datetime(2027, 3, 14, tzinfo=PACIFIC), datetime(2027, 11, 7, tzinfo=PACIFIC)]
)
def test_one_a_day_when_the_clocks_change(ana, clock, sunday):
    choose(ana, digest=models.DigestDays.DAILY)
    make_asking(created_at=sunday - 9 * DAY)
    moment, written = sunday.timestamp() - DAY.total_seconds(), []

    for _half_hour in range(2 * 24 * 3):
        before = len(written)
        clock.move_to(moment)
        write_digests()
        if len(mails()) > before:
            written.append(now().astimezone(PACIFIC))
        moment += 1800

    assert [each.strftime("%d %H:%M") for each in written] == [
        (sunday + days * DAY).strftime("%d 07:00") for days in (-1, 0, 1)
    ]


def test_seven_is_that_of_the_department(clock):
    hawaii = make_agency(time_zone="Pacific/Honolulu")
    hire(R.ORGANIZER, agency=hawaii)
    make_asking(event=make_past_event(agency=hawaii))

    assert digests_at(clock, MONDAY + timedelta(hours=1)) == []
    assert len(digests_at(clock, MONDAY + timedelta(hours=2))) == 1


def test_two_workers_write_one(app, ana, clock):
    make_asking()
    clock.move_to(MONDAY)

    run_concurrently([Visitor(app)] * 4, lambda _number, _visitor: write_digests())

    one_mail(kind=models.MailKind.DIGEST)


def test_without_a_mail_server_none_is_written_nor_later_that_week(ana, clock, app, monkeypatch):
    make_asking()
    with monkeypatch.context() as without:
        without.setitem(app.config, "SMTP_URL", None)
        for weeks in range(3):
            assert digests_at(clock, MONDAY + weeks * 7 * DAY) == []

    assert digests_at(clock, MONDAY + 15 * DAY) == []
    assert digests_at(clock, MONDAY + 21 * DAY) == ["ana@example.org"]


def test_it_is_silent_when_there_is_nothing_to_say(ana, clock):
    make_message(make_asking(created_at=SUNDAY - 30 * DAY), by=ana)

    assert digests_at(clock, MONDAY) == []
    # Nor later that day, when something has come.
    make_asking()
    assert digests_at(clock, MONDAY + timedelta(hours=3)) == []


def test_the_command_that_delivers_mail_writes_it_too(ana, clock, post, app):
    make_asking()
    clock.move_to(MONDAY)

    app.test_cli_runner().invoke(args=["mail", "deliver"])

    assert one_mail(kind=models.MailKind.DIGEST).sent_at


# What it tells


def test_it_tells_numbers_and_no_word_of_a_resident(ana, clock, post):
    make_asking(body="Cars race on Maple Court.", created_at=MONDAY - 6 * DAY, place="Main St.")
    make_asking(created_at=SUNDAY - 2 * DAY, contact={"name": "Ann Sample"})
    make_concern(event=over())
    make_flag(concern=make_concern(event=over(), is_held=True))

    clock.move_to(MONDAY)
    write_digests()
    deliver_due()

    (letter,) = post.letters
    assert letter.message["Subject"] == "2 concerns wait for an answer"
    assert letter.text.splitlines()[:13] == [
        "1 concern has an urgent flag that nobody has looked at:",
        f"{HERE}/staff/concerns?urgent=open",
        "",
        "2 concerns wait for an answer.",
        "The oldest has waited for 6 days:",
        f"{HERE}/staff/concerns?waiting=1",
        "",
        "1 concern waits until someone looks at it.",
        "The oldest has waited for 19 hours:",
        f"{HERE}/staff/concerns?review=held",
        "",
        "3 new concerns since Mar 1, 2027.",
        "",
    ]
    assert "No one reads the replies." in letter.text
    assert f"{HERE}/staff/account?show=notifications#notifications" in letter.text
    told = letter.message.as_string() + letter.text
    assert [word for word in ("Cars", "Maple", "Main St.", "Ann") if word in told] == []


def test_new_is_what_came_since_the_last(ana, clock):
    make_concern(event=over())
    digests_at(clock, MONDAY)
    clock.move_to(MONDAY + DAY)
    make_concerns(2, event=over())

    digests_at(clock, MONDAY + 7 * DAY)

    assert [mail.subject for mail in mails()] == ["1 new concern", "2 new concerns"]
    assert "2 new concerns since Mar 8, 2027." in mails()[-1].body


def test_what_is_promised_and_late_is_told_to_who_sees_to_them_and_to_organizers(clock, ana):
    owner, deputy, other = (hire(R.OFFICER) for _ in range(3))
    doing = models.MatterState.DOING
    make_matter(by=owner, said=doing, due_in=-1).deputy = deputy
    make_matter(by=other, said=doing, due_in=1)
    make_matter(by=ana, said=doing, due_in=-9)
    make_matter(by=owner, said=models.MatterState.DONE)
    for member in (ana, owner, deputy, other):
        choose(member, digest=models.DigestDays.DAILY)

    told = digests_at(clock, MONDAY)

    assert sorted(told) == sorted(each.email for each in (ana, owner, deputy))
    assert f"2 promises are late:\n{HERE}/staff/matters" in one_mail(recipient=ana.email).body
    assert "1 promise is late:" in one_mail(recipient=owner.email).body


def test_complaints_are_counted_for_those_who_read_them(ana, clock):
    cal = hire(R.COMPLAINTS, email="cal@example.org")
    choose(cal, digest=models.DigestDays.MONDAY)
    make_asking(is_complaint=True)
    make_concern(may_be_complaint=True, event=over(), created_at=MONDAY - 6 * DAY)
    make_concern(is_complaint=True, state=models.ConcernState.LOOKED_INTO, event=over())

    assert digests_at(clock, MONDAY) == ["cal@example.org"]
    assert one_mail().body.splitlines()[:4] == [
        "3 complaints are new.",
        "2 complaints wait for complaint staff.",
        "The oldest has waited for 6 days:",
        f"{HERE}/staff/concerns?complaint=1",
    ]
    # It shows on a locked screen.
    assert one_mail().subject == "Coffee with a Cop: what to look at"


def test_it_names_the_next_event_and_what_it_lacks(ana, clock):
    event = make_event(
        title_en="Coffee at the pier",
        title_es=None,
        starts_at=MONDAY + 3 * DAY,
        status=models.EventStatus.DRAFT,
    )
    make_rsvp(event=event, needs={models.Need.SPANISH})

    assert lines_at(clock)[:5] == [
        "The next event: Coffee at the pier, Thursday, March 11, 2027 (in 3 days).",
        "- It is not published.",
        "- Its text is not in Spanish.",
        "- 1 asked for Spanish, nobody assigned",
        f"{HERE}/staff/events/{event.id}",
    ]


def told_of(lines, first):
    """Return the line that begins so, and those that follow it up to its link."""
    at = next(number for number, line in enumerate(lines) if line.startswith(first))
    end = next(number for number in range(at, len(lines)) if lines[number].startswith(HERE))
    return lines[at : end + 1]


def test_it_tells_what_is_due_for_the_next_event_once(ana, clock):
    items = make_checklist()
    event = make_event(
        title_en="Coffee at the pier", starts_at=MONDAY + 9 * DAY, created_at=SUNDAY - 90 * DAY
    )
    tick = {"event_id": event.id, "item_id": items[models.ChecklistStep.ONLINE].id}
    save(models.ChecklistTick(**tick, ticked_by_id=ana.id))

    assert told_of(lines_at(clock), "The next event") == [
        "The next event: Coffee at the pier, Wednesday, March 17, 2027 (in 1 week).",
        "- Agree on the venue: 19 days late",
        "- Name the host: 12 days late",
        "- Put the poster up: 5 days late",
        "- If council members come, ask the attorney: due Wednesday, Mar 10",
        "- Print the concern cards: due Sunday, Mar 14",
        f"{HERE}/staff/events/{event.id}#checklist",
    ]


def test_an_event_that_is_far_is_told_when_a_line_is_due(ana, clock):
    make_checklist()
    make_event(starts_at=MONDAY + 38 * DAY, created_at=SUNDAY - 90 * DAY)
    assert digests_at(clock, MONDAY) == []

    assert "- Agree on the venue: due Thursday, Mar 18" in lines_at(clock, MONDAY + 7 * DAY)


def test_it_asks_what_is_left_to_do_after_the_last_event(ana, clock):
    make_checklist()
    event = make_event(title_en="Coffee at the pier", starts_at=MONDAY - 4 * DAY)
    make_asking(event=event)

    assert told_of(lines_at(clock), "After") == [
        "After Coffee at the pier, Thursday, March 4, 2027, this is still to do:",
        "- Say about how many came: 1 day late",
        "- Answer those who asked: 1 asked. Not answered yet: 1, due Thursday, Mar 11",
        "- Say what came of it: due Thursday, Mar 18",
        f"{HERE}/staff/events/{event.id}#checklist",
    ]


def test_it_is_written_in_the_language_of_who_gets_it(clock):
    make_checklist()
    hire(R.ORGANIZER, language=models.Language.SPANISH)
    make_asking(event=make_event(starts_at=MONDAY - 4 * DAY))

    assert "- Decir en qué quedó: para el jueves, 18 mar" in lines_at(clock)
    assert one_mail().subject == "1 inquietud espera respuesta"


def make_ready(**values):
    """Make an event that lacks nothing, at which an officer speaks Spanish."""
    event = make_event(
        **{"roster": ["Lt. Sample"], "poster_printed_at": SUNDAY, "starts_at": SUNDAY + 3 * DAY},
        **values,
    )
    luz = models.RosterEntry(event_id=event.id, name="Officer Luz")
    luz.languages = {models.Language.SPANISH}
    save(luz)
    make_rsvp(event=event, needs={models.Need.SPANISH})
    return event


def test_an_event_that_lacks_nothing_is_told_beside_other_news(ana, clock):
    make_ready(title_en="Coffee at the pier")
    make_asking()

    lines = lines_at(clock)

    assert [line for line in lines if line.startswith(("The next event", "- "))] == [
        "The next event: Coffee at the pier, Wednesday, March 10, 2027 (in 2 days)."
    ]


def make_event_elsewhere():
    elsewhere = make_event(agency=make_agency(), starts_at=SUNDAY + 3 * DAY)
    make_flag(concern=make_concern(event=elsewhere, wants_answer=True))


def make_event_of_last_month():
    make_checklist()
    make_event(starts_at=MONDAY - 31 * DAY)


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    "make",
    [
        make_event_elsewhere,
        make_event_of_last_month,
        make_ready,
        lambda: make_event(starts_at=SUNDAY + 30 * DAY),
        lambda: make_event(starts_at=SUNDAY + 3 * DAY, status=models.EventStatus.CANCELLED),
    ],
    ids=["of another department", "long over", "lacks nothing", "far", "cancelled"],
)
def test_which_events_are_no_reason_to_write(ana, clock, make):
    make()

    assert digests_at(clock, MONDAY) == []
    assert db.session.query(models.Event).count() == 1


def test_administrators_hear_of_the_server(ana, clock):
    ada = hire(R.ADMIN, email="ada@example.org")
    choose(ada, digest=models.DigestDays.DAILY)
    ada.agency.parts_off = [each.name for each in parts() if each.name != NAME]
    make_mail(failed_at=SUNDAY, recipient=None)
    make_mail(created_at=SUNDAY - DAY)
    make_asking()
    make_asking(created_at=SUNDAY - 9 * DAY)
    digests_at(clock, MONDAY.replace(hour=9))

    (to_ada,) = mails(recipient="ada@example.org")
    text = to_ada.body.replace("\u202f", " ")
    assert text[text.index("\n\nFor the person") :].splitlines()[1:7] == [
        "",
        "For the person who looks after the server:",
        "- 1 mail could not be sent.",
        "- 1 mail has waited for more than an hour.",
        "- The computer has not read 1 concern for more than an hour. Flags may be missing.",
        "- This mail is late: the background worker did not run at 7:00 AM.",
    ]
    (to_ana,) = mails(recipient="ana@example.org")
    assert "server" not in to_ana.body


# The head of the audit log


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize("role", R)
def test_the_head_of_the_audit_log_goes_to_those_who_keep_records(clock, role):
    member = hire(role)
    choose(member, digest=models.DigestDays.DAILY)
    with db_writes():
        record(models.AuditAction.SIGNED_IN, by=db.session.merge(member))

    digests_at(clock, MONDAY)

    told = "".join(mail.body for mail in mails())
    for head in ("Keep this line: with it,", f"Audit log: {audit_head()}"):
        assert (head in told) is (role in (R.ADMIN, R.RECORDS))


def test_the_audit_log_alone_is_no_reason_to_write_when_nothing_was_added(clock):
    member = hire(R.RECORDS)
    choose(member, digest=models.DigestDays.DAILY)
    with db_writes():
        record(models.AuditAction.SIGNED_IN, by=db.session.merge(member))

    assert len(digests_at(clock, MONDAY)) == 1
    assert len(digests_at(clock, MONDAY + DAY)) == 1


def test_organizers_are_told_what_is_a_week_past_its_due_date(ana, clock):
    officer = hire(R.OFFICER, email="officer@example.org")
    choose(officer, digest=models.DigestDays.MONDAY)
    today = MONDAY.date()
    make_concern(event=over(), due_on=today - 7 * DAY)
    for values in (
        {"due_on": today - 6 * DAY},
        {"due_on": today - 9 * DAY, "state": models.ConcernState.CLOSED},
        {"due_on": today - 9 * DAY, "is_complaint": True},
    ):
        make_concern(event=over(), **values)

    assert len(digests_at(clock, MONDAY)) == 2

    line = "1 concern is a week or more past its due date:"
    told = {mail.recipient: mail.body for mail in mails(kind=models.MailKind.DIGEST)}
    assert f"{line}\n{HERE}/staff/concerns?overdue=1" in told["ana@example.org"]
    assert line not in told["officer@example.org"]


def test_a_department_that_has_it_off_gets_none_while_another_does(ana, clock):
    hire(R.ORGANIZER, agency=make_agency(parts_off=[NAME]))
    for agency in db.session.query(models.Agency):
        make_asking(event=make_past_event(agency=agency))

    assert digests_at(clock, MONDAY) == ["ana@example.org"]
