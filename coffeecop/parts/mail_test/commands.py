"""`mail test`: send one mail, and say at each step what the mail server answers."""

import click
from email_validator import EmailNotValidError
from flask import current_app

from coffeecop.db import db, db_writes
from coffeecop.mail.server import TIMEOUT_SECONDS
from coffeecop.parts.mail_test.trial import StepResult, Trial, record_trial


@click.command("test")
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
