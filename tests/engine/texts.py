"""The texts that readers are measured by."""

from pathlib import Path

FOLDER = Path(__file__).parent
# The rules were written with the first half in view, and never changed to suit the second.
HALVES = ("tuned", "held")


def read_texts(name, half):
    """Return what stands before and after the first colon of each line."""
    lines = (FOLDER / f"{name}.{half}.txt").read_text("utf-8").splitlines()
    return [line.split(": ", 1) for line in lines if not line.startswith("#")]
