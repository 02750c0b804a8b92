"""Pages lead to the room, and where a department has it off to the list of concerns."""

from coffeecop.db import db
from coffeecop.parts.read_the_room.part import PART
from tests.factories import make_concerns, make_event, save


def test_what_nobody_has_read_leads_to_the_room(plain_officer):
    event = make_event()
    concerns = make_concerns(21, event=event)

    page = plain_officer.get("/staff")

    box = page.text(".subjects .notice")
    assert box.startswith("21 that nobody has read About 2 minutes. Name what several say")
    assert page.one(".subjects .notice a")["href"] == f"/staff/events/{event.id}/read"
    for each in concerns:
        each.read_at = each.created_at
    db.session.commit()
    page = plain_officer.get("/staff")
    assert not page.has(".subjects .notice")
    assert page.has(f".subjects a[href='/staff/events/{event.id}/read']")


def test_the_page_of_an_event_and_its_briefing_lead_to_the_room(plain_officer):
    event = make_event()
    read, *_unread = make_concerns(4, event=event)
    save(read, read_at=read.created_at)
    own = f"/staff/events/{event.id}"

    for page, words in (
        (own, "Read the room, 3 unread"),
        (f"{own}/briefing", "Read the 4 concerns"),
    ):
        assert plain_officer.get(page).text(f"main a[href='{own}/read']") == words


def test_where_a_department_has_it_off_they_lead_to_the_list_of_concerns(plain_officer):
    event = make_event()
    make_concerns(3, event=event)
    save(event.agency, parts_off=[PART.name])
    own, listed = f"/staff/events/{event.id}", f"/staff/concerns?event={event.id}"

    ways = {"/staff": "All 3", own: "3 concerns", f"{own}/briefing": "Read the 3 concerns"}
    for page, words in ways.items():
        shown = plain_officer.get(page)
        assert words in shown.texts(f"main a[href='{listed}']")
        assert "nobody has read" not in shown.words
        assert not shown.has(f"a[href='{own}/read']")
    assert plain_officer.get(f"{own}/read").status == 404
