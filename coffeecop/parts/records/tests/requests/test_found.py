"""A request finds all that has its words: what residents sent, and what staff wrote about it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from coffeecop.db import db, db_writes, now
from coffeecop.matters.verbs import Said
from coffeecop.models import EventLine, Language, MatterState, Need, SurveyAnswer
from coffeecop.parts.records.due import due
from coffeecop.parts.records.kinds import RecordKind, Series, Trigger
from coffeecop.parts.records.models.holds import HeldRecord
from coffeecop.parts.records.models.requests import RecordsRequest, Redaction, RequestItem
from coffeecop.parts.records.tests.requests.test_pack import CODE, LIST, decide, enter, make, rows
from coffeecop.parts.records.tests.rows import key_of, make_note, make_rule
from tests.factories import (
    make_concern,
    make_event,
    make_matter,
    make_rsvp,
    make_staff,
    make_topic,
    save,
    say_of,
    the_agency,
)
from tests.of_parts import needs_seals
from tests.stored import all_of, one_of

pytestmark = pytest.mark.both_databases

SECRET = "805-555-0142"


def found():
    newest = all_of(RecordsRequest)[-1].id
    own = select(RequestItem.kind, RequestItem.number).filter_by(request_id=newest)
    return {*map(tuple, db.session.execute(own))}


def make_comment(event, line):
    values = {"form_key_hash": line, "language": Language.ENGLISH}
    return save(SurveyAnswer(event_id=event.id, line=line, **values))


@pytest.fixture
def concern(app):
    """One without the word, about which others have it."""
    return make_concern(event=make_event(), body="It is dark.")


@pytest.fixture
def others(concern):
    """A record of each kind but a concern, each with the word, and a second note."""
    event, officer = concern.event, make_staff(name="Officer Sample")
    matter = make_matter(event=event, name="Put up a light")
    say_of(matter, Said(MatterState.ANSWERED, es="En Maple Court."), by=officer)
    save(EventLine(event_id=event.id, staff_id=officer.id, body="Maple was what they said."))
    rsvp = make_rsvp(event=event, other_language="Maple")
    save(db.session.merge(rsvp), needs={Need.OTHER_LANGUAGE})
    return [
        make_note(concern, f"Maple. The sender said {SECRET}."),
        make_note(concern, "Maple is ours."),
        event,
        rsvp,
        make_comment(event, "You came to Maple!"),
        matter,
    ]


def test_it_finds_what_staff_wrote_and_holds_what_a_hold_can_keep(others, concern, clerk):
    make_note(concern, "Nothing of it.")
    make_comment(concern.event, "Good coffee.")
    make_rsvp(event=concern.event)

    enter(clerk)

    assert {f"{kind}-{number}" for kind, number in found()} == {*map(key_of, others)}
    held = {*db.session.scalars(select(HeldRecord.kind))}
    # With the concern is kept what staff wrote about it; nothing destroys lines of an event.
    assert held == {RecordKind.CONCERN, RecordKind.RSVP, RecordKind.SURVEY, RecordKind.MATTER}


def test_what_it_holds_is_not_due_and_the_next_of_its_kind_is(others, concern, clerk):
    with db_writes():
        event = db.session.merge(concern).event
        event.starts_at = now() - timedelta(days=2000)
        event.ends_at = event.starts_at + timedelta(hours=1)
    free = make_comment(concern.event, "Good coffee.")
    rule = make_rule(Series.SURVEY, trigger=Trigger.EVENT)

    enter(clerk)

    assert [row.number for row in db.session.execute(due(the_agency(), rule))] == [free.id]


def test_the_page_shows_each_with_who_wrote_it(others, clerk):
    page = clerk.get(f"{LIST}/{enter(clerk).id}")

    for words in (
        f"Note of staff {others[0].id}",
        "Maple is ours.",
        "Officer Sample: Maple was what they said.",
        "Needs: Another language",
        "You came to Maple!",
        "Put up a light",
        "Answer: En Maple Court.",
    ):
        assert words in page.words
    held = clerk.get(f"/staff/records/holds/{one_of(RecordsRequest).hold_id}")
    assert f"Matter {others[5].id}" in held.words


def test_notes_of_a_complaint_are_for_who_reads_complaints(clerk, reader_of_all):
    complaint = make_concern(is_complaint=True, body="It is dark.")
    note = make_note(complaint, "Maple")
    enter(clerk)
    assert found() == set()
    enter(reader_of_all, words="Maple")

    assert found() == {(RecordKind.NOTE, note.id)}


def test_a_note_of_what_became_a_complaint_is_shown_and_released_no_more(clerk, concern):
    note = make_note(concern, "Maple secret")
    request = enter(clerk)
    decide(clerk, request, "release", note)
    save(db.session.merge(concern), is_complaint=True)

    assert "Maple secret" not in clerk.get(f"{LIST}/{request.id}").words
    assert clerk.post(f"{LIST}/{request.id}/packs").status == 422


def test_topics_events_and_kinds_leave_out_what_has_none_of_them(others, concern, clerk):
    topic = make_topic()
    matter = make_matter(event=make_event(), name="Maple", topic_id=topic.id)

    enter(clerk, topic_ids=str(topic.id))
    assert found() == {(RecordKind.MATTER, matter.id)}
    enter(clerk, words="Maple", event_ids=str(concern.event_id))
    assert {kind for kind, _number in found()} == {*RecordKind} - {RecordKind.CONCERN}
    enter(clerk, words="maple", kinds=concern.kind)
    assert {kind for kind, _number in found()} == {RecordKind.NOTE}


def test_a_period_is_that_of_the_texts(concern, clerk):
    make_note(concern, "Maple")
    make_comment(concern.event, "Maple!")

    enter(clerk, last_day="2020-01-01")

    assert found() == set()


def test_words_stand_as_the_search_of_concerns_finds_them(concern, clerk):
    for body in ("Árboles on Máple Court", "Speeding cars", "Map"):
        make_note(concern, body)

    enter(clerk, words="maple")
    assert len(found()) == 1
    enter(clerk, words="speed")
    assert len(found()) == 1
    enter(clerk, words='"cars speeding"')
    assert found() == set()


def test_the_reason_given_to_a_resident_is_searched_and_shown(clerk):
    concern = make_concern(state="declined", state_reason="Maple is of the county.")

    page = clerk.get(f"{LIST}/{enter(clerk).id}")

    assert found() == {(RecordKind.CONCERN, concern.id)}
    assert "Reason: Maple is of the county." in page.words


def test_what_goes_takes_what_was_decided_and_the_words_taken_out_with_it(others, clerk):
    request, survey = enter(clerk), others[4]
    decide(clerk, request, "redact", survey, more="Maple", code=CODE)
    assert one_of(Redaction).words == "Maple"
    clerk.post(f"{LIST}/{request.id}/close")

    with db_writes():
        db.session.execute(delete(SurveyAnswer))

    assert all_of(Redaction) == []
    assert RecordKind.SURVEY not in {kind for kind, _number in found()}


@needs_seals
def test_a_text_changed_after_the_decision_is_not_released_until_somebody_looks(others, clerk):
    request, matter = enter(clerk), others[5]
    page = f"{LIST}/{request.id}"
    decide(clerk, request, "release", matter)
    assert "decide again" not in clerk.get(page).words
    save(db.session.merge(matter), name="Nobody has looked at this.")

    pack = make(clerk, request)
    assert rows(pack["records.csv"]) == []
    assert json.loads(pack["statement.json"])["outside"]["pending"] == len(others)
    assert "Changed since: decide again" in clerk.get(page).words
    decide(clerk, request, "release", matter)
    assert "Nobody has looked" in rows(make(clerk, request, 2)["records.csv"])[0]["Text"]


@needs_seals
def test_a_pack_has_them_beside_what_the_sealed_record_accounts_for(others, clerk, check):
    request = enter(clerk)
    note, matter, withheld = others[0], others[5], others[1]
    decide(clerk, request, "redact", note, more=SECRET, code=CODE)
    decide(clerk, request, "release", matter)
    decide(clerk, request, "withhold", withheld, code="RCW 42.56.280")

    pack = make(clerk, request)

    table = {row["Record"]: (row["Decision"], row["Text"]) for row in rows(pack["records.csv"])}
    said, text = table[f"Note of staff {note.id}"]
    assert said == "redacted"
    assert f"[taken out: {CODE}]" in text
    assert table[f"Note of staff {withheld.id}"] == ("withheld", "")
    said, text = table[f"Matter {matter.id}"]
    assert said == "released"
    assert "En Maple Court." in text
    assert SECRET.encode() not in b"".join(pack.values())
    assert b"Maple is ours" not in b"".join(pack.values())
    assert rows(pack["redactions.csv"])[0]["Record"] == f"Note of staff {note.id}"
    verdict = check(pack)
    assert "6 other records, such as notes of staff, are in no sealed record" in verdict.stdout
    assert verdict.returncode == 0
