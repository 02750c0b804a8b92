"""What runs on the server, for administrators: mail and the worker."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from tests.factories import make_mail, set_installation

HOUR = timedelta(hours=1)
PAGE = "/staff/settings?open=installation"


def test_mail_that_is_set_up_says_who_sends_it_and_what_became_of_it(plain_admin, mail_port):
    make_mail()
    make_mail(failed_at=now())

    mail = plain_admin.get(PAGE).text("#mail")
    assert "Sent as Example Police <coffee@example.org>." in mail
    assert "Waiting: 1. Failed: 1." in mail


@pytest.mark.both_databases
def test_it_says_what_is_missing_and_where_data_is_kept(plain_admin, database_name):
    page = plain_admin.get(PAGE)
    assert "No mail server is set up." in page.text("#mail")
    assert "was never seen. Not running" in page.words
    set_installation(worker_seen_at=now() - HOUR)
    assert "was last seen 1 hour ago. Not running" in plain_admin.get(PAGE).words

    set_installation(worker_seen_at=now())
    page = plain_admin.get(PAGE)
    assert "Not running" not in page.words
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database_name]
    assert f"Data is kept in {name}." in page.words
