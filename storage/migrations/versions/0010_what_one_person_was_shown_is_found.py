"""Cards that somebody had, and what asked a question, are found without looking at all that was ever said."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    cards, asking = sa.text("kind = 'card'"), sa.text("prompt_id IS NOT NULL")
    op.create_index(
        "ix_outbox_cards", "outbox", ["person_id", "maklumat_id"], sqlite_where=cards, postgresql_where=cards
    )
    op.create_index("ix_outbox_asking", "outbox", ["prompt_id"], sqlite_where=asking, postgresql_where=asking)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_outbox_asking", table_name="outbox")
    op.drop_index("ix_outbox_cards", table_name="outbox")
