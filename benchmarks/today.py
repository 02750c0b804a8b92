"""`make bench-today`: CPU time of Today and of the concerns with 1,000 and 1,000,000 of them.

Median CPU time of the process per page. All events are copies of one with 100 concerns, so the page
is the same and only the size of the database differs.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from flask_migrate import upgrade
from sqlalchemy import insert, select

from coffeecop import create_app
from coffeecop.db import db, db_writes, now
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Event, Language, Phase, Role
from tests.factories import make_past_event, make_topic, sign_in
from tests.visitor import Visitor

EVENTS = (10, 10_000)
CONCERNS_EACH = 100
PAGES = 30
GOAL = 1.5
PATHS = ("/staff", "/staff/concerns")


def main():
    figures = {events: costs(events) for events in EVENTS}
    few, many = EVENTS
    print(f"{'CPU, ms per page':20}{few:>10,}{many:>10,}{'ratio':>8}{'goal':>8}  (events)")
    for path in PATHS:
        small, large = figures[few][path], figures[many][path]
        print(f"{path:20}{small:10.1f}{large:10.1f}{large / small:8.2f}{GOAL:8.1f}")


def costs(events):
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            upgrade()
            fill(events)
            visitor = Visitor(app)
            sign_in(visitor, Role.OFFICER, agency=db.session.scalars(select(Event)).first().agency)
            db.session.remove()
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        print(f"{events:,} events, {events * CONCERNS_EACH:,} concerns: {size:,.0f} MB")
        found = {path: cost(visitor, path) for path in PATHS}
        with app.app_context():
            db.engine.dispose()
    return found


def cost(visitor, path):
    times = []
    for _page in range(PAGES + 5):
        started = time.process_time()
        answer = visitor.client.get(path)
        times.append(1000 * (time.process_time() - started))
        assert answer.status_code == 200, answer.status_code
    # The first five warm up caches.
    return median(times[5:])


def fill(events):
    event = make_past_event()
    topics = [make_topic() for _ in range(15)]
    with db_writes():
        db.session.execute(
            insert(Concern),
            [
                {
                    "event_id": event.id,
                    "body": f"Cars speed on Maple Court {n}.",
                    "phase": list(Phase)[n % 3],
                    "language": Language.ENGLISH,
                    "created_at": now(),
                }
                for n in range(CONCERNS_EACH)
            ],
        )
        concerns = db.session.scalars(select(Concern.id)).all()
        db.session.execute(
            insert(ConcernTopic),
            [
                {
                    "concern_id": concern,
                    "topic_id": topics[n % len(topics)].id,
                    "assigned_by": AssignedBy.RESIDENT,
                    "created_at": now(),
                }
                for n, concern in enumerate(concerns)
            ],
        )
        copy_events(event, events - 1)
        copy(Concern, id=Concern.id + CONCERNS_EACH * (Event.id - event.id), event_id=Event.id)
        copy(
            ConcernTopic, concern_id=ConcernTopic.concern_id + CONCERNS_EACH * (Event.id - event.id)
        )
        db.session.connection().exec_driver_sql("ANALYZE")


def copy_events(event, copies):
    columns = {column.key: getattr(event, column.key) for column in Event.__table__.columns}
    db.session.execute(
        insert(Event.__table__),
        [{**columns, "id": event.id + n, "slug": f"copy-{n}"} for n in range(1, copies + 1)],
    )


def copy(model, **changed):
    """Copy the first event's rows of this model to each other event."""
    columns = list(model.__table__.columns)
    first = select(Event.id).order_by(Event.id).limit(1).scalar_subquery()
    values = [changed.get(column.key, column) for column in columns]
    rows = select(*values).join(Event, Event.id > first)
    db.session.execute(insert(model.__table__).from_select(columns, rows))


if __name__ == "__main__":
    main()
