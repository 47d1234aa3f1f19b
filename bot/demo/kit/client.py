"""The test kit: people whose phones are moved from outside, over HTTP, against a local Telegram that runs anywhere.

A test reads like a story: `await ppid.say("/baru Maklumat 2027")`, `await ppid.tap("Paraf")`.
What fails prints the chat as the person sees it. What people can do is in person.py, what they see in sightings.py.
"""

import ssl
from typing import Self, cast

import httpx
from starlette.types import ASGIApp

from bot.demo.kit.person import Person, checked
from bot.demo.kit.sightings import Attachment, Button, ChatMessage, Json, NotPossible, NotSeen, Toast, trouble_in_words

__all__ = ["Attachment", "Button", "ChatMessage", "LocalTelegram", "NotPossible", "NotSeen", "Person", "Toast"]


class LocalTelegram:
    """The people's side of a local Telegram: `async with LocalTelegram(base_url) as telegram:`.

    Args:
        base_url: Where it is served.
        app: The server itself, where it is of this very process: no request need go through a socket then.
    """

    def __init__(self, base_url: str, app: ASGIApp | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        transport = httpx.ASGITransport(app=app) if app else None
        # Plain HTTP on one's own machine: reading the authorities' certificates would only cost 30 ms a time.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.AsyncClient(
            base_url=self.base_url, transport=transport, trust_env=False, timeout=30, verify=no_certificates
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        title: str | None = None,
        person_id: int | None = None,
    ) -> Person:
        """A new person with an empty phone."""
        body = {"first_name": first_name, "last_name": last_name, "username": username, "title": title, "id": person_id}
        return Person(self._http, checked(await self._http.post("/local/people", json=body)))

    async def people(self) -> list[Person]:
        """Everybody there is."""
        shown = cast("list[Json]", checked(await self._http.get("/local/people")))
        return [Person(self._http, person) for person in shown]

    async def scene(self) -> str:
        """Every chat as its owner sees it, and what may have kept the bot from saying more."""
        transcripts = [await person.transcript() for person in await self.people()]
        return "\n".join([*transcripts, *trouble_in_words(await self.bot(), await self.ledger())])

    async def push(self, update: Json) -> int | None:
        """Hands the bot any update, forged or from a group; its number, or None if the bot wants no such kind."""
        body = checked(await self._http.post("/local/raw-update", json=update))
        return cast("int | None", body["update_id"])

    async def fail(
        self,
        method: str,
        times: int = 1,
        *,
        chat_id: int | None = None,
        code: int | None = None,
        description: str | None = None,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
        delay: float | None = None,
        drop_before_executing: bool = False,
        drop_after_executing: bool = False,
    ) -> None:
        """The next calls of a method (`*`: any but getUpdates) fail.

        Args:
            method: As the Bot API names it.
            times: So many calls.
            chat_id: Only calls for this chat.
            code: The answer's error code, with `description` as its words.
            description: Word for word, the prefix ("Bad Request: ") too.
            retry_after: Seconds to wait, in body and header; the code is then 429.
            migrate_to_chat_id: The group has moved there.
            delay: Seconds until the answer; alone, it only makes a good answer late.
            drop_before_executing: The line is cut and nothing was done.
            drop_after_executing: The line is cut, but the deed is done.
        """
        how = {"code": code, "description": description, "retry_after": retry_after, "delay": delay}
        how |= {"migrate_to_chat_id": migrate_to_chat_id, "chat_id": chat_id}
        how |= {"drop_before_executing": drop_before_executing, "drop_after_executing": drop_after_executing}
        given = {name: value for name, value in how.items() if value is not None}
        checked(await self._http.post("/local/faults", json={"method": method, "times": times, **given}))

    async def heal(self) -> None:
        """No scripted failure and no outage is left."""
        checked(await self._http.delete("/local/faults"))
        checked(await self._http.delete("/local/outage"))

    async def outage(self, seconds: float, how: str = "cut") -> None:
        """From now on every bot finds Telegram down; people's phones go on, and what they write waits.

        Args:
            seconds: How long, by the machine's time; `heal` ends it before.
            how: `cut`: connections end without an answer. `502`: a page of HTML instead of one.
        """
        checked(await self._http.post("/local/outage", json={"seconds": seconds, "how": how}))

    async def redeliver(self, count: int = 1) -> list[int]:
        """The last updates that the bot confirmed come once more; their numbers, which are the same as before."""
        body = checked(await self._http.post("/local/redeliver", json={"count": count}))
        return cast("list[int]", body["update_ids"])

    async def ledger(self, method: str | None = None, *, chat_id: int | None = None, after: int = 0) -> list[Json]:
        """The Bot API calls so far: number, at, method, chat_id, ok, code, description, parameters, executed, remarks.

        `remarks` are what Telegram would pass over or take otherwise than it was written; a careful bot has none.
        """
        asked = {"method": method, "chat_id": chat_id, "after": after}
        params = {name: str(value) for name, value in asked.items() if value is not None}
        return cast("list[Json]", checked(await self._http.get("/local/ledger", params=params)))

    async def bot(self) -> Json:
        """The bot as the server knows it: token, username, commands, descriptions, waiting_updates."""
        return checked(await self._http.get("/local/bot"))

    async def set_clock(self, offset_seconds: float) -> None:
        """The world's time runs so far before (or behind) the machine's."""
        checked(await self._http.post("/local/clock", json={"offset_seconds": offset_seconds}))
