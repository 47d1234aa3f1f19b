"""Whom an admin brings in is confirmed by a Komisioner; whoever was enrolled before this was, is taken as confirmed."""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


FLAGS = ("to_be_member", "admin_unconfirmed")


def upgrade() -> None:
    """Go forward."""
    op.add_column("people", sa.Column("confirmed_at", tables.Moment(timezone=True), nullable=True))
    op.add_column("people", sa.Column("asked", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE people SET confirmed_at = enrolled_at")
    for flag in FLAGS:
        op.add_column("people", sa.Column(flag, sa.Boolean(), server_default=sa.false(), nullable=False))
    for table in ("mandates", "invites"):
        op.add_column(table, sa.Column("unconfirmed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back; what no Komisioner has confirmed is given to nobody by that."""
    op.execute("DELETE FROM mandates WHERE unconfirmed = true")
    for table in ("invites", "mandates"):
        op.drop_column(table, "unconfirmed")
    for column in (*FLAGS, "asked", "confirmed_at"):
        op.drop_column("people", column)
