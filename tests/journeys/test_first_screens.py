"""How tall pages are on a phone, what is in sight at once, and what appears on writing."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import db, now
from coffeecop.models import (
    AnswerTemplate,
    Event,
    EventStatus,
    FlagKind,
    Language,
    Matter,
    MatterState,
    Role,
)
from coffeecop.models.topics import add_starter_topics
from coffeecop.staff.events.forms import PARTS
from coffeecop.web.receipt_codes import word_list
from tests.factories import make_agency, make_concern, make_event, make_flag, save
from tests.journeys.fixtures import DESK, PHONE
from tests.journeys.states import (
    SENSITIVE_TEXTS,
    make_coffee,
    make_receipt_concern,
    make_told,
    open_receipt,
)
from tests.stored import all_of

HEIGHT_OF_A_WORD = """
(word) => {
  const cells = [...document.querySelectorAll(".receipt-words li")];
  cells.forEach((cell) => { cell.textContent = word; });
  return cells[0].clientHeight;
}
"""
HEIGHT = "document.documentElement.scrollHeight"
TALLEST_EVENT = 1_900
# As typed, and with everything open.
TALLEST_FORM, TALLEST_OPEN_FORM = 800, 1_300
TALLEST_IN_DANGER = 900
# While it goes on, and with six dates ahead.
TALLEST_NOW, TALLEST_HOME = 1_500, 1_500
# What experts need of it stands behind a door.
TALLEST_WITH_A_DOOR, TALLEST_ABOUT_OFFICER = 900, 900
TALLEST_EVENT_OF_STAFF = 1_600
TALLEST_PART = 1_500
TALLEST_BRIEFING = 1_600
TALLEST_CONCERN, TALLEST_FLAGGED = 1_000, 900
# As long as those that departments write.
DESCRIPTION = (
    "Meet officers of the department one to one over coffee. Ask questions, voice concerns, share "
    "ideas, and learn more about its service.\n\n"
    "There is no formal agenda. No host buys: you pay for your own coffee or Italian sub.\n\n"
    "Many people meet an officer only in an emergency. This is the other kind of meeting."
)
DESCRIPTION_SPANISH = (
    "Hable uno a uno con los oficiales del departamento mientras toman un café. Haga preguntas, "
    "diga qué le preocupa, comparta ideas y conozca mejor los servicios que ofrecemos.\n\n"
    "No hay una agenda formal. Nadie invita: cada quien paga su café o su sándwich italiano.\n\n"
    "Mucha gente solo conoce a un oficial en una emergencia. Este es el otro tipo de encuentro."
)
ASKED = (
    "The same pile of mattresses comes back behind the store, and cars run the light.",
    "Atrás de la tienda vuelven a tirar colchones, y los carros se pasan el rojo.",
)
ANSWER = (
    "An officer will stand at Thompson and Ann on three mornings in the first week of March. Speed "
    "humps are decided by Public Works, not by us: we passed your letter on."
)


@pytest.fixture
def event(app):
    agency = make_agency()
    add_starter_topics(agency)
    return make_coffee(agency=agency, description_en=DESCRIPTION, description_es=DESCRIPTION)


def test_an_event_page_and_three_others_are_short_with_five_numbers_in_one_line(phone, event):
    phone.set_viewport_size({"width": 390, "height": 600})
    for language in ("", "/es"):
        for page in ("accessibility", "computer"):
            phone.goto(f"{language}/{page}")
            assert phone.evaluate(HEIGHT) <= TALLEST_WITH_A_DOOR
        phone.goto(f"{language}/events/{event.slug}/concerns/officer")
        assert phone.evaluate(HEIGHT) <= TALLEST_ABOUT_OFFICER
        phone.goto(f"{language}/events/{event.slug}")

        assert phone.evaluate(HEIGHT) <= TALLEST_EVENT
    for width in (320, 360):
        phone.set_viewport_size({"width": width, "height": 640})

        tops = {chip.bounding_box()["y"] for chip in phone.locator("#rsvp .chip").all()}

        assert len(tops) == 1


def make_phases(agency):
    """Make an event of each phase, with as much on its page as departments write."""
    values = {
        "agency": agency,
        "title_en": "Coffee with a Cop at Sample Library",
        "title_es": "Café con un policía en Sample Library",
        "description_en": DESCRIPTION,
        "description_es": DESCRIPTION_SPANISH,
    }
    moved = {"moved_from_starts_at": now() + timedelta(days=5)}
    kept = make_coffee(**values, starts_at=now() - timedelta(days=400))
    phases = {
        "upcoming": make_coffee(**values, venue=kept.venue),
        "moved": make_coffee(**values, venue=kept.venue, **moved),
        "full": make_coffee(**values, capacity=2, seats_taken=2),
        "now": make_coffee(**values, starts_at=now() - timedelta(minutes=30), venue=kept.venue),
        "just ended": make_coffee(**values, starts_at=now() - timedelta(hours=3)),
        "told": make_coffee(**values, starts_at=now() - timedelta(days=9)),
        "long past": make_coffee(**values, starts_at=now() - timedelta(days=60)),
        "cancelled": make_coffee(**values, status=EventStatus.CANCELLED),
    }
    for event in (kept, phases["told"], phases["long past"]):
        for number in range(6):
            make_told(
                event,
                MatterState.DOING if number > 3 else MatterState.DONE,
                asked_en=ASKED[0],
                asked_es=ASKED[1],
            )
    return {name: event.slug for name, event in phases.items()}


@pytest.mark.parametrize("script", [True, False], ids=["with_script", "without_script"])
def test_the_page_of_an_event_is_short_in_every_phase(open_page, sign_in_on, app, script):
    agency = make_agency(phone="(805) 555-0100")
    add_starter_topics(agency)
    phases = make_phases(agency)
    draft = make_coffee(
        agency=agency,
        status=EventStatus.DRAFT,
        description_en=DESCRIPTION,
        description_es=DESCRIPTION_SPANISH,
    )
    phone, heights = open_page(script=script), {}
    # Spanish is the longer language.
    for language in ("", "/es") if script else ("/es",):
        for name, slug in phases.items():
            phone.goto(f"{language}/events/{slug}")
            heights[name, language] = phone.evaluate(HEIGHT)
    # Nobody handles complaints, and then somebody does.
    for others in ([], [Role.ADMIN], [Role.COMPLAINTS]):
        sign_in_on(phone, Role.ORGANIZER, *others, agency=agency)
        for language in Language:
            phone.goto(f"/staff/events/{draft.id}/preview?language={language}")
            heights["preview", *others, language] = phone.evaluate(HEIGHT)
    most = {"now": TALLEST_NOW}
    too_tall = [
        page for page, height in heights.items() if height > most.get(page[0], TALLEST_EVENT)
    ]
    assert not too_tall, heights


def test_the_front_page_names_six_places_on_few_screens(phone, app):
    agency = make_agency()
    for days in range(2, 14, 2):
        make_coffee(agency=agency, starts_at=now() + timedelta(days=days))
    for language in ("/en", "/es"):
        phone.goto(language)

        assert phone.evaluate(HEIGHT) <= TALLEST_HOME


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        ("", "Cars run the stop sign and nobody slows down", "Speeding and traffic"),
        ("/es", "Los carros van muy rápido y no paran en el alto", "Exceso de velocidad"),
    ],
)
def test_the_likeliest_topic_appears_and_with_everything_open_the_form_is_short(
    phone, event, language, text, topic
):
    # A page is as tall as the screen at least.
    phone.set_viewport_size({"width": 390, "height": 600})
    phone.goto(f"{language}/events/{event.slug}/concerns/new")
    in_sight = phone.locator("#topics > .chips > .choice")
    expect(in_sight).to_have_count(0)
    phone.locator("#body").press_sequentially(text)

    expect(in_sight.filter(has_text=topic)).to_be_visible()
    expect(in_sight).to_have_count(1)
    expect(phone.locator("#body")).to_be_focused()
    assert phone.evaluate(HEIGHT) <= TALLEST_FORM
    phone.locator("#answer").check()
    for summary in phone.locator("#concern summary").all():
        summary.tap()
    for field in ("#contact", "#place", "[role=switch]"):
        expect(phone.locator(field)).to_be_visible()
    assert phone.evaluate(HEIGHT) <= TALLEST_OPEN_FORM

    # What was chosen stays, and stays first, when they write on.
    in_sight.last.tap()
    chosen = in_sight.last.inner_text()
    phone.locator("#body").press_sequentially(". Dogs bark all night.")
    expect(in_sight.first).to_have_text(chosen)
    expect(in_sight.first.locator("input")).to_be_checked()


@pytest.mark.parametrize("prefix", SENSITIVE_TEXTS)
def test_a_receipt_after_danger_is_short(phone, event, prefix):
    save(event.agency, phone="(805) 555-0100")
    phone.set_viewport_size({"width": 390, "height": 600})
    phone.goto(f"{prefix}/events/{event.slug}/concerns/new")
    phone.locator("#body").fill(SENSITIVE_TEXTS[prefix])
    expect(phone.locator("#notes .help-lines").first).to_be_visible()
    phone.locator("#concern-form > button").tap()
    expect(phone.locator(".receipt-words")).to_be_visible()

    assert phone.evaluate(HEIGHT) <= TALLEST_IN_DANGER
    around_the_clock = phone.get_by_text("24 horas" if prefix else "around the clock")
    expect(around_the_clock.locator("visible=true")).to_have_count(0)
    expect(phone.get_by_text("911").locator("visible=true")).to_have_count(1)


def test_an_answered_receipt_shows_its_answer_without_scrolling(phone, app):
    make_receipt_concern("", wants_answer=True, answer=ANSWER)
    open_receipt(phone, "")

    answer = phone.locator("blockquote.answer")
    # It begins with its first line.
    assert answer.inner_text() == ANSWER
    expect(answer).to_be_in_viewport(ratio=1)
    box = answer.bounding_box()
    assert box["y"] + box["height"] <= phone.viewport_size["height"]


def test_the_words_of_a_receipt_are_not_broken_in_large_text(phone, app):
    make_receipt_concern("/es")
    open_receipt(phone, "/es")
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    height = phone.evaluate(HEIGHT_OF_A_WORD, "sol")

    longest = sorted(word_list(Language.SPANISH), key=len)[-100:]

    assert [word for word in longest if phone.evaluate(HEIGHT_OF_A_WORD, word) > height] == []


def test_the_answer_box_of_a_busy_concern_is_in_sight(phone, sign_in_on, app):
    event = make_event()
    sign_in_on(phone, agency=event.agency)
    concern = make_receipt_concern("", event=event, wants_answer=True, body=ANSWER)
    make_told(event, MatterState.ANSWERED)
    template = {"body_en": "The city decides.", "body_es": "Decide la ciudad."}
    save(AnswerTemplate(agency_id=event.agency_id, name="Speed bumps", **template))
    for language in Language:
        sign_in_on(phone, agency=event.agency, language=language)
        phone.goto(f"/staff/concerns/{concern.id}")

        for part in ("#body", ".answer-buttons", ".row-of-four"):
            box = phone.locator(part).bounding_box()
            assert box["y"] + box["height"] <= phone.viewport_size["height"], part


def make_inbox(event):
    """Make eight questions, the first of somebody in danger; return it and another."""
    event.agency.crisis_phone, event.agency.advocate_phone = "(805) 555-0143", "(805) 555-0144"
    texts = [SENSITIVE_TEXTS["/es"] + " Por favor no vayan a tocar la puerta.", *[ANSWER] * 7]
    concerns = [
        make_concern(event=event, receipt_hash=f"receipt {n}", wants_answer=True, body=text)
        for n, text in enumerate(texts)
    ]
    make_flag(FlagKind.DOMESTIC_VIOLENCE, concern=concerns[0])
    db.session.commit()
    return concerns[:2]


def test_a_list_of_concerns_begins_high_and_shows_seven(open_page, sign_in_on, app):
    event = make_event()
    make_inbox(event)
    for screen, top in (PHONE, 200), (DESK, 130):
        page = open_page(screen=screen)
        for language in Language:
            sign_in_on(page, Role.ADMIN, agency=event.agency, language=language)
            page.goto("/staff/concerns")
            rows = page.locator(".items li")
            expect(rows.nth(6)).to_be_in_viewport()
            assert rows.first.bounding_box()["y"] <= top, language


def test_a_concern_and_one_with_danger_are_short_with_few_controls(phone, sign_in_on, app):
    event = make_event()
    in_danger, other = make_inbox(event)
    for language in Language:
        sign_in_on(phone, Role.ADMIN, agency=event.agency, language=language)
        for concern, height, controls in (
            (other, TALLEST_CONCERN, 13),
            (in_danger, TALLEST_FLAGGED, 12),
        ):
            phone.goto(f"/staff/concerns/{concern.id}?waiting=1")
            assert phone.evaluate(HEIGHT) <= height
            seen = phone.locator("a, button, input, select, textarea, summary").locator(
                "visible=true"
            )
            names = [each.inner_text() for each in seen.all() if each.bounding_box()["width"] > 2]
            assert len(names) <= controls, names


@pytest.mark.parametrize("language", Language)
def test_each_event_and_each_form_of_its_parts_is_short_for_staff(
    phone, sign_in_on, full_department, language
):
    events = all_of(Event)
    sign_in_on(phone, Role.ORGANIZER, agency=events[0].agency, language=language)
    heights, briefings = {}, {}
    for event in events:
        phone.goto(f"/staff/events/{event.id}")
        heights[event.slug] = phone.evaluate(HEIGHT)
        phone.goto(f"/staff/events/{event.id}/briefing")
        briefings[event.slug] = phone.evaluate(HEIGHT)
    assert max(briefings.values()) <= TALLEST_BRIEFING, briefings
    assert max(heights.values()) <= TALLEST_EVENT_OF_STAFF, heights
    for part in PARTS:
        phone.goto(f"/staff/events/{event.id}/edit/{part}")
        heights[part] = phone.evaluate(HEIGHT)
    phone.goto("/staff/events/new")
    assert max(heights[part] for part in PARTS) <= TALLEST_PART, heights
    assert phone.evaluate(HEIGHT) <= TALLEST_PART


CONTROLS = """
(most) => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return each.checkVisibility() && box.width > 1 && box.bottom > 0 && box.top < most;
  }).length
"""
# Of the screen of a phone, above its tabs; and those five.
ABOVE_THE_TABS, TABS = 786, 5
MOST_CONTROLS, MOST_TOPIC_CONTROLS = 15, 40
TALLEST_TODAY = 1_700
TALLEST_OF_AN_OFFICER = 2_000


def test_today_begins_with_few_controls_and_is_short_with_what_an_administrator_is_told(
    phone, sign_in_on, full_department
):
    agency = all_of(Event)[0].agency
    sign_in_on(phone, Role.OFFICER, agency=agency)
    phone.goto("/staff")
    assert phone.evaluate(CONTROLS, ABOVE_THE_TABS) + TABS <= MOST_CONTROLS

    due = now() + timedelta(days=1)
    for language in Language:
        roles = [Role.ADMIN, Role.ORGANIZER]
        told = {"second_factor_due_at": due, "language": language}
        sign_in_on(phone, *roles, agency=agency, **told)
        phone.goto("/staff")
        expect(phone.locator(".notice-warning")).to_have_count(2)
        assert phone.evaluate(HEIGHT) <= TALLEST_TODAY


def test_each_matter_is_short_for_an_officer(phone, sign_in_on, full_department):
    sign_in_on(phone, Role.OFFICER, agency=all_of(Event)[0].agency)
    for each in all_of(Matter):
        phone.goto(f"/staff/matters/{each.id}")
        assert phone.evaluate(HEIGHT) <= TALLEST_OF_AN_OFFICER, each.name


def test_the_list_of_topics_has_a_control_a_row_also_for_who_keeps_it(
    open_page, sign_in_on, full_department
):
    desk = open_page(screen=DESK)
    sign_in_on(desk, Role.ADMIN, agency=all_of(Event)[0].agency)
    desk.goto("/staff/topics")
    assert desk.evaluate(CONTROLS, desk.evaluate(HEIGHT)) <= MOST_TOPIC_CONTROLS
