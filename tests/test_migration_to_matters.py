"""What several people said, and what came of it, becomes matters, and no word of it is lost."""

from collections import Counter

import pytest
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Matter, MatterConfirmation, MatterState
from coffeecop.models.matters.queries import is_of_event, sizes_of
from coffeecop.web.matters_shown import BetterFigures, better_figures
from tests.feeds import needs_feed
from tests.findings import faults_found
from tests.old_matters import ANSWERS, CLOSED, LONG, RECEIPTS, fill, words_by_address
from tests.old_rows import add, app_at, move_to, rows_of
from tests.stored import all_of
from tests.visitor import Visitor

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

S = MatterState
OLD = ("promises", "promise_updates", "promise_photos", "public_answers", "answer_confirmations")


@pytest.fixture(scope="module")
def old(environ, new_database):
    """Return what residents read before, and how many rows there were; the database is upgraded."""
    with app_at("1.1", environ, new_database) as app:
        fill()
        add("content_versions", agency_id=1)
        before = words_by_address(), {name: len(rows_of(name)) for name in OLD}, app
        move_to("head")
        yield before


def matters():
    return {each.former_path or each.name: each for each in all_of(Matter)}


def words_of(*found):
    """Return all that residents read of matters."""
    steps = [step for each in found for step in each.steps]
    photos = [step.photo for step in steps if step.photo]
    rows = [(each, "asked") for each in found]
    rows += [(each, "said") for each in steps] + [(each, "alt") for each in photos]
    texts = [getattr(row, f"{name}_{each}") for row, name in rows for each in ("en", "es")]
    return "\n".join(filter(None, texts))


def test_every_word_that_residents_read_stands_in_what_they_read_now(old):
    pages, _numbers, _app = old
    by_slug = {row.slug: row.id for row in rows_of("events")}

    for address, words in pages.items():
        page, _, number = address.removeprefix("/").rpartition("-")
        if page.startswith("events"):
            of_event = Matter.published_at.is_not(None), is_of_event(by_slug[address[8:]])
            text = words_of(*db.session.scalars(select(Matter).where(*of_event)))
            # The program wrote what stands before a promise or an answer.
            words = [each for each in words if not each.startswith(FRAMES)]
        else:
            matter = matters()[f"{page.partition('#')[0]}/{number}"]
            assert matter.is_published
            text = words_of(matter)
        assert [each for each in words if each not in text] == []


def test_each_address_that_a_resident_kept_leads_to_the_same_words(old):
    pages, _numbers, app = old
    visitor = Visitor(app)

    for address, words in pages.items():
        path, _, anchor = address.partition("#")
        kept = f"{path}/{anchor.rpartition('-')[2]}" if anchor else path
        found = " ".join(read_at(visitor, f"{language}{kept}") for language in ("", "/es"))
        words = [" ".join(each.split()) for each in words if not each.startswith(FRAMES)]
        assert [each for each in words if each not in found] == [], kept


@pytest.mark.parametrize("language", RECEIPTS)
def test_receipts_of_before_tell_what_was_asked_and_answered(old, language):
    _pages, _numbers, app = old

    words = read_at(Visitor(app), f"/receipts/{RECEIPTS[language]}")

    for told in (f"I ask in {language}.", *ANSWERS[language].splitlines()):
        assert told in words


@needs_feed
def test_the_feed_of_before_has_the_addresses_of_before(old):
    _pages, _numbers, app = old

    feed = Visitor(app).get("/events.atom").body

    published = [row for row in rows_of("events") if row.published_at]
    assert [row.slug for row in published if f"/events/{row.slug}</id>" not in feed] == []


def read_at(visitor, path):
    """Return what stands on the page to which an address leads."""
    page = visitor.get(path)
    while page.status in (301, 302):
        page = visitor.get(page.location)
    assert page.status == 200, path
    return " ".join([page.words, *(each["alt"] for each in page.select("img[alt]"))])


FRAMES = ("We promised", "You asked", "Nos comprometimos", "Nos preguntaron")


def test_rows_become_rows(old):
    _pages, before, _app = old
    paths = Counter((each.former_path or "").partition("/")[0] for each in all_of(Matter))

    assert paths == {"promises": before["promises"], "answers": before["public_answers"], "": 9}
    notes = [step for each in all_of(Matter) for step in each.steps if step.is_note]
    assert len(notes) == before["promise_updates"]
    assert len(rows_of("matter_photos")) == before["promise_photos"]
    assert len(all_of(MatterConfirmation)) == before["answer_confirmations"]
    assert [each for each in faults_found() if "atter" in each] == []


def test_a_promise_is_being_done_done_or_cannot_be(old):
    found = {each.former_path: each for each in all_of(Matter)}
    states = [found[f"promises/{number}"].state for number in range(1, 7)]
    assert states == [S.DOING, S.DONE, S.DONE, S.CANNOT, S.DOING, S.DOING]
    open_one, kept, plain, dropped, staff_only, again = (
        found[f"promises/{number}"] for number in range(1, 7)
    )
    assert (open_one.owner_id, open_one.deputy_id, str(open_one.due_on)) == (1, 2, "2026-05-01")
    assert open_one.news.said_es == "Empieza el lunes."
    assert (kept.owner_id, kept.due_on, kept.photo.alt_en) == (None, None, "A sign")
    assert kept.said.said_en == "A stop sign on Maple Court.\n\nThe city put it up."
    # By the clock of the department it was still the day before.
    assert (str(kept.steps[0].day), str(kept.said.day)) == ("2026-01-31", "2026-03-12")
    assert (kept.said.staff_id, kept.said.created_at.day) == (2, CLOSED["closed_at"].day)
    assert f"{kept.name.rstrip('…')} {kept.also}" == LONG
    assert (plain.said.said_en, plain.event, plain.topic) == ("A lamp.", None, None)
    assert dropped.said.said_es == "Un puente.\n\nEs de la ciudad."
    assert staff_only.said.said_en == "Ask the school about Ninth"
    assert not staff_only.is_published
    assert [(step.state, step.said_en) for step in again.steps[1:]] == [
        (S.DOING, "Paint the curb."),
        (S.DONE, "Paint the curb.\n\nIt was painted."),
        (S.DOING, "Paint the curb."),
    ]
    assert (again.photo, again.steps[2].photo.alt_en) == (None, "A curb")


def test_an_answer_is_one_and_a_question_without_one_was_heard(old):
    found = {each.former_path: each for each in all_of(Matter)}
    read, spanish, asked, said, draft = (found[f"answers/{number}"] for number in range(1, 6))

    assert (read.asked_en, read.said.said_es) == ("May I park here?", "Los domingos.")
    assert (read.published_by_id, read.said.staff_id) == (2, 2)
    assert (spanish.name, spanish.asked_en, spanish.said.said_en) == ("¿Y los perros?", None, None)
    assert (asked.state, asked.asked_en, asked.said) == (S.HEARD, "Is it safe?", None)
    assert (said.name, said.asked_en, said.said.said_en) == ("Call us.", None, "Call us.")
    assert (draft.state, draft.is_published) == (S.ANSWERED, False)


def test_concerns_stay_with_what_they_belonged_to_but_for_those_of_no_event(old):
    found = {
        name: [row.concern_id for row in each.concern_rows if not row.concern.is_destroyed]
        for name, each in matters().items()
    }

    assert {name: each for name, each in found.items() if each} == {
        # The fourth is a complaint, and the fifth is held.
        "promises/1": [1, 2],
        "answers/1": [1, 3],
        "E-bikes": [2, 3],
        "Traffic": [6, 7, 8],
        "Said by several": [9, 10],
    }


def test_only_themes_that_a_person_approved_were_heard(old):
    bikes, dogs = matters()["E-bikes"], matters()["perros sueltos"]

    assert (bikes.state, bikes.event_id, bikes.created_by_id) == (S.HEARD, 1, 2)
    assert (dogs.event_id, dogs.is_published) == (None, False)
    assert "noise" not in matters()


def test_paragraphs_that_are_no_promises_and_no_answers_are_done(old):
    done = [each for each in all_of(Matter, former_path=None) if each.state is S.DONE]

    assert [(each.event_id, each.said.said_en, each.said.said_es) for each in done] == [
        (
            1,
            "You said: Parking is hard. We did: We asked the city for two hours.",
            "Ustedes dijeron: Es difícil estacionarse. Hicimos: Pedimos dos horas a la ciudad.",
        ),
        (2, "We painted.", None),
        (2, "We called.", None),
        (2, None, "Pintamos."),
        (3, "Only staff read this.", None),
    ]
    assert [each.is_published for each in done] == [True, True, True, True, False]
    assert {each.asked_en or each.asked_es for each in done} == {None}


def test_what_cases_hold_and_requests_found_is_the_matter(old):
    first, second = (matters()[path].id for path in ("promises/1", "answers/1"))
    held = [(each.number, each.matter_id) for each in rows_of("held_records")]

    # A promise that is gone is no matter of another.
    assert sorted(held) == [(first, first), (first + 6, None), (second, second)]
    assert first + 6 not in {each.id for each in all_of(Matter)}
    assert sorted(each.matter_id for each in rows_of("request_items")) == [first, second]
    redactions = {each.number: each.words for each in rows_of("redactions")}
    assert redactions == {first: "Ann of the promise", second: "Ann of the answer"}


def test_the_schedule_keeps_matters_as_long_as_the_longer_of_the_two(old):
    (rule,) = rows_of("retention_rules")
    first, second = (matters()[path].id for path in ("promises/1", "answers/1"))

    # Of the other department, answers were kept for good.
    assert (rule.agency_id, rule.series, rule.keep, rule.item) == (1, "matter", 5, "7")
    assert {each.series for each in rows_of("destructions")} == {"matter"}
    items = [(row.destruction_id, row.number) for row in rows_of("destruction_items")]
    assert sorted(items) == [(1, first), (1, first + 1), (2, second), (2, second + 1)]


def test_numbers_that_were_kept_still_stand(old):
    read, open_one = matters()["answers/1"], matters()["promises/1"]

    # Whose answers count belongs to it.
    assert sizes_of([read.id, open_one.id]) == {read.id: 2 + 4, open_one.id: 2 + 6}
    assert better_figures([open_one]) == {open_one.id: BetterFigures(better=5, somewhat=0, no=0)}
