"""How the bot shows itself in Telegram: its name and description, and to each person the commands that are his.

Whoever gains or loses a role finds another menu at the next look. What was set is noted in the database, so that a
restart, or another replica, says nothing again that Telegram knows already; a menu that could not be set is tried again
after a while, for it is no loss to do without.

Telegram: https://core.telegram.org/bots/api#setmycommands, #botcommandscope, #setmyname.
"""

import json
import logging
import time as machine
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.outcome import is_a_gateways
from handlers.screens.menus import FOR_STRANGERS, Entry, menu_of, presentation
from storage import notes, people
from storage.claims import Claims
from storage.engine import Database

log = logging.getLogger(__name__)

CLAIM = "introduction"
AGAIN_SECONDS = 600.0
"""After something that Telegram did not take: its own limit for a bot's name lasts hours."""

_Commands = list[tuple[str, str]]


@dataclass
class Introduction:
    """Keeps name, description and menus as they should be; looks at each tick, and calls only for what is otherwise."""

    bot: Bot
    database: Database
    claims: Claims
    office_name: str
    zone: tzinfo
    monotonic: Callable[[], float] = machine.monotonic
    _rests_until: float = float("-inf")

    async def look(self, now: datetime) -> None:
        """Set what is not yet as it should be (`now` is aware UTC)."""
        if self.monotonic() < self._rests_until:
            return
        today = now.astimezone(self.zone).date()
        everyone, known = await self.database.read(
            lambda db: (people.everyone(db, today), notes.fields(db, notes.INTRODUCED))
        )
        wanted = {
            self._key("presentation"): self.office_name,
            self._key("strangers"): _written(_listed(FOR_STRANGERS)),
            **{
                self._key(str(one.telegram_id)): _written(_listed(menu_of(one)))
                for one in everyone.by_id.values()
                if one.telegram_id is not None and one.unreachable_since is None
            },
        }
        theirs = {self._key(str(one.telegram_id)) for one in everyone.by_id.values() if one.telegram_id is not None}
        # An account that is nobody's any more, or is closed, finds what a stranger does: a lost phone tells no more.
        lost = {
            key for key in known if key.startswith(self._key("")) and key[len(self._key("")) :].isdecimal()
        } - theirs
        wanted |= dict.fromkeys(lost, "")
        if all(known.get(key) == value for key, value in wanted.items()) or not await self.claims.take(CLAIM):
            return
        try:
            await self._tell(wanted, known)
        finally:
            kept = json.dumps({key: known[key] for key in sorted(known.keys() & wanted.keys()) if known[key]})
            try:
                await self.database.write(lambda db: notes.write(db, notes.INTRODUCED, kept))
            finally:
                await self.claims.release(CLAIM)

    async def _tell(self, wanted: Mapping[str, str], known: dict[str, str]) -> None:
        """Set what differs, and write down in `known` what Telegram took; one person's trouble is not another's."""
        for key, value in wanted.items():
            if known.get(key) == value:
                continue
            try:
                await self._set(key.rpartition(":")[2], value)
            except TelegramError as trouble:
                log.warning("name or menu could not be set: %s", type(trouble).__name__)
                self._rests_until = self.monotonic() + AGAIN_SECONDS
                if not isinstance(trouble, (BadRequest, Forbidden)) or is_a_gateways(trouble):
                    return
                if not value:
                    # Whoever has blocked the bot sees no menu of it.
                    known[key] = value
            else:
                known[key] = value

    def _key(self, whom: str) -> str:
        """Another bot for the same office has been told nothing yet."""
        return f"{self.bot.id}:{whom}"

    async def _set(self, whom: str, value: str) -> None:
        if whom == "presentation":
            await present(self.bot, self.office_name)
        elif whom == "strangers":
            await self.bot.set_my_commands(_read(value), scope=BotCommandScopeAllPrivateChats())
        elif value:
            await self.bot.set_my_commands(_read(value), scope=BotCommandScopeChat(int(whom)))
        else:
            await self.bot.delete_my_commands(scope=BotCommandScopeChat(int(whom)))


async def present(bot: Bot, office_name: str) -> None:
    """Each call only where something would change: Telegram counts them."""
    shown = presentation(office_name)
    if (await bot.get_my_name()).name != shown.name:
        await bot.set_my_name(shown.name)
    if (await bot.get_my_short_description()).short_description != shown.about:
        await bot.set_my_short_description(shown.about)
    if (await bot.get_my_description()).description != shown.description:
        await bot.set_my_description(shown.description)


def _listed(entries: Sequence[Entry]) -> _Commands:
    return [(entry.name, entry.purpose) for entry in entries]


def _written(commands: _Commands) -> str:
    return json.dumps(commands, ensure_ascii=True)


def _read(text: str) -> _Commands:
    return [(str(name), str(purpose)) for name, purpose in json.loads(text)]
