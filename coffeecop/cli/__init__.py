"""Commands for operators: `python -m coffeecop …` and `flask --app app …`."""

from flask import Flask

from coffeecop.cli.backups import backup, backup_key, export, fetch_backup, move, restore, verify
from coffeecop.cli.doctor import doctor
from coffeecop.cli.mail import mail
from coffeecop.cli.staff import staff
from coffeecop.cli.topics import topics
from coffeecop.server.commands import serve, worker

COMMANDS = (
    serve,
    worker,
    staff,
    mail,
    topics,
    backup,
    backup_key,
    fetch_backup,
    restore,
    move,
    export,
    verify,
    doctor,
)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
