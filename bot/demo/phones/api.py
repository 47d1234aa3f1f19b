"""The people's side over HTTP, under /local/: the page and the test kit live on it, no bot ever sees it.

What a deed does lives in deeds.py, what a person sees in views.py.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import fields
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.demo.phones import views
from bot.demo.phones.deeds import CannotDo, Hand, forge_update
from bot.demo.world.records import Bot, Fault, Json, Query, Upload
from bot.demo.world.state import World

KEEP_ALIVE_SECONDS = 15.0
LONGEST_WAIT_SECONDS = 60.0
# What a browser may show in a tab of its own; everything else is offered for saving, so that no file runs as a page.
SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "audio/ogg", "text/plain"})

# A change of this number is of no chat, but of what stands around the phones.
BESIDE_THE_CHATS = 0

Handler = Callable[[Request], Awaitable[Response]]


class PeopleApi:
    """One world, seen by its people."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Everything under /local/."""
        doors: list[tuple[str, str, Handler]] = [
            ("GET", "people", self._people),
            ("POST", "people", self._add_person),
            ("GET", "chats/{chat_id:int}", self._chat),
            ("POST", "chats/{chat_id:int}/say", self._say),
            ("POST", "chats/{chat_id:int}/tap", self._tap),
            ("POST", "chats/{chat_id:int}/attach", self._attach),
            ("POST", "chats/{chat_id:int}/edit", self._edit),
            ("POST", "chats/{chat_id:int}/delete", self._delete),
            ("POST", "chats/{chat_id:int}/block", self._block),
            ("POST", "chats/{chat_id:int}/unblock", self._unblock),
            ("GET", "taps/{query_id}", self._answer),
            ("GET", "files/{bot_id:int}/{unique_id}", self._file),
            ("POST", "raw-update", self._raw_update),
            ("GET", "events", self._events),
            ("GET", "faults", self._faults),
            ("POST", "faults", self._add_fault),
            ("DELETE", "faults", self._clear_faults),
            ("GET", "outage", self._outage),
            ("POST", "outage", self._begin_outage),
            ("DELETE", "outage", self._end_outage),
            ("POST", "redeliver", self._redeliver),
            ("GET", "ledger", self._ledger),
            ("GET", "bot", self._bot_profile),
            ("GET", "clock", self._clock),
            ("POST", "clock", self._set_clock),
        ]
        return [Route(f"/local/{path}", guarded(door), methods=[method]) for method, path, door in doors]

    def _bot(self, request: Request) -> Bot:
        """The first bot unless ?bot=<id> names another."""
        asked = request.query_params.get("bot")
        return self._world.bot_by_id(int(asked) if asked else None)

    def _hand(self, request: Request) -> Hand:
        return Hand(self._world, self._bot(request), int(request.path_params["chat_id"]))

    async def _people(self, request: Request) -> Response:
        bot = self._bot(request)
        return JSONResponse([views.person(person, bot) for person in self._world.people.values()])

    async def _add_person(self, request: Request) -> Response:
        given = await read_body(request)
        person = self._world.add_person(
            str(given["first_name"]),
            given.get("last_name"),
            given.get("username"),
            given.get("title"),
            int(given["id"]) if given.get("id") else None,
        )
        return JSONResponse(views.person(person, self._bot(request)), status_code=201)

    async def _chat(self, request: Request) -> Response:
        bot = self._bot(request)
        chat = self._world.chat(bot, int(request.path_params["chat_id"]))
        return JSONResponse(views.chat(self._world, bot, chat))

    async def _say(self, request: Request) -> Response:
        given = await read_body(request)
        hand = self._hand(request)
        message = hand.say(str(given["text"]), _number(given.get("reply_to")))
        return JSONResponse(views.message(self._world, hand.bot, hand.chat, message), status_code=201)

    async def _tap(self, request: Request) -> Response:
        given = await read_body(request)
        hand = self._hand(request)
        message_id = _number(given.get("message_id"))
        if given.get("forged"):
            query = hand.forge_tap(str(given["data"]), message_id or 0)
        else:
            query = hand.tap(given.get("button"), given.get("data"), message_id)
        return JSONResponse(views.query(query), status_code=201)

    async def _answer(self, request: Request) -> Response:
        """Waits up to ?wait= seconds for the bot to answer the tap; says as it stands then."""
        query = self._bot(request).queries[request.path_params["query_id"]]
        seconds = min(float(request.query_params.get("wait", "0")), LONGEST_WAIT_SECONDS)
        await self._until_answered(query, seconds)
        return JSONResponse(views.query(query))

    async def _until_answered(self, query: Query, seconds: float) -> None:
        changed = asyncio.Event()

        def wake_up(_chat_id: int) -> None:
            changed.set()

        self._world.listeners.add(wake_up)
        try:
            async with asyncio.timeout(seconds):
                while query.answer is None and not self._world.is_closing:
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            pass
        finally:
            self._world.listeners.discard(wake_up)

    async def _attach(self, request: Request) -> Response:
        hand = self._hand(request)
        async with request.form() as form:
            uploads = [
                Upload(item.filename or "berkas", item.content_type or "application/octet-stream", await item.read())
                for _, item in form.multi_items()
                if isinstance(item, UploadFile)
            ]
            kind, caption = str(form.get("kind") or "document"), str(form.get("caption") or "")
            reply_to = _number(form.get("reply_to"))
        messages = hand.attach(kind, uploads, caption, reply_to)
        shown = [views.message(self._world, hand.bot, hand.chat, message) for message in messages]
        return JSONResponse(shown, status_code=201)

    async def _edit(self, request: Request) -> Response:
        given = await read_body(request)
        hand = self._hand(request)
        message = hand.edit(int(given["message_id"]), str(given["text"]))
        return JSONResponse(views.message(self._world, hand.bot, hand.chat, message))

    async def _delete(self, request: Request) -> Response:
        given = await read_body(request)
        self._hand(request).delete(int(given["message_id"]))
        return JSONResponse({})

    async def _block(self, request: Request) -> Response:
        self._hand(request).set_blocked(blocked=True)
        return JSONResponse({})

    async def _unblock(self, request: Request) -> Response:
        self._hand(request).set_blocked(blocked=False)
        return JSONResponse({})

    async def _file(self, request: Request) -> Response:
        bot = self._world.bot_by_id(int(request.path_params["bot_id"]))
        unique_id = request.path_params["unique_id"]
        file = next((file for file in bot.files.values() if file.unique_id == unique_id), None)
        if file is None:
            raise LookupError(f"no file {unique_id}")
        place = "inline" if file.mime in SHOWN_INLINE else "attachment"
        headers = {
            "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(file.content, media_type=file.mime, headers=headers)

    async def _raw_update(self, request: Request) -> Response:
        update_id = forge_update(self._world, self._bot(request), await read_body(request))
        return JSONResponse({"update_id": update_id}, status_code=201)

    async def _events(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        """One line per change, and now and then a comment that keeps the line open."""
        changes: asyncio.Queue[int] = asyncio.Queue()
        self._world.listeners.add(changes.put_nowait)
        try:
            yield "retry: 1000\n\n"
            while not self._world.is_closing:
                try:
                    async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                        chat_id = await changes.get()
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                change = {"stage": True} if chat_id == BESIDE_THE_CHATS else {"chat": chat_id}
                yield f"data: {json.dumps(change)}\n\n"
        finally:
            self._world.listeners.discard(changes.put_nowait)

    async def _faults(self, _request: Request) -> Response:
        return JSONResponse([vars(fault) for fault in self._world.faults])

    async def _add_fault(self, request: Request) -> Response:
        given = await read_body(request)
        if unknown := given.keys() - {field.name for field in fields(Fault)}:
            raise CannotDo(f"a fault has no {', '.join(sorted(unknown))}")
        if "retry_after" in given:
            given.setdefault("code", 429)
        self._world.faults.append(Fault(**given))
        return JSONResponse({}, status_code=201)

    async def _clear_faults(self, _request: Request) -> Response:
        self._world.faults.clear()
        return JSONResponse({})

    async def _outage(self, _request: Request) -> Response:
        """How Telegram is down and until when by the machine's time; nothing while it is up."""
        outage = self._world.outage
        shown = None if outage is None else {"how": outage.how, "until": outage.until.isoformat()}
        return JSONResponse({"outage": shown})

    async def _begin_outage(self, request: Request) -> Response:
        given = await read_body(request)
        self._world.go_down(float(given["seconds"]), str(given.get("how", "cut")))
        return await self._outage(request)

    async def _end_outage(self, request: Request) -> Response:
        self._world.come_back()
        return await self._outage(request)

    async def _redeliver(self, request: Request) -> Response:
        """The last update that the bot confirmed comes once more (or the last `count`), under the same number."""
        given = await read_body(request)
        repeated = self._bot(request).updates.redeliver(int(given.get("count", 1)))
        if not repeated:
            raise CannotDo("no update was confirmed yet")
        return JSONResponse({"update_ids": repeated})

    async def _ledger(self, request: Request) -> Response:
        """Every call so far, getUpdates left out unless asked for; ?method= ?chat_id= ?after=<number> narrow it."""
        asked = request.query_params
        wanted = asked.get("method", "").lower()
        entries = [
            entry
            for entry in self._world.ledger
            if (entry.method.lower() == wanted if wanted else entry.method != "getUpdates")
            and asked.get("chat_id") in {None, entry.chat_id}
            and entry.number > int(asked.get("after", "0"))
        ]
        return JSONResponse([views.ledger_entry(entry) for entry in entries])

    async def _bot_profile(self, request: Request) -> Response:
        bot = self._bot(request)
        profile = {"id": bot.id, "username": bot.username, "first_name": bot.first_name, "token": bot.token}
        profile |= {"description": bot.description, "short_description": bot.short_description}
        profile |= {"commands": bot.commands, "webhook_url": bot.webhook_url}
        return JSONResponse(profile | {"waiting_updates": len(bot.updates.waiting)})

    async def _clock(self, _request: Request) -> Response:
        offset = self._world.offset.total_seconds()
        return JSONResponse({"now": self._world.now().isoformat(), "offset_seconds": offset})

    async def _set_clock(self, request: Request) -> Response:
        given = await read_body(request)
        self._world.offset = timedelta(seconds=float(given["offset_seconds"]))
        return await self._clock(request)


def guarded(door: Handler) -> Handler:
    """Asking for the impossible is answered with a sentence, not with a trace."""

    async def answer(request: Request) -> Response:
        # A browser names the page that asks; only the page served here may.
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return JSONResponse({"error": "only the page served here may ask"}, status_code=403)
        try:
            return await door(request)
        except CannotDo as error:
            return JSONResponse({"error": str(error)}, status_code=409)
        except LookupError as error:
            return JSONResponse({"error": f"not found or missing: {error}"}, status_code=404)
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return answer


async def read_body(request: Request) -> Json:
    """The JSON object that was sent; JSON alone, for no page elsewhere can send that without asking first.

    Raises:
        ValueError: It is something else.
        TypeError: It is JSON, but no object.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("send JSON")
    given: Any = await request.json()
    if not isinstance(given, dict):
        raise TypeError("send a JSON object")
    return given


def _number(given: object) -> int | None:
    return int(str(given)) if given not in {None, ""} else None
