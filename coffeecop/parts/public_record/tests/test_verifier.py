"""The verifier finds what was altered, removed or added, in a file and with Python alone."""

import json
import subprocess
import sys
from copy import deepcopy
from runpy import run_path

import pytest

from coffeecop.config import PROJECT
from coffeecop.db import db, db_writes
from coffeecop.models import Concern, ConcernState
from coffeecop.models.hash_chain import ORIGIN
from coffeecop.parts.public_record.jobs import record_unrecorded
from coffeecop.parts.public_record.log import record_destruction
from coffeecop.parts.public_record.tests.rows import make_record, record_with_three_seals
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_event, make_message, make_staff, pass_night, save
from tests.forging import WAYS, chain_roots, rebuild, seal_of, short_seal_of, tamperings
from tests.public.concerns.sent_concern import CODE

VERIFIER = PROJECT / "docs" / "verify_record.py"
TEXT = "¿Por qué corren los carros?\r\n\r\nCada mañana."


@pytest.fixture
def event(app):
    """An event with seven concerns, of which the last is answered, and its root."""
    event = make_event()
    make_record(6, event=event, wants_answer=True)
    concern = make_concern(event=event, kind="question", body=TEXT, receipt_hash=hash_code(CODE))
    record_unrecorded()
    make_message(concern, by=make_staff())
    pass_night(days=2)
    return event


@pytest.fixture
def proof(record, visitor):
    return json.loads(visitor.get(f"/receipts/{CODE}/proof.json").body)


@pytest.fixture
def check(tmp_path):
    def run(record, *options, **files):
        for name, content in {"record": record, **files}.items():
            is_text = isinstance(content, str)
            (tmp_path / name).write_text(content if is_text else json.dumps(content), "utf-8")
        files = [each for name in files for each in (f"--{name}", name)]
        # -I: it can import nothing of ours.
        command = [sys.executable, "-I", VERIFIER, "record", *options, *files]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_an_honest_record_is_in_order(record, check):
    result = check(record, f"--root={seal_of(record)}")

    assert result.stdout == (
        "7 came in: 1 answered, 6 waiting, 0 missing.\nAll 8 entries are as they were written.\n"
    )
    assert result.returncode == 0


def test_the_seal_of_a_poster_is_enough(record, check):
    seal = short_seal_of(record)
    assert check(record, f"--root={seal}", f"--root= {seal.upper()} ").returncode == 0
    other = seal[:-1] + ("0" if seal[-1] == "1" else "1")
    result = check(record, f"--root={other}")

    assert "The first 8 entries are not those of what you kept" in result.stdout
    assert result.returncode == 1


def changed(content, change):
    copy = deepcopy(content)
    change(copy)
    return copy


def test_what_was_altered_removed_or_added_is_named(record, check):
    for change, fault in (
        (lambda lines: lines[2].update(state_after="answered"), "Entry 3 was altered"),
        (lambda lines: lines[2].update(day="2020-01-01"), "Entry 3 was altered"),
        (lambda lines: lines.pop(2), "Removed: entry 3."),
        (lambda lines: lines.pop(), "Removed: the page says that there were 8 entries"),
        (lambda lines: lines.insert(3, dict(lines[0])), "An entry numbered 1 was added"),
        (lambda lines: lines.append({**lines[7], "sequence": 9}), "Added: the last 1 entries"),
    ):
        result = check({**record, "entries": changed(record["entries"], change)})

        assert fault in result.stdout
        assert result.returncode == 1


def test_a_record_that_was_made_anew_does_not_fit_a_root_that_somebody_kept(record, check):
    kept = f"--root={seal_of(record)}"
    for change in (
        lambda forged: forged["entries"][2].update(commitment="0" * 64),
        lambda forged: forged["entries"].pop(2),
        lambda forged: forged["entries"].insert(3, dict(forged["entries"][0])),
    ):
        forged = rebuild(changed(record, change))
        counts = forged["counts"]
        received = sum(entry["state_before"] is None for entry in forged["entries"])
        counts["waiting"] += received - counts["received"]
        counts["received"] = received

        assert check(forged).returncode == 0
        assert check(forged, kept).returncode == 1


def test_each_of_116_ways_to_tamper_with_a_file_is_found(event, visitor, tmp_path, monkeypatch):
    record = record_with_three_seals(event, visitor)
    main = run_path(str(VERIFIER))["main"]
    file = tmp_path / "record.json"
    monkeypatch.setattr(sys, "argv", ["verify_record.py", str(file)])

    def status(content):
        file.write_text(json.dumps(content), "utf-8")
        return main()

    ways = list(tamperings(record))
    assert status(record) == 0
    assert [name for name, forged in ways if status(forged) == 0] == []
    assert len(ways) >= WAYS


def test_a_root_that_was_removed_is_found_by_its_gap_and_by_who_kept_it(record, check):
    kept = f"--root={seal_of(record, 0)}"
    assert check(record, kept).returncode == 0

    del record["roots"][0]
    assert "Removed: a root before that of" in check(record).stdout
    chain_roots(record)
    assert check(record).returncode == 0
    assert "Removed: the root over 6 entries that you kept" in check(record, kept).stdout


def test_a_sentence_that_the_entries_do_not_bear_out_is_a_fault(record, check):
    record["counts"].update(answered=7, waiting=0)

    assert "But the entries say otherwise" in check(record).stdout


def test_a_lawful_destruction_is_no_fault_and_a_loss_is_one(event, record, visitor, check):
    kept = f"--root={seal_of(record)}"
    first, second = db.session.query(Concern).order_by(Concern.id).limit(2)
    with db_writes():
        record_destruction(first)
        db.session.delete(first)
    pass_night(days=3)
    later = json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
    result = check(later, kept)
    assert "5 waiting, 1 destroyed as the law allows, 0 missing." in result.stdout
    assert result.returncode == 0

    with db_writes():
        db.session.delete(db.session.get_one(Concern, second.id))
    later = json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
    result = check(later, kept)
    assert "Missing: 1 of 7 are no longer with the department" in result.stdout
    assert result.returncode == 1


def test_a_receipts_proof_shows_that_the_words_are_as_they_were_sent(record, proof, check):
    # As an editor on another system saves it.
    result = check(record, proof=proof, text="\ufeff" + TEXT.replace("\r\n", "\n") + "\n")

    assert result.stdout.endswith("Your receipt is in the record. Your words are unaltered.\n"), (
        result
    )
    assert "carros" not in json.dumps(proof)
    assert "The words are not those" in check(record, proof=proof, text="All is well.").stdout


def test_a_proof_that_does_not_fit_is_a_fault(record, proof, check):
    for change, fault in (
        (lambda given: given["entries"][0].update(salt="0" * 64), "is not about what the proof"),
        (lambda given: given["entries"][1]["path"].reverse(), "does not lead to its root"),
        (lambda given: given["entries"][0]["entry"].update(sequence=1), "is not so in the record"),
        (lambda given: given["root"].update(root="0" * 64), "The root of the proof is not in"),
    ):
        result = check(record, proof=changed(proof, change))

        assert fault in result.stdout
        assert result.returncode == 1


def test_a_record_of_1_0_is_in_order_without_the_words_that_came_later(record, check):
    for name in ("talked_about", "declined", "closed"):
        assert record["counts"].pop(name) == 0
    for root in record["roots"]:
        del root["hash"]

    result = check(record, f"--root={seal_of(record)}")
    assert "older version, which does not show whether a root was removed" in result.stdout
    assert result.returncode == 0


def test_what_was_corrected_is_in_order(event, record, visitor, check):
    (concern,) = db.session.query(Concern).filter_by(kind="question")
    save(concern, state=ConcernState.CLOSED)
    pass_night(days=3)
    later = json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
    result = check(later, f"--root={seal_of(record)}")

    assert "7 came in: 6 waiting, 1 closed with no answer, 0 missing." in result.stdout
    assert result.returncode == 0


NO_RECORDS = (
    "",
    "[]",
    "{}",
    "[" * 100_000,
    '{"a":' * 100_000 + "1" + "}" * 100_000,
    '{"entries": [1], "roots": [], "counts": {}}',
)


@pytest.mark.parametrize("content", NO_RECORDS)
def test_a_file_that_is_no_record_is_said_to_be_none_in_a_sentence(check, content):
    result = check(content)

    assert result.stderr == (
        "record cannot be read: it is not what the page gave, or only a part of it. "
        "Save it again from the page.\n"
    )
    assert result.returncode == 2


def test_a_record_of_another_shape_is_said_to_be_none(record, check):
    for change in (
        lambda given: given.update(roots=None),
        lambda given: given.update(counts=[]),
        lambda given: given["roots"][0].update(size=0),
        lambda given: given["roots"][0].update(size="8"),
        lambda given: given["roots"][0].update(root=given["roots"][0]["root"][:20]),
        lambda given: given["entries"][2].update(state_after="lost"),
        lambda given: given["entries"][2].update(state_after=[]),
        lambda given: given["entries"][2].update(sequence=None),
        lambda given: given["entries"][2].update(hash="no hash"),
    ):
        result = check(changed(record, change))

        assert result.stderr.startswith("record cannot be read: it is not what the page gave")
        assert result.returncode == 2


def test_which_file_cannot_be_read_is_said(record, check):
    for content in ("[" * 100_000, "{}", '{"root": [], "entries": []}'):
        result = check(record, proof=content)
        assert result.stderr.startswith("proof cannot be read")
        assert result.returncode == 2
    result = check(record, "--proof=lost.json")
    assert result.stderr == "lost.json cannot be opened: No such file or directory.\n"
    assert result.returncode == 2


def test_what_is_no_root_is_said_to_be_none_in_a_sentence(record, check):
    for root in ("", "8", "8:abc", f"0:{ORIGIN}", f"²:{ORIGIN}", f"8:{'é' * 64}"):
        result = check(record, f"--root={root}")

        assert "this is not a root. A root is a number, a colon, and 64 letters" in result.stderr
        assert result.returncode == 2
