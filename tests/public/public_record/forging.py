"""What somebody could do who holds the database: change a public record, or make it anew."""

import json
from copy import deepcopy

from coffeecop.models.hash_chain import ORIGIN, canonical, next_hash
from coffeecop.models.public_record.roots import merkle_root
from tests.factories import make_concern, make_message, make_staff, pass_night

WAYS = 116
OTHER = {"day": "2020-01-01", "state_before": "hidden", "state_after": "hidden"}


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


def record_with_three_seals(event, visitor):
    """Add a night to an event that has two, and return its record."""
    make_message(make_concern(event=event, kind="question"), by=make_staff())
    pass_night(days=3)
    record = json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
    assert len(record["roots"]) == 3
    return record


def tamperings(record):
    """Yield what somebody could do to a file at one place, with its name."""

    def tampered(name, change):
        forged = deepcopy(record)
        change(forged)
        return name, forged

    for place in ("entries", "roots"):
        for number, row in enumerate(record[place]):
            for field, value in row.items():
                wrong = value + 1 if isinstance(value, int) else OTHER.get(field, ORIGIN)
                yield tampered(
                    f"{place}[{number}].{field}",
                    lambda forged, at=(place, number, field), wrong=wrong: forged[at[0]][
                        at[1]
                    ].__setitem__(at[2], wrong),
                )
            for name, change in (
                ("removed", lambda rows, at: rows.pop(at)),
                ("doubled", lambda rows, at: rows.insert(at, dict(rows[at]))),
                ("cut off after", lambda rows, at: rows.__delitem__(slice(at + 1, None))),
                ("moved to the front", lambda rows, at: rows.insert(0, rows.pop(at))),
            ):
                made = tampered(
                    f"{place}[{number}] {name}",
                    lambda forged, change=change, at=(place, number): change(forged[at[0]], at[1]),
                )
                if made[1] != record:
                    yield made
    for state in record["counts"]:
        yield tampered(
            f"counts.{state}",
            lambda forged, state=state: forged["counts"].update(
                {state: forged["counts"][state] + 1}
            ),
        )
    yield tampered("event.id", lambda forged: forged["event"].update(id=forged["event"]["id"] + 1))
