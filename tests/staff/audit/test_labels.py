"""Every action is told in plain words and belongs to one kind, and no code of a detail is left."""

import json
from collections import Counter
from dataclasses import fields

import pytest
from wtforms.fields.core import UnboundField

from coffeecop.models import AuditAction, AuditEntry, ChangeKind, FlagAction
from coffeecop.staff.audit.details import FIELDS, VALUES, fields_below, in_words, labels_of_forms
from coffeecop.staff.audit.labels import KIND_NAMES
from coffeecop.staff.events.actions import Plan
from coffeecop.staff.settings.forms import SettingsForm
from coffeecop.web.forms import StaffForm

TOPICS = {"noise": "Noise", "traffic": "Traffic"}


def test_every_kind_of_the_filter_has_actions():
    assert {action.kind for action in AuditAction} == KIND_NAMES.keys()


SHOWN = [
    ({"status": ["new", "talked_about"]}, "State: Received → Talked about"),
    ({"state": "doing", "note": None}, "State: Being done; Where it stands"),
    ({"state": "answered"}, "State: Answered"),
    ({"told": 7}, "Told: 7"),
    ({"added": 3}, "Added: 3"),
    (
        {"name": ["Al", "Ann"], "roles": [["officer"], ["officer", "admin"]], "by_groups": None},
        "Name: Al → Ann; Roles: Officer → Officer, Administrator; "
        "By the groups of the department's account",
    ),
    ({"roles": [["officer", "records"]]}, "Roles: Officer, Records"),
    ({"language": [None, "es"]}, "Language: — → Spanish"),
    ({"everywhere_else": None}, "everywhere else"),
    ({"phone": ["805", None], "opening_en": None},
     "Phone: 805 → —; The first sentence of a talk, in English"),
    ({"holds_submissions": True}, "New concerns are held: Yes"),
    ({"starts_at": ["2026-02-26 20:30:00+00:00", "2026-02-26 21:00:00+00:00"]},
     "Starts at: 2026-02-26 20:30 UTC → 2026-02-26 21:00 UTC"),
    ({"item": "step_poster", "is_done": False}, "Item: Put the poster up; Done: No"),
    ({"item": "Bring cookies", "is_done": True}, "Item: Bring cookies; Done: Yes"),
    ({"was_hidden_for": "spam"}, "It was hidden: Spam or advertising"),
    ({"flags": [["threat", "self_harm"]], "action": "call"},
     "Flags: Threat, Self-harm; What was done: I called"),
    ({"topics": [["gone"], ["noise", "traffic"]]}, "Topics: gone → Noise, Traffic"),
    ({"topics": [[], ["noise"]]}, "Topics: — → Noise"),
    ({"assigned_to": [None, "Ana Example"]}, "Given to: — → Ana Example"),
    ({"change": "put_away"}, "What was undone: put away"),
    ({"complaints": 2, "successor": "Al Left"}, "Complaints: 2; Given to: Al Left"),
    ({"rows": 1204}, "Rows: 1204"),
    ({"made_at": "2026-11-26T07:30:00+00:00"}, "Made on: 2026-11-26 07:30 UTC"),
    ({"entries": 2, "who": "server", "kind": "sign-ins", "about": "staff", "since": "2026-03-01"},
     "Entries: 2; Person: A command on the server; Kind: Sign-ins; About: People; "
     "From day: 2026-03-01"),
    # A person's own words are never taken for a code.
    ({"reason": "spam"}, "Reason: spam"),
]  # fmt: skip


@pytest.mark.parametrize(("detail", "words"), SHOWN)
def test_a_detail_is_shown_by_its_fields_from_what_to_what(app, detail, words):
    with app.test_request_context("/staff"):
        assert in_words(AuditEntry(detail=json.dumps(detail)), TOPICS) == words


@pytest.mark.parametrize("old", ["new > closed", "To call {back}", '"x"', "[1]", "12"])
def test_a_detail_of_the_time_before_it_was_json_is_shown_as_it_is(app, old):
    assert in_words(AuditEntry(detail=old), TOPICS) == old


# What may be written of a matter, and what its verbs say.
OF_MATTERS = {
    *{"name", "also", "asked_en", "asked_es", "topic_id", "place", "venue_id", "event_id"},
    *{"state", "note", "added", "taken_out", "told", "other"},
}


def test_no_field_or_code_of_a_detail_is_left_without_words(app):
    settings = [
        name for name, value in vars(SettingsForm).items() if isinstance(value, UnboundField)
    ]
    recorded = {field.name for field in fields(Plan)} | {*settings, *OF_MATTERS}
    codes = {"change": ChangeKind, "action": FlagAction}

    assert recorded - FIELDS.keys() - labels_of_forms().keys() == set()
    # What the forms call a field, all of them call the same.
    labels = {(name, str(label)) for name, label in fields_below(StaffForm)}
    said = Counter(name for name, _label in labels)
    assert {name for name in recorded - FIELDS.keys() if said[name] > 1} == set()
    assert {field: set(kind) - VALUES[field].keys() for field, kind in codes.items()} == (
        dict.fromkeys(codes, set())
    )
