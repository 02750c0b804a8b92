"""What somebody could do who holds the database: make a public record anew."""

from coffeecop.models.hash_chain import ORIGIN, canonical, next_hash
from coffeecop.models.public_record.roots import merkle_root


def seal_of(record, number=-1):
    root = record["roots"][number]
    return f"{root['size']}:{root['root']}"


def short_seal_of(record, number=-1):
    """Return it as it stands on a poster."""
    size, _, root = seal_of(record, number).partition(":")
    return f"{size}:{root[:4]}-{root[4:8]}-{root[8:12]}-{root[12:16]}-{root[16:20]}"


def rebuild(record):
    """Do what the department can: give all entries new numbers and hashes, and new roots."""
    previous = ORIGIN
    for number, entry in enumerate(record["entries"], 1):
        entry["sequence"] = number
        entry.pop("hash", None)
        previous = entry["hash"] = next_hash(previous, dict(entry))
    contents = [{**entry} for entry in record["entries"]]
    for entry in contents:
        del entry["hash"]
    all_leaves = [canonical(entry) for entry in contents]
    for root in record["roots"]:
        root["size"] = min(root["size"], len(all_leaves))
        root["root"] = merkle_root(all_leaves[: root["size"]])
    record["roots"][-1].update(size=len(all_leaves), root=merkle_root(all_leaves))
    chain_roots(record)
    return record


def chain_roots(record):
    previous = ORIGIN
    for root in record["roots"]:
        covered = {name: value for name, value in root.items() if name != "hash"}
        covered["event"] = record["event"]["id"]
        previous = root["hash"] = next_hash(previous, covered)
