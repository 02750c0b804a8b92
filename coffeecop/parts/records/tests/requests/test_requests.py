"""A request for records: entered, searched, looked at and decided, by when the law wants it."""

from datetime import date, timedelta

import pytest

from coffeecop.concerns.verbs import destroy
from coffeecop.db import db, db_writes, now
from coffeecop.models import Concern, Kind, Role
from coffeecop.models.may_go import MustStay
from coffeecop.parts.records.holding import holds_of
from coffeecop.parts.records.kinds import Decision, RecordKind, RecordsAction
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.requests import RecordsRequest, Redaction, RequestItem, due_day
from coffeecop.parts.records.models.settings import change_settings, settings_of
from coffeecop.parts.records.tests.requests.test_pack import CODE, LIST, enter
from coffeecop.parts.records.tests.rows import key_of, make_request
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_message,
    make_staff,
    make_topic,
    save,
    sign_in,
    the_agency,
)
from tests.stored import all_of, audit_actions, one_of, reload
from tests.visitor import Visitor

pytestmark = pytest.mark.both_databases


def path(request, tail=""):
    return f"{LIST}/{request.id}{tail}"


def items(request):
    return {each.number: each.decision for each in all_of(RequestItem, request_id=request.id)}


def test_a_request_is_due_as_the_state_of_the_department_says(app):
    for received, days, business, due in (
        # California, ten days; Texas, ten business days.
        (date(2026, 11, 30), 10, False, date(2026, 12, 10)),
        (date(2026, 11, 30), 10, True, date(2026, 12, 14)),
        # What comes on a Saturday.
        (date(2026, 11, 28), 1, True, date(2026, 11, 30)),
    ):
        agency = make_agency()
        change_settings(agency, {"request_days": days, "request_in_business_days": business})

        assert due_day(received, agency) == due


def test_days_on_which_the_office_is_closed_are_no_business_days(clerk):
    page = clerk.post(
        f"{LIST}/deadline", request_days="10", request_in_business_days="y", closed_days="Christmas"
    )
    assert (page.status, "This is not a date: Christmas" in page.words) == (422, True)
    assert page.value("#closed_days") == "Christmas"
    clerk.post(
        f"{LIST}/deadline",
        request_days="10",
        request_in_business_days="y",
        closed_days="12/25/2026\n2026-12-24\n2026-12-25",
    )

    agency = the_agency()
    assert settings_of(agency).closed_days == ["2026-12-24", "2026-12-25"]
    # Thursday and Friday.
    assert due_day(date(2026, 12, 21), agency) == date(2027, 1, 6)
    assert clerk.get(LIST).value("#closed_days") == "2026-12-24\n2026-12-25"


def test_a_request_finds_and_holds_what_has_the_words_wherever_they_stand(clerk):
    in_text = make_concern(body="Speeding on Maple Court")
    in_place = make_concern(body="Cars race here.", place="Maple Court")
    in_thread = make_concern(body="It is dark.")
    make_message(in_thread, body="We sent somebody to Maple Court.", by=make_staff())
    taken_back = make_concern(body="Maple leaves", state="withdrawn")
    make_concern(body="Dogs bark.")

    request = enter(clerk, asked_by="The Sample Gazette")

    assert items(request) == dict.fromkeys([in_text.id, in_place.id, in_thread.id, taken_back.id])
    assert request.due_on == request.received_on + timedelta(days=10)
    assert len(holds_of(reload(in_text))) == 1
    with pytest.raises(MustStay), db_writes():
        destroy(reload(in_text), by=None)
    page = clerk.get(path(request))
    assert "Speeding on Maple Court" in page.words
    assert "We sent somebody to Maple Court." in page.words
    assert RecordsAction.RECORDS_REQUESTED in audit_actions()


def test_dates_events_topics_and_kinds_are_asked_for_without_words(clerk):
    event, topic = make_event(), make_topic()
    old = now() - timedelta(days=90)
    found = make_concern(event=event, topics=[topic], kind=Kind.IDEA, created_at=old)
    make_concern(event=event, topics=[topic], kind=Kind.IDEA)
    make_concern(event=event, topics=[topic], created_at=old)
    make_concern(event=event, kind=Kind.IDEA, created_at=old)
    make_concern(topics=[topic], kind=Kind.IDEA, created_at=old)
    day = old.date()

    request = enter(
        clerk,
        words="",
        first_day=str(day - timedelta(days=2)),
        last_day=str(day + timedelta(days=2)),
        event_ids=str(event.id),
        topic_ids=str(topic.id),
        kinds="idea",
    )

    assert list(items(request)) == [found.id]


def test_what_cannot_be_a_request_is_said_beside_the_box(clerk):
    for fields, error in (
        ({"words": ""}, "Say what is asked for"),
        ({"received_on": "2199-01-01"}, "It came today or earlier."),
        ({"first_day": "2026-02-02", "last_day": "2026-02-01"}, "before the first"),
        ({"first_day": "soon"}, "Choose a date"),
        ({"first_day": "1999-12-31"}, "Check the year."),
        ({"last_day": "9999-12-31"}, "Check the year."),
        ({"words": "x" * 201}, "Keep it under 200 letters."),
    ):
        page = clerk.post(LIST, **{"words": "maple", "asked_by": "A paper", **fields})

        assert page.status == 422
        assert error in page.words
        assert page.value("[name=asked_by]") == "A paper"
        assert all_of(RecordsRequest) == []


def test_complaints_are_searched_for_who_reads_complaints_and_others_do_not_see_it(
    clerk, reader_of_all
):
    stream, complaint = make_concern(body="Maple"), make_concern(body="Maple", is_complaint=True)
    assert list(items(enter(clerk))) == [stream.id]
    request = enter(reader_of_all, words="Maple")

    assert list(items(request)) == [stream.id, complaint.id]
    assert clerk.get(path(request)).status == 404
    assert path(request) not in clerk.get(LIST).body
    assert "Maple" not in all_of(Hold)[-1].reason


def test_what_became_a_complaint_is_no_longer_shown_to_who_may_not_read_it(clerk):
    concern = make_concern(body="Maple secret")
    request = enter(clerk)
    save(reload(concern), is_complaint=True)

    assert "Maple secret" not in clerk.get(path(request)).words
    clerk.post(path(request, "/decisions"), records=key_of(concern), decision="release")
    assert items(request) == {concern.id: None}


def test_one_is_released_one_withheld_with_its_code_one_in_part(clerk):
    whole, withheld, part, other = (
        make_concern(body=f"Maple {each}. Call (805) 555-0100.") for each in "abcd"
    )
    request = enter(clerk)
    decide = path(request, "/decisions")

    assert (
        "Write the code" in clerk.post(decide, records=key_of(withheld), decision="withhold").words
    )
    clerk.post(decide, records=key_of(whole), decision="release")
    clerk.post(decide, records=key_of(withheld), decision="withhold", code=CODE)
    clerk.post(decide, records=key_of(other), decision="other")
    clerk.post(
        decide,
        records=key_of(part),
        decision="redact",
        take="0",
        words="(805) 555-0100",
        codes=CODE,
    )

    assert items(request) == {
        whole.id: Decision.RELEASE,
        withheld.id: Decision.WITHHOLD,
        part.id: Decision.REDACT,
        other.id: Decision.OTHER,
    }
    assert db.session.get(RequestItem, (request.id, RecordKind.CONCERN, withheld.id)).code == CODE
    redaction = one_of(Redaction)
    assert (redaction.number, redaction.words, redaction.code) == (part.id, "(805) 555-0100", CODE)
    assert "4 found" in clerk.get(LIST).words


def test_release_whole_asks_once_and_shows_what_looks_private(clerk):
    concerns = make_concern(body="Maple. Call 805-555-0100."), make_concern(body="Maple")
    request = enter(clerk)
    both = [*map(key_of, concerns)]
    assert "Tick at least one" in clerk.post(path(request, "/decisions"), decision="ask").words

    page = clerk.post(path(request, "/decisions"), records=both, decision="ask")

    assert page.status == 422
    assert "Release 2 records whole?" in page.words
    assert page.texts(".notice mark") == ["805-555-0100"]
    assert {*items(request).values()} == {None}
    sent = [each["value"] for each in page.select("#release-form [name=records]")]
    clerk.post(path(request, "/decisions"), records=sent, decision="release")
    assert {*items(request).values()} == {Decision.RELEASE}


def test_finders_and_own_words_propose_what_a_person_confirms(clerk):
    body = "Officer Pham said José Sample at 204 Maple Court, call 805-555-0100 or a@example.org."
    concern = make_concern(body=body)
    request = enter(clerk)
    clerk.post(path(request, "/words"), lines="jose sample", lines_code=CODE)

    page = clerk.get(path(request))

    proposed = {
        row.one("mark").text: row.one("input[type=checkbox]").get("checked") is not None
        for row in page.select(".proposal")
    }
    assert proposed["jose sample"]
    assert proposed["805-555-0100"]
    assert proposed["a@example.org"]
    # An officer's name is rarely private.
    assert proposed["Officer Pham"] is False
    assert {row.one("[name=codes]").get("value") for row in page.select(".proposal")} == {CODE}
    assert items(request) == {concern.id: None}


def test_parts_are_taken_out_only_with_words_that_are_there_and_a_code(clerk):
    concern = make_concern(body="Maple Court")
    request = enter(clerk)
    for fields, error in (
        ({}, "Check what to take out"),
        ({"more": "Elm Street", "code": CODE}, "not in the text: Elm Street"),
        ({"more": "Maple"}, "needs its code"),
        ({"more": "x" * 301, "code": CODE}, "Keep each line under 300"),
    ):
        page = clerk.post(
            path(request, "/decisions"), records=key_of(concern), decision="redact", **fields
        )

        assert page.status == 422
        assert error in page.words
        assert items(request) == {concern.id: None}


def test_nobody_lifts_the_hold_of_an_open_request(clerk):
    concern = make_concern(body="Maple")
    request = enter(clerk)

    page = clerk.post(f"/staff/records/holds/{request.hold_id}/lift")

    assert page.status == 422
    assert "An open request for records needs this hold." in page.words
    assert len(holds_of(reload(concern))) == 1


def test_today_tells_those_who_keep_the_records_what_is_due_first(clerk):
    make_request(by=clerk.member, due_on=date(2099, 12, 4), covers_complaints=True)
    assert "for records" not in clerk.get("/staff").words
    make_request(by=clerk.member, due_on=date(2099, 12, 4))
    make_request(by=clerk.member, due_on=date(2099, 12, 3))
    make_request(by=clerk.member, closed_at=now(), closed_by=clerk.member)

    page = clerk.get("/staff")

    assert "2 requests for records, the first due Dec 3, 2099" in page.words
    other = Visitor(clerk.client.application)
    sign_in(other, Role.ADMIN, agency=the_agency())
    assert "for records" not in other.get("/staff").words


def test_a_form_that_fails_keeps_what_was_ticked_and_typed(clerk):
    concern = make_concern(body="Maple. Call 805-555-0100 or a@example.org.")
    request = enter(clerk)

    page = clerk.post(
        path(request, "/decisions"),
        records=key_of(concern),
        decision="redact",
        take="1",
        words=["805-555-0100", "a@example.org"],
        codes=["Own code", ""],
        more="Maple",
    )

    assert "Each part that is taken out needs its code." in page.words
    assert [row.one("[name=codes]").get("value") for row in page.select(".proposal")] == [
        "Own code",
        "",
    ]
    ticked = [row.one("[name=take]").get("checked") is not None for row in page.select(".proposal")]
    assert ticked == [False, True]
    assert page.value("#more") == "Maple"


def test_a_search_again_adds_and_holds_what_came_since(clerk):
    make_concern(body="Maple")
    request = enter(clerk)
    since = make_concern(body="Maple, again")

    page = clerk.follow(clerk.post(path(request, "/search")))

    assert "2 found, 2 to decide" in page.words
    assert since.id in items(request)
    assert len(holds_of(reload(since))) == 1


def test_a_closed_request_lets_go_of_what_it_held_and_changes_no_more(clerk):
    concern = make_concern(body="Maple")
    request = enter(clerk)
    clerk.post(path(request, "/close"))

    assert holds_of(reload(concern)) == []
    for tail in ("/search", "/packs", "/close"):
        page = clerk.post(path(request, tail))
        assert (page.status, "This request is closed." in page.words) == (422, True)
    page = clerk.post(path(request, "/decisions"), records=key_of(concern), decision="release")
    assert page.status == 422
    page = clerk.post(path(request, "/words"), lines="x", lines_code=CODE)
    assert page.status == 422
    with db_writes():
        destroy(reload(concern), by=None)
    assert (all_of(Concern), items(request)) == ([], {})
    assert "Closed" in clerk.get(LIST).words


def test_the_same_form_sent_twice_makes_one_request(clerk):
    make_concern(body="Maple")
    key = clerk.get(LIST).value("#request-form [name=form_key]")

    answers = [clerk.post(LIST, words="maple", form_key=key) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(all_of(RecordsRequest)) == len(all_of(Hold)) == 1


def test_the_schedule_of_a_state_brings_its_deadline_which_the_department_may_change(clerk):
    clerk.post("/staff/records/schedule", schedule="texas")
    assert settings_of(the_agency()).request_in_business_days

    page = clerk.post(f"{LIST}/deadline", request_days="0")
    assert "Write a whole number from 1 to 90." in page.words
    clerk.post(f"{LIST}/deadline", request_days="7")

    settings = settings_of(the_agency())
    assert (settings.request_days, settings.request_in_business_days) == (7, False)
    request = enter(clerk)
    assert request.due_on == request.received_on + timedelta(days=7)
