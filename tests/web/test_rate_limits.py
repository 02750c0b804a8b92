"""Senders are counted, in this process or in Redis, under names that tell nothing tomorrow."""

import io
import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from fakeredis import FakeRedisConnection, TcpFakeServer
from redis import Redis
from redis.exceptions import ResponseError
from sqlalchemy import make_url

from coffeecop import create_app
from coffeecop.config import UnsafeSetting
from coffeecop.db import db, now
from coffeecop.web import rate_limits
from coffeecop.web.forms import new_form_key
from coffeecop.web.rate_limits import DailyKey, count, is_within, limiter, network, sender_key
from coffeecop.web.receipt_codes import hash_code
from coffeecop.web.tokens import door_code
from tests.addresses import CODE, RSVP_TOKEN
from tests.factories import make_concern, make_event, make_rsvp
from tests.of_parts import of_parts
from tests.stored import dump

SECRET = "a secret that only the tests know"
MORNING = datetime(2026, 2, 26, 0, 1, tzinfo=UTC)
EVENING = datetime(2026, 2, 26, 23, 59, tzinfo=UTC)
TOMORROW = datetime(2026, 2, 27, 0, 1, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def errors_are_answers():
    """Let the stand-in go on after an error, as Redis does; fakeredis would hang up.

    The first count of all is answered with such an error: its script is not loaded yet.
    """
    read = FakeRedisConnection.read_response

    def read_also_errors(connection, **options):
        try:
            return read(connection, **options)
        except ResponseError as error:
            return error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeRedisConnection, "read_response", read_also_errors)
        yield


@contextmanager
def running_redis(port=0):
    """Yield the address of a stand-in for Redis, which is gone afterwards."""
    server = TcpFakeServer(("127.0.0.1", port), server_type="redis")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def redis_url():
    with running_redis() as url:
        yield url


@pytest.fixture
def nowhere():
    """Return an address where Redis is no longer."""
    with running_redis() as url:
        pass
    return url


@pytest.fixture
def app_on(environ, migrated_app, app, monkeypatch):
    """Make the app count in a place; afterwards in memory again, as all other tests expect."""
    # On a busy machine the stand-in may take longer to answer than a request would wait for.
    patient = {"socket_connect_timeout": 60, "socket_timeout": 60}
    monkeypatch.setattr(rate_limits, "REDIS_TIMEOUTS", patient)
    apps = []

    def make(url):
        apps.append(create_app({**environ, "REDIS_URL": url}))
        return apps[-1]

    yield make
    for made in apps:
        with made.app_context():
            db.engine.dispose()
    limiter._storage_dead = False
    rate_limits.init_app(migrated_app)


def key_on(app, day, address="203.0.113.7"):
    with (
        time_machine.travel(day, tick=False),
        app.test_request_context(environ_base={"REMOTE_ADDR": address}),
    ):
        return sender_key()


def send_rsvps(app, event, times):
    client = app.test_client()
    with app.app_context():
        forms = [{"party_size": 2, "form_key": new_form_key()} for _ in range(times)]
    return [client.post(f"/events/{event.slug}/rsvps", data=form).status_code for form in forms]


# The names under which senders are counted


def test_a_sender_has_another_name_every_day(app):
    morning, evening = key_on(app, MORNING), key_on(app, EVENING)
    other = key_on(app, EVENING, address="203.0.113.8")
    tomorrow = key_on(app, TOMORROW)

    assert morning == evening
    assert len({morning, other, tomorrow}) == 3
    assert "203.0.113" not in morning


def test_a_sender_has_another_name_at_every_start_and_yesterdays_key_is_forgotten(app):
    key = DailyKey(SECRET)
    with time_machine.travel(MORNING, tick=False):
        before = key.current_key()
        assert DailyKey(SECRET).current_key() != before
    with time_machine.travel(TOMORROW, tick=False):
        key.current_key()
    with time_machine.travel(MORNING, tick=False):
        assert key.current_key() != before


def test_processes_that_share_counts_share_the_key_of_the_day(redis_url):
    here, there = (DailyKey(SECRET, Redis.from_url(redis_url)) for _ in range(2))
    with time_machine.travel(MORNING, tick=False):
        today = here.current_key()
        assert there.current_key() == today
    with time_machine.travel(TOMORROW, tick=False):
        tomorrow = there.current_key()
        assert here.current_key() == tomorrow
    assert today != tomorrow


def test_neither_redis_nor_the_secret_alone_leads_to_a_key(redis_url):
    redis = Redis.from_url(redis_url)
    key = DailyKey(SECRET, redis).current_key()

    assert DailyKey("another secret, as long as it must be", redis).current_key() != key
    (name,) = redis.keys("*")
    assert redis.get(name) != key.hex().encode()
    assert 0 < redis.ttl(name) <= 24 * 60 * 60
    redis.flushall()
    assert DailyKey(SECRET, redis).current_key() != key


def test_without_redis_each_process_has_a_key_of_its_own_until_it_is_back(nowhere, redis_url):
    key = DailyKey(SECRET, Redis.from_url(nowhere))
    alone = key.current_key()
    assert key.current_key() == alone

    key._redis = Redis.from_url(redis_url)
    key._next_try = 0

    assert key.current_key() == DailyKey(SECRET, Redis.from_url(redis_url)).current_key()


def test_neither_address_nor_key_is_on_disk(fresh_app):
    address = "203.0.113.7"
    fresh_app.test_client().post(
        "/receipts", data={"code": "x"}, environ_base={"REMOTE_ADDR": address}
    )

    with fresh_app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        name = sender_key()
    key = fresh_app.extensions["daily_key"].current_key()
    folders = [fresh_app.config["INSTANCE_PATH"]]
    url = make_url(fresh_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.drivername == "sqlite":
        folders.append(Path(url.database).parent)
    contents = [file.read_bytes() for folder in folders for file in folder.rglob("*")]
    for secret in (address.encode(), name.encode(), key, key.hex().encode()):
        assert not any(secret in content for content in contents)


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        # A server behind a socket file hears of no address.
        ("", "", True),
    ],
)
def test_whoever_chooses_among_addresses_is_one_sender(first, second, are_one):
    assert (network(first) == network(second)) is are_one


@pytest.mark.parametrize(("proxies", "same"), [("0", True), ("1", False)])
def test_a_forwarded_address_counts_only_from_a_proxy_of_ours(environ, proxies, same):
    app = create_app({**environ, "TRUSTED_PROXIES": proxies})
    keys = set()

    @app.get("/key")
    def show_key():
        keys.add(sender_key())
        return ""

    for address in ("198.51.100.1", "198.51.100.2"):
        app.test_client().get("/key", headers={"X-Forwarded-For": address})

    assert (len(keys) == 1) is same


# Counting


def test_many_at_once_are_all_counted(app):
    few, many = "500 per hour", "2001 per hour"
    assert count(few, "few")
    assert count(many, "many")
    with ThreadPoolExecutor(16) as pool:
        few_of_them = list(pool.map(lambda _: count(few, "few"), range(1999)))
        all_of_them = list(pool.map(lambda _: count(many, "many"), range(1999)))

    # Whoever reads the counter after another has counted is refused early; nobody is let in late.
    assert 500 - 16 <= sum(few_of_them) < 500
    assert all(all_of_them)
    assert [count(many, "many") for _ in range(2)] == [True, False]


def test_a_limit_has_its_time(app):
    with time_machine.travel(MORNING, tick=False) as clock:
        assert [count("2 per minute", "ann") for _ in range(3)] == [True, True, False]
        assert not is_within("2 per minute", "ann")
        assert is_within("2 per minute", "bo")
        clock.shift(61)
        assert is_within("2 per minute", "ann")


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/events/now/rsvps", {"exact_size": "12", "name": "Ana Example"}),
        (f"/rsvps/{RSVP_TOKEN}", {"exact_size": "12"}),
        ("/events/now/concerns", {"body": "What I wrote."}),
        (f"/receipts/{CODE}/messages", {"body": "What I wrote."}),
        *((f"/events/now/{page}", typed) for page, typed in of_parts("FORMS_OF_EVENT")),
    ],
)
def test_a_form_beyond_the_limit_is_given_back_as_it_was_typed(visitor, monkeypatch, path, typed):
    hit = limiter.limiter.hit
    # Each counts as thirty, of sixty in a minute.
    monkeypatch.setattr(limiter.limiter, "hit", lambda *given, cost: hit(*given, cost=30 * cost))
    event = make_event(slug="now", starts_at=now() - timedelta(minutes=5))
    make_rsvp(event=event, token=RSVP_TOKEN)
    make_concern(event=event, receipt_hash=hash_code(CODE))
    for _ in range(2):
        assert visitor.post(path, party_size="").status == 422
    before = dump()

    page = visitor.post(path, party_size="5", **typed)

    assert page.status == 429
    assert "Wait a minute" in page.text("[role=alert]")
    assert {name: page.value(f"#{name}") for name in typed} == typed
    assert dump() == before


@pytest.mark.parametrize("path", ["concerns", "rsvps", *of_parts("SENT_AT_EVENT")])
def test_nobody_is_turned_away_for_what_another_sends(visitor, path):
    event = make_event(starts_at=now() - timedelta(minutes=5))

    # Each form takes of these what is its own.
    typed = {"body": "Cars speed.", "party_size": "2", "door": door_code(event)}
    assert visitor.post(f"/events/{event.slug}/{path}", **typed).status == 303
    with visitor.app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        sender = sender_key()
    assert limiter.storage.storage
    assert [name for name in limiter.storage.storage if sender not in name] == []


def test_processes_count_together_in_redis(app_on, redis_url):
    event = make_event()

    assert send_rsvps(app_on(redis_url), event, 40) == [303] * 40
    # A process of its own finds there what the first has counted.
    assert send_rsvps(app_on(redis_url), event, 21) == [303] * 20 + [429]
    assert Redis.from_url(redis_url).keys("LIMITS*")


def test_while_redis_is_away_nobody_is_refused_for_it_and_it_is_one_line_of_the_log(
    app_on, nowhere
):
    event = make_event(capacity=1000)
    alone = app_on(nowhere)
    handler = logging.getLogger("flask-limiter").handlers[0]
    stream = handler.setStream(io.StringIO())
    try:
        assert send_rsvps(alone, event, 61) == [303] * 60 + [429]
        (line,) = handler.stream.getvalue().splitlines()
    finally:
        handler.setStream(stream)

    assert "storage unreachable" in json.loads(line)["message"]
    assert alone.test_client().get("/receipts/" + "no-" * 5 + "no").status_code == 404


def test_once_redis_is_back_it_counts_again(app_on, nowhere):
    event = make_event()
    app = app_on(nowhere)
    assert send_rsvps(app, event, 2) == [303] * 2

    # It is asked again from time to time.
    with (
        running_redis(port=make_url(nowhere).port) as url,
        time_machine.travel(now() + timedelta(minutes=2)),
    ):
        assert send_rsvps(app, event, 1) == [303]
        assert Redis.from_url(url).keys("LIMITS*")


def test_when_redis_goes_away_between_two_forms_the_second_is_taken(app_on):
    event = make_event()
    with running_redis() as url:
        app = app_on(url)
        assert send_rsvps(app, event, 2) == [303] * 2
    limiter.storage.storage.connection_pool.disconnect()

    assert send_rsvps(app, event, 2) == [303] * 2


@pytest.mark.parametrize("url", ["cache.example.gov", "ftp://cache", "redis://cache:port", None])
def test_a_place_that_cannot_be_one_is_refused_in_a_sentence(app_on, monkeypatch, url):
    if url is None:
        # Without the package for Redis.
        monkeypatch.setitem(sys.modules, "redis", None)

    told = "REDIS_URL must look like redis://.*pip install redis"
    with pytest.raises(UnsafeSetting, match=told):
        app_on(url or "redis://127.0.0.1:6379")
