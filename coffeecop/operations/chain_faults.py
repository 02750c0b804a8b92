"""What is wrong with a chain of hashes, in plain sentences."""

from collections.abc import Iterable

from coffeecop.models.hash_chain import Gap, Mismatch

# An edit is one fault; who renumbers a log makes as many as it has entries.
MOST_NAMED = 20


def in_sentences(faults: Iterable[Gap | Mismatch]) -> list[str]:
    found = [_in_words(fault) for fault in faults]
    if len(found) > MOST_NAMED:
        found[MOST_NAMED:] = [f"{len(found) - MOST_NAMED:,} more entries do not match."]
    return found


def _in_words(fault: Gap | Mismatch) -> str:
    if isinstance(fault, Mismatch):
        return (
            f"Entry {fault.sequence} does not match its hash: it was changed, or the hash of the "
            "entry before it was."
        )
    if fault.first == fault.last:
        return f"Entry {fault.first} is missing: it was deleted."
    return f"Entries {fault.first} to {fault.last} are missing: they were deleted."
