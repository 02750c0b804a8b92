"""A chain of hashes: the hash of each record covers its content and the hash before it.

After Haber and Stornetta, "How to Time-Stamp a Digital Document" (1991), with SHA-256 over the
canonical JSON of RFC 8785. Whoever changes a record must change all hashes after it, and so the
head, which others have a copy of.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

# What the first record follows.
ORIGIN = "0" * 64
# 128 bits: nobody can find other content with the same beginning of its hash.
SHORT_HASH = 32
# An edit is one fault; who renumbers a log makes as many as it has entries.
MOST_NAMED = 20
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)

Content = Mapping[str, str | int | None]


class Head(NamedTuple):
    """The number and the hash of the last record, or the beginning of the hash."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash[:SHORT_HASH]}"


class Link(NamedTuple):
    """A record as it is stored."""

    sequence: int
    hash: str
    # None: it was destroyed as the law allows, and left its hash.
    content: Content | None


class Gap(NamedTuple):
    """Records that are not there."""

    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"Entry {self.first} is missing: it was deleted."
        return f"Entries {self.first} to {self.last} are missing: they were deleted."


class Mismatch(NamedTuple):
    """A record whose content, and the hash before it, do not give its hash."""

    sequence: int

    def __str__(self) -> str:
        return (
            f"Entry {self.sequence} does not match its hash: it was changed, or the hash of the "
            "entry before it was."
        )


def next_hash(previous: str, content: Content) -> str:
    return sha256(bytes.fromhex(previous) + canonical(content)).hexdigest()


def append(head: Any, records: Iterable[Any], content: Callable[[Any], Content]) -> None:
    """Give new records their places: rows with `sequence` and `hash`, as the head has them."""
    for record in records:
        head.sequence += 1
        record.sequence = head.sequence
        head.hash = record.hash = next_hash(head.hash, content(record))


def canonical(content: Content) -> bytes:
    """Return the same bytes for the same content: RFC 8785, for texts and whole numbers."""
    return ENCODER.encode(content).encode()


def faults(links: Iterable[Link]) -> Iterator[Gap | Mismatch]:
    """Yield what is wrong with all records of a chain, in order of their numbers."""
    last, previous = 0, ORIGIN
    for link in links:
        if link.sequence > last + 1:
            # What the next record follows is lost, so its own hash cannot be computed.
            yield Gap(last + 1, link.sequence - 1)
        elif link.content is not None and link.hash != next_hash(previous, link.content):
            yield Mismatch(link.sequence)
        last, previous = link.sequence, link.hash


def in_sentences(found: Iterable[Gap | Mismatch]) -> list[str]:
    sentences = [str(fault) for fault in found]
    if len(sentences) > MOST_NAMED:
        sentences[MOST_NAMED:] = [f"{len(sentences) - MOST_NAMED:,} more entries do not match."]
    return sentences
