"""Merkle trees of RFC 6962: one root for all sheets of a session, a short proof for each of them."""

import hashlib
from collections.abc import Sequence


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry): for a sheet with its salt this is the commitment."""
    return hashlib.sha256(b"\x00" + entry).digest()


def merkle_root(entries: Sequence[bytes]) -> bytes:
    """The root over entries; of none, SHA-256 of nothing."""
    return root_of(list(map(leaf_hash, entries)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, where the entries themselves are not known."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    cut = _cut(len(leaves))
    return _node(root_of(leaves[:cut]), root_of(leaves[cut:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index`, from the leaf upwards. Raises IndexError for a leaf that is not there."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    cut = _cut(len(leaves))
    if index < cut:
        return [*inclusion_proof(leaves[:cut], index), root_of(leaves[cut:])]
    return [*inclusion_proof(leaves[cut:], index - cut), root_of(leaves[:cut])]


def root_from(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that `leaf`, at `index` of `size`, and its proof lead to; ValueError for a proof of another length."""
    if size == 1:
        if proof:
            raise ValueError("the proof is too long")
        return leaf
    if not proof:
        raise ValueError("the proof is too short")
    cut = _cut(size)
    if index < cut:
        return _node(root_from(leaf, index, cut, proof[:-1]), proof[-1])
    return _node(proof[-1], root_from(leaf, index - cut, size - cut, proof[:-1]))


def _cut(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
