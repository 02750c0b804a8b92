"""What runs on the server, for administrators: backups, mail, the worker."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import Installation
from tests.factories import make_mail
from tests.stored import one_of

HOUR = timedelta(hours=1)
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
        "python -m coffeecop backup FOLDER/",
        "python -m coffeecop restore FILE --rehearse",
    ]
    assert "No mail server is set up." in page.text("#mail")
    assert "was never seen. Not running" in page.words


@pytest.mark.parametrize(
    ("age", "words", "is_old"),
    [(3 * HOUR, "Last backup 3 hours ago", False), (72 * HOUR, "Last backup 3 days ago", True)],
)
def test_the_age_of_the_backup_is_there_and_on_settings_once_it_is_too_old(
    plain_admin, age, words, is_old
):
    set_installation(backed_up_at=now() - age, restored_at=now() - 240 * HOUR)

    page = plain_admin.get(PAGE)

    assert words in page.text("#backup")
    assert ("Too old" in page.text("#backup")) is is_old
    assert "Last restored, or tried, 1 week ago" in page.text("#backup")
    assert plain_admin.get("/staff/settings").texts(".missing") == [words] * is_old


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
