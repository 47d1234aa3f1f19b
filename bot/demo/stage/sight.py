"""What stands on a phone: the newest message that offers a button, carries words or a file. Reading only."""

from dataclasses import dataclass
from datetime import datetime

from bot.demo.kit.sightings import bare_label
from bot.demo.world.records import Chat, Message


def labels(message: Message) -> tuple[str, ...]:
    """What the buttons under a message say, icons left out."""
    return tuple(bare_label(button["text"]) for row in message.buttons for button in row)


@dataclass(frozen=True)
class Mark:
    """How a chat stood at a moment (aware UTC, the world's time): what is newer, or was edited since, is news."""

    message_id: int
    at: datetime


def mark(chat: Chat, now: datetime) -> Mark:
    """How the chat stands now."""
    newest = chat.newest()
    return Mark(newest.id if newest else 0, now)


def offering(chat: Chat, label: str, since: Mark | None = None) -> Message | None:
    """The newest message of the bot with this button, if there is one that is news."""
    return next((message for message in _told(chat, since) if label in labels(message)), None)


def saying(chat: Chat, words: str, since: Mark | None = None) -> Message | None:
    """The newest message of the bot with these words, whatever their case, if there is one that is news."""
    wanted = words.lower()
    return next((message for message in _told(chat, since) if wanted in message.text.lower()), None)


def _told(chat: Chat, since: Mark | None) -> list[Message]:
    """What the bot has said, newest first."""
    newest_first = sorted(chat.messages.values(), key=lambda message: message.id, reverse=True)
    return [message for message in newest_first if message.from_bot and (since is None or _is_news(message, since))]


def _is_news(message: Message, since: Mark) -> bool:
    return message.id > since.message_id or (message.edited_at is not None and message.edited_at >= since.at)
