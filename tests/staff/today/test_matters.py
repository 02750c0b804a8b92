"""Today tells what matters here, what was promised, and what is written in one language alone."""

import pytest

from coffeecop.db import db
from coffeecop.matters.verbs import Said, quote
from coffeecop.models import Matter, MatterPhoto, MatterState, Role
from coffeecop.models.matters.queries import sizes_of
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_matter,
    make_mention,
    make_past_event,
    make_staff,
    make_topic,
    say_of,
    sign_in,
)


def rows(page):
    return page.texts(".subjects .matter p:first-child")


@pytest.mark.both_databases
def test_what_a_person_named_comes_first_and_each_row_leads_to_what_its_number_counts(
    plain_officer,
):
    event, topic = make_event(), make_topic(name_en="Parking")
    told = make_concerns(3, event=event, topics=[topic])
    lights = make_matter(*told[:2], make_concern(), name="Dark lights")
    bikes = make_matter(*told, name="E-bikes", said=MatterState.DOING, by=make_staff(name="Ana"))
    make_matter(make_concern(), name="Elsewhere")

    page = plain_officer.get("/staff")

    assert page.text("#subjects-heading") == "What matters here"
    due = page.text(".subjects .badge")
    assert rows(page) == [f"E-bikes {due} 3 of 3", "Dark lights 2 of 3"]
    assert due.startswith("by ")
    assert "Named by Ana" in page.texts(".subjects .matter")[0]
    assert page.texts(".subjects .topic-rows b") == ["E-bikes", "Dark lights", "Parking"]
    links = [each["href"] for each in page.select(".subjects .matter a")]
    assert links == [f"/staff/matters/{bikes.id}", f"/staff/matters/{lights.id}"]
    for matter, link in zip((bikes, lights), links, strict=True):
        of_event = f"/staff/concerns?event={event.id}&matter={matter.id}"
        assert plain_officer.get(link).has(f"a[href='{of_event}'], a[href$='matter={matter.id}']")
    of_this_event = sizes_of([bikes.id, lights.id], event_id=event.id)
    assert of_this_event == {bikes.id: 3, lights.id: 2}


def test_the_quoted_words_are_read_unless_they_may_not_be_printed(plain_officer):
    event = make_event()
    chosen, newest, flagged = (
        make_concern(event=event, body=body) for body in ("Chosen.", "Newest.", "I will shoot.")
    )
    make_flag(concern=flagged)
    matter = make_matter(chosen, newest, flagged)

    def quoted():
        return plain_officer.get("/staff").texts(".subjects .matter q")

    assert quoted() == ["Newest."]
    quote(matter, chosen, by=plain_officer.member)
    db.session.commit()
    assert quoted() == ["Chosen."]
    chosen.names_officer = newest.has_personal_details = True
    db.session.commit()
    assert quoted() == []


def test_open_matters_of_the_place_come_after_and_nothing_of_them_after_the_event(plain_officer):
    event = make_event()
    make_concern(event=event)
    before = make_past_event(venue=event.venue)
    make_concern(event=before)
    make_matter(event=event, name="Heard by the door")
    for name, said in (("Locks", None), ("A sign", MatterState.DONE)):
        make_matter(event=before, name=name, said=said)

    page = plain_officer.get("/staff")

    assert rows(page) == ["Heard by the door", "Locks"]
    assert ["About this place" in each for each in page.texts(".subjects .matter")] == [False, True]
    of_before = plain_officer.get(f"/staff/events/{before.id}")
    assert of_before.texts("#matters b") == ["Locks", "A sign"]


def test_a_place_that_several_name_is_a_matter_in_one_tap(plain_officer):
    event = make_event()
    sorted_ones = make_concerns(4, event=event, topics=[make_topic()])
    for concern in [*sorted_ones, *make_concerns(2, event=event)]:
        make_mention(concern, "fern street")

    for page in ("/staff", f"/staff/events/{event.id}", f"/staff/events/{event.id}/briefing"):
        link = plain_officer.get(page).one("a[href*='/matters/new']")
        assert link["href"] == f"/staff/matters/new?event={event.id}&place=fern+street"


def test_what_one_promised_is_told_and_to_organizers_all(plain_visitor):
    make_event()
    officer = sign_in(plain_visitor, Role.OFFICER)
    doing = {"said": MatterState.DOING}
    make_matter(by=officer, name="Late", due_in=-1, **doing)
    deputized = make_matter(name="Soon", due_in=7, **doing)
    deputized.deputy = officer
    make_matter(name="Of others", due_in=-2, **doing)
    make_matter(by=officer, name="Later", due_in=8, **doing)
    make_matter(by=officer, name="Done", said=MatterState.DONE)
    db.session.commit()

    own = plain_visitor.get("/staff").texts(".promises-due li a")
    sign_in(plain_visitor, Role.ORGANIZER)
    everybodys = plain_visitor.get("/staff")

    assert [each.split()[:2] for each in own] == [["Late", "late"], ["Soon", "by"]]
    told = everybodys.texts(".promises-due li a")
    assert [each.split(" late since")[0] for each in told] == ["Of others", "Late"]
    assert everybodys.one(".promises-due .heading-row a")["href"] == "/staff/matters"


def test_what_is_published_in_one_language_is_told_to_organizers_with_links(plain_visitor):
    make_event()
    both = {"said": MatterState.DOING, "is_public": True}
    asked = make_matter(is_public=True, asked_es=None, name="Asked")
    said = make_matter(**both, name="Said")
    noted = make_matter(**both, name="Noted")
    photo = MatterPhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, alt_es="Una luz")
    shown = make_matter(**both, name="Shown")
    say_of(said, Said(MatterState.DONE, es="Ya está."))
    for note in ({"es": "Pedida."}, {"en": "Ordered."}):
        say_of(noted, Said(MatterState.DOING, is_note=True, **note))
    say_of(shown, MatterState.DONE, photo=photo)
    make_matter(asked_en="Only among staff.")
    make_matter(**both, name="In both")
    sign_in(plain_visitor, Role.OFFICER)
    assert not plain_visitor.get("/staff").has(".in-one-language")

    sign_in(plain_visitor, Role.ORGANIZER)
    page = plain_visitor.get("/staff")

    lines = ["2 are published in English only", "2 are published in Spanish only"]
    assert sorted(page.texts(".in-one-language summary")) == lines
    assert {each["href"] for each in page.select(".in-one-language a")} == {
        f"/staff/matters/{each.id}" for each in (asked, said, noted, shown)
    }
    assert db.session.query(Matter).count() == 6
