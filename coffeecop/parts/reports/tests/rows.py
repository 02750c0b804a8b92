"""Reports, and events with as many concerns as a test needs."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

from coffeecop import models
from coffeecop.concerns.states import enter
from coffeecop.db import db, db_writes, now
from coffeecop.matters.verbs import Said
from coffeecop.parts.reports.content import ReportContent
from coffeecop.parts.reports.models import Report, ReportLine, last_report
from coffeecop.parts.reports.publishing import publish
from coffeecop.parts.reports.sheet import next_lines
from tests.factories import make_past_event, make_staff, make_topic, numbers, save, say_of

AREAS = {"Old Mill": "Maple Court", "Harbor": "Pier Road", "Eastside": "Fern Street"}


def make_report(*, by=None, event=None, content=None):
    """Publish the next report of a department, with all that it promises as lines."""
    by = by or make_staff(models.Role.ORGANIZER)
    agency, nobody = by.agency, ReportContent(["Nobody came."])._asdict()
    promised = next_lines(agency, last_report(agency.id))
    sheet = SimpleNamespace(
        agency=agency,
        days=(agency.today - timedelta(days=90), agency.today),
        event=event,
        content_in_each_language=content or dict.fromkeys(models.Language, nobody),
    )
    chosen = [line.matter.id for line in promised]
    report = publish(sheet, chosen=chosen, key_hash=f"report-{next(numbers)}", by=by)
    db.session.commit()
    return report


def make_shares(agency, *, languages=None, areas=None):
    for kind, shares in ((models.ShareKind.LANGUAGE, languages), (models.ShareKind.AREA, areas)):
        for name, percent in (shares or {}).items():
            share = models.CommunityShare(
                agency_id=agency.id, kind=kind, name=name, percent=percent
            )
            share.place_names = AREAS.get(name, name) if kind is models.ShareKind.AREA else None
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
            models.Concern(
                event_id=event.id,
                body="Cars speed.",
                phase=rng.choices(list(models.Phase), [5, 4, 1])[0],
                language=rng.choices(list(models.Language), [4, 1])[0],
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
                enter(concern, models.ConcernState.ANSWERED, by=officer)
            weights = range(len(topics), 0, -1)
            for topic in set(rng.choices(topics, weights, k=rng.choice([0, 1, 1, 1, 2]))):
                concern.topic_rows.append(
                    models.ConcernTopic(topic_id=topic.id, assigned_by=models.AssignedBy.RESIDENT)
                )
        db.session.add_all(concerns)
    return event


def make_one_of_each(event, officer):
    """Publish two, of which the second answers for the first."""
    for line in make_report(by=officer).lines:
        said = Said(models.MatterState.DOING, en="Nearly.", is_note=True)
        say_of(line.matter, said, by=line.matter.owner)
    make_report(by=officer, event=event)


MAKERS = [make_one_of_each]
IDS = [("report_id", Report)]
PAGES_OF_ROWS = [lambda: [f"/reports/{make_report().id}"]]
SHOWN_IN_PUBLIC = [
    (Report, {"since_day": date(2026, 1, 1)}),
    (ReportLine, {"said_en": "Two lights."}),
]
