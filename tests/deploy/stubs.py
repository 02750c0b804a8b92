"""Stand-ins for programs that need root or another machine. They note how they were called."""

import os
import sys
from pathlib import Path

NOTE = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLS"\n'
# Everybody is one account here.
RUNUSER = """#!/bin/sh
echo "runuser $*" >> "$CALLS"
shift 3
exec "$@"
"""
# The owner that is asked for is an account that is not there.
INSTALL = '#!/bin/sh\nexec /usr/bin/install $(echo "$@" | sed -E "s/-[og] [^ ]+//g")\n'


def make_stubs(folder, noted, **others):
    """Write the stand-ins into a folder. Return an environment that finds them first."""
    folder.mkdir()
    for name, text in {**dict.fromkeys(noted, NOTE), "install": INSTALL, **others}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    python = Path(sys.executable).parent
    path = f"{folder}:{python}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "CALLS": str(folder / "calls")}


def calls(environ):
    return Path(environ["CALLS"]).read_text().splitlines()
