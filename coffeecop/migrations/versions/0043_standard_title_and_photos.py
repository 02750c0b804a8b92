"""What a department calls its events in Spanish; photos no larger than phones show them"""

from hashlib import sha256
from io import BytesIO

import sqlalchemy as sa
from alembic import op
from PIL import Image


revision = '0043'
down_revision = '0042'

IDS_ONCE = {'sqlite_autoincrement': True}
NOT_BLANK = 'ck_agencies_event_title_es_not_blank'
# As new photos are: see coffeecop/web/photos.py.
LONGEST_SIDE, QUALITY = 1024, 82
PHOTOS = sa.table(
    'promise_photos',
    *(sa.column(name, sa.Integer) for name in ('promise_id', 'width', 'height')),
    sa.column('content', sa.LargeBinary),
    sa.column('digest', sa.String),
)


def upgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.add_column(sa.Column('event_title_es', sa.String(120)))
        agencies.create_check_constraint(op.f(NOT_BLANK), 'length(trim(event_title_es)) > 0')
    too_large = sa.or_(PHOTOS.c.width > LONGEST_SIDE, PHOTOS.c.height > LONGEST_SIDE)
    database = op.get_bind()
    # One at a time: all of them may not fit in memory.
    for number in database.scalars(sa.select(PHOTOS.c.promise_id).where(too_large)).all():
        own = PHOTOS.c.promise_id == number
        content = database.scalar(sa.select(PHOTOS.c.content).where(own))
        database.execute(sa.update(PHOTOS).where(own).values(**_smaller(content)))


def downgrade() -> None:
    with op.batch_alter_table('agencies', table_kwargs=IDS_ONCE) as agencies:
        agencies.drop_constraint(op.f(NOT_BLANK), type_='check')
        agencies.drop_column('event_title_es')


def _smaller(content: bytes) -> dict[str, bytes | str | int]:
    file = BytesIO()
    with Image.open(BytesIO(content)) as photo:
        photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        photo.save(file, 'JPEG', quality=QUALITY, optimize=True, progressive=True)
        width, height = photo.size
    content = file.getvalue()
    return {'content': content, 'digest': sha256(content).hexdigest(), 'width': width, 'height': height}
