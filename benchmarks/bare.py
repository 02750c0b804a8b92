"""A minimal Flask app for the same job: the baseline of the benchmark.

One ORM SELECT and a template of about 3 kB for a page; INSERT and COMMIT for an RSVP, with the
same durability. No languages, checks, limits, headers or compression. `python -m benchmarks.bare`
runs it on coffeecop's server.
"""

import os
import secrets

from flask import Flask, redirect, render_template, request
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from coffeecop.server.production import listen
from coffeecop.server.web_server import WebServer

try:
    import pysqlite3 as sqlite3
except ImportError:
    import sqlite3

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>{{ event.title }}</title></head>
<body><h1>{{ event.title }}</h1><p>{{ event.venue }}</p>
<form method="post" action="/events/{{ event.slug }}/rsvps">
<input type="hidden" name="form_key" value="{{ key }}">
<label>How many? <input name="party_size" value="1"></label><button>Send</button></form>
{% for number in range(24) %}<p>Meet officers over coffee. There is no agenda, and there are no
speeches: ask, tell, or just listen. {{ number }}</p>{% endfor %}</body></html>"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Event(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    venue: Mapped[str]


class Rsvp(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    party_size: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)


app = Flask(__name__)
app.jinja_loader = DictLoader(
    {"event.html": PAGE, "rsvp.html": "<h1>See you there</h1><p>{{ size }} people</p>"}
)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"module": sqlite3, "connect_args": {"timeout": 15}}
db.init_app(app)
with app.app_context():

    @event.listens_for(db.engine, "connect")
    def prepare(connection, record):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    db.create_all()
    if not db.session.scalar(db.select(Event.id)):
        db.session.add(Event(slug="coffee", title="Coffee with a Cop", venue="Example Café"))
        db.session.commit()


@app.get("/events/<slug>")
def show(slug):
    found = db.one_or_404(db.select(Event).where(Event.slug == slug))
    return render_template("event.html", event=found, key=secrets.token_urlsafe(16))


@app.post("/events/<slug>/rsvps")
def create(slug):
    found = db.one_or_404(db.select(Event).where(Event.slug == slug))
    token = secrets.token_urlsafe(20)
    db.session.add(Rsvp(event_id=found.id, party_size=int(request.form["party_size"]), token=token))
    db.session.commit()
    return redirect(f"/rsvps/{token}", code=303)


@app.get("/rsvps/<token>")
def rsvp(token):
    found = db.one_or_404(db.select(Rsvp).where(Rsvp.token == token))
    return render_template("rsvp.html", size=found.party_size)


if __name__ == "__main__":
    WebServer(app).run([listen("127.0.0.1", int(os.environ["PORT"]))])
