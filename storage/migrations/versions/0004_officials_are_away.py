"""Officials are away and others stand in; a member of the commission may stand in for a Komisioner."""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for table in ("people", "invites"):
        op.add_column(table, sa.Column("is_member", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE people SET is_member = true WHERE id IN (SELECT person_id FROM mandates WHERE role = 'komisioner')"
    )
    op.create_table(
        "absences",
        sa.Column("id", tables.BigId, autoincrement=True, nullable=False),
        sa.Column("person_id", tables.BigId, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("stand_in_id", tables.BigId, nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), server_default="", nullable=False),
        sa.Column("scan", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", tables.BigId, nullable=False),
        sa.Column("at", tables.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", tables.Moment(timezone=True), nullable=True),
        sa.Column("ended_by_id", tables.BigId, nullable=True),
        sa.Column("ended_basis", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_scan", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_absences_by_id_people")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_absences_ended_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id_people")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["people.id"], name=op.f("fk_absences_stand_in_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_absences_person_id"), table_name="absences")
    op.drop_table("absences")
    for table in ("invites", "people"):
        op.drop_column(table, "is_member")
