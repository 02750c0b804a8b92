"""Kept filters use the new words for how sure the computer is"""

from alembic import op

revision = '0017'
down_revision = '0016'

WORDS = {'sure': 'very_likely', 'fair': 'likely'}


def upgrade() -> None:
    for before, after in WORDS.items():
        _replace(before, after)


def downgrade() -> None:
    for before, after in WORDS.items():
        _replace(after, before)


def _replace(old: str, new: str) -> None:
    # Between separators, so that nothing inside another argument is changed.
    op.execute(
        "UPDATE saved_filters SET query = trim(replace('&' || query || '&', "
        f"'&confidence={old}&', '&confidence={new}&'), '&')"
    )
