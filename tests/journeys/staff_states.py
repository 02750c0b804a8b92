"""Staff pages in those of their states that a new department meets.

A state is a function that fills the database and takes the browser to the page, which `open_as`
has signed in: `open_as(Role.ADMIN)`. It uses selectors rather than words, so that it works in
both languages.
"""

from datetime import timedelta
from unittest.mock import patch

from flask import current_app
from playwright.sync_api import expect
from sqlalchemy import update

from coffeecop.config.openid import OpenIDSettings
from coffeecop.db import db, now
from coffeecop.models import (
    AuditAction,
    Browser,
    Device,
    Installation,
    Role,
    StaffSession,
)
from coffeecop.models.audit import record
from tests.factories import (
    make_agency,
    make_concern,
    make_draft,
    make_event,
    make_second_factor,
    make_series,
    make_staff,
    save,
)
from tests.mail.server import free_port
from tests.staff.passwords import GOOD, hashed

HOUR = timedelta(hours=1)
LONG_NAME = "Alejandra Maximiliana Villaseñor de la Fuente"
LONG_EMAIL = "alejandra.villasenor-de-la-fuente@police.city-of-exampleton.example.org"

STAFF_STATES = {}


def state(function):
    STAFF_STATES[function.__name__] = function
    return function


def with_mail():
    """Let the app look for its mail server where nothing listens."""
    url = f"smtp://127.0.0.1:{free_port()}"
    return patch.dict(current_app.config, SMTP_URL=url, MAIL_FROM="coffee@example.org")


def at_provider(**values):
    """Let the department have a provider, which is not reached."""
    settings = {
        "issuer": "https://accounts.example.gov",
        "client_id": "coffeecop",
        "client_secret": "secret",
        "name": None,
        "allowed_domains": frozenset(),
        "groups": {},
        "is_only_way": False,
    }
    return patch.dict(current_app.config, OPENID=OpenIDSettings(**{**settings, **values}))


def make_session(member, token, **values):
    defaults = {"token_hash": token, "expires_at": now() + 8 * HOUR}
    save(StaffSession(staff_id=member.id, **{**defaults, **values}))


def unfold(page):
    for folded in page.locator("main summary").all():
        folded.click()


def let_the_confirmation_expire():
    long_ago = now() - timedelta(minutes=11)
    db.session.execute(update(StaffSession).values(confirmed_at=long_ago))
    db.session.commit()


def set_installation(**values):
    db.session.execute(update(Installation).values(**values))
    db.session.commit()


def sign_in_by_form(page, member):
    page.goto("/staff/sign-in")
    page.locator("#email").fill(member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#sign-in-form button").click()


@state
def nothing_set_up(page, open_as):
    open_as(Role.ADMIN, Role.ORGANIZER)
    page.goto("/staff")
    expect(page.locator(".set-up")).to_be_visible()


@state
def half_set_up(page, open_as):
    agency = make_agency(name_es="Policía", phone="805", complaint_url="https://example.org/")
    make_draft(agency=agency)
    open_as(Role.ADMIN, Role.ORGANIZER, Role.COMPLAINTS, second_factor_due_at=now() + 90 * HOUR)
    page.goto("/staff")
    expect(page.locator(".notice-warning")).to_be_visible()


@state
def settings(page, open_as):
    open_as(Role.ADMIN)
    page.goto("/staff/settings")


@state
def new_installation(page, open_as):
    open_as(Role.ADMIN)
    page.goto("/staff/settings/installation")


@state
def installation_that_runs(page, open_as):
    days_ago = now() - timedelta(days=3)
    times = {"restored_at": days_ago, "mail_tested_at": days_ago, "worker_seen_at": now()}
    set_installation(backed_up_at=now(), **times)
    open_as(Role.ADMIN)
    with with_mail():
        page.goto("/staff/settings/installation")


@state
def no_mail_server(page, open_as):
    open_as(Role.ADMIN)
    page.goto("/staff/settings/mail-test")


@state
def mail_that_fails(page, open_as):
    open_as(Role.ADMIN, email=LONG_EMAIL)
    with with_mail():
        page.goto("/staff/settings/mail-test")
        page.locator("#mail-test-form button").click()
        expect(page.locator(".fact-list")).to_be_visible()


@state
def account(page, open_as):
    member = open_as(*Role, password_hash=hashed(), name=LONG_NAME, email=LONG_EMAIL)
    make_session(member, "phone", browser=Browser.SAFARI, device=Device.IPHONE, is_own_device=True)
    make_session(member, "unknown")
    page.goto("/staff/account")
    unfold(page)


@state
def second_factor(page, open_as):
    make_second_factor(open_as(password_hash=hashed()))
    page.goto("/staff/account/second-factor")
    expect(page.locator("#removal-form")).to_be_visible()


@state
def new_second_factor_with_errors(page, open_as):
    open_as(Role.ADMIN, password_hash=hashed(), second_factor_due_at=now() - HOUR)
    page.goto("/staff/account/second-factor")
    page.locator("#second-factor-form summary").click()
    page.locator("#second-factor-form button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()


@state
def recovery_codes(page, open_as):
    make_second_factor(open_as(Role.ADMIN, password_hash=hashed()))
    page.goto("/staff/account/second-factor")
    page.locator("#codes-form button").click()
    expect(page.locator(".codes li")).to_have_count(10)


@state
def recovery_codes_seen(page, open_as):
    open_as(Role.ADMIN)
    page.goto("/staff/account/recovery-codes")


@state
def sign_in_through_a_provider(page, open_as):
    with at_provider():
        page.goto("/staff/sign-in")


@state
def code_at_sign_in_that_is_wrong(page, open_as):
    member = make_staff(password_hash=hashed())
    make_second_factor(member)
    sign_in_by_form(page, member)
    page.locator("#code").fill("000000")
    page.locator("#code-form button").click()
    expect(page.locator("#code-error")).to_be_visible()


@state
def confirmation(page, open_as):
    record(AuditAction.BACKUP_MADE, by=None, detail="1204 rows")
    open_as(Role.RECORDS, Role.ADMIN, password_hash=hashed())
    let_the_confirmation_expire()
    page.goto("/staff/audit")
    page.locator("#export-form button").click()
    expect(page.locator("#confirmation-form")).to_be_visible()


@state
def confirmation_at_a_provider(page, open_as):
    member = open_as(Role.ADMIN)
    db.session.execute(update(StaffSession).values(via_provider=True))
    member.link_to_provider("https://accounts.example.gov", "ana")
    let_the_confirmation_expire()
    with at_provider():
        page.goto("/staff/account/second-factor")
        page.goto("/staff/confirmation")


@state
def people(page, open_as):
    open_as(*Role, name=LONG_NAME, email=LONG_EMAIL)
    due, gone = make_staff(Role.ADMIN, password_hash=hashed()), make_staff(name="Al Gone")
    due.second_factor_due_at = now() + HOUR
    gone.disable()
    make_staff(name="Pat New")
    page.goto("/staff/people")
    page.locator("main summary").click()


@state
def person_who_leaves(page, open_as):
    open_as(*Role)
    leaver = make_staff(*Role, name=LONG_NAME, email=LONG_EMAIL, password_hash=hashed())
    make_second_factor(leaver)
    leaver.link_to_provider("https://accounts.example.gov", "leaver")
    make_session(leaver, "lost")
    for is_complaint in (False, True):
        make_concern(assigned_to_id=leaver.id, is_complaint=is_complaint)
    page.goto(f"/staff/people/{leaver.id}")
    unfold(page)


@state
def audit_log_with_filters(page, open_as):
    member = open_as(Role.RECORDS)
    event = make_event()
    record(AuditAction.POSTER_PRINTED, by=member, subject=event)
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=member, detail="code")
    record(AuditAction.BACKUP_MADE, by=None, detail="1204 rows")
    db.session.commit()
    page.goto("/staff/audit?since=2026-01-01&about=events")
    page.goto("/staff/audit?since=2026-01-01")
    page.locator("main summary").click()


@state
def plan_with_a_poster(page, open_as):
    event = make_event()
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/plan")


@state
def new_series(page, open_as):
    make_staff(Role.COMPLAINTS)
    event = make_event()
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/series/new")
    page.locator("#weeks").fill("")
    page.locator("button[formaction]").click()
    expect(page.locator("[role=alert]")).to_be_visible()


@state
def more_dates(page, open_as):
    event = make_series()
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/series/new")


@state
def all_dates_of_a_series(page, open_as):
    event = make_series()
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/series")


@state
def events_with_a_series(page, open_as):
    make_series()
    open_as(Role.ORGANIZER)
    page.goto("/staff/events")


@state
def event_of_a_series(page, open_as):
    event = make_series()
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/edit")
