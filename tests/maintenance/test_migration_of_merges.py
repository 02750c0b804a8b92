"""What was merged stands for itself: in the state of its main one where that is true of it."""

from datetime import datetime

import pytest
from sqlalchemy import update

from coffeecop.db import db
from coffeecop.maintenance.verify import verify
from coffeecop.models import Concern, ConcernState
from tests import old_rows
from tests.maintenance.test_upgrade import app_of_1_0  # noqa: F401  (a fixture)
from tests.old_rows import move_to, reflected, rows_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.exhaustive]

S = ConcernState

# Main ones by name: (state, columns). Days are of February.
MAINS = {
    "open": (S.RECEIVED, {"asked_at": 9}),
    "asks nothing": (S.RECEIVED, {}),
    "looked into": (S.LOOKED_INTO, {"state_at": 5}),
    "talked": (S.TALKED_ABOUT, {"state_at": 5}),
    "answered": (S.ANSWERED, {"state_at": 5, "first_answer_at": 5}),
    "declined": (S.DECLINED, {"state_at": 5, "state_reason": "The state's road."}),
    "closed": (S.CLOSED, {"state_at": 5}),
    "passed on": (S.PASSED_ON, {"state_at": 5}),
    "hidden": (S.HIDDEN, {"state_at": 5, "hidden_for": "spam"}),
    "withdrawn": (S.WITHDRAWN, {"state_at": 5}),
}
# What is merged into each: (main, columns, thread, state, when, waiting since). In a thread "s4" is
# a message of staff on the fourth, and "r6" one of the resident on the sixth. All asked on the 2nd.
NO = {"better": "no", "better_at": 7, "asked_at": 7}
ASKS_NOTHING = {"asked_at": None}
MERGED = {
    "waits by itself": ("open", {}, "", S.RECEIVED, None, 2),
    "does not wait": ("open", ASKS_NOTHING, "", S.RECEIVED, None, None),
    "waited through it": ("asks nothing", {}, "", S.RECEIVED, None, 2),
    "told meanwhile": ("open", {}, "s4", S.ANSWERED, 4, None),
    "told why meanwhile": ("open", {"state_reason": "No."}, "s4", S.DECLINED, 4, None),
    "looked into": ("looked into", {}, "", S.LOOKED_INTO, 5, 2),
    "talked about": ("talked", {}, "", S.TALKED_ABOUT, 5, None),
    "told since": ("talked", {}, "s6", S.ANSWERED, 6, None),
    "answered too": ("answered", {}, "s5", S.ANSWERED, 5, None),
    "not answered": ("answered", {}, "", S.RECEIVED, None, 2),
    "it did not help": ("answered", NO, "s5", S.RECEIVED, None, 7),
    "why in its language": (
        "declined",
        {"state_reason": "Es de otros."},
        "s5",
        "declined",
        5,
        None,
    ),
    "why without a receipt": ("declined", {}, "", S.DECLINED, 5, None),
    "answered after the no": ("declined", {}, "s6", S.ANSWERED, 6, None),
    "closed": ("closed", ASKS_NOTHING, "", S.CLOSED, 5, None),
    "wrote after it was closed": ("closed", {}, "r6", S.RECEIVED, None, 2),
    "at no office": ("passed on", {}, "", S.RECEIVED, None, 2),
    "below a hidden one": ("hidden", {}, "", S.RECEIVED, None, 2),
    "below one taken back": ("withdrawn", ASKS_NOTHING, "", S.RECEIVED, None, None),
}


@pytest.fixture
def before(app_of_1_0):  # noqa: F811
    """The schema of 1.1, in which concerns may be merged."""
    move_to("1.1")


@pytest.fixture
def ids(before):
    """The concerns by name, and what was done to two of them."""
    mains = {name: add_concern(state, **columns) for name, (state, columns) in MAINS.items()}
    ids = {}
    for name, (main, columns, thread, *_expected) in MERGED.items():
        merged = {"state": "merged", "state_at": 3, "merged_into_id": mains[main]}
        ids[name] = add_concern(**{"asked_at": 2, **merged, **columns})
        for said in thread.split():
            staff = {"staff_id": any_id("staff")} if said[0] == "s" else {}
            add("messages", concern_id=ids[name], created_at=int(said[1:]), **staff)
    return {"main": mains["open"], **ids}


def any_id(name):
    return rows_of(name, "id")[0].id


def add(name, **values):
    return old_rows.add(name, **{key: stored(key, value) for key, value in values.items()})


def add_concern(state, **columns):
    open_since = columns.get("asked_at") if state in (S.RECEIVED, S.LOOKED_INTO) else None
    told = dict.fromkeys(("wants_talk", "wants_answer", "for_neighbor", "is_complaint"), False)
    plain = {"body": "Cars speed.", "kind": "concern", "phase": "before", "language": "en"}
    where = {"event_id": any_id("events"), "created_at": 1, "is_held": False}
    wait = {"waiting_since": open_since}
    return add("concerns", **plain, **told, **where, **wait, state=str(state), **columns)


def stored(name, value):
    is_moment = name.endswith(("_at", "_since")) and value is not None
    return datetime(2026, 2, value) if is_moment else value  # noqa: DTZ001 - as stored


def day(moment):
    return moment and moment.day


def concern(concern_id):
    return db.session.get(Concern, concern_id, populate_existing=True)


def test_each_is_in_the_state_of_its_main_one_or_as_it_was_told_last_itself(ids):
    counted = {name: len(rows_of(name)) for name in ("concerns", "messages", "referrals")}

    move_to("head")

    found = {name: concern(ids[name]) for name in MERGED}
    assert {
        name: (each.state, day(each.state_at), day(each.waiting_since))
        for name, each in found.items()
    } == {name: tuple(row[3:]) for name, row in MERGED.items()}
    assert found["why in its language"].state_reason == "Es de otros."
    assert found["why without a receipt"].state_reason == "The state's road."
    assert found["talked about"].state_reason is None
    assert {name: len(rows_of(name)) for name in counted} == counted
    # The main ones have no threads here, the others do.
    own = tuple(f"Concern {ids[name]} " for name in MERGED)
    assert [each for each in verify().faults if each.startswith(own)] == []


def test_the_main_one_waits_since_it_asked_itself(ids, before):
    with db.engine.begin() as connection:
        concerns = reflected("concerns")
        # Somebody below it asked before.
        since = {"waiting_since": stored("waiting_since", 2)}
        connection.execute(update(concerns).where(concerns.c.id == ids["main"]).values(since))

    move_to("head")

    assert day(concern(ids["main"]).waiting_since) == 9


def test_what_named_a_merge_cannot_be_undone_and_is_kept(ids):
    officer = any_id("staff")
    for kind, after in (
        ("merged", {"state": "merged", "merged_into_id": ids["main"]}),
        ("hidden", {"state": "received", "merged_into_id": None}),
        ("hidden", {"state": "hidden"}),
    ):
        change = add("concern_changes", staff_id=officer, kind=kind)
        item = {"change_id": change, "concern_id": ids["closed"], "after": after}
        add("concern_change_items", **item, before={"state": "received"})

    move_to("head")

    kept = rows_of("concern_changes")[-3:]
    assert [each.kind for each in kept] == ["status", "hidden", "hidden"]
    assert [each.undone_by_id for each in kept] == [officer, officer, None]


def test_a_topic_names_the_one_that_replaces_it(before):
    replaced = {each.id: each.merged_into_id for each in rows_of("topics")}
    assert any(replaced.values())

    move_to("head")

    assert {each.id: each.replaced_by_id for each in rows_of("topics")} == replaced
