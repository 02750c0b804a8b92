"""`topics …`: read concerns for their topics and themes."""

import click

from coffeecop.cli.database import require_tables


@click.group()
def topics() -> None:
    """Read concerns for their topics and themes."""


@topics.command("suggest")
def suggest_topics() -> None:
    """Read the concerns that wait for it, and seek themes at their events.

    The worker does it every few seconds by itself.
    """
    require_tables()
    # Imported here because the engine is slow to load and only this command needs it.
    from coffeecop.analysis import classification, clustering

    count = classification.classify_due(lambda count: click.echo(f"{count:,} so far", err=True))
    while clustering.find_themes_due():
        pass
    click.echo(f"Concerns read: {count:,}")
