"""The programs that read the files in deploy/; `make test` installs them on Debian as root."""

import os
import shutil

import pytest

# Debian keeps servers where only root looks.
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def program(name):
    """Return its path. The test is skipped where there is none, and says so."""
    return shutil.which(name, path=PATH) or pytest.skip(f"{name} is not installed")
