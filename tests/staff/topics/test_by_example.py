"""A topic of the concerns that an administrator has picked."""

import pytest

from coffeecop.models import AssignedBy, AuditAction, Topic
from tests.factories import make_concern
from tests.staff.form_filling import arrive, as_shown
from tests.stored import audit_entries, one_of, reload, topic_assignments

NAMES = {"name_en": "E-bikes", "name_es": "Bicicletas eléctricas"}


@pytest.fixture
def picked(event):
    return [
        make_concern(event=event, body=f"E-bikes on the promenade scare people {place}.")
        for place in ("at noon", "by the pier", "near the stairs")
    ]


def new(*concerns):
    return "/staff/topics?open=new&" + "&".join(f"like={each.id}" for each in concerns)


def make(admin, concerns, **changes):
    return admin.post(
        "/staff/topics",
        **{**as_shown(admin.get(new(*concerns)), "#topic-form"), **NAMES, **changes},
    )


def test_the_concerns_get_the_topic_as_checked_by_staff(admin, picked, event):
    other = make_concern(event=event)

    page = arrive(admin, make(admin, picked))

    topic = one_of(Topic)
    assert page.text("[role=status]").startswith("E-bikes is on the list.")
    for concern in picked:
        assert topic_assignments(concern) == {topic.id: AssignedBy.STAFF}
        assert reload(concern).topics_checked_by_id == admin.member.id
    assert topic_assignments(other) == {}
    changed = audit_entries(AuditAction.TOPICS_CHANGED)
    assert [entry.subject_id for entry in changed] == [concern.id for concern in picked]
    assert len(audit_entries(AuditAction.TOPIC_ADDED)) == 1
