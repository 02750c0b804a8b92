"""Demo: a department with events, concerns and answers, made up for whoever looks around."""

from collections.abc import Sequence

from flask import current_app, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.config import public_address
from coffeecop.parts import Part
from coffeecop.parts.demo.department import load_demo
from coffeecop.parts.demo.officer import demo_is_open, make_demo_session
from coffeecop.parts.demo.views import SETTING, bp, database_is_empty
from coffeecop.parts.hooks import Hook, MadeUpStaff, When
from coffeecop.parts.links import Snippet, Spot


def load_at_start() -> Sequence[str]:
    if not current_app.config[SETTING]:
        return []
    if database_is_empty():
        load_demo()
    token = make_demo_session()
    if token is None:
        return []
    return [
        "Look at the demo first, as one of its officers (on this machine only, until the first "
        "administrator is set up):",
        f"  {public_address(current_app.config)}/staff/demo/{token}",
    ]


def what_is_made_up() -> str:
    if not current_app.config[SETTING]:
        return ""
    member = g.get("staff_member")
    if member and member.is_demo:
        return _("A made-up demo, on this machine only, until the first administrator is set up.")
    return _("A demo: people, numbers and what the police say here are made up.")


PART = Part(
    name="demo",
    title=_l("Demo"),
    purpose=_l("A made-up department to look around in"),
    blueprints=[bp],
    links=[
        Hook(When.STARTED, load_at_start),
        MadeUpStaff(demo_is_open),
        Snippet(Spot.STRIP, what_is_made_up),
    ],
)
