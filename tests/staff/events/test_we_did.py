from coffeecop.db import db
from coffeecop.models import AuditEntry, Role
from tests.factories import make_agency, make_past_event, sign_in


def test_an_organizer_tells_what_the_department_did(visitor):
    sign_in(visitor, Role.ORGANIZER)
    event = make_past_event()
    path = f"/staff/events/{event.id}/we-did"

    answer = visitor.post(path, we_did_en=" A stop sign.\r\n\r\nMore patrols. ", we_did_es="")

    assert (answer.status, answer.location) == (303, f"/staff/events/{event.id}/plan")
    db.session.refresh(event)
    assert (event.we_did_en, event.we_did_es) == ("A stop sign.\n\nMore patrols.", None)
    assert db.session.query(AuditEntry).one().detail == "we_did"
    assert visitor.get(path).value("#we_did_en") == "A stop sign.\n\nMore patrols."


def test_a_text_that_is_too_long_comes_back(visitor):
    sign_in(visitor, Role.ORGANIZER)
    event = make_past_event()

    page = visitor.post(f"/staff/events/{event.id}/we-did", we_did_en="x" * 4001)

    assert page.status == 422
    assert page.value("#we_did_en") == "x" * 4001


def test_only_organizers_of_the_department_may(visitor):
    theirs = make_past_event(agency=make_agency())
    sign_in(visitor, Role.ORGANIZER, agency=make_agency())
    assert visitor.post(f"/staff/events/{theirs.id}/we-did", we_did_en="x").status == 404

    sign_in(visitor, Role.OFFICER)
    assert visitor.post(f"/staff/events/{theirs.id}/we-did", we_did_en="x").status == 403
