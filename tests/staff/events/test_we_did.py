from coffeecop.db import db
from coffeecop.models import AuditEntry
from tests.factories import make_past_event


def test_an_organizer_tells_what_the_department_did(organizer):
    event = make_past_event()
    path = f"/staff/events/{event.id}/we-did"
    seen = organizer.get(path).value("[name=seen]")

    answer = organizer.post(
        path, seen=seen, we_did_en=" A stop sign.\r\n\r\nMore patrols. ", we_did_es=""
    )

    assert (answer.status, answer.location) == (303, f"/staff/events/{event.id}/plan")
    db.session.refresh(event)
    assert (event.we_did_en, event.we_did_es) == ("A stop sign.\n\nMore patrols.", None)
    assert db.session.query(AuditEntry).one().detail == "we_did"
    assert organizer.get(path).value("#we_did_en") == "A stop sign.\n\nMore patrols."


def test_a_colleagues_text_meanwhile_is_told_and_what_was_typed_is_kept(organizer):
    event = make_past_event()
    path = f"/staff/events/{event.id}/we-did"
    seen = organizer.get(path).value("[name=seen]")
    organizer.post(path, seen=seen, we_did_en="Theirs.")

    page = organizer.post(path, seen=seen, we_did_en="Mine.", we_did_es="Lo mío.")

    assert page.status == 422
    assert "A colleague changed this event" in page.text("[role=alert]")
    assert (page.value("#we_did_en"), page.value("#we_did_es")) == ("Mine.", "Lo mío.")
    db.session.refresh(event)
    assert event.we_did_en == "Theirs."
    seen = page.value("[name=seen]")
    assert organizer.post(path, seen=seen, we_did_en="Mine.", we_did_es="Lo mío.").status == 303
    db.session.refresh(event)
    assert (event.we_did_en, event.we_did_es) == ("Mine.", "Lo mío.")


def test_the_same_text_by_two_is_recorded_once(organizer):
    path = f"/staff/events/{make_past_event().id}/we-did"
    seen = organizer.get(path).value("[name=seen]")

    for _time in range(2):
        assert organizer.post(path, seen=seen, we_did_en="A stop sign.").status == 303

    assert db.session.query(AuditEntry).count() == 1


def test_a_text_that_is_too_long_comes_back(organizer):
    event = make_past_event()

    page = organizer.post(f"/staff/events/{event.id}/we-did", we_did_en="x" * 4001)

    assert page.status == 422
    assert page.value("#we_did_en") == "x" * 4001
