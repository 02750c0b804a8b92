"""What residents read of promises."""

from datetime import UTC, datetime, timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import Better, PromisePhoto, PromiseStatus, PromiseUpdate
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN
from coffeecop.web.promises_shown import SMALLEST_GROUP
from tests.addresses import send_request
from tests.factories import (
    make_concern,
    make_event,
    make_past_event,
    make_promise,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.both_databases

KEPT = PromiseStatus.KEPT


def test_it_tells_where_it_was_asked_for_and_when_it_was_kept_or_why_not(visitor):
    event = make_past_event(venue=make_venue(name="Peirano's"))
    event.starts_at = datetime(2026, 2, 26, 20, 30, tzinfo=UTC)
    kept_at = datetime(2026, 4, 14, 19, 0, tzinfo=UTC)
    make_promise(event=event, status=KEPT, closed_at=kept_at)
    why = {"outcome_en": "The city said no.", "outcome_es": "La ciudad dijo que no."}
    make_promise(status=PromiseStatus.DROPPED, **why)

    english, spanish = visitor.get("/promises"), visitor.get("/es/promises")

    for told in (
        "Feb 26, 2026",
        "Kept on Apr 14, 2026",
        "The city put it up.",
        "The city said no.",
    ):
        assert english.words.count(told) == 1
    for told in ("Una señal de alto en Maple Court.", "La ciudad la puso.", why["outcome_es"]):
        assert told in spanish.words


def test_what_is_not_for_the_public_is_nowhere(plain_visitor):
    event = make_past_event()
    make_promise(event=event, is_public=False, what="Secret", public_en="Secret")
    make_promise(event=event, is_public=False, status=KEPT, public_en="Secret")

    for path in ("/promises", "/", f"/events/{event.slug}"):
        assert "Secret" not in plain_visitor.get(path).body
    assert "No promise yet" in plain_visitor.get("/promises").words
    assert not plain_visitor.get("/").has("main [href='/promises']")


@pytest.mark.parametrize(("days", "sentence"), [(5, "Due on"), (-5, "Due on"), (-20, "was due on")])
def test_a_late_one_is_told_as_late_after_the_grace_period_and_its_newest_update_at_once(
    visitor, days, sentence
):
    promise = make_promise(days=days)
    assert "Ordered." not in visitor.get("/promises").words
    updates = {"staff_id": make_staff().id, "body_es": "Pedida."}
    db.session.add_all(
        PromiseUpdate(promise_id=promise.id, form_key_hash=body, body_en=body, **updates)
        for body in ("Asked the city.", "Ordered.")
    )
    db.session.commit()

    page = visitor.get("/promises").text(".promise")

    assert sentence in page
    assert ("Not done yet" in page) is (days == -20)
    assert "Ordered." in page
    assert "Asked the city." not in page


def test_a_place_alone_can_be_read(visitor):
    here, there = make_venue(name="Here"), make_venue(name="There")
    make_promise(venue=here, public_en="A lamp.")
    make_promise(venue=there, public_en="A sign.")

    page = visitor.get(f"/promises?venue={here.id}")

    assert "A lamp." in page.words
    assert "A sign." not in page.words
    assert page.text("[aria-current]") == "Here"
    assert "A sign." in visitor.get("/promises?venue=none").words


def test_a_photo_is_served_for_good_while_its_promise_is_kept_in_public(visitor):
    promise = make_promise(status=KEPT)
    alt = {"alt_en": "A sign", "alt_es": "Señal"}
    promise.photo = PromisePhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, **alt)
    db.session.commit()
    picture = visitor.get("/es/promises").one(".photo")
    assert picture["alt"] == "Señal"

    answer = send_request(visitor, picture["src"])

    assert (answer.data, answer.mimetype) == (b"jpeg", "image/jpeg")
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 31_536_000)
    assert visitor.get(picture["src"].replace("ddd", "eee")).status == 404
    promise.published_at = None
    db.session.commit()
    assert visitor.get(picture["src"]).status == 404


def test_the_next_event_shows_what_was_kept_there_and_a_past_one_what_was_promised(plain_visitor):
    past = make_past_event()
    make_promise(event=past, status=KEPT, public_en="A lamp.")
    make_promise(event=past, public_en="A sign.")
    make_promise(status=KEPT, public_en="Elsewhere.")

    coming = plain_visitor.get(f"/events/{make_event(venue=past.venue).slug}")

    assert "Promised and kept. A lamp." in coming.text(".kept")
    assert coming.has(f".kept a[href='/promises?venue={past.venue_id}']")
    told = plain_visitor.get(f"/events/{past.slug}").texts("#came-of-it li p:first-of-type")
    assert told == ["A lamp.", "A sign."]
    assert plain_visitor.get("/").has("main [href='/promises']")


def answer(promise, *answers, at=None):
    """Make concerns behind a promise whose residents said whether it got better, in this order."""
    for number, better in enumerate(answers):
        moment = (at or now()) + timedelta(minutes=number)
        concern = make_concern(event=make_event(), better=better, better_at=moment)
        promise.concerns = [*promise.concerns, concern]
    db.session.commit()


def line(visitor):
    """Return what the page says of whether it got better; it is made anew."""
    promises = visitor.get("/promises?fresh=1").texts(".promise")
    return [text.partition("Did it get better?")[2].strip() for text in promises]


YES, SOMEWHAT, NO = Better.YES, Better.SOMEWHAT, Better.NO


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([YES] * 4, ""),
        ([YES] * 5, "Most people who told us say that it got better."),
        ([YES] * 8 + [NO] * 2, "Most people who told us say that it got better."),
        ([YES, YES, SOMEWHAT, NO, NO], ""),
        ([NO] * 4 + [YES], "Most people who told us say that it did not get better yet."),
        ([YES] * 6 + [NO] * 9, "Of 15 people who told us, 6 say that it got better."),
        # The last two count once there are five of them.
        ([YES] * 8 + [NO] * 9, "Of 15 people who told us, 8 say that it got better."),
    ],
)
def test_numbers_are_told_only_where_no_group_is_small(visitor, answers, told):
    answer(make_promise(status=KEPT), *answers)

    assert line(visitor) == [told]


def test_two_promises_for_the_same_concerns_tell_nothing_by_their_difference(visitor):
    event = make_past_event()
    first = make_promise(event=event, status=KEPT)
    second = make_promise(event=event, status=KEPT)
    answer(first, *[YES] * 5)
    second.concerns = list(first.concerns)
    answer(second, NO)

    assert sorted(line(visitor)) == ["", "Most people who told us say that it got better."]


def test_what_does_not_count_is_in_no_number(visitor):
    promise = make_promise(status=KEPT)
    answer(promise, *[YES] * 5)
    promise.concerns[0].is_complaint = True
    db.session.commit()

    assert line(visitor) == [""]


def test_what_counts_as_small_is_the_same_everywhere():
    assert SMALLEST_GROUP == SMALLEST_SHOWN


def test_a_text_in_the_other_language_alone_is_marked_and_one_line_says_so(visitor):
    make_promise(status=KEPT, public_en=None, outcome_en=None)

    page = visitor.get("/promises")

    assert page.one("h4")["lang"] == page.one(".promise p[lang]")["lang"] == "es"
    assert page.text("h4") == "Una señal de alto en Maple Court."
    assert page.words.count("Only in Spanish for now.") == 1
