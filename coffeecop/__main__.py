"""`python -m coffeecop …`: the same commands as `flask --app app …`."""

import sys

from flask.cli import FlaskGroup

from coffeecop import create_app
from coffeecop.cli.doctor import doctor
from coffeecop.config import UnsafeSetting

commands = FlaskGroup(create_app=create_app, add_version_option=False)
# Here as well, so that it also reports settings that no app can be made from.
commands.add_command(doctor)
try:
    commands.main(prog_name="coffeecop")
except UnsafeSetting as problem:
    sys.exit(f"coffeecop cannot start. {problem}")
