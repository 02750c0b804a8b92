"""`make bench-national`: the first Wednesday of October, on one installation.

3,000 events of 600 departments with 100,000 concerns and 60,000 RSVPs. The server has just started,
and within a minute 200 requests a second come for all events but one (nine pages to one RSVP); then
300 phones come to that one within a minute beside them, each with a page, an RSVP and its
confirmation. After that all pages change at once, as if all events began at one minute, and the
requests go on. Server, worker, database and the phones share this machine. Last, what Today and the
report cost a department here, and in an installation of its own.
DATABASE=postgresql does the same on PostgreSQL, with its durability; WORKERS=2 with two processes.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles

from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text, update

from benchmarks.__main__ import FORM_KEY
from benchmarks.burst import ask, senders, visit
from benchmarks.servers import serving
from coffeecop import create_app
from coffeecop.db import db, db_writes, now
from coffeecop.models import (
    Agency,
    AssignedBy,
    Concern,
    ConcernTopic,
    ContentVersion,
    Event,
    Language,
    Phase,
    Role,
    Rsvp,
    Topic,
)
from tests.factories import (
    make_agency,
    make_event,
    make_past_event,
    make_topic,
    pass_night,
    sign_in,
)
from tests.fixtures import running_postgresql
from tests.visitor import Visitor

DEPARTMENTS, EVENTS_EACH, CONCERNS, RSVPS = 600, 5, 100_000, 60_000
PHONES, SECONDS, RATE, IN_ALL = 300, 60, 200, 20_000
PATIENCE = 60
PAGES = 25
# In the first minute the rate rises.
RISE = RATE * SECONDS // 2
NOTED_EVERY = 5000
ANEW = 30 * RATE
GOALS = {"p95": 300, "ratio": 1.5}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    database = arguments.parse_args().database
    with tempfile.TemporaryDirectory() as folder, databases(database, folder) as (own, all_of_them):
        print(
            f"{database}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", flush=True
        )
        fill(settings(folder, own), departments=1)
        fill(settings(folder, all_of_them), DEPARTMENTS)
        report_day(settings(folder, all_of_them))
        alone, among_all = costs(settings(folder, own)), costs(settings(folder, all_of_them))
        print(f"\n{'CPU, ms per page':24}{'alone':>8}{'of 600':>8}{'ratio':>8}{'goal':>8}")
        for name, cost in alone.items():
            ratio = among_all[name] / cost
            print(f"{name:24}{cost:8.1f}{among_all[name]:8.1f}{ratio:8.2f}{GOALS['ratio']:8.1f}")


@contextmanager
def databases(database, folder):
    """Yield the addresses of one for a department alone, and of one for all."""
    names = ("alone", "national")
    if database == "sqlite":
        yield [f"sqlite:///{folder}/{name}.sqlite3" for name in names]
        return
    runtime = Path(folder) / "runtime"
    runtime.mkdir(mode=0o700)
    with running_postgresql(runtime) as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM RESET {setting}")
        server.psql("SELECT pg_reload_conf()")
        for name in names:
            server.psql(f"CREATE DATABASE {name}")
        yield [server.get_uri(name) for name in names]


def settings(folder, url):
    return {
        "INSTANCE_PATH": folder,
        "DATABASE_URL": url,
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def database_of(environ):
    app = create_app(environ)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


# The day before


def fill(environ, departments):
    with database_of(environ):
        upgrade()
        started = time.perf_counter()
        agency = make_agency(slug="department-0")
        topics = [make_topic(agency=agency) for _ in range(15)]
        own = [make_event(agency=agency, slug=f"event-0-{n}") for n in range(EVENTS_EACH - 1)]
        own.append(make_past_event(agency=agency, slug=f"event-0-{EVENTS_EACH - 1}"))
        with db_writes():
            copy(agency, departments, lambda n: {"slug": f"department-{n}"})
            write(ContentVersion, departments - 1, lambda n: {"agency_id": agency.id + n + 1})
            for topic in topics:
                copy(topic, departments, lambda n, topic=topic: {"agency_id": agency.id + n})
            for place, event in enumerate(own):
                copy(
                    event,
                    departments,
                    lambda n, place=place: {
                        "agency_id": agency.id + n,
                        "slug": f"event-{n}-{place}",
                    },
                )
            fill_events(departments)
            db.session.execute(text("ANALYZE"))
        pass_night()
        tidy()
        print(f"{departments} departments in {time.perf_counter() - started:.0f} s", flush=True)


def tidy():
    """Let PostgreSQL do before the day what it does by itself in a night, not in the first minutes.

    It would clean up behind 100,000 rows that came at once, and write them all out.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.rollback()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
            connection.execute(text("CHECKPOINT"))


def copy(row, copies, changed):
    """Copy a row for each department, with what differs."""
    table = type(row).__table__
    columns = {column.key: getattr(row, column.key) for column in table.columns}
    first = db.session.scalar(select(func.max(table.c.id)))
    start = row.id if table is Agency.__table__ else first
    rows = [{**columns, "id": start + n, **changed(n)} for n in range(1, copies)]
    if rows:
        db.session.execute(insert(table), rows)


def fill_events(departments):
    """Give each event its share of concerns and RSVPs."""
    events = db.session.execute(select(Event.id, Event.agency_id).order_by(Event.id)).all()
    topics = {}
    for topic, agency in db.session.execute(select(Topic.id, Topic.agency_id)):
        topics.setdefault(agency, []).append(topic)
    share = departments / DEPARTMENTS
    read_at = now()
    write(
        Concern,
        int(CONCERNS * share),
        lambda n: {
            "id": n + 1,
            "event_id": events[n % len(events)].id,
            "body": f"Cars speed on Maple Court near number {n}, every morning before school.",
            "phase": list(Phase)[n % 3],
            "language": Language.ENGLISH,
            "suggested_at": read_at,
            "has_personal_details": False,
            "names_officer": False,
            "created_at": read_at,
        },
    )
    write(
        ConcernTopic,
        int(CONCERNS * share),
        lambda n: {
            "concern_id": n + 1,
            "topic_id": topics[events[n % len(events)].agency_id][n % 15],
            "assigned_by": AssignedBy.RESIDENT,
            "created_at": read_at,
        },
    )
    write(
        Rsvp,
        int(RSVPS * share),
        lambda n: {
            "event_id": events[n % len(events)].id,
            "token_hash": sha256(f"token {n}".encode()).hexdigest(),
            "form_key_hash": sha256(f"key {n}".encode()).hexdigest(),
            "party_size": 1 + n % 4,
            "language": Language.ENGLISH,
            "created_at": read_at,
        },
    )


def write(model, rows, row):
    for start in range(0, rows, 1000):
        these = [row(n) for n in range(start, min(start + 1000, rows))]
        db.session.execute(insert(model), these)


# The day


def report_day(environ):
    with serving([sys.executable, "app.py"], environ) as server:
        day = National(server)
        asyncio.run(day.come_and_go())
        asyncio.run(day.see_pages_anew(environ))
    statuses = Counter(status for _, status in [*day.others, *day.anew])
    for name, times, goal in (
        ("RSVPs of the event", day.phones, f"goal {GOALS['p95']}"),
        ("other requests", seconds(day.others), f"goal {GOALS['p95']}"),
        ("when all pages change", seconds(day.anew), "no goal"),
    ):
        middle, p95 = median(times), quantiles(times, n=20)[-1]
        print(
            f"{name:24}{len(times):8,}  median {1000 * middle:.0f} ms, p95 {1000 * p95:.0f} ms, "
            f"longest {max(times):.1f} s ({goal})"
        )
    print(f"{'answers':24}{dict(statuses)}, {day.late:,} begun more than 100 ms late")
    memory = ", ".join(f"{web:.0f} + {rest:.0f} at {n:,}" for n, web, rest in day.memory)
    print(f"{'memory, MB':24}web + worker: {memory}")
    print(f"{'server CPU, ms/request':24}{1000 * day.cpu / len(day.others):.1f}", flush=True)


def seconds(answers):
    return [seconds for seconds, _ in answers]


def when_due(number):
    """Return after how many seconds a request is due; the rate rises, then stays."""
    if number < RISE:
        return SECONDS * (number / RISE) ** 0.5
    return SECONDS + (number - RISE) / RATE


class National:
    """The phones, and what they saw."""

    def __init__(self, server):
        self.server, self.phones, self.memory = server, [], []
        # (seconds, status) of each answer.
        self.others, self.anew = [], []
        self.late, self.cpu = 0, 0
        self.chance = random.Random(9)  # noqa: S311
        self.keys = []

    async def come_and_go(self):
        cpu, started = self.server.cpu_seconds(), time.perf_counter()
        phones = asyncio.create_task(self.burst("/events/event-0-0"))
        async with asyncio.TaskGroup() as others:
            for number in range(IN_ALL):
                await self.wait_until(started + when_due(number))
                others.create_task(self.visit_another(number, self.others))
                if number % NOTED_EVERY == NOTED_EVERY - 1:
                    web = self.server.web_memory_mb()
                    self.memory.append((number + 1, web, self.server.memory_mb() - web))
        await phones
        self.cpu = self.server.cpu_seconds() - cpu

    async def see_pages_anew(self, environ):
        with database_of(environ), db_writes():
            db.session.execute(update(ContentVersion).values(version=ContentVersion.version + 1))
        started = time.perf_counter()
        async with asyncio.TaskGroup() as others:
            for number in range(ANEW):
                await self.wait_until(started + number / RATE)
                others.create_task(self.visit_another(number, self.anew))

    async def wait_until(self, due):
        await asyncio.sleep(max(0, due - time.perf_counter()))
        self.late += time.perf_counter() - due > 0.1

    async def burst(self, page):
        """Let the phones come evenly within their minute, after the first."""
        await asyncio.sleep(SECONDS)
        async with asyncio.TaskGroup() as phones:
            for _ in range(PHONES):
                phones.create_task(self.come(page))
                await asyncio.sleep(SECONDS / PHONES)

    async def come(self, page):
        try:
            self.phones.append(await asyncio.wait_for(visit(self.server.port, page), PATIENCE))
        except (OSError, AssertionError, asyncio.IncompleteReadError) as problem:
            self.phones.append(PATIENCE)
            self.others.append((PATIENCE, str(problem)[:40] or type(problem).__name__))

    async def visit_another(self, number, answers):
        """Open a page of some other event; every tenth sends an RSVP for one that was opened."""
        started = time.perf_counter()
        try:
            status = await asyncio.wait_for(self.ask(number), PATIENCE)
        except (OSError, AssertionError, asyncio.IncompleteReadError) as problem:
            status = str(problem)[:40] or type(problem).__name__
        answers.append((time.perf_counter() - started, status))

    async def ask(self, number):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        place = next(senders)
        sender = f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
        try:
            if number % 10 == 9 and self.keys:
                page, key = self.keys.pop(0)
                form = {"party_size": "2", "form_key": key}
                await ask(reader, writer, "POST", f"{page}/rsvps", sender, form, expect=303)
                return 303
            event = self.chance.randrange(1, DEPARTMENTS), self.chance.randrange(EVENTS_EACH - 1)
            page = "/events/event-{}-{}".format(*event)
            _, html = await ask(reader, writer, "GET", page, sender, expect=200)
            if number % 10 == 0:
                self.keys.append((page, FORM_KEY.search(html)[1].decode()))
            return 200
        finally:
            writer.close()


# What staff feel


def costs(environ):
    """Return the median CPU time of a department's pages."""
    with database_of(environ) as app:
        agency = db.session.scalar(select(Agency).where(Agency.slug == "department-0"))
        past = select(Event.id).where(Event.slug == f"event-0-{EVENTS_EACH - 1}")
        paths = {
            "Today": "/staff",
            "report": f"/staff/events/{db.session.scalar(past)}/report",
            # What has a query is made anew.
            "event page, made": "/events/event-0-0?new=1",
            "event page, kept": "/events/event-0-0",
        }
        visitor = Visitor(app)
        # What the server's worker writes at its end must not come between a read and this.
        with db_writes():
            sign_in(visitor, Role.OFFICER, agency=agency)
        return {name: cost(visitor, path) for name, path in paths.items()}


def cost(visitor, path):
    times = []
    for _ in range(PAGES + 5):
        started = time.process_time()
        assert visitor.client.get(path).status_code == 200
        times.append(1000 * (time.process_time() - started))
    # The first five warm up caches.
    return median(times[5:])


if __name__ == "__main__":
    main()
