"""What the test kit sees in a chat: bubbles, buttons, files, toasts, as frozen values.

Reading only; the hands that make them appear are in client.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]

SHOWN_TROUBLES = 4


class NotSeen(AssertionError):
    """What was waited for did not come; the chat is printed below the sentence."""


class NotPossible(AssertionError):
    """No phone could do this (no such message, a blocked bot), or the server knows no such thing: its own sentence."""


@dataclass(frozen=True)
class Button:
    """One button; `data` is None for one that opens a link or copies words."""

    text: str
    data: str | None
    style: str | None
    url: str | None
    copy_text: str | None


@dataclass(frozen=True)
class Attachment:
    """A file in a chat; `Person.download` fetches its bytes."""

    name: str
    size: int
    mime: str
    url: str


@dataclass(frozen=True)
class ChatMessage:
    """A bubble as its reader sees it. Edits keep the id, so ids tell how old a bubble is, not its words."""

    id: int
    from_bot: bool
    text: str
    html: str
    entities: tuple[Json, ...]
    rows: tuple[tuple[Button, ...], ...]
    reply_to: int | None
    document: Attachment | None
    photo: Attachment | None
    voice: Attachment | None
    media_group_id: str | None
    asks_reply: bool
    is_silent: bool
    date: datetime
    edited_at: datetime | None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All rows in one."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say, icons left out."""
        return tuple(bare_label(button.text) for button in self.buttons)


@dataclass(frozen=True)
class Toast:
    """What a tap was answered with."""

    text: str
    show_alert: bool
    url: str
    message_id: int
    query_id: str


def bare_label(label: str) -> str:
    """A label without the icon before it."""
    first, _, rest = label.partition(" ")
    return rest if rest and not any(character.isalnum() for character in first) else label


def _attachment(shown: Json | None) -> Attachment | None:
    return Attachment(shown["name"], shown["size"], shown["mime"], shown["url"]) if shown else None


def read_message(shown: Json) -> ChatMessage:
    """A bubble from the JSON of the people's side."""
    return ChatMessage(
        id=shown["id"],
        from_bot=shown["from_bot"],
        text=shown["text"],
        html=shown["html"],
        entities=tuple(shown["entities"]),
        rows=tuple(tuple(Button(**button) for button in row) for row in shown["buttons"]),
        reply_to=shown["reply_to"],
        document=_attachment(shown["document"]),
        photo=_attachment(shown["photo"]),
        voice=_attachment(shown["voice"]),
        media_group_id=shown["media_group_id"],
        asks_reply=shown["asks_reply"],
        is_silent=shown["is_silent"],
        date=datetime.fromisoformat(shown["date"]),
        edited_at=datetime.fromisoformat(shown["edited_at"]) if shown["edited_at"] else None,
    )


@dataclass(frozen=True)
class Wanted:
    """What a test waits for; what is None may be anything."""

    text: str | None = None
    button: str | None = None
    document: str | bool | None = None
    photo: bool | None = None
    voice: bool | None = None
    after: int | None = None
    message: int | None = None

    def fits(self, message: ChatMessage) -> bool:
        """Whether this is a message of the bot that was waited for."""
        if not message.from_bot or message.id <= (self.after or 0) or self.message not in {None, message.id}:
            return False
        if self.text is not None and self.text.lower() not in message.text.lower():
            return False
        if self.button is not None and self.button not in {*message.labels, *(b.text for b in message.buttons)}:
            return False
        if isinstance(self.document, str) and (message.document is None or self.document not in message.document.name):
            return False
        if isinstance(self.document, bool) and self.document != (message.document is not None):
            return False
        if self.photo is not None and self.photo != (message.photo is not None):
            return False
        return self.voice is None or self.voice == (message.voice is not None)

    def __str__(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if value is not None) or "anything"


def in_words(message: ChatMessage, name: str) -> list[str]:
    """A bubble as lines of a test report: who, what, its files and its buttons."""
    sender = "bot" if message.from_bot else name
    marks = [f"reply to {message.reply_to}"] if message.reply_to else []
    marks += ["edited"] if message.edited_at else []
    remark = f" ({', '.join(marks)})" if marks else ""
    lines = [f"[{message.id}] {sender}{remark}: {message.text}"]
    files = (message.document, message.photo, message.voice)
    lines += [f"      file {file.name}, {file.size} bytes" for file in files if file]
    return lines + ["      " + " ".join(f"[{button.text}]" for button in row) for row in message.rows]


def tap_in_words(tap: Json) -> str:
    """A tap and its answer as one line of a test report."""
    asked = tap["label"] or tap["data"]
    if not tap["is_answered"]:
        return f"tap on {asked!r}: not answered"
    return f"tap on {asked!r}: answered" + (f" {tap['text']!r}" if tap["text"] else "")


def trouble_in_words(bot: Json, calls: list[Json]) -> list[str]:
    """What a bot that fell silent may have met: updates it has not fetched, its last calls that went wrong."""
    waiting = bot["waiting_updates"]
    lines = [f"the bot has not fetched {waiting} update{'s' * (waiting != 1)}"] if waiting else []
    troubles = []
    for call in calls:
        where = f"{call['method']} to {call['chat_id']}" if call["chat_id"] else call["method"]
        troubles += [f"remarked on {where}: {remark}" for remark in call["remarks"]]
        if not call["ok"]:
            troubles.append(f"refused: {where}: {call['code'] or ''} {call['description']}")
    return lines + troubles[-SHOWN_TROUBLES:]
