from datetime import timedelta
from unittest.mock import patch

from flask import current_app
from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Role
from tests.factories import set_installation
from tests.journeys.staff_states import LONG_EMAIL
from tests.mail.server import free_port


def testing_mail(page, open_as):
    days_ago = now() - timedelta(days=3)
    times = {"restored_at": days_ago, "mail_tested_at": days_ago, "worker_seen_at": now()}
    set_installation(backed_up_at=now(), **times)
    open_as(Role.ADMIN, email=LONG_EMAIL)
    # Nothing listens at its mail server.
    url = f"smtp://127.0.0.1:{free_port()}"
    with patch.dict(current_app.config, SMTP_URL=url, MAIL_FROM="coffee@example.org"):
        page.goto("/staff/settings?open=installation")
        yield
        page.locator("#mail-test-form button").click()
        expect(page.locator("#mail-test-form .fact-list")).to_be_visible()
        yield


WALKS = [testing_mail]
