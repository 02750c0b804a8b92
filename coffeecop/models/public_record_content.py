"""What the public record is made of: what a hash covers, and what a commitment commits to.

docs/verify_record.py computes the same. Never change it.
"""

import unicodedata
from hashlib import sha256
from typing import Any

from coffeecop.models.hash_chain import Content, canonical


def chained_content(entry: Any) -> Content:
    """Return what the hash of an entry, or of a row with its columns, covers."""
    return {
        "event": entry.event_id,
        "sequence": entry.sequence,
        "day": entry.created_on.isoformat(),
        "state_before": entry.state_before and str(entry.state_before),
        "state_after": str(entry.state_after),
        "commitment": entry.commitment,
    }


def commitment(salt: str, opened: Content) -> str:
    return sha256(bytes.fromhex(salt) + canonical(opened)).hexdigest()


def received_content(text: str, kind: str) -> Content:
    """Return what the first entry about a concern commits to."""
    return {"kind": str(kind), "text": hash_text(text)}


def moved_content(received: int, state: str) -> Content:
    """Return what a later entry commits to: which concern, by its first entry, and its state."""
    return {"received": received, "state": str(state)}


def hash_text(text: str) -> str:
    """Return the hash of the words, so that a copy with other line breaks has the same."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return sha256(words.encode()).hexdigest()
