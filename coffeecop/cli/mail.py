"""`mail …`: send what waits, and test the mail server."""

import click
from email_validator import EmailNotValidError
from flask import current_app

from coffeecop.cli.database import require_tables
from coffeecop.db import db, db_writes
from coffeecop.mail import outbox
from coffeecop.mail.alerts import write_alerts
from coffeecop.mail.diagnosis import PROBLEMS
from coffeecop.mail.server import TIMEOUT_SECONDS, MailServerUnavailable
from coffeecop.mail.trial import StepResult, Trial, record_trial
from coffeecop.parts import parts
from coffeecop.server.worker import write_reminders


@click.group()
def mail() -> None:
    """Send mail that waits, and test the mail server."""
    require_tables()


@mail.command("deliver")
def deliver_mail() -> None:
    """Write the mail that is due, and send what waits, once.

    The worker does it every few seconds by itself.
    """
    write_reminders()
    write_alerts()
    for job in [each for part in parts() for each in part.jobs if each.writes_mail]:
        job.run()
    try:
        sent = outbox.deliver_due()
    except MailServerUnavailable as error:
        raise click.ClickException(
            f"The mail server in SMTP_URL takes no mail, so it waits. {PROBLEMS[error.problem]} "
            "For each step, run: mail test ADDRESS"
        ) from None
    if not current_app.config["SMTP_URL"]:
        click.echo("SMTP_URL is not set, so mail waits.", err=True)
    counts = outbox.mail_counts()
    click.echo(f"Sent now: {sent}. Waiting: {counts.waiting}. Failed: {counts.failed}.")


@mail.command("test")
@click.argument("address")
def test_mail(address: str) -> None:
    """Send one mail to ADDRESS, and say at each step what the mail server answers."""
    if not current_app.config["SMTP_URL"]:
        raise click.ClickException(
            "SMTP_URL is not set, so there is no mail server to test. Mail waits; all else works."
        )
    try:
        trial = Trial(address, timeout=TIMEOUT_SECONDS)
    except EmailNotValidError:
        raise click.BadParameter(f"{address} is not an e-mail address.") from None
    # End the transaction: writers must not wait for the mail server.
    db.session.rollback()
    click.echo(f"Mail server: {trial.server.host}, port {trial.server.port}")
    results = []
    for result in trial.run():
        results.append(result)
        _print_step(result)
    with db_writes():
        is_accepted = record_trial(results, by=None)
    if not is_accepted:
        raise click.ClickException(f"Mail does not work yet. {results[-1].note}")
    click.echo(
        f"The mail server took the mail. Look whether it arrives at {address}, and not as spam: "
        "if it does, check SPF, DKIM and DMARC (docs/operating.md)."
    )


def _print_step(result: StepResult) -> None:
    click.echo(f"{'fault' if result.problem else 'ok':5}  {result.step.label}")
    said = [result.answer] if result.problem else [result.answer, result.note]
    for line in filter(None, said):
        click.echo(f"       {line}")
