"""The commands `flask --app app serve` and `worker`, for service managers."""

import click
from flask.cli import ScriptInfo, pass_script_info

from coffeecop.server import production
from coffeecop.server import worker as background
from coffeecop.server.preparation import migrate


@click.command()
@pass_script_info
def serve(info: ScriptInfo) -> None:
    """Serve pages until stopped, without the worker."""
    production.serve(info.load_app())


@click.command()
@click.option(
    "--until-stdin-closes", is_flag=True, help="Stop as well when standard input is closed."
)
@pass_script_info
def worker(info: ScriptInfo, until_stdin_closes: bool) -> None:
    """Do the background jobs until stopped: offers, reminders, mail, analysis."""
    app = info.load_app()
    # The server that started it beside itself has done so.
    if not until_stdin_closes:
        migrate(app)
    background.run(app, until_stdin_closes=until_stdin_closes)
