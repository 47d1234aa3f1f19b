"""The published page is looked at: when, for each maklumat that was published, those of before among them."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    looks = op.create_table(
        "page_looks",
        sa.Column("maklumat_id", tables.BigId, autoincrement=False, nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", tables.Moment(timezone=True), nullable=False),
        sa.Column("looked_at", tables.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["maklumat_id"], ["maklumat.id"], name=op.f("fk_page_looks_maklumat_id_maklumat")),
        sa.PrimaryKeyConstraint("maklumat_id", name=op.f("pk_page_looks")),
    )
    op.create_index(op.f("ix_page_looks_next_at"), "page_looks", ["next_at"], unique=False)
    maklumat = sa.table("maklumat", sa.column("id", tables.BigId), sa.column("phase", sa.Text()))
    long_ago = sa.literal(datetime(2023, 1, 1, tzinfo=UTC), tables.Moment(timezone=True))
    published = sa.select(maklumat.c.id, sa.literal(0), long_ago).where(maklumat.c.phase == "published")
    op.execute(sa.insert(looks).from_select(["maklumat_id", "visit", "next_at"], published))


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_page_looks_next_at"), table_name="page_looks")
    op.drop_table("page_looks")
