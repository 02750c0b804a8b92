from datetime import timedelta

import pytest
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Better, Concern
from coffeecop.models.concern import BETTER_ASKED_AFTER
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.web.forms import new_form_key
from tests.factories import make_event, save
from tests.public.concerns.sent_concern import PATH, make_sent_concern
from tests.stored import one_of

# Adding


def test_a_resident_adds_something_once(visitor):
    make_sent_concern()
    empty = visitor.post(f"{PATH}/messages", body="")
    assert "Write a few words first." in empty.refused("#body-error")
    message = {"body": " It is worse now. ", "form_key": new_form_key()}

    for _again in range(2):
        page = visitor.follow(visitor.post(f"{PATH}/messages", **message))

    assert "We added it to what you sent" in page.text("[role=status]")
    assert page.texts(".thread .quote")[1] == "It is worse now."
    (message,) = one_of(Concern).messages
    assert (message.body, message.staff_id) == ("It is worse now.", None)


# Taking it back


def test_taking_it_back_is_asked_twice_and_done_once_and_then_nothing_can_be_added(visitor):
    make_sent_concern(wants_answer=True)

    page = visitor.get(f"{PATH}/withdrawal")

    assert "It leaves every count and every list at once." in page.words
    assert not one_of(Concern).is_withdrawn
    visitor.post(f"{PATH}/withdrawal")
    first = one_of(Concern).state_at
    assert one_of(Concern).is_withdrawn
    assert db.session.scalars(select(Concern).where(in_event_stream())).all() == []
    visitor.post(f"{PATH}/withdrawal")
    assert one_of(Concern).state_at == first
    refused = visitor.post(f"{PATH}/messages", body="One more thing.")
    assert refused.status == 422
    assert one_of(Concern).messages == []
    for page in (refused, visitor.get(PATH)):
        assert page.text("#concern h1") == "You took it back"
        assert "It is in no count and on no list now." in page.words
        assert not page.has(".steps, form, a[href$='/withdrawal']")


# Weeks later


def make_concern_at_event_that_ended(ago):
    event = make_event(starts_at=now() - ago - timedelta(hours=1.5))
    return make_sent_concern(event=event, created_at=event.starts_at)


@pytest.mark.parametrize(
    ("ago", "better"),
    [(BETTER_ASKED_AFTER - timedelta(minutes=5), "yes"), (BETTER_ASKED_AFTER, "maybe")],
)
def test_an_answer_that_comes_too_soon_or_was_not_offered_is_refused(visitor, ago, better):
    make_concern_at_event_that_ended(ago)

    assert visitor.get(PATH).has("#better-form") is (ago == BETTER_ASKED_AFTER)
    assert visitor.post(f"{PATH}/better", better=better).status == 422
    assert one_of(Concern).better is None


def test_who_writes_long_after_the_event_is_asked_three_weeks_later_too(visitor):
    concern = make_concern_at_event_that_ended(BETTER_ASKED_AFTER)
    save(concern, created_at=now())

    page = visitor.get(PATH)

    assert not page.has("#better-form")
    assert "We'll ask on" in page.text(".steps")


def test_three_weeks_later_the_resident_says_whether_it_got_better_and_may_change_it(visitor):
    make_concern_at_event_that_ended(BETTER_ASKED_AFTER)
    assert visitor.get(PATH).texts("#better-form button") == ["Yes", "A little", "No"]

    page = visitor.follow(visitor.post(f"{PATH}/better", better="somewhat"))
    assert "You said: A little." in page.text("#better-form")
    assert page.texts("#better-form button") == ["Yes", "No"]
    assert (one_of(Concern).better, bool(one_of(Concern).better_at)) == (Better.SOMEWHAT, True)

    visitor.follow(visitor.post(f"{PATH}/better", better="no"))
    assert one_of(Concern).better is Better.NO
