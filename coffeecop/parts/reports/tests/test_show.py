"""The sheet of an event: what it says with none, few and many concerns, and what it never says."""

from datetime import UTC, timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.matters.verbs import Said
from coffeecop.models import (
    Arrival,
    ConcernState,
    CountedBy,
    EventLine,
    Language,
    Matter,
    MatterConfirmation,
    MatterPhoto,
    MatterState,
    SurveyAnswer,
)
from coffeecop.parts.reports.tests.readers import NOT_KEPT
from coffeecop.parts.reports.tests.rows import make_reported, make_shares
from coffeecop.parts.reports.tests.sheets import csv_rows, report_page, rows_of, told
from tests.factories import (
    counted,
    make_answers,
    make_concern,
    make_concerns,
    make_event,
    make_matter,
    make_mention,
    make_message,
    make_past_event,
    make_rsvp,
    make_staff,
    make_topic,
    numbers,
    save,
    say_of,
    suggest,
)
from tests.stored import one_of

pytestmark = pytest.mark.both_databases

# Session, the marks in the navigation, and the report's own.
STATEMENTS = 15
# What was said of matters, and whether it got better.
OF_MATTERS = 2
MISSED, HEARD = "Who we did not hear", "What officers heard"


def test_of_fewer_than_five_concerns_no_topic_is_said(plain_officer, event):
    make_shares(event.agency, languages={"es": 40})
    assert "No concerns came in." in report_page(plain_officer, event).words
    topic = make_topic(name_en="Speeding")
    make_concerns(4, event=event, topics=[topic], came_back_on=now().date())

    page = report_page(plain_officer, event)

    assert "A few told us something." in page.words
    assert "Fewer than five concerns came in." in page.words
    assert "Speeding" not in page.words
    assert not page.has(".report-bars, #report-missed, #report-felt")
    assert told(page)["Found their answer first"] == "fewer than 5"


def test_a_small_town_reads_what_was_raised_in_words(plain_officer, event):
    make_concerns(6, event=event, topics=[make_topic(name_en="Speeding")])
    make_concerns(3, event=event, topics=[make_topic(name_en="Parking")])
    make_concern(event=event, topics=[make_topic(name_en="Of one person")])
    make_concern(event=event)

    page = report_page(plain_officer, event)

    assert "11 told us something." in page.words
    assert rows_of(page, "bars") == [["Speeding", "6 of 11"], ["Parking", "a few"]]
    assert "“A few” is two to four." in page.words


def write(event, body, *, name, after):
    by = make_staff(name=name)
    written = {"body": body, "created_at": now() + timedelta(hours=after)}
    save(EventLine(event_id=event.id, staff_id=by.id, **written))


def test_it_opens_with_what_officers_heard_and_ends_with_the_next_date(plain_officer, event):
    save(event, **counted(25))
    write(event, "Speeding.", name="Sgt. One", after=1)
    write(event, "Dogs.", name="Officer Two", after=0)
    coming = make_event(venue=event.venue, starts_at=now() + timedelta(days=20))

    page = report_page(plain_officer, event)

    assert f"{coming.day.year}, {coming.venue.name}." in page.text(".report-next")
    assert "About 25 people came." in page.words
    assert page.texts("blockquote") == ["“Dogs.” Officer Two", "“Speeding.” Sgt. One"]
    assert page.has(f"main a[href='/staff/events/{event.id}?line=1#line']")
    (heard, _other) = (row for row in csv_rows(plain_officer, event) if HEARD in row.values())
    assert (heard["Line of it"], heard["In words"]) == ("Officer Two", "Dogs.")


def test_two_long_lines_are_told_on_the_page_of_the_method(plain_officer, event):
    write(event, "Speeding. " * 14, name="Sgt. One", after=1)
    write(event, "Dogs. " * 14, name="Officer Two", after=2)

    page = report_page(plain_officer, event)

    (opening,) = page.texts("blockquote")
    assert opening.startswith("“Speeding.")
    assert rows_of(page, "counts")[-1][0] == "Officer Two"


def lines(page, part):
    return page.texts(f"[aria-labelledby=report-{part}] li")


def test_matters_are_named_with_their_state_day_photo_and_figure(plain_officer, event):
    for name, said, due_in in (
        ("Lights", MatterState.DOING, -3),
        ("Locks", MatterState.DOING, 30),
        ("The crosswalk", MatterState.DONE, 30),
        ("A loading zone", MatterState.CANNOT, 30),
    ):
        make_matter(name=name, event=event, said=said, due_in=due_in, is_public=True)
    make_matter(make_concern(event=event), name="A quiet word", said=MatterState.ANSWERED)
    make_matter(name="Elsewhere", said=MatterState.DONE, is_public=True)
    late, done = (one_of(Matter, name=name) for name in ("Lights", "The crosswalk"))
    photo = MatterPhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, alt_en="The new light")
    say_of(done, Said(MatterState.DONE, en="The city put up a light.", photo=photo))
    say_of(late, Said(MatterState.DOING, en="Six of nine work.", is_note=True))
    done.counted_en = "Cars over 30"
    done.before_count, done.before_total, done.after_count, done.after_total = 40, 90, 4, 90
    db.session.commit()

    page = report_page(plain_officer, event)

    told = lines(page, "matters")
    done, late, cannot = told
    assert done.startswith("Done, ")
    assert "The crosswalk The city put up a light." in done
    assert late.startswith("Late Lights By ")
    assert cannot.startswith("We cannot A loading zone")
    (promised,) = lines(page, "promises")
    assert promised.startswith("Locks ")
    assert "Cars over 30: 40 of 90 before, 4 of 90 after." in told[0]
    assert "Six of nine work." in told[1]
    assert page.select("img[alt='The new light']")
    assert "A quiet word" not in page.words
    assert "5 matters were named: Done 1, Not yet 1, Answered 1, We cannot 1, Late 1." in page.words


def test_a_topic_that_is_only_likely_is_not_counted_and_that_is_said(plain_officer, event):
    noise = make_topic(name_en="Noise")
    make_concerns(7, event=event, topics=[noise])
    for sureness in (0.7, 0.84, 0.85, 0.99):
        for concern in make_concerns(3, event=event):
            suggest(concern, noise, sureness)

    page = report_page(plain_officer, event)

    assert rows_of(page, "bars") == [["Noise", "13 of 19"]]
    assert "Perhaps a few more belong here" in page.words


def test_people_and_times_are_counted(plain_officer, event):
    save(event, **counted(25))
    make_rsvp(event=event, party_size=4)
    for n in range(2):
        key = f"arrival-{next(numbers)}"
        save(Arrival(event_id=event.id, form_key_hash=key, people=6 + n, counted_by=CountedBy.DOOR))
    make_concerns(12, event=event)
    make_concerns(23, event=event, phase="at")
    make_concern(event=event, phase="after")

    counts = told(report_page(plain_officer, event))

    few = "fewer than 5"
    assert list(counts.values())[:7] == ["25", "13", few, "36", "12", "hidden", few]


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
    matter = make_matter()
    for n in range(7):
        found = {"matter_id": matter.id, "event_id": event.id, "form_key_hash": f"c-{n}"}
        save(MatterConfirmation(**found))

    counts = list(told(report_page(plain_officer, event)).items())
    assert dict(counts[counts.index(("All concerns", "44")) + 4 :]) == {
        "Asked for an answer": "hidden",
        "Of those who asked: Answered in writing": "14",
        "Of those who asked: Talked about": "9",
        "Of those who asked: Passed on": "fewer than 5",
        "Of those who asked: Cannot do": "fewer than 5",
        "Of those who asked: Closed": "fewer than 5",
        "Of those who asked: Not answered yet": "fewer than 5",
        "Asked for no answer": "hidden",
        "Came back with their receipt": "8",
        "Days until half had an answer": "3",
        "Found their answer first": "7",
    }


def test_it_does_not_tell_from_what_is_left_how_long_an_answer_took(plain_officer, event):
    concerns = [
        make_concern(event=event, wants_answer=True, receipt_hash=f"{n}", first_answer_at=now())
        for n in range(6)
    ]
    assert NOT_KEPT[1] in told(report_page(plain_officer, event))
    concerns[0].blank(UTC)
    db.session.commit()

    counts = told(report_page(plain_officer, event))

    assert counts["All concerns"] == "6"
    assert not {*NOT_KEPT} & {*counts}


def test_how_it_felt_is_told_with_its_ranges_and_as_a_hint_where_few_answered(plain_officer, event):
    make_answers(event, [5] * 7, again=5)
    felt = "[aria-labelledby=report-felt] p"
    assert report_page(plain_officer, event).texts(felt) == [
        "I felt heard More than half; with 7 answers this is a hint, no more",
        "I'd come again More than half; with 7 answers this is a hint, no more",
    ]
    make_answers(event, [5] * 17 + [2] * 6, approachable=5)

    heard, approachable, _again = report_page(plain_officer, event).texts(felt)

    assert heard == "I felt heard About 8 in 10; with 30 answers it could be 6 to 9 in 10"
    assert approachable.startswith("The officers were easy to talk to At least 8 in 10")


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

    missed = report_page(plain_officer, event).texts("[aria-labelledby=report-missed] p")

    assert missed == [
        "At this event we heard less of Spanish than its share: 45 percent of our residents.",
        "At this event we heard less of Harbor than its share: 40 percent of our residents.",
        "We cannot count Mixteco: our pages are in English and Spanish only.",
    ]
    rows = [row for row in csv_rows(plain_officer, event) if row["Part of the report"] == MISSED]
    assert [(row["Line of it"], row["Number"], row["In words"]) for row in rows] == [
        ("English", "", "50 percent of residents. Hidden, to protect a small number"),
        ("Spanish", "", "45 percent of residents. Fewer than we would expect: 16 percent at most"),
        ("Harbor", "", "40 percent of residents. Fewer than we would expect: 19 percent at most"),
        ("Old Mill", "40", "30 percent of residents. More than we would expect: 63 to 87 percent"),
        ("Eastside", "", "30 percent of residents. Hidden, to protect a small number"),
    ]


def test_it_quotes_nobody_and_names_nobody(plain_officer):
    event = make_past_event(roster=["Sgt. Dana Sample"])
    make_concerns(12, event=event, body="Cars speed on Maple Court.", place="Maple Court")
    make_answers(event, [5] * 8)
    save(SurveyAnswer(event_id=event.id, form_key_hash="a", line="Good coffee", language="en"))

    words = report_page(plain_officer, event).words

    for secret in ("Cars speed", "Maple Court", "Dana", "Good coffee"):
        assert secret not in words


def make_told(agency, number):
    """Make an event of which a report tells all that it can."""
    event = make_reported(number, agency=agency)
    make_answers(event, [5] * 8)
    save(EventLine(event_id=event.id, staff_id=make_staff(agency=agency).id, body="Lights."))
    for said in (MatterState.DONE, MatterState.CANNOT):
        make_matter(
            make_concern(event=event), event=event, said=Said(said, en="Yes."), is_public=True
        )
    return event


def test_it_asks_the_database_as_often_for_many_concerns_and_for_many_events(
    plain_officer, event, queries
):
    make_shares(event.agency, languages={"es": 40}, areas={"Harbor": 30})
    plain = [make_reported(number, agency=event.agency) for number in (10, 400)]
    events = [make_told(event.agency, 10) for _ in range(8)]

    def statements_of(*events):
        picked = "&".join(f"event={each.id}" for each in events)
        with queries() as statements:
            assert plain_officer.get(f"/staff/events/reports/sheet?{picked}").status == 200
        return len(statements)

    assert [statements_of(each) for each in plain] == [STATEMENTS, STATEMENTS]
    assert statements_of(*events[:2]) == statements_of(*events) == STATEMENTS + OF_MATTERS
