"""Commands for operators: `python -m coffeecop …` and `flask --app app …`."""

from flask import Flask

from coffeecop.cli.mail import mail
from coffeecop.cli.staff import staff
from coffeecop.cli.topics import topics
from coffeecop.server.commands import serve, worker

COMMANDS = (serve, worker, staff, mail, topics)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
