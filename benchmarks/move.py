"""`make bench-move`: how long a database with 100,000 concerns takes to PostgreSQL and back.

Each concern has a vector, a topic and suggestions, as the worker leaves them. Times of whole
commands, with their start; backups and their rehearsals too. The goal is 120 s for a move.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import Insert, func, insert, select

from benchmarks.search import CONCERNS, fill, new_url, size
from benchmarks.servers import ROOT
from coffeecop import create_app
from coffeecop.db import db, db_writes, now
from coffeecop.models import AssignedBy, Concern, ConcernTopic, ConcernVector, TopicSuggestion
from tests.factories import make_topic

TOPICS, SUGGESTIONS, ROWS_AT_ONCE = 15, 3, 5000
# Of the sentence encoder: 512 numbers of two bytes.
VECTOR_BYTES = 1024


def main():
    with tempfile.TemporaryDirectory() as folder, new_url("postgresql", folder) as postgresql:
        instance = Path(folder) / "instance"
        url = f"sqlite:///{folder}/search.sqlite3"
        back = f"sqlite:///{folder}/back.sqlite3"
        environ = {"INSTANCE_PATH": str(instance), "LOG_LEVEL": "WARNING", "DATABASE_URL": url}
        with create_app(environ).app_context():
            upgrade()
            fill()
            fill_analysis()
            print(f"SQLite, {size(folder):,.0f} MB")
            db.session.remove()
            db.engine.dispose()
        there = {**os.environ, **environ}
        beyond = {**there, "DATABASE_URL": postgresql}
        run("move to PostgreSQL", there, "move", postgresql)
        run("move back to SQLite", beyond, "move", back)
        for name, given in (("SQLite", there), ("PostgreSQL, without pg_dump", beyond)):
            backup = f"{folder}/{name}.backup"
            run(f"backup of {name}", given, "backup", backup)
            run(f"rehearsal on {name}", given, "restore", backup, "--rehearse")


def fill_analysis():
    topics = [make_topic().id for _ in range(TOPICS)]
    first = db.session.scalar(select(func.min(Concern.id)))
    with db_writes():
        write(
            insert(ConcernVector),
            lambda n: [{"concern_id": n, "encoder": "some", "vector": os.urandom(VECTOR_BYTES)}],
            first,
        )
        write(
            insert(ConcernTopic),
            lambda n: [
                {
                    "concern_id": n,
                    "topic_id": topics[n % TOPICS],
                    "assigned_by": AssignedBy.ENGINE,
                    "created_at": now(),
                }
            ],
            first,
        )
        write(
            insert(TopicSuggestion),
            lambda n: [
                {
                    "concern_id": n,
                    "topic_id": topics[(n + k) % TOPICS],
                    "probability": 1 / (n % 97 + k + 2),
                    "created_at": now(),
                }
                for k in range(SUGGESTIONS)
            ],
            first,
        )


def write(statement: Insert, rows, first):
    for start in range(first, first + CONCERNS, ROWS_AT_ONCE):
        numbers = range(start, start + ROWS_AT_ONCE)
        db.session.execute(statement, [row for n in numbers for row in rows(n)])


def run(name, environ, *arguments):
    """Print how long a command takes, and how much CPU it has of this machine for itself."""
    started, used = time.perf_counter(), os.times().children_user
    subprocess.run(
        [sys.executable, "-m", "coffeecop", *arguments],
        cwd=ROOT,
        env=environ,
        check=True,
        capture_output=True,
    )
    took, cpu = time.perf_counter() - started, os.times().children_user - used
    print(f"{name:40}{took:6.0f} s{cpu:6.0f} s of CPU", flush=True)


if __name__ == "__main__":
    main()
