"""Words are taken out of a concern and of all that quotes it; what looks alike is shown."""

import json

import pytest

from coffeecop.matters.verbs import Said
from coffeecop.models import EventLine, MatterState
from coffeecop.parts.records.models.requests import Redaction
from coffeecop.parts.records.requests.redacting import alike
from coffeecop.parts.records.tests.requests.test_pack import (
    CODE,
    LIST,
    decide,
    enter,
    make,
    read,
    rows,
)
from coffeecop.parts.records.tests.rows import make_note
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_matter,
    make_staff,
    pass_night,
    save,
    say_of,
)
from tests.of_parts import needs_seals

NAME = "Rosa Sample"


def test_a_name_is_taken_out_of_a_note_and_a_line_where_only_the_label_has_it(clerk):
    concern, officer = make_concern(body="Maple"), make_staff(name=NAME)
    note = make_note(concern, "Maple is dark.", by=officer)
    values = {"event_id": concern.event_id, "staff_id": officer.id}
    save(EventLine(**values, body="Maple was what they said."))
    request = enter(clerk)

    for row in (note, concern.event):
        assert decide(clerk, request, "redact", row, more=NAME, code=CODE).status == 303

    pack = make(clerk, request)
    assert NAME.encode() not in b"".join(pack.values())
    texts = [row["Text"] for row in rows(pack["records.csv"])]
    assert texts == [
        f"[taken out: {CODE}]: Maple is dark.",
        f"[taken out: {CODE}]: Maple was what they said.",
    ]
    assert [row["Places"] for row in rows(pack["redactions.csv"])] == ["1", "1"]


@pytest.mark.both_databases
@needs_seals
def test_words_taken_out_of_a_concern_are_gone_from_all_that_quotes_it(clerk, check):
    event, officer = make_event(), make_staff()
    make_concerns(5, event=event, body="Dogs bark.")
    concern = make_concern(event=event, body=f"Maple: {NAME} races.")
    other = make_concern(event=event, body=f"Maple: {NAME} helped us.")
    note = make_note(concern, f"Maple. I called {NAME}.", by=officer)
    matter = make_matter(concern, name="Maple")
    say_of(matter, Said(MatterState.ANSWERED, f"{NAME} will be asked."))
    save(EventLine(event_id=event.id, staff_id=officer.id, body=f"Maple and {NAME}."))
    quoting = [note, matter, event]
    pass_night(days=2)
    request = enter(clerk)

    decide(clerk, request, "redact", concern, more=NAME, code=CODE)
    for row in (*quoting, other):
        decide(clerk, request, "release", row)
    page = clerk.get(f"{LIST}/{request.id}").words
    pack = make(clerk, request)

    said = f"Also taken out here, as in Number {concern.id}: “{NAME}” ({CODE})"
    assert page.count(said) == len(quoting)
    # One that nothing joins to it is released as it was decided.
    texts = pack["records.csv"].decode()
    assert texts.count(NAME) == 1
    assert f"Maple: {NAME} helped us." in texts
    assert pack["records.html"].decode().count(NAME) == 1
    decisions = {row["Record"]: row["Decision"] for row in rows(pack["records.csv"])}
    assert decisions.pop(f"Number {other.id}") == "released"
    assert {*decisions.values()} == {"redacted"}
    assert len(decisions) == 1 + len(quoting)
    opened = [
        each["record"]
        for record in json.loads(pack["statement.json"])["events"]
        for each in record["accounts"]
        if "opens" in each
    ]
    assert opened == [other.id]
    assert check(pack).returncode == 0


def test_words_taken_out_of_a_note_are_gone_from_its_concern_and_an_event_hides_no_concern(clerk):
    event, officer = make_event(), make_staff(name=NAME)
    concern = make_concern(event=event, body=f"Maple: {NAME} races at Elm.")
    note = make_note(concern, "Maple. Elm is ours.", by=officer)
    save(EventLine(event_id=event.id, staff_id=officer.id, body="Maple."))
    request = enter(clerk)

    decide(clerk, request, "redact", note, more="Elm", code=CODE)
    decide(clerk, request, "redact", event, more=NAME, code=CODE)
    decide(clerk, request, "release", concern)

    texts = rows(make(clerk, request)["records.csv"])
    assert texts[0]["Text"] == f"Maple: {NAME} races at [taken out: {CODE}]."


ALIKE = [
    ("(805) 555-0102", "Call 805 555 0102 or +1 (805) 555-0102.", ["805 555 0102"]),
    ("805-555-0102", "+18055550102, 805.555.0102; 805-555-0102", ["+18055550102", "805.555.0102"]),
    ("Ann", "Anns car, Ann's dog, Ann, annual, planning", ["Anns", "annual"]),
    ("Maple Straße", "maple strasse, MAPLE STRASSE", ["maple strasse", "MAPLE STRASSE"]),
    ("Strasse", "Straße", ["Straße"]),
    (
        "José Sample",
        "JoseSample jose-samples Jos\u00e9\u00a0Sample",
        ["JoseSample", "jose-samples"],
    ),
    ("Ann", "A\u200bnn and A\u00adn\u2060n and \uff21nn", ["A\u200bnn", "A\u00adn\u2060n"]),
    ("Al", "Always", []),
    ("Ann Sample", "Ann came. A sample.", []),
    ("😀", "😀 and 😀!", []),
]


@pytest.mark.parametrize(("words", "text", "found"), ALIKE)
def test_what_looks_alike_and_stays_is_found(words, text, found):
    assert [*alike([text], [Redaction(words=words)])] == found


def test_what_is_taken_out_by_other_words_does_not_look_alike():
    taken = [Redaction(words="Ann"), Redaction(words="Anns")]

    assert alike(["Ann and Anns"], taken) == {}


def test_a_pack_waits_until_somebody_has_seen_what_looks_alike_and_stays(clerk):
    concern = make_concern(body="Maple, says Ann. Call (805) 555-0102 or 805 555 0102.")
    note = make_note(concern, "Maple. Anns number is 8055550102.", by=make_staff())
    request = enter(clerk)
    decide(clerk, request, "redact", concern, more="(805) 555-0102\nAnn", code=CODE)
    decide(clerk, request, "release", note)

    page = clerk.post(f"{LIST}/{request.id}/packs")

    assert page.status == 422
    assert page.texts(".notice li mark") == ["805 555 0102", "8055550102", "Anns"]
    assert clerk.get(f"{LIST}/{request.id}/packs/1.zip").status == 404
    proposed = {row.one("mark").text: row.words for row in page.select(".proposal")}
    assert "Looks like “Ann”, which is taken out" in proposed["Anns"]
    decide(clerk, request, "redact", note, more="8055550102\nAnns", code=CODE)
    page = clerk.post(f"{LIST}/{request.id}/packs")
    assert page.texts(".notice li mark") == ["805 555 0102"]
    clerk.post(f"{LIST}/{request.id}/packs", stays="y")

    pack = read(clerk.get(f"{LIST}/{request.id}/packs/1.zip").response.data)
    assert b"805 555 0102" in pack["records.csv"]
    for gone in (b"8055550102", b"Anns"):
        assert gone not in b"".join(pack.values())
