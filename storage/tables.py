"""Every row on one page. Only storage reads this; everybody else sees dataclasses.

Moments are aware UTC in Python on both databases. JSON is kept as TEXT (ASCII-escaped), never as JSONB, which refuses
NUL and lone surrogates that Telegram may hand over.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment; SQLite, which knows no zones, keeps it naive in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: it would silently mean another hour elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only for INTEGER."""


def _table(name: str, *columns: sa.schema.SchemaItem, **options: Any) -> sa.Table:
    return sa.Table(name, metadata, *columns, sqlite_autoincrement=True, **options)


def _id(name: str = "id") -> sa.Column[int]:
    return sa.Column(name, BigId, primary_key=True, autoincrement=True)


people = _table(
    "people",
    _id(),
    sa.Column("telegram_id", sa.BigInteger, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sapaan", sa.Text, nullable=False, server_default=""),
    sa.Column("jabatan", sa.Text, nullable=False, server_default=""),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_member", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("enrolled_at", Moment, nullable=False),
    sa.Column("acknowledged_at", Moment),
    sa.Column("unreachable_since", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("confirmed_at", Moment),
    sa.Column("asked", sa.Integer, nullable=False, server_default="0"),
    sa.Column("to_be_member", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("admin_unconfirmed", sa.Boolean, nullable=False, server_default=sa.false()),
)

mandates = _table(
    "mandates",
    _id(),
    sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date),
    sa.Column("basis", sa.Text, nullable=False, server_default=""),
    sa.Column("ended_on", sa.Date),
    sa.Column("unconfirmed", sa.Boolean, nullable=False, server_default=sa.false()),
)

absences = _table(
    "absences",
    _id(),
    sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("stand_in_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False, server_default=""),
    sa.Column("scan", sa.Text, nullable=False, server_default=""),
    sa.Column("by_id", BigId, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("ended_by_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("ended_basis", sa.Text, nullable=False, server_default=""),
    sa.Column("ended_scan", sa.Text, nullable=False, server_default=""),
)

invites = _table(
    "invites",
    _id(),
    sa.Column("code_hash", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sapaan", sa.Text, nullable=False, server_default=""),
    sa.Column("jabatan", sa.Text, nullable=False, server_default=""),
    sa.Column("roles", sa.Text, nullable=False, server_default=""),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_member", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
    sa.Column("used_by", BigId, sa.ForeignKey("people.id")),
    sa.Column("by_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("basis", sa.Text, nullable=False, server_default=""),
    sa.Column("scan", sa.Text, nullable=False, server_default=""),
    sa.Column("binds_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("unconfirmed", sa.Boolean, nullable=False, server_default=sa.false()),
)

maklumat = _table(
    "maklumat",
    _id(),
    sa.Column("control_number", sa.Text, nullable=False, unique=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("phase", sa.Text, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("next_rung", sa.Text),
    sa.Column("next_rung_at", Moment),
    sa.Column("body", sa.Text, nullable=False),
    sa.UniqueConstraint("year", "ordinal"),
)
sa.Index(
    "ix_maklumat_next_rung_at_open",
    maklumat.c.next_rung_at,
    sqlite_where=maklumat.c.next_rung_at.is_not(None),
    postgresql_where=maklumat.c.next_rung_at.is_not(None),
)

journal = _table(
    "journal",
    _id("seq"),
    sa.Column("maklumat_id", BigId, sa.ForeignKey("maklumat.id")),
    sa.Column("ordinal", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("previous", sa.Text, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.UniqueConstraint("maklumat_id", "ordinal"),
    sa.UniqueConstraint("cause", "part"),
)

inbox = _table(
    "inbox",
    _id("seq"),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("update_id", sa.BigInteger, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False, server_default="0"),
    sa.Column("chat_id", sa.BigInteger),
    sa.Column("album", sa.Text),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="new"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_attempt_at", Moment),
    sa.Column("done_at", Moment),
    sa.Column("setbacks", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("bot_id", "update_id", "generation"),
)
sa.Index("ix_inbox_received_at", inbox.c.received_at)
sa.Index("ix_inbox_undone", inbox.c.seq, sqlite_where=inbox.c.state == "new", postgresql_where=inbox.c.state == "new")

outbox = _table(
    "outbox",
    _id(),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("person_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("maklumat_id", BigId, sa.ForeignKey("maklumat.id")),
    sa.Column("visit", sa.Integer),
    sa.Column("version", sa.Integer),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("prompt_id", BigId, sa.ForeignKey("prompts.id")),
    sa.Column("paper_id", BigId, sa.ForeignKey("papers.id")),
    sa.Column("bundle", sa.Integer),
    sa.Column("waits_until", Moment),
    sa.Column("target_id", BigId, sa.ForeignKey("outbox.id")),
    sa.Column("target_message_id", sa.BigInteger),
    sa.Column("reply_to", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False, server_default="queued"),
    sa.Column("live", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("unknowns", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("next_attempt_at", Moment),
    sa.Column("sent_at", Moment),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("trouble", sa.Text),
)
sa.Index(
    "ix_outbox_undone",
    outbox.c.chat_id,
    outbox.c.id,
    sqlite_where=outbox.c.state.in_(["queued", "sending"]),
    postgresql_where=outbox.c.state.in_(["queued", "sending"]),
)
sa.Index("ix_outbox_message", outbox.c.chat_id, outbox.c.message_id)
sa.Index(
    "ix_outbox_live",
    outbox.c.maklumat_id,
    sqlite_where=sa.text("live"),
    postgresql_where=sa.text("live"),
)
sa.Index(
    "ix_outbox_changed",
    outbox.c.chat_id,
    outbox.c.target_message_id,
    sqlite_where=outbox.c.target_message_id.is_not(None),
    postgresql_where=outbox.c.target_message_id.is_not(None),
)
A_CARD = "kind = 'card'"
sa.Index(
    "ix_outbox_cards",
    outbox.c.person_id,
    outbox.c.maklumat_id,
    sqlite_where=sa.text(A_CARD),
    postgresql_where=sa.text(A_CARD),
)
sa.Index(
    "ix_outbox_asking",
    outbox.c.prompt_id,
    sqlite_where=outbox.c.prompt_id.is_not(None),
    postgresql_where=outbox.c.prompt_id.is_not(None),
)
SPOKEN = "kind IN ('reply', 'edit') AND body <> '{}'"
"""Answers whose words are still kept."""
sa.Index(
    "ix_outbox_spoken",
    outbox.c.sent_at,
    sqlite_where=sa.text(SPOKEN),
    postgresql_where=sa.text(SPOKEN),
)

prompts = _table(
    "prompts",
    _id(),
    sa.Column("person_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("maklumat_id", BigId, sa.ForeignKey("maklumat.id")),
    sa.Column("visit", sa.Integer, nullable=False, server_default="0"),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("role", sa.Text, nullable=False, server_default=""),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("question", sa.Integer, nullable=False, server_default="0"),
    sa.Column("held", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("put_aside", sa.Boolean, nullable=False, server_default=sa.false()),
)

sa.Index(
    "ix_prompts_open",
    prompts.c.person_id,
    prompts.c.id,
    sqlite_where=prompts.c.closed_at.is_(None),
    postgresql_where=prompts.c.closed_at.is_(None),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Column("kept_at", Moment, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("file_id", sa.Text, nullable=False),
)

papers = _table(
    "papers",
    _id(),
    sa.Column("maklumat_id", BigId, sa.ForeignKey("maklumat.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("visit", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("snapshot", sa.Text, nullable=False),
    sa.Column("wanted_at", Moment, nullable=False),
    sa.Column("file", sa.Text),
    sa.Column("made_at", Moment),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
)

page_looks = sa.Table(
    "page_looks",
    metadata,
    sa.Column("maklumat_id", BigId, sa.ForeignKey("maklumat.id"), primary_key=True, autoincrement=False),
    sa.Column("visit", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", Moment, nullable=False, index=True),
    sa.Column("looked_at", Moment),
)

days = sa.Table(
    "days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("estimated", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("source", sa.Text, nullable=False),
)

calendar_changes = _table(
    "calendar_changes",
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("first_on", sa.Date, nullable=False),
    sa.Column("last_on", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by_id", BigId, sa.ForeignKey("people.id")),
    sa.Column("at", Moment, nullable=False),
)

incidents = _table(
    "incidents",
    _id(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
)

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
