"""Open questions and papers are found without looking at all of them, however many years there are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    is_open = sa.text("closed_at IS NULL")
    op.create_index("ix_prompts_open", "prompts", ["person_id", "id"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index(op.f("ix_papers_maklumat_id"), "papers", ["maklumat_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_papers_maklumat_id"), table_name="papers")
    op.drop_index("ix_prompts_open", table_name="prompts")
