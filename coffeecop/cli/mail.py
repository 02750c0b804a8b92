"""`mail …`: send what waits."""

import click
from flask import current_app

from coffeecop.cli.database import require_tables
from coffeecop.mail import outbox
from coffeecop.mail.alerts import write_alerts
from coffeecop.mail.server import MailServerUnavailable
from coffeecop.parts import mail_tester, parts
from coffeecop.server.worker import write_reminders


@click.group()
def mail() -> None:
    """Send mail that waits."""
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
        tester, name = mail_tester(None), error.problem.replace("_", " ")
        advice = tester.advice(error.problem) if tester else f"What is wrong: {name}."
        raise click.ClickException(
            f"The mail server in SMTP_URL takes no mail, so it waits. {advice}"
        ) from None
    if not current_app.config["SMTP_URL"]:
        click.echo("SMTP_URL is not set, so mail waits.", err=True)
    counts = outbox.mail_counts()
    click.echo(f"Sent now: {sent}. Waiting: {counts.waiting}. Failed: {counts.failed}.")
