"""What has taken the place of a message is found without looking at all that was ever said in its chat."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    changed = sa.text("target_message_id IS NOT NULL")
    op.create_index(
        "ix_outbox_changed",
        "outbox",
        ["chat_id", "target_message_id"],
        sqlite_where=changed,
        postgresql_where=changed,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_outbox_changed", table_name="outbox")
