"""A theme that becomes a topic of the list."""

import pytest

from coffeecop.db import now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    ConcernState,
    Language,
    Role,
    ThemeStatus,
    Topic,
)
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_concern,
    make_event,
    make_staff,
    make_theme,
    make_topic,
    sign_in,
    suggest,
)
from tests.stored import all_of, audit_entries, content_versions, reload, topic_assignments

pytestmark = pytest.mark.both_databases

WORDS = {
    "name_en": "E-bikes",
    "name_es": "Bicicletas eléctricas",
    "keywords_en": " e-bike \n\ne-bikes",
    "keywords_es": "bici eléctrica",
}


def path(theme):
    return f"/staff/topics/themes/{theme.id}/topic"


def test_the_form_proposes_the_phrases_of_the_theme_as_keywords(admin, event):
    english = make_theme(make_concern(event=event), phrase_en="e-bikes on the pier", name="E-bikes")
    spanish = make_theme(
        make_concern(event=event),
        *(make_concern(event=event, text_language=Language.SPANISH) for _ in range(2)),
        phrase_en="bikes on the pier",
        phrase_es="bicicletas en el muelle",
    )

    page = admin.get(f"/staff/topics/new?theme={english.id}")
    assert page.value("#name_en") == "E-bikes"
    assert page.value("#keywords_en") == "e-bikes on the pier"
    assert page.value("#keywords_es") == ""
    page = admin.get(f"/staff/topics/new?theme={spanish.id}")
    assert page.value("#keywords_es") == "bicicletas en el muelle"
    assert page.value("#keywords_en") == "bikes on the pier"


def test_an_administrator_makes_a_theme_a_topic_and_its_concerns_get_it(visitor):
    member = sign_in(visitor, Role.ADMIN, name="Chief Sample")
    other = make_topic(position=7)
    event = make_event()
    plain, guessed, checked = (make_concern(event=event) for _ in range(3))
    suggest(guessed, other, 0.55)
    suggest(checked, other, 0.9)
    checked.check_topics(by=make_staff())
    chosen = make_concern(event=event, topics=[other])
    gone = make_concern(event=event, state=ConcernState.WITHDRAWN)
    outside = make_concern(event=event, suggested_at=now())
    versions = content_versions()
    theme = make_theme(plain, guessed, checked, chosen, gone, phrase_en="e-bikes on the pier")

    page = visitor.follow(visitor.post(path(theme), **WORDS))

    assert "“e-bikes on the pier” is the topic E-bikes now, made by Chief Sample." in page.text(
        "#themes [role=status]"
    )
    topic = all_of(Topic)[-1]
    assert {name: getattr(topic, name) for name in WORDS} == {
        **WORDS,
        "keywords_en": "e-bike\ne-bikes",
    }
    assert (topic.key, topic.position) == ("e-bikes", 8)
    assert topic_assignments(plain) == topic_assignments(guessed) == {topic.id: AssignedBy.STAFF}
    assert topic_assignments(chosen) == {other.id: AssignedBy.RESIDENT, topic.id: AssignedBy.STAFF}
    assert set(topic_assignments(checked)) == {other.id, topic.id}, "what staff had sorted stays"
    assert topic_assignments(gone) == {}
    assert reload(plain).topics_checked_by_id == member.id
    assert reload(outside).suggested_at is None
    assert (reload(theme).status, theme.topic_id) == (ThemeStatus.MADE_TOPIC, topic.id)
    (entry,) = audit_entries(AuditAction.THEME_MADE_TOPIC)
    assert entry.facts == {"topic": "e-bikes", "concerns": 4}
    assert len(audit_entries(AuditAction.TOPIC_ADDED)) == 1
    # The ready-made page of the event offers the new topic.
    assert content_versions() != versions


def test_two_administrators_at_once_make_one_topic(app):
    theme = make_theme(make_concern(), make_concern())
    administrators = colleagues(app, 4, Role.ADMIN)
    address = path(theme)

    def make(number, visitor):
        words = {**WORDS, "name_en": f"E-bikes {number}", "name_es": f"Bicis {number}"}
        return visitor.post(address, **words).status

    assert run_concurrently(administrators, make) == [303] * 4
    assert len(all_of(Topic)) == 1
    assert len(audit_entries(AuditAction.THEME_MADE_TOPIC)) == 1


def test_two_who_make_topics_of_the_same_name_from_two_themes_are_told(app):
    addresses = [path(make_theme(make_concern())) for _ in range(4)]
    administrators = colleagues(app, 4, Role.ADMIN)

    def make(number, visitor):
        return visitor.post(addresses[number], **WORDS).status

    assert sorted(run_concurrently(administrators, make)) == [303, 422, 422, 422]


def test_however_many_concerns_a_new_topic_gets_they_are_read_at_once(plain_admin, queries):
    costs = []
    for number in (1, 10):
        chosen = [make_topic() for _ in range(number)]
        theme = make_theme(*(make_concern(topics=[topic]) for topic in chosen))
        words = {**WORDS, "name_en": f"E-bikes {number}", "name_es": f"Bicis {number}"}
        with queries() as statements:
            assert plain_admin.post(path(theme), **words).status == 303
        costs.append(sum(each.startswith("SELECT") for each in statements))

    assert costs[0] == costs[1]
