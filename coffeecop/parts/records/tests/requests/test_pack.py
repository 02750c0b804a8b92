"""A pack: what is released, without what was taken out, and proof that nothing was left out."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from coffeecop.db import db_writes
from coffeecop.models import Language, Need
from coffeecop.parts import links_of, parts
from coffeecop.parts.hooks import SealedRecords
from coffeecop.parts.records.models.requests import RecordsRequest
from coffeecop.parts.records.tests.rows import key_of, make_note
from coffeecop.web.csv_files import escape_formula
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_message,
    make_rsvp,
    make_staff,
    pass_night,
    save,
    the_agency,
)
from tests.forging import rebuild, seal_of
from tests.of_parts import needs_seals
from tests.stored import all_of, one_of, reload

LIST = "/staff/records/requests"
CODE = "Cal. Gov. Code 7927.700 (personal privacy)"
SECRET = "805-555-0142"
NAME = "José Sample"


@pytest.fixture
def concerns(clerk):
    """Seven that came in, of which four have the word."""
    event = make_event()
    make_concerns(3, event=event, body="Dogs bark.")
    bodies = (
        "=Maple needs light,\n\nnot noise.",
        f"Maple: {NAME} races. Call {SECRET}.",
        "Maple, who did it",
        "Maple, not read yet",
    )
    found = [make_concern(event=event, body=body) for body in bodies]
    make_message(found[1], body=f"We called {SECRET} and jose  sample.", by=make_staff())
    pass_night(days=2)
    return found


@pytest.fixture
def request_(concerns, clerk):
    return enter(clerk)


@pytest.fixture
def pack(request_, concerns, clerk):
    whole, part, withheld, _pending = concerns
    decide(clerk, request_, "release", whole)
    decide(clerk, request_, "withhold", withheld, code="RCW 42.56.240")
    decide(clerk, request_, "redact", part, more=f"{SECRET}\n{NAME}", code=CODE)
    return make(clerk, request_)


def enter(clerk, **wanted):
    answer = clerk.post(LIST, **{"words": "maple", **wanted})
    assert answer.status == 303, answer.words
    return all_of(RecordsRequest)[-1]


def decide(clerk, request, decision, *rows, **fields):
    fields["records"] = [key_of(row) for row in rows]
    return clerk.post(f"{LIST}/{request.id}/decisions", decision=decision, **fields)


def make(clerk, request, number=1):
    clerk.post(f"{LIST}/{request.id}/packs")
    return read(clerk.get(f"{LIST}/{request.id}/packs/{number}.zip").response.data)


def read(file):
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def changed(pack, change):
    statement = json.loads(pack["statement.json"])
    change(statement)
    return {**pack, "statement.json": json.dumps(statement).encode()}


def test_what_was_taken_out_is_gone_from_every_file(pack, concerns):
    everything = b"".join(pack.values()).decode()

    for secret in (SECRET, "5550142", NAME, "José", "jose", "who did it", "not read yet"):
        assert secret not in everything
    assert f"[taken out: {CODE}] races." in rows(pack["records.csv"])[1]["Text"]
    assert "races." in pack["records.html"].decode()
    assert rows(pack["redactions.csv"]) == [
        {
            "Number": str(concerns[1].id),
            "Record": f"Number {concerns[1].id}",
            "Code": CODE,
            "Places": "4",
        }
    ]


def test_the_texts_are_there_for_a_spreadsheet_and_as_a_page_by_itself(pack, request_, concerns):
    table = rows(pack["records.csv"])
    assert [row["Number"] for row in table] == [str(each.id) for each in concerns[:3]]
    assert table[0]["Text"] == escape_formula(concerns[0].body)
    assert table[1]["Place and messages"].startswith("Department: We called [taken out")
    assert {table[2][each] for each in ("Text", "Kind", "Topics")} == {""}
    assert [(row["Decision"], row["Codes"]) for row in table] == [
        ("released", ""),
        ("redacted", CODE),
        ("withheld", "RCW 42.56.240"),
    ]
    page = LexborHTMLParser(pack["records.html"].decode())
    assert page.css_first("title").text() == f"Request {request_.id}, pack 1"
    assert page.css_first("html").attributes["lang"] == "en"
    assert page.css("link, script, img") == []
    assert (
        {".html", ".csv"}
        <= {Path(name).suffix for name in pack}
        <= {".html", ".csv", ".json", ".py"}
    )
    assert f"Number {concerns[0].id}" in [each.text() for each in page.css("h2")]


@needs_seals
def test_a_requester_checks_that_nothing_was_left_out(pack, check):
    statement = json.loads(pack["statement.json"])
    record = statement["events"][0]["record"]

    result = check(pack, f"--root={seal_of(record)}")

    first, seal, last = result.stdout.splitlines()
    assert first == (
        "7 entries in this period; 4 match the request; 1 released whole, 1 released in part and "
        f"1 withheld under {CODE}; RCW 42.56.240; 1 not decided yet."
    )
    assert seal.endswith(f"sealed on {record['roots'][-1]['day']} with 7 entries.")
    assert last == (
        "1 texts are as they came in. That what is said not to match does not match is not proven."
    )
    assert result.returncode == 0
    # Whoever knows nearly all of a text could find the rest of it by its hash.
    opened = [each["record"] for each in statement["events"][0]["accounts"] if "opens" in each]
    assert opened == [int(rows(pack["records.csv"])[0]["Number"])]


ALTERED = [
    (lambda event: event["others"].pop(), "was left out: nothing is said of it."),
    (lambda event: event["others"].append(event["others"][0]), "is listed twice."),
    (lambda event: event["others"].append(99), "Entry 99 is not one that came in."),
    (
        lambda event: event["accounts"][0]["opens"].update(text="Maple needs dark."),
        "is not the one that came in.",
    ),
    (lambda event: event["accounts"][2].update(codes=[]), "No code is given"),
    (lambda event: event["accounts"][2].update(**{"as": "lost"}), "is not known."),
    (lambda event: event["record"]["entries"].pop(), "Removed: the page says"),
]


@needs_seals
def test_an_altered_statement_is_refused(pack, check):
    for change, fault in ALTERED:
        result = check(changed(pack, lambda told, change=change: change(told["events"][0])))

        assert result.returncode == 1
        assert fault in result.stdout
        assert "entries in this period" not in result.stdout


@needs_seals
def test_an_altered_file_is_refused(pack, check):
    altered = pack["records.csv"].replace(b"needs light", b"needs noise")

    result = check({**pack, "records.csv": altered, "more.txt": b"more"})
    assert "records.csv was altered." in result.stdout
    assert "is another one in records.csv." in result.stdout
    assert "more.txt was added." in result.stdout
    assert result.returncode == 1
    less = {name: content for name, content in pack.items() if name != "redactions.csv"}
    assert "redactions.csv is missing." in check(less).stdout


@needs_seals
def test_a_record_that_was_made_anew_without_an_entry_does_not_fit_a_seal_that_was_kept(
    pack, check
):
    seal = seal_of(json.loads(pack["statement.json"])["events"][0]["record"])

    def leave_out(statement):
        event = statement["events"][0]
        last = max(event["others"])
        event["record"]["entries"] = event["record"]["entries"][: last - 1]
        rebuild(event["record"])

    result = check(changed(pack, leave_out), f"--root={seal}")

    assert result.returncode == 1
    assert "The root that you kept, of 7 entries, fits no record." in result.stdout


@needs_seals
def test_before_anything_is_decided_there_is_no_pack_but_that_nothing_was_found_is_one(
    request_, clerk
):
    assert clerk.post(f"{LIST}/{request_.id}/packs").status == 422
    clerk.post(LIST, words="zanzibar")

    pack = make(clerk, all_of(RecordsRequest)[-1])

    assert json.loads(pack["statement.json"])["counts"]["matching"] == 0


@pytest.mark.both_databases
@needs_seals
def test_a_later_pack_says_what_is_new_and_leaves_the_rest(pack, request_, concerns, clerk, check):
    decide(clerk, request_, "release", concerns[3])

    second = make(clerk, request_, 2)

    first_in = [row["First in pack"] for row in rows(second["records.csv"])]
    assert first_in == ["1", "1", "1", "2"]
    assert "1 record is new in it." in second["records.html"].decode()
    assert check(second).returncode == 0
    page = clerk.post(f"{LIST}/{request_.id}/packs")
    assert (page.status, "Nothing was decided since" in page.words) == (422, True)


def test_what_came_after_the_decision_is_not_released_unseen(request_, concerns, clerk):
    decide(clerk, request_, "release", concerns[0])
    make_message(reload(concerns[0]), body="My number is 805 555 0199")

    pack = make(clerk, request_)

    assert b"555 0199" not in b"".join(pack.values())


@needs_seals
def test_a_name_that_was_taken_out_stays_out_when_its_owner_is_promoted(concerns, clerk):
    officer = make_staff(name="Officer Ana Example")
    note = make_note(concerns[0], "Maple.", by=officer)
    request = enter(clerk)
    decide(clerk, request, "release", concerns[0])
    decide(clerk, request, "redact", note, more=officer.name, code=CODE)
    save(officer, name="Sgt. Ana Example")

    assert "Ana Example" not in b"".join(make(clerk, request).values()).decode()
    assert "Changed since: decide again" in clerk.get(f"{LIST}/{request.id}").words


def test_what_was_decided_in_another_language_is_in_the_pack(clerk):
    rsvp = make_rsvp(other_language="Maple", needs={Need.OTHER_LANGUAGE, Need.STEP_FREE})
    request = enter(clerk)
    save(clerk.member, language=Language.SPANISH)
    decide(clerk, request, "release", rsvp)
    save(clerk.member, language=Language.ENGLISH)

    (row,) = rows(make(clerk, request)["records.csv"])
    assert "A way in without steps" in row["Text"]


@needs_seals
def test_words_that_staff_changed_are_said_to_be_changed(request_, concerns, clerk, check):
    save(reload(concerns[0]), body="Maple needs light.")
    decide(clerk, request_, "release", concerns[0])

    pack = make(clerk, request_)

    account = json.loads(pack["statement.json"])["events"][0]["accounts"][0]
    assert account["changed"]
    assert check(pack).returncode == 0


@needs_seals
def test_a_period_counts_its_own_entries_alone_and_what_has_no_seal_is_named(
    concerns, clerk, check
):
    today = concerns[0].created_at.date()
    unsealed = make_concern(body="Maple")
    clerk.post(LIST, words="maple", first_day=str(today + timedelta(days=-1)), last_day=str(today))
    request = one_of(RecordsRequest)
    decide(clerk, request, "release", *concerns, unsealed)

    pack = make(clerk, request)

    statement = json.loads(pack["statement.json"])
    assert statement["unsealed"] == [unsealed.id]
    assert statement["counts"]["matching"] == 4
    assert check(pack).returncode == 0


def zip_of(visitor, request):
    return visitor.get(f"{LIST}/{request.id}/packs/1.zip").response.data


@pytest.mark.both_databases
def test_whoever_downloads_a_pack_and_when_gets_what_was_made(
    pack, request_, concerns, clerk, reader_of_all
):
    first = zip_of(clerk, request_)
    with db_writes():
        reload(concerns[0]).body = "Nobody has looked at this."
        reload(concerns[0]).event.title_en = "Another name"
    decide(clerk, request_, "release", concerns[3])
    make(clerk, request_, 2)
    save(reader_of_all.member, language=Language.SPANISH)
    assert zip_of(reader_of_all, request_) == first
    assert read(first) == pack


@pytest.mark.both_databases
def test_a_pack_goes_never_beyond_what_its_request_covers_whoever_makes_it(
    request_, concerns, clerk, reader_of_all
):
    decide(clerk, request_, "release", *concerns)
    save(reload(concerns[2]), is_complaint=True)
    assert "who did it" not in reader_of_all.get(f"{LIST}/{request_.id}").words
    pack = make(reader_of_all, request_)

    assert b"who did it" not in b"".join(pack.values())
    numbers = [int(row["Number"]) for row in rows(pack["records.csv"])]
    assert numbers == [concerns[0].id, concerns[1].id, concerns[3].id]


def test_where_no_part_seals_what_came_in_it_says_nothing_of_proof(request_, concerns, clerk):
    sealing = links_of(None, SealedRecords)
    own = [part.name for part in parts() if any(link in sealing for link in part.links)]
    save(the_agency(), parts_off=own)
    decide(clerk, request_, "release", concerns[0])

    pack = make(clerk, request_)

    assert "needs light" in rows(pack["records.csv"])[0]["Text"]
    assert not {"statement.json", "verify_record.py"} & pack.keys()
    assert "verify_record" not in pack["records.html"].decode()
