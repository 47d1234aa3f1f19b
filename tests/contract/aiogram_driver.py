"""aiogram as a process of its own: one JSON command a line comes in, what its client and its models saw goes out.

It runs in another environment than the tests, and therefore imports nothing of theirs.
"""

import asyncio
import base64
import json
import sys
from typing import Any

from aiogram import Bot, Dispatcher, exceptions, methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, Update
from aiogram.types.base import TelegramObject
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

Json = dict[str, Any]


class Listening(AiohttpSession):
    """The session, with the last answer as it came over the line."""

    heard: Json = {}

    def check_response(self, bot: Bot, method: Any, status_code: int, content: str) -> Any:
        self.heard = json.loads(content)
        return super().check_response(bot, method, status_code, content)


def plain(value: Any) -> Any:
    """What the models hold, as JSON again; only what was given to them."""
    if isinstance(value, TelegramObject):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return [plain(item) for item in value] if isinstance(value, list) else value


def unknown(value: Any, path: str = "") -> list[str]:
    """Every field that a model had no place for."""
    if isinstance(value, list):
        return [found for i, item in enumerate(value) for found in unknown(item, f"{path}[{i}]")]
    if not isinstance(value, TelegramObject):
        return []
    here = [f"{path}.{name}" for name in value.model_extra or {}]
    fields = value.model_fields_set & type(value).model_fields.keys()
    return here + [found for name in sorted(fields) for found in unknown(getattr(value, name), f"{path}.{name}")]


def with_files(value: Any) -> Any:
    """Arguments with their uploads as aiogram wants them."""
    if isinstance(value, dict):
        if value.keys() == {"name", "base64"}:
            return BufferedInputFile(base64.b64decode(value["base64"]), value["name"])
        return {name: with_files(item) for name, item in value.items()}
    return [with_files(item) for item in value] if isinstance(value, list) else value


def seen(update: Update) -> Json:
    return {"view": plain(update), "unknown": unknown(update)}


class Driver:
    """One bot."""

    def __init__(self, base_url: str, token: str) -> None:
        self.session = Listening(api=TelegramAPIServer.from_base(base_url))
        self.bot = Bot(token, session=self.session)

    async def call(self, method: str, arguments: Json) -> Json:
        """One method through the client: the answer on the line, and what became of it."""
        made = getattr(methods, method[0].upper() + method[1:])(**with_files(arguments))
        try:
            result = await self.bot(made, request_timeout=20)
        except exceptions.TelegramAPIError as refusal:
            told: Json = {"kind": type(refusal).__name__}
            told["retry_after"] = getattr(refusal, "retry_after", None)
            told["migrate_to_chat_id"] = getattr(refusal, "migrate_to_chat_id", None)
            return {"raw": self.session.heard, "refused": told}
        return {"raw": self.session.heard["result"], "view": plain(result), "unknown": unknown(result)}

    async def download(self, path: str) -> Json:
        file = await self.bot.download_file(path)
        assert file is not None
        return {"base64": base64.b64encode(file.read()).decode()}

    def _listening(self, until: int) -> tuple[Dispatcher, list[Json], asyncio.Event]:
        """A dispatcher that hears every kind of update, and says when it has heard enough."""
        dispatcher, heard, enough = Dispatcher(), [], asyncio.Event()

        @dispatcher.update.outer_middleware
        async def listen(_handler: Any, update: Update, _data: Json) -> None:
            heard.append(seen(update))
            if len(heard) >= until:
                enough.set()

        return dispatcher, heard, enough

    async def poll(self, until: int) -> Json:
        """The dispatcher's own polling, until so many updates have come."""
        dispatcher, heard, enough = self._listening(until)
        polling = asyncio.create_task(
            dispatcher.start_polling(
                self.bot, polling_timeout=1, handle_signals=False, close_bot_session=False, handle_as_tasks=False
            )
        )
        await asyncio.wait_for(enough.wait(), 20)
        await dispatcher.stop_polling()
        await polling
        return {"updates": heard}

    async def serve(self, until: int, secret: str) -> Json:
        """aiogram's own webhook on a free port, set at the server, until so many updates have come."""
        dispatcher, heard, enough = self._listening(until)
        app = web.Application()
        handler = SimpleRequestHandler(dispatcher, self.bot, handle_in_background=False, secret_token=secret)
        handler.register(app, path="/hook")
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        await self.bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=secret)
        await asyncio.wait_for(enough.wait(), 20)
        await self.bot.delete_webhook()
        # The runner's end would close the bot's session too, which is still needed.
        await site.stop()
        return {"updates": heard}


async def main() -> None:
    reader = asyncio.StreamReader(limit=1 << 26)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    driver = Driver(*sys.argv[1:])
    try:
        while line := await reader.readline():
            command = json.loads(line)
            try:
                answer = await getattr(driver, command.pop("do"))(**command)
            except Exception as broken:  # noqa: BLE001  # whatever it is, the test on the other side is to see it
                answer = {"broken": f"{type(broken).__name__}: {broken}"}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        await driver.session.close()


if __name__ == "__main__":
    asyncio.run(main())
