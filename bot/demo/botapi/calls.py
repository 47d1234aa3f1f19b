"""One Bot API call and what nearly every method asks of it: which chat, which message, what it answers.

Its words are read in words.py, its keyboard in markup.py, its files in files.py. The methods themselves live in
sending.py, editing.py, profile.py and hooks.py.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.arguments import ABSENT, Arguments
from bot.demo.botapi.fields import Fields, reading
from bot.demo.botapi.flood import Flood
from bot.demo.botapi.refusals import BOT_WAS_BLOCKED, DEACTIVATED, NEVER_STARTED, BadRequest, Forbidden
from bot.demo.world.records import Bot, Chat, Message
from bot.demo.world.state import World


@dataclass(frozen=True)
class Told:
    """A result with a sentence beside it, as a few methods answer."""

    result: Any
    description: str


@dataclass(frozen=True)
class ReplyTo:
    """The message that one wants quoted; 0 for none."""

    message_id: int = 0
    may_miss: bool = False


@dataclass(frozen=True)
class Call:
    """A bot asks something of the world. What it gets wrong without being refused collects in `remarks`."""

    world: World
    bot: Bot
    arguments: Arguments
    flood: Flood
    remarks: list[str] = field(default_factory=list)

    def known_chat(self) -> Chat:
        """The chat the call names, whether or not the bot may write there.

        Raises:
            BadRequest: There is none.
            Forbidden: The person never started the bot, or the bot is no longer in the group.
        """
        written = self.arguments.text("chat_id")
        if not written:
            raise BadRequest("chat_id is empty")
        if written.startswith("@"):
            # Nobody here has a public chat, and a bot cannot reach a person by name.
            raise BadRequest("chat not found")
        chat_id = self.arguments.integer("chat_id")
        chat = self.bot.chats.get(chat_id)
        if chat is None:
            if chat_id in self.world.people:
                raise Forbidden(NEVER_STARTED)
            raise BadRequest("chat not found")
        if chat.type != "private":
            _check_membership(chat)
        return chat

    def open_chat(self) -> Chat:
        """The chat the call names, where the bot may write.

        Raises:
            BadRequest: There is none, or it is now another.
            Forbidden: The person blocked the bot, never started it, or is gone; the bot is not in the group.
        """
        chat = self.known_chat()
        person = self.world.people.get(chat.id)
        if person is not None and person.is_deactivated:
            raise Forbidden(DEACTIVATED)
        if chat.is_blocked:
            raise Forbidden(BOT_WAS_BLOCKED)
        if chat.type == "private" and not chat.is_started:
            raise Forbidden(NEVER_STARTED)
        return chat

    def message(self, chat: Chat, refusal: str) -> Message:
        """The message the call names.

        Raises:
            BadRequest: It is not there, or no longer; `refusal` says what was wanted of it.
        """
        message = chat.messages.get(self.arguments.integer("message_id"))
        if message is None:
            raise BadRequest(refusal)
        return message

    def spend(self, chat: Chat, count: int = 1) -> None:
        """Counts what goes to a chat against the flood limits.

        Raises:
            TooManyRequests: It is too much.
        """
        self.flood.spend(self.bot, chat, count)

    def remark(self, sentence: str) -> None:
        """Something that Telegram takes without a word."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def within(self, name: str, default: int, least: int, most: int) -> int:
        """A number that Telegram presses between its bounds without a word."""
        given = self.arguments.integer(name, default)
        if not least <= given <= most:
            self.remark(f'"{name}" {given} is not between {least} and {most}; Telegram takes the nearer one')
        return min(max(given, least), most)

    def wanted_reply(self) -> ReplyTo:
        """What the call says about the message to be quoted.

        Raises:
            BadRequest: In Telegram's words.
        """
        if not self.arguments.has("reply_parameters"):
            # Undocumented since Bot API 7.0, and understood to this day.
            wanted = max(0, self.arguments.integer("reply_to_message_id"))
            return ReplyTo(wanted, self.arguments.flag("allow_sending_without_reply"))
        given = self.arguments.json("reply_parameters", "can't parse reply parameters JSON object")
        if given in (ABSENT, {}):
            return ReplyTo()
        with reading():
            fields = Fields(given, "object expected as reply parameters")
            wanted = fields.integer("message_id", required=True)
            elsewhere = fields.text("chat_id")
            may_miss = fields.flag("allow_sending_without_reply")
        if elsewhere not in {"", self.arguments.text("chat_id")}:
            raise BadRequest("message to be replied not found")
        if fields.has("quote"):
            self.remark('this local Telegram does not act on "reply_parameters.quote"')
        return ReplyTo(max(0, wanted), may_miss)

    def reply_to(self, chat: Chat, wanted: ReplyTo) -> int | None:
        """The message to be quoted.

        Raises:
            BadRequest: It is gone, and the call does not allow to send without it.
        """
        if not wanted.message_id:
            return None
        if wanted.message_id in chat.messages:
            return wanted.message_id
        if wanted.may_miss:
            return None
        raise BadRequest("message to be replied not found")


def _check_membership(chat: Chat) -> None:
    """A bot that is not in a group reaches nobody there; a group that has moved says where to."""
    if chat.upgraded_to is not None:
        raise BadRequest("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.upgraded_to)
    if chat.bot_is == "kicked":
        raise Forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot_is == "left":
        raise Forbidden(f"bot is not a member of the {chat.type} chat")
