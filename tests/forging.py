"""What somebody could do to a file that docs/verify_record.py reads: change it, or make it anew."""

from copy import deepcopy
from runpy import run_path

from coffeecop.config import PROJECT
from coffeecop.models.hash_chain import ORIGIN, next_hash

VERIFIER = run_path(str(PROJECT / "docs" / "verify_record.py"))
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
    for root in record["roots"]:
        root["size"] = min(root["size"], len(contents))
        root["root"] = VERIFIER["root_of"](contents[: root["size"]])
    record["roots"][-1].update(size=len(contents), root=VERIFIER["root_of"](contents))
    chain_roots(record)
    return record


def chain_roots(record):
    previous = ORIGIN
    for root in record["roots"]:
        covered = {name: value for name, value in root.items() if name != "hash"}
        covered["event"] = record["event"]["id"]
        previous = root["hash"] = next_hash(previous, covered)


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
