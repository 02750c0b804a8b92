from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import ConcernSource
from coffeecop.parts.print_kit.tests.rows import make_paper_card, paper_card_code
from tests.factories import make_concern, make_event, make_past_event, make_staff, make_topic
from tests.journeys.staff_states import LONG_NAME, unfold
from tests.journeys.states import LANGUAGES, tap


def printing(page, open_as):
    path = f"/staff/events/{make_event(roster=['Lt. Sample'], poster_printed_at=now()).id}"
    open_as()
    page.goto(f"{path}/print-kit")
    page.locator("#english").fill("1000")
    tap(page, "#print-kit-form button:not(.button-secondary)", shows="#english-error")
    yield
    for name in ("english", "spanish"):
        page.locator(f"#{name}").fill("1")
    page.locator("#print-kit-form button:not(.button-secondary)").click()
    expect(page.locator(".concern-card")).to_have_count(2)
    page.goto(f"{path}/print-kit")
    expect(page.locator(".fact-list li")).to_have_count(7)
    yield


def paper_cards(page, open_as):
    event, member = make_past_event(), open_as()
    topic = make_topic(name_en="Traffic", keywords_en="cars, speed", keywords_es="carros")
    make_topic()
    path = f"/staff/events/{event.id}/paper-cards"
    page.goto(path)
    page.locator("#stub").fill("17")
    page.locator("#body").fill("Cars speed.")
    tap(page, "#card-form > button", shows="#stub-error")
    yield
    page.goto(path)
    page.locator("#body").fill("The officer grabbed my arm.")
    tap(page, "#card-form > button", shows="#about-officer-heading")
    yield
    card = make_paper_card(event)
    typed_in = {"event": event, "source": ConcernSource.PAPER, "entered_by_id": member.id}
    wishes = {"receipt_hash": card.receipt_hash, "wants_answer": True, "for_neighbor": True}
    make_concern(**typed_in, **wishes, has_personal_details=True)
    checked = {"topics_checked_by_id": member.id, "topics_checked_at": now()}
    make_concern(**typed_in, topics=[topic], **checked)
    make_concern(**typed_in, is_complaint=True)
    make_concern(**{**typed_in, "entered_by_id": make_staff(name=LONG_NAME).id})
    page.goto(path)
    unfold(page)
    yield


def words_of_a_card_on_the_telephone(page, open_as):
    card = make_paper_card(make_past_event())
    open_as()
    page.goto("/staff/concerns")
    page.locator("#q").fill(paper_card_code(card))
    page.locator("#q").press("Enter")
    page.locator("#receipt [role=status]").wait_for()
    yield


def card_that_is_not_typed_in(page, prefix):
    event = make_past_event(title_en="Coffee at the library", title_es="Café en la biblioteca")
    card = make_paper_card(event, language=LANGUAGES[prefix])
    page.goto(f"{prefix}/receipts/{paper_card_code(card)}")
    yield "card_that_is_not_typed_in"


WALKS = [printing, paper_cards, words_of_a_card_on_the_telephone]
WALKS_OF_RESIDENTS = [card_that_is_not_typed_in]
SEEN_IN_THE_DARK = ["card_that_is_not_typed_in"]
