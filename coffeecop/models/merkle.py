"""The Merkle tree of RFC 9162 (Certificate Transparency), sections 2.1.1 and 2.1.3."""

from collections.abc import Sequence
from hashlib import sha256


def merkle_root(leaves: Sequence[bytes]) -> str:
    return _hash_tree(leaves).hex()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[str]:
    """Return the hashes that, with the leaf of this index, give the root: the deepest first."""
    if len(leaves) == 1:
        return []
    middle = _middle(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if index < middle:
        return [*inclusion_path(left, index), merkle_root(right)]
    return [*inclusion_path(right, index - middle), merkle_root(left)]


def _hash_tree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    middle = _middle(len(leaves))
    return sha256(b"\x01" + _hash_tree(leaves[:middle]) + _hash_tree(leaves[middle:])).digest()


def _middle(number: int) -> int:
    """Return the largest power of two that is smaller."""
    return 1 << (number - 1).bit_length() - 1
