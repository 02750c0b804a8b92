"""An officer reads all texts of an event, names what several say and ticks who says so."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import Concern, ConcernState, Matter
from coffeecop.models.matters import LONGEST_ALSO
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_event, make_matter, save
from tests.shared_words import COMPARER, compare_by
from tests.staff.form_filling import as_shown
from tests.stored import all_of, belonging, one_of, reload

CROSSING = ["the crosswalk is dark", "a woman in the crosswalk", "no light at the crosswalk"]
BIKES = ["bikes on the pier", "the bikes again"]


@pytest.fixture
def texts(event, ranks):
    """The texts of an event by their words, the last one the newest."""
    made = {}
    for place, body in enumerate([*CROSSING, *BIKES, "do I bring an id"]):
        at = now() - timedelta(hours=10 - place)
        made[body] = make_concern(event=event, body=body, created_at=at).id
    return made


def path(event, matter=None, **args):
    query = "".join(f"&{name}={value}" for name, value in args.items())
    return f"/staff/events/{event.id}/read" + (f"?matter={matter.id}{query}" if matter else "")


def send(visitor, page, *, tick=(), untick=(), **fields):
    """Send the page's form with ticks and the value of a button."""
    filled = as_shown(page, "#room-form")
    ticked = {*map(int, filled.get("ticked", ())), *tick} - {*untick}
    return visitor.post(
        page.one("#room-form")["action"], **{**filled, "ticked": [*ticked], **fields}
    )


def bodies(page):
    return page.texts(".room-texts .clamped")


def unread():
    db.session.rollback()
    return {each.body for each in all_of(Concern) if each.read_at is None}


@pytest.mark.both_databases
def test_the_newest_unread_come_first_and_opening_the_page_reads_none(officer, event, texts):
    save(reload(db.session.get(Concern, texts["the bikes again"])), read_at=now())

    page = officer.get(path(event))

    assert bodies(page)[:2] == ["do I bring an id", "bikes on the pier"]
    assert bodies(page)[-1] == "the bikes again"
    assert len(page.one("#room-form").select(".dot-unread")) == 5
    assert "6 texts, 1 read." in page.words
    assert len(unread()) == 5


@pytest.mark.both_databases
def test_a_name_brings_up_who_says_so_and_ticks_count(officer, event, texts):
    page = officer.get(path(event))
    page = send(officer, page, name="crosswalk", also="dark", then="name")
    page = officer.follow(page)

    assert bodies(page)[0] == "the crosswalk is dark"
    assert set(bodies(page)[:3]) == set(CROSSING)
    assert page.texts("#room-form h2") == ["Likely, tick who says so", "The other 3"]
    assert not page.has("[data-text] :checked")
    # Naming alone says of nothing that it was read.
    assert len(unread()) == 6

    yes = [texts[each] for each in CROSSING[:2]]
    page = officer.follow(send(officer, page, tick=yes, then="done"))

    matter = one_of(Matter)
    assert (matter.name, matter.also, matter.event) == ("crosswalk", "dark", event)
    # What was likely and not ticked is not asked again.
    assert belonging(matter) == {**dict.fromkeys(yes, True), texts[CROSSING[2]]: False}
    assert not unread()
    assert "Saved: 2 say so, “crosswalk”." in page.words
    assert page.texts(".room-head .views button") == ["crosswalk 2"]
    page = officer.get(path(event, matter))
    assert bodies(page)[:2] == CROSSING[:2]
    assert page.texts("#room-form h2") == ["Likely, tick who says so", "The other 4"]


def test_what_was_ticked_by_mistake_is_taken_out(officer, event, texts):
    matter = make_matter(*(db.session.get(Concern, each) for each in texts.values()), event=event)

    send(officer, officer.get(path(event, matter)), untick=[texts["the bikes again"]], then="done")

    assert belonging(matter)[texts["the bikes again"]] is False
    assert sum(belonging(matter).values()) == 5


def test_the_rest_says_something_else_four_texts_behind_the_last_tick(officer, event, texts):
    bikes = [db.session.get(Concern, texts[each]) for each in BIKES]
    matter = make_matter(bikes[1], event=event, name="bikes")
    page = officer.get(path(event, matter))
    last = page.one("[data-rest]")
    assert last.select("button")[0]["value"] == str(texts[bodies(page)[4]])

    send(officer, page, last=texts[bodies(page)[1]])

    # Only what stands above it was read, and only of that something was decided.
    assert unread() == {*CROSSING, "do I bring an id"}
    assert belonging(matter) == {bikes[1].id: True, bikes[0].id: False}


def test_a_chip_saves_the_ticks_and_turns_to_its_name(officer, event, texts):
    crosswalk = make_matter(event=event, name="crosswalk")
    bikes = make_matter(event=event, name="bikes")
    page = officer.get(path(event, crosswalk))

    page = officer.follow(send(officer, page, tick=[texts[CROSSING[0]]], then=str(bikes.id)))

    # It was left before its end, so nothing is said of what is not ticked.
    assert belonging(crosswalk) == {texts[CROSSING[0]]: True}
    assert page.text(".room-head [aria-current]") == "bikes 0"
    assert set(bodies(page)[:2]) == set(BIKES)
    assert len(unread()) == 6
    page = officer.follow(send(officer, page, then="another"))
    assert not page.has(".room-head [aria-current]")


def test_texts_are_ticked_before_they_have_a_name(officer, event, texts):
    page = send(officer, officer.get(path(event)), tick=[texts[BIKES[0]]], then="done")
    assert page.status == 422
    assert page.text("#name-error") == "Error: Name what they say first."
    assert page.has(f"[value='{texts[BIKES[0]]}']:checked")

    send(officer, page, name="Bikes", then="name")
    # A name that is given already is the same matter, also from a form sent twice.
    send(officer, page, name="bikes", tick=[texts[BIKES[1]]], then="name")

    assert belonging(one_of(Matter)) == {texts[each]: True for each in BIKES}


def test_the_words_of_a_name_can_be_changed(officer, event, texts):
    matter = make_matter(event=event, name="crosswalk")
    page = officer.get(path(event, matter))

    answer = send(officer, page, name="The bikes", also="pier", then="name")

    assert bodies(officer.follow(answer))[0] == "bikes on the pier"
    assert (reload(matter).name, matter.also) == ("The bikes", "pier")
    # A colleague's words are not replaced unseen.
    assert send(officer, page, name="Another", then="name").status == 422
    assert reload(matter).name == "The bikes"


def test_other_words_as_long_as_they_may_be_stay_as_they_are(officer, event, texts):
    matter = make_matter(event=event, also="x" * LONGEST_ALSO)
    send(officer, officer.get(path(event, matter)), tick=[texts[BIKES[0]]])
    assert belonging(matter) == {texts[BIKES[0]]: True}
    assert reload(matter).also == "x" * LONGEST_ALSO


@pytest.mark.parametrize("tick", ["9" * 20, "-1", "1²", ""])
def test_what_is_no_id_is_no_tick(officer, event, texts, tick):
    assert officer.post(path(event), name="Speeding", ticked=tick).status == 303
    assert belonging(one_of(Matter)) == {}


def test_a_person_who_read_all_is_shown_the_next(officer, event, ranks):
    for number in range(25):
        make_concern(event=event, body=f"Text {number}")
    page = officer.get(path(event))
    assert len(bodies(page)) == 20
    assert "5 more come next." in page.words

    page = officer.follow(send(officer, page, then="done"))

    assert set(bodies(page)[:5]) == {f"Text {number}" for number in range(5)}
    matter = make_matter(event=event)
    page = officer.follow(send(officer, officer.get(path(event, matter)), then="more"))
    assert len(bodies(page)) == 25
    assert belonging(matter) == {}


@pytest.mark.parametrize(
    ("comparers", "is_unknown"),
    [([COMPARER._replace(rank=lambda *_asked: None)], True), ([], False)],
    ids=["busy", "nothing compares"],
)
def test_texts_stand_by_time_where_nothing_compares_them(
    officer, event, texts, monkeypatch, comparers, is_unknown
):
    compare_by(monkeypatch, *comparers)
    concern = db.session.get(Concern, texts[CROSSING[0]])
    matter = make_matter(concern, event=event, name="crosswalk")

    page = officer.get(path(event, matter))

    assert bodies(page) == [CROSSING[0], *reversed([*CROSSING[1:], *BIKES, "do I bring an id"])]
    assert "They say so" in page.words
    assert ("the computer could not compare them just now" in page.words) is is_unknown


@pytest.mark.both_databases
def test_complaints_and_what_is_out_stand_nowhere_and_belong_to_nothing(
    complaints_officer, event, texts
):
    out = [
        make_concern(event=event, is_complaint=True),
        make_concern(event=event, may_be_complaint=True),
        make_concern(event=event, is_held=True),
        make_concern(event=event, state=ConcernState.WITHDRAWN),
    ]
    elsewhere = make_concern(event=make_event())
    page = complaints_officer.get(path(event))
    assert len(bodies(page)) == 6

    ids = [each.id for each in (*out, elsewhere)]
    shown = "-".join(map(str, ids))
    send(complaints_officer, page, tick=ids, shown=shown, name="All", then="name")

    assert belonging(one_of(Matter)) == {}


@pytest.mark.both_databases
def test_two_officers_who_tick_at_once_keep_what_both_ticked(app, event, texts):
    matter = make_matter(event=event, name="crosswalk dark pier")
    url, ids = path(event, matter), [*texts.values()]
    pages = [(each, each.get(url)) for each in colleagues(app, 2)]

    def tick(number, visitor):
        return send(visitor, pages[number][1], tick=ids[number::2], then="done").status

    assert run_concurrently([visitor for visitor, _page in pages], tick) == [303, 303]
    # What the other one left out is no no to it.
    assert belonging(matter) == dict.fromkeys(ids, True)
