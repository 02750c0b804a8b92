"""Run a command again and again, each time killed at a later point at which something lasts.

    python -m tests.operations.killed FOLDER ADDRESS … -- COMMAND …

Each run works in a copy of FOLDER of its own, and has one of the addresses for `{url}` in the
environment and the command; `{folder}` is the copy. Prints the copy of each killed run, and ends
when a run has come to its end. Runs are forks, so that the app is imported once.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from flask.cli import ScriptInfo
from sqlalchemy import Engine, event

from coffeecop import cli, create_app

# Imported once, before the forks, as the app imports it when it is made.
assert cli
SETTINGS = ("DATABASE_URL", "INSTANCE_PATH", "LOG_LEVEL")


def main(folder, addresses, command):
    for number, address in enumerate(addresses, start=1):
        copy = Path(f"{folder}-{number}")
        shutil.copytree(folder, copy)
        if run(number, copy, address, command) == 0:
            return
        sys.stdout.write(f"{copy}\n")
    sys.exit("no run came to its end")


def run(number, copy, address, command):
    """Return 0 if the command came to its end, None if it was killed."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return None
        assert status == 0, f"the command failed: {status}"
        return 0
    # What is printed here is the list of folders.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        fill_in = {"folder": copy, "url": address}
        environ = {name: os.environ[name].format(**fill_in) for name in SETTINGS}
        app = create_app(environ)
        kill_at_point(number)
        arguments = [argument.format(**fill_in) for argument in command]
        with app.app_context():
            app.cli.main(arguments, obj=ScriptInfo(), standalone_mode=False)
    except BaseException as problem:
        sys.stderr.write(f"{problem!r}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def kill_at_point(number):
    """Kill this process at the nth commit, rename or flush to disk, just before it."""
    points = []

    def count(*_):
        points.append(1)
        if len(points) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function):
        def count_then_call(*given, **named):
            count()
            return function(*given, **named)

        return count_then_call

    os.fsync, os.replace = counted(os.fsync), counted(os.replace)
    event.listen(Engine, "commit", count)


if __name__ == "__main__":
    separator = sys.argv.index("--")
    main(sys.argv[1], sys.argv[2:separator], sys.argv[separator + 1 :])
