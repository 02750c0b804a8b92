"""`python -m benchmarks.previews`: 200 previews of a merge with 40 topics and 5,000 concerns.

They run one after another. Each must return numbers; one that crashes or times out returns an
error and counts as failed.
"""

import json
import sys
import tempfile
import time
from itertools import cycle, islice
from statistics import median, quantiles

from flask_migrate import upgrade
from sqlalchemy import insert, select

from benchmarks.servers import ROOT
from coffeecop import create_app
from coffeecop.analysis import classification
from coffeecop.db import db, db_writes, now
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Language, Phase, Role, Topic
from coffeecop.models.topics import add_starter_topics
from tests.factories import make_event, make_staff, make_topic, sign_in
from tests.staff.topics.form_filling import as_shown
from tests.visitor import Visitor

PREVIEWS = 200
TOPICS, CONCERNS, CORRECTIONS = 40, 5000, 1000
SAMPLE = ROOT / "coffeecop/engine/sample/texts.jsonl"


def main():
    previews = int(sys.argv[1]) if len(sys.argv) > 1 else PREVIEWS
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "ERROR"})
        with app.app_context():
            upgrade()
            topic_id, into_id = fill()
            visitor = Visitor(app)
            sign_in(visitor, Role.ADMIN)
            answers = request_previews(visitor, topic_id, into_id, previews)
            db.session.remove()
            db.engine.dispose()
    report(answers)


def fill():
    event = make_event()
    with db_writes():
        topics = list(add_starter_topics(event.agency))
    topics += [make_topic(keywords_en=f"word{n}\nthing{n}") for n in range(TOPICS - len(topics))]
    officer = make_staff()
    bodies = [json.loads(line)["text"] for line in SAMPLE.read_text("utf-8").splitlines()]
    with db_writes():
        db.session.execute(
            insert(Concern),
            [
                {
                    "event_id": event.id,
                    "body": f"{body} ({n})",
                    "phase": Phase.BEFORE,
                    "language": Language.ENGLISH,
                    "created_at": now(),
                    **checked_by(officer if n < CORRECTIONS else None),
                }
                for n, body in enumerate(islice(cycle(bodies), CONCERNS))
            ],
        )
        oldest = select(Concern.id).order_by(Concern.id).limit(CORRECTIONS)
        db.session.execute(
            insert(ConcernTopic),
            [
                {
                    "concern_id": concern_id,
                    "topic_id": topics[n % TOPICS].id,
                    "assigned_by": AssignedBy.STAFF,
                    "staff_id": officer.id,
                    "created_at": now(),
                }
                for n, concern_id in enumerate(db.session.scalars(oldest).all())
            ],
        )
    assert len(db.session.scalars(select(Topic)).all()) == TOPICS
    print(f"{classification.classify_due():,} concerns read")
    return topics[0].id, topics[1].id


def checked_by(officer):
    return {
        "topics_checked_at": officer and now(),
        "topics_checked_by_id": officer and officer.id,
    }


def request_previews(visitor, topic_id, into_id, times):
    """Request the preview `times` times; return (seconds, has numbers) for each."""
    path = f"/staff/topics/{topic_id}/merger"
    shown = as_shown(visitor.get(f"{path}/new")) | {"into": into_id}
    answers = []
    for number in range(1, times + 1):
        started = time.perf_counter()
        page = visitor.post(f"{path}/preview", **shown)
        answers.append((time.perf_counter() - started, page.has("#changes-heading")))
        if number % 10 == 0:
            print(f"{number} asked for", flush=True)
    return answers


def report(answers):
    seconds = [took for took, _ in answers]
    counted = sum(has_numbers for _, has_numbers in answers)
    print(f"{counted} of {len(answers)} previews answered with numbers")
    print(f"seconds: median {median(seconds):.1f}, p99 {quantiles(seconds, n=100)[98]:.1f}")


if __name__ == "__main__":
    main()
