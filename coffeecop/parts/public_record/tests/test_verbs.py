"""What officers do with a concern shows in the public record, and so does that they undid it."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import Concern
from coffeecop.models.concern import BETTER_ASKED_AFTER
from coffeecop.parts.public_record.models import PublicRecordEntry, RecordState
from tests.factories import make_event, pass_night
from tests.public.concerns.sent_concern import CODE, make_sent_concern
from tests.staff.concerns.form_filling import path
from tests.stored import all_of, one_of

WAITING, DECLINED, PASSED_ON = (RecordState.WAITING, RecordState.DECLINED, RecordState.PASSED_ON)


@pytest.fixture
def concern(app):
    """What somebody asked so long ago that the receipt asks whether it got better."""
    long_ago = now() - BETTER_ASKED_AFTER - timedelta(days=1)
    event = make_event(starts_at=long_ago)
    concern = make_sent_concern(event=event, wants_answer=True, created_at=long_ago)
    pass_night()
    return concern


def moves():
    """Return what the record says after each entry, oldest first."""
    return [entry.state_after for entry in all_of(PublicRecordEntry)]


def test_what_cannot_be_done_is_declined_until_the_resident_says_no(plain_officer, concern):
    plain_officer.post(path(concern, "/decline"), why="The state owns that road.")
    assert moves() == [WAITING, DECLINED]

    plain_officer.post(f"/receipts/{CODE}/better", better="no")

    assert moves() == [WAITING, DECLINED, WAITING]


def test_what_may_be_about_an_officer_waits_until_it_is_sorted(visitor):
    path = f"/events/{make_event().slug}/concerns"
    words = "The officer grabbed my arm"
    seen = visitor.post(path, body=words).value("[name=seen]")
    visitor.post(path, body=words, seen=seen)

    assert one_of(Concern).may_be_complaint
    assert moves() == [WAITING]
