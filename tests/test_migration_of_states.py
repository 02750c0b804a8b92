"""1.1 works out one state of each concern, and since when somebody waits, from eleven columns."""

from datetime import UTC, datetime
from itertools import count

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, select

from coffeecop import create_app
from coffeecop.db import db
from coffeecop.maintenance.verify import verify
from coffeecop.models import Concern, ConcernState
from tests.factories import make_event, make_partner, make_staff

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]

S = ConcernState
numbers = count(1)
QUESTION = {"kind": "question"}
NO_BETTER = {"better": "no", "better_at": 6, "reopened_at": 6}
DEFAULTS = {
    **{"kind": "concern", "phase": "before", "language": "en", "status": "new", "created_at": 1},
    **dict.fromkeys(("wants_talk", "wants_answer", "for_neighbor", "is_complaint"), False),
    **{"is_held": False, "body": "Cars speed."},
}
DECIDED = {"status_at": 3, "status_by_id": "officer"}
HIDDEN = {"hidden_for": "spam", "hidden_at": 5, "hidden_by_id": "officer"}

# name: (columns, thread, expected state, asked on, waiting since). In a thread "s4" is a message of
# staff on the fourth of the month, and "r5" one of the resident on the fifth.
ROWS = {
    "nothing asked": ({}, "", S.RECEIVED, None, None),
    "asked": (QUESTION, "", S.RECEIVED, 1, 1),
    "looked into": ({**QUESTION, "status": "looked_into", **DECIDED}, "", S.LOOKED_INTO, 1, 1),
    "closed without a word": ({**QUESTION, "status": "closed", **DECIDED}, "", S.CLOSED, 1, None),
    "marked answered": ({**QUESTION, "status": "answered", **DECIDED}, "", S.CLOSED, 1, None),
    "answered": ({**QUESTION, "status": "answered", **DECIDED}, "s4", S.ANSWERED, 1, None),
    "answered, closed": ({**QUESTION, "status": "closed", **DECIDED}, "s4", S.ANSWERED, 1, None),
    "talked": ({**QUESTION, "status": "talked_about", **DECIDED}, "", S.TALKED_ABOUT, 1, None),
    "declined": (
        {**QUESTION, "status": "declined", "status_reason": "No.", **DECIDED},
        *("s4", S.DECLINED, 1, None),
    ),
    "wrote again": ({**QUESTION, "status": "answered", **DECIDED}, "s4 r5 r6", S.RECEIVED, 5, 5),
    "wrote, closed": ({"status": "closed", **DECIDED}, "r2", S.RECEIVED, 2, 2),
    "no better": ({**QUESTION, **NO_BETTER}, "s4", S.RECEIVED, 6, 6),
    "no better, looked into": (
        {**NO_BETTER, "status": "looked_into", **DECIDED},
        *("s4", S.LOOKED_INTO, 6, 6),
    ),
    "referred": ({**QUESTION, "status": "referred", **DECIDED}, "", S.PASSED_ON, 1, None),
    "called back": ({**QUESTION, "status": "referred", **DECIDED}, "", S.CLOSED, 1, None),
    "referred complaint": (
        {**QUESTION, "status": "referred", "is_complaint": True, **DECIDED},
        *("", S.RECEIVED, 1, 1),
    ),
    "main": ({"created_at": 2, **QUESTION}, "", S.RECEIVED, 2, 2),
    "merged": ({**QUESTION, "into": "main"}, "", S.RECEIVED, 1, 1),
    "below a merged one": ({**QUESTION, "into": "merged"}, "", S.RECEIVED, 1, 1),
    "complaint": ({"is_complaint": True}, "", S.RECEIVED, None, None),
    "below a complaint": ({**QUESTION, "into": "complaint"}, "", S.RECEIVED, 1, 1),
    "hidden": ({**QUESTION, **HIDDEN}, "", S.HIDDEN, 1, None),
    "below a hidden one": ({"into": "hidden"}, "", S.RECEIVED, None, None),
    "withdrawn, hidden": ({**HIDDEN, "withdrawn_at": 7}, "", S.WITHDRAWN, None, None),
    "put away, wrote": ({"put_away_at": 2, "put_away_until": 28}, *("r3", S.RECEIVED, 3, 3)),
}
REFERRALS = {"referred": None, "called back": 4, "referred complaint": None}
# What 1.0 has again, where it is another status than before.
BACK = {
    "marked answered": "closed",
    "answered, closed": "answered",
    "wrote again": "new",
    "wrote, closed": "new",
    "called back": "closed",
    "referred complaint": "new",
}


@pytest.fixture
def ids(environ, new_database, migrated_database):
    """The rows at 1.0, by name."""
    app = create_app({**environ, "DATABASE_URL": new_database(copy_of=migrated_database)})
    with app.app_context():
        event, officer, partner = make_event().id, make_staff().id, make_partner().id
        db.session.remove()
        move(downgrade, "0030")
        yield insert_rows(event, officer, partner)
        db.session.remove()
        db.engine.dispose()


def move(step, revision):
    step(revision=revision)
    # The connections know the tables as they were.
    db.engine.dispose()


def reflected(connection, name):
    found = MetaData()
    found.reflect(connection, only=[name])
    return found.tables[name]


def insert_rows(event_id, officer_id, partner_id):
    ids = {}
    with db.engine.begin() as connection:

        def add(name, **values):
            into = reflected(connection, name)
            given = {key: stored(key, value, officer_id) for key, value in values.items()}
            return connection.scalar(insert(into).values(**given).returning(into.c.id))

        for name, (columns, thread, *_expected) in ROWS.items():
            values = {**DEFAULTS, "event_id": event_id, **columns}
            if into := values.pop("into", None):
                merged = {"merged_at": 3, "merged_by_id": officer_id}
                values |= {"merged_into_id": ids[into], **merged}
            ids[name] = add("concerns", **values)
            for said in thread.split():
                staff = {"staff_id": officer_id} if said[0] == "s" else {}
                about = {"concern_id": ids[name], "form_key_hash": f"m{next(numbers)}", **staff}
                add("messages", body="Words.", created_at=int(said[1:]), **about)
        for name, withdrawn_at in REFERRALS.items():
            hashes = dict.fromkeys(("form_key_hash", "token_hash"), f"r{next(numbers)}")
            given = {"partner_id": partner_id, "staff_id": officer_id, "withdrawn_at": withdrawn_at}
            about = {"concern_id": ids[name], "body": "Words.", "created_at": 3}
            add("referrals", **hashes, **given, **about)
    return ids


def stored(name, value, officer_id):
    if value == "officer":
        return officer_id
    is_moment = name.endswith(("_at", "_until")) and value is not None
    return datetime(2026, 2, value) if is_moment else value  # noqa: DTZ001 - as stored


def rows_of(name):
    with db.engine.connect() as connection:
        found = reflected(connection, name)
        return {row.id: row for row in connection.execute(select(found))}


def concerns():
    db.session.expire_all()
    return {each.id: each for each in db.session.scalars(select(Concern))}


def day(moment):
    return moment and moment.astimezone(UTC).day


def states(ids):
    found = concerns()
    return {
        name: (found[one].state, day(found[one].asked_at), day(found[one].waiting_since))
        for name, one in ids.items()
    }


def test_each_concern_gets_its_state_and_since_when_somebody_waits(ids):
    move(upgrade, "head")

    assert states(ids) == {name: tuple(row[2:]) for name, row in ROWS.items()}
    found = {name: concerns()[one] for name, one in ids.items()}
    answered = {"answered", "answered, closed", "declined", "wrote again"}
    no_better = {"no better", "no better, looked into"}
    assert {name for name, each in found.items() if each.first_answer_at} == answered | no_better
    assert day(found["answered"].read_at) == 3
    assert (day(found["hidden"].state_at), found["hidden"].hidden_for) == (5, "spam")
    gone = found["withdrawn, hidden"]
    assert (day(gone.state_at), gone.state_by_id, gone.hidden_for) == (7, None, None)
    assert found["declined"].state_reason == "No."
    assert found["put away, wrote"].put_away_at is None
    called_back = [each.withdrawn_at is not None for each in rows_of("referrals").values()]
    assert called_back == [False, True, True]
    assert [each for each in verify().faults if "Concern" in each] == []


def test_the_way_back_keeps_what_is_open_and_what_is_settled_and_leads_here_again(ids):
    move(upgrade, "head")
    upgraded = states(ids)

    db.session.remove()
    move(downgrade, "0030")

    before = rows_of("concerns")
    assert {name: before[one].status for name, one in ids.items()} == {
        name: BACK.get(name, row[0].get("status", "new")) for name, row in ROWS.items()
    }
    withdrawn, hidden = before[ids["withdrawn, hidden"]], before[ids["hidden"]]
    assert (withdrawn.withdrawn_at.day, withdrawn.hidden_at) == (7, None)
    assert (hidden.hidden_at.day, hidden.hidden_for) == (5, "spam")
    assert before[ids["no better"]].reopened_at.day == 6
    move(upgrade, "head")
    assert states(ids) == upgraded
