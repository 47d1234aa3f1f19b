"""The test kit: people whose phones are moved from outside, over HTTP, against a local Telegram that runs anywhere.

A test reads like a story: `await ppid.say("/baru Maklumat 2027")`, `await ppid.tap("Paraf")`.
What fails prints the chat as the person sees it. What they see there is described in sightings.py.
"""

import asyncio
import mimetypes
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, cast

import httpx

from bot.demo.kit.sightings import Attachment, ChatMessage, Json, NotSeen, Toast, Wanted, read_message

PATIENCE_SECONDS = 10.0
GLANCE_SECONDS = 0.05
SHOWN_MESSAGES = 12


class Person:
    """Somebody with a phone, at the chat with one bot."""

    def __init__(self, http: httpx.AsyncClient, shown: Json) -> None:
        self._http = http
        self.id: int = shown["id"]
        self.name: str = shown["full_name"]
        self.title: str | None = shown["title"]

    async def say(self, text: str, reply_to: ChatMessage | int | None = None) -> ChatMessage:
        """Types words and sends them; the first ones start the bot."""
        return read_message(await self._post("say", {"text": text, "reply_to": _id(reply_to)}))

    async def reply(self, message: ChatMessage | int, text: str) -> ChatMessage:
        """Answers one message with words."""
        return await self.say(text, reply_to=message)

    async def tap(
        self,
        button: str | None = None,
        message: ChatMessage | int | None = None,
        *,
        data: str | None = None,
        timeout: float = PATIENCE_SECONDS,  # noqa: ASYNC109  # the reader of a test wants a number, not a context
    ) -> Toast:
        """Presses a button and waits for the bot to answer the tap.

        Args:
            button: Its label (the icon before it may be left out) or its data.
            message: Under which message; the newest one that has such a button when left out.
            data: Its data, when labels do not tell buttons apart.
            timeout: Seconds until an unanswered tap fails the test.

        Raises:
            NotSeen: There is no such button, or no answer came in time.
        """
        return await self.toast(await self.press(button, message, data=data), timeout=timeout)

    async def press(
        self, button: str | None = None, message: ChatMessage | int | None = None, *, data: str | None = None
    ) -> str:
        """Presses a button and does not wait; the number of the tap, for `toast`."""
        asked = {"button": button, "data": data, "message_id": _id(message)}
        response = await self._http.post(f"/local/chats/{self.id}/tap", json=asked)
        if response.status_code == httpx.codes.CONFLICT and button is not None and data is None:
            asked = {"data": button, "message_id": _id(message)}
            response = await self._http.post(f"/local/chats/{self.id}/tap", json=asked)
        if response.status_code == httpx.codes.CONFLICT:
            raise NotSeen(f"{self.name} finds no button {button or data!r}.\n{await self.transcript()}")
        return str(_checked(response)["id"])

    async def press_forged(self, data: str, message: ChatMessage | int) -> str:
        """Sends data that no button has, as a changed client could; the number of the tap, for `toast`."""
        return str((await self._post("tap", {"data": data, "message_id": _id(message), "forged": True}))["id"])

    async def toast(self, query_id: str, *, timeout: float = PATIENCE_SECONDS) -> Toast:  # noqa: ASYNC109  # as above
        """What a tap was answered with, once it was.

        Raises:
            NotSeen: No answer came in time.
        """
        answer = _checked(
            await self._http.get(f"/local/taps/{query_id}", params={"wait": timeout}, timeout=timeout + 5)
        )
        if not answer["is_answered"]:
            label = answer["label"] or answer["data"]
            raise NotSeen(f"The tap of {self.name} on {label!r} was not answered.\n{await self.transcript()}")
        return Toast(answer["text"], answer["show_alert"], answer["url"], answer["message_id"], answer["id"])

    async def send(
        self,
        file: Path | bytes,
        name: str | None = None,
        *,
        caption: str = "",
        reply_to: ChatMessage | int | None = None,
        kind: str = "document",
    ) -> ChatMessage:
        """Attaches one file as document, photo or voice."""
        return (await self._attach(kind, [(file, name)], caption, reply_to))[0]

    async def album(
        self,
        files: Sequence[Path | tuple[str, bytes]],
        *,
        caption: str = "",
        reply_to: ChatMessage | int | None = None,
    ) -> list[ChatMessage]:
        """Attaches several files at once; pictures alone travel as pictures, a mixture as documents."""
        pairs = [(file, None) if isinstance(file, Path) else (file[1], file[0]) for file in files]
        return await self._attach("album", pairs, caption, reply_to)

    async def edit(self, message: ChatMessage | int, text: str) -> ChatMessage:
        """Puts other words into one's own message."""
        return read_message(await self._post("edit", {"message_id": _id(message), "text": text}))

    async def delete(self, message: ChatMessage | int) -> None:
        """Takes a message away on both sides."""
        await self._post("delete", {"message_id": _id(message)})

    async def block(self) -> None:
        """Blocks the bot."""
        await self._post("block", {})

    async def unblock(self) -> None:
        """Takes the block back."""
        await self._post("unblock", {})

    async def chat(self) -> list[ChatMessage]:
        """The whole chat, oldest first."""
        return [read_message(shown) for shown in (await self._view())["messages"]]

    async def newest(self) -> ChatMessage | None:
        """The newest message from the bot."""
        return next((message for message in reversed(await self.chat()) if message.from_bot), None)

    async def mark(self) -> int:
        """The id of the last message there is now, for `expect(after=…)`; 0 in an empty chat."""
        chat = await self.chat()
        return chat[-1].id if chat else 0

    async def buttons(self) -> tuple[str, ...]:
        """The labels under the newest message that has any, icons left out."""
        cards = [message for message in await self.chat() if message.buttons]
        return cards[-1].labels if cards else ()

    async def expect(
        self,
        text: str | None = None,
        *,
        button: str | None = None,
        document: str | bool | None = None,
        photo: bool | None = None,
        after: ChatMessage | int | None = None,
        timeout: float = PATIENCE_SECONDS,  # noqa: ASYNC109  # the reader of a test wants a number, not a context
    ) -> ChatMessage:
        """The newest message from the bot that fits, as soon as there is one.

        Args:
            text: Words it must contain, whatever their case.
            button: A label it must offer, the icon left out.
            document: Part of a file name it must carry; True for any document, False for none.
            photo: Whether it must carry a picture.
            after: Only messages newer than this one.
            timeout: Seconds until the test fails.

        Raises:
            NotSeen: None came in time.
        """
        wanted = Wanted(text, button, document, photo, _id(after))
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while True:
            for message in reversed(await self.chat()):
                if wanted.fits(message):
                    return message
            if loop.time() >= until:
                raise NotSeen(f"{self.name} waited {timeout:g} s in vain for {wanted}.\n{await self.transcript()}")
            await asyncio.sleep(GLANCE_SECONDS)

    async def download(self, attachment: Attachment) -> bytes:
        """The bytes of a file in the chat."""
        response = await self._http.get(attachment.url)
        response.raise_for_status()
        return response.content

    async def taps(self) -> list[Json]:
        """Every tap so far and what it was answered."""
        taps: list[Json] = (await self._view())["taps"]
        return taps

    async def transcript(self) -> str:
        """The end of the chat, for people who read test reports."""
        lines = [f"--- {self.name} ---"]
        for message in (await self.chat())[-SHOWN_MESSAGES:]:
            who = "bot" if message.from_bot else self.name
            quoted = f" (membalas {message.reply_to})" if message.reply_to else ""
            lines.append(f"[{message.id}] {who}{quoted}: {message.text}")
            files = (message.document, message.photo, message.voice)
            lines.extend(f"      file {file.name}, {file.size} bytes" for file in files if file)
            lines.extend("      " + " ".join(f"[{button.text}]" for button in row) for row in message.rows)
        lines.extend(
            f"toast after {tap['label'] or tap['data']!r}: {tap['text']!r}" for tap in await self.taps() if tap["text"]
        )
        return "\n".join(lines)

    async def _attach(
        self,
        kind: str,
        files: Sequence[tuple[Path | bytes, str | None]],
        caption: str,
        reply_to: ChatMessage | int | None,
    ) -> list[ChatMessage]:
        parts = [("file", _part(file, name)) for file, name in files]
        fields = {"kind": kind, "caption": caption, "reply_to": str(_id(reply_to) or "")}
        response = await self._http.post(f"/local/chats/{self.id}/attach", data=fields, files=parts)
        return [read_message(shown) for shown in cast("list[Json]", _checked(response))]

    async def _view(self) -> Json:
        return _checked(await self._http.get(f"/local/chats/{self.id}"))

    async def _post(self, deed: str, body: Json) -> Json:
        return _checked(await self._http.post(f"/local/chats/{self.id}/{deed}", json=body))


class LocalTelegram:
    """The people's side of a local Telegram: `async with LocalTelegram(base_url) as telegram:`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        # Plain HTTP on one's own machine: reading the authorities' certificates would only cost 30 ms a time.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.AsyncClient(base_url=self.base_url, trust_env=False, timeout=30, verify=no_certificates)

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
        return Person(self._http, _checked(await self._http.post("/local/people", json=body)))

    async def people(self) -> list[Person]:
        """Everybody there is."""
        shown = cast("list[Json]", _checked(await self._http.get("/local/people")))
        return [Person(self._http, person) for person in shown]

    async def push(self, update: Json) -> int | None:
        """Hands the bot any update, forged or from a group; its number, or None if the bot wants no such kind."""
        body = _checked(await self._http.post("/local/raw-update", json=update))
        return cast("int | None", body["update_id"])

    async def fail(self, method: str, times: int = 1, **how: Any) -> None:
        """The next calls of a method (`*`: any but getUpdates) fail.

        Args:
            method: As the Bot API names it.
            times: So many calls.
            how: code, description, retry_after, migrate_to_chat_id, delay, drop_before_executing,
                drop_after_executing, chat_id; `delay` alone only makes the answer late.
        """
        _checked(await self._http.post("/local/faults", json={"method": method, "times": times, **how}))

    async def heal(self) -> None:
        """No scripted failure is left."""
        _checked(await self._http.delete("/local/faults"))

    async def ledger(self, method: str | None = None, *, chat_id: int | None = None, after: int = 0) -> list[Json]:
        """The Bot API calls so far: number, at, method, chat_id, ok, code, description, parameters, executed."""
        asked = {"method": method, "chat_id": chat_id, "after": after}
        params = {name: str(value) for name, value in asked.items() if value is not None}
        return cast("list[Json]", _checked(await self._http.get("/local/ledger", params=params)))

    async def bot(self) -> Json:
        """The bot as the server knows it: token, username, commands, descriptions, waiting_updates."""
        return _checked(await self._http.get("/local/bot"))

    async def set_clock(self, offset_seconds: float) -> None:
        """The world's time runs so far before (or behind) the machine's."""
        _checked(await self._http.post("/local/clock", json={"offset_seconds": offset_seconds}))


def _checked(response: httpx.Response) -> Json:
    if response.is_error:
        raise AssertionError(f"{response.request.method} {response.request.url.path}: {response.text}")
    return cast("Json", response.json())


def _part(file: Path | bytes, name: str | None) -> tuple[str, bytes, str]:
    content = file.read_bytes() if isinstance(file, Path) else file
    name = name or (file.name if isinstance(file, Path) else "berkas.bin")
    return name, content, mimetypes.guess_type(name)[0] or "application/octet-stream"


def _id(message: ChatMessage | int | None) -> int | None:
    return message.id if isinstance(message, ChatMessage) else message
