"""The database handle, the model base, shared column types, and the connection set-up."""

import enum
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BindParameter,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Table,
    TypeDecorator,
    UpdateBase,
    bindparam,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry

from coffeecop.config import SERVER_THREADS
from coffeecop.db.writers import BUSY_SECONDS, WriterQueue

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CHECKPOINT_SECONDS = 1  # Short, because writers wait during a checkpoint.
logger = logging.getLogger("coffeecop.db")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, naive UTC in the column, on both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


def stored_by_value(kind: type[enum.StrEnum], name: str | None = None) -> Enum:
    """Return a column type that stores the enum's value, with a CHECK constraint.

    A table with two columns of one enum needs a `name` for the second constraint.
    """
    return Enum(
        kind,
        name=name,
        values_callable=lambda kind: [member.value for member in kind],
        native_enum=False,
        create_constraint=True,
        length=32,
    )


class Base(DeclarativeBase):
    # On a registry, not as plain class attributes: Flask-SQLAlchemy copies this
    # class body into its own base, where a second type_annotation_map is an error.
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, enum.StrEnum: stored_by_value(enum.StrEnum)},
    )

    @classmethod
    def __table_cls__(cls, *parts: Any, **options: Any) -> Table:
        # As on PostgreSQL, an id is given once: SQLite gives that of a deleted last row again.
        return Table(*parts, sqlite_autoincrement=True, **options)


# Rows stay loaded after a commit, so that a view can render what it has written.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base  # Type checkers cannot subclass the attribute `db.Model`.
else:
    Model = db.Model


class HasId:
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def now() -> datetime:
    return datetime.now(UTC)


def current_time(later: timedelta = timedelta()) -> BindParameter[datetime]:
    """Return the time at which a statement runs, or so much later."""
    return bindparam(None, callable_=lambda: now() + later, type_=UtcDateTime)


CreatedAt = Annotated[datetime, mapped_column(default=now)]

_command_writes: ContextVar[bool] = ContextVar("command_writes", default=False)


@contextmanager
def db_writes() -> Iterator[None]:
    """Make the transactions of this block write transactions; commit at the end.

    For commands and background jobs. Requests are classified by their method.
    """
    db.session.rollback()
    token = _command_writes.set(True)
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()
        _command_writes.reset(token)


def execute_bulk(statement: UpdateBase, values: Mapping[str, object] | None = None) -> int:
    """Update or delete rows without changing loaded objects, and return how many."""
    done = db.session.execute(statement, values, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


def engine_options(url: str) -> dict[str, Any]:
    # hide_parameters: error messages must not quote texts of residents.
    # pool_use_lifo: connections used only at peaks keep small caches.
    common = {"hide_parameters": True, "pool_use_lifo": True, "pool_size": SERVER_THREADS}
    if make_url(url).get_backend_name() == "sqlite":
        return {**common, "module": sqlite3, "connect_args": {"timeout": BUSY_SECONDS}}
    return {
        **common,
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=30s "
            "-c default_transaction_isolation=read\\ committed",
        },
    }


def is_unavailable(error: OperationalError) -> bool:
    """Return whether the database cannot answer now, rather than a statement being wrong."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        kind = code & 0xFF
        if kind == sqlite3.SQLITE_READONLY:
            # In a GET it is a bug (query_only); otherwise the disk or the file is read-only.
            return not _is_reading()
        return kind in {
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_CANTOPEN,
        }
    # 40 deadlock, 53 resources, 55P03 and 57014 time-outs.
    state = getattr(error.orig, "sqlstate", None) or ""
    return may_be_recorded(error) or state[:2] in {"40", "53"} or state in {"55P03", "57014"}


def may_be_recorded(error: Exception) -> bool:
    """Return whether a transaction may have been committed although its commit failed."""
    cause = getattr(error, "orig", None)
    if cause is None:
        return False
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        # It may be a failed fsync: nobody knows what is on the disk.
        return bool(code & 0xFF == sqlite3.SQLITE_IOERR)
    # No SQLSTATE: the connection was never made. 08 connection, 57P0x shutting down or starting up.
    state = getattr(cause, "sqlstate", None)
    return state is None or state[:2] == "08" or state.startswith("57P0")


def init_app(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    # Runs before Flask-SQLAlchemy's own teardown, which would raise after the response.
    app.teardown_appcontext(release_connection)
    with app.app_context():
        set_up_engine(db.engine)


def release_connection(_error: BaseException | None = None) -> None:
    """Return the connection to the pool; discard it if it was lost."""
    try:
        db.session.remove()
    except DBAPIError as error:
        logger.warning("a database connection was lost", extra=error_fields(error))
        db.session().invalidate()
        db.session.remove()


def error_fields(error: BaseException) -> dict[str, str]:
    """Return the class and code of a database error for the log, without its message."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return {"kind": type(cause).__name__} | ({"code": code} if code else {})


def truncate_wal() -> bool:
    """Truncate SQLite's write-ahead log, which may hold deleted text. False if it was in use."""
    if db.engine.dialect.name != "sqlite":
        return True
    database = db.engine.url.database or ""
    with closing(sqlite3.connect(database, timeout=CHECKPOINT_SECONDS)) as connection:
        busy, _pages, _copied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def set_up_engine(engine: Engine) -> None:
    """Register the engine's listeners: the dialect's connection set-up, and the line of writers."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "begin", _begin_postgresql)
        return
    database = Path(engine.url.database or "")
    # Created here with mode 0600, which the WAL gets too; SQLite would let others read it.
    os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    queue = WriterQueue(database)
    event.listen(engine, "connect", _prepare_sqlite)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if _is_writing():
            queue.enter()
            connection.info["is_in_line"] = True
        _begin_sqlite(connection)

    # At check-in the pool has already committed or rolled back.
    @event.listens_for(engine, "checkin")
    def leave_line(connection: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop("is_in_line", False):
            queue.leave()


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    # BEGIN is issued below; the driver's implicit BEGIN breaks savepoints.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    query_only = "ON" if _is_reading() else "OFF"
    if connection.info.get("query_only") != query_only:
        connection.exec_driver_sql(f"PRAGMA query_only = {query_only}")
        connection.info["query_only"] = query_only
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing() else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # Part of the driver's BEGIN: no extra round trip.
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = _is_reading()


def _is_reading() -> bool:
    return has_request_context() and request.method in SAFE_METHODS


def _is_writing() -> bool:
    return _command_writes.get() or (has_request_context() and not _is_reading())
