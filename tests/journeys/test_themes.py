"""Officers with one thumb: themes."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Role, ThemeStatus, Topic
from tests.factories import (
    make_concern,
    make_event,
    make_past_event,
    make_theme,
    make_topic,
)
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import LANGUAGES
from tests.stored import one_of, reload, topic_assignments


@pytest.fixture
def topics(app):
    return [
        make_topic(name_en="Parking", name_es="Estacionamiento"),
        make_topic(name_en="Noise and neighbors", name_es="Ruido y vecinos"),
        make_topic(name_en="Roads", name_es="Calles"),
    ]


@pytest.fixture
def theme(app):
    here, there = make_event(), make_past_event()
    concerns = [make_concern(event=event, body="E-bikes race.") for event in (here, here, there)]
    return make_theme(*concerns, phrase="e-bikes on the pier")


def test_an_officer_renames_a_theme_and_signs_it_off(phone, prefix, theme, sign_in_on):
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto("/staff/themes")
    expect(phone.locator("#themes h3")).to_contain_text("e-bikes on the pier")
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
    expect(phone.locator("#keywords_en")).to_have_value("e-bikes on the pier")
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


@pytest.mark.parametrize("path", ["/concerns?sorting=open", "/concerns/flags", "/themes"])
def test_where_there_is_nothing_the_page_says_so(phone, prefix, topics, sign_in_on, path):
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto(f"/staff{path}")

    expect(phone.locator("#main section a").first).to_be_visible()
    check_easy_to_use(phone)
