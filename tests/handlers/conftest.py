"""An Application that speaks to nobody: every call is answered from here, and remembered."""

import json
from typing import Any

import pytest
from telegram.ext import Application, ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest, RequestData

from handlers import register
from handlers.context import BotContext

ME = {"id": 1_000_000_001, "is_bot": True, "first_name": "Maklumat", "username": "maklumat_bot"}


class Recorded(BaseRequest):
    """The transport itself; python-telegram-bot above it is the real one."""

    def __init__(self) -> None:
        self.methods: list[str] = []

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        self.methods.append(url.rpartition("/")[2])
        result = ME if self.methods[-1] == "getMe" else True
        return 200, json.dumps({"ok": True, "result": result}).encode()


@pytest.fixture
def recorded():
    return Recorded()


@pytest.fixture
async def application(recorded):
    """With every handler registered."""
    made: Application[Any, Any, Any, Any, Any, Any] = (
        ApplicationBuilder()
        .token("1000000001:NOBODY")
        .request(recorded)
        .get_updates_request(Recorded())
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=BotContext))
        .build()
    )
    register(made)
    async with made:
        yield made
