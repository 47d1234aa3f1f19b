"""What people do with their phones: type, tap, attach, edit, delete, block. The bot hears of it as Telegram would tell.

No HTTP here; people.py lets pages and tests do these things from outside.
"""

import re
import secrets
from dataclasses import dataclass

from bot.demo.world import shapes
from bot.demo.world.records import CAPTION_LENGTH, TEXT_LENGTH, Bot, Chat, Json, Message, Query, Upload
from bot.demo.world.state import World
from bot.demo.world.tidying import tidied

ICON = re.compile(r"^[^\w(]+\s*")
DEFAULT_MIMES = {"photo": "image/jpeg", "voice": "audio/ogg"}


class CannotDo(Exception):
    """No phone could do this: no such message, no such button, a blocked bot. A test has asked for the impossible."""


@dataclass(frozen=True)
class Hand:
    """One person at one bot's chat."""

    world: World
    bot: Bot
    person_id: int

    @property
    def chat(self) -> Chat:
        """The chat as it stands.

        Raises:
            CannotDo: There is no such person.
        """
        try:
            return self.world.chat(self.bot, self.person_id)
        except LookupError as error:
            raise CannotDo(str(error)) from None

    def say(self, text: str, reply_to: int | None = None) -> Message:
        """Words; the first ones start the bot, as the button Start does."""
        words, entities = tidied(text, [])
        if not words:
            raise CannotDo("an empty message cannot be sent")
        if len(words) > TEXT_LENGTH:
            raise CannotDo(f"a message has at most {TEXT_LENGTH} characters")
        chat = self._writable()
        quoted = self._quoted(reply_to)
        message = self.world.post(
            self.bot, chat, sender_id=self.person_id, text=words, entities=entities, reply_to=quoted
        )
        self._tell("message", message)
        return message

    def attach(self, kind: str, uploads: list[Upload], caption: str = "", reply_to: int | None = None) -> list[Message]:
        """Files; several come as so many messages with one group number, and only the first has the caption.

        An `album` of pictures alone travels as pictures, any other mixture as documents.
        """
        if not uploads:
            raise CannotDo("nothing is attached")
        if kind not in {"document", "photo", "voice", "album"}:
            raise CannotDo(f"no such kind of attachment: {kind}")
        if len(caption) > CAPTION_LENGTH:
            raise CannotDo(f"a caption has at most {CAPTION_LENGTH} characters")
        chat = self._writable()
        quoted = self._quoted(reply_to)
        group = str(secrets.randbelow(10**17) + 10**16) if kind == "album" or len(uploads) > 1 else None
        messages = []
        for number, upload in enumerate(uploads):
            single = _kind_in_album(uploads) if kind == "album" else kind
            mime = DEFAULT_MIMES.get(single, upload.mime)
            file = self.world.keep_file(self.bot, single, upload.name, mime, upload.content)
            words, entities = tidied("" if number else caption, [])
            message = self.world.post(
                self.bot,
                chat,
                sender_id=self.person_id,
                text=words,
                entities=entities,
                file=file,
                reply_to=quoted,
                media_group_id=group,
            )
            messages.append(message)
        for message in messages:
            self._tell("message", message)
        return messages

    def edit(self, message_id: int, text: str) -> Message:
        """Other words in one's own message."""
        message = self._own(message_id)
        message.text, message.entities = tidied(text, [])
        message.edited_at = self.world.now()
        self.world.changed(self.chat.id)
        self._tell("edited_message", message)
        return message

    def delete(self, message_id: int) -> None:
        """Gone for both sides; Telegram tells bots nothing."""
        if self.chat.messages.pop(message_id, None) is None:
            raise CannotDo(f"no message {message_id}")
        self.world.changed(self.chat.id)

    def tap(self, button: str | None = None, data: str | None = None, message_id: int | None = None) -> Query:
        """Presses a button, by its label (an icon before it may be left out) or its data.

        Without a message it is the newest one that has such a button.

        Raises:
            CannotDo: There is none, or it is no button that asks the bot.
        """
        newest_first = sorted(self.chat.messages.values(), key=lambda m: m.id, reverse=True)
        for message in newest_first:
            if message_id is not None and message.id != message_id:
                continue
            for found in (b for row in message.buttons for b in row if _is_meant(b, button, data)):
                if "callback_data" not in found:
                    raise CannotDo(f"the button {found['text']!r} does not ask the bot: {found}")
                return self._query(message.id, found["callback_data"], found["text"])
        where = "any message" if message_id is None else f"message {message_id}"
        raise CannotDo(f"no button {button or data!r} under {where}")

    def forge_tap(self, data: str, message_id: int) -> Query:
        """A tap as a changed or outdated client may send it: data that no button has, on a message of any age."""
        return self._query(message_id, data, "")

    def set_blocked(self, *, blocked: bool) -> None:
        """Blocks the bot or takes it back; the bot hears of it when it has been started before."""
        chat = self.chat
        if chat.is_blocked == blocked:
            return
        was, chat.is_blocked = chat.is_blocked, blocked
        if chat.is_started:
            change = shapes.membership(self.world, self.bot, chat, was_blocked=was, is_blocked=blocked)
            self.world.push(self.bot, {"my_chat_member": change})
        self.world.changed(chat.id)

    def _query(self, message_id: int, data: str, label: str) -> Query:
        if self.chat.is_blocked:
            raise CannotDo("the bot is blocked; unblock it first")
        query_id = str(secrets.randbelow(9 * 10**18) + 10**18)
        query = Query(query_id, self.chat.id, message_id, self.person_id, data, label, self.world.now())
        self.bot.queries[query_id] = query
        self.world.push_tap(self.bot, {"callback_query": shapes.query(self.world, self.bot, query)})
        self.world.changed(self.chat.id)
        return query

    def _tell(self, kind: str, message: Message) -> None:
        self.world.push(self.bot, {kind: shapes.message(self.world, self.bot, message)})

    def _writable(self) -> Chat:
        chat = self.chat
        if chat.is_blocked:
            raise CannotDo("the bot is blocked; unblock it first")
        chat.is_started = True
        return chat

    def _quoted(self, message_id: int | None) -> int | None:
        if message_id is not None and message_id not in self.chat.messages:
            raise CannotDo(f"no message {message_id} to reply to")
        return message_id

    def _own(self, message_id: int) -> Message:
        message = self.chat.messages.get(message_id)
        if message is None or message.from_bot:
            raise CannotDo(f"no message {message_id} of one's own")
        return message


def _kind_in_album(uploads: list[Upload]) -> str:
    """Pictures travel as pictures only when nothing else is among them: Telegram does not mix the two."""
    return "photo" if all(upload.mime.startswith("image/") for upload in uploads) else "document"


def _is_meant(button: Json, label: str | None, data: str | None) -> bool:
    if data is not None and button.get("callback_data") != data:
        return False
    return label is None or label in {button["text"], ICON.sub("", button["text"])}


def forge_update(world: World, bot: Bot, payload: Json) -> int | None:
    """Hands the bot an update that nobody's phone made; a group named in it exists from then on."""
    update = {name: value for name, value in payload.items() if name != "update_id"}
    for content in update.values():
        _remember_group(bot, content.get("chat") if isinstance(content, dict) else None)
    if not update:
        raise CannotDo("an update needs a kind")
    if "callback_query" in update:
        return _forge_query(world, bot, update)
    return world.push(bot, update)


def _forge_query(world: World, bot: Bot, update: Json) -> int | None:
    """A forged tap gets a query of its own, so that it can be answered once like any other."""
    given = update["callback_query"]
    if isinstance(given, dict) and "id" in given:
        message = given.get("message") or {}
        person = given.get("from") or {}
        query = Query(
            id=str(given["id"]),
            chat_id=int((message.get("chat") or {}).get("id", 0)),
            message_id=int(message.get("message_id", 0)),
            person_id=int(person.get("id", 0)),
            data=str(given.get("data", "")),
            label="",
            at=world.now(),
        )
        bot.queries[query.id] = query
    return world.push_tap(bot, update)


def _remember_group(bot: Bot, chat: Json | None) -> None:
    if isinstance(chat, dict) and chat.get("type") in {"group", "supergroup", "channel"}:
        known = bot.chats.setdefault(int(chat["id"]), Chat(int(chat["id"])))
        known.type, known.title, known.is_started = chat["type"], chat.get("title"), True
