from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.matters.verbs import Said
from coffeecop.models import MatterState
from tests.factories import (
    make_cancelled,
    make_concern,
    make_draft,
    make_event,
    make_matter,
    make_past_event,
    make_staff,
    make_topic,
    make_venue,
    save,
)

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.mark.both_databases
def test_the_next_event_comes_first_and_each_is_called_by_its_place(visitor):
    usual, of_place = "Coffee with a Cop", "Coffee with a Cop at Corner Bakery"
    for days, title, place in [
        (30, usual, "Sample Library"),
        (40, of_place, "Corner Bakery"),
        (50, "Youth night", "Example Park"),
        (2, usual, "Sample Plaza"),
    ]:
        starts_at, venue = now() + timedelta(days=days), make_venue(name=place)
        make_event(starts_at=starts_at, title_en=title, title_es=None, venue=venue)

    page = visitor.get("/", **{"HX-Request": "false"})

    assert page.text("main > .card h3") == "Sample Plaza"
    assert page.text("main > .card").count("Sample Plaza") == 1
    assert page.texts(".event-list h3") == ["Sample Library", "Corner Bakery", "Example Park"]
    assert page.texts(".event-list h3 + p")[-1] == "Youth night"
    assert [usual in line for line in page.texts(".event-list li")] == [False] * 3
    assert visitor.get("/es/", **{"HX-Request": "false"}).text("main > .card h3") == "Sample Plaza"


def test_a_phone_that_asks_for_spanish_is_offered_it_on_the_page_that_is_kept_for_all(
    plain_visitor, event
):
    path, spanish = f"/events/{event.slug}", {"Accept-Language": "es-MX,es;q=0.9,en;q=0.8"}
    for headers, is_offered in [({}, False), (spanish, True), ({}, False)]:
        page = plain_visitor.get(path, **headers)
        assert page.has("#in-spanish:not([hidden])") is is_offered
        assert "Accept-Language" in page.headers["Vary"]

    there = plain_visitor.get(page.one("#in-spanish a")["href"], **spanish)
    assert there.text("h1") == event.title_es
    assert not there.has("#in-spanish")


def test_an_event_without_a_spanish_title_has_the_name_of_the_program(plain_visitor):
    event = make_event(title_en="Coffee at the Plaza", title_es=None)

    for path, title in [
        (f"/es/events/{event.slug}", "h1"),
        (f"/es/events/{event.slug}/concerns/new", ".event-line a:first-child"),
    ]:
        assert plain_visitor.get(path).text(title) == "Café con un policía"
    save(event.agency, event_title_es="Cafecito con la policía")
    assert plain_visitor.get(f"/es/events/{event.slug}").text("h1") == "Cafecito con la policía"


def test_paper_leads_back_to_the_page_by_a_code(plain_visitor, event):
    page = plain_visitor.get(f"/es/events/{event.slug}")

    code = plain_visitor.get(page.one("img.qr.print-only")["src"])

    assert page.one("img.qr")["src"] == f"/es/events/{event.slug}.svg"
    assert code.response.mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    ("accepted", "leads_to"),
    [("es-MX,es;q=0.9,en;q=0.8", "/es/"), ("en-US,es;q=0.5", None), ("vi", None), ("", None)],
)
def test_the_first_page_is_in_the_language_of_the_phone(visitor, accepted, leads_to):
    page = visitor.get("/", **{"Accept-Language": accepted})

    assert page.location == leads_to
    assert "Accept-Language" in page.headers["Vary"]


def test_every_other_page_keeps_the_language_of_its_address(plain_visitor):
    make_event()
    spanish = {"Accept-Language": "es"}
    page = plain_visitor.get("/es/", **spanish)

    english = plain_visitor.get(page.one(".bar-link")["href"], **spanish)

    assert english.text("h1") == "Coffee with a Cop"
    assert english.one(".brand")["href"] == "/en"
    assert plain_visitor.client.head("/", headers=spanish).status_code == 200


def test_a_draft_and_an_event_that_is_none_are_not_found(visitor):
    draft = make_draft()
    fields = {"party_size": "2", "body": "Cars speed.", "heard": "5"}

    for path in (f"/events/{draft.slug}", "/events/nothing"):
        for rest in ("", ".ics", ".png", "/rsvps/new", "/concerns/new", "/survey"):
            assert visitor.get(path + rest).status == 404
            assert visitor.get(f"/es{path}{rest}").status == 404
            assert visitor.client.head(path + rest).status_code == 404
        for rest in ("/rsvps", "/concerns", "/concerns/notes", "/survey"):
            assert visitor.post(path + rest, **fields).status == 404


def test_a_cancelled_event_says_so_first(visitor):
    event = make_cancelled()

    page = visitor.get(f"/events/{event.slug}")

    assert page.text(".badge-error") == "Cancelled"
    assert page.body.index("badge-error") < page.body.index("<h1")
    assert "It won't take place." in page.words
    assert not page.has("#rsvp-form, a[href='#rsvp'], a[href$='.ics']:not(link), a[rel=noreferrer]")
    assert page.has("#concern-form")


def test_a_past_event_takes_concerns_and_no_rsvps(visitor):
    event = make_past_event()

    page = visitor.get(f"/events/{event.slug}")

    assert page.text(".event-head .badge") == "Over"
    assert "Thank you to everyone who came." in page.words
    # Nobody needs the way there any more, and where nothing was written nothing is shown.
    told = [link["href"] for link in page.select(".actions a")]
    assert told == [f"/events/{event.slug}/concerns/new"]
    assert page.body.count("Tell us what") == 1
    assert visitor.get(told[0]).has("#concern-form")
    unused = (
        "#rsvp-form, #came-of-it, .event-description, main a[href$='.ics'], main a[rel=noreferrer]"
    )
    assert not page.has(unused)
    assert not visitor.get(f"/events/{make_event().slug}").has(".kept, .event-description")
    assert not visitor.get("/").has(".kept")


def test_after_the_event_what_came_of_it_leads_and_nothing_invites_any_more(plain_visitor):
    event = make_past_event(description_en="Ask us.")
    made = {"said": MatterState.DONE, "is_public": True, "event": event}
    make_matter(**made, asked_es=None)

    page = plain_visitor.get(f"/events/{event.slug}")

    order = ['id="came-of-it"', "concerns/new"]
    assert sorted(order, key=page.body.index) == order
    assert not page.has(".event-description")
    assert page.text("#came-of-it .asked") == "A dark crosswalk."
    asked = plain_visitor.get(f"/es/events/{event.slug}").one("#came-of-it .asked")
    assert asked["lang"] == "en"
    upcoming = make_event()
    make_matter(**{**made, "event": upcoming})
    assert not plain_visitor.get(f"/events/{upcoming.slug}").has("#came-of-it")


def test_while_it_goes_on_the_page_leads_with_the_concern_form(plain_visitor, event):
    path = f"/events/{event.slug}"
    forms = ('id="rsvp-form"', 'id="concern-form"')

    before = plain_visitor.get(path)
    assert sorted(forms, key=before.body.index) == list(forms)
    with time_machine.travel(event.starts_at, tick=False):
        page = plain_visitor.get(path)
        assert page.text(".event-head .badge") == "Happening now"
        assert page.body.index("Happening now") < page.body.index("<h1")
        # Who is on the way comes in: one filled button, and no number to send.
        assert page.texts("main .button:not(.button-secondary), form > button") == [
            "Send to the officers"
        ]
        assert not page.has("#rsvp")
        assert "Ahora mismo" in plain_visitor.get(f"/es{path}").text(".event-head .badge")


def test_the_front_page_says_that_the_next_event_is_full(plain_visitor):
    event = make_event(capacity=2)
    assert plain_visitor.get("/").texts(".card .button-secondary") == ["I may come"]

    plain_visitor.post(f"/events/{event.slug}/rsvps", party_size="2")

    page = plain_visitor.get("/")
    assert page.texts(".card .button-secondary") == []
    assert page.words.count("This event is full") == 1


def test_a_cached_page_gives_way_when_the_event_ends_and_asks_the_database_once(
    plain_visitor, queries
):
    event = make_event()
    path = f"/events/{event.slug}"
    with time_machine.travel(event.starts_at, tick=False) as clock:
        assert plain_visitor.get(path).text(".event-head .badge") == "Happening now"
        with queries() as statements:
            plain_visitor.get(path)
        assert len(statements) == 1
        clock.move_to(event.ends_at)
        assert "Happening now" not in plain_visitor.get(path).words


def test_each_copy_of_a_cached_page_has_an_idempotency_key_of_its_own(plain_visitor, event):
    pages = [plain_visitor.get(f"/events/{event.slug}") for _copy in range(3)]

    keys = [{key["value"] for key in page.select("[name=form_key]")} for page in pages]

    assert len(set.union(*keys)) == 3
    for key in set.union(*keys):
        for path, fields in (("rsvps", {"party_size": 2}), ("concerns", {"body": "Cars speed."})):
            sent = plain_visitor.post(f"/events/{event.slug}/{path}", form_key=key, **fields)
            assert sent.status == 303


@pytest.mark.both_databases
def test_past_events_come_in_pages(visitor):
    for days in range(1, 13):
        make_event(starts_at=now() - timedelta(days=days), title_en=f"{days} days ago")

    first, second = visitor.get("/"), visitor.get("/?page=2")

    assert first.texts("#past h3 + p")[0] == "1 days ago"
    assert second.texts("#past h3 + p:not(:last-child)") == ["11 days ago", "12 days ago"]


@pytest.mark.parametrize(
    ("starts_at", "told", "prefix"),
    [
        # On the days on which clocks change.
        ("2026-03-08T12:30-07:00", "12:30 to 2:00 PM", ""),
        ("2026-11-01T12:30-08:00", "12:30 to 2:00 PM", ""),
        # In Spanish they have twelve hours too.
        ("2026-02-26T12:30-08:00", "12:30 a 2:00 p.m.", "/es"),
        # Across noon both halves of the day are told.
        ("2027-02-25T11:30-08:00", "11:30 AM to 1:00 PM", ""),
    ],
)
def test_times_are_shown_as_clocks_in_the_town_show_them(plain_visitor, starts_at, told, prefix):
    event = make_event(starts_at=datetime.fromisoformat(starts_at))

    words = plain_visitor.get(f"{prefix}/events/{event.slug}").words

    assert told in words.replace("\u202f", " ").replace("\u00a0", " ")


# The countdown, in the event's own zone

HONOLULU = ZoneInfo("Pacific/Honolulu")
# In London it is the 21st already.
EVENING = datetime(2027, 2, 20, 22, 0, tzinfo=HONOLULU)


def pill(visitor, event):
    return visitor.get(f"/events/{event.slug}").text(".event-head .badge")


@pytest.mark.parametrize(
    ("starts_at", "told"),
    [
        (datetime(2027, 2, 20, 23, 0, tzinfo=HONOLULU), "Today"),
        (datetime(2027, 2, 21, 0, 30, tzinfo=HONOLULU), "Tomorrow"),
        (datetime(2027, 2, 23, 8, 0, tzinfo=HONOLULU), "In 3 days"),
        (datetime(2027, 3, 14, 8, 0, tzinfo=HONOLULU), "In 3 weeks"),
    ],
)
def test_the_pill_counts_days_as_the_town_does(plain_visitor, starts_at, told):
    with time_machine.travel(EVENING, tick=False):
        event = make_event(starts_at=starts_at, time_zone="Pacific/Honolulu")

        assert pill(plain_visitor, event) == told


def test_a_cached_page_counts_anew_from_midnight_where_the_event_is(plain_visitor):
    with time_machine.travel(EVENING, tick=False) as clock:
        event = make_event(starts_at=EVENING + timedelta(days=3), time_zone="Pacific/Honolulu")
        for later, told in ((0, 3), (119, 3), (1, 2)):
            clock.shift(timedelta(minutes=later))
            assert pill(plain_visitor, event) == f"In {told} days"


def test_the_year_is_told_only_where_it_is_another(plain_visitor):
    this_year = datetime(2027, 6, 1, 20, 0, tzinfo=LOS_ANGELES)
    with time_machine.travel(EVENING, tick=False):
        soon, later = (
            make_event(starts_at=this_year),
            make_event(starts_at=this_year.replace(year=2028)),
        )

        assert plain_visitor.get(f"/events/{soon.slug}").texts(".date-tile span")[1] == "Tue"
        assert plain_visitor.get(f"/events/{later.slug}").texts(".date-tile span")[1] == "Thu 2028"


# What was kept


@pytest.mark.both_databases
def test_an_upcoming_event_shows_what_was_done_last_where_it_will_be(plain_visitor):
    event = make_event()
    here = {"venue_id": event.venue_id, "is_public": True}
    done = {**here, "said": MatterState.DONE}
    make_matter(**{**here, "said": Said(MatterState.ANSWERED, en="An answer.")})
    for words, values in {
        "A new bench.": done,
        "A crossing guard.": done,
        "A stop sign.": {**done, "venue_id": make_venue().id},
        "Secret.": {**done, "is_public": False},
    }.items():
        make_matter(**{**values, "said": Said(MatterState.DONE, en=words)})

    kept = plain_visitor.get(f"/events/{event.slug}").one(".kept")

    assert "Asked here, done on" in kept.text
    assert "A crossing guard." in kept.text
    assert kept.one("a")["href"] == "/matters"


def test_the_front_page_says_what_came_of_it_last(plain_visitor):
    for words in ("Bench.", "Lamp.", "Sign."):
        make_matter(said=Said(MatterState.DONE, en=words), is_public=True)
    make_matter(is_public=True)

    page = plain_visitor.get("/")

    assert page.texts("#came-of-it .said") == ["Sign.", "Lamp."]
    assert page.has("main [href='/matters']")
    spanish = plain_visitor.get("/es/").select("#came-of-it .said p")
    assert {each["lang"] for each in spanish} == {"en"}


def test_what_came_of_it_is_told_as_pairs_each_once(plain_visitor):
    event = make_past_event()
    heard = make_concern(event=event)
    states = (MatterState.DONE, MatterState.DOING, MatterState.ANSWERED)
    for number, state in enumerate(states):
        # Staff's words for it are no reason to leave anything out.
        make_matter(
            *([heard] if number else []),
            name="Parking",
            topic=make_topic(name_en="Lighting"),
            event=None if number else event,
            said=Said(state, en=f"Parking {number}.", **promised(state)),
            is_public=True,
            asked_en=None if number == 1 else f"Asked {number}",
            asked_es=None,
        )

    page = plain_visitor.get(f"/events/{event.slug}")

    assert page.texts(".pairs .said") == ["Parking 0.", "Parking 1.", "Parking 2."]
    assert page.texts(".pairs .asked") == ["Asked 0", "Asked 2"]
    assert "Lighting" not in page.text("#came-of-it")


def promised(state):
    if state is not MatterState.DOING:
        return {}
    owner = make_staff()
    return {"owner": owner, "due_on": owner.agency.today}
