"""`python -m coffeecop …`: the same commands as `flask --app app …`."""

import sys

from flask.cli import FlaskGroup

from coffeecop import create_app
from coffeecop.config import UnsafeSetting
from coffeecop.parts import parts

commands = FlaskGroup(create_app=create_app, add_version_option=False)
for part in parts():
    for command in part.commands_without_app:
        commands.add_command(command)
try:
    commands.main(prog_name="coffeecop")
except UnsafeSetting as problem:
    sys.exit(f"coffeecop cannot start. {problem}")
