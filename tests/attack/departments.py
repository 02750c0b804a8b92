"""Whose each row is, and a second department that is like the first."""

from contextlib import closing
from hashlib import sha256

from sqlalchemy import Enum, Integer, String, select

from coffeecop.db import db, db_writes
from tests.of_parts import of_parts

TABLES = db.metadata.sorted_tables
# Added to each id of the first department: tests make fewer rows than this.
FURTHER = 1000
ORDER = {table.name: place for place, table in enumerate(TABLES)}
# When a session was used is kept, whatever comes of the request; so is that a password was wrong.
KEPT_ANYWAY = {"staff_sessions"}
KEPT_OF_A_TRY = {"audit_entries", "audit_head", "sign_in_tries"}
# In every text of the second department that not everybody may read.
MARK = "zq"
# Tables and columns that residents read, or that come from a list that all departments have.
FOR_EVERYBODY = (
    "agencies events matter_photos matter_steps.said_en matter_steps.said_es "
    "matters.asked_en matters.asked_es matters.counted_en matters.counted_es matters.former_path "
    "matters.place "
    "outbox.kind redactions.kind request_items.kind "
    "public_record_entries public_record_heads public_record_roots report_lines reports.seal "
    "roster_entries "
    "services state_wordings topics venues"
)
# Of which rows stay empty once they are destroyed.
BLANKABLE = ("concerns", "rsvps", "arrivals", "survey_answers")
# What no row of the first department has.
EMPTY_THERE = (
    "checklist_items.label concerns.place destructions.source "
    "matters.also outbox.calendar outbox.domain_key outbox.last_error "
    "outbox.unsubscribe_url rsvps.other_language staff.password_hash survey_answers.line"
)
# Where a text has to have a form.
FORMS = {
    "audit_entries.detail": '{{"reason": "{}"}}',
    "audit_entries.subject_table": "concerns",
    "event_series.rule": "FREQ=WEEKLY;INTERVAL=6",
    **dict(of_parts("FORMS")),
}
MORE_IDS = {"audit_entries.subject_id"}


def read_rows():
    """Return each row by its table and key, as it is stored."""
    db.session.rollback()
    return {
        (table.name, tuple(row[column.name] for column in table.primary_key)): dict(row)
        for table in TABLES
        for row in db.session.connection().execute(select(table)).mappings()
    }


def put_back(rows):
    """Store these rows in place of all others."""
    with db_writes():
        connection = db.session.connection()
        for table in ("installation", "audit_head"):
            connection.execute(db.metadata.tables[table].delete())
        # By number: what a row of the same table refers to has come before.
        for name, key in sorted(rows, key=lambda each: (ORDER[each[0]], each[1])):
            connection.execute(db.metadata.tables[name].insert().values(rows[name, key]))


def contents():
    """Return all rows of each table as the database gives them, to compare."""
    db.session.rollback()
    with closing(db.session.connection().connection.cursor()) as cursor:
        return {
            table.name: cursor.execute(f"SELECT * FROM {table.name}").fetchall()  # noqa: S608
            for table in TABLES
        }


def changed(before, after, *, but=frozenset()):
    """Return the rows of each table that were not there before, or are not any more."""
    names = {name for name in before if before[name] != after[name]} - KEPT_ANYWAY - but
    rows = {name: {*map(str, before[name])} ^ {*map(str, after[name])} for name in sorted(names)}
    # Only their order may be another one.
    return [f"{name}: {sorted(rows[name])}" for name in rows if rows[name]]


def owners(rows):
    """Return the departments that each row belongs to, through all that it refers to."""
    found = {}
    # Twice, as some rows refer to rows of their own table.
    for _round in range(2):
        for (table, key), row in rows.items():
            found[table, key] = {row["id"]} if table == "agencies" else set()
            for column, target in references(table):
                found[table, key] |= found.get((target, (row[column],)), set())
    return found


def references(table):
    columns = db.metadata.tables[table].columns
    # Beside an id, a reference may repeat what else must be the same, such as a number.
    keys = [(each.name, key.column) for each in columns for key in each.foreign_keys]
    return [(name, target.table.name) for name, target in keys if target.primary_key]


def make_twin(agency_id):
    """Copy all that a department has for another one, whose ids are greater by FURTHER.

    Each text that not everybody may read is a mark; return where each mark stands.
    """
    rows, marks = read_rows(), {}
    whose = owners(rows)
    with db_writes():
        for table in TABLES:
            own = {
                key: row
                for (name, key), row in rows.items()
                if name == table.name and whose[name, key] == {agency_id}
            }
            # By number: what a row of the same table refers to has come before.
            for key in sorted(own):
                copy = {
                    column.name: copied(column, own[key], key, marks) for column in table.columns
                }
                db.session.connection().execute(table.insert().values(copy))
    return marks


def is_private(column):
    name = f"{column.table.name}.{column.name}"
    is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
    return is_text and not {name, column.table.name} & {*FOR_EVERYBODY.split()}


def copied(column, row, key, marks):
    """Return what the second department has in place of a value."""
    value, name = row[column.name], f"{column.table.name}.{column.name}"
    if not value and column.table.name in BLANKABLE and row["destroyed_at"]:
        return value
    if name in EMPTY_THERE.split():
        value = ""
    if value is None or isinstance(column.type, Enum):
        return value
    if isinstance(column.type, Integer):
        is_id = column.primary_key or column.foreign_keys or column.unique or name in MORE_IDS
        return value + FURTHER if is_id else value
    if not is_private(column):
        return f"{value}-twin" if column.unique else value
    mark = MARK + sha256(f"{name} {key}".encode()).hexdigest()[:8]
    marks[mark] = name
    if name in FORMS:
        return FORMS[name].format(mark)
    if "@" in value:
        return f"{mark}@example.org"
    # Hashes and keys keep their length.
    return mark.ljust(len(value), "0") if column.type.length in (26, 64) else mark
