"""An admin adds days off, takes them away, and enters Ramadan: each change is kept with its reason."""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "calendar_changes",
        sa.Column("id", tables.BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", tables.BigId, nullable=True),
        sa.Column("at", tables.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_calendar_changes_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("calendar_changes")
