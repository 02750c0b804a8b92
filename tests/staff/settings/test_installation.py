"""What runs on the server, for administrators: backups, mail, the worker."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.maintenance.backup_key import new_key
from coffeecop.models import AuditAction, Installation
from tests.factories import make_mail
from tests.stored import audit_entries, one_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAGE = "/staff/settings/installation"


def set_installation(**values):
    installation = one_of(Installation)
    for name, value in values.items():
        setattr(installation, name, value)
    db.session.commit()


def test_a_new_installation_says_what_is_missing_and_with_which_commands_to_do_it(plain_admin):
    page = plain_admin.get(PAGE)

    assert "No backup was ever made Missing" in page.text("#backup")
    assert page.texts("#backup code") == [
        "python -m coffeecop backup-key",
        "python -m coffeecop backup FOLDER/",
        "python -m coffeecop restore FILE --rehearse",
    ]
    assert "No mail server is set up." in page.text("#mail")
    assert "was never seen. Not running" in page.words


@pytest.mark.parametrize(
    ("age", "words", "is_old"),
    [(3 * HOUR, "Last backup 3 hours ago", False), (72 * HOUR, "Last backup 3 days ago", True)],
)
def test_the_age_of_the_backup_is_there_and_on_no_other_page_of_the_settings(
    plain_admin, age, words, is_old
):
    set_installation(backed_up_at=now() - age, restored_at=now() - 240 * HOUR)

    page = plain_admin.get(PAGE)

    assert words in page.text("#backup")
    assert ("Too old" in page.text("#backup")) is is_old
    assert "Last rehearsal: 1 week ago." in page.text("#backup")
    assert "ackup" not in plain_admin.get("/staff/settings").words


@pytest.mark.parametrize(
    ("copied", "rehearsed", "is_late"),
    [(7, 39, False), (9, 39, True), (7, 41, True), (None, 1, True)],
)
def test_copies_elsewhere_and_rehearsals_are_one_line_that_turns_red(
    plain_admin, copied, rehearsed, is_late
):
    set_installation(
        created_at=now() - 60 * DAY,
        backed_up_at=now(),
        copied_at=copied and now() - copied * DAY,
        restored_at=now() - rehearsed * DAY,
    )

    for path in (PAGE, "/staff"):
        red = [text for text in plain_admin.get(path).texts(".missing") if "rehearsal" in text]
        assert len(red) == is_late


def test_only_who_looks_after_the_server_reads_of_backups_on_today(officer):
    assert "ackup" not in officer.get("/staff").words


def test_twice_a_year_a_person_is_asked_to_try_the_key_on_paper(plain_admin, app, monkeypatch):
    assert plain_admin.get(PAGE).texts("#key-form") == []
    assert plain_admin.post(f"{PAGE}/key").status == 200
    assert audit_entries(AuditAction.BACKUP_REHEARSED) == []

    monkeypatch.setitem(app.config, "BACKUP_PUBLIC_KEY", new_key().public)
    assert "It is time to try the key on paper." in plain_admin.get(PAGE).text("#backup")
    assert plain_admin.post(f"{PAGE}/key").status == 303

    assert "paper" not in plain_admin.get(PAGE).text("#backup")
    (entry,) = audit_entries(AuditAction.BACKUP_REHEARSED)
    assert entry.staff_id == plain_admin.member.id
    set_installation(key_tried_at=now() - 183 * DAY)
    assert len(plain_admin.get(PAGE).texts("#key-form")) == 1


def test_mail_that_is_set_up_says_when_it_was_tested_and_what_became_of_it(plain_admin, mail_port):
    make_mail()
    make_mail(failed_at=now())

    assert "Sent as Example Police <coffee@example.org>." in plain_admin.get(PAGE).text("#mail")
    assert "Not tested yet" in plain_admin.get(PAGE).text("#mail")
    set_installation(mail_tested_at=now() - HOUR)

    assert "Last tested 1 hour ago." in plain_admin.get(PAGE).text("#mail")
    assert "Waiting: 1. Failed: 1." in plain_admin.get(PAGE).text("#mail")


@pytest.mark.both_databases
def test_it_says_whether_the_worker_runs_and_where_data_is_kept(plain_admin, database_name):
    set_installation(worker_seen_at=now() - HOUR)
    assert "was last seen 1 hour ago. Not running" in plain_admin.get(PAGE).words

    set_installation(worker_seen_at=now())
    page = plain_admin.get(PAGE)
    assert "Not running" not in page.words
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database_name]
    assert f"Data is kept in {name}." in page.words
