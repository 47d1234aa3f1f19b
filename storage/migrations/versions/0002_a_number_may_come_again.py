"""An update's number may come again for another update: a generation tells them apart."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBERED = {"sqlite_autoincrement": True}
"""SQLite builds the table anew; a running number that was used once must not be given again even then."""


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("inbox", schema=None, table_kwargs=NUMBERED) as batch_op:
        batch_op.add_column(sa.Column("generation", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_inbox_bot_id_update_id"), type_="unique")
        batch_op.create_index("ix_inbox_received_at", ["received_at"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_inbox_bot_id_update_id_generation"), ["bot_id", "update_id", "generation"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("inbox", schema=None, table_kwargs=NUMBERED) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_inbox_bot_id_update_id_generation"), type_="unique")
        batch_op.drop_index("ix_inbox_received_at")
        batch_op.create_unique_constraint(batch_op.f("uq_inbox_bot_id_update_id"), ["bot_id", "update_id"])
        batch_op.drop_column("generation")
