"""After an event its officers say in one line what they heard, and find it where it helps."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, EventLine, EventStatus, MatterState
from tests.factories import make_concern, make_draft, make_event, make_matter, make_staff, save
from tests.staff.form_filling import arrive, as_shown
from tests.stored import all_of, audited

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
ASKS = "#line-form"


@pytest.fixture
def event(app):
    return make_event(starts_at=now() - 3 * DAY)


def lines(event):
    return [(each.staff_id, each.body) for each in all_of(EventLine, event_id=event.id)]


def write(event, body, *, name="Lt. Other", after=0):
    by = make_staff(name=name)
    written = {"body": body, "created_at": now() + after * HOUR}
    return save(EventLine(event_id=event.id, staff_id=by.id, **written))


def send(visitor, event, body="", **fields):
    return visitor.post(f"/staff/events/{event.id}/line", body=body, **fields)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("values", "asks"),
    [
        ({"starts_at": now() - HOUR, "ends_at": now() + HOUR}, False),
        ({"starts_at": now() - 3 * HOUR, "ends_at": now() - HOUR}, True),
        ({"starts_at": now() - 14 * DAY, "ends_at": now() - 14 * DAY + HOUR}, True),
        ({"starts_at": now() - 14 * DAY - HOUR, "ends_at": now() - 14 * DAY}, False),
        ({"starts_at": now() - 3 * DAY, "status": EventStatus.CANCELLED}, False),
    ],
    ids=["while it runs", "just over", "14 days later", "after 14 days", "cancelled"],
)
def test_today_asks_for_fourteen_days_after_an_event(plain_officer, values, asks):
    make_event(**values)

    assert plain_officer.get("/staff").has(ASKS) is asks


@pytest.mark.both_databases
def test_a_line_is_sent_from_today_changed_and_taken_back(officer, event):
    day = f"{event.starts_at.astimezone():%b} {event.day.day}"
    page = officer.get("/staff")
    assert page.text("#line-label") == f"In one line: what did you hear on {day}?"

    answer = officer.post(page.one(ASKS)["action"], body="Mostly speeding,\nby the  school")

    by = officer.member.id
    assert lines(event) == [(by, "Mostly speeding, by the school")]
    page = arrive(officer, answer)
    assert page.text("[role=status]") == "Saved: “Mostly speeding, by the school”"
    assert not page.has(ASKS)
    edit = page.one(f"main a[href='/staff/events/{event.id}?line=1#line']")
    assert edit.text == "Change"
    undo = page.one("main form:has(> a)")["action"]

    form = as_shown(officer.get(edit["href"]), ASKS)
    assert form["body"] == "Mostly speeding, by the school"
    send(officer, event, "Mostly speeding")
    send(officer, event, "Mostly speeding")
    assert lines(event) == [(by, "Mostly speeding")]

    assert arrive(officer, officer.post(undo)).has(ASKS)
    officer.post(undo)
    assert lines(event) == []
    changed = AuditAction.EVENT_CHANGED, by, event.id
    written, taken_back = {"line": None}, {"line": None, "taken_back": None}
    assert audited() == [(*changed, written), (*changed, written), (*changed, taken_back)]


@pytest.mark.both_databases
def test_the_matters_named_so_far_are_tapped_and_join_the_line(plain_officer, event):
    make_matter(make_concern(event=event), name="Dogs")
    make_matter(*(make_concern(event=event) for _ in range(2)), name="Parking")
    make_matter(make_concern(), name="Elsewhere")
    page = plain_officer.get("/staff")
    assert page.texts(f"{ASKS} .choice") == ["Parking", "Dogs"]
    another = page.one(f"{ASKS} .chips a")
    assert another.text == "Name another matter"
    assert another["href"] == f"/staff/matters/new?event={event.id}"

    send(plain_officer, event, "they want Dogs on a leash", ticked=["Parking", "Dogs"])

    assert lines(event) == [(plain_officer.member.id, "they want Dogs on a leash, Parking")]
    send(plain_officer, event, ticked=["Parking", "Dogs"])
    assert lines(event) == [(plain_officer.member.id, "Parking, Dogs")]


@pytest.mark.both_databases
def test_not_now_hides_the_question_for_this_person_alone(plain_officer, event):
    put_off = plain_officer.get("/staff").one("#put-off-form")["action"]

    assert not arrive(plain_officer, plain_officer.post(put_off)).has(ASKS)
    assert lines(event) == [(plain_officer.member.id, None)]
    assert audited() == [], "nothing was written"
    write(event, "Speeding.")
    # She may change her mind, and a line stays what it is.
    send(plain_officer, event, "Dogs.")
    plain_officer.post(put_off)
    assert (plain_officer.member.id, "Dogs.") in lines(event)


@pytest.mark.both_databases
def test_a_colleagues_line_neither_ends_the_question_nor_can_be_removed(plain_officer, event):
    colleague = write(event, "Speeding.")

    assert plain_officer.get("/staff").has(ASKS)
    plain_officer.post(f"/staff/events/{event.id}/line/removal")

    assert lines(event) == [(colleague.staff_id, "Speeding.")]


def test_a_line_about_an_event_that_a_case_needs_stays(plain_officer, event, needed):
    needed(event)
    send(plain_officer, event, "Dogs.")

    removal = plain_officer.post(f"/staff/events/{event.id}/line/removal")
    other = send(plain_officer, event, "Nothing much.")

    for refused in (removal, other):
        assert "A case needs it, so it stays." in refused.refused("main")
    assert other.value("[name=body]") == "Nothing much."
    assert lines(event) == [(plain_officer.member.id, "Dogs.")]


@pytest.mark.parametrize(("body", "why"), [("  ", "a few words"), ("x" * 161, "under 160 letters")])
def test_a_line_has_some_words_and_not_too_many(officer, event, body, why):
    page = send(officer, event, body)

    assert page.status == 422
    assert why in page.text("[role=alert]")
    assert page.value("#body") == body.strip()
    assert lines(event) == []


def test_what_may_tell_who_it_was_is_asked_about_once(officer, event):
    text = "Mrs. Ann Example at 805 555 0100 wants a light"

    page = send(officer, event, text)

    assert lines(event) == []
    details = ["Mrs. Ann Example", "805 555 0100"]
    assert ", ".join(details) in page.text(".notice-warning")
    assert page.value("#body") == text
    page = send(officer, event, text, redact="1")
    assert page.value("#body") == "[…] at […] wants a light"
    send(officer, event, text, seen=details)
    assert lines(event) == [(officer.member.id, text)]


def test_a_matter_is_started_from_it(organizer, event):
    write(event, "Many cars drive too fast by the school")
    url = f"/staff/events/{event.id}?line=1"
    assert not organizer.get(url).has("#line a[href*='/matters/new']")

    send(organizer, event, "Dogs.")

    link = organizer.get(url).one("#line a[href*='/matters/new']")
    new = f"/staff/matters/new?event={event.id}&line={organizer.member.id}"
    assert (link.text, link["href"]) == ("Start a matter from it", new)


def test_residents_never_read_a_line(visitor, event):
    write(event, "Speeding by the school.", name="Sgt. Secret")
    make_matter(event=event, said=MatterState.DONE, is_public=True)
    here = make_event(venue=event.venue)

    for path in ("/", f"/events/{event.slug}", f"/events/{here.slug}", "/events.atom"):
        assert "by the school" not in visitor.get(path).body


@pytest.mark.both_databases
def test_the_next_briefing_at_the_venue_shows_the_lines_of_last_time(plain_officer, event):
    write(event, "Speeding.", name="Sgt. One")
    write(event, "Dogs.", name="Officer Two", after=1)
    write(make_event(starts_at=now() - 40 * DAY, venue=event.venue), "Older.")
    write(make_event(starts_at=now() - 2 * DAY), "Elsewhere.")
    put_off = make_staff()
    save(EventLine(event_id=event.id, staff_id=put_off.id))
    coming = make_event(venue=event.venue)

    page = plain_officer.get(f"/staff/events/{coming.id}/briefing")

    assert page.texts("#heard-here li") == [
        "Last time here, Sgt. One heard: “Speeding.”",
        "Last time here, Officer Two heard: “Dogs.”",
    ]
    first = plain_officer.get(f"/staff/events/{make_event().id}/briefing")
    assert not first.has("#heard-here")


@pytest.mark.parametrize("make", [make_draft, make_event], ids=["a draft", "one to come"])
def test_nobody_writes_of_an_event_that_has_not_begun(officer, make):
    event = make()

    assert send(officer, event, "Early.").location == f"/staff/events/{event.id}"
    assert not officer.get(f"/staff/events/{event.id}?line=1").has(ASKS)
    assert lines(event) == []


def test_a_page_that_was_open_for_too_long_keeps_the_words(officer, event):
    officer.get("/staff")

    page = send(officer, event, "Speeding.", csrf_token="old")

    assert page.status == 422
    assert page.value("#body") == "Speeding."
    for way in ("not-now", "removal"):
        page = officer.post(f"/staff/events/{event.id}/line/{way}", csrf_token="old")
        assert page.status == 422
        assert page.has("[role=alert]")
