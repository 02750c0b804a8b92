"""The page of a concern: where it came from, and what its text tells of people."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Better,
    ConcernSource,
    ConcernState,
    Kind,
    Language,
)
from tests.factories import make_concern, make_event, make_staff, make_topic, put_in_state, sign_in
from tests.staff.concerns.form_filling import listed, path, said, tapped
from tests.staff.form_filling import whole
from tests.stored import audit_entries, audited, topic_assignments


def shown(*topics):
    return "-".join(str(topic.id) for topic in topics)


# Reading


def test_a_concern_is_shown_with_all_that_the_resident_said(plain_officer):
    concern = make_concern(
        event=make_event(title_en="Coffee at the Plaza"),
        topics=[make_topic(name_en="Parking")],
        body="¿Cuándo arreglan las luces?",
        kind=Kind.QUESTION,
        wants_answer=True,
        language=Language.SPANISH,
        place="Maple Court",
        for_neighbor=True,
        better=Better.SOMEWHAT,
        better_at=now(),
    )

    page = plain_officer.get(path(concern))

    assert page.text("h1") == f"Question {concern.id}"
    assert page.text("blockquote[lang=es][hx-ignore]") == "¿Cuándo arreglan las luces?"
    facts = " ".join(page.texts(".definitions"))
    for fact in ("Coffee at the Plaza", "Asked for An answer", "Maple Court", "Spanish"):
        assert fact in facts
    assert "Better now A little" in facts
    assert "before the event For a neighbor" in page.text("#concern > header")
    assert page.texts("#concern-topics > ul > li") == ["Parking: chosen by the resident"]
    assert not page.has("#contact")


def test_a_quote_is_marked_with_the_language_of_its_text(plain_officer):
    for sent_from, told in ((Language.ENGLISH, Language.SPANISH), (Language.SPANISH, None)):
        concern = make_concern(language=sent_from, text_language=told)
        for page, quote in ((path(concern), "blockquote"), ("/staff/concerns", ".items p")):
            marked = plain_officer.get(page).texts(f"{quote}[lang=es][hx-ignore]")
            assert concern.body in marked


# Topics


def test_topics_are_set_and_a_residents_choice_that_stays_stays_theirs(officer):
    noise, roads, dogs, lights = (make_topic(key=k) for k in ("noise", "roads", "dogs", "lights"))
    concern = make_concern(topics=[noise, roads], body="A text that no log may hold")
    address, as_seen = path(concern, "/topics"), shown(noise, roads)

    answer = officer.post(address, shown=as_seen, topics=[noise.id, dogs.id])

    assert said(officer, answer) == f"Number {concern.id}: the topics are saved."
    assert topic_assignments(concern) == {noise.id: AssignedBy.RESIDENT, dogs.id: AssignedBy.STAFF}
    detail = {"topics": [["noise", "roads"], ["noise", "dogs"]]}
    assert audited() == [(AuditAction.TOPICS_CHANGED, officer.member.id, concern.id, detail)]
    # Whoever saw the page before adds one and takes one away; the rest stays as a colleague set it.
    officer.post(address, shown=as_seen, topics=[roads.id, lights.id])
    assert set(topic_assignments(concern)) == {dogs.id, lights.id}


def test_a_row_that_somebody_added_first_is_a_message_and_no_error(officer, monkeypatch):
    noise = make_topic()
    concern = make_concern()

    def refuse(*args, **kwargs):
        raise IntegrityError("INSERT", {}, Exception("UNIQUE"))

    with monkeypatch.context() as patch:
        patch.setattr(db.session, "flush", refuse)
        page = officer.post(path(concern, "/topics"), shown="", topics=[noise.id])

    assert "Save once more" in page.refused("#concern-topics [role=alert]")
    assert page.one(f"input[value='{noise.id}'][checked]")


def test_a_retired_topic_is_offered_only_where_it_is_used(officer):
    retired = make_topic(retired_at=now())
    concern, other = make_concern(topics=[retired]), make_concern()

    assert officer.get(path(concern)).has(f"input[value='{retired.id}'][checked]")
    assert not officer.get(path(other)).has(f"input[value='{retired.id}']")


# State


def test_what_nothing_else_says_is_said_with_one_tap_and_taken_back_with_one(officer):
    concern = make_concern(body="A text that no log may hold")
    for wrong in ("", "done", "closed"):
        page = officer.post(path(concern, "/state"), state=wrong)
        assert "Choose a state." in page.refused("#state-form [role=alert]")
    assert "Received" in page.text("#concern-state")

    page = tapped(officer, whole(officer, path(concern)), "We look into it")
    assert "Being looked into Sgt. Sample" in page.text("#concern-state")
    assert "1 concern is being looked into. Undo" in page.text("main .notice-success")
    page = tapped(officer, page, "Undo")
    assert "Received" in page.text("#concern-state")
    put_in_state(concern, ConcernState.CLOSED)
    page = tapped(officer, whole(officer, path(concern)), "Open it again")
    assert "1 concern is open again." in page.text("main .notice-success")

    change = [["received", "looked_into"], ["looked_into", "received"], ["closed", "received"]]
    entries = audit_entries(AuditAction.STATUS_CHANGED)
    assert [entry.details for entry in entries] == [{"state": each} for each in change]


def test_only_what_may_follow_is_offered(officer):
    offered = {
        ConcernState.RECEIVED: ["We look into it"],
        ConcernState.LOOKED_INTO: [],
        ConcernState.TALKED_ABOUT: ["We look into it", "Open it again"],
        ConcernState.ANSWERED: [],
        ConcernState.CLOSED: ["We look into it", "Open it again"],
    }
    for state, labels in offered.items():
        page = officer.get(path(make_concern(state=state, receipt_hash=state)))
        assert page.texts("#state-form button") == labels, state
        may_close = state not in (ConcernState.ANSWERED, ConcernState.CLOSED)
        assert page.has("#answer-form [value=close]") is may_close, state


def test_another_form_that_fails_leaves_the_topics_ticked(officer):
    noise, roads = make_topic(), make_topic()
    concern = make_concern(topics=[noise, roads], receipt_hash="receipt")

    for rest, field in (("/messages", "body"), ("/state", "state")):
        page = officer.post(path(concern, rest), **{field: ""})
        assert page.status == 422
        ticked = page.select("#topics-form [name=topics][checked]")
        assert [int(box["value"]) for box in ticked] == [noise.id, roads.id]
        assert page.value("#topics-form [name=shown]") == shown(noise, roads)


# Contact

CONTACT = {"name": "Ann Sample", "email": "ann+1@example.org", "phone": "+18055550100"}


def test_a_contact_opens_after_a_reason_and_the_log_holds_it(officer):
    concern = make_concern(contact=CONTACT)
    assert not any(value in officer.get(path(concern)).body for value in CONTACT.values())

    page = officer.follow(
        officer.post(path(concern, "/contact-openings"), reason="  To answer her question ")
    )

    assert all(value in page.text("#contact") for value in CONTACT.values())
    reason = "To answer her question"
    opened = (AuditAction.CONTACT_OPENED, officer.member.id, concern.id, {"reason": reason})
    assert audited() == [opened]


def test_without_a_good_reason_a_contact_stays_closed(officer):
    concern, without_contact = make_concern(contact=CONTACT), make_concern()

    for reason in ("", "   ", "abcd", "x" * 301):
        page = officer.post(path(concern, "/contact-openings"), reason=reason)
        assert page.refused("#reason-error")
        assert page.value("#reason") == reason.strip()
        assert CONTACT["email"] not in page.body
    openings = path(without_contact, "/contact-openings")
    assert officer.post(openings, reason="To answer").status == 404
    assert officer.get(path(without_contact, "/contact")).status == 404
    assert audit_entries() == []


def test_a_reason_counts_for_a_quarter_of_an_hour_one_person_and_one_concern(visitor):
    sign_in(visitor)
    concern, other = make_concern(contact=CONTACT), make_concern(contact={"phone": "+1"})

    def is_open():
        page = visitor.get(path(concern, "/contact"))
        assert page.status == 200
        return CONTACT["email"] in page.body

    def give_reason(concern):
        visitor.post(path(concern, "/contact-openings"), reason="To answer her")

    give_reason(other)
    assert not is_open()
    give_reason(concern)
    assert is_open()

    audit_entries()[-1].created_at = now() - timedelta(minutes=16)
    db.session.commit()
    assert not is_open()

    give_reason(concern)
    sign_in(visitor)
    assert not is_open()


BODY = "Call me at 805 555 0142. They park at 1423 Birch St. Again: 805 555 0142"
WITH_DETAILS = "/staff/concerns?details=1"


@pytest.fixture
def concern(app):
    return make_concern(body=BODY, kind=Kind.QUESTION, has_personal_details=True)


def test_the_note_says_what_was_found_and_what_to_do(officer, concern):
    page = officer.get(path(concern))

    assert page.text(".details-note h2") == "It may hold private details"
    assert page.texts(".details-note li") == [
        "Phone number: 805 555 0142",
        "Street address: 1423 Birch St.",
    ]
    assert not page.has(".flag-card")
    page = whole(officer, page.one(".details-note a")["href"])
    assert page.text("#hide h2") == f"Hide number {concern.id}"
    # The detector may find nothing more.
    page = officer.get(path(make_concern(body="Nothing", has_personal_details=True)))
    assert page.has(".details-note h2")
    assert not page.has(".details-note li")


def test_no_note_where_nothing_private_was_found(officer):
    officers = {"names_officer": True, "body": "Officer Sample, badge 412, was kind."}
    for facts in ({}, {"has_personal_details": None, "names_officer": None}, officers):
        concern = make_concern(**{"body": BODY, **facts})
        assert not officer.get(path(concern)).has(".details-note")
    assert listed(officer.get(WITH_DETAILS)) == []


def test_who_reviews_is_told(officer):
    event = make_event()
    make_concern(event=event, body=BODY, is_held=True, has_personal_details=True)
    make_concern(event=event, body="plain", is_held=True)

    meta = officer.get("/staff/concerns?review=held").texts("#concern-list .meta")

    assert ["With private details" in each for each in meta] == [True, False]


PAPER, CAPTURE = ConcernSource.PAPER, ConcernSource.CAPTURE


def entered(source, **values):
    return make_concern(source=source, entered_by_id=make_staff(name="Ofc. Sample").id, **values)


@pytest.mark.parametrize(
    ("source", "on_page", "in_list"),
    [
        (PAPER, "From a card, typed in by Ofc. Sample", "from a card"),
        (CAPTURE, "Told to Ofc. Sample", "told to Ofc. Sample"),
    ],
)
def test_its_page_and_its_list_say_it(officer, source, on_page, in_list):
    page = whole(officer, path(entered(source)))

    assert on_page in page.text("#concern header")
    assert in_list in page.text("#concern-list .meta")


def test_how_many_people_said_it_is_told_where_it_was_more_than_one(officer):
    several, one, sent = entered(CAPTURE, people=3), entered(CAPTURE), make_concern()

    assert "Told" not in whole(officer, path(sent)).text("#concern header")
    assert "3 people" in whole(officer, path(several)).text("#concern header")
    assert "1 person" not in whole(officer, path(one)).text("#concern header")
    assert sum("3 people" in meta for meta in officer.get("/staff/concerns").texts(".meta")) == 1


def test_the_list_reads_all_names_with_the_concerns(officer, queries):
    numbers = set()
    for _ in range(3):
        entered(CAPTURE)
        with queries() as statements:
            officer.get("/staff/concerns")
        numbers.add(len(statements))

    assert len(numbers) == 1
