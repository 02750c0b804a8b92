"""What the concerns of an event share is found, and known again, whatever people decided."""

import random
from functools import partial

import pytest
from sqlalchemy import select

from coffeecop.analysis import classification, clustering
from coffeecop.db import db, db_writes
from coffeecop.engine.themes import Theme as EngineTheme
from coffeecop.engine.themes import find_themes
from coffeecop.models import AssignedBy, ConcernTopic, Event, Theme, ThemeStatus, TopicQuote
from coffeecop.models.topics import add_starter_topics
from tests.factories import make_concern, make_event, make_staff, the_agency
from tests.stored import all_of

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("few_told")]
# What the engine makes of texts, no database changes.
ON_SQLITE = pytest.mark.exhaustive_on("postgresql")

DRONES = [
    "A drone hovers over our back yard every evening, who may fly them here?",
    "Drones over the back yards again, my kids do not want to play outside.",
    "Can anybody fly a drone above my yard? It hovered over us during dinner.",
    "The neighbor's drone films our yard, is a drone over a yard even legal?",
    "Un dron vuela sobre nuestro patio todas las tardes, ¿quién puede volarlos?",
]
PARKED = [
    "A car is parked across my driveway every day, please tow it.",
    "Cars parked in front of our driveway, parking is a mess.",
    "No parking left on our street, RVs parked for weeks.",
    "Parking tickets for residents, but the abandoned car is never towed.",
]


@pytest.fixture(autouse=True)
def topics(app):
    topics = add_starter_topics(the_agency())
    db.session.commit()
    return {topic.key: topic for topic in topics}


@pytest.fixture
def event():
    return make_event()


def concerns_of(event, bodies):
    return [make_concern(event=event, body=body) for body in bodies]


def read_all():
    classification.classify_due()
    while clustering.find_themes_due():
        pass
    db.session.expire_all()


def read_anew(event):
    with db_writes():
        db.session.get(Event, event.id).themes_found_at = None
    read_all()


def theme_at(event):
    """The one theme with concerns at this event."""
    (theme,) = {
        theme
        for theme in all_of(Theme)
        if any(row.concern.event_id == event.id for row in theme.concern_rows)
    }
    return theme


def members(theme):
    return {row.concern_id for row in theme.concern_rows}


def test_what_several_share_and_no_topic_covers_becomes_a_theme(event):
    drones = concerns_of(event, DRONES)
    concerns_of(event, PARKED)

    read_all()

    theme = theme_at(event)
    assert theme.is_proposed
    assert len(members(theme)) >= 4
    assert members(theme) <= {concern.id for concern in drones}
    assert "drone" in theme.label.casefold()
    assert theme.concern_rows[0].rank == 0


def test_a_theme_keeps_its_id_when_it_is_found_again_at_this_or_the_next_event(event):
    concerns_of(event, DRONES)
    read_all()
    first = theme_at(event).id

    late = make_concern(event=event, body="Yet another drone above our back yard, at dinner.")
    read_all()

    assert theme_at(event).id == first
    assert late.id in members(theme_at(event))
    following = make_event()
    concerns_of(following, [f"{body} Still." for body in DRONES[:4]])

    read_all()

    assert theme_at(following).id == first


@ON_SQLITE
def test_what_was_dismissed_is_not_proposed_anew(event):
    concerns_of(event, DRONES)
    read_all()
    with db_writes():
        theme_at(event).dismiss(by=make_staff())

    make_concern(event=event, body="Yet another drone above our back yard, at dinner.")
    read_all()
    read_anew(event)

    assert [theme.status for theme in all_of(Theme)] == [ThemeStatus.DISMISSED]


@ON_SQLITE
def test_what_is_not_found_again_stays(event, monkeypatch):
    concerns_of(event, DRONES)
    read_all()
    shown = members(theme_at(event))

    monkeypatch.setattr(clustering, "find_themes", lambda *given: [])
    read_anew(event)

    assert members(theme_at(event)) == shown


@ON_SQLITE
def test_a_text_that_comes_takes_away_no_theme_and_no_concern_of_one(app, event, monkeypatch):
    """Whatever the engine finds, in whatever order: here groups drawn at random."""
    monkeypatch.setitem(app.config, "SORT_TEXTS", False)
    chance = random.Random(0)  # noqa: S311 - no secret
    before: dict[int, set[int]] = {}
    monkeypatch.setattr(clustering, "find_themes", partial(groups_drawn, chance))
    monkeypatch.setattr(clustering, "same_theme", lambda *given: None)
    for _ in range(12):
        concerns_of(event, DRONES)
        read_all()
        now = {theme.id: members(theme) for theme in all_of(Theme)}
        assert all(shown <= now[theme_id] for theme_id, shown in before.items())
        assert sum(map(len, now.values())) == len(set().union(*now.values()))
        before = now
    assert len(before) > 2


def groups_drawn(chance, texts, topics, examples, settled, known):
    """Return known themes that grow, or are not found, and new groups that overlap them."""
    everywhere = range(len(texts))
    grown = [
        EngineTheme((*own, *chance.sample(everywhere, 1)), {}, at)
        for at, own in enumerate(known)
        if chance.random() < 0.6
    ]
    drawn = chance.sample(everywhere, min(len(texts), chance.randint(4, 12)))
    return [*grown, EngineTheme(tuple(drawn), {"en": "a drone"})]


@ON_SQLITE
def test_when_a_concern_joined_a_theme_is_kept(event):
    concerns_of(event, DRONES)
    read_all()
    theme = theme_at(event)
    shown = {row.concern_id: row.added_at for row in theme.concern_rows}
    late = make_concern(event=event, body="Yet another drone above our back yard, at dinner.")
    read_all()

    now_shown = {row.concern_id: row.added_at for row in theme_at(event).concern_rows}
    assert now_shown.pop(late.id) > max(shown.values())
    assert now_shown == shown


@ON_SQLITE
@pytest.mark.parametrize(("who", "themes"), [(AssignedBy.STAFF, 0), (AssignedBy.RESIDENT, 1)])
def test_what_staff_sorted_under_a_topic_is_no_theme(event, topics, who, themes):
    drones = concerns_of(event, DRONES)
    by = make_staff().id if who is AssignedBy.STAFF else None
    topic_id = topics["noise-neighbors"].id
    with db_writes():
        for concern in drones:
            chosen = ConcernTopic(topic_id=topic_id, assigned_by=who, staff_id=by)
            concern.topic_rows = [chosen]

    read_all()

    assert len(all_of(Theme)) == themes


def test_an_event_that_cannot_be_looked_at_keeps_back_no_other(event, monkeypatch):
    other = make_event()
    concerns_of(event, DRONES)
    concerns_of(other, DRONES)
    mistakes = [RuntimeError]

    def fail_once(*given):
        for mistake in [mistakes.pop() for _ in mistakes[:1]]:
            raise mistake
        return find_themes(*given)

    monkeypatch.setattr(clustering, "find_themes", fail_once)
    monkeypatch.setattr(clustering.logger, "disabled", True)
    read_all()

    assert event.themes_found_at
    assert other.themes_found_at
    assert len(all_of(Theme)) == 1


@ON_SQLITE
def test_what_was_found_before_stays_when_an_event_cannot_be_looked_at(event, monkeypatch):
    concerns_of(event, DRONES)
    concerns_of(event, PARKED)
    read_all()
    with db_writes():
        theme_at(event).name = "Drones"
    found = members(theme_at(event))
    quoted = set(db.session.scalars(select(TopicQuote.concern_id)))

    def fail(*given):
        raise RuntimeError

    monkeypatch.setattr(clustering, "find_themes", fail)
    monkeypatch.setattr(clustering.logger, "disabled", True)
    read_anew(event)

    assert event.themes_found_at
    assert theme_at(event).name == "Drones"
    assert members(theme_at(event)) == found
    assert quoted
    assert set(db.session.scalars(select(TopicQuote.concern_id))) == quoted


def test_nobody_can_sign_off_a_theme_while_its_concerns_are_replaced(event, locks_at):
    concerns_of(event, DRONES)
    read_all()
    locks = locks_at(clustering, "_existing", "themes")

    read_anew(event)

    assert locks == [True]


def test_no_classification_ends_between_the_check_that_there_was_none_and_the_mark(event, locks_at):
    concerns_of(event, DRONES)
    classification.classify_due()
    locks = locks_at(clustering, "_last_classified_at", "events")

    clustering.find_themes_due()

    # The first time, nothing is written yet.
    assert locks == [False, True]


def test_two_workers_at_one_event_write_what_they_found_once(event, monkeypatch):
    concerns_of(event, DRONES)
    classification.classify_due()
    written, seek, write = [], clustering.quotes_of, clustering.write_quotes

    def let_another_worker_be_first(event_id):
        monkeypatch.setattr(clustering, "quotes_of", seek)
        clustering.find_themes_due()
        return seek(event_id)

    monkeypatch.setattr(clustering, "quotes_of", let_another_worker_be_first)
    monkeypatch.setattr(clustering, "write_quotes", lambda *of: (written.append(of), write(*of)))

    clustering.find_themes_due()

    assert len(written) == 1
    assert len(all_of(Theme)) == 1


def test_a_theme_signed_off_while_themes_are_sought_keeps_its_concerns(event, monkeypatch):
    concerns_of(event, DRONES)
    read_all()
    theme, officer = theme_at(event), make_staff()
    shown = members(theme)

    def sign_off_and_find_nothing(*given):
        with db_writes():
            theme.sign_off(by=officer)
        return []

    monkeypatch.setattr(clustering, "themes_of", sign_off_and_find_nothing)
    read_anew(event)

    assert theme_at(event).status is ThemeStatus.SIGNED_OFF
    assert members(theme_at(event)) == shown


@ON_SQLITE
def test_a_theme_keeps_the_phrase_that_was_shown_and_gains_one_in_the_other_language(
    event, monkeypatch
):
    concerns_of(event, DRONES)
    found = [EngineTheme((3, 0, 1, 2), {"en": "drones over the yard"})]
    monkeypatch.setattr(clustering, "find_themes", lambda *given: found)
    read_all()
    assert theme_at(event).label == "drones over the yard"

    found[:] = [EngineTheme((0, 1, 2, 3, 4), {"en": "a drone", "es": "drones sobre el patio"}, 0)]
    read_anew(event)

    theme = theme_at(event)
    assert (theme.phrase_en, theme.phrase_es) == ("drones over the yard", "drones sobre el patio")
    assert len(members(theme)) == 5
