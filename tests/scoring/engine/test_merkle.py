import hashlib
import random

import pytest
from pymerkle import InmemoryTree

from scoring.engine.merkle import inclusion_proof, leaf_hash, merkle_root, root_from, root_of


def test_root_of_no_leaves_is_the_hash_of_nothing():
    assert merkle_root([]) == hashlib.sha256().digest()
    assert merkle_root([b"a"]) == leaf_hash(b"a") == hashlib.sha256(b"\0a").digest()


def test_root_equals_another_implementation():
    random_ = random.Random(6962)
    tree, entries = InmemoryTree(algorithm="sha256"), []
    for _ in range(40):
        entries.append(random_.randbytes(random_.randrange(1, 50)))
        tree.append_entry(entries[-1])
        assert merkle_root(entries) == tree.get_root()


def test_proof_leads_from_every_leaf_to_the_root_and_from_no_other():
    for size in range(1, 12):
        leaves = [leaf_hash(bytes([n])) for n in range(size)]
        root = root_of(leaves)
        for index, leaf in enumerate(leaves):
            proof = inclusion_proof(leaves, index)
            assert root_from(leaf, index, size, proof) == root
            assert root_from(leaf_hash(b"other"), index, size, proof) != root
            with pytest.raises(ValueError):
                root_from(leaf, index, size, [*proof, leaf])
    with pytest.raises(IndexError):
        inclusion_proof(leaves, size)
