"""What residents and a town read of the program: how it decides, and how accessible it is."""

import tomllib

from coffeecop.config import PROJECT


def version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    return str(project["project"]["version"])
