import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from coffeecop.concerns import arriving
from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernState,
    Kind,
    Language,
    Phase,
    Topic,
)
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.parts.import_concerns import importing
from coffeecop.parts.import_concerns.importing import ImportAction
from tests.factories import make_agency, make_concern, make_event, make_past_event, make_topic, save
from tests.of_parts import turn_parts_off
from tests.stored import all_of, fate_of, one_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event(app):
    return make_event(slug="coffee")


@pytest.fixture
def parking(event):
    return make_topic(key="parking", name_en="Parking", name_es="Estacionamiento")


@pytest.fixture
def noise(event):
    return make_topic(key="noise", name_en="Noise and neighbors", name_es="Ruido y vecinos")


@pytest.fixture
def run(app, event, tmp_path):
    """Import a file of this content and return what the command told."""

    def import_it(content, *options, name="concerns.csv", event="coffee"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        db.session.rollback()
        return app.test_cli_runner().invoke(
            args=["import-concerns", str(file), "--event", event, *options]
        )

    return import_it


def json_lines(*told):
    return "".join(f"{json.dumps(each)}\n" for each in told)


def names_of(topics):
    return [topic.name_en for topic in topics]


def check_refused(told, *sentences):
    """Nothing was written, and these sentences say why."""
    assert told.exit_code == 1, told.output
    lines = [line for line in told.stderr.splitlines() if not line.endswith(" so far")]
    assert lines == ["Error: Nothing was imported.", *sentences]
    for model in (Concern, AuditEntry):
        assert all_of(model) == []


def test_a_csv_with_only_words_gets_the_plain_defaults(run, event):
    told = run("body\nCars speed on Maple Court.\n")

    assert (told.exit_code, told.stdout) == (0, "Concerns imported into coffee: 1\n")
    concern = all_of(Concern)[0]
    assert concern.event_id == event.id
    assert concern.body == "Cars speed on Maple Court."
    assert concern.kind is Kind.CONCERN
    assert (concern.wants_talk, concern.wants_answer, concern.is_complaint) == (False,) * 3
    assert (concern.language, concern.state) == (Language.ENGLISH, ConcernState.RECEIVED)
    assert (concern.place, concern.for_neighbor) == (None, False)
    assert concern.receipt_hash is None
    assert concern.topics == []


@pytest.mark.both_databases
@pytest.mark.usefixtures("parking", "noise")
def test_every_column_is_kept(run):
    make_past_event(slug="past")
    told = run(
        "text,kind,topics,talk,answer,about_officer,place,for_neighbor,lang,phase,state,raised_at\n"
        '"¿Quién quita\nel carro?",question,parking;Ruido y vecinos;PARKING,yes,no,x,Sample Ave,'
        "sí,es,at,talked_about,2026-02-26T12:45:00-08:00\n",
        event="past",
    )

    assert told.exit_code == 0, told.output
    concern = all_of(Concern)[0]
    assert concern.body == "¿Quién quita\nel carro?"
    assert concern.kind is Kind.QUESTION
    assert (concern.wants_talk, concern.wants_answer, concern.is_complaint) == (True, False, True)
    assert sorted(names_of(concern.topics)) == ["Noise and neighbors", "Parking"]
    assert {row.assigned_by for row in concern.topic_rows} == {AssignedBy.RESIDENT}
    assert (concern.place, concern.for_neighbor) == ("Sample Ave", True)
    assert (concern.language, concern.phase) == (Language.SPANISH, Phase.AT)
    assert (concern.state, concern.waiting_since) == (ConcernState.TALKED_ABOUT, None)
    assert concern.asked_at == concern.created_at
    assert concern.created_at == datetime(2026, 2, 26, 20, 45, tzinfo=UTC)


@pytest.mark.usefixtures("parking", "noise")
def test_json_lines_have_lists_and_yes_or_no(run):
    told = run(
        json_lines(
            {"body": "Noise", "topics": ["noise", "Parking"], "for_neighbor": True},
            {"body": "Nothing else", "topics": None, "for_neighbor": None, "place": " "},
        ),
        name="concerns.jsonl",
    )

    assert told.exit_code == 0, told.output
    first, second = all_of(Concern)
    assert sorted(names_of(first.topics)) == ["Noise and neighbors", "Parking"]
    assert [first.for_neighbor, second.for_neighbor] == [True, False]
    assert (second.topics, second.place) == ([], None)


@pytest.mark.parametrize(
    "content",
    [
        '\ufeffbody;kind\r\n"Uno; dos";idea\r\n',
        "BODY\tKind\nUno; dos\tIDEA\n",
        '"body","kind","",""\n"Uno; dos","idea","",""\n\n',
        '\ufeff{"body": "Uno; dos", "kind": "idea"}\n\n',
    ],
)
def test_a_file_without_an_ending_is_read_by_its_looks(run, content):
    assert run(content, name="concerns").exit_code == 0
    assert [(concern.body, concern.kind) for concern in all_of(Concern)] == [
        ("Uno; dos", Kind.IDEA)
    ]


@pytest.mark.parametrize(
    ("hours", "phase"), [(-1, Phase.BEFORE), (0.5, Phase.AT), (2, Phase.AFTER)]
)
def test_the_phase_follows_from_when_it_was_raised(run, hours, phase):
    past = make_past_event()
    raised_at = (past.starts_at + timedelta(hours=hours)).isoformat()

    run(f"body,raised_at\nLights are out,{raised_at}\n", event=past.slug)

    assert all_of(Concern)[0].phase is phase


def test_without_a_time_the_phase_is_that_of_today(run):
    past = make_past_event()

    run("body\nLights are out\n")
    run("body\nLights are out\n", event=past.slug)

    assert [concern.phase for concern in all_of(Concern)] == [Phase.BEFORE, Phase.AFTER]


def test_a_time_without_an_offset_is_that_of_the_event(run):
    run("body,raised_at\nWinter,2026-01-15 12:30\nSummer,2026-07-15 12:30\n")

    assert [concern.created_at.hour for concern in all_of(Concern)] == [20, 19]


def test_unknown_columns_are_ignored_and_named_once(run):
    told = run("id,body,source\n1,One,web\n2,Two,web\n")

    assert told.exit_code == 0
    assert told.stderr == "2 so far\nColumns ignored: 'id', 'source'\n"


@pytest.mark.both_databases
def test_another_column_can_name_the_topics_and_missing_ones_are_added(run, event, parking):
    told = run(
        "body,label\nOne,Estacionamiento\nTwo,Árboles caídos\n"
        "Three,árboles  caídos\nFour,ARBOLES-CAIDOS?\n",
        "--topic-column=label",
        "--make-topics",
    )

    assert told.exit_code == 0, told.output
    assert "Topics added: 'Árboles caídos', 'ARBOLES-CAIDOS?'\n" in told.output
    assert "label" not in told.output
    assert names_of(all_of(Concern)[0].topics) == ["Parking"]
    _, first, second = db.session.scalars(select(Topic).order_by(Topic.position)).all()
    assert (first.name_en, first.name_es) == ("Árboles caídos", "Árboles caídos")
    assert (first.agency_id, first.position) == (event.agency_id, parking.position + 1)
    assert first.key == "arboles-caidos"
    assert second.key == "arboles-caidos-2"


def test_topics_of_another_department_are_none_of_ours(run):
    make_topic(agency=make_agency(), key="parking", name_en="Parking")

    told = run("body,topics\nNo space,parking\n")

    check_refused(told, "line 2: topics names 'parking', which is not in the department's list")


@pytest.mark.both_databases
@pytest.mark.usefixtures("parking")
def test_a_topic_is_known_by_its_key_or_its_names_in_use_before_retired(run, noise):
    make_topic(key="lights", name_en="Lights", name_es="Iluminación")
    make_topic(key="old", name_en="Parking", name_es="Aparcamiento", retired_at=now())
    make_topic(key="loud-parties", retired_at=now())
    make_topic(key="parties", name_en="Loud-parties", name_es="Fiestas")
    merged = make_topic(key="music", name_en="Music", name_es="Música", retired_at=now())
    save(merged, replaced_by_id=noise.id)
    meant = {
        # Capitals, accents and spaces make no difference.
        "ILUMINACION": "lights",
        "ruido  y VECINOS": "noise",
        "Parking": "parking",
        "Aparcamiento": "old",
        "loud-parties": "parties",
        # It stands for the one that took over.
        "Music": "noise",
        "music;noise": "noise",
    }

    told = run("body,topics\n" + "".join(f"Loud,{name}\n" for name in meant), "--make-topics")

    assert "Topics added" not in told.stdout
    found = [[topic.key for topic in concern.topics] for concern in all_of(Concern)]
    assert found == [[key] for key in meant.values()]


@pytest.mark.both_databases
def test_an_added_topic_is_audited_and_earlier_concerns_are_classified_with_it(run, event):
    earlier = make_concern(event=event, body="A tree fell", suggested_at=now())

    run("body,topics\nOne,Fallen trees\n", "--make-topics")

    topic, added = one_of(Topic), one_of(AuditEntry, action=AuditAction.TOPIC_ADDED)
    assert (added.subject_id, added.agency_id, added.staff_id) == (topic.id, event.agency_id, None)
    db.session.refresh(earlier)
    assert earlier.suggested_at is None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"body": " \n"}, "body is blank"),
        ({}, "body is blank"),
        ({"body": 7}, "body is '7'; use a text"),
        ({"body": "x" * (LONGEST_BODY + 1)}, "body has 4,001 letters; the most is 4,000"),
        ({"body": "a\0b"}, "body holds a NUL character"),
        ({"body": "\ud83d"}, "body holds half of a character (a lone surrogate)"),
        ({"kind": "complaint"}, "kind is 'complaint'; use concern, question, idea or thanks"),
        ({"talk": "maybe"}, "talk is 'maybe'; use yes or no"),
        ({"answer": "later"}, "answer is 'later'; use yes or no"),
        ({"about_officer": "him"}, "about_officer is 'him'; use yes or no"),
        ({"language": "fr"}, "language is 'fr'; use en or es"),
        ({"phase": "later"}, "phase is 'later'; use before, at or after"),
        (
            {"state": "answered"},
            "state is 'answered'; use received, looked_into, talked_about or closed",
        ),
        # The column's name, and a word, from 1.0.
        ({"status": "new"}, "state is 'new'; use received, looked_into, talked_about or closed"),
        ({"state": "talked_about"}, "state is 'talked_about', and the event has not begun"),
        ({"place": "x" * 121}, "place has 121 letters; the most is 120"),
        ({"for_neighbor": "perhaps"}, "for_neighbor is 'perhaps'; use yes or no"),
        ({"topics": {"a": 1}}, "topics is '{\"a\": 1}'; use a text"),
        ({"raised_at": "Monday"}, "raised_at is 'Monday'; use a time such as 2026-02-26 12:30"),
        ({"raised_at": "1026-02-26"}, "raised_at is '1026-02-26'; that is too long ago"),
        (
            {"raised_at": "2999-01-01T00:00Z"},
            "raised_at is 2999-01-01 00:00:00+00:00, which is still to come",
        ),
        ({"lang": "es", "language": "es"}, "'language' is there twice"),
    ],
)
def test_a_wrong_value_is_named_by_its_line(run, told, sentence):
    wrong = told if "body" in told or not told else {"body": "Lights are out", **told}

    check_refused(
        run(json_lines({"body": "Fine"}, wrong), name="concerns.jsonl"), f"line 2: {sentence}"
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "", "The file holds no concerns."),
        ("a.jsonl", "\n\n", "The file holds no concerns."),
        ("a.csv", "body,kind\n", "The file holds no concerns."),
        ("a.csv", "words\nhello\n", "line 1: the header names no column body or text"),
        ("a.csv", "body,text\na,b\n", "line 1: the header names 'body' twice"),
        ("a.csv", "body,kind\nfine\n", "line 2: the header has 2 columns, this line has 1"),
        ("a.csv", 'body\nfine\n"open\n', "line 3: not CSV from here on (unexpected end of data)"),
        # A text of several lines comes first.
        ("a.csv", 'body,talk\n"1\n2\n3",yes\n\nBad,so\n', "line 6: talk is 'so'; use yes or no"),
        ("a.csv", b"body\nCaf\xe9\n", "line 2: not UTF-8; save the file as UTF-8"),
        (
            "a.csv",
            "body\nHola\n".encode("utf-16"),
            "line 1: holds a NUL byte; this is not a text file in UTF-8",
        ),
        ("a.jsonl", "body\n", "line 1: not JSON; each line must be one JSON object"),
        ("a.jsonl", "[" * 100_000, "line 1: not JSON; each line must be one JSON object"),
        ("a.jsonl", '["body"]\n', "line 1: '[\"body\"]' is not a JSON object"),
        ("a.jsonl", '{"body": "a", "body": "b"}\n', "line 1: 'body' is there twice"),
        ("a.jsonl", '{"body": "a", "topics": {"b": 1, "b": 2}}\n', "line 1: 'b' is there twice"),
        ("a.jsonl", '{"body": "' + "a" * 1_100_000, "line 1: longer than 1,048,576 bytes"),
    ],
)
def test_a_broken_file_is_refused_in_words(run, name, content, sentence):
    check_refused(run(content, name=name), sentence)


def test_of_many_problems_the_first_twenty_are_told(run):
    told = run("body,kind\n" + "Fine,idea\n" * 3 + "Bad,x\n" * 25)

    sentence = "kind is 'x'; use concern, question, idea or thanks"
    check_refused(told, *(f"line {line}: {sentence}" for line in range(5, 25)), "and 5 more")


def test_a_topic_column_must_exist(run):
    check_refused(run("body\nFine\n", "--topic-column=label"), "The file has no column 'label'.")


def test_a_topic_with_too_long_a_name_is_not_made(run):
    told = run(f"body,topics\nFine,{'x' * 61}\n", "--make-topics")

    check_refused(told, "line 2: topics names a topic of 61 letters; the most is 60")


@pytest.mark.both_databases
def test_a_bad_line_late_in_the_file_undoes_what_came_before(run, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)

    told = run("body,kind,topics\n" + "Fine,idea,Trees\n" * 35 + "Bad,x,Trees\n", "--make-topics")

    check_refused(told, "line 37: kind is 'x'; use concern, question, idea or thanks")
    assert told.stderr.startswith("10 so far\n20 so far\n30 so far\n")
    assert all_of(Topic) == []


@pytest.mark.both_databases
def test_the_same_file_is_imported_once_for_each_event(run):
    run("body\nLights are out\n", name="first.csv")

    told = run("body\nLights are out\n", name="second.csv")

    assert told.exit_code == 1
    assert "This file was already imported for this event." in told.output
    assert len(all_of(Concern)) == 1
    assert run("body\nLights are out\n", event=make_event().slug).exit_code == 0


def test_an_import_leaves_an_audit_entry_without_a_path(run, event):
    run("body\nOne\nTwo\n", name="cards of May.csv")

    entry = one_of(AuditEntry)
    assert entry.action == ImportAction.CONCERNS_IMPORTED
    assert (entry.agency_id, entry.staff_id) == (event.agency_id, None)
    assert (entry.subject_table, entry.subject_id) == ("events", event.id)
    assert entry.details == {"concerns": 2, "file": "cards of May.csv"}


@pytest.mark.both_databases
def test_hostile_text_comes_in_exactly_and_names_are_harmless_on_a_terminal(run):
    body = "=1+1 <script> ‮ 👮🏽‍♀️ \u200b {{ x }} é \u2028 end"

    told = run(json_lines({"body": body, "\x1b[31m\ud800": 1}), name="concerns.jsonl")

    assert told.exit_code == 0, told.output
    assert all_of(Concern)[0].body == body
    assert "'\\x1b[31m\\ud800'" in told.stderr


def test_an_unknown_event_is_refused(run):
    told = run("body\nFine\n", event="tea")

    assert (told.exit_code, told.stderr) == (1, "Error: There is no event 'tea'.\n")


def test_a_department_that_does_not_import_is_refused(run, event):
    turn_parts_off(event.agency)

    told = run("body\nFine\n")

    assert told.exit_code == 1
    assert f"{event.agency.name} does not import concerns" in told.stderr
    assert all_of(Concern) == []


def test_a_folder_is_refused(app, event, tmp_path):
    told = app.test_cli_runner().invoke(args=["import-concerns", str(tmp_path), "--event=coffee"])

    assert told.exit_code == 2
    assert f"'{tmp_path}' is a directory" in told.stderr


@pytest.mark.both_databases
@pytest.mark.usefixtures("parking")
def test_a_thousand_more_concerns_cost_far_fewer_statements(run, queries):
    with queries() as statements:
        run("body,topics\n" + "Fine,parking\n" * 1000)

    assert len(all_of(Concern)) == 1000
    assert len(statements) < 200


@pytest.mark.both_databases
def test_where_nobody_can_be_asked_what_may_be_a_complaint_is_for_complaint_staff(run, monkeypatch):
    monkeypatch.setattr(arriving, "sounds_like_complaint", lambda text: "officer" in text)
    monkeypatch.setattr(arriving, "tells_of_danger", lambda text: "gun" in text)
    officer, danger = "The officer hit my son.", "An officer hit him. He has a gun."
    told = run(
        json_lines(
            {"body": officer},
            {"body": danger},
            {"body": officer, "about_officer": "yes"},
            {"body": officer, "about_officer": "no"},
        ),
        name="concerns.jsonl",
    )

    assert [fate_of(each) for each in all_of(Concern)] == [
        (False, True, False),
        (False, False, True),
        (True, False, False),
        (False, False, False),
    ]
    assert "For complaint staff to sort first: 1" in told.output
