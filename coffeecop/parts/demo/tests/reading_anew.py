"""`make demo`: lets the engine read the demo anew, and shows what it makes of it.

Writes what the demo shows as soon as it is loaded, `reading.json` and `vectors.bin`.
Run it after a change of the engine, of the starter topics or of the demo, and read what it prints
as an officer would. The demo measures nothing: its texts are few and made up, and neither they nor
the engine may be changed so that the one suits the other.
"""

import json
import tempfile

import click
from flask_migrate import upgrade
from sqlalchemy import select

from coffeecop import create_app
from coffeecop.analysis.classification import classify_due
from coffeecop.db import db, db_writes
from coffeecop.engine.examples import ASSIGN
from coffeecop.models import AssignedBy, Concern, ConcernFlag, ConcernTopic, Topic, TopicSuggestion
from coffeecop.parts.demo.department import FOLDER, load_demo
from coffeecop.parts.demo.reading import READING, TABLES, VECTORS, ids_of, references

# What fits no topic may be called so.
NO_TOPIC = "other"
COLUMNS = ("text_language", "has_personal_details", "names_officer")
# What staff decided is not the engine's.
BY_ENGINE = {ConcernTopic.__table__: ConcernTopic.assigned_by == AssignedBy.ENGINE}
DIGITS = 4


def main():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            upgrade()
            write(read_anew())
            show_topics()
            show_flags()


def read_anew():
    """Load the demo and return what the engine of today makes of it."""
    with db_writes():
        load_demo(is_read=False)
    classify_due()
    columns = select(*(getattr(Concern, name) for name in COLUMNS)).order_by(Concern.id)
    concerns = [dict(row) for row in db.session.execute(columns).mappings()]
    return {"concerns": concerns} | {table.name: rows_of(table) for table in TABLES}


def rows_of(table):
    """Return what the engine wrote into a table, without moments and without ids of its own."""
    columns = [each for each in table.c if each.name != "id" and not each.name.endswith("_at")]
    query = select(*columns).order_by(*table.primary_key)
    if table in BY_ENGINE:
        query = query.where(BY_ENGINE[table])
    rows = [dict(row) for row in db.session.execute(query).mappings()]
    for name, other in references(table).items():
        places = {one: place for place, one in enumerate(ids_of(other))}
        for row in rows:
            row[name] = places.get(row[name])
    return rows


def write(reading):
    vectors = [row.pop("vector") for row in reading["concern_vectors"]]
    VECTORS.write_bytes(b"".join(vectors))
    for row in reading["topic_suggestions"]:
        row["probability"] = round(row["probability"], DIGITS)
    tables = ",\n".join(f'"{name}": {as_json(rows)}' for name, rows in reading.items())
    READING.write_text(f"{{{tables}}}\n", "utf-8")


def as_json(rows):
    """Return a row on each line, so that a change can be read."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]"


def show_topics():
    """Show the topics that the engine gave, where nobody chose, and what a person says."""
    lines = (FOLDER / "concerns.jsonl").read_text("utf-8").splitlines()
    said = {data["body"]: set(data["topics"]) or {NO_TOPIC} for data in map(json.loads, lines)}
    rows = db.session.execute(
        select(Concern.body, Topic.key, TopicSuggestion.probability)
        .join(TopicSuggestion.concern)
        .join(TopicSuggestion.topic)
        .where(TopicSuggestion.probability >= ASSIGN)
        .order_by(Concern.id)
    ).all()
    click.echo(f"topics: {sum(row.key in said[row.body] for row in rows)} of {len(rows)} right")
    for row in rows:
        if row.key not in said[row.body]:
            by_a_person = ", ".join(sorted(said[row.body]))
            click.echo(
                f"  {row.key} {row.probability:.2f}, a person says {by_a_person}: {row.body}"
            )


def show_flags():
    click.echo("flags")
    flags = db.session.execute(
        select(ConcernFlag.kind, Concern.body)
        .join(Concern, Concern.id == ConcernFlag.concern_id)
        .order_by(Concern.id)
    )
    for kind, body in flags:
        click.echo(f"  {kind}: {body}")


if __name__ == "__main__":
    main()
