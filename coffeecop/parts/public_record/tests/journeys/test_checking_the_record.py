"""The page of a public record checks it in the browser, as docs/verify_record.py does offline."""

import io
import json
import re
import zipfile
from copy import deepcopy

import pytest
from playwright.sync_api import expect

from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.models import Concern, Role
from coffeecop.models.hash_chain import ORIGIN
from coffeecop.parts.public_record.tests.rows import make_record, record_with_three_seals
from tests.factories import make_concern, make_event, make_message, make_staff, pass_night, sign_in
from tests.forging import WAYS, chain_roots, rebuild, seal_of, short_seal_of, tamperings
from tests.journeys.fixtures import each_way
from tests.journeys.watch import MOCKED

MOST_BYTES = 6_000
TALLEST = 900
STATIC = PROJECT / "coffeecop/parts/public_record/static"
EXPERTS = "main details > summary"
RESULT = "#check-record [aria-live=polite]"
WRONG = "The check found something wrong: "


@pytest.fixture
def event(app):
    """An event with six lines under a first seal, and eight under a second."""
    event = make_event()
    make_record(6, event=event, wants_answer=True)
    concern = make_concern(event=event, kind="question")
    pass_night(days=2)
    make_message(concern, by=make_staff())
    pass_night(days=3)
    return event


@pytest.fixture
def check(phone, event):
    """Check what the site gives, or other content in its place; return what the page says of it."""
    phone.goto(f"/events/{event.slug}/record")
    phone.locator(EXPERTS).tap()

    def run(content=None, *, kept=""):
        phone.unroute_all()
        if content is not None:
            body = content if isinstance(content, str) else json.dumps(content)
            phone.route("**/record.json", lambda route: route.fulfill(body=body, headers=MOCKED))
        phone.locator("#kept-seal").fill(kept)
        with phone.expect_response("**/record.json"):
            phone.locator("#check-record button").tap()
        result = phone.locator(RESULT)
        expect(result).to_have_class(re.compile("notice-(success|error)"))
        kind = "good" if "success" in result.get_attribute("class") else "bad"
        told = " ".join(result.inner_text().split("\n"))
        assert told.startswith(WRONG) <= (kind == "bad")
        return f"{kind}: {told.removeprefix(WRONG)}"

    return run


def test_the_scripts_are_small_on_this_page_alone_and_come_when_asked_for(phone, event, visitor):
    for name in ("check-record.js", "record-log.js", "check-pack.js"):
        assert len((STATIC / name).read_bytes()) < MOST_BYTES
    for path in ("/", f"/events/{event.slug}", "/receipts"):
        assert not visitor.get(path).has("script[src*=check-record]")
    phone.goto(f"/events/{event.slug}/record")
    expect(phone.locator("#check-record")).to_be_visible()
    loaded = "performance.getEntriesByType('resource').map(({ name }) => name).join()"
    assert "check-record" in phone.evaluate(loaded)
    assert "record-log" not in phone.evaluate(loaded)

    phone.locator("#check-record button").tap()
    expect(phone.locator(RESULT)).to_have_class("notice notice-success")

    assert "record-log" in phone.evaluate(loaded)
    assert "check-pack" not in phone.evaluate(loaded)


def test_an_honest_record_matches_its_seals_and_the_one_that_was_typed(record, check):
    told = check()
    assert re.match(r"good: Checked: all 8 lines match the seal of \w{3} \d+, 20\d\d\.$", told), (
        told
    )
    assert check(kept=seal_of(record)).endswith("The seal that you typed matches, too.")
    # As it is copied from paper.
    typed = f" {seal_of(record).upper()[:30]}\n{seal_of(record)[30:]} "
    assert check(kept=typed).startswith("good: Checked: all 8 lines match")
    for typed in (short_seal_of(record), short_seal_of(record).upper().replace("-", " ")):
        assert check(kept=typed).endswith("The seal that you typed matches, too.")
    assert re.search(
        r"^good: .* The seal that you typed is of another day, \w{3} \d+, 20\d\d, "
        r"and the first 6 lines match it\.$",
        check(kept=seal_of(record, 0)),
    )
    for other in (f"8:{ORIGIN[:20]}", f"8:{ORIGIN}", f"6:{ORIGIN}", f"900:{ORIGIN}"):
        assert "The seal that you typed does not match." in check(kept=other)


def test_the_code_of_a_poster_checks_its_seal_and_the_rest_is_behind_a_door(phone, record, event):
    phone.set_viewport_size({"width": 390, "height": 600})
    for language in ("", "/es"):
        phone.goto(f"{language}/events/{event.slug}/record#{short_seal_of(record)}")
        expect(phone.locator(".seal").first).to_be_hidden()
        assert phone.evaluate("document.documentElement.scrollHeight") <= TALLEST
        expect(phone.locator("#kept-seal")).to_have_value(short_seal_of(record))
        expect(phone.locator(RESULT)).to_have_class("notice notice-success")
    for elsewhere in ("main", "8:zz", "%"):
        phone.goto("about:blank")
        phone.goto(f"/events/{event.slug}/record#{elsewhere}")
        expect(phone.locator("#check-record")).to_be_visible()
        expect(phone.locator("#kept-seal")).to_have_value("")
        expect(phone.locator("#kept-seal-error")).to_be_empty()


# What is changed in its lines or its numbers, and what the page says of it.
OF_LINES = (
    (lambda lines: lines[2].update(state_after="answered"), "Line 3 does not match"),
    (lambda lines: lines[2].update(day="2020-01-01"), "Line 3 does not match"),
    (lambda lines: lines[2].update(event=0), "Line 3 does not match"),
    (lambda lines: lines[2].update(more=1), "Line 3 does not match"),
    (lambda lines: lines.pop(2), "Line 3 is missing"),
    (lambda lines: lines.pop(), "The lines do not match the seal of"),
    (lambda lines: lines.insert(3, dict(lines[0])), "Line 1 is out of place"),
    (lambda lines: lines.append({**lines[7], "sequence": 9}), "added after line 8"),
)
OF_COUNTS = (
    (lambda counts: counts.update(answered=7, waiting=0), "The lines don't add up to the numbers"),
    (lambda counts: counts.update(received=8), "The lines don't add up to the numbers"),
    (lambda counts: counts.update(missing=1), "Lost by the department: 1 of what came in."),
)


def test_what_was_altered_removed_or_added_is_named_and_what_is_no_record_is_none(record, check):
    for part, changes in (("entries", OF_LINES), ("counts", OF_COUNTS)):
        for change, told in changes:
            forged = deepcopy(record)
            change(forged[part])
            answer = check(forged)
            assert answer.startswith("bad: ")
            assert told in answer

    shapes = [deepcopy(record) for _ in range(5)]
    shapes[0]["roots"] = []
    shapes[1]["entries"][2]["sequence"] = "3"
    shapes[2]["entries"][2]["hash"] = None
    shapes[3]["counts"] = None
    shapes[4]["roots"][0]["root"] = ORIGIN[:20]
    for content in ("", "<html>", "[]", "{}", "[" * 10_000, '{"entries": [1]}', *shapes):
        assert check(content).startswith("bad: We got the record, but we can't read it.")


FOUND_IN_ORDER = """
async (files) => {
  const log = await import(document.getElementById("check-record").dataset.log);
  const inOrder = [];
  for (const [name, record] of files) {
    const fits = log.makeTree(record.entries);
    const faults = await log.recordFaults(record, fits, []).catch((shape) => [shape]);
    if (!faults.length) inOrder.push(name);
  }
  return inOrder;
}
"""


def test_the_page_finds_each_way_to_tamper_that_the_program_finds(phone, event, visitor):
    record = record_with_three_seals(event, visitor)
    ways = list(tamperings(record))
    assert len(ways) >= WAYS
    phone.goto(f"/events/{event.slug}/record")

    assert phone.evaluate(FOUND_IN_ORDER, [("as it was", record), *ways]) == ["as it was"]


def test_a_record_that_was_made_anew_or_has_lost_a_seal_does_not_fit_those_on_paper(record, check):
    forged = deepcopy(record)
    forged["entries"][2]["commitment"] = ORIGIN
    answer = check(rebuild(forged), kept=seal_of(record))

    assert answer.startswith("bad: A seal on this page is not in the record. The seal that you")
    forged["entries"][2]["event"] += 1
    assert check(rebuild(forged)).startswith("bad: Line 3 does not match")

    forged = deepcopy(record)
    del forged["roots"][0]
    assert re.match("bad: A seal before that of .* was taken out", check(forged))
    chain_roots(forged)
    assert "does not list it: it was taken out." in check(forged, kept=seal_of(record, 0))


def test_what_is_no_seal_is_said_beside_its_field_and_stays(phone, event):
    phone.goto(f"/es/events/{event.slug}/record")
    phone.locator(EXPERTS).tap()
    field = phone.locator("#kept-seal")
    for nonsense in ("hello", "8", "8:abc", "{}", f"0:{ORIGIN}"):
        field.fill(nonsense)
        phone.locator("#check-record button").tap()
        expect(phone.locator("#kept-seal-error")).to_contain_text("sello")
        expect(field).to_be_focused()
        expect(field).to_have_value(nonsense)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(phone.locator(RESULT)).to_be_hidden()

    field.fill("")
    phone.locator("#check-record button").tap()
    expect(phone.locator(RESULT)).to_have_class("notice notice-success")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_without_a_signal_it_says_so(open_page, event):
    phone = open_page(loses_signal=True)
    phone.goto(f"/events/{event.slug}/record")
    phone.context.set_offline(True)
    phone.locator("#check-record button").tap()

    expect(phone.locator(RESULT)).to_have_text(
        "The record didn't load. Try again when you have a signal."
    )


@each_way
def test_who_has_no_scripts_is_led_to_the_checker(phone, prefix, event):
    phone.goto(f"{prefix}/events/{event.slug}/record")

    expect(phone.locator("#check-record")).to_be_visible(visible=not prefix)
    expect(phone.locator("#cannot-check")).to_be_visible(visible=bool(prefix))
    phone.locator(EXPERTS).tap()
    expect(phone.locator("a[href$='verify_record.py']")).to_be_visible()


def answer_request(visitor):
    """Ask for all that came in, release the first and the question, and return the statement."""
    sign_in(visitor, Role.RECORDS)
    if visitor.get("/staff/records/requests").status == 404:
        pytest.skip("nobody here answers requests for records")
    asked = visitor.post("/staff/records/requests", words="", first_day="2020-01-01")
    path = asked.location.partition("?")[0]
    ids = [each for (each,) in db.session.query(Concern.id).order_by(Concern.id)]
    chosen = [f"concern-{number}" for number in (ids[0], ids[-1])]
    visitor.post(f"{path}/decisions", records=chosen, decision="release")
    visitor.post(f"{path}/packs")
    file = io.BytesIO(visitor.get(f"{path}/packs/1.zip").response.data)
    with zipfile.ZipFile(file) as pack:
        return json.loads(pack.read("statement.json"))


def test_who_asked_for_records_checks_the_statement_on_the_page(phone, event, visitor):
    statement = answer_request(visitor)
    altered = deepcopy(statement)
    own = altered["events"][0]
    line = own["pending"].pop()
    own["accounts"][0]["opens"]["text"] = "Something else."
    forged = deepcopy(statement)
    record = forged["events"][0]["record"]
    del record["entries"][0]
    rebuild(record)
    phone.goto(f"/events/{event.slug}/record")
    phone.locator(EXPERTS).tap()

    def told(content):
        body = content if isinstance(content, str) else json.dumps(content)
        file = {"name": "statement.json", "mimeType": "application/json", "buffer": body.encode()}
        phone.locator("#statement").set_input_files([])
        phone.locator("#statement").set_input_files([file])
        return phone.locator("#check-pack [aria-live=polite]")

    expect(told(statement)).to_have_text(
        re.compile(
            r"^Each line that came in up to the seal of \w+ \d+, \d+ is listed once\. "
            r"Each full text is as it came in\.$"
        )
    )
    expect(told(altered)).to_contain_text(f"Line {line} was left out: nothing is said about it.")
    expect(told(altered)).to_contain_text("The text of line 1 is not the one that came in.")
    expect(told(forged)).to_contain_text(
        "The record in this file is not the one that is published here."
    )
    expect(told({**statement, "events": []})).to_contain_text(
        "This file says nothing about this event."
    )
    expect(told("no")).to_have_text("This is not the file statement.json of a pack.")
