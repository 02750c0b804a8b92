"""The programs that read the files in deploy/; `make test` installs them on Debian as root."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

# Debian keeps servers where only root looks.
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def program(name):
    """Return its path. The test is skipped where there is none, and says so."""
    return shutil.which(name, path=PATH) or pytest.skip(f"{name} is not installed")


@contextmanager
def other_disk():
    """Yield a folder that is not on the disk of the others; what is not mounted is refused."""
    memory = Path("/dev/shm")  # noqa: S108
    if not os.access(memory, os.W_OK):
        pytest.skip("there is no second disk")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)
