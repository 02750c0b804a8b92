"""What came of it, all on one page."""

from datetime import date, timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.matters.verbs import add_concerns
from coffeecop.models import Better, MatterState
from coffeecop.staff.summaries.survey import SMALLEST_SHOWN
from coffeecop.web.matters_shown import SMALLEST_GROUP
from tests.factories import (
    make_concern,
    make_event,
    make_matter,
    make_past_event,
    make_topic,
    make_venue,
    save,
    say_of,
)

DOING, DONE = MatterState.DOING, MatterState.DONE
ANSWERED, CANNOT = MatterState.ANSWERED, MatterState.CANNOT


def make_told(said=DONE, *concerns, **values):
    return make_matter(*concerns, said=said, is_public=True, **values)


def test_each_stands_there_once_with_what_was_asked_and_said_in_the_language_of_the_page(visitor):
    make_told(venue_id=make_venue(name="Corner Bakery").id)

    english, spanish = visitor.get("/matters"), visitor.get("/es/matters")

    assert len(english.select(".pairs > li")) == 1
    for told in ("A dark crosswalk.", "The city put up a light.", "Corner Bakery"):
        assert told in english.words
    for told in ("Un paso oscuro.", "La ciudad puso una luz."):
        assert told in spanish.words
    for word in ("matter", "asunto"):
        assert word not in (english.words + spanish.words).lower()


@pytest.mark.both_databases
def test_tabs_stand_only_where_there_is_something_and_the_newest_is_first(visitor):
    make_told(DOING, asked_en="Old")
    with_day = make_told(ANSWERED, asked_en="Newer")
    say_of(with_day, ANSWERED, day=now().date() + timedelta(days=1))
    make_told(DOING, asked_en="Between")

    page = visitor.get("/matters")

    assert page.texts(".views a") == ["All 3", "Being done 2", "Answers 1"]
    assert page.texts(".asked") == ["Newer", "Between", "Old"]
    doing = visitor.get("/matters?state=doing")
    assert doing.texts(".asked") == ["Between", "Old"]
    assert doing.text("[aria-current]") == "Being done 2"
    assert visitor.get("/matters?state=nothing").texts(".asked") == page.texts(".asked")


@pytest.mark.both_databases
def test_a_search_finds_words_and_streets_in_either_language_whatever_accents_and_case(visitor):
    make_told(asked_en="Cars race on Thompson", asked_es="Corren en Thompson", place="Ann Street")
    make_told(ANSWERED, asked_en="When is it loud?", asked_es="¿Cuándo hay más ruido en la Peña?")
    make_told(topic=make_topic(name_en="Parking"), asked_en="They stay for weeks")

    def found(words, page="/matters"):
        return sorted(visitor.get(f"{page}?q={words}").texts(".asked"))

    assert found("thompson") == found("ANN street") == ["Cars race on Thompson"]
    assert found("pena") == found("RÚIDO") == ["When is it loud?"]
    assert found("parked") == ["They stay for weeks"]
    assert len(found("")) == len(found("the")) == 3
    page = visitor.get("/matters?q=fireworks", **{"HX-Request": "false"})
    assert "Nothing here has these words yet." in page.text("[role=status]")
    assert page.value("#q") == "fireworks"


def test_what_staff_call_it_is_neither_told_nor_found(visitor):
    make_told(name="Zebra", also="Quagga", topic=make_topic(name_en="Lighting"), asked_en=None)

    assert visitor.get("/matters?q=zebra").texts(".pairs > li") == []
    assert visitor.get("/matters?q=quagga").texts(".pairs > li") == []
    page = visitor.get("/matters")
    assert not {"Zebra", "Quagga", "Lighting"} & set(page.words.split())


def test_many_are_on_several_pages_that_keep_the_search(plain_visitor, monkeypatch):
    monkeypatch.setattr("coffeecop.public.matters.queries.PER_PAGE", 2)
    for number in range(3):
        make_told(asked_en=f"Dark {number}")

    first = plain_visitor.get("/matters?q=dark&state=done")

    assert first.texts(".asked") == ["Dark 2", "Dark 1"]
    second = plain_visitor.get(first.one("a[rel=next]")["href"])
    assert second.texts(".asked") == ["Dark 0"]
    assert second.value("#q") == "dark"


@pytest.mark.parametrize(("days", "state"), [(5, "By"), (-5, "By"), (-20, "Not done yet")])
def test_a_late_one_is_told_as_late_after_the_grace_period_and_its_newest_note_at_once(
    visitor, days, state
):
    matter = make_told(DOING, due_in=days)
    for words in ("Asked the city.", "Ordered."):
        say_of(matter, DOING, is_note=True, en=words, es=None, owner=None, due_on=None)

    page = visitor.get("/matters").text(".pairs")

    assert page.startswith(state)
    assert ("This was due on" in page) is (days == -20)
    assert "The city put up a light." in page
    assert "Ordered." in page
    assert "Asked the city." not in page


def test_nobody_is_led_to_an_event_that_residents_cannot_see(visitor):
    told = make_past_event()
    make_event(starts_at=now() - timedelta(days=1), has_page=False)
    matter = make_told()
    for path in ("/matters", visitor.get(f"/matters/{matter.id}").location):
        (link,) = {each["href"] for each in visitor.get(path).select("main [href$='/new']")}
        assert link == f"/events/{told.slug}/concerns/new"
        assert visitor.get(link).status == 200


def test_a_figure_is_two_bars_and_says_where_it_may_be_chance(visitor):
    def count(what, before, after):
        names = "before_count", "before_total", "after_count", "after_total"
        make_told(counted_en=what, **dict(zip(names, (*before, *after), strict=True)))

    count("Cars over 30, by our sign", (41, 60), (12, 58))
    count("Bikes", (2, 3), (1, 3))

    page = visitor.get("/matters")

    assert page.texts(".figure li") == ["before 2 of 3", "after 1 of 3"] + [
        "before 41 of 60",
        "after 12 of 58",
    ]
    assert page.texts(".figure + p") == ["Bikes. It may be chance.", "Cars over 30, by our sign."]


def test_a_text_in_the_other_language_alone_is_marked_and_one_line_says_so(visitor):
    save(make_told(asked_en=None).steps[-1], said_en=None)

    page = visitor.get("/matters")

    assert page.one(".asked")["lang"] == page.one(".said p")["lang"] == "es"
    assert page.words.count("Only in Spanish for now.") == 1


def test_the_button_leads_to_where_concerns_go_now(plain_visitor):
    assert not plain_visitor.get("/matters").has("main .button")
    past = make_past_event()
    new = "main .button[href='/events/{}/concerns/new']"
    assert plain_visitor.get("/matters").has(new.format(past.slug))
    later, coming = (make_event(starts_at=now() + timedelta(days=each)) for each in (9, 4))
    assert plain_visitor.get("/matters").has(new.format(coming.slug)), later.slug


# --- Whether it got better


def answer(matter, *answers):
    """Let concerns belong to it whose residents said whether it got better, in this order."""
    concerns = []
    for number, better in enumerate(answers):
        moment = now() + timedelta(minutes=number)
        concerns.append(make_concern(event=make_event(), better=better, better_at=moment))
    add_concerns(matter, concerns, by=matter.created_by)
    db.session.commit()
    return concerns


def lines(visitor):
    """Return what the page says of whether it got better; it is made anew."""
    return visitor.get("/matters?fresh=1").texts(".meta")


YES, SOMEWHAT, NO = Better.YES, Better.SOMEWHAT, Better.NO


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([YES] * 4, ""),
        ([YES] * 5, "Most say it got better"),
        ([YES] * 8 + [NO] * 2, "Most say it got better"),
        ([YES, YES, SOMEWHAT, NO, NO], ""),
        ([NO] * 4 + [YES], "Most say it did not get better yet"),
        ([YES] * 6 + [NO] * 9, "6 of 15 say it got better"),
        # The last two count once there are five of them.
        ([YES] * 8 + [NO] * 9, "8 of 15 say it got better"),
    ],
)
def test_numbers_are_told_only_where_no_group_is_small_and_it_is_done(visitor, answers, told):
    matter = make_told(DONE)
    answer(matter, *answers)
    assert lines(visitor)[0].partition("More")[0].strip() == told
    say_of(matter, DOING)
    assert "better" not in lines(visitor)[0].partition("More")[0]


def test_two_for_the_same_concerns_tell_nothing_by_their_difference(visitor):
    first, second = make_told(), make_told()
    concerns = answer(first, *[YES] * 5)
    add_concerns(second, concerns, by=second.created_by)
    answer(second, NO)

    assert ["Most say it got better" in each for each in lines(visitor)] == [False, True]


def test_what_does_not_count_is_in_no_number(visitor):
    concerns = answer(make_told(), *[YES] * 5)
    save(concerns[0], is_complaint=True)

    assert "better" not in lines(visitor)[0].partition("More")[0]


def test_what_counts_as_small_is_the_same_everywhere():
    assert SMALLEST_GROUP == SMALLEST_SHOWN


def test_a_promise_for_the_last_day_that_there_is_breaks_no_page(visitor):
    matter = make_told(DOING)
    save(matter, due_on=date.max)
    for path in ("/", "/matters", visitor.get(f"/matters/{matter.id}").location):
        assert visitor.get(path).status == 200
