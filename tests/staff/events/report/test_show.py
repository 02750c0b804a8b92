"""The report of an event: what it says with none, few and many concerns, and what it never says."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import (
    AnswerConfirmation,
    Arrival,
    ConcernState,
    CountedBy,
    Language,
    PromiseStatus,
    PublicAnswer,
    SurveyAnswer,
)
from tests.factories import (
    make_concern,
    make_concerns,
    make_mention,
    make_message,
    make_past_event,
    make_promise,
    make_rsvp,
    make_staff,
    make_theme,
    make_topic,
    numbers,
    save,
)
from tests.staff.events.report.reports import (
    make_answers,
    make_reported,
    make_shares,
    report_page,
    rows_of,
)

pytestmark = pytest.mark.both_databases

# Session, the marks in the navigation, and the report's own.
STATEMENTS = 16


def told(page, part):
    return dict(rows_of(page, part))


def test_of_fewer_than_five_concerns_nothing_is_said(plain_officer, event):
    make_shares(event.agency, languages={"es": 40})
    assert "No concerns came in." in report_page(plain_officer, event).words
    topic = make_topic(name_en="Speeding")
    make_concerns(4, event=event, topics=[topic], came_back_on=now().date())

    page = report_page(plain_officer, event)

    assert "Fewer than five concerns came in." in page.words
    assert "Speeding" not in page.words
    assert not page.has(".report-topics table, .report-community table")
    assert told(page, "answers") == {"Found a public answer first": "fewer than 5"}


def test_it_counts_who_came_and_what_was_promised(plain_officer, event):
    officer = make_staff()
    event.heads_counted, event.heads_counted_at, event.heads_counted_by_id = 25, now(), officer.id
    make_rsvp(event=event, party_size=4)
    for n in range(2):
        key = f"arrival-{next(numbers)}"
        save(Arrival(event_id=event.id, form_key_hash=key, people=6 + n, counted_by=CountedBy.DOOR))
    make_promise(event=event, days=-3)
    make_promise(event=event, status=PromiseStatus.KEPT)

    page = report_page(plain_officer, event)

    assert list(told(page, "turnout").values()) == ["25", "13", "fewer than 5"]
    assert list(told(page, "promises").values()) == ["2", "1", "1", "1", "0"]


def test_a_theme_that_staff_named_is_told_among_the_topics_and_a_guess_is_not(plain_officer, event):
    topic = make_topic(name_en="Noise")
    told, guessed = (make_concerns(n, event=event) for n in (7, 6))
    make_concerns(5, event=event, topics=[topic])
    make_theme(*guessed, phrase="dogs on the beach")
    make_theme(*told, name="Food sellers").sign_off(by=plain_officer.member)
    db.session.commit()

    assert rows_of(report_page(plain_officer, event), "topics") == [
        ["Food sellers", "7"],
        ["Noise", "5"],
        ["All others, or no topic", "6"],
        ["All concerns", "18"],
    ]


def test_topics_and_times_are_counted(plain_officer, event):
    speeding, parking = make_topic(name_en="Speeding"), make_topic(name_en="Parking")
    make_concerns(12, event=event, topics=[speeding])
    make_concerns(9, event=event, topics=[parking], phase="at")
    make_concerns(8, event=event, topics=[speeding, parking], phase="at")
    make_concerns(6, event=event, phase="at", topics=[make_topic(name_en="One of a few")])
    make_concern(event=event, phase="after", topics=[parking])

    page = report_page(plain_officer, event)

    assert rows_of(page, "topics") == [
        ["Speeding", "20"],
        ["Parking", "18"],
        ["All others, or no topic", "6"],
        ["All concerns", "36"],
    ]
    assert "Before the event: 12, at it: hidden, after it: fewer than 5." in page.words


def test_answers_and_receipts_are_counted(plain_officer, event):
    officer = make_staff()
    for days, is_answered, came_back in [(2, True, True)] * 8 + [(9, True, False)] * 6:
        concern = make_concern(
            event=event,
            wants_answer=True,
            receipt_hash=f"receipt-{next(numbers)}",
            created_at=now() - timedelta(days=days),
            came_back_on=now().date() if came_back else None,
        )
        if is_answered:
            make_message(concern, by=officer)
    make_concerns(9, event=event, wants_answer=True, state=ConcernState.TALKED_ABOUT)
    make_concerns(21, event=event)
    answer = save(
        PublicAnswer(agency_id=event.agency_id, form_key_hash="a", created_by_id=officer.id)
    )
    for n in range(7):
        save(AnswerConfirmation(answer_id=answer.id, event_id=event.id, form_key_hash=f"c-{n}"))

    page = report_page(plain_officer, event)

    assert told(page, "answers") == {
        "Asked for an answer": "hidden",
        "Answered in writing": "14",
        "Talked about": "9",
        "Passed on": "fewer than 5",
        "Cannot do": "fewer than 5",
        "Closed": "fewer than 5",
        "Not answered yet": "fewer than 5",
        "Asked for no answer": "hidden",
        "Came back with their receipt": "8",
        "Found a public answer first": "7",
    }
    assert "Half had an answer within 3 days." in page.words


def test_the_survey_is_said_in_tenths_with_its_range(plain_officer, event):
    make_answers(event, [5] * 24 + [2] * 6, approachable=5)

    survey = told(report_page(plain_officer, event), "survey")

    assert survey["I felt heard"] == "About 8 in 10; with 30 answers it could be 6 to 9 in 10"
    assert survey["The officers were easy to talk to"].startswith("At least 8 in 10")
    assert survey["I'd come again"] == "Fewer than five answered"


def test_it_says_who_was_not_heard(plain_officer, event):
    make_shares(
        event.agency,
        languages={"en": 50, "es": 45, "mix": 5},
        areas={"Old Mill": 30, "Harbor": 40, "Eastside": 30},
    )
    make_concerns(40, event=event, place="by Maple Ct.")
    make_concerns(3, event=event, language=Language.SPANISH, place="Pier Road")
    for concern in make_concerns(9, event=event, text_language=Language.ENGLISH):
        make_mention(concern, "fern street")
    make_concerns(10, event=event)

    page = report_page(plain_officer, event)

    assert rows_of(page, "community")[1:] == [
        ["English", "50%", "hidden", "Hidden, to protect a small number"],
        ["Spanish", "45%", "fewer than 5", "Fewer than we would expect: 16 percent at most"],
        ["Harbor", "40%", "fewer than 5", "Fewer than we would expect: 19 percent at most"],
        ["Old Mill", "30%", "40", "More than we would expect: 63 to 87 percent"],
        ["Eastside", "30%", "hidden", "Hidden, to protect a small number"],
    ]
    assert "We cannot count Mixteco" in page.words


def test_it_quotes_nobody_and_names_nobody(plain_officer):
    event = make_past_event(roster=["Sgt. Dana Sample"])
    make_concerns(12, event=event, body="Cars speed on Maple Court.", place="Maple Court")
    make_answers(event, [5] * 8)
    save(SurveyAnswer(event_id=event.id, form_key_hash="a", line="Good coffee", language="en"))

    words = report_page(plain_officer, event).words

    for secret in ("Cars speed", "Maple Court", "Dana", "Good coffee"):
        assert secret not in words


def test_it_asks_the_database_as_often_for_many_concerns(plain_officer, queries):
    counts = []
    for event in (make_reported(10), make_reported(400)):
        with queries() as statements:
            report_page(plain_officer, event)
        counts.append(len(statements))

    assert counts[0] == counts[1] == STATEMENTS
