"""What the checks of parts return: what they see of the server, and what to do about it."""

import enum
from dataclasses import dataclass


class Level(enum.StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    check: str
    level: Level
    seen: str
    to_do: str | None = None


# A finding, several, or none where there is nothing to say.
Findings = list[Finding]


def ok(check: str, seen: str) -> Findings:
    return [Finding(check, Level.OK, seen)]


def warning(check: str, seen: str, to_do: str) -> Findings:
    return [Finding(check, Level.WARNING, seen, to_do)]


def fault(check: str, seen: str, to_do: str) -> Findings:
    return [Finding(check, Level.FAULT, seen, to_do)]
