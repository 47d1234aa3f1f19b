"""The composition root: the one place where the parts of the running bot meet."""

import asyncio
import contextlib
import json
import logging
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import httpx
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes
from telegram.request import HTTPXRequest

from bot.alarm import Alarm
from bot.clock import Clock, Leaps, elapsed
from bot.courier import Courier
from bot.deliveries import WebhookWatch
from bot.fetching import Fetcher
from bot.guard import Guard
from bot.heartbeat import Heartbeat
from bot.housekeeping import Housekeeping
from bot.inspecting import look
from bot.intake import REJECTIONS_BORNE, Poller, TokenRejected
from bot.introduction import Introduction
from bot.marks import Mark
from bot.mornings import Mornings, YearlyNudge
from bot.opening import clock_of, only_one, open_database, warn_of_old_sqlite
from bot.pace import Pace
from bot.papers.archivist import Archivist
from bot.papers.editable import Composer
from bot.papers.press import Press
from bot.papers.recap import bind
from bot.plain_text import text_of
from bot.polls import PollWatch
from bot.presence import Presence
from bot.scheduler import Ticker
from bot.secrecy import QuietBot
from bot.settings import Settings
from bot.speaker import Speaker
from bot.webhook import Listener
from bot.website import Web
from bot.website.looker import Looker
from bot.website.stand_in import stand_in
from bot.worker import Worker
from handlers import register
from handlers.context import BotContext
from sop.roles import Role
from sop.rules import DEFAULT_PERFORMERS, Rules
from sop.steps import Step
from storage import health, identity, notes
from storage.claims import Claims
from storage.desk import Desk
from storage.engine import Database
from storage.reading import Reading

log = logging.getLogger(__name__)

BotApplication: TypeAlias = "Application[Any, BotContext, Any, Any, Any, Any]"


class Part(Protocol):
    """Something that runs until it is cancelled."""

    async def run(self) -> None:
        """Run; whoever returns or raises ends the bot."""


@dataclass
class Parts:
    """Everything that runs, wired together."""

    settings: Settings
    clock: Clock
    rules: Rules
    database: Database
    desk: Desk
    reading: Reading
    application: BotApplication
    worker: Worker
    courier: Courier
    press: Press
    looker: Looker
    ticker: Ticker
    alarm: Alarm
    claims: Claims
    housekeeping: Housekeeping
    guard: Guard


def build(settings: Settings, database: Database, clock: Clock, web: Web | None = None) -> Parts:
    """Wire the parts; nothing runs yet and nothing is sent.

    Args:
        settings: the office's.
        database: opened, and up to date.
        clock: the time.
        web: the way to the published pages; without one the bot asks nobody but Telegram.
    """
    rules = settings.rules()
    application = _application(settings)
    reading = Reading(database, rules)

    def speak() -> None:
        loop.call_soon_threadsafe(courier.nudged.set)
        loop.call_soon_threadsafe(press.nudged.set)
        loop.call_soon_threadsafe(looker.nudged.set)

    loop = asyncio.get_running_loop()
    leaps = Leaps()
    desk = Desk(database, rules, on_commit=speak, is_ahead=leaps.is_ahead)
    pace = Pace(settings.messages_per_second, time.monotonic)
    claims = Claims(database)
    alarm = Alarm(application.bot, database, reading, clock, time.monotonic, settings.zone)
    presence = Presence(application.bot, time.monotonic)
    # A restore would change the mark under a process that has read it: from here on it is refused, and one that had
    # looked just before is over when we can write.
    claims.appear()
    mark = Mark(database.write_now(lambda db: notes.read(db, notes.BUTTONS)) or "")
    speaker = Speaker(application.bot, database, reading, mark, leaps.heard)
    courier = Courier(speaker, database, reading, clock, pace, presence, claims)
    press = Press(database, desk, reading, clock, settings.letterhead, claims)
    looker = Looker(database, desk, reading, clock, claims, text_of, web)
    fetch = Fetcher(application.bot)
    archivist = Archivist(reading, settings.letterhead)
    worker = Worker(
        application,
        database,
        desk,
        reading,
        rules,
        clock,
        fetch,
        look,
        claims,
        bind,
        _composer(settings),
        text_of,
        archivist,
        presence,
        mark,
    )
    introduction = Introduction(application.bot, database, claims, settings.office_name, settings.zone)
    housekeeping = Housekeeping(
        database,
        claims,
        clock,
        settings.zone,
        settings.backup_folder,
        settings.backup_at,
        settings.backup_keep,
        errands=(
            introduction.look,
            Mornings(database, rules, settings.morning_digest).look,
            YearlyNudge(database, rules, settings.yearly_nudge, settings.morning_digest).look,
        ),
    )

    guard = Guard(database, alarm, clock, settings.backup_folder)

    async def ticked(at: datetime) -> None:
        pace.share(await claims.processes())
        await database.write(lambda db: health.ticked(db, at, settings.tick_seconds))

    ticker = Ticker(
        desk,
        clock,
        settings.tick_seconds,
        on_tick=housekeeping.nudged.set,
        note=ticked,
        leapt=leaps.forward,
        on_leap=alarm.clock_leapt,
    )
    register(application)
    return Parts(
        settings=settings,
        clock=clock,
        rules=rules,
        database=database,
        desk=desk,
        reading=reading,
        application=application,
        worker=worker,
        courier=courier,
        press=press,
        looker=looker,
        ticker=ticker,
        alarm=alarm,
        claims=claims,
        housekeeping=housekeeping,
        guard=guard,
    )


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, which end it quietly while Telegram is still being waited for too.

    Raises:
        TokenRejected: Telegram does not know the token.
        DatabaseBusy: another `run` holds this SQLite file.
    """
    clock = clock_of(settings)
    database = open_database(settings, clock)
    try:
        with only_one(database):
            stopping = _told_to_end()
            parts = build(settings, database, clock, _web(settings))
            try:
                await _adopt_performers(parts)
                if await _done_before(stopping, _reach_telegram(parts)):
                    await _serve(parts, stopping)
            finally:
                await parts.guard.rescue()
                with contextlib.suppress(TelegramError):
                    await parts.application.shutdown()
                    # Where it was not reached, the application thinks there is nothing to be closed.
                    await parts.application.bot.shutdown()
                parts.claims.close()
    finally:
        database.close()


def _told_to_end() -> asyncio.Event:
    """Set by the signals that end the bot; until there is a loop to hear them they end the process where it stands."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping


async def _done_before(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do this unless the bot is told to end first; whether it was done."""
    loop = asyncio.get_running_loop()
    working, stop = loop.create_task(work), loop.create_task(stopping.wait())
    try:
        await asyncio.wait((working, stop), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, stop):
            task.cancel()
        await asyncio.gather(working, stop, return_exceptions=True)
    if working.cancelled():
        return False
    working.result()
    return True


async def _serve(parts: Parts, stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    await parts.database.write(lambda db: identity.serve_as(db, parts.application.bot.id, parts.clock()))
    async with _intake(parts) as intake:
        always = (parts.worker, parts.courier, parts.press, parts.looker, parts.ticker, parts.housekeeping, parts.guard)
        running = [loop.create_task(part.run()) for part in (*intake, *always)]
        log.info("serving as bot %d", parts.application.bot.id)
        warn_of_old_sqlite(parts.database)
        stop = loop.create_task(stopping.wait())
        done, _ = await asyncio.wait([*running, stop], return_when=asyncio.FIRST_COMPLETED)
        for task in (*running, stop):
            task.cancel()
        await asyncio.gather(*running, stop, return_exceptions=True)
        for task in done - {stop}:
            task.result()


async def _reach_telegram(parts: Parts) -> None:
    await _initialize(parts.application)
    if not parts.settings.webhook_url:
        await _take_back_webhook(parts.application.bot)


async def _take_back_webhook(bot: Bot) -> None:
    """Whoever polls takes back a webhook that would keep updates away; polling itself says so where this fails."""
    with contextlib.suppress(TelegramError):
        await bot.delete_webhook()


@asynccontextmanager
async def _intake(parts: Parts) -> AsyncIterator[tuple[Part, ...]]:
    """What brings updates in: a webhook where the office has set one, else polling."""
    if parts.settings.webhook_url:
        yield _webhook(parts)
        return
    async with _poller(parts) as poller:
        yield (poller,)


def _webhook(parts: Parts) -> tuple[Part, ...]:
    settings, database, desk, clock = parts.settings, parts.database, parts.desk, parts.clock
    url, secret = settings.webhook_url, settings.webhook_secret.get_secret_value()
    bot, listening = parts.application.bot, asyncio.Event()
    heartbeat = Heartbeat(database, desk, clock, elapsed, parts.alarm, listening)
    parts.ticker.may_speak = heartbeat.is_well
    watch = WebhookWatch(bot, url, secret, database, desk, clock, parts.claims, listening)
    host, port = settings.listens_on
    listener = Listener(
        url=url,
        secret=secret,
        host=host,
        port=port,
        bot_id=bot.id,
        database=database,
        clock=clock,
        alarm=parts.alarm,
        on_kept=parts.worker.nudged.set,
        is_well=heartbeat.is_well,
        listening=listening,
    )
    return listener, heartbeat, watch


@asynccontextmanager
async def _poller(parts: Parts) -> AsyncIterator[Poller]:
    settings = parts.settings
    watch = PollWatch(parts.database, parts.desk, elapsed, parts.alarm, parts.courier.speaker.heard)
    parts.ticker.may_speak = watch.is_current
    async with httpx.AsyncClient(trust_env=settings.trusts_proxies) as client:
        yield Poller(
            client=client,
            url=f"{settings.bot_api_url}/bot{settings.bot_token.get_secret_value()}/getUpdates",
            bot_id=parts.application.bot.id,
            database=parts.database,
            clock=parts.clock,
            on_kept=parts.worker.nudged.set,
            on_good_poll=watch.good_poll,
            on_date=watch.heard,
            alarm=parts.alarm,
            claims=parts.claims,
        )


def _application(settings: Settings) -> BotApplication:
    """python-telegram-bot's Application without its own poller, job queue or persistence: our rows are the truth."""
    request = HTTPXRequest(
        connection_pool_size=16,
        connect_timeout=10,
        read_timeout=60,
        write_timeout=60,
        media_write_timeout=120,
        httpx_kwargs={"trust_env": settings.trusts_proxies},
    )
    bot = QuietBot(
        settings.bot_token.get_secret_value(),
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=request,
    )
    return (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=BotContext))
        .build()
    )


async def _initialize(application: BotApplication) -> None:
    """Telegram may be away at the start: wait for it, but not for long with a token that is refused each time."""
    delay, rejections = 1.0, 0
    while True:
        try:
            await application.initialize()
            return
        except TelegramError as trouble:
            # A proxy may answer 404 for a moment, and who ends with a wrong token is not started again.
            rejections = rejections + 1 if isinstance(trouble, InvalidToken) else 0
            if rejections >= REJECTIONS_BORNE:
                raise TokenRejected from None
            log.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(trouble).__name__, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 30.0)


async def _adopt_performers(parts: Parts) -> None:
    """Where the setting of performers changed since the last run, whoever has come to hold a step gets its card."""
    now = {str(int(step)): list(roles) for step, roles in parts.rules.performers.items()}
    before = await parts.database.read(lambda db: notes.fields(db, notes.PERFORMERS))
    if before and before != now:
        old = {Step(int(step)): tuple(Role(role) for role in roles) for step, roles in before.items()}
        await parts.desk.change_rules(replace(parts.rules, performers={**DEFAULT_PERFORMERS, **old}), parts.clock())
    await parts.database.write(lambda db: notes.write(db, notes.PERFORMERS, json.dumps(now, sort_keys=True)))


def _composer(settings: Settings) -> Composer:
    return Composer(settings.letterhead, settings.signs, settings.eppid_hosts)


def _web(settings: Settings) -> Web | None:
    """The way to the published pages, where this office lets the bot look at them."""
    if not settings.checks_pages:
        return None
    if settings.eppid_stand_in:
        return stand_in(settings.eppid_hosts, int(settings.eppid_stand_in.rpartition(":")[2]))
    return Web(settings.eppid_hosts)
