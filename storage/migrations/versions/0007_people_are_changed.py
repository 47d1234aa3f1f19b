"""Roles end and begin, access is closed and opened, a person gets another account; a Komisioner's code has a letter."""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


NUMBERED = {"sqlite_autoincrement": True}
"""SQLite builds the table anew; a running number that was used once must not be given again even then."""

SPOKEN = "kind IN ('reply', 'edit') AND body <> '{}'"


def upgrade() -> None:
    """Go forward."""
    op.add_column("people", sa.Column("closed_at", tables.Moment(timezone=True), nullable=True))
    op.add_column("mandates", sa.Column("ended_on", sa.Date(), nullable=True))
    with op.batch_alter_table("invites", table_kwargs=NUMBERED) as invites:
        invites.add_column(sa.Column("by_id", tables.BigId, nullable=True))
        invites.add_column(sa.Column("basis", sa.Text(), server_default="", nullable=False))
        invites.add_column(sa.Column("scan", sa.Text(), server_default="", nullable=False))
        invites.add_column(sa.Column("binds_id", tables.BigId, nullable=True))
        invites.create_foreign_key(op.f("fk_invites_by_id_people"), "people", ["by_id"], ["id"])
        invites.create_foreign_key(op.f("fk_invites_binds_id_people"), "people", ["binds_id"], ["id"])
    op.create_index(
        "ix_outbox_spoken", "outbox", ["sent_at"], sqlite_where=sa.text(SPOKEN), postgresql_where=sa.text(SPOKEN)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_outbox_spoken", table_name="outbox")
    with op.batch_alter_table("invites", table_kwargs=NUMBERED) as invites:
        invites.drop_constraint(op.f("fk_invites_binds_id_people"), type_="foreignkey")
        invites.drop_constraint(op.f("fk_invites_by_id_people"), type_="foreignkey")
        for column in ("binds_id", "scan", "basis", "by_id"):
            invites.drop_column(column)
    op.drop_column("mandates", "ended_on")
    op.drop_column("people", "closed_at")
