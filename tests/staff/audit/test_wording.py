"""Every action is told in plain words, and belongs to one kind."""

from collections import Counter
from dataclasses import fields

import pytest
from wtforms.fields.core import UnboundField

from coffeecop.mail.diagnosis import Problem
from coffeecop.models import AuditAction
from coffeecop.staff.accounts.openid import Refusal
from coffeecop.staff.audit.detail_words import CODES, detail_in_words
from coffeecop.staff.audit.kinds import ACTIONS_BY_KIND, KIND_NAMES, ActionKind
from coffeecop.staff.audit_wording import SENTENCES
from coffeecop.staff.events.actions import Plan
from coffeecop.staff.settings.forms import SettingsForm

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
        (
            AuditAction.SIGN_IN_FAILED,
            "through the provider: the account is disabled",
            "With the department's account: the account is disabled",
        ),
        (AuditAction.RECOVERY_CODE_USED, "left: 3", "Codes left: 3"),
        (
            AuditAction.STAFF_CHANGED,
            "by groups at the provider: officer -> records",
            "By the groups of the department's account: Officer → Records",
        ),
        (AuditAction.WORK_HANDED_OVER, "complaints: 2 > Al Left", "Complaints: 2 → Al Left"),
        (AuditAction.CONCERN_ASSIGNED, "nobody > Ana Example", "nobody → Ana Example"),
        (AuditAction.MAIL_TESTED, "accepted", "The mail server took it"),
        (AuditAction.BACKUP_MADE, "1204 rows", "1204 rows"),
        (
            AuditAction.BACKUP_RESTORED,
            "made at 2026-11-26T07:30:00+00:00",
            "Made on 2026-11-26 07:30 UTC",
        ),
        (AuditAction.THEME_DISMISSED, "proposed > dismissed", "Proposed → Dismissed"),
    ],
)
def test_codes_of_a_detail_become_words(app, action, detail, words):
    with app.test_request_context("/staff"):
        assert detail_in_words(action, detail, TOPICS) == words


def test_no_code_of_a_detail_is_left_without_words():
    kept = {
        AuditAction.SIGN_IN_FAILED: set(Refusal),
        AuditAction.MAIL_TESTED: set(Problem),
        AuditAction.EVENT_CHANGED: {field.name for field in fields(Plan)},
        AuditAction.SETTINGS_CHANGED: {
            name for name, value in vars(SettingsForm).items() if isinstance(value, UnboundField)
        },
    }

    left = {action: codes - CODES[action].keys() for action, codes in kept.items()}

    assert left == dict.fromkeys(kept, set())


def test_details_are_in_spanish_too(app):
    with app.test_request_context("/staff", headers={"Accept-Language": "es"}):
        words = detail_in_words(AuditAction.BACKUP_MADE, "1204 rows", TOPICS)

    assert words == "1204 filas"
