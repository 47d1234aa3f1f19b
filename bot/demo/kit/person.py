"""One of the kit's people: hands that say, tap, reply, attach; eyes that expect, with the chat printed where they fail.

What they see is described in sightings.py; the Telegram around them is in client.py.
"""

import asyncio
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import httpx

from bot.demo.kit.sightings import (
    Attachment,
    ChatMessage,
    Json,
    NotPossible,
    NotSeen,
    Toast,
    Wanted,
    in_words,
    read_message,
    tap_in_words,
    trouble_in_words,
)

PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.05
QUIET_SECONDS = 0.5
SHOWN_MESSAGES = 12
SHOWN_TAPS = 4


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
        at = _id(message)
        response = await self._press({"button": button, "data": data, "message_id": at})
        if response.status_code == httpx.codes.CONFLICT and button is not None and data is None:
            by_data = await self._press({"data": button, "message_id": at})
            response = by_data if by_data.is_success else response
        if response.status_code == httpx.codes.CONFLICT:
            raise NotSeen(f"{self.name} cannot tap {button or data!r}: {_sentence(response)}.\n{await self.scene()}")
        return str(checked(response)["id"])

    async def _press(self, asked: Json) -> httpx.Response:
        return await self._http.post(f"/local/chats/{self.id}/tap", json=asked)

    async def press_forged(self, data: str, message: ChatMessage | int) -> str:
        """Sends data that no button has, as a changed client could; the number of the tap, for `toast`."""
        return str((await self._post("tap", {"data": data, "message_id": _id(message), "forged": True}))["id"])

    async def toast(self, query_id: str, *, timeout: float = PATIENCE_SECONDS) -> Toast:  # noqa: ASYNC109  # as above
        """What a tap was answered with, once it was.

        Raises:
            NotSeen: No answer came in time.
        """
        answer = checked(await self._http.get(f"/local/taps/{query_id}", params={"wait": timeout}, timeout=timeout + 5))
        if not answer["is_answered"]:
            label = answer["label"] or answer["data"]
            raise NotSeen(f"The tap of {self.name} on {label!r} was not answered.\n{await self.scene()}")
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

    async def look(self, message: ChatMessage | int) -> ChatMessage:
        """A message as it looks now.

        Raises:
            NotSeen: It is no longer there.
        """
        for found in await self.chat():
            if found.id == _id(message):
                return found
        raise NotSeen(f"{self.name} has no message {_id(message)}.\n{await self.scene()}")

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
        voice: bool | None = None,
        after: ChatMessage | int | None = None,
        message: ChatMessage | int | None = None,
        timeout: float = PATIENCE_SECONDS,  # noqa: ASYNC109  # the reader of a test wants a number, not a context
    ) -> ChatMessage:
        """The newest message from the bot that fits, as soon as there is one.

        Args:
            text: Words it must contain, whatever their case.
            button: A label it must offer, the icon left out.
            document: Part of a file name it must carry; True for any document, False for none.
            photo: Whether it must carry a picture.
            voice: Whether it must carry a voice message.
            after: Only messages newer than this one.
            message: Only this one, once the bot has changed it so that it fits.
            timeout: Seconds until the test fails.

        Raises:
            NotSeen: None came in time.
        """
        wanted = Wanted(text, button, document, photo, voice, _id(after), _id(message))
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while True:
            for found in reversed(await self.chat()):
                if wanted.fits(found):
                    return found
            if loop.time() >= until:
                raise NotSeen(f"{self.name} waited {timeout:g} s in vain for {wanted}.\n{await self.scene()}")
            await asyncio.sleep(GLANCE_SECONDS)

    async def expect_nothing(self, after: ChatMessage | int, *, seconds: float = QUIET_SECONDS) -> None:
        """Nothing newer than `after` comes from the bot for so long; true of a bot that is slow, too.

        Raises:
            AssertionError: Something came.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            newest = await self.newest()
            if newest is not None and newest.id > (_id(after) or 0):
                raise AssertionError(f"{self.name} was to hear nothing more.\n{await self.scene()}")
            if loop.time() >= until:
                return
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
        view = await self._view()
        lines = [f"--- {self.name} ---"]
        for shown in view["messages"][-SHOWN_MESSAGES:]:
            lines += in_words(read_message(shown), self.name)
        return "\n".join(lines + [tap_in_words(tap) for tap in view["taps"][-SHOWN_TAPS:]])

    async def scene(self) -> str:
        """The end of the chat, and what may have kept the bot from saying more."""
        bot = checked(await self._http.get("/local/bot"))
        calls = cast("list[Json]", checked(await self._http.get("/local/ledger", params={"chat_id": self.id})))
        return "\n".join([await self.transcript(), *trouble_in_words(bot, calls)])

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
        return [read_message(shown) for shown in cast("list[Json]", checked(response))]

    async def _view(self) -> Json:
        return checked(await self._http.get(f"/local/chats/{self.id}"))

    async def _post(self, deed: str, body: Json) -> Json:
        return checked(await self._http.post(f"/local/chats/{self.id}/{deed}", json=body))


def checked(response: httpx.Response) -> Json:
    """The answer of the people's side.

    Raises:
        NotPossible: It was no.
    """
    if response.is_error:
        raise NotPossible(f"{response.request.url.path.removeprefix('/local/')}: {_sentence(response)}")
    return cast("Json", response.json())


def _sentence(response: httpx.Response) -> str:
    """Why the server said no; its own words where it gave any."""
    try:
        return str(response.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"{response.status_code} {response.text}".strip()


def _part(file: Path | bytes, name: str | None) -> tuple[str, bytes, str]:
    content = file.read_bytes() if isinstance(file, Path) else file
    name = name or (file.name if isinstance(file, Path) else "berkas.bin")
    return name, content, mimetypes.guess_type(name)[0] or "application/octet-stream"


def _id(message: ChatMessage | int | None) -> int | None:
    return message.id if isinstance(message, ChatMessage) else message
