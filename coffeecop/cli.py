"""Commands for whoever runs the server: `flask --app app …`."""

import click
from flask import Flask


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)


@click.command()
def demo() -> None:
    """Load the demo into an empty database."""
