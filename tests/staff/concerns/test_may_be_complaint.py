"""What was asked about an officer and not answered, until complaint staff sort it."""

import pytest

from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.verbs import hide
from coffeecop.models import AuditAction, HiddenFor
from tests.factories import make_concern, make_staff
from tests.staff.concerns.form_filling import counted, path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import audit_actions, reload


def test_only_complaint_staff_read_it_and_it_counts_nowhere(officer, visitor):
    concern = make_concern(may_be_complaint=True)

    assert officer.get(path(concern)).status == 404
    assert concern.body not in officer.get("/staff/concerns").body
    assert counted() == []
    with pytest.raises(IsComplaint):
        hide(concern, HiddenFor.SPAM, by=make_staff())


@pytest.mark.parametrize(
    ("label", "is_complaint", "action"),
    [
        ("Yes, move to complaints", True, AuditAction.MOVED_TO_COMPLAINTS),
        ("No, all staff may read it", False, AuditAction.MOVED_FROM_COMPLAINTS),
    ],
)
def test_one_tap_sorts_it(complaints_officer, label, is_complaint, action):
    concern = make_concern(may_be_complaint=True)
    page = whole(complaints_officer, path(concern))
    assert "was asked and did not say" in page.text(".notice-warning")

    arrive(complaints_officer, tap(complaints_officer, page, label))

    sorted_one = reload(concern)
    assert (sorted_one.is_complaint, sorted_one.may_be_complaint) == (is_complaint, False)
    assert counted() == ([] if is_complaint else [sorted_one])
    assert audit_actions() == [action]
