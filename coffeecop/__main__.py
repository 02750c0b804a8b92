"""`python -m coffeecop …`: the same commands as `flask --app app …`."""

import sys

from flask.cli import FlaskGroup

from coffeecop import create_app
from coffeecop.config import UnsafeSetting
from coffeecop.parts import links_of
from coffeecop.parts.hooks import CommandWithoutApp

commands = FlaskGroup(create_app=create_app, add_version_option=False)
for each in links_of(None, CommandWithoutApp):
    commands.add_command(each.command)
try:
    commands.main(prog_name="coffeecop")
except UnsafeSetting as problem:
    sys.exit(f"coffeecop cannot start. {problem}")
