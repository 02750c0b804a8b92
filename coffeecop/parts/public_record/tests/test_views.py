import json

import pytest

from coffeecop.db import db, db_writes
from coffeecop.models import Concern, ConcernState
from coffeecop.parts.public_record.jobs import record_unrecorded
from coffeecop.parts.public_record.log import record_destruction
from coffeecop.parts.public_record.tests.rows import make_record
from coffeecop.public.pages import VERIFIER
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_event, make_message, make_staff, pass_night, save
from tests.public.concerns.sent_concern import CODE

pytestmark = pytest.mark.both_databases


def sentence(visitor, event, prefix=""):
    return visitor.get(f"{prefix}/events/{event.slug}/record").text(".record-sentence")


def test_the_page_says_in_one_sentence_what_became_of_what_came_in(visitor):
    event = make_event()
    make_message(make_concern(event=event, kind="question"), by=make_staff())
    make_concern(event=event, is_complaint=True, state=ConcernState.CLOSED)
    make_concern(event=event, state=ConcernState.PASSED_ON)
    make_concern(event=event, state=ConcernState.TALKED_ABOUT)
    make_concern(event=event, state=ConcernState.CLOSED, kind="question")
    make_record(3, event=event, wants_answer=True)

    assert sentence(visitor, event) == (
        "7 came in. 1 has an answer, 1 was talked about, 1 was passed on, 3 still wait, "
        "1 was closed with no answer."
    )
    assert sentence(visitor, event, "/es").startswith("Llegaron 7. 1 tiene respuesta, ")
    page = visitor.get(f"/events/{event.slug}/record")
    assert "all that came in, whether or not it asked for an answer" in page.words


def test_a_page_whose_record_was_put_right_says_so(visitor):
    event = make_event()
    told, *_rest = make_record(5, event=event, state=ConcernState.ANSWERED)
    record_page = f"/events/{event.slug}/record"
    assert "put this right" not in visitor.get(record_page).words

    # What 1.0 said of it.
    save(told, state=ConcernState.TALKED_ABOUT)
    pass_night(days=2)

    assert sentence(visitor, event) == "5 came in. 4 have an answer, 1 was talked about."
    assert "We added lines that fix this." in visitor.get(record_page).words


def test_the_record_shows_days_that_are_over_and_nothing_of_today_or_of_who_and_what(visitor):
    event = make_event()
    make_record(5, event=event, body="Cars speed on Maple Court.", contact={"name": "Ann"})
    make_concern(event=event)

    assert sentence(visitor, event).startswith("5 came in")
    record = visitor.get(f"/events/{event.slug}/record.json").body
    assert "Maple" not in record
    assert "Ann" not in record
    entries = json.loads(record)["entries"]
    assert len(entries) == 5
    told = {"event", "sequence", "day", "state_before", "state_after", "commitment", "hash"}
    assert set(entries[0]) == told


def test_what_is_lost_is_told_and_what_was_destroyed_lawfully_is_not_lost(visitor):
    event = make_event()
    lost, kept_long, *_rest = make_record(6, event=event)
    with db_writes():
        kept_long = db.session.get_one(Concern, kept_long.id)
        record_destruction(kept_long)
        db.session.delete(kept_long)
        db.session.delete(db.session.get_one(Concern, lost.id))
    pass_night(days=2)

    assert sentence(visitor, event) == (
        "6 came in. 4 asked for no answer, 1 was destroyed as the law allows, 1 is missing."
    )


def test_a_few_have_no_record_yet(visitor):
    event = make_event()
    make_record(4, event=event)
    page = visitor.get(f"/events/{event.slug}/record")

    assert "once five people have told us something" in page.words
    assert not page.has(".record-sentence")
    assert visitor.get(f"/events/{event.slug}/record.json").status == 404


def test_the_verifier_is_the_file_of_the_source_code(visitor):
    assert visitor.get("/record/verify_record.py").body == VERIFIER.read_text("utf-8")


def test_a_receipt_shows_its_entries_and_gives_its_proof(visitor):
    event = make_event()
    make_record(5, event=event)
    concern = make_concern(event=event, kind="question", receipt_hash=hash_code(CODE))
    record_unrecorded()
    make_message(concern, by=make_staff())
    page = visitor.get(f"/receipts/{CODE}")
    assert "your proof will be here" in page.words.lower()
    assert visitor.get(f"/receipts/{CODE}/proof.json").status == 404

    pass_night(days=2)
    page = visitor.get(f"/receipts/{CODE}")
    proof = visitor.get(f"/receipts/{CODE}/proof.json")

    assert "line 6: it came in" in page.words
    assert "line 7: it was answered" in page.words
    assert [each["entry"]["sequence"] for each in json.loads(proof.body)["entries"]] == [6, 7]
    assert proof.headers["Cache-Control"] == "no-store"
