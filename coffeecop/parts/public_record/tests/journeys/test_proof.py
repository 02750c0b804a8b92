"""A question without a name is answered, and proved to anybody: on phones, and offline."""

import subprocess
import sys

from playwright.sync_api import expect

from coffeecop.config import PROJECT
from coffeecop.models import Concern, Role
from tests.factories import make_concerns, make_past_event, pass_night
from tests.journeys.fixtures import DESK_WITH_TOUCH
from tests.journeys.steps import fill
from tests.journeys.test_closing_the_loop import QUESTION, answer_it, ask_without_a_name
from tests.stored import one_of


def save(page, name):
    """Tap the link that downloads a file; return its path."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).tap()
    return download.value.path()


def test_the_receipt_proves_that_a_question_came_in_and_was_answered(
    open_page, sign_in_on, tmp_path
):
    phone, other_phone, desk = open_page(), open_page(), open_page(screen=DESK_WITH_TOUCH)
    past = make_past_event()
    make_concerns(4, event=past)
    sign_in_on(desk, Role.ORGANIZER, agency=past.agency)
    words = ask_without_a_name(phone, past)
    answer_it(desk, one_of(Concern, body=QUESTION))

    pass_night(days=2)
    phone.goto(f"/events/{past.slug}/record")
    expect(phone.locator(".record-sentence")).to_have_text(
        "5 came in. 1 has an answer, 4 asked for no answer."
    )
    phone.get_by_text("For experts", exact=True).tap()
    record = save(phone, "Download the record")
    other_phone.goto("/receipts")
    fill(other_phone, words=words)
    other_phone.locator("#find-form > button").tap()
    other_phone.get_by_text("More you can do").tap()
    expect(other_phone.locator("main")).to_contain_text("it was answered")
    proof, text = save(other_phone, "Save the proof"), tmp_path / "my_words.txt"
    text.write_text(QUESTION, "utf-8")
    verifier = [sys.executable, "-I", PROJECT / "docs/verify_record.py", record]
    result = subprocess.run(
        [*verifier, "--proof", proof, "--text", text], capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("Your receipt is in the record. Your words are unaltered.\n")
