"""`make bench-staff`: CPU of staff pages, as a ratio to the page of the bare app in the same run.

Both run on the same server in turns, ours with the demo. Each figure is the median of the rounds.
"""

import sys
import tempfile
from statistics import median

from sqlalchemy import select

from benchmarks.__main__ import cost, get, next_event
from benchmarks.servers import flask, serving
from coffeecop import create_app
from coffeecop.db import db, db_writes
from coffeecop.models import Concern, Event, Role
from tests.factories import sign_in
from tests.visitor import Visitor

ROUNDS = 5
BARE_PAGES, PAGES = 400, 40
GOAL = 20


def main():
    with tempfile.TemporaryDirectory() as folder:
        ours = {"INSTANCE_PATH": f"{folder}/ours", "DEMO": "1", "TRUSTED_PROXIES": "1"}
        for command in (["db", "upgrade"], ["demo"], ["topics", "suggest"]):
            flask(ours, *command)
        bare = {"DATABASE_URL": f"sqlite:///{folder}/bare.sqlite3"}
        with (
            serving([sys.executable, "app.py"], ours) as our_server,
            serving([sys.executable, "-m", "benchmarks.bare"], bare) as bare_server,
        ):
            report(our_server, bare_server, *officer(our_server, ours))


def officer(server, environ):
    """Return the cookie of an officer of the demo, and the pages to open, by name."""
    slug = next_event(server).rpartition("/")[2]
    app = create_app({**environ, "LOG_LEVEL": "WARNING"})
    visitor = Visitor(app)
    with app.app_context(), db_writes():
        event = db.session.scalars(select(Event).filter_by(slug=slug)).one()
        concern = db.session.scalars(select(Concern).filter_by(event_id=event.id)).first()
        sign_in(visitor, Role.OFFICER, agency=event.agency)
        pages = {
            "Today": "/staff",
            "list of concerns": "/staff/concerns?all=1",
            "a concern": f"/staff/concerns/{concern.id}",
            "an event": f"/staff/events/{event.id}",
            "briefing": f"/staff/events/{event.id}/briefing",
        }
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={visitor.client.get_cookie(name).value}", pages


def report(our_server, bare_server, cookie, pages):
    def of_staff(connection, path):
        get(connection, path, Cookie=cookie)

    def of_residents(connection, _):
        get(connection, "/events/coffee")

    found, bare = {name: [] for name in pages}, []
    for _round in range(ROUNDS):
        bare.append(cost(bare_server, of_residents, range(BARE_PAGES)))
        for name, path in pages.items():
            found[name].append(cost(our_server, of_staff, [path] * PAGES))
    print(f"{'CPU, ms per page':20}{'coffeecop':>10}{'bare':>8}{'ratio':>8}{'goal':>8}")
    for name, each in found.items():
        our, plain = 1000 * median(each), 1000 * median(bare)
        print(f"{name:20}{our:10.1f}{plain:8.2f}{our / plain:8.1f}{GOAL:8}")


if __name__ == "__main__":
    main()
