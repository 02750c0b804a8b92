"""The database refuses what must not be, whatever the code does. Both databases, by name."""

import re
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from tests.factories import make_one_of_each
from tests.fixtures import empty
from tests.of_parts import FOLDERS, of_parts

# Texts that must be there, that must not be of spaces alone, and that have an end.
PRESENT = (
    "agencies.name venues.name venues.street venues.city topics.name_en topics.name_es staff.name "
    "event_series.rule roster_entries.name concerns.body concern_mentions.key "
    "concern_mentions.label messages.body concern_notes.body "
    "answer_templates.name answer_templates.body_en answer_templates.body_es "
    "services.name_en "
    "matters.name services.name_es community_shares.name"
)
NOT_BLANK = (
    "agencies.name_es agencies.accommodation_en agencies.accommodation_es agencies.opening_en "
    "agencies.opening_es staff.provider_subject checklist_items.label rsvps.other_language "
    "concerns.place concerns.state_reason survey_answers.line topics.note state_wordings.label_en "
    "state_wordings.label_es state_wordings.sentence_en state_wordings.sentence_es "
    "services.description_en services.description_es community_shares.place_names "
    "event_lines.body matters.also matters.place matters.asked_en matters.asked_es "
    "matters.counted_en matters.counted_es matter_steps.said_en matter_steps.said_es "
    "matter_photos.alt_en matter_photos.alt_es"
)
BOUNDED = (
    "topics.note concerns.body concerns.state_reason messages.body concern_notes.body "
    "answer_templates.body_en answer_templates.body_es "
    "event_lines.body matter_steps.said_en matter_steps.said_es"
)
# Columns for one of several words, and the check that they are.
ONE_OF = (
    "agencies.roster_shown.rostershown staff.language.language staff_roles.role.role "
    "staff_sessions.browser.browser staff_sessions.device.device "
    "staff_notifications.digest.digestdays staff_notifications.briefings.briefedon "
    "events.status.eventstatus checklist_items.step.checkliststep "
    "roster_languages.language.spokenlanguage rsvps.status.rsvpstatus rsvps.language.language "
    "rsvp_needs.need.need concerns.kind.kind concerns.phase.phase concerns.state.concernstate "
    "concerns.language.language concerns.better.better concerns.text_language.textlanguage "
    "concern_mentions.kind.mentionkind concern_flags.kind.flagkind "
    "concern_flags.action.flagaction concern_flags.level.flaglevel "
    "concerns.source.concernsource "
    "survey_answers.language.language concern_topics.assigned_by.assignedby "
    "concern_changes.kind.changekind state_wordings.state.residentstate "
    "matters.state.matterstate matter_steps.state.matterstate"
)
OF_TEXTS = [
    (*text.split("."), rule, value)
    for texts, rule, value in [
        (PRESENT, "present", "' '"),
        (NOT_BLANK, "not_blank", "' '"),
        (BOUNDED, "bounded", "replace('{0}', 'x', 'xx')"),
    ]
    for text in texts.split()
]


OF_PARTS = [folder / "tests/constraints.txt" for folder in FOLDERS]
FILES = [Path(__file__).with_name("constraints.txt"), *filter(Path.exists, OF_PARTS)]


def read_checks(text):
    """Return table, changes and check of each line."""
    for line in text.partition("\n\n")[2].splitlines():
        check, _, changes = line.partition(": ")
        table, _, name = check.partition(".")
        yield table, changes, name


CHECKS = [
    *((table, f"{name} = {value}", f"{name}_{rule}") for table, name, rule, value in OF_TEXTS),
    *(
        (table, f"{column} = 'x'", name)
        for table, column, name in (each.split(".") for each in ONE_OF.split())
    ),
    *(check for path in FILES for check in read_checks(path.read_text("utf-8"))),
]
TABLES = db.metadata.tables
UNIQUES = [
    constraint
    for table in TABLES.values()
    for constraint in table.constraints
    # With the id, of which there are no two, it is there for others to refer to.
    if isinstance(constraint, UniqueConstraint) and "id" not in constraint.columns
]
# Whoever asked is told each step of a matter once.
UNIQUES += [each for each in TABLES["messages"].indexes if each.unique]
REFERENCES = [key for table in TABLES.values() for key in table.foreign_keys]
# The rows in which each rule of these tables, or this one, can be broken, and no other with it.
BREAKABLE = {
    "events": "WHERE status = 'published'",
    "concerns": "WHERE state = 'declined'",
    "concerns.hiddenfor": "WHERE state = 'hidden'",
    **{
        f"{table}.destroyed_{rule}": "WHERE destroyed_at IS NOT NULL"
        for table in ("concerns", "rsvps", "arrivals", "survey_answers")
        for rule in ("is_empty", "asks_nothing", "counts", "is_not_read_again")
    },
    "rsvps": "WHERE destroyed_at IS NULL",
    "arrivals": "WHERE destroyed_at IS NULL",
    "survey_answers": "WHERE destroyed_at IS NULL",
    "concern_topics": "WHERE staff_id IS NULL",
    "matters.matterstate": "WHERE due_on IS NULL",
    "matter_steps": "WHERE state <> 'heard'",
    "matter_steps.matterstate": "WHERE due_on IS NULL AND said_en IS NOT NULL",
    "matter_steps.heard_says_nothing": "WHERE NOT is_note AND said_en IS NOT NULL",
    "staff.provider_subject_not_blank": "WHERE provider_subject IS NOT NULL",
    "topics.note_not_blank": "WHERE note IS NOT NULL",
    **dict(of_parts("BREAKABLE")),
}


GOES_WITH_AN_EVENT = (
    "rsvps rsvp_needs contacts roster_entries roster_languages concerns concern_topics messages "
    "survey_answers topic_suggestions concern_vectors concern_flags "
    "event_lines"
)


@pytest.fixture(scope="module")
def filled_app(migrated_app):
    with migrated_app.app_context():
        empty(db)
        make_one_of_each()
        db.session.remove()
    return migrated_app


@pytest.fixture(autouse=True)
def rows(filled_app):
    """One of each row; no test here commits what it changes."""
    with filled_app.app_context():
        yield
        db.session.remove()


def test_every_table_has_a_row():
    bare = [name for name, table in TABLES.items() if not db.session.query(table).first()]
    assert bare == []


def answer_to(statement):
    """Return the words in which the database refuses a statement, or that it took it."""
    try:
        db.session.execute(text(statement))
    except IntegrityError as refusal:
        return str(refusal.orig)
    finally:
        db.session.rollback()
    return "taken"


def not_refused(statements):
    """Return what the database says to each statement, unless it names the expected constraint."""
    answers = ((statement, answer_to(statement), name) for statement, name in statements)
    return [
        (name, statement, answer)
        for statement, answer, name in answers
        if not re.search(rf"\b{re.escape(name)}\b", answer)
    ]


def test_what_must_not_be_is_refused():
    bytes_type = "BLOB" if db.engine.dialect.name == "sqlite" else "BYTEA"
    statements = []
    for table, changes, name in CHECKS:
        where = BREAKABLE.get(f"{table}.{name}") or BREAKABLE.get(table, "")
        for change in changes.format("x" * 2001, bytes=bytes_type).split(" or "):
            statement = f"UPDATE {table} SET {change} {where}"  # noqa: S608
            statements.append((statement, f"ck_{table}_{name}"))

    assert not_refused(statements) == []


def test_every_check_is_in_the_table():
    named = {
        constraint.name
        for table in TABLES.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert named == {f"ck_{table}_{name}" for table, _, name in CHECKS}


def test_what_must_be_unique_is_refused_twice(database_name):
    statements = [
        (
            copy_of_a_row(unique),
            ", ".join(str(column) for column in unique.columns)
            if database_name == "sqlite"
            else unique.name,
        )
        for unique in UNIQUES
    ]
    assert not_refused(statements) == []


def copy_of_a_row(unique):
    """Return a statement that copies a row, so that only this constraint can refuse it."""
    table = unique.table
    # One column of each other such rule differs.
    others = {
        min(free, key=lambda column: not column.nullable).name
        for other in table.constraints
        if isinstance(other, UniqueConstraint)
        and "id" not in other.columns
        and (free := [c for c in other.columns if c.name not in unique.columns])
    }
    # Of a unique index too. Whether there is such a row is asked after what is unique.
    indexed = {
        column.name
        for index in table.indexes
        if index.unique
        for column in index.columns
        if column.name not in unique.columns
    }
    copied = [column for column in table.columns if column.name != "id"]
    values = [
        f"'x' || substr({column.name}, 2)"
        if column.name in others and isinstance(column.type, String)
        else f"{column.name} + 99999"
        if column.name in indexed or (column.name in others and not column.nullable)
        else "NULL"
        if column.name in others
        else column.name
        for column in copied
    ]
    given = " AND ".join(f"{column.name} IS NOT NULL" for column in unique.columns)
    names = ", ".join(column.name for column in copied)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} "  # noqa: S608
        f"WHERE {given} ORDER BY id DESC LIMIT 1"
    )


def test_an_event_has_one_host(database_name):
    expected = "roster_entries.event_id" if database_name == "sqlite" else "uq_roster_entries_host"

    with pytest.raises(IntegrityError, match=expected):
        db.session.execute(text("UPDATE roster_entries SET is_host = TRUE WHERE role = 'officer'"))


def test_what_does_not_exist_cannot_be_referred_to(database_name):
    statements = [
        (
            f"UPDATE {key.parent.table} SET {key.parent.name} = {key.parent.name} + 99999 "  # noqa: S608
            + BREAKABLE.get(key.constraint.name, ""),
            "FOREIGN KEY" if database_name == "sqlite" else key.constraint.name,
        )
        for key in REFERENCES
        if isinstance(key.parent.type, Integer)
    ]
    assert not_refused(statements) == []


def test_every_reference_says_what_becomes_of_it():
    rules = {key.constraint.name: key.ondelete for key in REFERENCES}
    assert set(rules.values()) <= {"CASCADE", "RESTRICT", "SET NULL", "NO ACTION"}, rules


@pytest.mark.parametrize(
    ("table", "reference"),
    [
        ("agencies", "agency_id"),
        ("venues", "venue_id"),
        ("topics", "topic_id"),
        ("staff", "_id_staff"),
    ],
)
def test_what_others_need_is_kept(table, reference, database_name):
    expected = "FOREIGN KEY" if database_name == "sqlite" else reference

    with pytest.raises(IntegrityError, match=expected):
        db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608


def test_with_an_event_goes_what_was_said_and_who_said_it():
    # But for what a part keeps.
    for table in of_parts("KEEPING"):
        db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    db.session.execute(text("DELETE FROM events"))

    for table in GOES_WITH_AN_EVENT.split():
        assert not db.session.query(TABLES[table]).first(), table
    assert {mail.kind for mail in db.session.query(TABLES["outbox"])} == {"alert"}


def test_with_a_contact_goes_nothing_else():
    db.session.execute(text("DELETE FROM contacts"))

    assert db.session.query(TABLES["rsvps"]).first()
    assert db.session.query(TABLES["concerns"]).first()
