"""Notes that staff write for each other."""

from coffeecop.models import AuditAction, ConcernNote
from tests.factories import make_concern
from tests.public.concerns.sent_concern import PATH as RECEIPT
from tests.public.concerns.sent_concern import make_sent_concern
from tests.staff.concerns.form_filling import path, said
from tests.stored import all_of, audited

NOTE = "Called Public Works.\nThey come on Monday."


def test_a_note_is_read_by_staff_only(officer):
    concern = make_sent_concern()
    page = officer.post(path(concern, "/notes"), note=" ")
    assert page.status == 422
    assert "Write the note first." in page.text("#note-error")

    answer = officer.post(path(concern, "/notes"), note=NOTE)

    assert said(officer, answer) == "The note is saved. Only staff read it."
    page = officer.get(path(concern))
    assert page.one("#notes .quote").text == NOTE
    assert "Sgt. Sample" in page.text("#notes .thread .hint")
    assert "Public Works" not in officer.get(RECEIPT).words
    assert audited() == [(AuditAction.NOTE_ADDED, officer.member.id, concern.id, None)]


def test_sent_twice_it_is_stored_once_and_the_newest_is_last(officer):
    concern = make_concern()
    key = officer.get(path(concern)).value("#note-form [name=form_key]")
    for _ in range(2):
        officer.post(path(concern, "/notes"), note="First.", form_key=key)

    officer.post(path(concern, "/notes"), note="Second.", form_key=key)

    assert [note.body for note in all_of(ConcernNote)] == ["First.", "Second."]
    assert officer.get(path(concern)).texts("#notes .quote") == ["First.", "Second."]
