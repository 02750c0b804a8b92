"""What would change is shown before anything is saved, and saving then does just that."""

import pytest

from coffeecop.analysis import classification
from coffeecop.db import db, now
from coffeecop.engine import assigner_process
from coffeecop.engine.assigner_process import AssignmentFailed
from coffeecop.models import AssignedBy, Topic
from coffeecop.staff.topics import impact_preview
from tests.factories import make_agency, make_concern, make_concerns, make_event
from tests.staff.form_filling import as_shown
from tests.staff.topics.form_filling import PARTS, send, starter_topics
from tests.stored import dump, one_of, topic_assignments

pytestmark = pytest.mark.slow

PARKED = "A car is parked across my driveway every day, please tow it."
BIKES = "Kids on e-bikes, e-bikes everywhere: an e-bike nearly hit me on the pier."
LOUD = "Loud music and noise from the party house all night."
# A topic that is not on the list yet.
E_BIKES = {"name_en": "E-bikes", "name_es": "Bicis", "keywords_en": "e-bike\ne-bikes\npier"}


@pytest.fixture
def topics(app):
    return starter_topics()


@pytest.fixture
def day(app):
    return make_event()


def summary(page):
    return page.text("#changes-heading")


def told(page):
    """Return the lines about concerns that would change, and how many of each are quoted."""
    return {
        " ".join(details.select_one("summary").get_text().split()): len(details.select(".quote"))
        for details in page.soup.select("[aria-labelledby=changes-heading] details")
    }


def read_all():
    assert classification.classify_due()
    db.session.rollback()


def test_no_change_moves_nothing(admin, topics, day):
    make_concern(event=day, body=PARKED)

    page = send(admin, topics["parking"], button="/preview")

    assert page.status == 200
    assert page.is_whole is not admin.htmx
    assert summary(page) == "What would change: no concern would move"


def test_a_new_topic_shows_which_concerns_it_would_get_and_saving_moves_them(admin, topics, day):
    bikes = [make_concern(event=day, body=f"{BIKES} {n}") for n in range(7)]
    make_concern(event=day, body=PARKED)
    read_all()
    before = dump()

    page = admin.post("/staff/topics/preview", **E_BIKES)

    assert summary(page) == "What would change: 7 concerns would move"
    assert sum(told(page).values()) == impact_preview.EXAMPLES
    assert all("E-bikes" in line for line in told(page))
    assert page.value("#keywords_en") == E_BIKES["keywords_en"]
    for quote in page.soup.select(".quote"):
        assert quote.has_attr("hx-ignore")
        assert quote.get_text().startswith(BIKES)
    assert page.has(f"a[href='/staff/concerns/{bikes[-1].id}']")
    assert dump() == before

    admin.post("/staff/topics", **E_BIKES)
    read_all()
    made = one_of(Topic, key="e-bikes")
    assert [topic_assignments(bike) for bike in bikes] == [{made.id: AssignedBy.ENGINE}] * 7


def test_a_change_of_words_shows_what_a_topic_would_lose_and_to_which_other(admin, topics, day):
    make_concern(event=day, body="The skate park has no shade, skate park, skate park.")
    send(admin, topics["parking"], keywords_en="skate park", name_en="Parking")
    send(admin, topics["youth-schools"], keywords_en="teens")

    page = send(admin, topics["parking"], button="/preview", keywords_en="driveway")

    lines = list(told(page))
    assert len(lines) == 1, lines
    assert "Parking" in lines[0]
    assert lines[0].startswith(("1 would lose", "1 would move from Parking"))


def test_what_people_said_does_not_move_and_is_counted(admin, topics, day):
    make_concern(event=day, body=PARKED, topics=[topics["noise-neighbors"]])
    make_concern(
        event=day, body=LOUD, topics_checked_at=now(), topics_checked_by_id=admin.member.id
    )
    make_concern(event=day, body=BIKES)

    page = admin.post("/staff/topics/preview", **E_BIKES)

    assert summary(page) == "What would change: 1 concern would move"
    assert "Counted among 3 concerns. 2 stay as they are" in page.text("section.card")


def test_only_ones_own_concerns_in_the_event_stream_are_looked_at(admin, topics, day):
    make_concern(event=make_event(agency=make_agency()), body=BIKES)
    make_concern(event=day, body=BIKES, is_complaint=True)
    make_concern(event=day, body=BIKES, withdrawn_at=now())
    make_concern(event=day, body=BIKES, is_held=True)

    page = admin.post("/staff/topics/preview", **E_BIKES)

    assert "Counted among 0 concerns" in page.text("section.card")
    assert BIKES not in page.body


def test_of_many_concerns_the_newest_are_looked_at_and_the_page_says_so(
    plain_admin, topics, day, monkeypatch
):
    monkeypatch.setattr(impact_preview, "CONCERNS_PREVIEWED", 3)
    make_concerns(5, event=day, body=PARKED)

    page = send(plain_admin, topics["parking"], button="/preview")

    assert "Counted among the newest 3 concerns." in page.text("section.card")


def test_no_transaction_is_open_while_the_engine_reads(plain_admin, topics, day, transactions_at):
    make_concern(event=day, body=PARKED)
    reading = transactions_at(assigner_process, "run")

    page = send(plain_admin, topics["parking"], button="/preview", keywords_en="car")

    assert page.status == 200
    assert reading == [False]


@pytest.mark.parametrize("what", ["edit", "merger/new", "split/new", "retirement/new"])
def test_a_preview_that_fails_gives_the_form_back_and_says_so(admin, topics, monkeypatch, what):
    def fail(question):
        raise AssignmentFailed

    monkeypatch.setattr(assigner_process, "run", fail)
    monkeypatch.setattr("coffeecop.staff.topics.views.blueprint.logger.disabled", True)
    typed = {
        "merger/new": {"into": topics["other"].id},
        "split/new": PARTS,
    }.get(what, {})

    page = send(admin, topics["parking"], what, "/preview", **typed)

    assert page.status == 422
    assert "what would change could not be counted. Try again soon." in page.text(".error-summary")
    assert not page.has("#changes-heading")
    assert as_shown(page).items() >= {name: str(value) for name, value in typed.items()}.items()


def test_a_preview_sends_the_same_number_of_statements_however_many_concerns(
    plain_admin, topics, day, queries
):
    shown = as_shown(plain_admin.get(f"/staff/topics/{topics['noise-neighbors'].id}/edit"))
    counts = []
    for number in (1, 21):
        make_concerns(number, event=day, body=LOUD)
        with queries() as statements:
            plain_admin.post(f"/staff/topics/{topics['noise-neighbors'].id}/preview", **shown)
        counts.append(len(statements))

    assert counts[0] == counts[1], statements


def test_the_encoder_is_not_needed(plain_admin, topics, day, monkeypatch):
    monkeypatch.setattr("coffeecop.engine.encoder._loaded", lambda: None)
    make_concern(event=day, body=BIKES)

    page = plain_admin.post("/staff/topics/preview", **E_BIKES)

    assert summary(page) == "What would change: 1 concern would move"
