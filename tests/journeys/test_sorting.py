"""Officers with one thumb: topics, marks and themes."""

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import AssignedBy, Concern, FlagKind, Role, ThemeStatus, Topic
from tests.factories import (
    make_concern,
    make_event,
    make_flag,
    make_past_event,
    make_theme,
    make_topic,
    suggest,
)
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import LANGUAGES
from tests.stored import all_of, one_of, reload, topic_assignments


@pytest.fixture
def topics(app):
    return [
        make_topic(name_en="Parking", name_es="Estacionamiento"),
        make_topic(name_en="Noise and neighbors", name_es="Ruido y vecinos"),
        make_topic(name_en="Roads", name_es="Calles"),
    ]


def test_an_officer_corrects_a_topic_in_one_tap(phone, prefix, topics, sign_in_on):
    parking, noise, _ = topics
    concern = make_concern()
    suggest(concern, parking, 0.6)
    suggest(concern, noise, 0.35)
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto(f"/staff/concerns/{concern.id}")
    check_easy_to_use(phone)

    phone.locator(f"#other-form button[value='{noise.id}']").tap()

    expect(phone.locator("#concern-topics [role=status]")).to_be_visible()
    expect(phone.locator("#right-form")).to_have_count(0)
    assert topic_assignments(concern) == {noise.id: AssignedBy.STAFF}
    check_easy_to_use(phone)


def test_an_officer_sorts_five_concerns_one_after_another(phone, prefix, topics, sign_in_on):
    parking, noise, roads = topics
    event = make_event()
    concerns = [make_concern(event=event, body=f"Text {number}.") for number in range(5)]
    for number, concern in enumerate(concerns):
        suggest(concern, parking, 0.5 + number / 20)
        suggest(concern, noise, 0.3)
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto("/staff/concerns/sorting")
    check_easy_to_use(phone)

    right = phone.locator("#right-form button")
    right.tap()
    expect(phone.locator(".quote")).to_have_text("Text 1.")
    phone.locator(f"#other-form button[value='{noise.id}']").tap()
    expect(phone.locator(".quote")).to_have_text("Text 2.")
    phone.locator("#other-form button").last.tap()
    expect(phone.locator(".quote")).to_have_text("Text 3.")
    phone.locator("#sorting summary").tap()
    phone.locator("#topics-form label", has_text=names(topics, prefix)[2]).tap()
    check_easy_to_use(phone)
    phone.locator("#topics-form button").tap()
    expect(phone.locator(".quote")).to_have_text("Text 4.")
    phone.locator("#sorting a.button").tap()
    expect(phone.locator("#sorting .quote")).to_have_count(0)
    check_easy_to_use(phone)

    assert [set(topic_assignments(concern)) for concern in concerns] == [
        {parking.id},
        {noise.id},
        set(),
        {parking.id, roads.id},
        {parking.id},
    ]
    assert [concern.topics_are_checked for concern in all_of(Concern)] == [True] * 4 + [False]


def names(topics, prefix):
    return [topic.name_es if prefix else topic.name_en for topic in topics]


def test_sorting_works_from_the_keyboard_and_says_what_happened(with_script, topics, sign_in_on):
    parking, noise, _ = topics
    event = make_event()
    for number in range(2):
        suggest(make_concern(event=event, body=f"Text {number}."), parking, 0.5 + number / 10)
    sign_in_on(with_script)
    with_script.goto("/staff/concerns/sorting")

    with_script.locator("#right-form button").focus()
    with_script.keyboard.press("Enter")

    expect(with_script.locator(".quote")).to_have_text("Text 1.")
    expect(with_script.locator("#sorting > h2")).to_be_focused()
    expect(with_script.locator("#announcer")).to_contain_text("is about: Parking.")
    with_script.keyboard.press("Tab")
    expect(with_script.locator("#right-form button")).to_be_focused()


def test_an_officer_clears_a_mark(phone, prefix, topics, sign_in_on):
    event = make_event()
    flag = make_flag(FlagKind.SELF_HARM, concern=make_concern(event=event, body="Urgent."))
    make_flag(FlagKind.THREAT, concern=make_concern(event=event))
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto("/staff")
    phone.locator(".staff-nav a[href$='/flags']").tap()
    expect(phone.locator("#flags .quote").first).to_have_text("Urgent.")
    check_easy_to_use(phone)

    phone.locator("#flags button[value=yes]").first.tap()

    expect(phone.locator("#flags [role=status]")).to_be_visible()
    expect(phone.locator("#unseen-flags .badge")).to_have_text("1")
    check_easy_to_use(phone)
    db.session.refresh(flag)
    assert flag.is_right is True


@pytest.fixture
def theme(app):
    here, there = make_event(), make_past_event()
    concerns = [make_concern(event=event, body="E-bikes race.") for event in (here, here, there)]
    return make_theme(*concerns, terms="e-bikes, pier, fast")


def test_an_officer_renames_a_theme_and_signs_it_off(phone, prefix, theme, sign_in_on):
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto("/staff")
    phone.locator(".staff-nav a[href$='/themes']").tap()
    expect(phone.locator("#themes h3")).to_contain_text("e-bikes, pier, fast")
    check_easy_to_use(phone)

    phone.locator("#themes a[href*='/name']").tap()
    phone.locator("#name").fill("x" * 60)
    check_easy_to_use(phone)
    phone.locator("#name-form button").tap()
    expect(phone.locator("#themes h3")).to_have_text("x" * 60)
    check_easy_to_use(phone)

    phone.locator("#themes button[value=signed_off]").tap()
    expect(phone.locator("#themes [role=status]")).to_be_visible()
    expect(phone.locator("#themes .badge-success")).to_be_visible()
    check_easy_to_use(phone)
    assert reload(theme).status is ThemeStatus.SIGNED_OFF


def test_an_officer_dismisses_a_theme_and_thinks_better_of_it(phone, prefix, theme, sign_in_on):
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto("/staff/themes")
    phone.locator("#themes button[value=dismissed]").tap()
    expect(phone.locator("#themes h3")).to_have_count(0)
    check_easy_to_use(phone)
    assert reload(theme).status is ThemeStatus.DISMISSED

    phone.locator("#undo-form button").tap()

    expect(phone.locator("#themes h3")).to_have_count(1)
    assert reload(theme).is_proposed


def test_an_administrator_makes_a_theme_a_topic(phone, prefix, theme, topics, sign_in_on):
    sign_in_on(phone, Role.ADMIN, language=LANGUAGES[prefix])
    phone.goto("/staff/themes")
    phone.locator("#themes a[href*='/topic']").tap()
    expect(phone.locator("#keywords_en")).to_have_value("e-bikes\npier\nfast")
    check_easy_to_use(phone)
    phone.locator("#name_en").fill("E-bikes")
    phone.locator("#topic-form button").tap()
    expect(phone.locator("#name_es-error")).to_be_visible()
    expect(phone.locator("#name_en")).to_have_value("E-bikes")
    check_easy_to_use(phone)
    phone.locator("#name_es").fill("Bicicletas eléctricas")
    phone.locator("#topic-form button").tap()

    expect(phone.locator("#themes [role=status]")).to_be_visible()
    phone.locator("#themes a[href$='show=topics']").tap()
    expect(phone.locator("#themes h3")).to_have_count(1)
    check_easy_to_use(phone)
    made = one_of(Topic, name_en="E-bikes")
    assert all(made.id in topic_assignments(row.concern) for row in reload(theme).concern_rows)


@pytest.mark.parametrize("path", ["/concerns/sorting", "/concerns/flags", "/themes"])
def test_where_there_is_nothing_the_page_says_so(phone, prefix, topics, sign_in_on, path):
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto(f"/staff{path}")

    expect(phone.locator("#main section a").first).to_be_visible()
    check_easy_to_use(phone)
