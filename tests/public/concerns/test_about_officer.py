"""What is or may be about an officer: who reads it, and what the pages say of that."""

import pytest

from coffeecop.models import Concern, PublicRecordEntry, RecordState
from tests.factories import make_event
from tests.stored import one_of

OFFICER = "The officer grabbed my arm"


@pytest.mark.parametrize("holds", [False, True])
def test_a_question_about_an_officer_that_was_not_answered_keeps_it_for_complaint_staff(
    visitor, holds
):
    path = f"/events/{make_event(holds_submissions=holds).slug}/concerns"
    seen = visitor.post(path, body=OFFICER).value("[name=seen]")

    receipt = visitor.follow(visitor.post(path, body=OFFICER, seen=seen))

    concern = one_of(Concern)
    assert (concern.may_be_complaint, concern.is_complaint, concern.is_held) == (True, False, False)
    assert "You did not say whether it is about an officer" in receipt.words
    assert "Officers read it before the event" not in receipt.words
    assert [entry.state_after for entry in [one_of(PublicRecordEntry)]] == [RecordState.WAITING]


@pytest.mark.parametrize("answer", ["y", ""])
def test_who_says_yes_or_no_leaves_nothing_to_sort(visitor, answer):
    path = f"/events/{make_event().slug}/concerns"
    visitor.post(path, body=OFFICER, seen="complaint", about_officer=answer)

    assert not one_of(Concern).may_be_complaint
