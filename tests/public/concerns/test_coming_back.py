"""Coming back with a receipt: the day is kept once, and a no reopens the concern."""

from datetime import date, timedelta

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Better, Concern, ConcernState, Kind
from coffeecop.models.concern import BETTER_ASKED_AFTER
from tests.factories import make_agency, make_event, make_message, make_staff
from tests.public.concerns.sent_concern import CODE, PATH, make_sent_concern
from tests.stored import audit_entries, audited, one_of, reload

DAY = timedelta(days=1)
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


def close(concern, state=ConcernState.CLOSED):
    officer = make_staff()
    make_message(concern, "We fixed the lights.", by=officer)
    concern.set_status(status, by=officer)
    db.session.commit()
    return reload(concern)


def test_a_no_reopens_what_was_closed_once_and_who_thinks_better_of_it_restores_nothing(visitor):
    concern = close(make_old_concern(body="Cars speed."))
    make_agency()
    assert not concern.waits_for_answer

    for _tap in range(2):
        sent = visitor.post(f"{PATH}/better", better="no")
    page = visitor.follow(sent)

    assert page.text("#concern h1") == "We'll look at it again"
    assert "Officers see that first." in page.words
    concern = reload(concern)
    assert (concern.status, concern.status_by_id, concern.status_at) == ("new", None, None)
    assert concern.better is Better.NO
    assert concern.reopened_at is not None
    assert concern.waits_for_answer
    assert audited() == [(AuditAction.CONCERN_REOPENED, None, concern.id, None)]
    assert audit_entries()[0].agency_id == concern.agency_id

    visitor.post(f"{PATH}/better", better="yes")

    concern = reload(concern)
    assert (concern.reopened_at, concern.status) == (None, ConcernState.RECEIVED)
    assert not concern.waits_for_answer


@pytest.mark.parametrize(
    ("better", "values", "status"),
    [("yes", {}, 303), ("somewhat", {}, 303), ("no", {"withdrawn_at": now()}, 422)],
)
def test_another_answer_and_what_was_taken_back_reopen_nothing(visitor, better, values, status):
    concern = close(make_old_concern(**values))

    assert visitor.post(f"{PATH}/better", better=better).status == status

    concern = reload(concern)
    assert concern.state is ConcernState.CLOSED
    assert concern.better == (better if status == 303 else None)
    assert (concern.reopened_at, audited()) == (None, [])


def test_a_complaint_is_reopened_too(visitor):
    concern = close(make_old_concern(is_complaint=True, kind=Kind.QUESTION))

    page = visitor.follow(visitor.post(f"{PATH}/better", better="no"))

    assert reload(concern).waits_for_answer
    assert "Officers see that first" not in page.words
