"""How a letter of the courier's is said to Telegram: as a message, an edit or a file, and which files it knows already.

What was uploaded once is named from then on by the number that Telegram gave it, for each bot its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, Message, ReplyParameters

from bot.clock import elapsed
from bot.marks import Mark
from bot.parcels import Letter, Opened
from storage import files
from storage.engine import Database
from storage.outbox import Parcel
from storage.reading import Reading


@dataclass(frozen=True)
class Speaker:
    """Makes the calls. Whether, when and how often is the courier's."""

    bot: Bot
    database: Database
    reading: Reading
    mark: Mark
    heard: Callable[[datetime, float], None]
    """Told what Telegram's clock shows (aware UTC), by a message that was sent, and when it was asked (`elapsed`)."""

    async def speak(self, parcel: Parcel, opened: Opened, letter: Letter) -> int | None:
        """One call to Telegram.

        Returns:
            The number of the message it made; None for an edit.

        Raises:
            TelegramError: what it means for the message is judged by bot/outcome.py.
            FileAltered: the file that was kept is not what it was.
        """
        chat_id, markup, mode = parcel.chat_id, letter.markup(self.mark), letter.parse_mode
        if opened.strips is not None:
            await self.bot.edit_message_reply_markup(chat_id=chat_id, message_id=opened.strips, reply_markup=None)
            return None
        if opened.edits is not None:
            await self.bot.edit_message_text(
                letter.text, chat_id=chat_id, message_id=opened.edits, parse_mode=mode, reply_markup=markup
            )
            return None
        reply = ReplyParameters(parcel.reply_to, allow_sending_without_reply=True) if parcel.reply_to else None
        if letter.file is None and letter.data is None:
            asked = elapsed()
            sent = await self.bot.send_message(
                chat_id,
                letter.text,
                parse_mode=mode,
                reply_markup=markup,
                reply_parameters=reply,
                disable_notification=letter.silent,
            )
            self.heard(sent.date, asked)
            return sent.message_id
        return await self._speak_file(parcel, letter)

    async def _speak_file(self, parcel: Parcel, letter: Letter) -> int:
        known = await self._known_upload(letter)
        content = known or letter.data
        if content is None:
            assert letter.file is not None
            content = await self.reading.file(letter.file.sha256)
        sent = await self._upload(parcel.chat_id, letter, content, None if known else letter.name)
        if letter.file is not None and not known:
            await self._remember_upload(letter, sent)
        return sent.message_id

    async def _upload(self, chat_id: int, letter: Letter, content: str | bytes, name: str | None) -> Message:
        caption, mode, silent = letter.text or None, letter.parse_mode, letter.silent
        if letter.media == "photo":
            return await self.bot.send_photo(
                chat_id, content, caption=caption, parse_mode=mode, disable_notification=silent, filename=name
            )
        if letter.media == "voice":
            return await self.bot.send_voice(
                chat_id, content, caption=caption, parse_mode=mode, disable_notification=silent, filename=name
            )
        return await self.bot.send_document(
            chat_id, content, caption=caption, parse_mode=mode, disable_notification=silent, filename=name
        )

    async def _known_upload(self, letter: Letter) -> str | None:
        if letter.file is None or not letter.may_reuse:
            return None
        sha256, kind, bot_id = letter.file.sha256, letter.upload_kind, self.bot.id
        return await self.database.read(lambda db: files.uploaded(db, bot_id, sha256, kind))

    async def _remember_upload(self, letter: Letter, sent: Message) -> None:
        assert letter.file is not None
        sha256, kind, bot_id = letter.file.sha256, letter.upload_kind, self.bot.id
        held = sent.photo[-1] if sent.photo else sent.voice or sent.document
        if held is not None:
            file_id = held.file_id
            await self.database.write(lambda db: files.remember_upload(db, bot_id, sha256, kind, file_id))

    async def forget_upload(self, letter: Letter) -> None:
        """Telegram no longer knows what it was given: the bytes are to be uploaded anew."""
        assert letter.file is not None
        sha256, kind, bot_id = letter.file.sha256, letter.upload_kind, self.bot.id
        await self.database.write(lambda db: files.forget_upload(db, bot_id, sha256, kind))
