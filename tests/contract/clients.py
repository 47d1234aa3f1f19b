"""Two independent clients of the Bot API behind one face: each says what came over the line and what it made of it."""

import asyncio
import base64
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import telegram
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import Application, TypeHandler
from telegram.request import HTTPXRequest

from bot.demo.server import LocalTelegramServer
from tests.ports import free_port

Json = dict[str, Any]

AIOGRAM = Path(sys.prefix, "contract", "bin", "python")
DRIVER = Path(__file__).with_name("aiogram_driver.py")
FAMILIES = {
    "TelegramBadRequest": "BadRequest",
    "TelegramForbiddenError": "Forbidden",
    "TelegramRetryAfter": "RetryAfter",
    "TelegramMigrateToChat": "ChatMigrated",
    "TelegramConflictError": "Conflict",
    "TelegramServerError": "NetworkError",
    "RestartingTelegram": "NetworkError",
}
"""aiogram's names for refusals, and python-telegram-bot's."""


@dataclass(frozen=True)
class Answer:
    """One call: the result on the line, the client's own view of it, fields it did not know; or how it was refused."""

    raw: Any
    view: Any = None
    unknown: list[str] = field(default_factory=list)
    refused: Json | None = None


def upload(name: str, content: bytes) -> Json:
    """A file among the arguments of a call."""
    return {"name": name, "base64": base64.b64encode(content).decode()}


class Aiogram:
    """aiogram's client in its own environment."""

    name = "aiogram"

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def _ask(self, **command: Any) -> Json:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        async with asyncio.timeout(30):
            line = await self._process.stdout.readline()
            if not line:
                assert self._process.stderr is not None
                raise AssertionError((await self._process.stderr.read()).decode())
        answer: Json = json.loads(line)
        assert "broken" not in answer, answer["broken"]
        return answer

    async def call(self, method: str, **arguments: Any) -> Answer:
        answer = await self._ask(do="call", method=method, arguments=arguments)
        refused = answer.get("refused")
        if refused:
            refused["kind"] = FAMILIES[refused["kind"]]
        return Answer(answer["raw"], answer.get("view"), answer.get("unknown", []), refused)

    async def download(self, path: str) -> bytes:
        return base64.b64decode((await self._ask(do="download", path=path))["base64"])

    async def poll(self, until: int) -> list[Json]:
        """Updates as the framework's own polling hands them on."""
        return self._views(await self._ask(do="poll", until=until))

    async def serve(self, until: int, secret: str) -> list[Json]:
        """Updates as the framework's own webhook hands them on."""
        return self._views(await self._ask(do="serve", until=until, secret=secret))

    @staticmethod
    def _views(answer: Json) -> list[Json]:
        assert [unknown for update in answer["updates"] for unknown in update["unknown"]] == []
        return [update["view"] for update in answer["updates"]]


@asynccontextmanager
async def aiogram_at(server: LocalTelegramServer) -> AsyncIterator[Aiogram]:
    process = await asyncio.create_subprocess_exec(
        *(str(AIOGRAM), str(DRIVER), server.base_url, server.token),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1 << 26,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONWARNINGS": "ignore"},
    )
    try:
        yield Aiogram(process)
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class _Listening(HTTPXRequest):
    """The client's own request, with the last answer as it came over the line."""

    heard: Json

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, body = await super().do_request(*args, **kwargs)
        self.heard = json.loads(body) if body.startswith(b"{") else {}
        return code, body


class PythonTelegramBot:
    """python-telegram-bot's client."""

    name = "python-telegram-bot"

    def __init__(self, server: LocalTelegramServer, bot: Bot, request: _Listening) -> None:
        self._server = server
        self._bot = bot
        self._request = request

    async def call(self, method: str, **arguments: Any) -> Answer:
        spoken = re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", method)
        given = {name: _as_object(name, value) for name, value in arguments.items()}
        try:
            result = await getattr(self._bot, spoken)(**given)
        except TelegramError as refusal:
            told: Json = {"kind": type(refusal).__name__}
            pause = getattr(refusal, "_retry_after", None)
            told["retry_after"] = None if pause is None else int(pause.total_seconds())
            told["migrate_to_chat_id"] = getattr(refusal, "new_chat_id", None)
            return Answer(self._request.heard, refused=told)
        view = _plain(result)
        if method == "getFile":
            # This client turns the path into an address; the server gave the path.
            view["file_path"] = view["file_path"].removeprefix(f"{self._server.file_base_url}{self._server.token}/")
        return Answer(self._request.heard["result"], view, _unknown(result))

    async def download(self, path: str) -> bytes:
        file = telegram.File("1", "1", file_path=f"{self._server.file_base_url}{self._server.token}/{path}")
        file.set_bot(self._bot)
        return bytes(await file.download_as_bytearray())

    async def poll(self, until: int) -> list[Json]:
        """Updates as the framework's own polling hands them on."""
        async with self._application(until) as (application, heard, enough):
            await application.updater.start_polling(timeout=1, allowed_updates=Update.ALL_TYPES)
            async with asyncio.timeout(20):
                await enough.wait()
            await application.updater.stop()
        return heard

    async def serve(self, until: int, secret: str) -> list[Json]:
        """Updates as the framework's own webhook hands them on."""
        port = free_port()
        async with self._application(until) as (application, heard, enough):
            await application.updater.start_webhook(
                listen="127.0.0.1",
                port=port,
                url_path="hook",
                webhook_url=f"http://127.0.0.1:{port}/hook",
                secret_token=secret,
                allowed_updates=Update.ALL_TYPES,
            )
            async with asyncio.timeout(20):
                await enough.wait()
            await application.updater.stop()
            await application.bot.delete_webhook()
        return heard

    @asynccontextmanager
    async def _application(self, until: int) -> AsyncIterator[tuple[Any, list[Json], asyncio.Event]]:
        heard: list[Json] = []
        enough = asyncio.Event()

        async def listen(update: Update, _context: Any) -> None:
            assert _unknown(update) == []
            heard.append(_plain(update))
            if len(heard) >= until:
                enough.set()

        server = self._server
        builder = Application.builder().token(server.token).base_url(server.bot_base_url)
        application = builder.base_file_url(server.file_base_url).build()
        application.add_handler(TypeHandler(Update, listen))
        async with application:
            await application.start()
            yield application, heard, enough
            await application.stop()


@asynccontextmanager
async def python_telegram_bot_at(server: LocalTelegramServer) -> AsyncIterator[PythonTelegramBot]:
    request = _Listening()
    bot = Bot(
        server.token,
        base_url=server.bot_base_url,
        base_file_url=server.file_base_url,
        request=request,
        get_updates_request=request,
    )
    async with bot:
        yield PythonTelegramBot(server, bot, request)


def _plain(value: Any) -> Any:
    """What the classes hold, as JSON again, without the flags that they add to every message."""
    if isinstance(value, telegram.TelegramObject):
        return _plain(value.to_dict())
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if item is not False or name not in ADDED}
    return value


def _unknown(value: Any, path: str = "") -> list[str]:
    """Every field that a class had no place for."""
    if isinstance(value, tuple | list):
        return [found for i, item in enumerate(value) for found in _unknown(item, f"{path}[{i}]")]
    if not isinstance(value, telegram.TelegramObject):
        return []
    here = [f"{path}.{name}" for name in value.api_kwargs]
    names = {
        name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()) if not name.startswith("_")
    }
    return here + [found for name in sorted(names) for found in _unknown(getattr(value, name, None), f"{path}.{name}")]


ADDED = {"channel_chat_created", "delete_chat_photo", "group_chat_created", "supergroup_chat_created"}
OBJECTS = {
    "reply_parameters": telegram.ReplyParameters,
    "link_preview_options": telegram.LinkPreviewOptions,
    "scope": telegram.BotCommandScope,
    "menu_button": telegram.MenuButton,
}


def _as_object(name: str, value: Any) -> Any:
    """An argument as this client wants it."""
    if isinstance(value, dict) and value.keys() == {"name", "base64"}:
        return telegram.InputFile(base64.b64decode(value["base64"]), filename=value["name"])
    match name, value:
        case "reply_markup", {"inline_keyboard": _}:
            return telegram.InlineKeyboardMarkup.de_json(value)
        case "reply_markup", {"force_reply": _}:
            return telegram.ForceReply(**{key: item for key, item in value.items() if key != "force_reply"})
        case "commands", _:
            return [telegram.BotCommand.de_json(command) for command in value]
        case "media", _:
            return [_as_media(item) for item in value]
        case _ if name in OBJECTS:
            return OBJECTS[name].de_json(value, None)
    return value


def _as_media(value: Json) -> telegram.InputMedia:
    kind = {"document": telegram.InputMediaDocument, "photo": telegram.InputMediaPhoto}[value["type"]]
    media = value["media"]
    caption = {"caption": value["caption"], "parse_mode": value.get("parse_mode")} if "caption" in value else {}
    if isinstance(media, dict):
        return kind(base64.b64decode(media["base64"]), filename=media["name"], **caption)
    return kind(media, **caption)
