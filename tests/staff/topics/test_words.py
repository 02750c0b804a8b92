"""Whoever adds a topic, and how: what is asked of its words is the same."""

from itertools import cycle

import pytest

from coffeecop.db import db, now
from coffeecop.models import Role, Topic
from tests.factories import make_agency, make_topic, sign_in
from tests.staff.topics.form_filling import send

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
    topic = make_topic(key="e-bikes-scooters")
    return send(visitor, topic, **words)


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
