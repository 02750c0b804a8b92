"""Events with as many concerns as a test needs, and their reports as they leave the department."""

import csv
import io
import random
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook

from coffeecop.concerns.states import enter
from coffeecop.db import db, db_writes, now
from coffeecop.models import (
    AssignedBy,
    CommunityShare,
    Concern,
    ConcernState,
    ConcernTopic,
    Language,
    Phase,
    ShareKind,
    SurveyAnswer,
)
from coffeecop.models.event.attendance import QUESTIONS
from tests.factories import make_past_event, make_staff, make_topic, numbers, save

AREAS = {"Old Mill": "Maple Court", "Harbor": "Pier Road", "Eastside": "Fern Street"}


def make_shares(agency, *, languages=None, areas=None):
    for kind, shares in ((ShareKind.LANGUAGE, languages), (ShareKind.AREA, areas)):
        for name, percent in (shares or {}).items():
            share = CommunityShare(agency_id=agency.id, kind=kind, name=name, percent=percent)
            share.place_names = AREAS.get(name, name) if kind is ShareKind.AREA else None
            save(share)


def make_reported(number, *, topics=(), seed=0, **event):
    """Make a past event with concerns that differ in all that a report counts."""
    rng = random.Random(seed)  # noqa: S311
    event = make_past_event(**event)
    topics = topics or [make_topic(agency=event.agency) for _ in range(8)]
    officer = make_staff(agency=event.agency)
    sent_at = now() - timedelta(days=6)
    with db_writes():
        concerns = [
            Concern(
                event_id=event.id,
                body="Cars speed.",
                phase=rng.choices(list(Phase), [5, 4, 1])[0],
                language=rng.choices(list(Language), [4, 1])[0],
                place=rng.choice([None, *AREAS.values()]),
                wants_answer=rng.random() < 0.5,
                receipt_hash=f"{event.id}-{n}" if rng.random() < 0.8 else None,
                created_at=sent_at,
                suggested_at=sent_at,
                has_personal_details=False,
                names_officer=False,
            )
            for n in range(number)
        ]
        for concern in concerns:
            if concern.receipt_hash and rng.random() < 0.4:
                concern.came_back_on = now().date()
            if concern.wants_answer and rng.random() < 0.7:
                concern.first_answer_at = now()
                enter(concern, ConcernState.ANSWERED, by=officer)
            weights = range(len(topics), 0, -1)
            for topic in set(rng.choices(topics, weights, k=rng.choice([0, 1, 1, 1, 2]))):
                concern.topic_rows.append(
                    ConcernTopic(topic_id=topic.id, assigned_by=AssignedBy.RESIDENT)
                )
        db.session.add_all(concerns)
    return event


def make_answers(event, heard, **others):
    """Make survey answers: one for each step that somebody gave to "I felt heard"."""
    for step in heard:
        values = {question: others.get(question) for question in QUESTIONS} | {"heard": step}
        key = f"survey-{next(numbers)}"
        save(
            SurveyAnswer(event_id=event.id, form_key_hash=key, language=Language.ENGLISH, **values)
        )


def raise_concerns(seed, number, *, topics=7):
    """Return topics of concerns: some have two, some none."""
    rng = random.Random(seed)  # noqa: S311
    weights = [rng.random() ** 2 + 0.02 for _ in range(topics)]
    raised = []
    for concern in range(number):
        chosen = set(rng.choices(range(1, topics + 1), weights, k=rng.choice([0, 1, 1, 1, 2])))
        raised += [(concern, topic) for topic in chosen or [None]]
    return raised


def address(events):
    """Return where the report of one event is, or that of a season with all of these."""
    if not isinstance(events, list):
        return "/staff/events/reports/sheet{}?event={}".format("{}", events.id)
    days = sorted(event.day for event in events)
    return f"/staff/events/reports/sheet{{}}?since={days[0]}&until={days[-1]}"


def report_page(visitor, events):
    return visitor.get(address(events).format(""))


def rows_of(page, part):
    """Return the lines of a part of the report, with its cells."""
    return [
        [cell.words for cell in row.select("th, td:not([aria-hidden])")]
        for row in page.select(f".report-{part} tr")
    ]


def told(page):
    """Return what was counted by its name: the number, or words in its place."""
    return dict(rows_of(page, "counts"))


def csv_rows(visitor, events):
    """Return the rows of the file, by the names of its columns."""
    answer = visitor.post(address(events).format(".csv"))
    assert answer.status == 200, answer.words
    text = answer.response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def xlsx_rows(visitor, events):
    """Return what a spreadsheet program reads."""
    answer = visitor.post(address(events).format(".xlsx"))
    assert answer.status == 200
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        path.write_bytes(answer.response.get_data())
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
