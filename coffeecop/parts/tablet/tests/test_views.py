"""One tablet for everybody at an event: what one person sends is not there for the next."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import Arrival, Concern, CountedBy, Language
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Code
from coffeecop.parts.tablet.part import PART
from coffeecop.web.tokens import door_code
from tests.factories import make_draft, make_event, make_past_event, save
from tests.of_parts import needs_part
from tests.stored import all_of, one_of
from tests.visitor import Visitor


def tablet(event, page="", prefix=""):
    return f"{prefix}/events/{event.slug}/tablet{page}"


def write(visitor, event, body="Cars speed on Main St.", prefix="", **fields):
    return visitor.post(tablet(event, "/concern", prefix), body=body, **fields)


@needs_part("arrivals")
def test_the_code_on_the_print_kit_leads_to_it_and_lets_it_count(visitor, event):
    (link,) = [each for each in PART.links if isinstance(each, Code)]
    with visitor.app.test_request_context():
        start = visitor.get(link.url(event))

    assert start.has(".both-languages")
    arrival = visitor.get(start.select("section a")[1]["href"])
    assert arrival.one("[name=door]")["value"] == door_code(event)


def test_where_it_is_off_no_page_of_it_is_found_and_none_tells_of_it(visitor, event):
    sent = write(visitor, event).location
    assert "the shared tablet" in visitor.get("/accessibility").words
    save(event.agency, parts_off=["tablet"])

    assert "the shared tablet" not in visitor.get("/accessibility").words
    pages = ("", "/concern", "/concern/waited", "/arrival", "/arrival/waited", "/counted")
    for page in [tablet(event, page) for page in pages]:
        assert visitor.get(page).status == 404
    for page in ("/concern", "/concern/waited", "/arrival", "/arrival/waited"):
        assert visitor.post(tablet(event, page), body="Cars speed.").status == 404
    assert visitor.get(sent).status == 404
    assert [each for each in links_of(event.agency, Code) if not each.sheet] == []


@needs_part("arrivals")
def test_both_languages_stand_on_one_screen_without_an_rsvp(visitor, event):
    code = f"?door={door_code(event)}"
    page = visitor.get(tablet(event) + code)

    links = [link["href"] for link in page.select("section a")]
    assert links == [
        tablet(event, action, prefix) + code
        for prefix in ("", "/es")
        for action in ("/concern", "/arrival")
    ]
    assert [section["lang"] for section in page.select("section")] == ["en", "es"]
    assert "rsvp" not in page.body.partition("</style>")[2].lower()


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_concern_is_sent_and_its_receipt_shows_for_a_minute_at_most(visitor, event, prefix):
    sent = write(visitor, event, prefix=prefix)
    thanks = visitor.follow(sent)

    words = thanks.texts(".receipt-words li")
    assert len(words) == 6
    assert thanks.has(".qr svg")
    assert thanks.one("noscript meta")["content"] == f"30; url={tablet(event, prefix=prefix)}"
    concern = one_of(Concern)
    assert concern.language is (Language.SPANISH if prefix else Language.ENGLISH)
    found = visitor.follow(visitor.post("/receipts", words=" ".join(words)))
    assert found.status == 200
    assert not any(word in sent.location.split("-") for word in words)
    with time_machine.travel(now() + timedelta(seconds=62)):
        assert visitor.get(sent.location).location == tablet(event, prefix=prefix)


def test_a_forged_address_of_a_receipt_leads_to_the_start(visitor, event):
    sent = write(visitor, event)
    forged = sent.location[:-4] + "AAAA"

    assert visitor.get(forged).location == tablet(event)


def test_nothing_is_kept_or_found_by_search_engines(visitor, event):
    pages = [visitor.get(tablet(event, page)) for page in ("", "/concern", "/arrival", "/counted")]
    pages += [write(visitor, event), visitor.get(tablet(make_draft()))]

    assert pages[-1].status == 404
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}
    assert {page.headers["X-Robots-Tag"] for page in pages} == {"noindex"}
    form = pages[1].one("#concern-form")
    assert form["autocomplete"] == pages[1].one("#contact")["autocomplete"] == "off"
    assert "data-keep" not in form


@needs_part("arrivals")
@pytest.mark.parametrize("body", ["", "Help, he has a gun and says he will shoot me now."])
def test_no_link_of_a_page_leads_away_from_the_tablet(visitor, event, body):
    pages = [write(visitor, event, body=body, about_officer="y")]
    pages += [visitor.get(tablet(event, page)) for page in ("", "/arrival", "/counted")]

    for page in pages:
        away = {link["href"] for link in page.select("body a")}
        inside = {to for to in away if "/tablet" in to or to.startswith("#")}
        assert away == inside


def test_words_of_danger_stop_once_and_the_receipt_says_whom_to_call(visitor, event):
    body = "Help, he has a gun and says he will shoot me now."
    stopped = write(visitor, event, body=body)
    assert "Send it anyway" in stopped.words
    assert stopped.texts(".help-lines .fits strong")[0] == "Call 911"
    assert not stopped.has(".help-lines a")
    assert visitor.get(tablet(event, "/concern")).has("[name=shared_device]")
    assert stopped.value("#body") == body
    seen = [field["value"] for field in stopped.select("[name=seen]")]

    thanks = visitor.follow(write(visitor, event, body=body, seen=seen))

    assert thanks.has(".help-lines")


@needs_part("arrivals")
def test_many_count_themselves_in_on_one_tablet_without_a_cookie(visitor, event):
    start = f"{tablet(event)}?door={door_code(event)}"
    for people in ("1", "2"):
        begin = visitor.get(start).select("section a")[1]["href"]
        form = visitor.get(begin).one("#arrival-form")
        thanks = visitor.follow(visitor.post(form["action"], party_size=people))
        assert "You're counted" in thanks.words
        assert not thanks.cookies
        assert thanks.one("body")["data-start"] == start

    assert [arrival.people for arrival in all_of(Arrival)] == [1, 2]
    assert {arrival.counted_by for arrival in all_of(Arrival)} == {CountedBy.DOOR}


def test_the_code_of_the_door_stays_with_the_tablet_when_a_concern_is_sent(visitor, event):
    start = f"{tablet(event)}?door={door_code(event)}"
    begin = visitor.get(start).select("section a")[0]["href"]
    sent = visitor.post(visitor.get(begin).one("#concern-form")["action"], body="Cars speed.")
    assert visitor.follow(sent).one("body")["data-start"] == start


@pytest.mark.parametrize("door", ["", "?door=aaaaaa"])
def test_who_could_not_be_counted_is_not_asked_to(visitor, event, door):
    page = visitor.get(tablet(event) + door)
    assert len(page.select("section a")) == 2
    assert "I'm here" not in page.words


def test_where_nobody_is_counted_at_the_door_a_tablet_takes_concerns_alone(visitor, event):
    save(event.agency, parts_off=[*event.agency.parts_off, "arrivals"])

    page = visitor.get(f"{tablet(event)}?door={door_code(event)}")
    assert "I'm here" not in page.words
    for page in ("/arrival", "/arrival/waited"):
        assert visitor.get(tablet(event, page)).status == 404
        fields = {"party_size": "1", "door": door_code(event)}
        assert visitor.post(tablet(event, page), **fields).status == 404
    assert all_of(Arrival) == []


@needs_part("arrivals")
def test_a_tablet_without_the_code_of_the_door_asks_for_it(visitor, event):
    assert visitor.get(tablet(event, "/arrival")).one("[name=door]")["type"] == "text"
    assert visitor.post(tablet(event, "/arrival"), party_size="1").status == 422
    assert all_of(Arrival) == []


@needs_part("arrivals")
@pytest.mark.parametrize("make", [make_event, make_past_event])
def test_the_door_has_its_hours_on_a_tablet_too(visitor, make):
    event = make()

    assert not visitor.get(tablet(event, "/arrival")).has("#arrival-form")
    size = {"party_size": "1", "door": door_code(event)}
    assert visitor.post(tablet(event, "/arrival"), **size).status == 422
    assert all_of(Arrival) == []


def test_a_tablet_that_many_write_on_within_a_minute_is_not_shut_out(app, event):
    answers = [write(Visitor(app), event, body=f"Noise {number}.").status for number in range(20)]

    assert set(answers) == {303}
