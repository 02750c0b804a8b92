"""Coming back with a receipt: the day is kept once, and a no asks again."""

from datetime import date, timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import AuditAction, Better, Concern, ConcernState, Kind
from coffeecop.models.concern import BETTER_ASKED_AFTER
from tests.factories import DAY, make_agency, make_event, make_message, make_staff
from tests.public.concerns.sent_concern import CODE, PATH, answer, make_sent_concern
from tests.stored import audit_entries, audited, one_of, reload

EVENING = "2027-03-02T05:30:00Z"
# Which is still the first of March in California.
THAT_DAY = date(2027, 3, 1)


def make_old_concern(**values):
    event = make_event(starts_at=now() - BETTER_ASKED_AFTER - timedelta(hours=2))
    defaults = {"event": event, "created_at": now() - 30 * DAY}
    return make_sent_concern(**{**defaults, **values})


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/receipts", {"words": CODE}),
        (f"{PATH}/messages", {"body": "It is worse now."}),
        (f"{PATH}/better", {"better": "yes"}),
        (f"{PATH}/withdrawal", {}),
        (f"{PATH}/visits", {}),
    ],
)
def test_the_day_on_which_somebody_came_back_is_kept_once(visitor, path, fields):
    with time_machine.travel(EVENING, tick=False) as clock:
        make_old_concern()
        assert visitor.post(path, **fields).status in (204, 303)
        assert one_of(Concern).came_back_on == THAT_DAY

        clock.shift(3 * DAY)
        visitor.post("/receipts", words=CODE)

    assert one_of(Concern).came_back_on == THAT_DAY


def test_opening_the_page_writes_nothing_and_lets_the_script_tell(visitor):
    make_old_concern()

    page = visitor.get(PATH)

    form = page.one("#visit-form[hx-trigger=load]")
    assert one_of(Concern).came_back_on is None
    answer = visitor.post(form["action"])
    assert (answer.status, answer.body, list(answer.cookies)) == (204, "", [])
    assert not visitor.get(PATH).has("#visit-form")
    wrong = PATH.replace("ability", "wrong")
    assert visitor.post(f"{wrong}/visits").status == 404


def test_who_has_just_sent_it_has_not_come_back(visitor):
    make_sent_concern()

    assert not visitor.get(f"{PATH}?done=sent").has("#visit-form")
    assert not visitor.get(PATH).has("#visit-form")
    visitor.post(f"{PATH}/visits")
    visitor.post(f"{PATH}/messages", body="One more thing.")

    assert one_of(Concern).came_back_on is None


# Did it get better?


def answered(concern):
    make_message(concern, "We fixed the lights.", by=make_staff())
    return reload(concern)


def test_a_no_asks_again_once_and_who_thinks_better_of_it_has_the_answer(visitor):
    concern = answered(make_old_concern(body="Cars speed."))
    make_agency()
    assert not concern.waits

    for _tap in range(2):
        sent = visitor.post(f"{PATH}/better", better="no")
    page = visitor.follow(sent)

    assert page.text("#concern h1") == "We'll look at it again"
    assert "Officers see that first." in page.words
    concern = reload(concern)
    assert (concern.state, concern.state_by) == (ConcernState.RECEIVED, None)
    assert concern.better is Better.NO
    assert concern.waiting_since >= concern.better_at
    assert audited() == [(AuditAction.CONCERN_REOPENED, None, concern.id, None)]
    assert audit_entries()[0].agency_id == concern.agency_id

    visitor.post(f"{PATH}/better", better="yes")

    concern = reload(concern)
    assert (concern.waiting_since, concern.state) == (None, ConcernState.ANSWERED)


def test_a_second_no_after_a_new_answer_asks_again_too(visitor):
    concern = answered(make_old_concern(body="Cars speed."))
    make_agency()
    visitor.post(f"{PATH}/better", better="no")
    assert not has_button(visitor.get(PATH), "no")
    first_no = reload(concern).better_at
    answer(concern)
    assert not reload(concern).waits
    assert has_button(visitor.get(PATH), "no")

    for _tap in range(2):
        page = visitor.follow(visitor.post(f"{PATH}/better", better="no"))

    assert page.text("#concern h1") == "We'll look at it again"
    assert not has_button(page, "no")
    concern = reload(concern)
    assert concern.state is ConcernState.RECEIVED
    assert concern.waiting_since == concern.better_at > first_no
    reopened = [each for each in audited() if each[0] == AuditAction.CONCERN_REOPENED]
    assert reopened == [(AuditAction.CONCERN_REOPENED, None, concern.id, None)] * 2


def has_button(page, better):
    return page.has(f"#better-form [name=better][value={better}]")


@pytest.mark.parametrize(
    ("asks", "writes"), [(True, False), (False, True)], ids=["had asked", "wrote since"]
)
def test_who_takes_a_no_back_waits_on_for_what_else_nobody_answered(visitor, asks, writes):
    concern = make_old_concern(wants_answer=asks)
    visitor.post(f"{PATH}/better", better="no")
    if writes:
        visitor.post(f"{PATH}/messages", body="It is worse now.")

    visitor.post(f"{PATH}/better", better="yes")

    assert reload(concern).waits


@pytest.mark.parametrize(
    ("better", "values", "status"),
    [("yes", {}, 303), ("somewhat", {}, 303), ("no", {"state": ConcernState.WITHDRAWN}, 422)],
)
def test_another_answer_and_what_was_taken_back_ask_for_nothing(visitor, better, values, status):
    concern = answered(make_old_concern(**values))
    before = concern.state

    assert visitor.post(f"{PATH}/better", better=better).status == status

    concern = reload(concern)
    assert concern.state is before
    assert concern.better == (better if status == 303 else None)
    assert (concern.waiting_since, audited()) == (None, [])


def test_a_complaint_is_not_asked_whether_it_got_better(visitor):
    concern = answered(make_old_concern(is_complaint=True, kind=Kind.QUESTION))

    assert not visitor.get(PATH).has("#better-form")
    assert visitor.post(f"{PATH}/better", better="no").status == 422
    assert reload(concern).better is None
