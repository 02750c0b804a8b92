"""A county on many machines: what dies in turn, an upgrade meanwhile, and shared work.

Each trial prints a row: what happened, what residents were answered, what of what was confirmed is
lost or doubled, the longest that anybody waited, and how long until the last failed answer. Each
check has a control, in which a fault that it is for is put back.
"""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, select, update

from coffeecop import MIGRATIONS, create_app
from coffeecop.db import db, db_writes, now
from coffeecop.models import Concern, Language, OutboxMessage, Phase
from tests.deploy.cluster import running_cluster
from tests.deploy.proxies import NAME
from tests.deploy.residents import AT_ONCE, Crowd
from tests.deploy.trials import AFTERWARDS, Trials, ask_anew, nothing_is_wrong
from tests.factories import make_event
from tests.mail.server import Post, free_port
from tests.mail.server import running as running_post
from tests.server.test_startup import wait_for

pytestmark = [pytest.mark.exhaustive, pytest.mark.slow]

TRIALS = 2
# More than one worker can send or read before the other looks.
MAILS, TEXTS = 50, 600
UNREAD = select(func.count(Concern.id)).where(Concern.suggested_at.is_(None))
UNSENT = select(func.count(OutboxMessage.id)).where(OutboxMessage.sent_at.is_(None))
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = '9999'
down_revision = '{head}'


def upgrade() -> None:
    op.add_column('concerns', sa.Column('of_the_next_release', sa.String(40)))
    op.add_column('rsvps', sa.Column('of_the_next_release', sa.String(40)))
    op.create_table('of_the_next_release', sa.Column('id', sa.Integer, primary_key=True))
    op.create_index('ix_rsvps_of_the_next_release', 'rsvps', ['of_the_next_release'])


def downgrade() -> None:
    pass
"""


@pytest.fixture(scope="module")
def post():
    port = free_port()
    post = Post()
    post.url = f"smtp://127.0.0.1:{port}"
    with running_post(post, port):
        yield post


@pytest.fixture(scope="module")
def cluster(post):
    # Not in pytest's folder, where PostgreSQL's account may not look.
    with (
        TemporaryDirectory(prefix="coffeecop-", ignore_cleanup_errors=True) as folder,
        running_cluster(Path(folder), SMTP_URL=post.url, MAIL_FROM=f"coffee@{NAME}") as cluster,
    ):
        yield cluster


@pytest.fixture(scope="module")
def app(cluster):
    """For the test's own questions to the database, through pgBouncer."""
    # Without Redis: limits are counted by a part that all apps of this process share.
    environ = cluster.environ("test", REDIS_URL="")
    app = create_app(environ)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_an_upgrade_of_one_server_after_the_other_fails_no_request(cluster, app, note):
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    migration = MIGRATION.format(head=head)
    name = "coffeecop/db/migrations/versions/9999_next.py"
    cluster.release = cluster.new_release("next", **{name: ("", migration)})
    upgrade = Trials("upgrade with a migration", cluster.proxy)
    with upgrade.trial():
        # A worker that reads holds its tables for longer than a migration waits.
        for worker in cluster.workers:
            worker.stop()
        for server in cluster.web:
            server.restart(cluster.release)
        restart_workers(cluster, cluster.release)
    note(upgrade.row())

    assert db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    assert upgrade.failed == {}
    assert nothing_is_wrong(upgrade)


def test_the_limits_of_time_hold_behind_pgbouncer(app):
    names = ["TimeZone", "lock_timeout", "statement_timeout", "transaction_isolation"]

    found = [db.session.scalar(db.text(f"SHOW {name}")) for name in names]

    assert found == ["UTC", "10s", "30s", "read committed"]


def test_what_was_confirmed_outlives_each_part(cluster, app, note):
    for what, kill in (
        ("a web server's process is killed", kill_web_process),
        ("a web server's machine is lost", lose_web_machine),
        ("Redis is killed", kill_redis),
        ("a worker is killed", kill_worker),
        ("pgBouncer is killed", kill_pgbouncer),
        ("the primary is lost", lose_primary),
    ):
        trials = Trials(what, cluster.proxy)
        for _ in range(TRIALS):
            with trials.trial():
                repair = kill(cluster)
            repair()
        note(trials.row())
        assert nothing_is_wrong(trials)


def kill_web_process(cluster):
    server = cluster.web[0]
    server.kill()
    # As systemd does, which holds the socket.
    server.start()
    return lambda: wait_for(server.is_ready)


def lose_web_machine(cluster):
    server = cluster.web[1]
    server.lose()

    def repair():
        server.start()
        wait_for(server.is_ready)

    return repair


def kill_redis(cluster):
    cluster.redis.kill()
    return lambda: (cluster.redis.start(), wait_for(cluster.redis_answers))


def kill_worker(cluster):
    cluster.workers[0].kill()
    return cluster.workers[0].start


def kill_pgbouncer(cluster):
    cluster.pgbouncer.kill()
    cluster.pgbouncer.start()
    return lambda: None


def lose_primary(cluster):
    gone = cluster.primary
    cluster.databases[gone].kill()
    cluster.promote()
    return lambda: cluster.replace(gone)


def test_a_commit_that_waits_for_no_replica_is_lost_with_the_primary(cluster, app, note):
    """The control of what is lost: the replica is behind when the primary dies."""
    trials = Trials("control: waits for no replica", cluster.proxy)
    cluster.wait_for_replica(False)
    gone, replica = cluster.primary, cluster.databases[cluster.replica]
    (receiver,) = replica.children("walreceiver")
    with trials.trial() as residents:
        os.kill(receiver, signal.SIGSTOP)
        enough = len(residents.acknowledged) + AFTERWARDS
        wait_for(lambda: len(residents.acknowledged) >= enough)
        cluster.databases[gone].kill()
        # What lies in its buffers must not reach it.
        os.kill(receiver, signal.SIGKILL)
        wait_for(lambda: cluster.is_up(cluster.replica))
        cluster.promote()
    cluster.replace(gone)
    note(trials.row())

    # Not those that were on their way when the replica stopped.
    assert trials.lost >= AFTERWARDS - AT_ONCE


class ImpatientCrowd(Crowd):
    """Sends each form twice, as if the first answer had been lost."""

    def ask(self, number, method="GET", path="/", **request):
        if method == "POST":
            super().ask(number, method, path, **request)
        return super().ask(number, method, path, **request)


def test_a_form_sent_twice_to_two_servers_is_one_record(cluster, app, note):
    good = Trials("each form sent twice", cluster.proxy)
    with good.trial(kind=ImpatientCrowd):
        pass
    form = "[self.form_key.data, *scope"
    fault = form.replace("[", "[repr(object()) + ")
    faulty = cluster.new_release("without-keys", **{"coffeecop/web/forms.py": (form, fault)})
    with every_web_server(cluster, faulty):
        control = Trials("control: forms without a key", cluster.proxy)
        with control.trial(kind=ImpatientCrowd):
            pass
    note(good.row())
    note(control.row())

    assert nothing_is_wrong(good)
    assert control.doubled > 0


@contextmanager
def every_web_server(cluster, release):
    for server in cluster.web:
        server.restart(release)
    yield
    for server in cluster.web:
        server.restart(cluster.release)


def test_a_limit_counts_once_for_all_servers(cluster, app, note):
    residents = Crowd(cluster.proxy, f"/events/{make_event().slug}")

    def accepted():
        # All in one minute, in which this sender has sent nothing.
        wait_for(lambda: time.time() % 60 < 5)
        return [residents.send_from_one_place(n) for n in range(80)].count(303)

    shared = accepted()
    cluster.redis.kill()
    by_process = accepted()
    cluster.redis.start()
    wait_for(cluster.redis_answers)
    note(f"of 80 RSVPs from one sender in a minute, over three servers: {shared} accepted")
    note(f"control: without Redis {by_process}")

    assert shared == 60
    assert by_process == 80


def test_a_worker_killed_while_it_sends_loses_no_mail(cluster, app, post, note):
    want_mail(cluster, post, "killed")
    wait_for(lambda: len(post.letters) >= MAILS // 5)
    cluster.workers[0].kill()
    # The other sends all but the one that was taken up, and that one when the claim has run out.
    wait_for(lambda: ask_anew(UNSENT) <= 1)
    with db_writes():
        left = update(OutboxMessage).where(OutboxMessage.sent_at.is_(None))
        db.session.execute(left.values(next_attempt_at=now()))
    cluster.workers[0].start()
    wait_for(lambda: not ask_anew(UNSENT))
    times = post.times_sent()
    note(f"a worker killed in its mail: of {MAILS} mails {len(times)}, sent {sum(times.values())}")

    assert len(times) == MAILS
    # Sent and not yet marked: once more, under the same Message-ID.
    assert sum(times.values()) <= MAILS + 1


def test_two_workers_share_mail_and_reading_and_do_none_twice(cluster, app, post, note):
    mail, read = work_for_workers(cluster, post, "shared")
    logs = "".join(worker.log.read_text() for worker in cluster.workers)
    name = "coffeecop/analysis/classification_results.py"
    faults = {
        "coffeecop/mail/outbox.py": ("            found.next_attempt_at = now() + CLAIM\n", ""),
        name: ("Concern.id.in_(concern_ids), Concern.suggested_at.is_(None)", "True"),
    }
    restart_workers(cluster, cluster.new_release("without-claims", **faults))
    control_mail, control_read = work_for_workers(cluster, post, "control")
    restart_workers(cluster, cluster.release)
    note(f"two workers: of {MAILS} mails sent {mail}, of {TEXTS} concerns stored {read}")
    note(f"control: of {MAILS} mails sent {control_mail}, of {TEXTS} stored {control_read}")

    assert (mail, read) == (MAILS, TEXTS)
    assert "IntegrityError" not in logs
    assert control_mail > MAILS
    assert control_read > TEXTS


def restart_workers(cluster, release):
    for worker in cluster.workers:
        if worker.process.poll() is None:
            worker.process.terminate()
    for worker in cluster.workers:
        worker.stop()
        worker.options["cwd"] = release
        worker.start()


def work_for_workers(cluster, post, name):
    """Give them mail and concerns; return how many mails were sent, and results stored."""
    wait_for(lambda: not ask_anew(UNREAD))
    before = results_stored(cluster)
    event = want_mail(cluster, post, name)
    with db_writes():
        common = {"event_id": event.id, "phase": Phase.BEFORE, "language": Language.ENGLISH}
        texts = [f"Cars speed past house {n} on Maple Court." for n in range(TEXTS)]
        db.session.execute(insert(Concern), [{**common, "body": text} for text in texts])
    for left in (UNSENT, UNREAD):
        wait_for(lambda left=left: not ask_anew(left))
    wait_for(lambda: results_stored(cluster) >= before + TEXTS)
    return len(post.letters), results_stored(cluster) - before


def want_mail(cluster, post, name):
    event = make_event()
    post.letters.clear()
    # A slow mail server, so that both are at it.
    post.on_data = lambda: time.sleep(0.4)
    residents = Crowd(cluster.proxy, f"/events/{event.slug}")
    for number in range(MAILS):
        residents.send(number, "rsvps", "", party_size=1, email=f"{name}@town-{number}.example.org")
    return event


def results_stored(cluster):
    """Return how many vectors of concerns were ever stored, also in the place of another."""
    with cluster.administrator(database="coffeecop") as connection:
        table = "pg_stat_user_tables WHERE relname = 'concern_vectors'"
        return connection.execute(f"SELECT n_tup_ins FROM {table}").fetchone()[0]  # noqa: S608
