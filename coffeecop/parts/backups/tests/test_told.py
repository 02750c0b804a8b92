"""What administrators are told of backups: by the settings, Today, the digest and `doctor`."""

import json
from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Installation
from coffeecop.parts import parts
from coffeecop.parts.backups.backup_key import new_key
from coffeecop.parts.backups.checks import check_backup, check_copies
from coffeecop.parts.backups.labels import backup_line
from coffeecop.parts.backups.settings import PlaceSetting
from coffeecop.parts.findings import Level
from tests.factories import make_staff, set_installation
from tests.findings import look
from tests.of_parts import needs_part, turn_parts_off
from tests.stored import audit_entries, one_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAGE, KEY = "/staff/settings?open=installation", "/staff/settings/installation/key"
PLACE = PlaceSetting("folder", "/mnt/backups", "/mnt/backups")


def test_a_new_installation_says_what_is_missing_and_with_which_commands_to_do_it(plain_admin):
    page = plain_admin.get(PAGE)

    assert "No backup was ever made Missing" in page.text("#backup")
    assert page.texts("#backup code") == [
        "python -m coffeecop backup-key",
        "python -m coffeecop backup FOLDER/",
        "python -m coffeecop restore FILE --rehearse",
    ]


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


@pytest.mark.parametrize(("copied", "is_late"), [(7, False), (9, True)])
def test_copies_elsewhere_and_rehearsals_are_one_line_that_turns_red(plain_admin, copied, is_late):
    copied_at = now() - copied * DAY
    set_installation(created_at=now() - 60 * DAY, copied_at=copied_at, restored_at=now())

    for path in (PAGE, "/staff"):
        red = [text for text in plain_admin.get(path).texts(".missing") if "rehearsal" in text]
        assert len(red) == is_late


def test_only_who_looks_after_the_server_reads_of_backups_on_today(officer):
    assert "ackup" not in officer.get("/staff").words


def test_twice_a_year_a_person_is_asked_to_try_the_key_on_paper(plain_admin, app, monkeypatch):
    assert plain_admin.get(PAGE).texts("#key-form") == []
    assert plain_admin.post(KEY).status == 200
    assert audit_entries(AuditAction.BACKUP_REHEARSED) == []

    monkeypatch.setitem(app.config, "BACKUP_PUBLIC_KEY", new_key().public)
    assert "It is time to try the key on paper." in plain_admin.get(PAGE).text("#backup")
    assert plain_admin.post(KEY).status == 303

    assert "paper" not in plain_admin.get(PAGE).text("#backup")
    (entry,) = audit_entries(AuditAction.BACKUP_REHEARSED)
    assert entry.staff_id == plain_admin.member.id
    set_installation(key_tried_at=now() - 183 * DAY)
    assert len(plain_admin.get(PAGE).texts("#key-form")) == 1


def test_a_form_for_the_key_that_is_too_old_says_so_though_all_else_is_off(plain_admin):
    plain_admin.member.agency.parts_off = [each.name for each in parts() if each.name != "backups"]
    db.session.commit()

    page = plain_admin.post(KEY, csrf_token="forged")

    assert (page.status, page.has("[role=alert]")) == (422, True)


def test_the_set_up_asks_for_a_backup_that_was_tried(plain_admin):
    def step():
        lines = plain_admin.get("/staff").texts(".set-up li")
        return next(line for line in lines if "backup" in line)

    set_installation(backed_up_at=now())
    assert not step().endswith("Done"), "nobody has tried to restore it"
    set_installation(restored_at=now())
    assert step().endswith("Done")


def test_where_a_department_has_them_off_its_pages_say_nothing_of_them(plain_admin):
    turn_parts_off(plain_admin.member.agency)

    for path in (PAGE, "/staff"):
        assert "rehearsal" not in plain_admin.get(path).words


def test_the_older_the_backup_the_worse(app):
    assert look(check_backup) == [Level.OK], "there is nothing to lose"
    make_staff()
    levels = look(check_backup)
    for age in (8 * DAY, 3 * DAY, DAY):
        set_installation(backed_up_at=now() - age)
        levels += look(check_backup)

    assert levels == [Level.FAULT, Level.FAULT, Level.WARNING, Level.OK]


@pytest.mark.parametrize(
    ("has_key", "has_place", "days", "level", "to_do"),
    [
        (False, False, (None, 1, None), Level.FAULT, "Make a key"),
        (False, False, (1, 1, None), Level.WARNING, "Make a key"),
        (True, False, (1, 1, 1), Level.WARNING, "Set BACKUP_PLACE"),
        (True, True, (9, 1, 1), Level.FAULT, "journalctl --unit coffeecop-backup"),
        (True, True, (1, 41, 1), Level.FAULT, "See why the rehearsal fails"),
        (True, True, (1, 1, None), Level.WARNING, "With the paper"),
        (True, True, (1, 1, 200), Level.WARNING, "With the paper"),
        (True, True, (7, 39, 180), Level.OK, None),
    ],
)
def test_copies_and_rehearsals_are_the_line_that_the_pages_show(
    app, monkeypatch, has_key, has_place, days, level, to_do
):
    monkeypatch.setitem(app.config, "BACKUP_PUBLIC_KEY", "age1" if has_key else None)
    monkeypatch.setitem(app.config, "BACKUP_PLACE", PLACE if has_place else None)
    assert check_copies() == [], "nobody has an account"
    make_staff()
    times = [day and now() - day * DAY for day in days]
    names = "copied_at", "restored_at", "key_tried_at"
    set_installation(created_at=now() - 60 * DAY, **dict(zip(names, times, strict=True)))

    (finding,) = check_copies()

    assert finding.level is level
    assert to_do is finding.to_do is None or to_do in finding.to_do
    with app.test_request_context():
        assert finding.seen == backup_line(one_of(Installation))


@pytest.mark.parametrize(
    ("copied", "restored", "words"),
    [
        (1, 1, "Last copy elsewhere: 1 day ago. Last rehearsal: 1 day ago."),
        (9, 1, "Last copy elsewhere: 1 week ago, too old. Last rehearsal: 1 day ago."),
        (None, 41, "No backup was copied elsewhere yet. Last rehearsal: 1 month ago, too old."),
        (1, None, "Last copy elsewhere: 1 day ago. No restore was rehearsed yet."),
    ],
)
def test_the_line_says_how_old_they_are_and_that_there_is_no_key(app, copied, restored, words):
    copied_at, restored_at = (days and now() - days * DAY for days in (copied, restored))
    set_installation(copied_at=copied_at, restored_at=restored_at)

    with app.test_request_context():
        line = backup_line(one_of(Installation))

    assert line == f"{words} Backups are not encrypted: there is no key yet."


@needs_part("doctor")
def test_doctor_asks_for_the_first_one(app):
    make_staff()

    found = app.test_cli_runner().invoke(args=["doctor", "--json"]).stdout

    assert {each["check"]: each["level"] for each in json.loads(found)["checks"]}[
        "backup"
    ] == "fault"
