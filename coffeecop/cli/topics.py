"""`topics …`: read concerns for their topics."""

import click

from coffeecop.cli.database import require_tables


@click.group()
def topics() -> None:
    """Read concerns for their topics."""


@topics.command("suggest")
def suggest_topics() -> None:
    """Read the concerns that wait for it.

    The worker does it every few seconds by itself.
    """
    require_tables()
    # Imported here because the engine is slow to load and only this command needs it.
    from coffeecop.analysis import classification

    count = classification.classify_due(lambda count: click.echo(f"{count:,} so far", err=True))
    click.echo(f"Concerns read: {count:,}")
