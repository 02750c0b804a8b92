"""Alerts and digests: what staff chose, mail to staff, and what finds new concerns"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'

KINDS = ('confirmation', 'reminder', 'changed', 'cancelled', 'offer', 'offer_lapsed', 'answer')
STAFF_KINDS = ('alert', 'digest')


def upgrade() -> None:
    op.create_table(
        'staff_notifications',
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('answers', sa.Boolean(), nullable=True),
        sa.Column('flags', sa.Boolean(), nullable=True),
        sa.Column('complaints', sa.Boolean(), nullable=True),
        sa.Column('digest', sa.String(length=32), nullable=True),
        sa.Column('quiet_from', sa.Time(), nullable=False),
        sa.Column('quiet_until', sa.Time(), nullable=False),
        sa.Column('flags_break_quiet', sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column('alerted_at', sa.DateTime(), nullable=True),
        sa.Column('digest_at', sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "digest IN ('monday', 'daily', 'never')",
            name=op.f('ck_staff_notifications_digestdays'),
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_staff_notifications_staff_id_staff'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_notifications')),
    )
    op.add_column('concerns', sa.Column('listed_at', sa.DateTime(), nullable=True))
    op.create_index('ix_concerns_created_at', 'concerns', ['created_at'])
    op.create_index(
        'ix_concerns_listed_at', 'concerns', ['listed_at'],
        sqlite_where=sa.text('listed_at IS NOT NULL'),
        postgresql_where=sa.text('listed_at IS NOT NULL'),
    )
    op.create_index('ix_messages_created_at', 'messages', ['created_at'])
    with op.batch_alter_table('outbox') as outbox:
        outbox.add_column(sa.Column('staff_id', sa.Integer(), nullable=True))
        outbox.create_foreign_key(
            op.f('fk_outbox_staff_id_staff'), 'staff', ['staff_id'], ['id'], ondelete='CASCADE'
        )
        outbox.create_unique_constraint(
            op.f('uq_outbox_staff_id_kind_occasion'), ['staff_id', 'kind', 'occasion']
        )
        outbox.drop_constraint(op.f('ck_outbox_mailkind'), type_='check')
        outbox.create_check_constraint(
            op.f('ck_outbox_mailkind'), f'kind IN {(*KINDS, *STAFF_KINDS)}'
        )
        outbox.drop_constraint(op.f('ck_outbox_one_reason'), type_='check')
        outbox.create_check_constraint(
            op.f('ck_outbox_one_reason'),
            '(rsvp_id IS NULL OR concern_id IS NULL) '
            'AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL)',
        )
        outbox.create_check_constraint(
            op.f('ck_outbox_kind_fits_reason'),
            f'(kind IN {STAFF_KINDS}) = (staff_id IS NOT NULL)',
        )


def downgrade() -> None:
    # The older version knows no mail to staff.
    bind = op.get_bind()
    deleted = bind.execute(sa.text(f'DELETE FROM outbox WHERE kind IN {STAFF_KINDS}'))
    replaced = bind.info.setdefault('replaced_rows', {})
    # A later version may have taken some out already.
    replaced['outbox'] = replaced.get('outbox', 0) + deleted.rowcount
    with op.batch_alter_table('outbox') as outbox:
        outbox.drop_constraint(op.f('ck_outbox_kind_fits_reason'), type_='check')
        outbox.drop_constraint(op.f('ck_outbox_one_reason'), type_='check')
        outbox.create_check_constraint(
            op.f('ck_outbox_one_reason'), 'rsvp_id IS NULL OR concern_id IS NULL'
        )
        outbox.drop_constraint(op.f('ck_outbox_mailkind'), type_='check')
        outbox.create_check_constraint(op.f('ck_outbox_mailkind'), f'kind IN {KINDS}')
        outbox.drop_constraint(op.f('uq_outbox_staff_id_kind_occasion'), type_='unique')
        outbox.drop_constraint(op.f('fk_outbox_staff_id_staff'), type_='foreignkey')
        outbox.drop_column('staff_id')
    op.drop_index('ix_messages_created_at', table_name='messages')
    op.drop_index('ix_concerns_listed_at', table_name='concerns')
    op.drop_index('ix_concerns_created_at', table_name='concerns')
    op.drop_column('concerns', 'listed_at')
    op.drop_table('staff_notifications')
