"""No waitlist: held seats are given, and who waited is told

Of each event that is published and not over, seats that were held for a party are given to it,
whether or not its time to answer was over: the server may have been down meanwhile. Who waited
has no seat, keeps its RSVP, and its page says what happens now. Where an address was given and
may be written to, a mail says the same, in place of what was not sent yet.
"""

from datetime import UTC, datetime
from email.utils import make_msgid
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from babel.dates import format_date
from flask import current_app

from coffeecop.config import public_address
from coffeecop.db import now
from coffeecop.mail.recipients import domain_key, recipient_key
from coffeecop.mail.server import host_name
from coffeecop.web.tokens import hash_token, rsvp_token

revision = '0036'
down_revision = '0035'

IDS_ONCE = {'sqlite_autoincrement': True}
GONE_CHECKS = ('offer_has_an_end', 'waiting_has_since', 'rsvpstatus')
STATUSES = ('coming', 'no_seat', 'cancelled')
KINDS = (
    'confirmation', 'reminder', 'changed', 'cancelled', 'answer', 'news', 'referral', 'referral_withdrawn', 'alert',
    'digest', 'briefing', 'sign_in',
)
# To who has opened the link of none.
MOST_MAILS_TO_A_STRANGER = 2
MAILS = sa.text(
    'SELECT (SELECT count(*) FROM confirmed_mailboxes WHERE key = :key), '
    '(SELECT count(*) FROM outbox WHERE recipient_key = :key)'
)

AHEAD = "SELECT id FROM events WHERE status = 'published' AND ends_at > :now"
WAITED = sa.text(
    f"""
    SELECT
        rsvps.id, rsvps.status, rsvps.language, rsvps.token_hash, rsvps.form_key_hash, contacts.email,
        events.title_en, coalesce(events.title_es, events.title_en) AS title_es, events.starts_at, events.time_zone,
        agencies.name AS agency_en, coalesce(agencies.name_es, agencies.name) AS agency_es
    FROM rsvps
    JOIN contacts ON contacts.rsvp_id = rsvps.id AND contacts.email IS NOT NULL
    JOIN events ON events.id = rsvps.event_id
    JOIN agencies ON agencies.id = events.agency_id
    WHERE rsvps.status IN ('waiting', 'offered') AND rsvps.unsubscribed_at IS NULL AND rsvps.event_id IN ({AHEAD})
    ORDER BY rsvps.id
    """  # noqa: S608 - no input
).columns(starts_at=sa.DateTime())
UNSENT = """
    DELETE FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL AND kind IN ('confirmation', 'offer')
    AND rsvp_id IN (SELECT id FROM rsvps WHERE status IN ('waiting', 'offered'))
"""
RELEASED = f"""
    UPDATE events SET seats_taken = seats_taken - (
        SELECT coalesce(sum(party_size), 0) FROM rsvps WHERE rsvps.event_id = events.id AND rsvps.status = 'offered'
    )
    WHERE id NOT IN ({AHEAD}) AND id IN (SELECT event_id FROM rsvps WHERE status = 'offered')
"""  # noqa: S608 - no input
GIVEN = f"UPDATE rsvps SET status = 'coming' WHERE status = 'offered' AND event_id IN ({AHEAD})"  # noqa: S608

# The subject and what happens now, by language and status.
WORDS = {
    ('en', 'waiting'): (
        'There is no waitlist any more: {}',
        "There is no waitlist any more. We don't have enough seats for you, but the coffee is drop-in: come by, or see "
        'the next event.',
    ),
    ('en', 'offered'): (
        'There is room for you: {}', "The seats that we held for you are yours now. You don't need to say yes."
    ),
    ('es', 'waiting'): (
        'Ya no hay lista de espera: {}',
        'Ya no hay lista de espera. No queda cupo suficiente, pero puede llegar sin avisar: venga, o vea el próximo.',
    ),
    ('es', 'offered'): (
        'Ya hay cupo para usted: {}', 'El cupo que le apartamos ya es suyo. No hace falta que conteste.'
    ),
}
# Before the page, before the foot, before the link to stop.
LINES = {
    'en': (
        'To see, change or cancel your RSVP:', "Please don't answer this mail. No one reads the answers.",
        'To get no more mail about this RSVP:',
    ),
    'es': (
        'Para ver, cambiar o cancelar su asistencia:', 'No conteste este correo, por favor. Nadie lee las respuestas.',
        'Para no recibir más correos sobre su asistencia:',
    ),
}


def upgrade() -> None:
    with op.batch_alter_table('rsvps', table_kwargs=IDS_ONCE) as rsvps:
        for name in GONE_CHECKS:
            rsvps.drop_constraint(op.f(f'ck_rsvps_{name}'), type_='check')
        rsvps.drop_index('ix_rsvps_waitlist')
        rsvps.drop_column('waiting_since')
        rsvps.drop_column('offer_ends_at')
    _tell_who_waited()
    _give_seats()
    with op.batch_alter_table('rsvps', table_kwargs=IDS_ONCE) as rsvps:
        rsvps.create_check_constraint(op.f('ck_rsvps_rsvpstatus'), _one_of('status', STATUSES))
    # The day of what was sent stays; its kind is gone.
    op.execute("UPDATE outbox SET kind = 'confirmation' WHERE kind IN ('offer', 'offer_lapsed')")
    with op.batch_alter_table('outbox', table_kwargs=IDS_ONCE) as outbox:
        outbox.drop_constraint(op.f('ck_outbox_mailkind'), type_='check')
        outbox.create_check_constraint(op.f('ck_outbox_mailkind'), _one_of('kind', KINDS))


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _give_seats() -> None:
    connection, moment = op.get_bind(), sa.bindparam('now', now().replace(tzinfo=None), sa.DateTime())
    for statement in (RELEASED, GIVEN):
        connection.execute(sa.text(statement).bindparams(moment))
    op.execute("UPDATE rsvps SET status = 'no_seat' WHERE status IN ('waiting', 'offered')")


# --- One mail to each, in its language


def _tell_who_waited() -> None:
    connection, moment = op.get_bind(), now().replace(tzinfo=None)
    waited = connection.execute(WAITED.bindparams(sa.bindparam('now', moment, sa.DateTime()))).all()
    # What env.py must not take for a loss: mail that is not true any more.
    joined = connection.info.setdefault('joined_rows', {})
    joined['outbox'] = joined.get('outbox', 0) + connection.execute(sa.text(UNSENT)).rowcount
    for row in waited:
        token = rsvp_token(row.form_key_hash)
        # A backup may be restored under another key: its links lead nowhere.
        if hash_token(token) == row.token_hash and _may_be_written_to(recipient_key(row.email)):
            mail = _mail(row, token, moment)
            connection.execute(sa.insert(sa.table('outbox', *map(sa.column, mail))).values(mail))


def _may_be_written_to(key: str) -> bool:
    """Count as the outbox does."""
    confirmed, mails = op.get_bind().execute(MAILS, {'key': key}).one()
    return confirmed or mails < MOST_MAILS_TO_A_STRANGER


def _mail(row: sa.Row, token: str, moment: datetime) -> dict[str, object]:
    subject, told = WORDS[row.language, row.status]
    in_spanish, key = row.language == 'es', recipient_key(row.email)
    title, agency = (row.title_es, row.agency_es) if in_spanish else (row.title_en, row.agency_en)
    start = row.starts_at.replace(tzinfo=UTC).astimezone(ZoneInfo(row.time_zone))
    day = format_date(start, 'full', locale=f'{row.language}_US')
    page = f"{public_address(current_app.config)}{'/es' if in_spanish else ''}/rsvps/{token}"
    stop_page = f'{page}/unsubscribe'
    to_page, no_answers, to_stop = LINES[row.language]
    facts, link, foot = (told, '', title, day), ('', to_page, f'{page}?mail={key}'), ('', '--', agency, no_answers)
    return {
        'message_id': make_msgid(domain=host_name(current_app.config)),
        'rsvp_id': row.id,
        'kind': 'confirmation',
        'occasion': f'{row.status} no more',
        'recipient': row.email,
        'recipient_key': key,
        'domain_key': domain_key(row.email),
        'subject': ' '.join(subject.format(title).split())[:200],
        'body': '\n'.join((*facts, *link, *foot, to_stop, stop_page, '')),
        'unsubscribe_url': stop_page,
        'attempts': 0,
        'next_attempt_at': moment,
        'created_at': moment,
    }
