"""1.0, from where upgrades begin

Its tables are in tests/schema_of_1_0: a new database is created from the models, see env.py.
"""

revision = '0030'
down_revision = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError('Restore a backup.')
