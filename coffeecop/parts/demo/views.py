"""The command `demo`, and the link that opens it as its officer."""

import click
from flask import Blueprint, redirect, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coffeecop.cli.database import require_tables
from coffeecop.config.values import boolean
from coffeecop.db import db, db_writes, now
from coffeecop.models import Agency
from coffeecop.parts.demo.department import load_demo
from coffeecop.staff.accounts.views.links import show_link_gone
from coffeecop.staff.identity.auth import valid_session

SETTING = "DEMO"

bp = Blueprint("demo", __name__, url_prefix="/staff/demo", cli_group=None)


@bp.record_once
def read_setting(state: BlueprintSetupState) -> None:
    """Raises UnsafeSetting."""
    config = state.app.config
    if given := config["ENVIRON"].get(SETTING):
        config["SETTINGS"][SETTING] = given
    config[SETTING] = boolean(config["ENVIRON"], SETTING)


@bp.get("/<token>")
def sign_in(token: str) -> ResponseReturnValue:
    """Sign in as the demo officer, with a session made when the server started."""
    found = valid_session(token)
    if found is None or not found.staff_member.is_demo:
        return show_link_gone()
    session.clear()
    session.update(token=token, seen_at=now().timestamp())
    return redirect(url_for("today.index"))


@bp.cli.command()
def demo() -> None:
    """Load the demo into an empty database."""
    require_tables()
    with db_writes():
        if not database_is_empty():
            raise click.ClickException(
                "The database is not empty. The demo would mix with what is in it, so nothing was "
                "loaded. Point DATABASE_URL or INSTANCE_PATH at a new place and try again."
            )
        load_demo()
    click.echo("The demo is loaded.")


def database_is_empty() -> bool:
    return db.session.scalar(select(Agency.id).limit(1)) is None
