"""What parts find of the server, and what was changed in the database behind the program's back."""

from tests.of_parts import of_parts


def look(check):
    """Return the level of each finding of a check."""
    return [finding.level for finding in check()]


def faults_found():
    """Return what parts find that was changed: nothing, where no part looks for it."""
    return [fault for find in of_parts("FAULTS") for fault in find()]
