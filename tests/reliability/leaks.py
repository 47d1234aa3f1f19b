"""Canaries: a token, a webhook secret, a password and names that a whole life of the bot must leave nowhere to be read.

The bot runs as its own process with LOG_LEVEL=DEBUG through a story with everything that goes wrong in it.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bot.demo.kit.fixtures import LocalTelegramHere, telegram_here, world_for_tests
from bot.demo.stage.office import OFFICE
from bot.demo.stage.process import BotProcess
from storage import notes
from storage import tables as t
from storage.engine import Database
from storage.migrations import bring_up_to_date
from tests.ports import free_port
from tests.reliability.figures import Figures, Place
from tests.storage.office import everything
from tests.stories.house import NUMBER, House

PROMISE = "Token, webhook secret and password stand in no log, output, database or command line; names in no log"
KINDS = ("sqlite", "postgres")
SHORT = {"rounds": 1}
LONG = {"rounds": 10}

TOKEN = "7654321098:AAcanaryCANARYcanaryCANARYcanaryCAN"  # made up
WRONG = "7654321099:AAcanaryCANARYcanaryWRONGcanaryCAN"  # known to no Telegram
SECRET = "canary-secret-canary-secret-canary-secret"  # made up
PASSWORD = "canary-password"  # made up
SECRETS = (*(token.partition(":")[2] for token in (TOKEN, WRONG)), SECRET, PASSWORD)
STRANGER = "Kanarianto"
WORDS = "kata-kata kenari"
NAMES = (*(name for one in OFFICE for name in (one.first_name, one.last_name)), STRANGER, WORDS)


class Overheard(BotProcess):
    """Whatever the process prints is kept, with what it was started with."""

    started_with = b""

    async def start(self) -> None:
        """As an office starts it; it serves then, or has ended."""
        before = self._served()
        self._process = await self.spawn("run", stdout=self.log, stderr=self.log)
        self.started_with += await asyncio.to_thread(Path(f"/proc/{self._process.pid}/cmdline").read_bytes)
        async with asyncio.timeout(60):
            while True:
                if self._process.returncode is not None or self._served() > before:
                    return
                await asyncio.sleep(0.05)

    def _served(self) -> int:
        return self.log.read_text().count("serving as bot") if self.log.exists() else 0

    async def ends(self) -> int:
        """Until it ends by itself; its exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), 60)


@dataclass
class _Life:
    house: House
    process: Overheard
    printed: str = ""
    ends: list[int] = field(default_factory=list)


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """The story, and then everything that can be read is read."""
    url = place.fresh().replace("//postgres@", f"//postgres:{PASSWORD}@")
    return asyncio.run(_live(place, url, size["rounds"]))


async def _live(place: Place, url: str, rounds: int) -> Figures:
    async with telegram_here(world_for_tests(TOKEN)) as telegram:
        house = House(place.folder, telegram)
        process = Overheard(place.folder, telegram.server.base_url, TOKEN, {"MESSAGES_PER_SECOND": "20"})
        process.settings |= {"DATABASE_URL": url, "LOG_LEVEL": "DEBUG", "WEBHOOK_SECRET": SECRET}
        house.process, life = process, _Life(house, process)
        house.scale()
        try:
            await house.open()
            await house.to_step_6()
            for _ in range(rounds):
                await _everything_goes_wrong(life, telegram, place)
            await _by_webhook(life)
            await _commands(life)
        finally:
            await process.stop()
        await _ends_badly(life)
        figures = await asyncio.to_thread(_figures, life, place.folder)
        house._database.close()
    return figures


async def _everything_goes_wrong(life: _Life, telegram: LocalTelegramHere, place: Place) -> None:
    house = life.house
    stranger = await telegram.person(STRANGER)
    await stranger.say(f"/start {WORDS}")
    await telegram.push({"message": {"from": {"first_name": STRANGER}, "chat": {"id": stranger.id}, "text": WORDS}})
    await telegram.fail("getUpdates", 2, code=401, description="Unauthorized")
    await house.admin.say("/tugas")
    await house.settle()
    await telegram.fail(
        "sendMessage", code=400, description="Bad Request: can't parse entities\r\nINFO bot all is well"
    )
    await house.ppid.say(WORDS)
    await house.settle()
    for how in ("502", "cut"):
        await telegram.outage(2, how)
        await house.ppid.say(WORDS)
        await house.settle()
    if place.server is not None:
        await asyncio.to_thread(place.server.restart)
        await house.until(lambda: _reads(house), 30)
    await _unreadable(house)


async def _unreadable(house: House) -> None:
    """A row that nobody foresaw: its reader fails, and would print it."""
    assert house._database is not None
    broken = f'{{"title": "{OFFICE[0].name}", "opened_by": "{OFFICE[1].name}"}}'
    whole = await house._database.read(lambda db: db.execute(sa.select(t.maklumat.c.body)).scalar_one())
    await house._database.write(lambda db: db.execute(sa.update(t.maklumat).values(body=broken)))
    await house.admin.say(f"/status {NUMBER}")
    await house.settle()
    await house._database.write(lambda db: db.execute(sa.update(t.maklumat).values(body=whole)))


def _reads(house: House) -> bool:
    try:
        return house._count("SELECT 1") == 1
    except sa.exc.DBAPIError:
        return False


async def _by_webhook(life: _Life) -> None:
    await life.process.stop()
    address = f"127.0.0.1:{free_port()}"
    life.process.settings |= {"WEBHOOK_URL": f"http://{address}/telegram", "LISTEN": address}
    await life.process.start()
    mark = await life.house.admin.mark()
    await life.house.admin.say("/bantuan")
    await life.house.admin.expect(after=mark, timeout=30)


async def _commands(life: _Life) -> None:
    """What the command line prints beside the bot."""
    for command in (("check",), ("verify",), ("health",), ("backup",), ("review",), ("verify", "--head", "f" * 64)):
        _, out, err = await life.process.command(*command)
        life.printed += out + err


async def _ends_badly(life: _Life) -> None:
    """A token that Telegram does not know; and an end that nobody foresaw."""
    process = life.process
    for name in ("WEBHOOK_URL", "LISTEN"):
        del process.settings[name]
    process.token = WRONG
    await process.start()
    life.ends.append(await process.ends())
    process.token = TOKEN
    await asyncio.to_thread(_prepare_an_end, process)
    await process.start()
    life.ends.append(await process.ends())
    for file in process.folder.glob("bad-end*"):
        file.unlink()


def _prepare_an_end(process: Overheard) -> None:
    """A note that no version of the bot has written: what fails on it names the token."""
    process.settings["DATABASE_URL"] = f"sqlite:///{process.folder}/bad-end.db"
    database = Database(process.database_url)
    bring_up_to_date(database)
    database.write_now(lambda db: notes.write(db, notes.PERFORMERS, f'{{"2": ["bot{TOKEN}"]}}'))
    database.close()


def _figures(life: _Life, folder: Path) -> Figures:
    assert life.house._database is not None
    log = life.process.log.read_text()
    rows = repr(everything(life.house._database))
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path != life.process.log)
    figures = Figures()
    figures.at_least("lines in the log", len(log.splitlines()), 20)
    figures.at_least("tracebacks in the log", log.count("Traceback"), 2)
    figures.at_least("tokens that were hidden in the log", log.count("<token>"), 1)
    figures.exactly("lines that are neither a record nor indented", sum(not _is_one(x) for x in log.splitlines()), 0)
    figures.exactly("exit codes of bad ends", str(life.ends), "[78, 1]")
    places = {"log and output": log, "command line's output": life.printed, "database": rows}
    for name, text in places.items():
        figures.exactly(f"secrets in {name}", sum(text.count(secret) for secret in SECRETS), 0)
    for name, kept in {"files": files, "arguments": life.process.started_with}.items():
        figures.exactly(f"secrets in {name}", sum(kept.count(secret.encode()) for secret in SECRETS), 0)
    figures.exactly("names and words in the log", sum(log.count(name) for name in NAMES), 0)
    figures.at_least("names in the database, where they belong", sum(rows.count(name) for name in NAMES), 1)
    return figures


def _is_one(line: str) -> bool:
    return line[:2] == "20" or line.startswith(("  ", "BOT_TOKEN ditolak oleh Telegram; "))
