"""No entry of the journal takes another's place: SQLite's INSERT OR REPLACE passes by the trigger against DELETE."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal "
            "WHERE seq = NEW.seq OR previous = NEW.previous OR hash = NEW.hash "
            "OR (maklumat_id = NEW.maklumat_id AND ordinal = NEW.ordinal) OR (cause = NEW.cause AND part = NEW.part)) "
            # By this word storage/counter.py knows what took effect before, as by the constraint's name.
            "BEGIN SELECT CASE WHEN EXISTS (SELECT 1 FROM journal WHERE cause = NEW.cause AND part = NEW.part) "
            "THEN RAISE(ABORT, 'the journal is append-only: this cause is in it') "
            "ELSE RAISE(ABORT, 'the journal is append-only') END; END"
        )


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_no_replace")
