"""A topic's words are changed by one administrator at a time, and its history tells how."""

import pytest

from coffeecop.db import db, now
from tests.factories import make_concern, make_event, make_topic
from tests.staff.form_filling import arrive, as_shown, whole
from tests.staff.topics.form_filling import send, shown_in, starter_topics
from tests.stored import audit_entries, reload


@pytest.fixture
def noise(app):
    return make_topic(
        key="noise",
        name_en="Noise",
        name_es="Ruido",
        description_en="Parties.",
        keywords_en="loud\nparty",
        keywords_es="ruido",
    )


def test_the_history_tells_each_change_in_words_with_who_and_when(admin, noise):
    answer = send(admin, noise, name_en="Noise at night", name_es="Ruido de noche")
    assert "Noise at night is changed." in arrive(admin, answer).words
    send(admin, noise, keywords_en="loud\nmusic\ndrums", description_es="Fiestas.")
    send(admin, noise, keywords_en="drums\nloud\nmusic")

    mine = shown_in(admin, noise)
    send(admin, noise, keywords_en="drums\nloud")

    page = admin.post(f"/staff/topics/{noise.id}", **{**mine, "keywords_en": "loud"})
    assert f"Changed by {admin.member.name} on" in page.words
    page = whole(admin, f"/staff/topics/{noise.id}")
    told = page.texts("[aria-labelledby=history-heading] li")
    changed = "Sgt. Sample changed the topic Noise at night"
    assert [line.startswith(changed) for line in told] == [True] * 4
    assert "(Keywords in English: music → —)" in told[0]


def test_saving_without_a_change_changes_nothing(plain_admin):
    topics, concern = starter_topics().values(), make_concern(suggested_at=now())

    for topic in topics:
        assert send(plain_admin, topic).status == 303, topic.key

    assert audit_entries() == []
    assert reload(concern).suggested_at


def test_keywords_are_picked_from_those_that_are_offered(admin, noise):
    """Without a script: ticks that are saved with the form."""
    shown = shown_in(admin, noise)
    shown |= {"offered_en": "drums\nlate music", "offered_es": "tambor"}

    page = admin.post(
        f"/staff/topics/{noise.id}", **{**shown, "add_en": "drums", "name_en": "", "name_es": ""}
    )
    assert page.value("#keywords_en") == "loud\nparty"
    assert page.texts("#add_en .choice") == ["drums", "late music"]
    assert page.texts("#add_es .choice") == ["tambor"]
    assert page.one("#add_en [checked]")["value"] == "drums"

    admin.post(f"/staff/topics/{noise.id}", **{**as_shown(page, "#topic-form"), "name_en": "Noise"})
    assert reload(noise).keywords_en == "loud\nparty\ndrums"
    assert reload(noise).keywords_es == "ruido"


@pytest.mark.both_databases
def test_keywords_are_mined_from_what_people_sorted_each_in_its_language(admin, noise):
    event, other = make_event(), make_topic()
    told = [("Drums every night %s", "en", noise), ("Tambores cada noche %s", "es", noise)]
    told += [("A truck on my street %s", "en", other), ("Un carro en mi calle %s", "es", other)]
    for body, language, topic in told:
        for n in range(5):
            concern = make_concern(event=event, body=body % n, language=language)
            concern.set_topics([topic], by=admin.member)
    db.session.commit()

    page = admin.get(f"/staff/topics/{noise.id}?open=edit")

    assert "drums" in " ".join(page.texts("#add_en .choice"))
    assert "tambores" in " ".join(page.texts("#add_es .choice"))
    assert "truck" not in page.body
    shown = as_shown(page, "#topic-form")
    admin.post(f"/staff/topics/{noise.id}", **{**shown, "add_es": "tambores"})
    assert reload(noise).keywords_es == "ruido\ntambores"


@pytest.mark.parametrize("sent", ["x" * 61, "!!", "not offered", "party"])
def test_what_was_never_offered_or_stands_in_the_box_is_not_added(plain_admin, noise, sent):
    """With the script a tick also writes its line into the box."""
    send(plain_admin, noise, offered_en="drums\nparty", add_en=sent)

    assert reload(noise).keywords_en == "loud\nparty"
