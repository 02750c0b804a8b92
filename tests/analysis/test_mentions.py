"""The places that concerns name and what they ask for are kept, so that they can be counted."""

import pytest
from sqlalchemy import select, update

from coffeecop.analysis import classification, mentions
from coffeecop.concerns.residents import withdraw
from coffeecop.db import db, db_writes, execute_bulk
from coffeecop.models import Concern, ConcernMention, MentionKind
from coffeecop.models.suggestions import has_pending_analysis
from tests.factories import make_concern, make_event, make_venue

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(app):
    return make_event(venue=make_venue(city="Exampleton"))


def read_anew(event):
    with db_writes():
        execute_bulk(update(Concern).where(Concern.event == event).values(suggested_at=None))
    classification.classify_due()
    db.session.expire_all()


def kept(concern, kind=MentionKind.PLACE):
    """Return key and label of what is kept of a concern."""
    rows = db.session.scalars(
        select(ConcernMention)
        .where(ConcernMention.concern_id == concern.id, ConcernMention.kind == kind)
        .order_by(ConcernMention.key)
    )
    return {row.key: row.label for row in rows}


def concerns_of(event, *bodies, **values):
    """Make concerns. What one text alone says is not kept, so each is made twice; return one."""
    for body in bodies:
        make_concern(event=event, body=body, **values)
    return [make_concern(event=event, body=body, **values) for body in bodies]


def test_what_people_name_and_ask_for_is_kept_with_its_concern(event):
    (concern,) = concerns_of(event, "They race down Maple Court. Please put in a speed bump.")

    read_anew(event)

    assert kept(concern) == {"maple court": "Maple Court"}
    assert kept(concern, MentionKind.ASK) == {"speed_bumps": "put in a speed bump"}


def test_a_street_has_one_key_and_the_label_that_most_use(event):
    concerns = concerns_of(
        event, "Racing on Maple St", "on Maple Street again", "ON MAPLE STREET!!", "down maple st"
    )
    (short,) = concerns_of(event, "Nobody stops on Maple.")

    read_anew(event)

    assert {tuple(kept(each).items()) for each in (*concerns, short)} == {
        (("maple street", "Maple Street"),)
    }


def test_a_name_alone_is_not_a_street_of_a_kind_that_nobody_drops(event):
    full, lower, again, alone = concerns_of(
        event,
        "They race down Elm Terrace.",
        "they race down elm terrace",
        "Elm Terrace is loud. Nobody stops on Elm.",
        "Nobody stops on Elm.",
    )

    read_anew(event)

    assert [list(kept(each)) for each in (full, lower, again)] == [["elm terrace"]] * 3
    assert list(kept(alone)) == ["elm"]


def test_the_field_for_the_place_counts_like_the_text(event):
    (concern,) = concerns_of(event, "They race.", place="the light at Maple Ct")
    (corner,) = concerns_of(event, "Nobody stops.", place="Maple Ct and Ninth")

    read_anew(event)

    assert list(kept(concern)) == ["maple court"]
    assert list(kept(corner)) == ["maple court", "maple court and ninth", "ninth"]


def test_what_one_text_alone_says_is_kept_if_it_stands_in_the_field(event):
    text = make_concern(event=event, body="They race down Maple Court. Please put in a speed bump.")
    field = make_concern(event=event, body="Please open the rink at night.", place="Alder Way")

    read_anew(event)

    assert (kept(text), list(kept(field))) == ({}, ["alder way"])
    assert (kept(text, MentionKind.ASK), kept(field, MentionKind.ASK)) == ({}, {})


def test_one_word_that_no_list_knows_and_the_town_itself_are_not_kept(event):
    vague, clear = concerns_of(
        event, "Please revisit. It is dull near Exampleton.", "Please open the skate rink."
    )
    (shy,) = concerns_of(event, "they race down alder every night")
    concerns_of(event, "Racing on Alder Drive")

    read_anew(event)

    assert (kept(vague), kept(vague, MentionKind.ASK)) == ({}, {})
    assert list(kept(clear, MentionKind.ASK).values()) == ["open the skate rink"]
    # A name in lower case is known from others.
    assert list(kept(shy)) == ["alder drive"]


def test_what_is_no_longer_found_goes_and_the_rest_stays(event):
    changed, withdrawn, other = concerns_of(
        event, "on Maple Court", "on Birch Street", "on Elm Street"
    )
    read_anew(event)
    with db_writes():
        db.session.merge(changed).body = "on Elm Street"
        withdraw(db.session.merge(withdrawn))

    read_anew(event)

    assert [list(kept(each)) for each in (changed, withdrawn, other)] == [
        ["elm street"],
        [],
        ["elm street"],
    ]


def test_of_a_very_large_event_the_newest_are_read(event, monkeypatch):
    older, newer = concerns_of(event, "on Maple Court", "on Maple Court")
    monkeypatch.setattr(mentions, "MOST_READ_FOR_MENTIONS", 2)

    read_anew(event)

    assert list(kept(older)) == ["maple court"]
    assert not db.session.scalars(
        select(ConcernMention).where(ConcernMention.concern_id < older.id)
    ).all()
    assert list(kept(newer)) == ["maple court"]


def test_a_concern_that_is_deleted_meanwhile_is_left_out(event):
    stays, goes = concerns_of(event, "on Maple Court", "on Birch Street")
    found = mentions.mentions_of(event.id)
    with db_writes():
        db.session.delete(db.session.merge(goes))

    with db_writes():
        mentions.write_mentions({event.id: found})

    assert list(kept(stays)) == ["maple court"]


def test_they_are_sought_once_all_of_an_event_is_read(event, monkeypatch):
    monkeypatch.setattr(classification, "BATCH", 1)
    sought, seek = [], mentions.mentions_of
    monkeypatch.setattr(
        classification, "mentions_of", lambda event_id: sought.append(event_id) or seek(event_id)
    )
    (concern,) = concerns_of(event, "on Maple Court")

    classification.classify_due()

    assert sought == [event.id]
    assert list(kept(concern)) == ["maple court"]


def test_an_event_that_cannot_be_looked_at_keeps_back_no_other_and_what_was_found_stays(
    event, monkeypatch
):
    (concern,) = concerns_of(event, "on Maple Court")
    read_anew(event)
    other = make_event()
    seek = mentions.mentions_of

    def fail_at_one(event_id):
        if event_id == event.id:
            raise RuntimeError
        return seek(event_id)

    monkeypatch.setattr(classification, "mentions_of", fail_at_one)
    monkeypatch.setattr(classification.logger, "disabled", True)
    (elsewhere,) = concerns_of(other, "on Elm Street")
    read_anew(event)

    assert list(kept(concern)) == ["maple court"]
    assert list(kept(elsewhere)) == ["elm street"]
    assert not has_pending_analysis()


def test_two_workers_at_one_event_write_what_they_found_once(event):
    (concern,) = concerns_of(event, "on Maple Court")
    found = {event.id: mentions.mentions_of(event.id)}

    for _worker in range(2):
        with db_writes():
            mentions.write_mentions(found)

    assert list(kept(concern)) == ["maple court"]
