"""Notes that staff write for each other."""

from coffeecop.models import AuditAction
from coffeecop.web.forms import new_form_key
from tests.public.concerns.sent_concern import PATH as RECEIPT
from tests.public.concerns.sent_concern import make_sent_concern
from tests.staff.concerns.form_filling import path, said
from tests.stored import audited

NOTE = "Called Public Works.\nThey come on Monday."


def test_a_note_is_read_by_staff_only_and_is_one_if_it_is_sent_twice(officer):
    concern, key = make_sent_concern(), new_form_key()
    page = officer.post(path(concern, "/notes"), note=" ")
    assert "Write the note first." in page.refused("#note-error")

    for _ in range(2):
        answer = officer.post(path(concern, "/notes"), note=NOTE, form_key=key)
        assert said(officer, answer) == "The note is saved. Only staff read it."

    page = officer.get(path(concern))
    assert page.one("#notes .quote").text == NOTE
    assert "Sgt. Sample" in page.text("#notes .thread .hint")
    assert "Public Works" not in officer.get(RECEIPT).words
    assert audited() == [(AuditAction.NOTE_ADDED, officer.member.id, concern.id, None)]
    officer.post(path(concern, "/notes"), note="The newest is last.", form_key=key)
    notes = officer.get(path(concern)).select("#notes .quote")
    assert [note.text for note in notes] == [NOTE, "The newest is last."]
