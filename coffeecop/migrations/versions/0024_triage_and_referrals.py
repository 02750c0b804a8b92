"""Triage, changes that can be undone, states in words, referrals to partners"""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0023'

STATUSES = ('new', 'talked_about', 'answered', 'closed')
NEW_STATUSES = ('looked_into', 'referred', 'declined')
KINDS = (
    'confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer', 'alert',
    'digest',
)
REFERRAL_KINDS = ('referral', 'referral_withdrawn')
NEW_KINDS = ('news', *REFERRAL_KINDS)
ONE_REASON = (
    '(rsvp_id IS NULL OR concern_id IS NULL) '
    'AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL)'
)
KIND_FITS_REASON = "(kind IN ('alert', 'digest')) = (staff_id IS NOT NULL)"
TRIAGE_CHECKS = {
    'deputy_has_assignee': 'deputy_id IS NULL OR assigned_to_id IS NOT NULL',
    'deputy_is_another': 'deputy_id <> assigned_to_id',
    'put_away_has_an_end': '(put_away_at IS NULL) = '
    '(put_away_until IS NULL AND NOT put_away_for_next_event)',
    'put_away_has_one_end': 'put_away_until IS NULL OR NOT put_away_for_next_event',
    'merged_into_another': 'merged_into_id <> id',
    'merged_has_who_and_when': 'merged_into_id IS NULL '
    'OR merged_at IS NOT NULL AND merged_by_id IS NOT NULL',
    'status_reason_not_blank': 'length(trim(status_reason)) > 0',
    'status_reason_bounded': 'length(status_reason) <= 1000',
    'declined_has_reason': "status <> 'declined' OR status_reason IS NOT NULL",
}
TRIAGE_KEYS = {
    'deputy_id': ('staff', 'RESTRICT'),
    'merged_into_id': ('concerns', 'SET NULL'),
    'merged_by_id': ('staff', 'RESTRICT'),
}
INDEXED = ('deputy_id', 'due_on')


def upgrade() -> None:
    _create_tables()
    _extend_concerns()
    _extend_outbox()


def downgrade() -> None:
    _delete('outbox', f'kind IN {NEW_KINDS}')
    with op.batch_alter_table('outbox') as outbox:
        outbox.drop_constraint(op.f('ck_outbox_mailkind'), type_='check')
        outbox.create_check_constraint(op.f('ck_outbox_mailkind'), f'kind IN {KINDS}')
        outbox.drop_constraint(op.f('ck_outbox_one_reason'), type_='check')
        outbox.create_check_constraint(op.f('ck_outbox_one_reason'), ONE_REASON)
        outbox.drop_constraint(op.f('ck_outbox_kind_fits_reason'), type_='check')
        outbox.create_check_constraint(op.f('ck_outbox_kind_fits_reason'), KIND_FITS_REASON)
        outbox.drop_constraint(op.f('uq_outbox_referral_id_kind_occasion'), type_='unique')
        outbox.drop_constraint(op.f('fk_outbox_referral_id_referrals'), type_='foreignkey')
        outbox.drop_column('referral_id')
    # The nearest states that the older version knows.
    op.execute(
        "UPDATE concerns SET status = 'new', status_at = NULL, status_by_id = NULL "
        "WHERE status = 'looked_into'"
    )
    op.execute(f"UPDATE concerns SET status = 'closed' WHERE status IN {NEW_STATUSES}")
    for column in INDEXED:
        op.drop_index(f'ix_concerns_{column}', table_name='concerns')
    op.drop_index('ix_concerns_merged_into_id', table_name='concerns')
    with op.batch_alter_table('concerns') as concerns:
        concerns.drop_constraint(op.f('ck_concerns_concernstatus'), type_='check')
        concerns.create_check_constraint(
            op.f('ck_concerns_concernstatus'), f'status IN {STATUSES}'
        )
        for name in TRIAGE_CHECKS:
            concerns.drop_constraint(op.f(f'ck_concerns_{name}'), type_='check')
        for column, (table, _) in TRIAGE_KEYS.items():
            concerns.drop_constraint(op.f(f'fk_concerns_{column}_{table}'), type_='foreignkey')
        for column in (
            *TRIAGE_KEYS, 'due_on', 'put_away_at', 'put_away_until', 'put_away_for_next_event',
            'merged_at', 'status_reason', 'reopened_at', 'came_back_on',
        ):
            concerns.drop_column(column)
    for table in (
        'referrals', 'referral_partners', 'answer_templates', 'state_wordings',
        'concern_change_items', 'concern_changes', 'concern_notes',
    ):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        'concern_notes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('length(body) <= 4000', name=op.f('ck_concern_notes_body_bounded')),
        sa.CheckConstraint('length(trim(body)) > 0', name=op.f('ck_concern_notes_body_present')),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_concern_notes_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_concern_notes_staff_id_staff'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_concern_notes')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_concern_notes_form_key_hash')),
    )
    op.create_index('ix_concern_notes_concern_id', 'concern_notes', ['concern_id'])
    op.create_table(
        'concern_changes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('undone_at', sa.DateTime(), nullable=True),
        sa.Column('undone_by_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            '(undone_at IS NULL) = (undone_by_id IS NULL)',
            name=op.f('ck_concern_changes_undone_has_who'),
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_concern_changes_staff_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['undone_by_id'], ['staff.id'],
            name=op.f('fk_concern_changes_undone_by_id_staff'), ondelete='RESTRICT',
        ),
        sa.CheckConstraint(
            "kind IN ('assigned', 'due', 'put_away', 'status', "
            "'hidden', 'merged', 'referred', 'topics')",
            name=op.f('ck_concern_changes_changekind'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_concern_changes')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_concern_changes_form_key_hash')),
    )
    op.create_index('ix_concern_changes_staff_id', 'concern_changes', ['staff_id'])
    op.create_table(
        'concern_change_items',
        sa.Column('change_id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['change_id'], ['concern_changes.id'],
            name=op.f('fk_concern_change_items_change_id_concern_changes'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_concern_change_items_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('change_id', 'concern_id', name=op.f('pk_concern_change_items')),
    )
    op.create_index('ix_concern_change_items_concern_id', 'concern_change_items', ['concern_id'])
    op.create_table(
        'state_wordings',
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=32), nullable=False),
        sa.Column('label_en', sa.String(length=60), nullable=False),
        sa.Column('label_es', sa.String(length=60), nullable=False),
        sa.Column('sentence_en', sa.String(length=300), nullable=True),
        sa.Column('sentence_es', sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            'length(trim(label_en)) > 0',
            name=op.f('ck_state_wordings_label_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(label_es)) > 0',
            name=op.f('ck_state_wordings_label_es_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(sentence_en)) > 0',
            name=op.f('ck_state_wordings_sentence_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(sentence_es)) > 0',
            name=op.f('ck_state_wordings_sentence_es_not_blank'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_state_wordings_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.CheckConstraint(
            "state IN ('received', 'read', 'looked_into', 'talked_about', "
            "'answered', 'referred', 'declined', 'closed')",
            name=op.f('ck_state_wordings_residentstate'),
        ),
        sa.PrimaryKeyConstraint('agency_id', 'state', name=op.f('pk_state_wordings')),
    )
    op.create_table(
        'answer_templates',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('body_en', sa.Text(), nullable=False),
        sa.Column('body_es', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            'length(body_en) <= 4000',
            name=op.f('ck_answer_templates_body_en_bounded'),
        ),
        sa.CheckConstraint(
            'length(body_es) <= 4000',
            name=op.f('ck_answer_templates_body_es_bounded'),
        ),
        sa.CheckConstraint(
            'length(trim(body_en)) > 0',
            name=op.f('ck_answer_templates_body_en_present'),
        ),
        sa.CheckConstraint(
            'length(trim(body_es)) > 0',
            name=op.f('ck_answer_templates_body_es_present'),
        ),
        sa.CheckConstraint('length(trim(name)) > 0', name=op.f('ck_answer_templates_name_present')),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_answer_templates_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_templates')),
        sa.UniqueConstraint('agency_id', 'name', name=op.f('uq_answer_templates_agency_id_name')),
    )
    op.create_table(
        'referral_partners',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('name_en', sa.String(length=80), nullable=False),
        sa.Column('name_es', sa.String(length=80), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('retired_at', sa.DateTime(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint("email LIKE '%_@_%'", name=op.f('ck_referral_partners_email_form')),
        sa.CheckConstraint(
            'length(trim(name_en)) > 0',
            name=op.f('ck_referral_partners_name_en_present'),
        ),
        sa.CheckConstraint(
            'length(trim(name_es)) > 0',
            name=op.f('ck_referral_partners_name_es_present'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_referral_partners_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_partners')),
        sa.UniqueConstraint(
            'agency_id', 'name_en',
            name=op.f('uq_referral_partners_agency_id_name_en'),
        ),
    )
    op.create_table(
        'referrals',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.Column('partner_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
        sa.Column('reply', sa.Text(), nullable=True),
        sa.Column('replied_at', sa.DateTime(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            '(reply IS NULL) = (replied_at IS NULL)',
            name=op.f('ck_referrals_reply_has_when'),
        ),
        sa.CheckConstraint('length(body) <= 4000', name=op.f('ck_referrals_body_bounded')),
        sa.CheckConstraint('length(reply) <= 4000', name=op.f('ck_referrals_reply_bounded')),
        sa.CheckConstraint('length(trim(body)) > 0', name=op.f('ck_referrals_body_present')),
        sa.CheckConstraint('length(trim(reply)) > 0', name=op.f('ck_referrals_reply_not_blank')),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_referrals_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['partner_id'], ['referral_partners.id'],
            name=op.f('fk_referrals_partner_id_referral_partners'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_referrals_staff_id_staff'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referrals')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_referrals_form_key_hash')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_referrals_token_hash')),
    )
    op.create_index('ix_referrals_concern_id', 'referrals', ['concern_id'])
    op.create_index('ix_referrals_partner_id', 'referrals', ['partner_id'])


def _extend_concerns() -> None:
    with op.batch_alter_table('concerns') as concerns:
        for column in TRIAGE_KEYS:
            concerns.add_column(sa.Column(column, sa.Integer(), nullable=True))
        for column in ('due_on', 'came_back_on'):
            concerns.add_column(sa.Column(column, sa.Date(), nullable=True))
        for column in ('put_away_at', 'put_away_until', 'merged_at', 'reopened_at'):
            concerns.add_column(sa.Column(column, sa.DateTime(), nullable=True))
        concerns.add_column(
            sa.Column(
                'put_away_for_next_event', sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
        concerns.add_column(sa.Column('status_reason', sa.Text(), nullable=True))
    with op.batch_alter_table('concerns') as concerns:
        for column, (table, on_delete) in TRIAGE_KEYS.items():
            concerns.create_foreign_key(
                op.f(f'fk_concerns_{column}_{table}'), table, [column], ['id'], ondelete=on_delete
            )
        concerns.drop_constraint(op.f('ck_concerns_concernstatus'), type_='check')
        concerns.create_check_constraint(
            op.f('ck_concerns_concernstatus'), f'status IN {(*STATUSES, *NEW_STATUSES)}'
        )
        for name, condition in TRIAGE_CHECKS.items():
            concerns.create_check_constraint(op.f(f'ck_concerns_{name}'), condition)
    for column in INDEXED:
        present = sa.text(f'{column} IS NOT NULL')
        op.create_index(
            f'ix_concerns_{column}', 'concerns', [column],
            sqlite_where=present, postgresql_where=present,
        )
    op.create_index('ix_concerns_merged_into_id', 'concerns', ['merged_into_id'])


def _extend_outbox() -> None:
    with op.batch_alter_table('outbox') as outbox:
        outbox.add_column(sa.Column('referral_id', sa.Integer(), nullable=True))
        outbox.create_foreign_key(
            op.f('fk_outbox_referral_id_referrals'),
            'referrals', ['referral_id'], ['id'], ondelete='CASCADE',
        )
        outbox.create_unique_constraint(
            op.f('uq_outbox_referral_id_kind_occasion'), ['referral_id', 'kind', 'occasion']
        )
        outbox.drop_constraint(op.f('ck_outbox_mailkind'), type_='check')
        outbox.create_check_constraint(
            op.f('ck_outbox_mailkind'), f'kind IN {(*KINDS, *NEW_KINDS)}'
        )
        outbox.drop_constraint(op.f('ck_outbox_one_reason'), type_='check')
        outbox.create_check_constraint(
            op.f('ck_outbox_one_reason'),
            f'{ONE_REASON} '
            'AND (referral_id IS NULL OR coalesce(rsvp_id, concern_id, staff_id) IS NULL)',
        )
        outbox.drop_constraint(op.f('ck_outbox_kind_fits_reason'), type_='check')
        outbox.create_check_constraint(
            op.f('ck_outbox_kind_fits_reason'),
            f'{KIND_FITS_REASON} AND (kind IN {REFERRAL_KINDS}) = (referral_id IS NOT NULL)',
        )


def _delete(table: str, condition: str) -> None:
    """Delete rows that the older version cannot hold; see `env.py`."""
    deleted = op.get_bind().execute(sa.text(f'DELETE FROM {table} WHERE {condition}'))
    replaced = op.get_bind().info.setdefault('replaced_rows', {})
    replaced[table] = replaced.get(table, 0) + deleted.rowcount
