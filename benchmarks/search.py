"""`make bench-search`: what a search costs among 100,000 concerns and 30,000 answers.

Times of whole requests for the list of concerns, count and first page, and of one row written with
and without the index. `make bench-search DATABASE=postgresql` does the same on PostgreSQL.
"""

import argparse
import json
import random
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

from flask_migrate import upgrade
from sqlalchemy import Insert, func, insert, select, text

from benchmarks.servers import ROOT
from coffeecop import create_app
from coffeecop.db import db, db_writes, now
from coffeecop.db.search_index import renew_search_index
from coffeecop.models import Concern, Event, Language, Message, Phase, Role
from coffeecop.staff.concern_list.search import matches
from tests.factories import make_past_event, make_staff, sign_in
from tests.fixtures import running_postgresql
from tests.visitor import Visitor

EVENTS, CONCERNS, ANSWERS = 1000, 100_000, 30_000
REQUESTS, ROWS = 21, 201
GOAL_MS = 100
WEEK = timedelta(days=7)
SAMPLE = ROOT / "coffeecop/engine/sample/texts.jsonl"
SEARCHES = {
    "no search": "",
    "a common word": "q=street",
    "a rare word": "q=zanzibar",
    "two words": "q=speed+street",
    "two common words": "q=the+street",
    "a beginning": "q=str",
    "one letter": "q=s",
    "words in quotes": "q=%22stop+sign%22",
    "a word that nobody wrote": "q=quetzalcoatl",
    "words with many like them": "q=loud+dog",
    "a common word, one event": "q=street&event={event}",
    "a common word, and nothing so filtered": "q=street&status=closed",
    "a common word, the last page": "q=street&page=40",
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    database = arguments.parse_args().database
    with tempfile.TemporaryDirectory() as folder, new_url(database, folder) as url:
        settings = {"INSTANCE_PATH": folder, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
        app = create_app(settings)
        with app.app_context():
            upgrade()
            event = fill()
            print(f"{database}, {size(folder):,.0f} MB")
            visitor = Visitor(app)
            sign_in(visitor, Role.OFFICER, agency=event.agency)
            time_searches(visitor, event)
            time_writes(event)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def new_url(database, folder):
    if database == "sqlite":
        yield f"sqlite:///{folder}/search.sqlite3"
        return
    runtime = Path(folder) / "runtime"
    runtime.mkdir(mode=0o700)
    with running_postgresql(runtime) as server:
        server.psql("CREATE DATABASE search")
        yield server.get_uri("search")


def size(folder):
    """Return the megabytes of the whole database."""
    if db.engine.dialect.name == "sqlite":
        return sum(file.stat().st_size for file in Path(folder).glob("search.sqlite3*")) / 1e6
    return db.session.scalar(select(func.pg_database_size("search"))) / 1e6


def fill():
    """Write the rows, and return the newest event."""
    event, officer, chance = make_past_event(), make_staff(), random.Random(9)  # noqa: S311
    sample = [json.loads(line)["text"] for line in SAMPLE.read_text().splitlines()]
    drop_triggers()
    with db_writes():
        copy_event(event)
        started = time.perf_counter()
        write(
            insert(Concern),
            CONCERNS,
            lambda n: {
                "event_id": event.id + n * EVENTS // CONCERNS,
                "body": said(chance, sample, n),
                "place": f"{n % 997} Maple Court" if n % 3 == 0 else None,
                "phase": list(Phase)[n % 3],
                "language": Language.ENGLISH,
                "created_at": now(),
            },
        )
        first = db.session.scalar(select(func.min(Concern.id)))
        write(
            insert(Message),
            ANSWERS,
            lambda n: {
                "concern_id": first + chance.randrange(CONCERNS),
                "form_key_hash": f"answer-{n}",
                "staff_id": officer.id,
                "body": said(chance, sample, n),
                "created_at": now(),
            },
        )
        index_rows()
        print(f"filled in {time.perf_counter() - started:.0f} s")
    analyze()
    for name, words in (("common", "street"), ("rare", "zanzibar"), ("letter", "s")):
        found = select(func.count()).select_from(Concern).where(matches(words))
        print(f"{name}: “{words}” is in {db.session.scalar(found):,} concerns")
    return event


def copy_event(event):
    """Let there be one event a week up to this one."""
    columns = {column.key: getattr(event, column.key) for column in Event.__table__.columns}
    rows = [
        {
            **columns,
            "id": event.id + n,
            "slug": f"copy-{n}",
            "starts_at": event.starts_at - n * WEEK,
            "ends_at": event.ends_at - n * WEEK,
        }
        for n in range(1, EVENTS)
    ]
    db.session.execute(insert(Event.__table__), rows)


def analyze():
    with db_writes():
        db.session.execute(text("ANALYZE"))


def write(statement: Insert, rows, row):
    for start in range(0, rows, 1000):
        db.session.execute(statement, [row(n) for n in range(start, start + 1000)])


def said(chance, sample, number):
    """Return a text of the sample with words of its own: six of ten name a street."""
    words = chance.choice(sample).split()
    words.insert(0, f"{chance.choice('bcdfgklmprst')}{chance.choice('aeiou')}{number % 20_000:x}")
    if chance.random() < 0.6:
        words.insert(chance.randrange(len(words)), "street")
    if number % 10_000 == 0:
        words.append("Zanzíbar")
    return " ".join(words)


def time_searches(visitor, event):
    print(f"\n{'list of concerns, ms per request':40}{'median':>8}{'worst':>8}{'CPU here':>10}")
    for name, query in SEARCHES.items():
        address = "/staff/concerns?" + query.format(event=event.id)
        # The first two warm up caches.
        times = [time_request(visitor, address) for _ in range(REQUESTS + 2)][2:]
        walls, cpus = zip(*times, strict=True)
        print(f"{name:40}{median(walls):8.1f}{max(walls):8.1f}{median(cpus):10.1f}")
    print(f"(goal {GOAL_MS})")


def time_request(visitor, address):
    """Return the milliseconds of a request, and of CPU in this process, which SQLite is part of."""
    started_cpu = time.process_time()
    wall = time_of(lambda: get(visitor, address))
    return wall, 1000 * (time.process_time() - started_cpu)


def get(visitor, address):
    assert visitor.client.get(address).status_code == 200


def time_of(action):
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def time_writes(event):
    """Print the times of rows written with the index, and after that without it."""
    concern_id = db.session.scalar(select(func.min(Concern.id)))
    writes = {
        "one concern": lambda n: insert(Concern).values(
            event_id=event.id,
            body=f"Cars speed on Maple Court {n}, every morning before school.",
            phase=Phase.BEFORE,
            language=Language.ENGLISH,
        ),
        "one answer": lambda n: insert(Message).values(
            concern_id=concern_id + 3 * n,
            form_key_hash=f"key-{time.perf_counter_ns()}",
            body="We come back on Monday with the radar trailer.",
        ),
    }
    with_index = {name: time_rows(row) for name, row in writes.items()}
    drop_triggers()
    print(f"\n{'written, ms per row':40}{'median':>8}{'worst':>8}{'without':>9}{'worst':>8}")
    for name, row in writes.items():
        (middle, most), (bare, most_bare) = with_index[name], time_rows(row)
        print(f"{name:40}{middle:8.2f}{most:8.2f}{bare:9.2f}{most_bare:8.2f}")


def time_rows(row):
    times = [time_of(lambda n=n: write_one(row(n))) for n in range(ROWS)]
    return median(times), max(times)


def write_one(statement):
    with db_writes():
        db.session.execute(statement)


def index_rows():
    """Index all rows at once, as a migration does, and let triggers do it from now on."""
    if db.engine.dialect.name == "sqlite":
        renew_search_index(db.session.connection())
        return
    for table in ("concerns", "messages"):
        db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    db.session.execute(text("SET LOCAL statement_timeout = 0"))
    db.session.execute(text("SELECT count(index_concern(id)) FROM concerns"))


def drop_triggers():
    with db_writes():
        if db.engine.dialect.name == "postgresql":
            for table in ("concerns", "messages"):
                db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            return
        named = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in db.session.scalars(named).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))


if __name__ == "__main__":
    main()
