import re
from datetime import UTC, datetime

import pytest

from coffeecop.db import now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    ConcernState,
    EventStatus,
    FlagKind,
    Kind,
    Language,
    Phase,
)
from coffeecop.web.csv_files import escape_formula
from tests.factories import (
    make_concern,
    make_concerns,
    make_draft,
    make_event,
    make_flag,
    make_past_event,
    make_topic,
    save,
)
from tests.of_parts import turn_parts_off
from tests.stored import audited

HOSTILE = [
    '=HYPERLINK("http://example.org","click")',
    "+1 805 555 0100",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=already with an apostrophe",
    "''quotes that need none",
    'He said "stop", and\nthen; a, list\r\nof lines',
    "😀 \u202eright to left\u202c and zero\u200bwidth",
    "<script>alert(1)</script>",
]


def original(cell):
    """Take away the apostrophe that the export put before a formula."""
    return cell[1:] if cell.startswith("'") and escape_formula(cell[1:]) == cell else cell


def rows_in(page, css):
    """Return the rows of a list of shares, such as Parking 1 of 3."""
    return page.texts(f"{css} > .topic-rows li")


def test_each_number_on_the_page_of_an_event_opens_as_many_concerns(plain_officer):
    event, traffic, parking = make_past_event(), make_topic(), make_topic()
    make_concern(event=event, topics=[traffic])
    make_concern(event=event, topics=[traffic, parking], phase=Phase.AT, kind=Kind.QUESTION)
    flagged = make_concern(event=event, phase=Phase.AFTER, language=Language.SPANISH)
    make_flag(FlagKind.THREAT, concern=flagged)
    make_concern(event=event, is_complaint=True, body="Not to be seen")
    make_concern(topics=[traffic], body="At another event")

    turn_parts_off(event.agency)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.texts(".counts-line li") == [
        "3 concerns",
        "1 to answer",
        "1 urgent",
        "1 has no topic",
    ]
    assert rows_in(page, "#topics") == [f"{traffic.name_en} 2 of 3"]
    assert page.texts("#phases thead th") == [
        "Topic",
        "Before the event of 1",
        "At the event of 1",
        "After the event of 1",
    ]
    assert page.texts("#phases tbody tr") == [
        f"{traffic.name_en} 1 1 · 0",
        f"{parking.name_en} · 0 1 · 0",
        "No topic · 0 · 0 1",
    ]
    assert rows_in(page, "#kinds") == ["Concern 2 of 3", "Question 1 of 3"]
    assert rows_in(page, "#languages") == ["English 2 of 3", "Spanish 1 of 3"]
    links = page.select(".counts-line a[href*='?event'], .topic-rows a, #phases td a")
    links = [link for link in links if "/staff/topics" not in link["href"]]
    assert len(links) == 4 + 1 + 7 + 4
    for link in links:
        shown = (link.select(".of") or [link])[0]
        number = re.search(r"\d+", shown.text)[0]
        assert "hx-get" not in link
        listed = plain_officer.get(link["href"])
        assert listed.text("#concern-list h2").startswith(f"{number} concern"), link


def test_two_that_are_urgent_are_counted_in_the_plural_of_the_language(plain_officer):
    event = make_event()
    for _number in range(2):
        make_flag(FlagKind.THREAT, concern=make_concern(event=event))
    save(plain_officer.member, language=Language.SPANISH)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "2 urgentes" in page.texts(".counts-line li")


def test_the_five_largest_topics_are_shown_without_the_one_for_all_else(plain_officer):
    draft = make_draft()
    make_concerns(7, event=draft, topics=[make_topic(key="other")], phase=Phase.AT)
    topics = [make_topic() for _ in range(6)]
    for number, topic in enumerate(topics, start=1):
        make_concerns(number, event=draft, topics=[topic], phase=Phase.AT)

    page = plain_officer.get(f"/staff/events/{draft.id}")

    assert page.texts("#topics > .topic-rows b") == [topic.name_en for topic in topics[:0:-1]]
    # A time in which nobody wrote has no column.
    assert page.texts("#phases thead th") == ["Topic", "At the event of 28"]
    # Residents cannot see its page.
    assert f"/events/{draft.slug}" not in page.body.replace(f"/staff/events/{draft.id}", "")


@pytest.mark.parametrize(("path", "current"), [("", "page"), ("/{}", "true")])
def test_the_navigation_tells_a_page_from_one_below_it(plain_officer, path, current):
    page = plain_officer.get("/staff/events" + path.format(make_event().id))

    link = page.one(".bar nav [aria-current]")
    assert (link.text, link["aria-current"]) == ("Events", current)


def test_an_event_without_concerns_says_so_once(plain_officer):
    event = make_event(status=EventStatus.CANCELLED)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert page.texts(".next-event .badge") == ["Cancelled"]
    assert page.texts(".empty-state strong") == ["No concerns for this event yet"]
    assert not page.has("form[action$='/export']")


def test_an_export_holds_each_concern_and_never_a_contact(officer):
    event = make_event(slug="coffee-june", time_zone="America/Los_Angeles")
    traffic, parking = make_topic(name_en="Traffic"), make_topic(name_en="Parking")
    concern = make_concern(
        event=event,
        topics=[traffic, parking],
        body="Los carros corren.",
        text_language=Language.SPANISH,
        place="Maple Court",
        for_neighbor=True,
        kind=Kind.QUESTION,
        wants_answer=True,
        state=ConcernState.ANSWERED,
        created_at=datetime(2026, 6, 1, 19, 45, 10, tzinfo=UTC),
        contact={"name": "Ann Sample", "email": "ann@example.org", "phone": "+18055550100"},
    )
    concern.topic_rows[1].assigned_by = AssignedBy.STAFF
    concern.topic_rows[1].staff_id = officer.member.id
    make_flag(FlagKind.THREAT, concern=concern)
    seen = {"is_right": False, "seen_at": now(), "seen_by_id": officer.member.id}
    make_flag(FlagKind.EMERGENCY, concern=concern, **seen)
    make_concern(event=event, is_complaint=True)

    file = officer.post(f"/staff/events/{event.id}/export")

    assert file.status == 200
    assert file.headers["Content-Disposition"] == "attachment; filename=coffee-june-concerns.csv"
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Cache-Control"] == "no-store"
    assert file.response.get_data().startswith(b"\xef\xbb\xbf")
    (row,) = file.csv_rows()
    flags = {"threat (now): not looked at", "emergency (now): looked at, a mistake"}
    assert {*row.pop("flags").split("; ")} == flags
    assert row == {
        "id": str(concern.id),
        "event": event.title_en,
        "raised_at": "2026-06-01 12:45:10-07:00",
        "phase": "before",
        "kind": "question",
        "talk": "no",
        "answer": "yes",
        "topics": "Traffic; Parking",
        "topics_assigned_by": "resident; staff",
        "topics_confidence": "checked by staff",
        "private_details": "no",
        "place": "Maple Court",
        "for_neighbor": "yes",
        "source": "resident",
        "people": "1",
        "language": "en",
        # However few they are: the text says it too.
        "text_language": "es",
        "state": "answered",
        "asked": "yes",
        "text": "Los carros corren.",
    }
    assert not any(word in file.body for word in ("Ann", "example.org", "5550100"))
    assert audited() == [
        (AuditAction.CONCERNS_EXPORTED, officer.member.id, event.id, {"concerns": 1})
    ]


def test_hostile_text_survives_the_export_and_the_list_and_runs_nowhere(plain_officer):
    event = make_event()
    for text in HOSTILE:
        make_concern(event=event, body=text, place=text[:120])

    rows = plain_officer.post(f"/staff/events/{event.id}/export").csv_rows()
    page = plain_officer.get(f"/staff/concerns?event={event.id}")

    assert [original(row["text"]) for row in rows] == HOSTILE
    assert [original(row["place"]) for row in rows] == HOSTILE
    for row in rows:
        assert row["text"].lstrip("\r\n\t ")[0] not in "=+-@＝＋－＠", row["text"]
    shown = [quote.text for quote in page.select(".items p[hx-ignore]")]
    # A parser of HTML takes each line break for the same.
    assert shown[::-1] == [text.replace("\r\n", "\n").replace("\r", "\n") for text in HOSTILE]
