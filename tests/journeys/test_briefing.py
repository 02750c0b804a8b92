"""An officer reads the briefing on a phone, adds facts, and prints exactly one page of it."""

import pypdfium2
import pytest
from playwright.sync_api import expect

from coffeecop import models
from coffeecop.db import db, now
from tests.factories import (
    make_concern,
    make_event,
    make_matter,
    make_past_event,
    make_quotes,
    make_rsvp,
    make_staff,
    make_topic,
    make_venue,
)


def make_crowded(number, share):
    """Make an event whose texts have this share of the letters that they may have."""

    def words(most):
        return ("Sample words " * most)[: int(most * share)].strip()

    venue = make_venue(name=words(120), street=words(120), city=words(80))
    last = make_past_event(venue=venue)
    roster = [f"{place} {words(77)}" for place in range(12)]
    event = make_event(venue=venue, title_en=words(120), title_es=words(120), roster=roster)
    event.agency.opening_en = event.agency.opening_es = words(300)
    topics = [
        make_topic(name_en=f"{place} {words(58)}", name_es=f"{place} {words(58)}")
        for place in range(8)
    ]
    checked = {"topics_checked_at": now(), "topics_checked_by_id": make_staff().id}
    add_concerns(event, topics[:5], number, checked)
    add_concerns(last, topics[5:], number, checked)
    for state in models.MatterState:
        for at in (event, last):
            make_matter(name=words(120), said=state, event=at)
    for topic in topics:
        topic.write_note(words(1000), by=make_staff())
    for place in range(5):
        needs = set(models.Need)
        make_rsvp(event=event, party_size=20, needs=needs, other_language=f"{place}{words(58)}")
    heads = {"heads_counted_at": now(), "heads_counted_by_id": make_staff().id}
    for place in range(3):
        make_past_event(heads_counted=10 * place, **heads)
    return event


def add_concerns(event, topics, number, checked):
    languages = [list(models.Language)[place // len(topics) % 2] for place in range(number)]
    values = {"phase": models.Phase.BEFORE, "has_personal_details": False, "names_officer": False}
    concerns = [
        models.Concern(
            event_id=event.id, body="Sample words " * 20, language=language, **values, **checked
        )
        for language in languages
    ]
    for place, concern in enumerate(concerns):
        topic_id = topics[place % len(topics)].id
        concern.topic_rows = [
            models.ConcernTopic(topic_id=topic_id, assigned_by=models.AssignedBy.RESIDENT)
        ]
    db.session.add_all(concerns)
    db.session.commit()


def pages(pdf):
    return len(pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize(
    ("number", "share"),
    [
        (3, 1),
        (300, 0.4),
        *(
            pytest.param(*each, marks=pytest.mark.exhaustive)
            for each in [(3, 0.2), (300, 0.1), (300, 0.2), (300, 0.7), (300, 1)]
        ),
    ],
)
def test_it_is_one_page_of_either_paper_however_much_there_is(
    open_page, sign_in_on, app, number, share
):
    page, event = open_page(), make_crowded(number, share)
    # Spanish is the longer language.
    sign_in_on(page, models.Role.ORGANIZER, language=models.Language.SPANISH)
    page.goto(f"/staff/events/{event.id}/briefing")
    expect(page.locator("#said .lines > li")).to_have_count(3)

    assert [pages(page.pdf(format=paper)) for paper in ("Letter", "A4")] == [1, 1]


def test_an_officer_reads_it_on_a_phone_and_adds_facts_to_a_topic(phone, sign_in_on, app):
    event = make_event()
    noise = make_topic(name_en="Noise")
    for number in range(3):
        body = f"So: noise, for the {number}th time this week."
        make_quotes(noise, make_concern(event=event, topics=[noise], body=body))
    sign_in_on(phone)
    phone.goto(f"/staff/events/{event.id}/briefing")
    expect(phone.locator("#opening .large")).to_be_in_viewport(ratio=1)
    told = phone.locator(f"#topic-{noise.id}")
    expect(told.get_by_text("So: noise, for the")).to_be_in_viewport()
    told.get_by_role("link", name="Add facts").tap()
    phone.get_by_role("textbox", name="Facts").fill("Quiet hours begin at ten.")
    phone.get_by_role("button", name="Save").tap()

    expect(phone.get_by_role("heading", name="Briefing", level=1)).to_be_visible()
    expect(told.get_by_text("Quiet hours begin at ten.")).to_be_visible()
    told.get_by_role("link", name="3 of 3").tap()
    expect(phone.get_by_text("So: noise, for the").first).to_be_visible()
