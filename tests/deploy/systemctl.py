"""A stand-in for systemctl that starts and stops what coffeecop.service says, and notes the rest.

Called as systemctl is. PLACE is the folder that stands for the root of the file system.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PLACE = Path(os.environ["PLACE"])
PID = PLACE / "run/pid"
SECONDS = 60


def start():
    unit = (PLACE / "etc/systemd/system/coffeecop.service").read_text()
    said = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
    command = f"set -a; . {said['EnvironmentFile']}; exec {said['ExecStart']}"
    with (PLACE / "run/journal").open("a") as journal:
        service = subprocess.Popen(
            ["sh", "-euc", command],
            cwd=said["WorkingDirectory"],
            stdout=journal,
            stderr=journal,
            start_new_session=True,
        )
    PID.write_text(str(service.pid))
    end = time.monotonic() + SECONDS
    while not answers():
        if service.poll() is not None or time.monotonic() > end:
            sys.exit("coffeecop.service has not started")
        time.sleep(0.05)


def answers():
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{os.environ['PORT']}/readyz").status == 200
    except urllib.error.URLError:
        return False


def stop():
    try:
        pid = int(PID.read_text())
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        return
    PID.unlink()
    # Not only until it answers no more: it still has its database open.
    while not has_ended(pid):
        time.sleep(0.05)


def has_ended(pid):
    try:
        # The name before it may have spaces. A process that has ended is Z until somebody asks.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def main(verb, *units):
    if "coffeecop" not in units:
        return
    if verb in ("stop", "restart"):
        stop()
    if verb in ("start", "restart", "enable"):
        start()


if __name__ == "__main__":
    main(*sys.argv[1:])
