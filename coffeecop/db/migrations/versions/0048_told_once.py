"""Who asked is told each step of a matter once, and what was only heard says nothing"""

from alembic import op

from coffeecop.db.migrations.columns import IDS_ONCE

revision = '0048'
down_revision = '0047'


def upgrade() -> None:
    op.drop_index('ix_messages_matter_step_id', 'messages')
    op.create_index('uq_messages_told_once', 'messages', ['matter_step_id', 'concern_id'], unique=True)
    with op.batch_alter_table('matter_steps', table_kwargs=IDS_ONCE) as steps:
        steps.create_check_constraint(
            op.f('ck_matter_steps_heard_says_nothing'),
            "state <> 'heard' OR said_en IS NULL AND said_es IS NULL",
        )


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
