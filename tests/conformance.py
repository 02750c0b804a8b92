"""`make accessibility`: run each test that the conformance report names, and note the day."""

import subprocess
import sys
import tomllib
from datetime import UTC, datetime

from coffeecop.config import PROJECT
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Lack
from coffeecop.web.papers.accessibility import CRITERIA, LAST_RUN


def named_tests():
    named = tomllib.loads(CRITERIA.read_text())["tests"].values()
    return sorted([*named, *(lack.test for lack in links_of(None, Lack))])


def run():
    tests = named_tests()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", *tests]
    subprocess.run(command, cwd=PROJECT, check=True)
    lines = "".join(f'  "{test}",\n' for test in tests)
    LAST_RUN.write_text(
        "# Written by `make accessibility`: all of these passed on that day.\n"
        f'ran_on = "{datetime.now(UTC):%Y-%m-%d}"\ntests = [\n{lines}]\n'
    )


if __name__ == "__main__":
    run()
