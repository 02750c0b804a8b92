"""`python -m benchmarks.demo`: what the engine makes of the demo, beside what a person says.

Read it as an officer would. The demo measures nothing: its texts are few and made up, and neither
they nor the engine may be changed so that the one suits the other.
"""

import json
import tempfile
from collections import Counter

from flask_migrate import upgrade
from sqlalchemy import select

from coffeecop import create_app
from coffeecop.analysis.classification import classify_due
from coffeecop.analysis.clustering import find_themes_due
from coffeecop.db import db, db_writes
from coffeecop.demo import FOLDER, load_demo
from coffeecop.engine.examples import ASSIGN, VERY_LIKELY
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernFlag,
    Theme,
    ThemeConcern,
    Topic,
    TopicSuggestion,
)

# What fits no topic may be called so.
NO_TOPIC = "other"


def main():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            upgrade()
            with db_writes():
                load_demo()
            classify_due()
            while find_themes_due():
                pass
            show_topics(left_to_the_engine())
            show_flags()
            show_themes()


def left_to_the_engine():
    """Return what a person says each concern is about, by its text, where no resident chose."""
    lines = (FOLDER / "concerns.jsonl").read_text("utf-8").splitlines()
    return {
        data["body"]: set(data["topics"]) or {NO_TOPIC}
        for data in map(json.loads, lines)
        if data["assigned_by"] == AssignedBy.ENGINE and not data["about_officer"]
    }


def show_topics(right):
    rows = db.session.execute(
        select(Concern.body, Topic.key, TopicSuggestion.probability)
        .join(TopicSuggestion.concern)
        .join(TopicSuggestion.topic)
        .where(TopicSuggestion.probability >= ASSIGN)
        .order_by(Concern.id)
    ).all()
    assigned = [row for row in rows if row.body in right]
    for name, least, below in (("very likely", VERY_LIKELY, 1.01), ("likely", ASSIGN, VERY_LIKELY)):
        these = [row.key in right[row.body] for row in assigned if least <= row.probability < below]
        print(f"topics called {name}: {sum(these)} of {len(these)} right")
    untouched = right.keys() - {row.body for row in assigned}
    fitting = Counter(right[body] == {NO_TOPIC} for body in untouched)
    print(f"no topic: {len(untouched)} of {len(right)} texts, {fitting[True]} of them rightly")
    for row in assigned:
        if row.key not in right[row.body]:
            said = ", ".join(sorted(right[row.body]))
            print(f"  {row.key} {row.probability:.2f}, a person says {said}: {row.body}")


def show_flags():
    print("flags")
    flags = db.session.execute(
        select(ConcernFlag.kind, Concern.body)
        .join(Concern, Concern.id == ConcernFlag.concern_id)
        .order_by(Concern.id)
    )
    for kind, body in flags:
        print(f"  {kind}: {body}")


def show_themes():
    for theme in db.session.scalars(select(Theme).order_by(Theme.id)):
        print(f"theme: {theme.label}")
        bodies = db.session.scalars(
            select(Concern.body)
            .join(ThemeConcern, ThemeConcern.concern_id == Concern.id)
            .where(ThemeConcern.theme_id == theme.id)
            .order_by(Concern.id)
        )
        for body in bodies:
            print(f"  {body}")


if __name__ == "__main__":
    main()
