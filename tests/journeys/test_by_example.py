"""By example: from a concern to those that are like it, and to a theme or a topic of them."""

import pytest
from playwright.sync_api import expect

from coffeecop.engine import likeness_process
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import encoder_name
from coffeecop.models import (
    AssignedBy,
    ConcernVector,
    Role,
    Theme,
    ThemeConcern,
    ThemeStatus,
    Topic,
)
from tests.factories import make_concern, make_event, save
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import LANGUAGES
from tests.journeys.test_confirming import DESK, Taps
from tests.stored import one_of, topic_assignments

BIKES = [
    "Dirt bikes race on the trail behind the school every night.",
    "The dirt bikes on the trail behind the school are back.",
    "Dirt bikes on the trail again, right behind the school.",
    "Every night dirt bikes race behind the school.",
    "Kids on dirt bikes race on the trail every single night.",
]
MOTOS = "Las motos de motocross corren por el sendero detrás de la escuela cada noche."
OTHERS = [
    "The street light at the corner of Fifth has been out for weeks.",
    "Somebody dumps old mattresses in the alley.",
    "Can we have more coffee events on weekends?",
    "The stop sign is hidden by a tree.",
    "Cars are parked across my driveway on market days.",
]


@pytest.fixture(autouse=True)
def compared_here(monkeypatch):
    monkeypatch.setattr(likeness_process, "run", likeness_process.answer)


@pytest.fixture
def concerns(app):
    """Five about one matter, one in Spanish, and others."""
    event = make_event()
    bodies = [*OTHERS, *BIKES, MOTOS]
    made = [make_concern(event=event, body=body) for body in bodies]
    for concern, vector in zip(made, encode(bodies), strict=True):
        save(ConcernVector(concern_id=concern.id, encoder=encoder_name(), vector=pack(vector)))
    return {concern.body: concern for concern in made}


def members(theme):
    return {row.concern_id for row in ThemeConcern.query.filter_by(theme_id=theme.id)}


def candidate(page, concern):
    return page.locator(f"#concern-list .pickable input[value='{concern.id}']")


def test_seven_taps_lead_from_a_concern_to_a_theme_of_five(phone, prefix, concerns, sign_in_on):
    sign_in_on(phone, language=LANGUAGES[prefix])
    first, *others = [concerns[body] for body in BIKES]
    phone.goto(f"/staff/concerns/{first.id}")
    tap = Taps(phone)

    tap("#concern [data-key=x]")
    expect(phone.locator("[aria-labelledby=picks-heading] .items p")).to_have_text([first.body])
    check_easy_to_use(phone)
    for concern in others:
        tap(f"#concern-list .pickable input[value='{concern.id}']")
    tap("#picks button[formaction='/staff/themes/new']")
    expect(phone.locator(".quotes .quote")).to_have_count(5)
    check_easy_to_use(phone)
    # The box has the focus: no tap for it.
    expect(phone.locator("#name")).to_be_focused()
    phone.keyboard.type("Dirt bikes behind the school")
    tap("#theme-form > button")

    expect(phone.locator("main > [role=status]")).to_contain_text("Dirt bikes behind the school")
    expect(phone.locator("#concern-list .items > li")).to_have_count(5)
    check_easy_to_use(phone)
    assert tap.number == 7
    theme = one_of(Theme)
    assert theme.status is ThemeStatus.SIGNED_OFF
    assert members(theme) == {concern.id for concern in (first, *others)}


def test_an_officer_corrects_what_was_picked(phone, prefix, concerns, sign_in_on):
    sign_in_on(phone, language=LANGUAGES[prefix])
    first, second, wrong = concerns[BIKES[0]], concerns[BIKES[1]], concerns[OTHERS[0]]
    phone.goto("/staff/concerns")
    phone.locator("[data-pick]").tap()
    for concern in (first, wrong):
        candidate(phone, concern).tap()
    phone.locator("#picks button:not([formaction])").tap()
    picks = phone.locator("[aria-labelledby=picks-heading] .items > li")
    expect(picks).to_have_count(2)

    phone.locator(f"[aria-labelledby=picks-heading] input[value='{wrong.id}']").tap()
    candidate(phone, second).tap()
    phone.locator("#picks button:not([formaction])").tap()

    expect(picks.locator("p")).to_have_text([first.body, second.body])
    expect(phone.locator("#conditions li")).to_have_count(2)
    expect(candidate(phone, wrong)).to_have_count(0)
    expect(candidate(phone, concerns[BIKES[2]])).to_be_visible()
    check_easy_to_use(phone)


def test_an_administrator_makes_a_topic_of_them(phone, prefix, concerns, sign_in_on):
    sign_in_on(phone, Role.ADMIN, language=LANGUAGES[prefix])
    picked = [concerns[body] for body in BIKES[:3]]
    phone.goto("/staff/concerns?like=" + "-".join(str(each.id) for each in picked))
    phone.locator("#picks button[formaction='/staff/topics/new']").tap()
    expect(phone.locator("#topic-form .quote")).to_have_count(3)
    check_easy_to_use(phone)

    phone.locator("#name_en").fill("Dirt bikes")
    phone.locator("#name_es").fill("Motos de montaña")
    phone.locator("#topic-form .actions button").last.tap()

    phone.wait_for_url("**/staff/topics/*")
    expect(phone.locator("main > [role=status]")).to_be_visible()
    topic = one_of(Topic)
    for concern in picked:
        assert topic_assignments(concern) == {topic.id: AssignedBy.STAFF}


def test_with_the_keys_alone(open_page, concerns, sign_in_on):
    desk = open_page(screen=DESK)
    sign_in_on(desk)
    desk.goto("/staff/concerns")
    expect(desk.locator("#concern")).to_be_visible()
    newest = desk.locator(".items [aria-current]").get_attribute("href").split("/")[-1]

    desk.keyboard.press("x")
    desk.wait_for_url("**picking=1**")
    expect(desk.locator(".pickable :checked")).to_have_attribute("value", newest)
    # From the one that is ticked to the next two, and one back.
    for key in ("j", "x", "j", "x"):
        desk.keyboard.press(key)
    expect(desk.locator(".pickable :checked")).to_have_count(3)
    desk.keyboard.press("k")
    desk.keyboard.press("x")
    expect(desk.locator(".pickable :checked")).to_have_count(2)
    desk.locator("#picks button[formaction='/staff/themes/new']").focus()
    desk.keyboard.press("Enter")

    expect(desk.locator("#name")).to_be_focused()
    desk.keyboard.type("A theme by keys")
    desk.keyboard.press("Enter")
    expect(desk.locator("main > [role=status]")).to_contain_text("A theme by keys")
    assert len(members(one_of(Theme))) == 2


def test_ticks_wait_for_who_opens_a_concern_and_comes_back(with_script, concerns, sign_in_on):
    sign_in_on(with_script)
    first, second = concerns[BIKES[0]], concerns[BIKES[1]]
    with_script.goto(f"/staff/concerns?like={first.id}")
    candidate(with_script, second).tap()
    with_script.locator("#concern-list .items p").last.tap()
    expect(with_script.locator("#concern")).to_be_visible()

    with_script.go_back()

    expect(with_script.locator(".pickable :checked")).to_have_count(2)
    expect(candidate(with_script, second)).to_be_checked()


def test_x_on_a_concern_shows_what_is_like_it(open_page, concerns, sign_in_on):
    desk = open_page(screen=DESK)
    sign_in_on(desk)
    desk.goto(f"/staff/concerns/{concerns[BIKES[0]].id}")

    desk.keyboard.press("x")

    desk.wait_for_url("**like=**")
    expect(candidate(desk, concerns[BIKES[1]])).to_be_visible()


def test_what_means_the_same_comes_after_the_words(phone, prefix, concerns, sign_in_on):
    sign_in_on(phone, language=LANGUAGES[prefix])
    phone.goto("/staff/concerns?q=dirt+bikes")
    expect(phone.locator("#concern-list .items > li")).to_have_count(5)
    if phone.evaluate("!('htmx' in window)"):
        phone.locator("p.close-in-meaning a").tap()

    expect(phone.locator(".close-in-meaning .items p")).to_have_text([MOTOS])
    check_easy_to_use(phone)
