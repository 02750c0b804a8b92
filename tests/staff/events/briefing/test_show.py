"""The briefing: what an officer reads before an event, on five cards."""

from datetime import timedelta

import pytest

from coffeecop import models
from coffeecop.db import db, now
from coffeecop.matters.verbs import Said
from tests.factories import (
    counted,
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_matter,
    make_mention,
    make_past_event,
    make_quotes,
    make_rsvp,
    make_topic,
    make_venue,
    save,
    say_of,
    sign_in,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def venue(app):
    return make_venue()


@pytest.fixture
def event(venue):
    return make_event(venue=venue)


@pytest.fixture
def last(venue):
    return make_past_event(venue=venue)


@pytest.fixture
def lighting(app):
    return make_topic(
        name_en="Street lights",
        name_es="Alumbrado",
        keywords_en="lamp\nlamps\nlight pole\ndark street",
        keywords_es="luces\nluz\nalumbrado\nfoco",
    )


def open_briefing(visitor, event, query=""):
    page = visitor.get(f"/staff/events/{event.id}/briefing{query}")
    assert page.status == 200
    return page


LAMP = "Hello. The lamp on Oak Street is out all night. Thanks for asking."


def test_the_three_largest_groups_are_told_in_the_words_of_one_person(officer, event, lighting):
    values = {"event": event, "topics": [lighting]}
    dark = make_concern(body=LAMP, **values)
    spanish = make_concern(body="No hay luz.", language=models.Language.SPANISH, **values)
    make_quotes(lighting, dark, spanish)
    racing = [make_topic(key="other")]
    for concern in make_concerns(3, event=event, topics=racing, body="Fix the pier."):
        make_mention(concern, "repairs", kind=models.MentionKind.ASK)
    bikes = make_topic(name_en="E-bikes")
    on_pier = make_concerns(4, event=event, topics=[bikes], body="Bikes on the pier.")
    make_quotes(bikes, *on_pier)
    make_concern(event=event, topics=[make_topic(name_en="Noise")])

    page = open_briefing(officer, event)

    assert page.texts("#said h3") == ["E-bikes", "Asks for: repairs", "Street lights"]
    assert page.texts("#said .of") == ["4 of 10", "3 of 10", "2 of 10"]
    assert page.texts("#said q") == [
        "Bikes on the pier.",
        "Fix the pier.",
        "The lamp on Oak Street is out all night.",
    ]
    assert "alumbrado" not in page.text("#said")
    assert len(officer.get(page.select("#said .of a")[1]["href"]).texts(".items > li")) == 3


def test_a_quote_in_the_other_language_has_a_line_of_what_it_is_about(visitor, event, lighting):
    spanish = {"language": models.Language.SPANISH, "event": event, "topics": [lighting]}
    make_quotes(lighting, *make_concerns(2, body="No hay luz en la calle.", **spanish))

    for language, gloss in (
        (models.Language.ENGLISH, ["In Spanish, about: Street lights."]),
        (models.Language.SPANISH, []),
    ):
        sign_in(visitor, models.Role.OFFICER, language=language)
        assert open_briefing(visitor, event).texts("#said q + span") == gloss


def test_a_topic_that_nobody_raised_last_time_here_is_new(officer, event, last, lighting):
    usual = make_topic(name_en="Noise")
    make_concerns(12, event=event, topics=[lighting])
    make_concerns(20, event=event, topics=[usual])
    make_concerns(30, event=last, topics=[usual])

    assert open_briefing(officer, event).texts("#said .of") == ["20 of 32", "12 of 32 , new"]


def test_only_the_last_event_that_was_here_is_compared(officer, venue, lighting):
    event = make_event(venue=venue, starts_at=now() - timedelta(days=14))
    before = now() - timedelta(days=20)
    elsewhere = make_event(starts_at=before)
    cancelled = make_event(venue=venue, starts_at=before, status=models.EventStatus.CANCELLED)
    make_concerns(12, event=event, topics=[lighting])
    for other in (elsewhere, cancelled, make_past_event(venue=venue)):
        make_concerns(30, event=other, topics=[make_topic()])

    assert open_briefing(officer, event).texts("#said .of") == ["12 of 12"]


def test_where_no_two_say_the_same_their_words_are_read(officer, event):
    for number in range(6):
        body = f"I saw number {number}. " * 30
        make_concern(event=event, topics=[make_topic()], body=body)
    make_flag(concern=make_concern(event=event, body="A secret."))

    page = open_briefing(officer, event)

    told = [f"I saw number {each}. I saw number {each}." for each in (5, 4, 3, 2, 1)]
    assert page.texts("#said q") == told
    assert page.text("#said p:last-child") == "Read the 7 concerns"


def test_who_is_to_be_looked_for_is_told_but_never_what_they_wrote(officer, event):
    taken = {"taken_at": now(), "taken_by_id": officer.member.id}
    concern = make_concern(event=event, body="My words.", wants_talk=True)
    make_flag(models.FlagKind.EMERGENCY, concern=concern, **taken)
    make_flag(concern=make_concern(event=event, body="My words.", is_complaint=True))
    make_flag(concern=make_concern(body="My words."))

    page = open_briefing(officer, event)

    told = page.text("#look-for")
    assert f"{officer.member.name} has it." in told
    assert "My words." not in told
    assert len(page.select("#look-for .flag-word")) == 1
    link = page.one("#look-for a.no-print")
    assert link["href"] == f"/staff/concerns/{concern.id}?urgent=open"
    talks = page.one("#look-for a[href*=talk]")
    assert talks.text.strip() == "1 wants to talk with one of you."
    assert len(officer.get(talks["href"]).texts(".items > li")) == 1
    assert page.texts(".briefing .heading-row > .small.no-print")[-1] == "5 of 5"


def test_a_complaint_is_never_printed_and_the_others_are_counted(visitor, event):
    sign_in(visitor, models.Role.COMPLAINTS)
    for _ in range(4):
        make_flag(concern=make_concern(event=event, is_complaint=True))

    page = open_briefing(visitor, event)

    assert len(page.select("#look-for li.no-print .flag-word")) == 3
    assert "4 with a flag in all" in page.text("#look-for")


def test_matters_come_first_with_what_we_say_to_them(officer, event, lighting):
    concerns = make_concerns(3, event=event, topics=[lighting], body="Hello. The lamp is out.")
    lamps = make_matter(*concerns[:2], name="Lamp on Oak", said=models.MatterState.ANSWERED)
    make_matter(event=event, name="Heard aloud")

    page = open_briefing(officer, event)

    assert page.texts("#said h3") == ["Lamp on Oak", "Heard aloud", "Street lights"]
    assert page.texts("#said .of a") == ["2 of 3", "3 of 3"]
    assert page.select("#said .of a")[0]["href"].endswith(f"?event={event.id}&matter={lamps.id}")
    assert page.texts("#said q") == ["The lamp is out."]
    assert "Ours: The city put up a light. Named by" in page.texts("#said li")[0]


def test_where_nobody_has_said_what_came_of_the_last_event_it_asks_for_it(officer, event, last):
    told = open_briefing(officer, event)
    assert "Nobody has published what came of the last event here" in told.text("#promised")
    assert told.one("#promised a")["href"] == f"/staff/matters?event={last.id}"

    make_matter(event=last, said=models.MatterState.ANSWERED, is_public=True)

    assert "Nobody has published" not in open_briefing(officer, event).text("#promised")


def test_what_is_promised_and_was_done_here_is_told_with_what_is_late_first(officer, event, last):
    here, doing = {"venue_id": event.venue_id}, {"said": models.MatterState.DOING}
    make_matter(name="A lamp", **doing, **here)
    late = make_matter(name="A sign", due_in=-2, **doing, **here)
    make_matter(name="A locker", said=models.MatterState.DONE, **here)
    before = Said(models.MatterState.DONE, "Long ago.", day=last.day - timedelta(days=1))
    make_matter(name="A bench", said=before, **here)
    make_matter(name="A road", said=models.MatterState.CANNOT, **here)
    make_matter(name="The hours", said=models.MatterState.ANSWERED, **here)
    make_matter(name="Elsewhere", **doing)

    page = open_briefing(officer, event)

    names = ["A sign", "A lamp", "A locker", "The hours"]
    assert page.texts("#promised li a") == names
    told = page.texts("#promised li")
    assert told[0].startswith("Late since")
    assert told[0].endswith("Say why, and when it will be done.")
    assert told[2:] == [
        "Done: A locker Say: The city put up a light.",
        "Asked: The hours Say: The city put up a light.",
    ]

    note = Said(models.MatterState.DOING, "The sign is ordered.", is_note=True)
    say_of(late, note)

    told = open_briefing(officer, event).text("#promised .missing")
    assert told.endswith("A sign Say: The sign is ordered.")


def test_who_comes_what_they_need_and_who_will_be_there(officer, venue):
    event = make_event(venue=venue, roster=["Sgt. Sample", "Officer Example"])
    event.roster[1].languages.add(models.SpokenLanguage.SPANISH)
    make_rsvp(event=event, party_size=3, needs={"spanish", "step_free"})
    make_rsvp(event=event, needs={"other_language"}, other_language="Mixteco")

    page = open_briefing(officer, event)

    told = page.text("#people")
    assert "4 people may come" in told
    assert "1 asked for Spanish: Officer Example" in told
    assert page.text("#people b.missing") == "Nobody speaks Mixteco (1)"
    assert "1 asked for a way in without steps." in told
    assert "Sgt. Sample (host), Officer Example" in told
    assert "Do not promise anything about an open case" in told


def test_heads_are_expected_from_three_counted_events_on(officer, event):
    make_rsvp(event=event, party_size=4)
    for heads in (20, 26):
        make_past_event(venue=event.venue, **counted(heads))
    assert "Expect" not in open_briefing(officer, event).text("#people")

    make_past_event(venue=event.venue, **counted(18))

    told = open_briefing(officer, event).text("#people")
    assert "Expect between 22 and 30 people." in told
    assert "Judging by 3 past events here" in told


def test_an_event_that_is_over_says_how_many_were_counted(officer):
    event = make_past_event(**counted(25))

    page = open_briefing(officer, event)

    assert page.text("#people").count("About 25 came") == 1
    assert "Expect" not in page.text("#people")


def test_what_we_can_say_of_a_topic_stands_under_it_and_can_be_added(officer, event, lighting):
    make_concerns(2, event=event, topics=[lighting])
    link = open_briefing(officer, event).one("#said p.no-print a[href*=topics]")
    assert link.text == "Add facts"
    assert link["href"] == f"/staff/topics/{lighting.id}?event={event.id}#facts"

    lighting.write_note("Call 311 for lights. " * 9, by=officer.member)
    db.session.commit()
    assert "Ours: Call 311 for lights." in open_briefing(officer, event).text("#said")


def test_while_nobody_has_written_it_tells_of_last_time_here(officer, event, last, lighting):
    make_concerns(3, event=last, topics=[lighting])

    page = open_briefing(officer, event)

    assert "Nobody has written for this event yet" in page.text("#said")
    assert "Last time here, on" in page.text("#said h2")
    assert page.texts("#said .of") == ["3 of 3"]
    assert f"event={last.id}" in page.one("#said .of a")["href"]


def test_without_any_concern_it_still_serves_in_the_language_of_the_officer(visitor, event):
    sign_in(visitor, models.Role.OFFICER, language=models.Language.SPANISH)
    save(event.agency, opening_es="Queremos conocerle.")

    page = open_briefing(visitor, event, "?print=1")

    assert page.has("[data-print-now]")
    assert page.text("#opening .large") == "Queremos conocerle."
    assert page.text("#opening [lang=en]").startswith("We are here to get to know you")
    sign_in(visitor, models.Role.OFFICER)
    page = open_briefing(visitor, event)
    assert "That's fine. Say why you are there, ask, and listen." in page.text("#said")
    assert "this is your first event here" in page.text("#promised")
    assert page.texts(".briefing h2") == [
        "Open with this",
        "What they will say",
        "What we promised here",
        "Who comes",
    ]
    assert page.texts(".briefing .heading-row > .small.no-print")[-1] == "4 of 4"
    assert not page.has("[data-print-now]")


def test_the_page_is_light_however_much_was_written(plain_officer, event):
    for _ in range(14):
        topic = make_topic(keywords_en="word\n" * 200, keywords_es="palabra\n" * 200)
        make_concerns(3, event=event, topics=[topic], body="Cars speed. " * 100)
        topic.write_note("Call 311. " * 100, by=plain_officer.member)
    db.session.commit()

    assert len(plain_officer.client.get(f"/staff/events/{event.id}/briefing").data) <= 60_000
