"""Name themes by a phrase that their concerns share, or by none."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# The start of the text of the most representative concern.
QUOTE = """
    SELECT substr(trim(concerns.body), 1, 200)
    FROM theme_concerns JOIN concerns ON concerns.id = theme_concerns.concern_id
    WHERE theme_concerns.theme_id = themes.id
    ORDER BY theme_concerns.rank, concerns.id DESC LIMIT 1
"""


def upgrade():
    with op.batch_alter_table("themes") as table:
        table.drop_constraint("terms_present", type_="check")
        table.alter_column(
            "terms", new_column_name="phrase", existing_type=sa.String(200), nullable=True
        )
    with op.batch_alter_table("themes") as table:
        table.create_check_constraint("phrase_not_blank", "length(trim(phrase)) > 0")


def downgrade():
    op.execute(
        f"UPDATE themes SET phrase = coalesce(name, ({QUOTE}), '-') WHERE phrase IS NULL"  # noqa: S608
    )
    with op.batch_alter_table("themes") as table:
        table.drop_constraint("phrase_not_blank", type_="check")
        table.alter_column(
            "phrase", new_column_name="terms", existing_type=sa.String(200), nullable=False
        )
    with op.batch_alter_table("themes") as table:
        table.create_check_constraint("terms_present", "length(trim(terms)) > 0")
