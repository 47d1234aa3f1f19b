"""The Bot API's front door: which bot, which method, which arguments; outages and scripted failures; the ledger; files.

What the methods do lives in sending.py, editing.py, profile.py, hooks.py and polling.py.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.demo.botapi import editing, hooks, profile, sending
from bot.demo.botapi.arguments import Arguments, read_arguments
from bot.demo.botapi.calls import Call, Told
from bot.demo.botapi.flood import UPLOADS_REFUSED_AFTER_SECONDS, Flood
from bot.demo.botapi.parameters import ELSEWHERE
from bot.demo.botapi.polling import Pollers
from bot.demo.botapi.refusals import (
    BadRequest,
    Misdirected,
    NotFound,
    NotHere,
    Refusal,
    Scripted,
    TooLarge,
    TooManyRequests,
    Unauthorized,
)
from bot.demo.botapi.remarks import remarks_on
from bot.demo.botapi.webhooks import Webhooks
from bot.demo.world.records import Bot, Fault, Outage
from bot.demo.world.state import World

log = logging.getLogger(__name__)

METHODS: dict[str, Callable[[Call], Any]] = {
    "getMe": profile.get_me,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "pinChatMessage": sending.pin_chat_message,
    "unpinChatMessage": sending.unpin_chat_message,
    "answerCallbackQuery": sending.answer_callback_query,
    "getChat": profile.get_chat,
    "getFile": profile.get_file,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
    "setWebhook": hooks.set_webhook,
    "deleteWebhook": hooks.delete_webhook,
    "getWebhookInfo": hooks.get_webhook_info,
    "logOut": profile.stay,
    "close": profile.stay,
}
NAMES = {name.lower(): name for name in (*METHODS, "getUpdates", *ELSEWHERE)}
TOKEN_LENGTH = 80
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


class BrokenOff(Response):
    """An answer that never comes whole: the head promises a body, and the line goes dead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the head alone; the server then cuts the connection."""
        head = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})


class BotApi:
    """One world, seen by its bots."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pollers = Pollers(world)
        self._flood = Flood(world)
        self.webhooks = Webhooks(world, self.perform)

    def routes(self) -> list[Route]:
        """Under /bot<token>/ and /file/bot<token>/, as at Telegram."""
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
        ]

    async def _answer(self, request: Request) -> Response:
        token, written = request.path_params["token"], request.path_params["method"]
        bot = self._world.bots.get(token)
        if bot is None:
            outage = self._world.outage
            return _down(outage) if outage else _refused(_stranger(token))
        try:
            arguments = await read_arguments(request)
        except BadRequest as refusal:
            return _refused(refusal)
        return await self.perform(bot, written, arguments)

    async def perform(self, bot: Bot, written: str, arguments: Arguments) -> Response:
        """One call from beginning to end, its line in the ledger included.

        Args:
            bot: Who calls.
            written: The method's name, in whatever case.
            arguments: As they came.
        """
        method = NAMES.get(written.lower(), written)
        chat_id = str(arguments.values["chat_id"]) if "chat_id" in arguments.values else None
        call = Call(self._world, bot, arguments, self._flood, remarks_on(method, arguments))
        outcome: dict[str, Any] = {"executed": False}
        try:
            return await self._outcome(call, method, chat_id, outcome)
        finally:
            self._world.record(
                method=method,
                bot_id=bot.id,
                chat_id=chat_id,
                ok=outcome.get("ok", False),
                code=outcome.get("code", 0),
                description=outcome.get("description", "connection cut"),
                parameters=arguments.written(),
                executed=outcome["executed"],
                remarks=call.remarks,
            )

    async def _outcome(self, call: Call, method: str, chat_id: str | None, outcome: dict[str, Any]) -> Response:
        """Fills `outcome` for the ledger on its way to the answer."""
        if self._world.outage is not None:
            return self._fail(self._world.outage, outcome)
        fault = self._world.take_fault(method, chat_id)
        try:
            if fault is not None and fault.drop_before_executing:
                await asyncio.sleep(fault.delay)
                return BrokenOff()
            if fault is not None and fault.code:
                await asyncio.sleep(fault.delay)
                raise _scripted(fault)
            result = await self._result(call, method)
            outcome["executed"] = True
            if fault is not None:
                await asyncio.sleep(fault.delay)
                if fault.drop_after_executing:
                    return BrokenOff()
            if self._world.outage is not None:
                return self._fail(self._world.outage, outcome)
        except Refusal as refusal:
            if isinstance(refusal, TooManyRequests) and fault is None:
                call.remarks.append("spoke faster than it may")
            outcome.update(code=refusal.code, description=refusal.description)
            return _refused(refusal)
        outcome.update(ok=True, code=200, description="")
        told = {"result": result.result, "description": result.description} if isinstance(result, Told) else None
        return _json(200, {"ok": True, **(told or {"result": result})})

    def _fail(self, outage: Outage, outcome: dict[str, Any]) -> Response:
        if outage.how == "502":
            outcome.update(code=502, description="502 Bad Gateway")
        return _down(outage)

    async def _result(self, call: Call, method: str) -> Any:
        if method == "getUpdates":
            return await self._pollers.get_updates(call)
        if method in ELSEWHERE:
            raise NotHere(method)
        if method not in METHODS:
            raise NotFound("method not found")
        await self._take_in_uploads(call)
        try:
            result = METHODS[method](call)
        except Refusal:
            raise
        except Exception as error:  # a fault of ours must look like Telegram's, not hang the bot
            log.exception("%s failed", method)
            raise Scripted(500, "Internal Server Error") from error
        finally:
            if method in {"setWebhook", "deleteWebhook"}:
                self._settle(call.bot)
        return result

    def _settle(self, bot: Bot) -> None:
        self.webhooks.settle()
        if bot.webhook is not None:
            self._pollers.oust(bot)

    async def _take_in_uploads(self, call: Call) -> None:
        """What is uploaded is weighed before anybody looks at it; many uploads of one size must queue."""
        sizes = [len(upload.content) for upload in call.arguments.uploads.values()]
        if max(sizes, default=0) > self._world.limits.upload_bytes:
            raise TooLarge("")
        try:
            pause = self._flood.upload_pause(call.bot, sum(sizes))
        except TooManyRequests:
            await asyncio.sleep(UPLOADS_REFUSED_AFTER_SECONDS)
            raise
        if pause:
            await asyncio.sleep(pause)

    async def _download(self, request: Request) -> Response:
        if self._world.outage is not None:
            return _down(self._world.outage)
        bot = self._world.bots.get(request.path_params["token"])
        if bot is None:
            return _refused(Unauthorized(""))
        for file in bot.files.values():
            if file.path == request.path_params["path"]:
                if len(file.content) > self._world.limits.download_bytes:
                    return _refused(BadRequest("file is too big"))
                return Response(file.content, media_type="application/octet-stream")
        return _refused(NotFound(""))


def _stranger(token: str) -> Refusal:
    """Why a token opens nothing."""
    number, colon, _ = token.partition(":")
    if token.startswith("0") or len(token) > TOKEN_LENGTH or not colon:
        return Unauthorized("invalid token specified")
    if not number.lstrip("-").isdecimal():
        return Misdirected("unallowed token specified")
    return Unauthorized("" if 0 < int(number) < 1 << 54 else "invalid token specified")


def _down(outage: Outage) -> Response:
    """What a bot sees of a Telegram that is down."""
    if outage.how == "502":
        return Response(BAD_GATEWAY, status_code=502, media_type="text/html")
    return BrokenOff()


def _scripted(fault: Fault) -> Refusal:
    if fault.code == 429 and fault.retry_after is not None:
        return TooManyRequests(f"retry after {fault.retry_after}", retry_after=fault.retry_after)
    moved = {} if fault.migrate_to_chat_id is None else {"migrate_to_chat_id": fault.migrate_to_chat_id}
    return Scripted(fault.code, fault.description or "Internal Server Error", **moved)


def _refused(refusal: Refusal) -> Response:
    response = _json(refusal.code, refusal.to_api())
    if "retry_after" in refusal.parameters:
        response.headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return response


def _json(status: int, body: dict[str, Any]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status_code=status, media_type="application/json")
