"""A bot that is restarted under load, is away for too long, or stands still: nobody's tap is lost in silence."""

import asyncio
import contextlib
import signal
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus

from bot.demo.stage.process import BotProcess
from tests.reliability._counting import few_are_unknown
from tests.reliability._town import Town, town
from tests.reliability.figures import Figures, Place

PROMISE = "A restart loses no tap; after an outage that is too long for taps everybody is asked again."
KINDS = ("sqlite", "postgres")
SHORT = {"restarts": 2, "asleep": 3, "two": 3}
LONG = {"restarts": 30, "asleep": 60, "two": 60}
BETWEEN = 0.3
"""Seconds from one act of somebody's to the next."""
LONGEST_GAP = 20.0
"""Seconds; Telegram keeps a tap for 150."""
TOO_LONG = 200.0
PATIENCE = 60.0
REASON = "tidak tersambung"


def run(place: Place, size: dict[str, int], seed: int) -> Figures:
    """Restart it, leave it out for too long, put it to sleep."""
    return asyncio.run(_run(place, size, seed))


async def _run(place: Place, size: dict[str, int], seed: int) -> Figures:
    figures = Figures()
    async with town(place, seed) as there:
        bot, before = _process(there), _last_call(there)
        await bot.start()
        try:
            await _polled(there, before)
            await _restarts(there, bot, size["restarts"], figures)
            await _too_long(there, bot, figures)
            await _asleep(there, bot, size["asleep"], figures)
            if not there.database.is_sqlite:
                await _two(there, bot, size["two"], figures)
            await _settled(there, bot)
            figures.exactly("exit code", await bot.stop(), 0)
        finally:
            await bot.kill()
        there.count(figures)
        # A restart cuts nothing off; a machine that was put to sleep may find that an answer has come too late.
        few_are_unknown(figures, 1)
    return figures


def _process(there: Town) -> BotProcess:
    settings = {name.upper(): str(value) for name, value in there.settings.items()}
    return BotProcess(there.folder, there.server.base_url, there.server.token, settings)


@asynccontextmanager
async def _load(there: Town) -> AsyncIterator[None]:
    """People go on meanwhile."""

    async def goes_on() -> None:
        while True:
            there.says()
            there.taps()
            await asyncio.sleep(BETWEEN)

    load = asyncio.create_task(goes_on())
    try:
        yield
    finally:
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)


async def _restarts(there: Town, bot: BotProcess, count: int, figures: Figures) -> None:
    gaps, codes, loop = [], [], asyncio.get_running_loop()
    async with _load(there):
        for _ in range(count):
            await asyncio.sleep(there.dice.uniform(0.1, 0.8))
            began, before = loop.time(), _last_call(there)
            codes.append(await bot.stop())
            await bot.start()
            await _polled(there, before)
            gaps.append(loop.time() - began)
    await _settled(there, bot)
    figures.exactly("restarts", len(gaps), count)
    figures.exactly("restarts that ended otherwise than well", sum(code != 0 for code in codes), 0)
    figures.add("seconds of a restart, median", round(statistics.median(gaps), 2))
    figures.at_most("seconds of a restart, longest", round(max(gaps), 2), LONGEST_GAP)


async def _too_long(there: Town, bot: BotProcess, figures: Figures) -> None:
    """Taps that Telegram could not hold are gone: their people are asked again, and told why."""
    await bot.stop()
    newest = {who.chat: max(there.world.chat(there.world.bot, who.chat).messages) for who in there.reporters}
    made = there.pressed.copy()
    for who in there.reporters:
        there.taps(who)
    gone = there.pressed - made
    there.pressed = made
    there.world.offset += timedelta(seconds=TOO_LONG)
    there.moves_clock(TOO_LONG)
    before = _last_call(there)
    await bot.start()
    await _polled(there, before)
    asked, deadline = _asked_again(there, newest), asyncio.get_running_loop().time() + PATIENCE
    while len(asked) < len(there.reporters) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
        asked = _asked_again(there, newest)
    figures.add("taps that Telegram could not hold", gone.total())
    figures.exactly("people asked again with the reason", len(asked), len(there.reporters))
    for who in there.reporters:
        there.taps(who)
    await _settled(there, bot)


def _asked_again(there: Town, newest: dict[int, int]) -> set[int]:
    return {
        message.chat_id
        for who in there.reporters
        for message in there.world.chat(there.world.bot, who.chat).messages.values()
        if message.from_bot and message.id > newest[who.chat] and REASON in message.text and message.buttons
    }


async def _asleep(there: Town, bot: BotProcess, seconds: float, figures: Figures) -> None:
    """A machine that is suspended, or out of breath."""
    assert bot._process is not None
    async with _load(there):
        await asyncio.sleep(0.5)
        bot._process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        bot._process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.5)
    await _settled(there, bot)
    figures.add("seconds asleep", seconds)


async def _two(there: Town, bot: BotProcess, seconds: float, figures: Figures) -> None:
    """Somebody starts a second one by mistake: it stands by, and takes over when the first has ended; and back again.

    One file bears no second process at all; a server does.
    """
    second = _process(there)
    async with _load(there), contextlib.AsyncExitStack() as ending:
        ending.push_async_callback(second.kill)
        for begins, ends in ((second, bot), (bot, second)):
            before = _last_call(there)
            await begins.start()
            await _called(there, before, "getMe")
            await asyncio.sleep(seconds)
            figures.exactly("calls of a second that stands by and asks for updates all the same", _conflicts(there), 0)
            before = _last_call(there)
            figures.exactly("exit code of a first bot", await ends.stop(), 0)
            await _polled(there, before)
    await _settled(there, bot)
    figures.add("seconds of two", 2 * seconds)


def _conflicts(there: Town) -> int:
    return sum(call.code == HTTPStatus.CONFLICT for call in there.world.ledger)


async def _polled(there: Town, after: int) -> None:
    """A bot that has just begun has asked for updates since this call: its first poll confirms nothing."""
    await _called(there, after, "getUpdates", without="offset")


async def _called(there: Town, after: int, method: str, without: str = "") -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 60
    while not any(
        call.method == method and without not in call.parameters for call in there.world.ledger if call.number > after
    ):
        assert loop.time() < deadline, there.story()
        await asyncio.sleep(0.02)


def _last_call(there: Town) -> int:
    return there.world.ledger[-1].number if there.world.ledger else 0


async def _settled(there: Town, bot: BotProcess) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 120
    while there.waiting() != (0, 0, 0):
        bot.check()
        assert loop.time() < deadline, f"{there.waiting()}\n{there.story()}"
        await asyncio.sleep(0.1)
