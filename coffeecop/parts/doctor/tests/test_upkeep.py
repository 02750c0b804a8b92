"""Mail, people and the worker."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import Role
from coffeecop.parts.doctor.checks import upkeep
from coffeecop.parts.doctor.checks.upkeep import (
    check_complaints_role,
    check_mail_settings,
    check_outbox,
    check_second_factors,
    check_worker,
)
from coffeecop.parts.findings import Level
from tests.factories import (
    make_agency,
    make_mail,
    make_second_factor,
    make_staff,
    save,
    set_installation,
)
from tests.findings import look
from tests.of_parts import needs_part

pytestmark = pytest.mark.both_databases
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@needs_part("mail_test")
def test_mail_that_was_never_tested_is_a_warning_where_one_can_test_it(app, mail_port, monkeypatch):
    assert look(check_mail_settings) == [Level.WARNING]
    with monkeypatch.context() as without:
        without.setattr(upkeep, "mail_tester", lambda _agency: None)
        assert look(check_mail_settings) == [Level.OK]

    set_installation(mail_tested_at=now())
    assert look(check_mail_settings) == [Level.OK]


def test_a_department_without_mail_lacks_nothing(app):
    assert look(check_mail_settings) == look(check_outbox) == [Level.OK]

    make_mail(created_at=now() - 2 * DAY)
    assert look(check_outbox) == [Level.WARNING]


def test_mail_that_waits_long_is_a_warning_then_a_fault(app, mail_port):
    mail = make_mail()
    levels = []
    for waited in (10 * MINUTE, 2 * 60 * MINUTE, 2 * DAY):
        save(mail, created_at=now() - waited)
        levels += look(check_outbox)
    mail.mark_sent()
    db.session.commit()

    assert levels == [Level.OK, Level.WARNING, Level.FAULT]
    assert look(check_outbox) == [Level.OK]


def test_mail_that_failed_is_a_warning_for_a_week(app, mail_port):
    mail = make_mail(failed_at=now())
    assert look(check_outbox) == [Level.WARNING]

    save(mail, failed_at=now() - 8 * DAY)
    assert look(check_outbox) == [Level.OK]


def test_a_department_where_nobody_reads_complaints_is_a_fault(app):
    assert look(check_complaints_role) == [Level.OK], "nobody has an account"
    one, other = make_agency(), make_agency(name="Sampleton Police")
    make_staff(Role.COMPLAINTS, agency=one)
    member = make_staff(Role.ADMIN, agency=other)
    (finding,) = check_complaints_role()
    assert finding.level is Level.FAULT
    assert finding.seen.endswith("at Sampleton Police.")

    save(member, roles={Role.ADMIN, Role.COMPLAINTS})
    assert look(check_complaints_role) == [Level.OK]


def test_people_without_a_second_factor_are_a_fault(app):
    chief = make_staff(Role.ADMIN, password_hash="hash")
    make_staff(Role.OFFICER, password_hash="hash")
    assert look(check_second_factors) == [Level.FAULT]

    make_second_factor(chief)
    assert look(check_second_factors) == [Level.OK]


def test_a_worker_that_is_silent_is_a_fault(app):
    assert look(check_worker) == [Level.OK], "nobody has an account"
    make_staff()
    assert look(check_worker) == [Level.FAULT]
    set_installation(worker_seen_at=now() - 6 * MINUTE)
    assert look(check_worker) == [Level.FAULT]

    set_installation(worker_seen_at=now() - MINUTE)
    assert look(check_worker) == [Level.OK]
