"""One administrator at a time changes a topic's words; the same is asked of a new one's."""

from itertools import cycle

import pytest

from coffeecop.db import db, now
from coffeecop.models import Role, Topic
from tests.factories import make_agency, make_concern, make_event, make_topic, sign_in
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


WORDS = {
    "name_en": " E-bikes & scooters ",
    "name_es": "Bicis  eléctricas",
    "keywords_en": "e-bike\r\n\r\n  electric   bike \r\nScooter",
    "keywords_es": "bici eléctrica",
}
SECOND_PART = {"parts-1-name_en": "Skates", "parts-1-name_es": "Patines"}


def by_hand(visitor, words):
    return visitor.post("/staff/topics", **words)


def by_a_change(visitor, words):
    return send(visitor, make_topic(key="e-bikes-scooters"), **words)


def by_a_split(visitor, words):
    part = {f"parts-0-{name}": value for name, value in words.items()}
    return send(visitor, make_topic(), "split", **part, **SECOND_PART)


WAYS = [by_hand, by_a_change, by_a_split]


@pytest.fixture(params=WAYS)
def write(request, plain_visitor):
    """Send the words of a topic in each of the ways there are."""
    sign_in(plain_visitor, Role.ADMIN)
    return lambda **words: request.param(plain_visitor, {**WORDS, **words})


def written():
    """Return the words of each topic that is called as we wrote."""
    db.session.rollback()
    topics = db.session.scalars(db.select(Topic).where(Topic.key.startswith("e-bikes")))
    return [(each.name_en, each.name_es, each.keywords_en, each.keywords_es) for each in topics]


def test_a_topic_is_kept_as_it_is_written_with_one_keyword_a_line(write):
    assert write().status == 303

    assert written() == [
        (
            "E-bikes & scooters",
            "Bicis  eléctricas",
            "e-bike\nelectric bike\nScooter",
            "bici eléctrica",
        )
    ]


WRONG = [
    ({"name_en": " ", "name_es": ""}, "in one language at least"),
    ({"name_en": "x" * 61}, "under 60 letters"),
    ({"name_en": "noise"}, "Another topic has this name."),
    ({"name_es": "ruido  noctúrno"}, "Another topic has this name."),
    ({"keywords_en": "Señal\nradar\nsenal"}, "is there already"),
    ({"keywords_en": "A\nb\na\nB"}, "do not matter: a, B"),
    ({"keywords_en": "e-bike\ne-bike"}, "is there already"),
    ({"keywords_es": "x" * 61}, "at most 60 letters"),
    ({"keywords_es": "radar\n!!"}, "a letter or a number: “!!”"),
    ({"keywords_en": "\n".join(map(str, range(201)))}, "at most 200"),
]


# All ways read the same fields, so each mistake is tried in one of them, in turn.
@pytest.mark.parametrize(
    ("write", "changes", "words"),
    [(way, *wrong) for way, wrong in zip(cycle(WAYS), WRONG, strict=False)],
    indirect=["write"],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(write, changes, words):
    make_topic(name_en="Noise", name_es="Ruido nocturno")
    # It is said beside the first field of those that were changed.
    field = next(iter(changes))

    page = write(**changes)

    assert page.status == 422
    box = page.one(f"[name$={field}][aria-invalid]")
    assert words in page.text(f"#{box['id']}-error")
    assert page.has(f".error-summary a[href='#{box['id']}']")
    for name, value in changes.items():
        beside = box["id"].removesuffix(field) + name
        assert page.value(f"#{beside}").split() == value.split()
    assert [each for each in written() if each[0].startswith(("E-bikes", "x"))] == []


@pytest.mark.parametrize("missing", ["name_en", "name_es"])
def test_one_name_serves_both_languages(write, missing):
    there = WORDS["name_es" if missing == "name_en" else "name_en"].strip()

    assert write(**{missing: " "}).status == 303

    db.session.rollback()
    keywords = ("e-bike\nelectric bike\nScooter", "bici eléctrica")
    topics = db.session.scalars(db.select(Topic).where(Topic.name_en == there))
    assert [(each.name_es, each.keywords_en, each.keywords_es) for each in topics] == [
        (there, *keywords)
    ]


def test_a_retired_topic_and_another_department_stand_in_no_ones_way(write):
    make_topic(name_en="E-bikes & scooters", retired_at=now())
    make_topic(agency=make_agency(), name_en="E-bikes & scooters")

    assert write().status == 303
