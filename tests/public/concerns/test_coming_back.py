"""Coming back with a receipt: the day is kept once, and a no reopens the concern."""

from datetime import date, timedelta

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Better, Concern, ConcernStatus, Kind
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


def test_who_has_just_sent_it_has_not_come_back(visitor):
    make_sent_concern()

    assert not visitor.get(f"{PATH}?done=sent").has("#visit-form")
    assert not visitor.get(PATH).has("#visit-form")
    visitor.post(f"{PATH}/visits")
    visitor.post(f"{PATH}/messages", body="One more thing.")

    assert one_of(Concern).came_back_on is None


def test_words_that_nobody_has_are_no_visit(visitor):
    assert visitor.post("/receipts/wrong-wrong-wrong-wrong-wrong-wrong/visits").status == 404


# Did it get better?


def close(concern, status=ConcernStatus.CLOSED):
    officer = make_staff()
    make_message(concern, "We fixed the lights.", by=officer)
    concern.set_status(status, by=officer)
    db.session.commit()
    return reload(concern)


def test_a_no_reopens_what_was_closed(visitor):
    concern = close(make_old_concern(body="Cars speed."))
    assert not concern.waits_for_answer

    page = visitor.follow(visitor.post(f"{PATH}/better", better="no"))

    assert page.text("#concern h1") == "We'll look at it again"
    assert "Officers see that first." in page.words
    concern = reload(concern)
    assert (concern.status, concern.status_by_id, concern.status_at) == ("new", None, None)
    assert concern.reopened_at is not None
    assert concern.waits_for_answer
    assert audited() == [(AuditAction.CONCERN_REOPENED, None, concern.id, None)]


@pytest.mark.parametrize("better", ["yes", "somewhat"])
def test_another_answer_reopens_nothing(visitor, better):
    concern = close(make_old_concern())

    visitor.post(f"{PATH}/better", better=better)

    assert reload(concern).status is ConcernStatus.CLOSED
    assert (reload(concern).reopened_at, audited()) == (None, [])


def test_a_double_tap_reopens_it_once(visitor):
    concern = close(make_old_concern())

    for _tap in range(2):
        assert visitor.post(f"{PATH}/better", better="no").status == 303

    assert len(audited()) == 1
    assert reload(concern).better is Better.NO


def test_who_thinks_better_of_it_takes_it_off_the_list_and_restores_nothing(visitor):
    concern = close(make_old_concern())
    visitor.post(f"{PATH}/better", better="no")

    visitor.post(f"{PATH}/better", better="yes")

    concern = reload(concern)
    assert (concern.reopened_at, concern.status) == (None, ConcernStatus.NEW)
    assert not concern.waits_for_answer


def test_what_was_taken_back_is_not_reopened(visitor):
    concern = close(make_old_concern(withdrawn_at=now()))

    assert visitor.post(f"{PATH}/better", better="no").status == 422

    concern = reload(concern)
    assert (concern.better, concern.reopened_at, audited()) == (None, None, [])


def test_a_complaint_is_reopened_too(visitor):
    concern = close(make_old_concern(is_complaint=True, kind=Kind.QUESTION))

    page = visitor.follow(visitor.post(f"{PATH}/better", better="no"))

    assert reload(concern).waits_for_answer
    assert "Officers see that first" not in page.words


def test_the_log_of_the_department_has_it_and_no_other(visitor):
    concern = close(make_old_concern())
    make_agency()

    visitor.post(f"{PATH}/better", better="no")

    assert [entry.agency_id for entry in audit_entries()] == [concern.agency_id]
