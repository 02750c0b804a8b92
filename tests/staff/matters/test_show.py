"""The page of a matter: who says so, what residents read, what was done."""

from coffeecop.models import MatterState
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_matter,
    make_past_event,
    make_staff,
    say_of,
)
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import reload


def path_of(matter):
    return f"/staff/matters/{matter.id}"


def test_who_says_so_is_counted_by_event_and_leads_to_the_concerns(officer):
    first, second = make_past_event(), make_event()
    own = [*make_concerns(2, event=first), make_concern(event=second, body="Too dark.")]
    make_concerns(3, event=first)
    matter = make_matter(*own, name="Lights")

    page = whole(officer, path_of(matter))

    assert page.texts(".bars dd") == ["2 of 5", "1 of 1"]
    assert page.text(".matter-head").startswith("Heard Lights 3 people since")
    assert len(page.select("q")) == 2
    every = page.select(f"p > [href*='concerns'][href$='matter={matter.id}']")[0]
    listed = whole(officer, every["href"])
    assert "Lights" in listed.text("title")
    assert "Too dark." in listed.words
    assert len(listed.select(".items li")) == 3


def test_of_one_concern_nothing_leads_to_all(officer):
    alone, two = make_matter(make_concern()), make_matter(*make_concerns(2))

    assert "All 1" not in whole(officer, path_of(alone)).words
    assert "All 2" in whole(officer, path_of(two)).words


def test_what_was_done_is_told_with_who_and_when(officer):
    ana = make_staff(name="Ana Example")
    event = make_past_event()
    matter = make_matter(*make_concerns(2, event=event), by=ana, event=event)
    say_of(matter, MatterState.DOING, by=ana)

    rows = whole(officer, path_of(matter)).texts(".steps dd")

    assert rows[0].startswith("Promised by")
    assert rows[1:] == ["2 say so. Ana Example", f"Heard at {event.venue.name}. Ana Example"]


def test_names_and_what_people_said_are_changed(officer):
    matter = make_matter()
    form = as_shown(whole(officer, f"{path_of(matter)}?open=change"), "#change-form")
    assert officer.post(path_of(matter), **{**form, "name": ""}).status == 422

    page = arrive(officer, officer.post(path_of(matter), **{**form, "name": "Bikes", "also": "E"}))

    assert page.text("h1") == "Bikes"
    assert reload(matter).also == "E"


def test_what_was_counted_is_two_bars_and_a_line_where_it_may_be_chance(officer):
    counts = {"before_count": 2, "before_total": 3, "after_count": 1, "after_total": 3}

    page = whole(officer, path_of(make_matter(counted_en="Bikes.", **counts)))

    assert page.texts(".bars dd") == ["2 of 3", "1 of 3"]
    assert "Bikes. It may be chance." in page.words
