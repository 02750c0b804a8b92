"""1.1 works out one state of each concern, and since when somebody waits, from eleven columns."""

from datetime import UTC

import pytest
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.maintenance.verify import verify
from coffeecop.models import Concern, ConcernState
from tests.old_rows import MOMENT, YEARS, add, add_department, app_at, move_to, rows_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]

S = ConcernState
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


@pytest.fixture
def ids(environ, new_database):
    """The rows at 1.0, by name."""
    with app_at("0030", environ, new_database):
        add_department(**YEARS)
        yield insert_rows()


def insert_rows():
    ids = {}
    for name, (columns, thread, *_expected) in ROWS.items():
        values = {key: stored(key, value) for key, value in {**DEFAULTS, **columns}.items()}
        if into := values.pop("into", None):
            values |= {"merged_into_id": ids[into], "merged_at": MOMENT, "merged_by_id": 1}
        ids[name] = add("concerns", **values)
        for said in thread.split():
            by = {"staff_id": 1 if said[0] == "s" else None}
            at = {"created_at": MOMENT.replace(day=int(said[1:]))}
            add("messages", concern_id=ids[name], **by, **at)
    for name, day in REFERRALS.items():
        at = {"withdrawn_at": day and MOMENT.replace(day=day)}
        add("referrals", concern_id=ids[name], **at)
    return ids


def stored(name, value):
    if value == "officer":
        return 1
    is_moment = name.endswith(("_at", "_until")) and value is not None
    return MOMENT.replace(day=value) if is_moment else value


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
    move_to("head")

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
    called_back = [each.withdrawn_at is not None for each in rows_of("referrals")]
    assert called_back == [False, True, True]
    assert [each for each in verify().faults if "Concern" in each] == []
