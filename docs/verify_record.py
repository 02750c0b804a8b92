#!/usr/bin/env python3
"""Check the public record of a Coffee with a Cop event, or a pack of records, offline.

    python verify_record.py record.json
    python verify_record.py record.json --root 214:9f2c61...
    python verify_record.py record.json --root 214:9f2c-61a3-b4c5-d6e7-8f90
    python verify_record.py record.json --proof proof.json --text my_words.txt
    python verify_record.py request-7-pack-1.zip
    python verify_record.py report-2.json --after report-1.json --seal 9f2c-61a3-b4c5

record.json is what "Download the record" gives on the event's page of the record. A root is what
that page, the feed or a mail said earlier: how many entries there were, and 64 letters and digits;
a poster has the first 20.
proof.json is what "Save the proof" gives on the page of a receipt; my_words.txt holds what you
wrote. A zip is the pack that answers a request for records. report-2.json and the report before it
are what the page of a report gives; its sheet has the first 12 letters and digits of its seal.

It says in plain words what was altered, removed or added. Exit status: 0 all is well, 1 something
is wrong, 2 a file cannot be read. It needs Python 3.9 or later and nothing else, sends nothing, and
is short enough to be read: docs/public_record.md says how the record is made.
"""

import argparse
import csv
import io
import json
import re
import sys
import unicodedata
import zipfile
from hashlib import sha256

ORIGIN = "0" * 64
OLDER = "This file is of an older version, which does not show whether a root was removed.\n"
# What is said of a state, in the order of the page.
STATES = {
    "answered": "answered",
    "talked_about": "talked about",
    "declined": "told why not",
    "passed_on": "passed on",
    "waiting": "waiting",
    "closed": "closed with no answer",
    "noted": "noted",
    "taken_back": "taken back",
    "hidden": "hidden",
    "destroyed": "destroyed as the law allows",
}


def main():
    options = read_arguments()
    file = options.record
    try:
        status = check_other(options)
        if status is not None:
            return status
        record = read_json(file)
        entries = record["entries"]
        faults = record_faults(record) + kept_faults(record, options.root)
        print(sentence(record["counts"]))
        if options.proof:
            file = options.proof
            proof = read_json(file)
            faults += proof_faults(proof, record)
            if options.text:
                file = options.text
                faults += text_faults(proof, file)
    except OSError as problem:
        print(f"{file} cannot be opened: {problem.strerror}.", file=sys.stderr)
        return 2
    # Wrong shapes and words, and what is nested too deeply.
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, zipfile.BadZipFile):
        print(
            f"{file} cannot be read: it is not what the page gave, or only a part of it. "
            "Save it again from the page.",
            file=sys.stderr,
        )
        return 2
    if tell(faults):
        return 1
    print(f"All {len(entries)} entries are as they were written.")
    print("" if are_chained(record["roots"]) else OLDER, end="")
    if options.proof:
        print(
            "Your receipt is in the record." + (" Your words are unaltered." * bool(options.text))
        )
    return 0


def check_other(options):
    """The exit status for a pack or a report; None for the record of an event."""
    if zipfile.is_zipfile(options.record):
        return tell(check_pack(options.record, options.root))
    file = read_json(options.record)
    return check_report(file, options.after, options.seal) if "seal" in file else None


def record_faults(record):
    entries, roots = record["entries"], whole_roots(record)
    return [
        *chain_faults(record),
        *root_faults(entries, roots, "the page"),
        *extra_entries(entries, roots),
        *state_faults(entries),
        *count_faults(entries, record["counts"]),
        *root_chain_faults(record),
    ]


def kept_faults(record, kept):
    faults = root_faults(record["entries"], kept, "what you kept")
    return faults + unlisted_faults(record["roots"], kept)


def tell(faults):
    for fault in faults:
        print(f"WRONG: {fault}")
    return 1 if faults else 0


def read_arguments():
    parser = argparse.ArgumentParser(
        description="Check the public record of a Coffee with a Cop event, or a pack, offline."
    )
    parser.add_argument("record", help="the record or the pack that you downloaded")
    parser.add_argument(
        "--root",
        type=parse_root,
        action="append",
        default=[],
        metavar="NUMBER:HASH",
        help="a root that you kept; give it again for each further one",
    )
    parser.add_argument("--proof", help="the proof that you saved from your receipt")
    parser.add_argument("--text", help="a text file with what you wrote; needs --proof")
    parser.add_argument("--after", help="of a report: the file of the one before it")
    parser.add_argument("--seal", default="", help="of a report: the seal on your sheet")
    options = parser.parse_args()
    if options.text and not options.proof:
        parser.error("--text needs --proof")
    return options


# A report: it answers for each line of the one before it.


def check_report(report, last, kept):
    before = read_json(last) if last else None
    faults = [*seal_faults(report)]
    if not report["seal"].startswith(re.sub("[^0-9a-f]", "", kept.lower())):
        faults.append("The seal is not the one that you kept: the report was made anew.")
    if before:
        faults += [*seal_faults(before), *account_of_lines_faults(report, before)]
    elif report["previous"] != ORIGIN:
        faults.append("This is not the first report. Check it with --after and the one before it.")
    if tell(faults):
        return 1
    told, lines = told_lines(report), own_lines(before) if before else []
    print(f"{len(told)} of {len(lines)} lines of the last report are accounted for.")
    print(f"All {len(own_lines(report))} lines of this one are as they were sealed.")
    return 0


def seal_faults(report):
    seal = report["previous"]
    for line in report["lines"]:
        seal = hash_entry(seal, line)
    if seal != report["seal"]:
        number = report["lines"][0]["report"]
        return [f"Report {number} does not match its seal: a line was dropped, reworded or turned."]
    return []


def own_lines(report):
    head, *lines = report["lines"]
    return [each for each in lines if each["of"] == head["report"]]


def told_lines(report):
    head, *lines = report["lines"]
    return {each["line"]: each for each in lines if each["of"] == head["report"] - 1}


def account_of_lines_faults(report, before):
    if report["previous"] != before["seal"]:
        yield "These two reports do not follow each other, or one of them was made anew."
    told, promised = told_lines(report), own_lines(before)
    # By its words: who drops one may number the others anew.
    by_words = {each["words"]: each for each in told.values()}
    new_words = by_words.keys() - {each["words"] for each in promised}
    again = {(each["words"], each["times"]) for each in own_lines(report)}
    for line in promised:
        number, words = line["line"], line["words"]
        found = by_words.get(words)
        if found is None and number in told and told[number]["words"] in new_words:
            yield f"Line {number} was reworded. It was: {words}"
        elif found is None:
            yield f"Line {number} was dropped: {words}"
        elif not found["became"] or not (found["said_en"] or found["said_es"]):
            yield f"Nothing is said of line {number}."
        elif ((words, line["times"] + 1) in again) != (found["became"] == "doing"):
            yield (
                f"Line {number} is not done and not in this report again."
                if found["became"] == "doing"
                else f"Line {number} is said to be settled, but stands in this report again."
            )


def parse_root(text):
    plain = re.sub("[ –-]", "", text).lower()
    found = re.fullmatch("([1-9][0-9]{0,9}):([0-9a-f]{20}|[0-9a-f]{64})", plain)
    if not found:
        raise argparse.ArgumentTypeError(
            "this is not a root. A root is a number, a colon, and 64 letters and digits, of which "
            "a poster has 20."
        )
    return {"size": int(found[1]), "root": found[2]}


def read_json(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


# The chain: each hash covers the entry and the hash before it.


def chain_faults(record):
    last, previous = 0, ORIGIN
    for entry in record["entries"]:
        number = entry["sequence"]
        if number <= last:
            yield f"An entry numbered {number} was added after entry {last}."
            continue
        if number > last + 1:
            yield f"Removed: {numbered(last + 1, number - 1)}."
        elif entry["hash"] != hash_entry(previous, entry):
            yield f"Entry {number} was altered, or the hash of the entry before it was."
        if entry["event"] != record["event"]["id"]:
            yield f"Entry {number} is of another event."
        last, previous = number, entry["hash"]


def hash_entry(previous, entry):
    return sha256(bytes.fromhex(previous) + canonical(content(entry))).hexdigest()


def content(entry):
    return {name: value for name, value in entry.items() if name != "hash"}


def canonical(value):
    """The same bytes for the same content: RFC 8785, for texts and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def numbered(first, last):
    return f"entry {first}" if first == last else f"entries {first} to {last}"


# The roots: a Merkle tree over the first entries, RFC 9162, section 2.1.1.


def whole_roots(record):
    # Only what a person typed may be a part of a root.
    if any(len(root["root"]) != 64 for root in record["roots"]):
        raise ValueError
    return record["roots"]


def root_faults(entries, roots, source):
    faults = []
    for root in roots:
        size = root["size"]
        if len(entries) < size:
            faults.append(
                f"Removed: {source} says that there were {size} entries, but here are only "
                f"{len(entries)}."
            )
        elif not root_of(entries[:size]).startswith(root["root"]):
            faults.append(
                f"The first {size} entries are not those of {source}: some were altered, removed "
                "or added."
            )
    return faults


def are_chained(roots):
    return any("hash" in root for root in roots)


def root_chain_faults(record):
    """The hash of each root covers the one before it. Files of older versions have none."""
    roots = record["roots"]
    faults = []
    previous = ORIGIN
    for root in roots if are_chained(roots) else []:
        covered = {"event": record["event"]["id"], **content(root)}
        if root.get("hash") != hash_entry(previous, covered):
            faults.append(
                f"Removed: a root before that of {root['day']}, or one of them was altered."
            )
        previous = root["hash"]
    return faults


def unlisted_faults(roots, kept):
    newest = max((root["size"] for root in roots), default=0)
    return [
        f"Removed: the root over {root['size']} entries that you kept is not in the record."
        for root in kept
        if root["size"] <= newest
        and not any(
            each["size"] == root["size"] and each["root"].startswith(root["root"]) for each in roots
        )
    ]


def extra_entries(entries, roots):
    covered = max((root["size"] for root in roots), default=0)
    extra = len(entries) - covered
    return [f"Added: the last {extra} entries are covered by no root."] if extra > 0 else []


def root_of(entries):
    return hash_tree([canonical(content(entry)) for entry in entries]).hex()


def hash_tree(leaves):
    if len(leaves) == 1:
        return hash_leaf(leaves[0])
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hash_pair(hash_tree(leaves[:middle]), hash_tree(leaves[middle:]))


def hash_leaf(leaf):
    return sha256(b"\x00" + leaf).digest()


def hash_pair(left, right):
    return sha256(b"\x01" + left + right).digest()


# The counts: what came in, and where it is after all its moves.


def state_faults(entries):
    counts = dict.fromkeys(STATES, 0)
    faults = []
    for entry in entries:
        before, after = entry["state_before"], entry["state_after"]
        if before is not None:
            counts[before] -= 1
            if counts[before] < 0:
                faults.append(
                    f"Entry {entry['sequence']} moves on what was {STATES[before]}, but nothing "
                    "was: an entry was removed or added."
                )
        counts[after] += 1
    return faults


def count_faults(entries, counts):
    received = sum(entry["state_before"] is None for entry in entries)
    found = {
        state: sum(entry["state_after"] == state for entry in entries)
        - sum(entry["state_before"] == state for entry in entries)
        for state in STATES
    }
    less = {state: found[state] - counts.get(state, 0) for state in STATES}
    if counts["missing"] > 0:
        return [
            f"Missing: {counts['missing']} of {received} are no longer with the department, and "
            "were not recorded as destroyed."
        ]
    if counts["received"] != received or any(less.values()):
        return [f"The page says: {sentence(counts)} But the entries say otherwise: {found}."]
    return []


def sentence(counts):
    told = [f"{counts[state]} {words}" for state, words in STATES.items() if counts.get(state)]
    return f"{counts['received']} came in: {', '.join([*told, str(counts['missing'])])} missing."


# The proof of a receipt.


def proof_faults(proof, record):
    faults = []
    root, opened = proof["root"], proof["entries"]
    if root["root"] not in [each["root"] for each in record["roots"]]:
        faults.append("The root of the proof is not in the record.")
    by_number = {entry["sequence"]: entry for entry in record["entries"]}
    first = opened[0]["entry"]["sequence"]
    for each in opened:
        entry, opening = each["entry"], each["opens"]
        number = entry["sequence"]
        if number not in by_number or content(by_number[number]) != entry:
            faults.append(f"Entry {number} of the proof is not so in the record.")
        if not leads_to(root, number - 1, canonical(entry), each["path"]):
            faults.append(f"Entry {number} of the proof does not lead to its root.")
        if commitment(each["salt"], opening) != entry["commitment"]:
            faults.append(f"Entry {number} is not about what the proof says.")
        if number != first and opening != {"received": first, "state": entry["state_after"]}:
            faults.append(f"Entry {number} is not about this receipt.")
    return faults


def leads_to(root, index, leaf, path):
    """RFC 9162, section 2.1.3.2."""
    last, found = root["size"] - 1, hash_leaf(leaf)
    for step in map(bytes.fromhex, path):
        if index % 2 == 1 or index == last:
            found = hash_pair(step, found)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            found = hash_pair(found, step)
        index, last = index // 2, last // 2
    return last == 0 and found.hex() == root["root"]


def commitment(salt, opened):
    return sha256(bytes.fromhex(salt) + canonical(opened)).hexdigest()


def text_faults(proof, name):
    with open(name, encoding="utf-8-sig") as file:
        if hash_words(file.read()) == proof["entries"][0]["opens"]["text"]:
            return []
    return ["The words are not those that came in: they were altered, or the file holds others."]


def normalized(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


def hash_words(text):
    return sha256(normalized(text).encode()).hexdigest()


# The pack that answers a request for records: a zip.


def check_pack(name, kept):
    with zipfile.ZipFile(name) as pack:
        files = {each: pack.read(each) for each in pack.namelist()}
    statement = json.loads(files.pop("statement.json"))
    faults = file_faults(files, statement["files"])
    released = {}
    for event in statement["events"]:
        found = record_faults(event["record"]) + account_faults(event, statement["request"])
        faults += [f"{event['title']}: {fault}" for fault in found]
        released.update(
            (each["record"], each["opens"]["text"]) for each in event["accounts"] if "opens" in each
        )
    faults += told_faults(statement) + csv_faults(files.get("records.csv", b""), released)
    for root in kept:
        records = [event["record"] for event in statement["events"]]
        if all(kept_faults(record, [root]) for record in records):
            faults.append(f"The root that you kept, of {root['size']} entries, fits no record.")
    if not faults:
        print(pack_sentence(statement["counts"], statement["events"]))
        for event in statement["events"]:
            last = event["record"]["roots"][-1]
            print(f"{event['title']}: sealed on {last['day']} with {last['size']} entries.")
        print(
            f"{len(released)} texts are as they came in. That what is said not to match does not "
            "match is not proven."
        )
        if outside := statement.get("outside", {}).get("found"):
            print(
                f"{outside} other records, such as notes of staff, are in no sealed record: that "
                "none was left out is not proven."
            )
    return faults


def file_faults(files, hashes):
    faults = [f"{name} is missing." for name in hashes if name not in files]
    faults += [f"{name} was added." for name in files if name not in hashes]
    for name in files:
        if name in hashes and sha256(files[name]).hexdigest() != hashes[name]:
            faults.append(f"{name} was altered.")
    return faults


def account_faults(event, request):
    """Each entry of the period stands in one place, and each opened text is the one that came."""
    entries = {each["sequence"]: each for each in event["record"]["entries"]}
    came_in = {number: each for number, each in entries.items() if each["state_before"] is None}
    accounts = event["accounts"]
    told = [each["entry"] for each in accounts] + event["pending"] + event["others"]
    faults = [f"Entry {number} is listed twice." for number in set(told) if told.count(number) > 1]
    for number, entry in came_in.items():
        if number not in told and is_in_period(entry["day"], request):
            faults.append(f"Entry {number} was left out: nothing is said of it.")
    faults += [f"Entry {number} is not one that came in." for number in set(told) - set(came_in)]
    for account in accounts:
        faults += one_account_faults(account, came_in.get(account["entry"], {}))
    return faults


def one_account_faults(account, entry):
    number = account["entry"]
    if account["as"] in ("redacted", "withheld"):
        return [] if account["codes"] else [f"No code is given for entry {number}."]
    if account["as"] != "released":
        return [f"What became of entry {number} is not known."]
    if account.get("changed"):
        return []
    opens = account["opens"]
    opened = {"kind": opens["kind"], "text": hash_words(opens["text"])}
    if commitment(opens["salt"], opened) != entry.get("commitment"):
        return [f"The text of entry {number} is not the one that came in."]
    return []


def is_in_period(day, request):
    first, last = request["first_day"], request["last_day"]
    return (not first or day >= first) and (not last or day <= last)


def told_faults(statement):
    events = statement["events"]
    accounts = [each for event in events for each in event["accounts"]]
    pending, others = (sum(len(event[name]) for event in events) for name in ("pending", "others"))
    found = {
        "entries": len(accounts) + pending + others,
        "matching": len(accounts) + pending,
        "pending": pending,
        "others": others,
    }
    for said in ("released", "redacted", "withheld"):
        found[said] = sum(each["as"] == said for each in accounts)
    if found != statement["counts"]:
        return [f"The statement says {statement['counts']}, but its entries give {found}."]
    return []


def csv_faults(content, released):
    """The table has the texts that the statement opens."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    told = {}
    for row in rows:
        # Concerns come first: other records have numbers of their own.
        told.setdefault(row[0], {normalized(cell.lstrip("'")) for cell in row})
    return [
        f"The text of number {number} is another one in records.csv."
        for number, text in released.items()
        if normalized(text).lstrip("'") not in told.get(str(number), ())
    ]


def pack_sentence(counts, events):
    codes = sorted(
        {code for event in events for account in event["accounts"] for code in account["codes"]}
    )
    under = f" under {'; '.join(codes)}" if codes else ""
    return (
        f"{counts['entries']} entries in this period; {counts['matching']} match the request; "
        f"{counts['released']} released whole, {counts['redacted']} released in part and "
        f"{counts['withheld']} withheld{under}; {counts['pending']} not decided yet."
    )


if __name__ == "__main__":
    sys.exit(main())
