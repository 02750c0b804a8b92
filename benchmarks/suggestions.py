"""`make bench-topics`: time to classify imported concerns, and its effect on pages.

`CONCERNS=100000` imports so many to one event instead of 1,000. Repeated sentences of the sample in
pairs, so that most texts differ. Memory is measured when a tenth is read, and at most after that.

The engine runs in the worker process. An event page is fetched repeatedly before and during the
classification; the ratios of the medians and of the 99th percentiles show the slowdown.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from benchmarks.__main__ import next_event
from benchmarks.servers import ROOT, serving

CONCERNS = int(os.environ.get("CONCERNS", "1000"))
GOAL_SECONDS, GOAL_MB = 10, 420
LONGEST = max(120, CONCERNS / 20)
SAMPLE = ROOT / "coffeecop/engine/sample/texts.jsonl"


def main():
    with tempfile.TemporaryDirectory() as folder:
        environ = {"INSTANCE_PATH": folder, "DEMO": "1", "LOG_LEVEL": "WARNING"}
        run(environ, "db", "upgrade")
        run(environ, "demo")
        run(environ, "topics", "suggest")
        with serving([sys.executable, "app.py"], environ) as server:
            path = next_event(server)
            fetch_for(server, path, seconds=2)
            before = fetch_for(server, path, seconds=5)
            memory_before = server.memory_mb()
            import_concerns(environ, path, Path(folder))
            waiting_since = time.perf_counter()
            while not has_started(folder) and time.perf_counter() - waiting_since < LONGEST:
                fetch_for(server, path, seconds=0.02)
            started, during, most, at_a_tenth = time.perf_counter(), [], 0.0, 0.0
            while (left := waiting(folder)) and time.perf_counter() - started < LONGEST:
                during += fetch_for(server, path, seconds=0.1)
                most = max(most, server.memory_mb())
                if not at_a_tenth and left < 0.9 * CONCERNS:
                    at_a_tenth = most
            took = time.perf_counter() - started
            memory = server.memory_mb()

    goal = f" (goal {GOAL_SECONDS})" if CONCERNS == 1000 else ""
    print(f"{CONCERNS - left:,} of {CONCERNS:,} concerns read after {took:.1f} s{goal}")
    print(f"memory, MB: {memory_before:.0f} before, {memory:.0f} after (goal {GOAL_MB})")
    print(f"most meanwhile, MB: {most:.0f}; when a tenth was read: {at_a_tenth:.0f}")
    for label, figure in (("median", median), ("p99", lambda times: quantiles(times, n=100)[98])):
        quiet, busy = 1000 * figure(before), 1000 * figure(during)
        times = f"{quiet:.2f} before, {busy:.2f} meanwhile: {busy / quiet:.2f}x"
        print(f"event page, {label}, ms: {times}")


def run(environ, *command):
    flask = [sys.executable, "-m", "flask", "--app", "app", *command]
    subprocess.run(flask, cwd=ROOT, env={**os.environ, **environ}, check=True, capture_output=True)


def import_concerns(environ, path, folder):
    """Import CONCERNS texts: each of the sample with each, for as long as needed."""
    once = [json.loads(line)["text"] for line in SAMPLE.read_text().splitlines()]
    texts = once if CONCERNS <= 1000 else [f"{one} {two}" for one in once for two in once]
    file = folder / "concerns.jsonl"
    with file.open("w") as lines:
        for number, text in enumerate(islice(cycle(texts), CONCERNS)):
            lines.write(json.dumps({"text": f"{text} ({number})"}) + "\n")
    run(environ, "import-concerns", str(file), "--event", path.rpartition("/")[2])


def fetch_for(server, path, *, seconds):
    """Fetch a page repeatedly; return the seconds of each request."""
    connection, times = server.connect(), []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        started = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        times.append(time.perf_counter() - started)
    return times


def waiting(folder):
    return count(folder, "concerns WHERE suggested_at IS NULL")


def count(folder, what):
    database = sqlite3.connect(f"file:{folder}/coffeecop.sqlite3?mode=ro", uri=True)
    try:
        rows = database.execute(f"SELECT count(*) FROM {what}")  # noqa: S608 - a constant
        return rows.fetchone()[0]
    finally:
        database.close()


def has_started(folder):
    return waiting(folder) < CONCERNS


if __name__ == "__main__":
    main()
