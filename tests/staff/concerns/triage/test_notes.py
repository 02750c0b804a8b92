"""Notes that staff write for each other."""

from coffeecop.models import AuditAction, ConcernNote
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_staff, sign_in
from tests.staff.concerns.form_filling import path, said
from tests.stored import all_of, audited

CODE = "abandon-ability-able-about-above-absent"
NOTE = "Called Public Works.\nThey come on Monday."


def test_a_note_is_read_by_staff_only(officer):
    concern = make_concern(receipt_hash=hash_code(CODE))

    answer = officer.post(path(concern, "/notes"), note=NOTE)

    assert said(officer, answer) == "The note is saved. Only staff read it."
    page = officer.get(path(concern))
    assert page.one("#notes .quote").text == NOTE
    assert "Sgt. Sample" in page.text("#notes .thread .hint")
    assert "Public Works" not in officer.get(f"/concerns/{CODE}").words
    assert audited() == [(AuditAction.NOTE_ADDED, officer.member.id, concern.id, None)]


def test_sent_twice_it_is_stored_once_and_the_newest_is_last(officer):
    concern = make_concern()
    key = officer.get(path(concern)).value("#note-form [name=form_key]")
    for _ in range(2):
        officer.post(path(concern, "/notes"), note="First.", form_key=key)

    officer.post(path(concern, "/notes"), note="Second.", form_key=key)

    assert [note.body for note in all_of(ConcernNote)] == ["First.", "Second."]
    assert officer.get(path(concern)).texts("#notes .quote") == ["First.", "Second."]


def test_an_empty_note_is_not_saved(officer):
    page = officer.post(path(make_concern(), "/notes"), note=" ")

    assert page.status == 422
    assert "Write the note first." in page.text("#note-error")


def test_notes_of_a_complaint_are_for_its_readers(visitor):
    complaint = make_concern(is_complaint=True)
    make_staff()
    sign_in(visitor)

    assert visitor.post(path(complaint, "/notes"), note=NOTE).status == 404
