"""Databases of an older schema, and rows written into them as the database has them."""

from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import count
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import column, insert, inspect, select, table

from coffeecop import create_app
from coffeecop.db import db

TABLES_OF_1_0 = Path(__file__).with_name("schema_of_1_0")
MOMENT = datetime(2026, 2, 1)  # noqa: DTZ001 - as stored
numbers = count(1)
# By revision, and by what makes databases of a kind: the address of one to copy.
MADE = {}
# Of each table of the database that is looked at, as it is now.
COLUMNS = {}
# Of the first row of each table, the id is 1, so that it is what others refer to.
FILLED = {
    str: lambda: f"words {next(numbers)}",
    int: lambda: 1,
    bool: lambda: False,
    datetime: lambda: MOMENT,
    date: MOMENT.date,
    # JSON.
    object: list,
    bytes: lambda: b"jpeg",
}


@contextmanager
def app_at(revision, environ, new_database):
    """Yield an app on a database of its own, with the tables of a revision and no rows."""
    app = create_app({**environ, "DATABASE_URL": copy_at(revision, environ, new_database)})
    COLUMNS.clear()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def copy_at(revision, environ, new_database):
    if (revision, new_database) not in MADE:
        made = MADE[revision, new_database] = new_database()
        with create_app({**environ, "DATABASE_URL": made}).app_context():
            make_tables_of_1_0()
            move_to(revision)
    return new_database(copy_of=MADE[revision, new_database])


def make_tables_of_1_0():
    """Give an empty database what a start of 1.0 gave it."""
    script = (TABLES_OF_1_0 / f"{db.engine.dialect.name}.sql").read_text()
    with closing(db.engine.raw_connection()) as connection:
        run = getattr(connection, "executescript", None) or connection.execute
        run(script)
        connection.commit()


def move_to(revision):
    db.session.remove()
    upgrade(revision=revision)
    COLUMNS.clear()
    # The connections know the tables as they were.
    db.engine.dispose()


def columns_of(name):
    if name not in COLUMNS:
        COLUMNS[name] = inspect(db.engine).get_columns(name)
    return COLUMNS[name]


def reflected(name):
    return table(name, *(column(each["name"], each["type"]) for each in columns_of(name)))


def add(name, /, **values):
    """Add a row, with something in each column that needs it, and return its id."""
    needed = [each for each in columns_of(name) if not each["nullable"]]
    filled = {
        each["name"]: FILLED[each["type"].python_type]()
        for each in needed
        if each["name"] not in ("id", *values) and each["default"] is None
    }
    rows = reflected(name)
    new = insert(rows).values(**filled, **values)
    with db.engine.begin() as connection:
        if "id" not in rows.c:
            connection.execute(new)
            return None
        return connection.scalar(new.returning(rows.c.id))


def rows_of(name, *order):
    rows = reflected(name)
    with db.engine.connect() as connection:
        return connection.execute(select(rows).order_by(*(order or list(rows.c)[:1]))).all()


def add_department(**agency):
    """Add a department with an officer, a partner and an event, each with the id 1."""
    add("agencies", time_zone="America/Los_Angeles", **agency)
    add("staff", name="Ana Example", email="ana@example.org")
    add("venues", name="Maple Bakery")
    add_event()
    add("referral_partners", email="city@example.org")


def add_event(**values):
    hours = {"starts_at": MOMENT.replace(hour=18), "ends_at": MOMENT.replace(hour=20)}
    given = {"slug": f"coffee-{next(numbers)}", "time_zone": "America/Los_Angeles", **hours}
    published = {"status": "published", "published_at": MOMENT, "title_en": "Coffee"}
    return add("events", **{**given, **published, **values})
