"""An update that the network or the machine hinders is tried again: counted, so that it comes to an end."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBERED = {"sqlite_autoincrement": True}
"""SQLite builds the table anew; a running number that was used once must not be given again even then."""


def upgrade() -> None:
    """Go forward."""
    op.add_column("inbox", sa.Column("setbacks", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("inbox", schema=None, table_kwargs=NUMBERED) as batch_op:
        batch_op.drop_column("setbacks")
