"""Writing what the department did, before residents read it."""

from coffeecop.db import db
from tests.factories import make_event
from tests.stored import audit_entries, reload


def path(event):
    return f"/staff/events/{event.id}/we-did"


def test_an_organizer_writes_what_the_department_did_and_nobody_reads_it_yet(organizer, event):
    version = organizer.get(path(event)).value("[name=version]")

    answer = organizer.post(
        path(event), version=version, we_did_en=" A stop sign.\r\n\r\nMore patrols. ", we_did_es=""
    )

    assert (answer.status, answer.location) == (303, f"/staff/events/{event.id}")
    assert (reload(event).we_did_en, event.we_did_es) == ("A stop sign.\n\nMore patrols.", None)
    assert not event.we_did_is_published
    assert [entry.facts for entry in audit_entries()] == [{"we_did": None}]
    assert organizer.get(path(event)).value("#we_did_en") == "A stop sign.\n\nMore patrols."


def test_the_same_text_by_two_is_recorded_once(organizer, event):
    version = organizer.get(path(event)).value("[name=version]")

    for _time in range(2):
        assert organizer.post(path(event), version=version, we_did_en="A stop sign.").status == 303

    assert len(audit_entries()) == 1


def test_a_text_that_is_too_long_comes_back(organizer, event):
    page = organizer.post(path(event), we_did_en="x" * 4001)

    assert page.status == 422
    assert page.value("#we_did_en") == "x" * 4001


def test_the_page_of_a_past_event_asks_what_came_of_it_and_then_tells_it(organizer, event):
    page = organizer.get(f"/staff/events/{event.id}")
    assert "nothing ever comes back" in page.text("#we-did")

    event.we_did_en = "A stop sign."
    db.session.commit()

    page = organizer.get(f"/staff/events/{event.id}")
    told = ["A stop sign.", "Not published: residents do not read it yet."]
    assert page.texts("#we-did p") == told
    assert page.one("#we-did a")["href"] == path(event)


def test_an_event_to_come_has_nothing_to_tell_yet(organizer):
    assert not organizer.get(f"/staff/events/{make_event().id}").has("#we-did")
