"""`mail …`: send what waits."""

import click
from flask import current_app

from coffeecop.cli.database import require_tables
from coffeecop.mail import alerts, digest, notifications, outbox


@click.group()
def mail() -> None:
    """Send mail that waits."""
    require_tables()


@mail.command("deliver")
def deliver_mail() -> None:
    """Write the reminders, alerts and digests that are due, and send what waits, once.

    The worker does it every few seconds by itself.
    """
    notifications.write_reminders()
    notifications.drop_late_mail()
    alerts.write_alerts()
    digest.write_digests()
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
