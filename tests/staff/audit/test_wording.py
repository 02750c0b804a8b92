"""Every action is told in plain words, and belongs to one kind."""

from collections import Counter

import pytest

from coffeecop.models import AuditAction
from coffeecop.staff.audit.detail_words import detail_in_words
from coffeecop.staff.audit.kinds import ACTIONS_BY_KIND, KIND_NAMES, ActionKind
from coffeecop.staff.audit.wording import SENTENCES

TOPICS = {"noise": "Noise", "traffic": "Traffic"}


def test_every_action_has_a_sentence():
    assert SENTENCES.keys() == set(AuditAction)


def test_every_action_is_of_one_kind():
    counts = Counter(action for actions in ACTIONS_BY_KIND.values() for action in actions)

    assert counts == dict.fromkeys(AuditAction, 1)
    assert ACTIONS_BY_KIND.keys() == KIND_NAMES.keys() == set(ActionKind)


@pytest.mark.parametrize(
    ("action", "detail", "words"),
    [
        (AuditAction.CONTACT_OPENED, "new phone > old", "new phone > old"),
        (AuditAction.CONTACT_OPENED, None, ""),
        (AuditAction.STATUS_CHANGED, "new > talked_about", "New → Talked about"),
        (AuditAction.ANSWER_SENT, "status: new > answered", "Status: New → Answered"),
        (
            AuditAction.STAFF_CHANGED,
            "name; officer -> officer, admin",
            "Name; Officer → Officer, Administrator",
        ),
        (AuditAction.SIGNED_OUT, "everywhere else", "everywhere else"),
        (
            AuditAction.SETTINGS_CHANGED,
            "name, name_es, phone",
            "Name of the department, Name of the department in Spanish, Phone, not for emergencies",
        ),
        (AuditAction.EVENT_CHANGED, "holds_submissions: yes", "New concerns are held: Yes"),
        (
            AuditAction.CONCERN_RELEASED,
            "was hidden for: spam",
            "It was hidden: Spam or advertising",
        ),
        (AuditAction.FLAG_SEEN, "threat self_harm: call", "Threat Self-harm: I called"),
        (AuditAction.TOPICS_CHANGED, "+noise -traffic +gone", "+Noise -Traffic +gone"),
        (AuditAction.TOPIC_SPLIT, "into\nnoise\ntraffic", "Into: Noise, Traffic"),
        (AuditAction.TOPIC_CHANGED, "name_en\nNoise\nLoud", "Name in English: Noise → Loud"),
        (AuditAction.TOPIC_CHANGED, "keywords_en\n+a\n-b", "Keywords in English: +a, -b"),
        (AuditAction.CONCERNS_EXPORTED, "concerns: 12", "Concerns: 12"),
        (
            AuditAction.AUDIT_EXPORTED,
            "entries: 12, kind: sign-ins, since: 2026-03-01",
            "Entries: 12, Kind: Sign-ins, From day: 2026-03-01",
        ),
    ],
)
def test_codes_of_a_detail_become_words(app, action, detail, words):
    with app.test_request_context("/staff"):
        assert detail_in_words(action, detail, TOPICS) == words
