"""What a page says after words of danger: who helps now, and who looks when."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.analysis.classification import classify_due
from coffeecop.db import db, now
from coffeecop.engine.detectors.emergency import dangers_in
from coffeecop.models import ConcernFlag, FlagKind, FlagLevel, Message
from tests.factories import (
    make_event,
    make_flag,
    make_message,
    make_staff,
    make_topic,
    save,
    the_agency,
)
from tests.public.concerns.sent_concern import PATH, make_sent_concern
from tests.stored import all_of

DANGER = "My husband hits me"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (DANGER, "tel:+18007997233"),
        ("I want to kill myself", "tel:988"),
        ("My coach raped me", "tel:+18006564673"),
        ("Mi tío abusó de mí, me violó", "tel:+18006564673"),
    ],
)
def test_a_receipt_says_that_it_may_wait_until_tomorrow_and_whom_to_call_now(visitor, text, number):
    path = f"/events/{make_event().slug}/concerns"

    receipt = visitor.follow(visitor.post(path, body=text, seen=dangers_in(text)))

    assert "You don't have to wait for us." in receipt.text("h1")
    assert "We may not see this until tomorrow or later." in receipt.words
    for wrong in ("Officers read it before", "Better?", "We'll ask on", "for your answer"):
        assert wrong not in receipt.words
    links = [link["href"] for link in receipt.select(".help-lines .fits a")]
    assert links[0] == "tel:911"
    assert number in links
    assert len(receipt.select("main a[href='tel:911']")) == 1
    assert receipt.text("main").count("911") == 1
    assert receipt.has(".top-line a[data-leave]")
    assert not visitor.get(receipt.one("[data-copy]")["data-copy"]).has(".help-lines")


def test_numbers_on_a_receipt_stay_once_the_text_was_read(visitor):
    make_sent_concern(body="My boss grabbed my breasts")
    for _ in range(2):
        assert visitor.get(f"{PATH}?done=sent").has(".help-lines .fits a[href='tel:+18006564673']")
        classify_due()


def test_who_tells_of_a_child_is_given_the_childrens_line_after_911(visitor):
    make_flag(FlagKind.CHILD_ABUSE, concern=make_sent_concern(body="He comes into my room"))

    fitting = visitor.get(f"{PATH}?done=sent").select(".help-lines .fits a")

    assert [link["href"] for link in fitting] == ["tel:911", "tel:+18004224453", "sms:+18004224453"]


@pytest.mark.parametrize("phone", [None, "(805) 555-0100"])
def test_who_worries_about_a_neighbor_reads_when_to_call_911_and_whom_else(visitor, phone):
    the_agency().phone = phone
    make_flag(FlagKind.WELFARE, concern=make_sent_concern(body="Her mail piles up"))

    page = visitor.get(f"{PATH}?done=sent")

    assert page.texts(".help-lines .fits")[0] == "Call 911 If you think somebody may be hurt now"
    links = [link["href"] for link in page.select(".help-lines .fits a")]
    assert links == ["tel:911", *(["tel:+1-805-555-0100"] if phone else [])]


def test_nobody_is_asked_for_a_topic_or_weeks_later_whether_danger_got_better(visitor):
    make_topic()
    path = f"/events/{make_event().slug}/concerns"
    assert not visitor.post(f"{path}/guesses", body=DANGER).has("#topics")
    make_sent_concern(body=DANGER)

    with time_machine.travel(now() + timedelta(days=60)):
        assert not visitor.get(PATH).has("#better-form")
        assert visitor.post(f"{PATH}/better", better="no").status == 422


def test_once_somebody_looked_the_receipt_says_so(visitor):
    concern = make_sent_concern(body="It hurts", event=make_event())
    seen = {"seen_at": now(), "seen_by_id": make_staff().id, "is_right": True}
    make_flag(FlagKind.SELF_HARM, concern=concern, **seen)

    words = visitor.get(PATH).words

    assert "Somebody in the department has seen it." in words
    assert "until tomorrow or later" not in words


def test_danger_in_what_is_added_brings_up_who_helps_once_and_is_sent_then(visitor):
    concern, officer = make_sent_concern(), make_staff()
    make_message(concern, "Thank you.", by=officer)
    text = "I want to kill myself"

    asked = visitor.post(f"{PATH}/messages", body=text)

    assert (asked.status, all_of(Message, staff_id=None)) == (200, [])
    assert asked.value("[name=body]") == text
    assert asked.has("#message-form a[href='tel:988']")
    sent = visitor.post(f"{PATH}/messages", body=text, seen=asked.value("[name=seen]"))
    assert visitor.follow(sent).has(".new-message a[href='tel:988']")
    again = visitor.get(PATH)
    assert "We may not see this until tomorrow or later." in again.words
    assert "has seen it" not in again.words


def test_danger_in_what_is_added_is_told_to_staff_as_in_what_was_sent_first(visitor):
    concern = make_sent_concern()
    make_message(concern, "Thank you.", by=make_staff())
    text = "I want to kill myself"
    visitor.post(f"{PATH}/messages", body=text, seen=dangers_in(text))

    classify_due()

    for _ in range(2):
        (flag,) = db.session.query(ConcernFlag)
        assert (flag.kind, flag.level) == (FlagKind.SELF_HARM, FlagLevel.NOW)
        # Read again, as after a change of the topics.
        save(concern, suggested_at=None)
        classify_due()


def test_danger_that_is_told_once_more_since_somebody_looked_is_told_to_staff_once_more(visitor):
    concern = make_sent_concern(body=DANGER)
    yesterday = now() - timedelta(days=1)
    looked = {"is_right": True, "action": "call", "seen_at": yesterday, "taken_at": yesterday}
    by = {name: make_staff().id for name in ("seen_by_id", "taken_by_id")}
    make_flag(FlagKind.DOMESTIC_VIOLENCE, concern=concern, created_at=yesterday, **looked, **by)
    visitor.post(f"{PATH}/messages", body="He hit me again", seen=dangers_in(DANGER))

    created = set()
    for _ in range(2):
        classify_due()

        (flag,) = db.session.query(ConcernFlag)
        assert (flag.level, flag.seen_at, flag.taken_at) == (FlagLevel.NOW, None, None)
        created.add(flag.created_at)
        save(concern, suggested_at=None)
    assert len(created) == 1
    assert created.pop() > yesterday
