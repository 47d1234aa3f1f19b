"""What a Telegram keeps: people, bots, chats, messages, files, button taps. Plain data.

How they come to be and who hears of it lives in state.py; how the Bot API shows them in shapes.py.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.world.entities import Entity
from bot.demo.world.updates import UpdateQueue

Json = dict[str, Any]

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
"""Characters after the markup is read, for bots and people alike."""


@dataclass
class Person:
    """Somebody with a phone; `title` is for the page alone, Telegram knows no offices."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    title: str | None = None
    is_deactivated: bool = False

    @property
    def full_name(self) -> str:
        """As a chat's heading shows it."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(frozen=True)
class Upload:
    """A file on its way in, from a bot or from a phone."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class StoredFile:
    """Bytes that passed through; the `file_id` is good for one bot only, the `unique_id` wherever it is sent."""

    kind: str
    name: str
    mime: str
    content: bytes = field(repr=False)
    file_id: str
    unique_id: str
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0


@dataclass
class Message:
    """One bubble. A caption is the text of a message with a file."""

    id: int
    chat_id: int
    from_bot: bool
    sender_id: int
    at: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    file: StoredFile | None = None
    markup: Json | None = None
    forced_reply: Json | None = None
    reply_to: int | None = None
    media_group_id: str | None = None
    edited_at: datetime | None = None
    is_silent: bool = False
    protects_content: bool = False

    @property
    def buttons(self) -> list[list[Json]]:
        """The rows of the keyboard under it."""
        rows: list[list[Json]] = self.markup["inline_keyboard"] if self.markup else []
        return rows


@dataclass(frozen=True)
class Answer:
    """What a tap was answered with; no text means that the spinner stopped and nothing else."""

    at: datetime
    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass
class Query:
    """A tap on a button, waiting for its one answer."""

    id: str
    chat_id: int
    message_id: int
    person_id: int
    data: str
    label: str
    at: datetime
    answer: Answer | None = None


@dataclass
class Chat:
    """A bot's chat with a person, or a group that a test has made up.

    Of a group: `bot_is` says whether the bot is still in it (member, left, kicked), `may_write` whether its members'
    rights let the bot write, `upgraded_to` names the supergroup that took the place of a basic group.
    """

    id: int
    type: str = "private"
    title: str | None = None
    is_started: bool = False
    is_blocked: bool = False
    bot_is: str = "member"
    may_write: bool = True
    upgraded_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: int | None = None

    def newest(self) -> Message | None:
        """The last bubble."""
        return self.messages[max(self.messages)] if self.messages else None


@dataclass
class Webhook:
    """Where Telegram brings a bot its updates, instead of waiting to be asked; the last thing that went wrong there."""

    url: str
    secret: str = field(default="", repr=False)
    max_connections: int = 40
    last_error_at: datetime | None = None
    last_error: str = ""


@dataclass
class Bot:
    """An account behind a token. Message ids run through all its private chats, as they do at Telegram."""

    id: int
    token: str
    username: str
    first_name: str
    updates: UpdateQueue
    last_message_id: int = 0
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    webhook: Webhook | None = None
    commands: dict[str, list[Json]] = field(default_factory=dict)
    description: str = ""
    short_description: str = ""
    menu_button: Json = field(default_factory=lambda: {"type": "default"})

    @property
    def webhook_url(self) -> str:
        """The webhook's address; empty while the bot has to ask by itself."""
        return self.webhook.url if self.webhook else ""


@dataclass
class Fault:
    """Telegram misbehaving on purpose: the next `times` calls of `method` (`*`: any but getUpdates) that match."""

    method: str
    times: int = 1
    chat_id: int | None = None
    code: int = 0
    description: str = ""
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    delay: float = 0.0
    drop_before_executing: bool = False
    drop_after_executing: bool = False


@dataclass(frozen=True)
class Outage:
    """A Telegram that is down, until a moment of the machine's own time; `how` it shows: `cut` or `502`."""

    until: datetime
    how: str


@dataclass(frozen=True)
class LedgerEntry:
    """One Bot API call as it was answered; `code` 0 means that the connection was cut.

    `remarks` are what Telegram would not have complained of: it passed over something of the call, or took it
    otherwise than it was written. A bot that means what it sends gets none.
    """

    number: int
    at: datetime
    method: str
    bot_id: int
    chat_id: str | None
    ok: bool
    code: int
    description: str
    parameters: Json
    executed: bool
    remarks: list[str] = field(default_factory=list)


Ledger = deque[LedgerEntry]
