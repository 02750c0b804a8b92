"""The poster of an event: both languages on a page, and a code that leads to the event."""

import json
import textwrap

import pytest

from coffeecop.db import db
from coffeecop.matters.verbs import Said
from coffeecop.models import MatterPhoto, MatterState
from coffeecop.parts.print_kit.models import CardAction
from coffeecop.parts.print_kit.tests.kits import PHONE
from tests.factories import make_concerns, make_matter, make_past_event, pass_night, save
from tests.of_parts import needs_part
from tests.public.test_roster_shown import HIDDEN, HIDING, give_roster
from tests.stored import audited, content_versions, reload


def show(visitor, event):
    return visitor.get(f"/staff/events/{event.id}/print-kit?sheet=poster")


@pytest.mark.parametrize("sheet", ["poster", "tent"])
def test_it_shows_what_was_done_last_at_this_place(officer, coming, sheet):
    here = {"venue_id": coming.venue_id}
    for words, values in {
        "Old": {**here, "is_public": True},
        "A lamp.": {**here, "is_public": True},
        "Secret": here,
        "Elsewhere": {"is_public": True},
    }.items():
        make_matter(said=Said(MatterState.DONE, en=words, es=f"ES {words}"), **values)
    make_matter(said=MatterState.DOING, is_public=True, **here)

    page = officer.get(f"/staff/events/{coming.id}/print-kit?sheet={sheet}")

    assert page.texts(".done") == [
        "Asked here, and done: A lamp.",
        "Lo pidieron aquí y se hizo: ES A lamp.",
    ]


def test_it_says_what_when_where_and_who_in_both_languages(officer, coming):
    poster = show(officer, coming).one(".front")
    english, spanish = (
        " ".join(each.words for each in poster.select(f"[lang={code}]")) for code in ("en", "es")
    )

    for words in ("Coffee in June", "Just drop in.", "PM", "Talk with Sgt. Dana Sample and one officer."):
        assert words in english
    for words in ("Café en junio", "p.m.", "Platique con: Sgto. Dana Sample"):
        assert words.replace(" ", "") in "".join(spanish.split())
    for side in (english, spanish):
        assert PHONE in side
    assert [poster.words.count(name) for name in (coming.venue.name, "Example Police")] == [1, 1]


def test_its_picture_is_a_cup_or_the_photo_of_what_was_done_here(officer, coming):
    assert show(officer, coming).has(".picture .cup")
    done = make_matter(said=MatterState.DONE, is_public=True, venue_id=coming.venue_id)
    done.said.photo = MatterPhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, alt_en="It")
    db.session.commit()

    page = show(officer, coming)

    assert page.one(".picture img")["src"] == f"/staff/matters/{done.id}/photo"
    assert not page.has(".picture .cup")


def test_it_says_that_a_seat_can_be_saved_where_there_are_seats(officer, coming):
    assert "nothing to sign up for" in show(officer, coming).words
    save(coming, capacity=12)

    page = show(officer, coming)

    assert "There is room for 12." in page.words
    assert "nothing to sign up for" not in page.words


def test_without_a_spanish_title_or_phone_it_makes_do(officer, coming):
    coming.title_es = coming.agency.phone = None
    db.session.commit()

    page = show(officer, coming)

    assert page.text(".front h2[lang=es]") == "Café con un policía"
    save(coming.agency, event_title_es="Cafecito con la policía")
    assert show(officer, coming).text(".front h2[lang=es]") == "Cafecito con la policía"
    assert PHONE not in page.words


@needs_part("public_record")
def test_it_has_the_short_seal_of_its_record_or_of_the_event_that_it_tells_of(officer, coming):
    assert not show(officer, coming).has(".seal")
    kept = make_past_event(agency=coming.agency, venue=coming.venue)
    make_matter(event=kept, said=MatterState.DONE, is_public=True)
    for event in (kept, coming):
        make_concerns(6, event=event)
        pass_night()
        pass_night(days=2 if event is kept else 1)
        root = json.loads(officer.get(f"/events/{event.slug}/record.json").body)["roots"][-1]
        seal = f"{root['size']}:{'-'.join(textwrap.wrap(root['root'][:20], 4))}"
        page = show(officer, coming)
        assert page.texts(".seal b") == [seal, seal]
        codes = [each["aria-label"] for each in page.select(".seal .scan-code")]
        for prefix, label in zip(("", "/es"), codes, strict=True):
            assert label.endswith(f"{prefix}/events/{event.slug}/record#{seal}")
    assert not officer.get(f"/staff/events/{coming.id}/print-kit?sheet=tent").has(".seal")


def test_printing_is_noted_and_leaves_the_pages_of_residents_cached(officer, coming):
    versions = content_versions()

    answer = officer.post(f"/staff/events/{coming.id}/poster")

    assert answer.location == f"/staff/events/{coming.id}/print-kit?sheet=poster&print=1"
    assert reload(coming).poster_printed_at
    assert content_versions() == versions
    assert audited() == [(CardAction.POSTER_PRINTED, officer.member.id, coming.id, None)]
    assert officer.get(answer.location).has("[data-print-now]")
    assert "Last printed 1 minute ago." in officer.get(f"/staff/events/{coming.id}/print-kit").words


@pytest.mark.parametrize("shown", HIDING)
def test_it_tells_no_name_of_the_roster_that_residents_do_not_see(officer, coming, shown):
    give_roster(coming, shown)

    assert [name for name in HIDDEN[shown] if name in show(officer, coming).body] == []
