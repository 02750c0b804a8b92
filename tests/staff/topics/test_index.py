"""The list of topics, and a topic of the concerns that an administrator has picked."""

import pytest

from coffeecop.models import AssignedBy, AuditAction, Role, Topic
from tests.factories import make_concern, make_draft, make_event, make_topic, sign_in
from tests.staff.form_filling import arrive, as_shown, whole
from tests.staff.topics.form_filling import listed, send
from tests.stored import audit_entries, audited, one_of, reload, topic_assignments


def names():
    return [topic.name_en for topic in listed() if not topic.is_retired]


def test_topics_stand_in_their_order_with_both_names_and_the_newest_counts(admin):
    parking = make_topic(position=2, name_en="Parking", name_es="Estacionamiento")
    make_topic(position=1, name_en="Noise", name_es="Ruido")
    make_topic(position=3, name_en="Pagers", retired_at=make_event().starts_at)
    for _ in range(2):
        make_concern(event=make_event(), topics=[parking])
    make_draft()

    page = whole(admin, "/staff/topics")

    lists = page.select(".topic-list")
    rows = [row.words for row in lists[0].select("li")]
    assert rows == ["Noise Ruido No concerns", "Parking Estacionamiento 2 concerns"]
    assert "Pagers" in lists[1].text
    (link,) = lists[0].select("li")[1].select("a")
    number = admin.get(link["href"]).one("a[href^='/staff/concerns?topic=']")
    assert len(admin.get(number["href"]).select("#concern-list .items p")) == 2


def test_a_spanish_reader_sees_the_spanish_names_first(plain_visitor):
    sign_in(plain_visitor, Role.ADMIN, language="es")
    make_topic(name_en="Noise", name_es="Ruido")

    page = plain_visitor.get("/staff/topics")

    assert page.text(".topic-list a").startswith("Ruido ")
    assert page.text(".topic-list [lang=en]") == "Noise"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("moved", "after", "order"),
    [("B", "", "B A C"), ("A", "C", "B C A"), ("C", "A", "A C B"), ("B", "A", "A B C")],
)
def test_a_topic_is_put_first_or_after_another(admin, moved, after, order):
    # Two at one place, as an import may leave them, and a retired one between.
    topics = {name: make_topic(name_en=name, position=1) for name in "AB"}
    make_topic(name_en="Old", position=2, retired_at=make_event().starts_at)
    topics["C"] = make_topic(name_en="C", position=7)

    send(admin, topics[moved], place=topics[after].id if after else 0)

    assert " ".join(names()) == order
    assert len(audit_entries(AuditAction.TOPIC_CHANGED)) == (order != "A B C")


def test_a_name_in_one_language_stands_for_both_until_the_other_is_there(admin):
    admin.post("/staff/topics", name_es="Bicis eléctricas")
    topic = one_of(Topic)
    assert (topic.name_en, topic.name_es) == ("Bicis eléctricas", "Bicis eléctricas")
    assert len(admin.get("/staff/topics").select(".topic-list .small")) == 0

    send(admin, topic, name_en="E-bikes", name_es="Bicis eléctricas")
    assert (reload(topic).name_en, topic.name_es) == ("E-bikes", "Bicis eléctricas")
    # What stood in for the other language follows a correction.
    send(admin, topic, name_en="E-bike", name_es="")
    send(admin, topic, name_en="E-bikes")
    assert reload(topic).name_es == "E-bikes"
    assert "in one language at least" in send(admin, topic, name_en="").text("#name_en-error")


def test_a_new_topic_goes_to_the_end_and_concerns_are_read_again(admin):
    make_topic(name_en="Noise", position=4)
    waiting = make_concern(suggested_at=make_event().starts_at)

    answer = admin.post("/staff/topics", name_en="E-bikes & scooters", name_es="Bicis")

    topic = one_of(Topic, key="e-bikes-scooters")
    assert (topic.name_en, topic.position) == ("E-bikes & scooters", 5)
    assert audited() == [(AuditAction.TOPIC_ADDED, admin.member.id, topic.id, None)]
    assert reload(waiting).suggested_at is None
    assert "E-bikes & scooters is on the list." in arrive(admin, answer).words


@pytest.mark.parametrize(
    ("name", "key"),
    [("Noise!", "noise-2"), ("¿?", "topic"), ("w" * 60, "w" * 58 + "-2"), ("Ruído", "ruido")],
)
def test_a_key_is_unique_and_fits(plain_admin, name, key):
    for taken in ("noise", "w" * 60):
        make_topic(key=taken)

    plain_admin.post("/staff/topics", name_en=name, name_es="Tema")

    assert one_of(Topic, key=key).name_en == name


def test_keywords_that_other_topics_have_are_pointed_out_and_no_error(admin):
    make_topic(name_en="Traffic", keywords_en="radar\nspeeding", keywords_es="Señal de alto")
    make_topic(name_en="Pagers", keywords_en="scooter", retired_at=make_event().starts_at)

    page = admin.post(
        "/staff/topics",
        name_en="",
        name_es="",
        keywords_en="scooter\nRadar",
        keywords_es="senal de  alto",
    )

    assert page.texts("#keywords_en-shared li") == ["Radar : Traffic"]
    assert page.texts("#keywords_es-shared li") == ["senal de alto : Traffic"]


def test_residents_are_offered_topics_in_use_in_their_order_as_soon_as_it_changes(
    plain_admin, app, monkeypatch
):
    # Else it offers those that fit what is typed.
    monkeypatch.setitem(app.config, "SORT_TEXTS", False)
    event = make_event()
    for name, position in (("Parking", 2), ("Noise", 1), ("Pagers", 3)):
        make_topic(name_en=name, position=position)
    typed = {"body": "I just want to say something", "form_key": "key"}

    def offered():
        known = {topic.name_en for topic in listed()}
        page = plain_admin.post(f"/events/{event.slug}/concerns/guesses", **typed)
        return [each for each in page.texts("label.choice") if each in known]

    assert offered() == ["Noise", "Parking", "Pagers"]

    plain_admin.post("/staff/topics", name_en="E-bikes", name_es="Bicis")
    assert offered() == ["Noise", "Parking", "Pagers", "E-bikes"]

    send(plain_admin, one_of(Topic, name_en="Pagers"), "retire")
    assert offered() == ["Noise", "Parking", "E-bikes"]


def test_an_officer_reads_the_list_and_moves_nothing(plain_officer):
    topic = make_topic(name_en="Noise")
    make_topic()

    page = plain_officer.get("/staff/topics")

    assert page.has(f".topic-list a[href='/staff/topics/{topic.id}']")
    assert not page.has("main form, a[href*='?open=']")
    page = plain_officer.get(f"/staff/topics/{topic.id}")
    assert page.has("#note-form")
    assert not page.has("[aria-labelledby=history-heading], a[href*='?open=']")


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
