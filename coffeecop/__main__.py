"""`python -m coffeecop …`: the same commands as `flask --app app …`."""

import sys

from flask.cli import FlaskGroup

from coffeecop import create_app
from coffeecop.config import UnsafeSetting

try:
    FlaskGroup(create_app=create_app, add_version_option=False).main(prog_name="coffeecop")
except UnsafeSetting as problem:
    sys.exit(f"coffeecop cannot start. {problem}")
