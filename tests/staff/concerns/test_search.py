"""Search over concerns, places and the messages of their threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text

from coffeecop.db import db, db_writes, sqlite3, truncate_wal
from coffeecop.models import Concern, ConcernState, Message, Role
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.search import LONGEST_SEARCH, matches
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_message,
    make_staff,
    make_topic,
    save,
    sign_in,
)
from tests.search_index import indexed
from tests.staff.concerns.form_filling import listed

pytestmark = pytest.mark.both_databases


def bodies(words):
    return db.session.scalars(select(Concern.body).where(matches(words)).order_by(Concern.id)).all()


def found(words):
    """Return the first word of each concern that a search finds, in order."""
    return [body.split()[0] for body in bodies(words)]


# What a word finds


def test_a_word_is_found_by_its_beginning_whatever_case_and_accents(app):
    make_concern(body="Nothing of the kind.")
    for words, said in [
        ("speed", "They are speeding again."),
        ("SPEEDING", "they are speeding again"),
        ("semaforo", "Los semáforos no sirven."),
        ("semáforo", "LOS SEMAFOROS NO SIRVEN"),
        ("SEMÁFORO", "Los sema\u0301foros no sirven."),
        ("nino", "¿Dónde juegan los niños?"),
        ("ÑANDÚ", "un ñandú"),
        ("zoe's", "It is Zoë’s dog."),
        ("e-bike", "Too many e-bikes."),
        ("ebike", "Too many ebikes."),
        ("main oak", "At Main/Oak."),
        ("example.org", "See https://www.example.org/page?x=1."),
        ("4:30", "From 4:30 on."),
        ("1e5", "Unit 1e5."),
        ("12th", "On 12th Street."),
        ("“stop sign”", "No stop sign there."),
        ("dog park", "The park is full of dogs."),
        ("公園", "公園 is our park."),
    ]:
        make_concern(body=said)
        assert said in bodies(words)
        assert "Nothing of the kind." not in bodies(words)


def test_what_does_not_have_all_the_words_is_not_found(app):
    for words, said in [
        ("peed", "speeding"),
        ("speeding trucks", "speeding cars"),
        ('"stop sign"', "They sign at the stop."),
        ('"stop sig"', "A stop sign."),
        ("bike-e", "an e-bike"),
        ("main oak", "Main Street"),
    ]:
        make_concern(body=said)
        assert said not in bodies(words)


def test_the_place_and_all_messages_of_the_thread_are_searched_as_one_text(app):
    # The name of a topic is not searched.
    topic = make_topic(name_en="Traffic")
    concern = make_concern(body="Cars race here.", place="Álamo Court", topics=[topic])
    make_message(concern, "We will bring the radar.", by=make_staff())
    make_message(concern, "Gracias, señor oficial.")
    make_concern(body="Radar, please.")

    assert found("traffic") == []
    assert found("alamo") == found("gracias") == ["Cars"]
    assert found("race álamo radar senor") == ["Cars"]
    assert found("radar") == ["Cars", "Radar,"]


def test_whatever_is_typed_is_free_text(app):
    make_concern(body="Cars and 🚗 near Maple Court; any body.")

    # What an attacker would send is tried by tests/attack/test_addresses.py.
    for words in [
        "AND",
        "cars AND",
        "NOT cars",
        "NEAR(cars maple)",
        "body:cars",
        "^cars",
        "*",
        '"',
        '""',
        "“cars” «maple»",
        "cars & maple | !court",
        "cars:*",
        "cars <-> maple",
        "(cars",
        "cars)",
        "\\",
        "\\' cars",
        "🚗",
        "½ ² ﬁ ß",
        "\u0301",
        "\ufffd",
        "?!.,;",
        "cars " * 1000,
        "a b c d e f g h i j k l m n o p " * 200,
    ]:
        assert len(ConcernFilter.read({"q": words}).search) <= LONGEST_SEARCH
        assert found(words) in ([], ["Cars"])
    for words in ("-cars", "cars*", '"cars', "🚗 cars", "cars AND maple"):
        assert found(words) == ["Cars"]


def test_a_search_without_a_word_finds_nothing_and_spaces_are_no_search(officer):
    concern = make_concern()

    for words in ("?", "🚗", '""', "- * :"):
        assert listed(search(officer, words)) == []
    assert listed(search(officer, "   ")) == [concern.body]


def search(visitor, words):
    return visitor.get(f"/staff/concerns?{urlencode({'q': words})}")


# The index follows the texts


def test_changed_texts_are_found_by_their_new_words_alone(app):
    concern = make_concern(body="About trash.", place="Elm Street")
    message = make_message(concern, "More trash.")
    concern.body, concern.place, message.body = "On noise.", "Oak Street", "Louder now."
    db.session.commit()

    assert found("trash") == found("elm") == found("more") == []
    assert found("noise oak louder") == ["On"]
    save(concern, place=None)
    assert found("oak") == []
    assert found("noise louder") == ["On"]


def test_a_deleted_message_is_found_no_more_but_the_others_are(app):
    concern = make_concern(body="Here.")
    make_message(concern, "First xylophone.")
    make_message(concern, "Then zither.")
    db.session.delete(concern.messages[0])
    db.session.commit()

    assert found("xylophone") == []
    assert found("here zither") == ["Here."]


@pytest.mark.parametrize("table", ["concerns", "events"])
def test_with_a_concern_go_its_words(app, table):
    make_message(make_concern(body="Xylophones at night."), "Zithers too.")

    db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    db.session.commit()

    assert indexed() == set()


def test_rows_that_no_model_wrote_are_found(app):
    event = make_event()
    concern = make_concern(event=event, body="Here.")
    db.session.execute(text("UPDATE concerns SET body = 'Xylophones.'"))
    db.session.execute(
        text(
            "INSERT INTO messages (concern_id, form_key_hash, body, created_at) "
            "VALUES (:id, 'k', 'Zithers.', '2026-01-01')"
        ),
        {"id": concern.id},
    )
    db.session.commit()

    assert found("xylophones zithers") == ["Xylophones."]
    assert found("here") == []


def test_messages_that_come_at_once_are_all_found(app):
    concern = make_concern(body="Here.")
    words = [f"xylophone{number}" for number in range(8)]
    db.session.remove()
    all_ready = Barrier(len(words))

    def send(word):
        with app.app_context(), db_writes():
            all_ready.wait(60)
            db.session.add(Message(concern_id=concern.id, form_key_hash=word, body=word))

    with ThreadPoolExecutor(len(words)) as threads:
        list(threads.map(send, words))

    assert found(" ".join(words)) == ["Here."]


def test_a_very_long_thread_can_still_be_written_and_found(app):
    concern = make_concern(body="Xylophones.")
    for number in range(28):
        make_message(concern, " ".join(f"{number}w{n}" for n in range(550)))

    assert found("xylophones 0w549") == ["Xylophones."]


def test_deleted_words_leave_no_bytes_in_the_files(app, database_name):
    if database_name != "sqlite":
        pytest.skip("PostgreSQL keeps its files to itself")
    kept = make_concern(body="About xylograph prints.")
    concern = make_concern(body="Xylophonists of Quetzalcoatl.", place="Wolframite Alley")
    make_message(concern, "Zwischenzug and Pneumatolysis.")
    thread = make_message(kept, "Kryptonite.")
    # Without their first letters: the index keeps only what differs from the word before.
    secrets = ["lophonist", "etzalcoat", "olframit", "ischenzu", "neumatoly", "ryptonit"]
    before = stored_text()
    assert all(secret in before for secret in secrets)

    db.session.delete(concern)
    db.session.delete(thread)
    db.session.commit()
    db.session.remove()

    assert truncate_wal()
    after = stored_text()
    assert [secret for secret in secrets if secret in after] == []
    assert "xylograph" in after


def stored_text():
    """Return everything in the files of the database, in lower case."""
    file = Path(db.engine.url.database)
    parts = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    return parts.decode("latin-1").lower()


def test_a_backup_can_be_searched(app, database_name, tmp_path):
    if database_name != "sqlite":
        pytest.skip("pg_dump is PostgreSQL's own")
    concern = make_concern(body="Xylophones at night.")
    with (
        closing(sqlite3.connect(db.engine.url.database)) as source,
        closing(sqlite3.connect(tmp_path / "backup.sqlite3")) as backup,
    ):
        source.backup(backup)
        rows = backup.execute("SELECT rowid FROM concern_words WHERE concern_words MATCH 'xylo*'")
        assert rows.fetchall() == [(concern.id,)]
        # Raises if the index does not agree with its texts.
        backup.execute("INSERT INTO concern_words (concern_words) VALUES ('integrity-check')")


# The list


def test_a_search_is_said_in_the_list_the_title_and_the_form(plain_officer):
    make_concern(body="No stop sign here.")
    make_concern(body="Music at night.")

    page = plain_officer.get("/staff/concerns?q=%22stop+sign%22+%3Cb%3E")
    assert page.value("#q") == '"stop sign" <b>'
    assert page.text("title").startswith('Concerns, “"stop sign" <b>”')
    page = plain_officer.get("/staff/concerns?q=stop")
    assert listed(page) == ["No stop sign here."]
    assert page.texts("#conditions li") == ["“stop”"]
    assert page.text("#concern-list h2") == "1 concern"


def test_what_the_list_leaves_out_a_search_leaves_out_and_complaints_are_searched_apart(visitor):
    sign_in(visitor, *set(Role) - {Role.COMPLAINTS})
    make_message(make_concern(body="xylophone", place="Xylo", is_complaint=True), "xylo")
    make_concern(body="xylophone", event=make_event(agency=make_agency()))
    make_concern(body="xylophone", is_held=True)
    make_concern(body="xylophone", state=ConcernState.WITHDRAWN)
    make_concern(body="xylophone", state=ConcernState.HIDDEN)

    page = visitor.get("/staff/concerns?q=xylo")

    assert listed(page) == []
    assert page.text("#concern-list h2") == "0 concerns"
    sign_in(visitor, Role.COMPLAINTS)
    assert listed(visitor.get("/staff/concerns?q=xylo&complaint=1")) == ["xylophone"]
