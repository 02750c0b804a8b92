"""After a destruction no file of the database holds a word of what was destroyed."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import make_url, text

from coffeecop.db import db, db_writes, now
from coffeecop.models import Concern, ConcernVector, MailKind, Role, Rsvp, SurveyAnswer
from coffeecop.parts.records.asking import ask_for_destruction
from coffeecop.parts.records.erasing import EraseMethod
from coffeecop.parts.records.jobs.destroying import keep_schedule
from coffeecop.parts.records.kinds import Series, Trigger
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.requests import RequestPack
from coffeecop.parts.records.tests.rows import make_hold, make_note, make_request, make_rule
from tests.factories import (
    make_concern,
    make_event,
    make_mail,
    make_matter,
    make_mention,
    make_message,
    make_quotes,
    make_rsvp,
    make_staff,
    make_topic,
    save,
)
from tests.stored import one_of, reload

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

# Longer than what a page holds beside others, so that it lies in pages of its own as well.
SECRETS = [
    "zanzibarwort",
    "quetzalwort",
    "kumquatwort",
    "jabberwort",
    "vector-wort",
    "pack-wort",
    "mail-wort",
    "spoken-wort",
    "survey-wort",
    "party-wort",
]
LONG_AGO = timedelta(days=800)


@pytest.fixture
def files(fresh_app, database_name):
    """Return a function that reads the bytes of every file that this database has written."""
    of_others = set()
    with fresh_app.app_context():
        if database_name == "sqlite":
            url = make_url(fresh_app.config["SQLALCHEMY_DATABASE_URI"])
            folders = [Path(url.database).parent]
        else:
            folders = [Path(db.session.scalar(text("SHOW data_directory")))]
            others = text("SELECT oid FROM pg_database WHERE datname != current_database()")
            of_others = {folders[0] / "base" / str(oid) for oid in db.session.scalars(others)}
            db.session.rollback()
        folders.append(fresh_app.config["INSTANCE_PATH"])

        def read():
            return b"".join(
                file.read_bytes()
                for folder in folders
                for file in sorted(folder.rglob("*"))
                if file.parent not in of_others and file.is_file()
            )

        yield read


def make_full_of_secrets():
    event, topic, officer = make_event(starts_at=now() - LONG_AGO), make_topic(), make_staff()
    values = {"created_at": now() - LONG_AGO, "event": event}
    others = [make_concern(body=f"Cars speed. {n} " * 60, **values) for n in range(40)]
    concern = make_concern(
        body="zanzibarwort " * 200,
        place="quetzalwort street",
        topics=[topic],
        contact={"name": "kumquatwort", "email": "kumquatwort@example.org"},
        **values,
    )
    for _ in range(30):
        make_concern(body="zanzibarwort again", **values)
    with time_machine.travel(now() - LONG_AGO):
        make_message(concern, "jabberwort " * 100)
    make_note(concern, "jabberwort", by=officer)
    save(ConcernVector(concern_id=concern.id, encoder="none", vector=b"vector-wort" * 50))
    make_mention(concern, "quetzalwort")
    make_mail(concern_id=concern.id, kind=MailKind.ANSWER, body="mail-wort " * 30)
    contact = {"name": "party-wort", "email": "party-wort@example.org"}
    rsvp = make_rsvp(event=event, contact=contact, other_language="spoken-wort")
    make_mail(rsvp_id=rsvp.id, body="mail-wort " * 30)
    said = {"line": "survey-wort", "language": "en", "form_key_hash": "survey"}
    save(SurveyAnswer(event_id=event.id, **said))
    make_quotes(topic, concern)
    make_matter(concern, event=event)
    request = make_request(concern, hold_id=make_hold().id)
    pack = {"made_by_id": officer.id, "file": b"pack-wort" * 50}
    save(RequestPack(request_id=request.id, number=1, **pack))
    if db.engine.dialect.name == "postgresql":
        # As PostgreSQL does by itself: its statistics quote what is frequent.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return len(others) + 31


def test_no_byte_of_it_is_left_in_any_file(files):
    number = make_full_of_secrets()
    clerks = [make_staff(Role.RECORDS) for _ in range(3)]
    make_rule(Series.RSVP, trigger=Trigger.EVENT, needs_approval=False)
    for series in (Series.SURVEY, Series.CONCERN):
        rule = make_rule(series, trigger=Trigger.EVENT)
        with db_writes():
            asked = ask_for_destruction(rule, key_hash=f"asked {series}", by=clerks[0])
        for clerk in clerks[1:]:
            with db_writes():
                db.session.get_one(Destruction, asked.id).approve(by=clerk)
    before = files()
    for secret in SECRETS:
        assert secret.encode() in before, secret
    kept = make_concern(body="periwinkle stays")

    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=False):
        keep_schedule()

    done = reload(asked)
    assert done.destroyed == number
    assert done.method in (EraseMethod.SQLITE, EraseMethod.POSTGRESQL)
    assert one_of(Concern, destroyed_at=None).id == kept.id
    assert one_of(Rsvp).is_destroyed
    assert one_of(SurveyAnswer).is_destroyed
    db.session.rollback()
    after = files()
    assert b"periwinkle" in after
    for secret in SECRETS:
        assert secret.encode() not in after, secret
