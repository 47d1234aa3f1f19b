"""One Bot API call and what nearly every method asks of it: which chat, which words, which file.

The methods themselves live in sending.py, editing.py and profile.py.
"""

import mimetypes
from dataclasses import dataclass, replace
from typing import Any

from bot.demo.botapi.arguments import Arguments
from bot.demo.botapi.refusals import BOT_WAS_BLOCKED, DEACTIVATED, NEVER_STARTED, BadRequest, Forbidden
from bot.demo.world.entities import BadMarkup, Entity, parse_html
from bot.demo.world.records import CAPTION_LENGTH, TEXT_LENGTH, Bot, Chat, Json, Message, StoredFile, Upload
from bot.demo.world.state import World
from bot.demo.world.tidying import tidied

RAW_BYTES = 32 << 10
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
WRONG_FILE = "wrong file identifier/HTTP URL specified"


@dataclass(frozen=True)
class Call:
    """A bot asks something of the world."""

    world: World
    bot: Bot
    arguments: Arguments

    def known_chat(self) -> Chat:
        """The chat the call names, whether or not the bot may write there.

        Raises:
            BadRequest: There is none.
            Forbidden: The person never started the bot.
        """
        written = self.arguments.text("chat_id").strip()
        if not written:
            raise BadRequest("chat_id is empty")
        try:
            chat_id = int(written)
        except ValueError:
            raise BadRequest("chat not found") from None
        chat = self.bot.chats.get(chat_id)
        if chat is None:
            if chat_id in self.world.people:
                raise Forbidden(NEVER_STARTED)
            raise BadRequest("chat not found")
        return chat

    def open_chat(self) -> Chat:
        """The chat the call names, where the bot may write.

        Raises:
            BadRequest: There is none.
            Forbidden: The person blocked the bot, never started it, or is gone.
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

    def text(self) -> tuple[str, list[Entity]]:
        """The words of a message of words."""
        raw = self.arguments.text("text")
        if not raw:
            raise BadRequest("message text is empty")
        return self.words(raw, self.arguments, entities="entities", longest=TEXT_LENGTH, too_long="message is too long")

    def caption(self, given: Arguments | None = None) -> tuple[str, list[Entity]]:
        """The words under a file; none is fine."""
        given = given or self.arguments
        raw = given.text("caption")
        return self.words(
            raw, given, entities="caption_entities", longest=CAPTION_LENGTH, too_long="message caption is too long"
        )

    def words(
        self, raw: str, given: Arguments, *, entities: str, longest: int, too_long: str
    ) -> tuple[str, list[Entity]]:
        """Text with its markup read, tidied and measured: limits hold for what remains.

        Raises:
            BadRequest: In Telegram's words.
        """
        if len(raw.encode()) > RAW_BYTES:
            raise BadRequest("text is too long")
        mode = given.text("parse_mode").lower()
        if mode == "html":
            try:
                text, marked = parse_html(raw)
            except BadMarkup as bad:
                raise BadRequest(f"can't parse entities: {bad.reason}") from bad
        elif mode:
            # Markdown is Telegram's too, but nothing here writes it: better a plain no than a half-true yes.
            raise BadRequest("unsupported parse_mode")
        else:
            text, marked = raw, _given_entities(given.json(entities, "can't parse entities JSON object"))
        text, marked = tidied(text, marked)
        if not text and longest == TEXT_LENGTH:
            raise BadRequest("text must be non-empty")
        if len(text) > longest:
            raise BadRequest(too_long)
        return text, marked

    def reply_to(self, chat: Chat) -> int | None:
        """The message to be quoted.

        Raises:
            BadRequest: It is gone, and the call does not allow to send without it.
        """
        given = self.arguments.json("reply_parameters", "can't parse reply parameters JSON object")
        if given is None:
            wanted, may_miss = self.arguments.integer("reply_to_message_id"), self.arguments
        elif isinstance(given, dict):
            may_miss = Arguments(given)
            wanted = may_miss.integer("message_id")
        else:
            raise BadRequest("object expected as reply parameters")
        if not wanted:
            return None
        if wanted in chat.messages:
            return wanted
        if may_miss.flag("allow_sending_without_reply"):
            return None
        raise BadRequest("message to be replied not found")

    def file(self, kind: str, given: Any = None) -> StoredFile:
        """The file the call sends: an upload, one that came with it (attach://), or one known by its file_id.

        Raises:
            BadRequest: In Telegram's words.
        """
        upload = self.arguments.uploads.get(kind) if given is None else None
        written = self.arguments.text(kind) if given is None else str(given)
        if written.startswith("attach://"):
            upload = self.arguments.uploads.get(written.removeprefix("attach://"))
            if upload is None:
                raise BadRequest(WRONG_FILE)
        if upload is not None:
            return self._keep(kind, upload)
        if not written:
            raise BadRequest(f"there is no {kind} in the request")
        if written.startswith(("http://", "https://")):
            # This Telegram fetches nothing from anywhere.
            raise BadRequest("failed to get HTTP URL content")
        known = self.bot.files.get(written)
        if known is None:
            raise BadRequest(WRONG_FILE)
        if known.kind != kind:
            raise BadRequest(f"can't use file of type {known.kind.title()} as {kind.title()}")
        return known

    def _keep(self, kind: str, upload: Upload) -> StoredFile:
        size = len(upload.content)
        if not size:
            raise BadRequest("file must be non-empty")
        if size > self.world.limits.upload_bytes:
            raise BadRequest("file is too big")
        if kind == "photo" and size > self.world.limits.photo_bytes:
            limit = self.world.limits.photo_bytes
            raise BadRequest(f"file of size {size} bytes is too big for a photo; the maximum size is {limit} bytes")
        mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        file = self.world.keep_file(
            self.bot, kind, upload.name, "audio/ogg" if kind == "voice" else mime, upload.content
        )
        if kind == "photo":
            if not file.width or not file.height:
                raise BadRequest("IMAGE_PROCESS_FAILED")
            long, short = max(file.width, file.height), min(file.width, file.height)
            if long + short > PHOTO_SIDES or long > PHOTO_RATIO * short:
                raise BadRequest("PHOTO_INVALID_DIMENSIONS")
        return file


def _given_entities(given: Any) -> list[Entity]:
    """Entities a bot gives itself instead of markup."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise BadRequest("can't parse entities JSON object")
    return [_given_entity(json) for json in given]


def _given_entity(json: Json) -> Entity:
    try:
        entity = Entity(str(json["type"]), int(json["offset"]), int(json["length"]))
    except (KeyError, TypeError, ValueError):
        raise BadRequest("can't parse MessageEntity") from None
    person = json.get("user")
    kept = ("url", "language", "custom_emoji_id", "unix_time", "date_time_format")
    fields = {name: json[name] for name in kept if name in json}
    return replace(entity, user_id=person["id"] if isinstance(person, dict) else None, **fields)
