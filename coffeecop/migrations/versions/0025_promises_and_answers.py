"""Promises, public answers and services"""

import sqlalchemy as sa
from alembic import op


revision = '0025'
down_revision = '0024'

AGENCY_NUMBERS = {
    'promise_grace_days': ('14', 'promise_grace_days BETWEEN 0 AND 90'),
    'most_open_promises': ('10', 'most_open_promises BETWEEN 1 AND 100'),
}


def upgrade() -> None:
    _create_tables()
    with op.batch_alter_table('agencies') as agencies:
        for name, (default, _) in AGENCY_NUMBERS.items():
            agencies.add_column(
                sa.Column(name, sa.Integer(), server_default=default, nullable=False)
            )
    with op.batch_alter_table('agencies') as agencies:
        for name, (_, condition) in AGENCY_NUMBERS.items():
            agencies.create_check_constraint(op.f(f'ck_agencies_{name}_range'), condition)


def downgrade() -> None:
    with op.batch_alter_table('agencies') as agencies:
        for name in AGENCY_NUMBERS:
            agencies.drop_constraint(op.f(f'ck_agencies_{name}_range'), type_='check')
            agencies.drop_column(name)
    for table in (
        'services', 'answer_confirmations', 'public_answer_concerns', 'public_answers',
        'promise_photos', 'promise_updates', 'promise_concerns', 'promises',
    ):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        'promises',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=True),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=True),
        sa.Column('what', sa.String(length=300), nullable=False),
        sa.Column('public_en', sa.String(length=300), nullable=True),
        sa.Column('public_es', sa.String(length=300), nullable=True),
        sa.Column('owner_id', sa.Integer(), nullable=False),
        sa.Column('deputy_id', sa.Integer(), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('published_at', sa.DateTime(), nullable=True),
        sa.Column('status', sa.String(length=32), nullable=False),
        sa.Column('closed_at', sa.DateTime(), nullable=True),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.Column('outcome_en', sa.String(length=1000), nullable=True),
        sa.Column('outcome_es', sa.String(length=1000), nullable=True),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by_id "
            "IS NULL)",
            name=op.f('ck_promises_closed_has_who_and_when'),
        ),
        sa.CheckConstraint(
            "status <> 'dropped' OR outcome_en IS NOT NULL AND outcome_es IS NOT NULL",
            name=op.f('ck_promises_dropped_has_reason'),
        ),
        sa.CheckConstraint('deputy_id <> owner_id', name=op.f('ck_promises_deputy_is_another')),
        sa.CheckConstraint(
            'length(trim(outcome_en)) > 0',
            name=op.f('ck_promises_outcome_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(outcome_es)) > 0',
            name=op.f('ck_promises_outcome_es_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(public_en)) > 0',
            name=op.f('ck_promises_public_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(public_es)) > 0',
            name=op.f('ck_promises_public_es_not_blank'),
        ),
        sa.CheckConstraint('length(trim(what)) > 0', name=op.f('ck_promises_what_not_blank')),
        sa.CheckConstraint(
            'published_at IS NULL OR public_en IS NOT NULL AND public_es IS NOT NULL',
            name=op.f('ck_promises_published_in_both_languages'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_promises_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['closed_by_id'], ['staff.id'],
            name=op.f('fk_promises_closed_by_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['created_by_id'], ['staff.id'],
            name=op.f('fk_promises_created_by_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['deputy_id'], ['staff.id'],
            name=op.f('fk_promises_deputy_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'],
            name=op.f('fk_promises_event_id_events'), ondelete='SET NULL',
        ),
        sa.ForeignKeyConstraint(
            ['owner_id'], ['staff.id'],
            name=op.f('fk_promises_owner_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['topic_id'], ['topics.id'],
            name=op.f('fk_promises_topic_id_topics'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['venue_id'], ['venues.id'],
            name=op.f('fk_promises_venue_id_venues'), ondelete='RESTRICT',
        ),
        sa.CheckConstraint(
            "status IN ('open', 'kept', 'dropped')",
            name=op.f('ck_promises_promisestatus'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promises')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_promises_form_key_hash')),
    )
    op.create_index(
        'ix_promises_agency_id_status_due_on', 'promises', ['agency_id', 'status', 'due_on']
    )
    op.create_index('ix_promises_event_id', 'promises', ['event_id'])
    op.create_index('ix_promises_owner_id', 'promises', ['owner_id'])
    op.create_index('ix_promises_topic_id', 'promises', ['topic_id'])
    op.create_index('ix_promises_venue_id', 'promises', ['venue_id'])
    op.create_table(
        'promise_concerns',
        sa.Column('promise_id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_promise_concerns_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['promise_id'], ['promises.id'],
            name=op.f('fk_promise_concerns_promise_id_promises'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('promise_id', 'concern_id', name=op.f('pk_promise_concerns')),
    )
    op.create_index('ix_promise_concerns_concern_id', 'promise_concerns', ['concern_id'])
    op.create_table(
        'promise_updates',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('promise_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('body_en', sa.String(length=1000), nullable=False),
        sa.Column('body_es', sa.String(length=1000), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            'length(trim(body_en)) > 0',
            name=op.f('ck_promise_updates_body_en_present'),
        ),
        sa.CheckConstraint(
            'length(trim(body_es)) > 0',
            name=op.f('ck_promise_updates_body_es_present'),
        ),
        sa.ForeignKeyConstraint(
            ['promise_id'], ['promises.id'],
            name=op.f('fk_promise_updates_promise_id_promises'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['staff_id'], ['staff.id'],
            name=op.f('fk_promise_updates_staff_id_staff'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promise_updates')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_promise_updates_form_key_hash')),
    )
    op.create_index('ix_promise_updates_promise_id', 'promise_updates', ['promise_id'])
    op.create_table(
        'promise_photos',
        sa.Column('promise_id', sa.Integer(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('alt_en', sa.String(length=300), nullable=False),
        sa.Column('alt_es', sa.String(length=300), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            'length(content) BETWEEN 1 AND 2000000',
            name=op.f('ck_promise_photos_content_size'),
        ),
        sa.CheckConstraint(
            'length(trim(alt_en)) > 0',
            name=op.f('ck_promise_photos_alt_en_present'),
        ),
        sa.CheckConstraint(
            'length(trim(alt_es)) > 0',
            name=op.f('ck_promise_photos_alt_es_present'),
        ),
        sa.CheckConstraint(
            'width > 0 AND height > 0',
            name=op.f('ck_promise_photos_size_positive'),
        ),
        sa.ForeignKeyConstraint(
            ['promise_id'], ['promises.id'],
            name=op.f('fk_promise_photos_promise_id_promises'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('promise_id', name=op.f('pk_promise_photos')),
    )
    op.create_table(
        'public_answers',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=True),
        sa.Column('question_en', sa.String(length=200), nullable=True),
        sa.Column('question_es', sa.String(length=200), nullable=True),
        sa.Column('answer_en', sa.Text(), nullable=True),
        sa.Column('answer_es', sa.Text(), nullable=True),
        sa.Column('published_at', sa.DateTime(), nullable=True),
        sa.Column('published_by_id', sa.Integer(), nullable=True),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            '(published_at IS NULL) = (published_by_id IS NULL)',
            name=op.f('ck_public_answers_published_has_who'),
        ),
        sa.CheckConstraint(
            'length(answer_en) <= 4000',
            name=op.f('ck_public_answers_answer_en_bounded'),
        ),
        sa.CheckConstraint(
            'length(answer_es) <= 4000',
            name=op.f('ck_public_answers_answer_es_bounded'),
        ),
        sa.CheckConstraint(
            'length(trim(answer_en)) > 0',
            name=op.f('ck_public_answers_answer_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(answer_es)) > 0',
            name=op.f('ck_public_answers_answer_es_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(question_en)) > 0',
            name=op.f('ck_public_answers_question_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(question_es)) > 0',
            name=op.f('ck_public_answers_question_es_not_blank'),
        ),
        sa.CheckConstraint(
            'published_at IS NULL OR question_en IS NOT NULL AND question_es IS NOT NULL AND '
            'answer_en IS NOT NULL AND answer_es IS NOT NULL',
            name=op.f('ck_public_answers_published_in_both_languages'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_public_answers_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['created_by_id'], ['staff.id'],
            name=op.f('fk_public_answers_created_by_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['published_by_id'], ['staff.id'],
            name=op.f('fk_public_answers_published_by_id_staff'), ondelete='RESTRICT',
        ),
        sa.ForeignKeyConstraint(
            ['topic_id'], ['topics.id'],
            name=op.f('fk_public_answers_topic_id_topics'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_public_answers')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_public_answers_form_key_hash')),
    )
    op.create_index('ix_public_answers_agency_id', 'public_answers', ['agency_id'])
    op.create_index('ix_public_answers_topic_id', 'public_answers', ['topic_id'])
    op.create_table(
        'public_answer_concerns',
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('concern_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['public_answers.id'],
            name=op.f('fk_public_answer_concerns_answer_id_public_answers'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['concern_id'], ['concerns.id'],
            name=op.f('fk_public_answer_concerns_concern_id_concerns'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('answer_id', 'concern_id', name=op.f('pk_public_answer_concerns')),
    )
    op.create_index(
        'ix_public_answer_concerns_concern_id', 'public_answer_concerns', ['concern_id']
    )
    op.create_table(
        'answer_confirmations',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=True),
        sa.Column('form_key_hash', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['public_answers.id'],
            name=op.f('fk_answer_confirmations_answer_id_public_answers'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['event_id'], ['events.id'],
            name=op.f('fk_answer_confirmations_event_id_events'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_confirmations')),
        sa.UniqueConstraint('form_key_hash', name=op.f('uq_answer_confirmations_form_key_hash')),
    )
    op.create_index('ix_answer_confirmations_answer_id', 'answer_confirmations', ['answer_id'])
    op.create_index('ix_answer_confirmations_event_id', 'answer_confirmations', ['event_id'])
    op.create_table(
        'services',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name_en', sa.String(length=80), nullable=False),
        sa.Column('name_es', sa.String(length=80), nullable=False),
        sa.Column('description_en', sa.String(length=300), nullable=True),
        sa.Column('description_es', sa.String(length=300), nullable=True),
        sa.Column('phone', sa.String(length=30), nullable=True),
        sa.Column('url', sa.String(length=300), nullable=True),
        sa.Column('email', sa.String(length=254), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            'length(trim(description_en)) > 0',
            name=op.f('ck_services_description_en_not_blank'),
        ),
        sa.CheckConstraint(
            'length(trim(description_es)) > 0',
            name=op.f('ck_services_description_es_not_blank'),
        ),
        sa.CheckConstraint('length(trim(name_en)) > 0', name=op.f('ck_services_name_en_present')),
        sa.CheckConstraint('length(trim(name_es)) > 0', name=op.f('ck_services_name_es_present')),
        sa.CheckConstraint(
            'phone IS NOT NULL OR url IS NOT NULL OR email IS NOT NULL',
            name=op.f('ck_services_can_be_reached'),
        ),
        sa.ForeignKeyConstraint(
            ['agency_id'], ['agencies.id'],
            name=op.f('fk_services_agency_id_agencies'), ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_services')),
    )
    op.create_index('ix_services_agency_id', 'services', ['agency_id'])
