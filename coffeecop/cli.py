"""Commands for operators: `flask --app app …`."""

import json
import os
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy import inspect, select
from wtforms.validators import ValidationError

from coffeecop.config import PROJECT
from coffeecop.db import db, db_writes
from coffeecop.imports import concerns as importing
from coffeecop.imports.demo import load_demo
from coffeecop.imports.field_parsers import quoted
from coffeecop.mail import notifications, outbox
from coffeecop.models import Agency, Event, Role
from coffeecop.models.staff import staff_member_by_email
from coffeecop.server.commands import serve, worker
from coffeecop.staff.accounts.actions import EmailTaken, add_staff_member, make_link, set_password
from coffeecop.staff.accounts.forms import LONGEST_NAME
from coffeecop.staff.passwords import MAX_LENGTH, MIN_LENGTH, hash_password, is_easy_to_guess
from coffeecop.web.forms import email_address, strip
from coffeecop.web.rendering import public_url


def init_app(app: Flask) -> None:
    for command in (serve, worker, demo, import_concerns, staff, mail, topics):
        app.cli.add_command(command)


@click.command()
def demo() -> None:
    """Load the demo into an empty database."""
    _require_tables()
    with db_writes():
        if db.session.scalar(select(Agency.id).limit(1)) is not None:
            raise click.ClickException(
                "The database is not empty. The demo would mix with what is in it, so nothing was "
                "loaded. Point DATABASE_URL or INSTANCE_PATH at a new place and try again."
            )
        load_demo()
    click.echo("The demo is loaded.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--event", "slug", required=True, help="The event's name in its address.")
@click.option("--topic-column", help="Read topics from this column instead of `topics`.")
@click.option("--make-topics", is_flag=True, help="Add topics that the department lacks.")
def import_concerns(file: Path, slug: str, topic_column: str | None, make_topics: bool) -> None:
    """Add the concerns of FILE to an event: all of them, or none.

    FILE is a CSV with a header, or JSON Lines, in UTF-8. It must have a column
    `body` or `text`. It may have `kind`, `topics` (with `;` between them),
    `talk`, `answer`, `about_officer` and `for_neighbor` (each yes or no), `place`,
    `language` or `lang`, `phase`, `status` and `raised_at`. Forms sent meanwhile
    wait until the import is done.
    """
    _require_tables()
    try:
        with file.open("rb") as opened_file, db_writes():
            imported = importing.import_concerns(
                opened_file,
                event=_event_by_slug(slug),
                topic_column=topic_column,
                make_topics=make_topics,
                progress=lambda count: click.echo(f"{count:,} so far", err=True),
            )
    except importing.ImportRefused as refused:
        raise click.ClickException(f"Nothing was imported.\n{refused}") from None
    if imported.ignored_columns:
        click.echo(f"Columns ignored: {_listed(imported.ignored_columns)}", err=True)
    if imported.new_topics:
        click.echo(f"Topics added: {_listed(imported.new_topics)}")
    click.echo(f"Concerns imported into {slug}: {imported.count:,}")


def _listed(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names)


@click.group()
def staff() -> None:
    """Add staff, and make links with which they set their password."""
    _require_tables()


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What colleagues call them.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="What they may do. Give it again for each further role.",
)
@click.option("--agency", "slug", help="The department, where several share this installation.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_staff(
    email: str, name: str, roles: tuple[str, ...], slug: str | None, password_stdin: bool
) -> None:
    """Add a staff member, and print a link with which they set a password.

    The link works once, for 24 hours. With --password-stdin no link is made.
    """
    email, name, agency = _staff_email(email), _staff_name(name), _agency_by_slug(slug)
    # Before the transaction: hashing is slow, and other writers would wait.
    password_hash = _read_password_hash(email, name, agency.name) if password_stdin else None
    with db_writes():
        try:
            member = add_staff_member(
                agency, email=email, name=name, roles={Role(role) for role in roles}, by=None
            )
        except EmailTaken:
            raise click.ClickException(f"{email} is among the staff already.") from None
        if password_hash:
            set_password(member, password_hash, by=None)
        token = None if password_hash else make_link(member)
    click.echo(f"{email} is added.", err=True)
    if token:
        _print_link(token)


@staff.command("link")
@click.argument("email")
def make_staff_link(email: str) -> None:
    """Print a link with which a staff member sets a new password.

    It works once, for 24 hours. Earlier links of the same person stop working.
    """
    with db_writes():
        member = staff_member_by_email(_staff_email(email))
        if member is None:
            raise click.ClickException(f"{email} is not among the staff.")
        if not member.is_active:
            raise click.ClickException(
                f"{email} is disabled. An administrator can enable the account at /staff/people."
            )
        token = make_link(member)
    _print_link(token)


def _staff_email(text: str) -> str:
    try:
        return email_address(text).lower()
    except ValidationError:
        raise click.ClickException(f"{text!r} is not an e-mail address.") from None


def _staff_name(text: str) -> str:
    name = strip(text)
    if name is None or len(name) > LONGEST_NAME:
        raise click.ClickException(f"A name has 1 to {LONGEST_NAME} characters.")
    return name


def _agency_by_slug(slug: str | None) -> Agency:
    agencies = {agency.slug: agency for agency in db.session.scalars(select(Agency))}
    if not agencies:
        raise click.ClickException(
            "There is no department yet. Start the server: it prints a link with which the first "
            "administrator sets it up."
        )
    if slug is None and len(agencies) == 1:
        return next(iter(agencies.values()))
    if slug not in agencies:
        problem = "Say which department" if slug is None else f"There is no department {slug!r}"
        raise click.ClickException(f"{problem}: --agency {' | '.join(sorted(agencies))}")
    return agencies[slug]


def _read_password_hash(*known: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise click.ClickException(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.")
    if is_easy_to_guess(password, known):
        raise click.ClickException(
            "This password is easy to guess. Use words that have nothing to do with the person."
        )
    return hash_password(password)


def _print_link(token: str) -> None:
    click.echo(public_url("accounts.link", token=token))


@click.group()
def mail() -> None:
    """Send mail that waits."""
    _require_tables()


@mail.command("deliver")
def deliver_mail() -> None:
    """Write the reminders that are due, and send what waits, once.

    The worker does it every few seconds by itself.
    """
    notifications.write_reminders()
    notifications.drop_late_mail()
    try:
        sent = outbox.deliver_due()
    except outbox.MailServerUnavailable as problem:
        raise click.ClickException(
            f"The mail server in SMTP_URL cannot be reached or lets nobody in "
            f"({type(problem.__cause__).__name__}). Mail waits."
        ) from None
    if not current_app.config["SMTP_URL"]:
        click.echo("SMTP_URL is not set, so mail waits.", err=True)
    counts = outbox.mail_counts()
    click.echo(f"Sent now: {sent}. Waiting: {counts.waiting}. Failed: {counts.failed}.")


@click.group()
def topics() -> None:
    """Read concerns for their topics and themes."""


@topics.command("suggest")
def suggest_topics() -> None:
    """Read the concerns that wait for it, and seek themes at their events.

    The worker does it every few seconds by itself.
    """
    _require_tables()
    # Imported here because the engine is slow to load and only this command needs it.
    from coffeecop.analysis import classification, clustering

    count = classification.classify_due(lambda count: click.echo(f"{count:,} so far", err=True))
    while clustering.find_themes_due():
        pass
    click.echo(f"Concerns read: {count:,}")


@topics.command("evaluate")
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--topics", "lists", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--shots", default="0,20,50", help="Corrections for each topic, with commas.")
@click.option("--natural", default="30,100,260", help="Corrections drawn as texts come.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures here.")
@click.option("--without-encoder", is_flag=True, help="Do as where none is installed.")
def evaluate_topics(
    data: Path | None,
    lists: Path | None,
    shots: str,
    natural: str,
    file: Path | None,
    without_encoder: bool,
) -> None:
    """Measure the topic engine on the sets in a folder, or on the sample that ships.

    A set is NAME.train.jsonl with NAME.held.jsonl or NAME.dev.jsonl, of lines with
    `text`, `label` and `lang`. NAME.topics.json, there or in --topics, may give names,
    descriptions and keywords of the labels.
    """
    # As in the worker. numpy reads it once, on import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from coffeecop.engine import encoder
    from coffeecop.engine.evaluation import figures, measure
    from coffeecop.engine.evaluation.flags import measure_flags
    from coffeecop.engine.labelled_sets import read_sample, read_sets

    if without_encoder:
        encoder.disable()
    balanced, drawn = ([int(number) for number in each.split(",")] for each in (shots, natural))
    starters = PROJECT / "coffeecop" / "models" / "starter_topics.json"
    sets = read_sets(data, lists) if data else [read_sample(starters)]
    found = {labelled.name: measure(labelled, balanced, drawn) for labelled in sets}
    if not found:
        raise click.ClickException(f"There are no sets in {data}.")
    flags = measure_flags()
    if file:
        file.write_text(json.dumps({"sets": found, "flags": flags}, indent=1), encoding="utf-8")
    click.echo(figures.table(found, flags))


def _event_by_slug(slug: str) -> Event:
    event = db.session.scalars(select(Event).filter_by(slug=slug)).one_or_none()
    if event is None:
        raise click.ClickException(f"There is no event {slug!r}.")
    return event


def _require_tables() -> None:
    if not inspect(db.engine).has_table(Agency.__tablename__):
        raise click.ClickException(
            "The database has no tables yet. Make them with `flask --app app db upgrade`."
        )
