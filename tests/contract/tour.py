"""One bot's whole life: every method the local Telegram has, every kind of update, every kind of message, refusals.

Both clients are led through it, so that what they see can be laid side by side.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.demo.kit.client import Person
from bot.demo.kit.fixtures import LocalTelegramHere, telegram_here, world_for_tests
from bot.demo.world.records import Json, LedgerEntry
from bot.demo.world.state import World
from tests.contract.clients import Answer, upload

SAMPLES = Path(__file__).parents[2] / "bot" / "demo" / "samples"
PICTURE = (SAMPLES / "koreksi-1.png").read_bytes()
VOICE = (SAMPLES / "koreksi.ogg").read_bytes()
PDF = b"%PDF-1.7 nearly"
MOMENT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:9/hook"
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Sekretariat"}

MARKED = (
    "<b>bold</b> <i>italic</i> <u>underline</u> <s>strike</s> <tg-spoiler>spoiler</tg-spoiler> <code>code</code>\n"
    '<pre><code class="language-python">pre</code></pre>\n<blockquote>quote</blockquote>\n'
    "<blockquote expandable>more</blockquote>\n"
    '<a href="https://kpu.go.id/">link</a> <a href="tg://user?id={person}">Ani</a> '
    '<tg-time unix="1772366400" format="wDT">then</tg-time>\n/help @kantor #maklumat kpu.go.id ppid@kpu.go.id'
)
KEYBOARD = {
    "inline_keyboard": [
        [
            {"text": "✅ Approve", "callback_data": "a:1", "style": "success"},
            {"text": "Return", "callback_data": "r:1", "style": "danger"},
        ],
        [
            {"text": "Page", "url": "https://kpu.go.id/"},
            {"text": "Copy", "copy_text": {"text": "MKL-2027-001"}},
            {"text": "App", "web_app": {"url": "https://kpu.go.id/app"}, "style": "primary"},
        ],
    ]
}
REFUSALS = [
    ("sendMessage", {"chat_id": 404, "text": "nobody is there"}, {}),
    ("sendMessage", {"chat_id": 404, "text": "   "}, {}),
    ("sendMessage", {"chat_id": 404, "text": "<b>open", "parse_mode": "HTML"}, {}),
    ("answerCallbackQuery", {"callback_query_id": "1"}, {}),
    ("getFile", {"file_id": "unknown"}, {}),
    ("getMe", {}, {"code": 500, "description": "Internal Server Error: restart"}),
    ("getMe", {}, {"retry_after": 7}),
    ("getMe", {}, {"code": 400, "description": "Bad Request: group chat was upgraded", "migrate_to_chat_id": -100999}),
]
"""A call, and how it is made to fail where it would not by itself."""


@dataclass
class Tour:
    """What one client was led through and what it saw."""

    answers: list[tuple[str, Answer]] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)

    @property
    def refusals(self) -> list[Json]:
        return [answer.refused for _, answer in self.answers if answer.refused]

    @property
    def results(self) -> list[tuple[str, Answer]]:
        return [(method, answer) for method, answer in self.answers if not answer.refused]


class _Guide:
    """Leads one client and writes down what it sees."""

    def __init__(self, client: Any, telegram: LocalTelegramHere) -> None:
        self.client = client
        self.telegram = telegram
        self.tour = Tour()
        self.offset = 0

    async def call(self, method: str, **arguments: Any) -> Any:
        answer = await self.client.call(method, **arguments)
        self.tour.answers.append((method, answer))
        return answer.raw if answer.refused is None else None

    async def updates(self) -> list[Json]:
        """What has happened since the last time."""
        found: list[Json] = await self.call("getUpdates", offset=self.offset, timeout=0, limit=100)
        if found:
            self.offset = found[-1]["update_id"] + 1
        self.tour.updates += found
        return found

    async def profile(self, person: Person) -> None:
        await self.call("getMe")
        commands = [{"command": "tugas", "description": "What waits for me"}]
        scope = {"type": "chat", "chat_id": person.id}
        await self.call("setMyCommands", commands=commands)
        await self.call("setMyCommands", commands=commands, scope=scope, language_code="id")
        await self.call("getMyCommands", scope=scope, language_code="id")
        await self.call("deleteMyCommands", scope=scope, language_code="id")
        await self.call("getMyCommands")
        for what, words in (("Name", {"name": "Office"}), ("Description", {"description": "A bot of an office."})):
            await self.call(f"setMy{what}", **words)
            await self.call(f"getMy{what}")
        await self.call("setMyShortDescription", short_description="An office")
        await self.call("getMyShortDescription")
        await self.call("setChatMenuButton", chat_id=person.id, menu_button={"type": "commands"})
        await self.call("getChatMenuButton", chat_id=person.id)

    async def words(self, person: Person) -> None:
        said = await person.say("What waits? 🙂 @kantor kpu.go.id")
        await self.updates()
        to = {"chat_id": person.id}
        card = await self.call(
            "sendMessage",
            **to,
            text=MARKED.format(person=person.id),
            parse_mode="HTML",
            reply_markup=KEYBOARD,
            reply_parameters={"message_id": said.id, "allow_sending_without_reply": True},
            link_preview_options={"is_disabled": True},
            protect_content=True,
            disable_notification=True,
        )
        tap = await person.press("Approve")
        query = (await self.updates())[-1]["callback_query"]
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Approved.", show_alert=True)
        await person.toast(tap)
        here = {**to, "message_id": card["message_id"]}
        await self.call("editMessageText", **here, text="<i>Approved</i>", parse_mode="HTML", reply_markup=KEYBOARD)
        await self.call("editMessageReplyMarkup", **here)
        await self.call("editMessageText", **here, text="Approved")
        await self.call("editMessageText", **here, text="Approved")
        await self.call("sendChatAction", **to, action="typing")
        asking = {"force_reply": True, "selective": True, "input_field_placeholder": "Why?"}
        question = await self.call("sendMessage", **to, text="Why?", reply_markup=asking)
        await person.reply(question["message_id"], "Because.")
        await self.call("pinChatMessage", **here, disable_notification=True)
        await self.call("getChat", **to)
        await self.call("unpinChatMessage", **here)
        await self.call("deleteMessage", **here)
        await person.toast(await self._late_tap(person, card["message_id"]))
        await person.edit(said, "What waits now?")
        await person.delete(said)
        await self.updates()

    async def _late_tap(self, person: Person, message_id: int) -> str:
        """A tap under a message that is gone by then."""
        tap = await person.press_forged("a:1", message_id)
        query = (await self.updates())[-1]["callback_query"]
        await self.call("answerCallbackQuery", callback_query_id=query["id"])
        return tap

    async def files(self, person: Person) -> None:
        to = {"chat_id": person.id}
        words = {"caption": "<b>Draft</b>", "parse_mode": "HTML"}
        sent = await self.call("sendDocument", **to, document=upload("Draf.pdf", PDF), **words, reply_markup=KEYBOARD)
        await self.call("editMessageCaption", **to, message_id=sent["message_id"], caption="Draft 2")
        await self.call("sendDocument", **to, document=sent["document"]["file_id"])
        kept = await self.call("getFile", file_id=sent["document"]["file_id"])
        assert await self.client.download(kept["file_path"]) == PDF
        await self.call("sendPhoto", **to, photo=upload("a.png", PICTURE), caption="A picture")
        await self.call("sendVoice", **to, voice=upload("a.ogg", VOICE))
        papers = [{"type": "document", "media": upload(f"{n}.pdf", PDF), "caption": f"Page {n}"} for n in (1, 2)]
        await self.call("sendMediaGroup", **to, media=papers)
        pictures = [{"type": "photo", "media": upload(f"{n}.png", PICTURE)} for n in (1, 2)]
        await self.call("sendMediaGroup", **to, media=pictures, reply_parameters={"message_id": sent["message_id"]})
        await person.send(PDF, "Theirs.pdf", caption="My draft", reply_to=sent["message_id"])
        await person.send(PICTURE, "a.png", kind="photo")
        await person.send(VOICE, "a.ogg", kind="voice")
        await person.album([("1.pdf", PDF), ("2.pdf", PDF)], caption="Both")
        await person.album([("1.png", PICTURE), ("2.png", PICTURE)])
        await self.updates()

    async def company(self, person: Person) -> None:
        """Who blocks, who comes back, and a group."""
        await person.block()
        await self.call("sendMessage", chat_id=person.id, text="Are you there?")
        await person.unblock()
        sender = {"id": person.id, "is_bot": False, "first_name": person.name}
        said = {"message_id": 7, "date": int(MOMENT.timestamp()), "chat": GROUP, "from": sender, "text": "/tugas"}
        await self.telegram.push({"message": said})
        await self.updates()
        await self.call("getChat", chat_id=GROUP["id"])
        await self.call("sendMessage", chat_id=GROUP["id"], text="Please write to me alone.")

    async def deliveries(self) -> None:
        """A webhook to nobody, while nothing waits to be brought there."""
        await self.updates()
        await self.call("getWebhookInfo")
        await self.call(
            "setWebhook", url=ADDRESS, secret_token="s3cret", max_connections=2, allowed_updates=["message"]
        )
        await self.call("getWebhookInfo")
        await self.call("getUpdates", timeout=0)
        await self.call("deleteWebhook", drop_pending_updates=True)

    async def refusals(self) -> None:
        for method, arguments, fault in REFUSALS:
            if fault:
                await self.telegram.fail(method, **fault)
            await self.call(method, **arguments)

    async def farewell(self) -> None:
        await self.call("close")
        await self.call("logOut")


def still_world() -> World:
    """A Telegram where time stands still and numbers begin where they always do."""
    world = world_for_tests("42:A-TOKEN-OF-THE-TOUR", "kantor_bot")
    world.clock = lambda: MOMENT
    world.bot.updates.next_id = 1000
    return world


def comparable(seen: Any, known: dict[str, str] | None = None) -> Any:
    """The same with every name that the server draws by lot called by the order in which it came."""
    known = {} if known is None else known
    if isinstance(seen, list):
        return [comparable(item, known) for item in seen]
    if not isinstance(seen, dict):
        return seen
    return {
        name: known.setdefault(item, f"{name} {len(known)}") if _is_drawn(name, item) else comparable(item, known)
        for name, item in sorted(seen.items())
    }


def _is_drawn(name: str, item: Any) -> bool:
    return name in {"file_id", "file_unique_id", "media_group_id"} or (name == "id" and isinstance(item, str))


async def deeds(client: Any, telegram: LocalTelegramHere) -> int:
    """A short life for a framework that polls or is called: every kind of update once; how many they are."""
    person = await telegram.person("Ani", username="ani_w")
    await person.say("/start")
    card = await client.call("sendMessage", chat_id=person.id, text="Draft", reply_markup=KEYBOARD)
    await person.press("Approve")
    said = await person.say("Noted")
    await person.edit(said, "Noted, thank you")
    await person.send(PICTURE, "a.png", kind="photo", reply_to=card.raw["message_id"])
    await person.send(VOICE, "a.ogg", kind="voice")
    await person.album([("1.pdf", PDF), ("2.pdf", PDF)])
    await person.block()
    return len(telegram.server.world.bot.updates.waiting)


async def tour(client_at: Any) -> Tour:
    """Leads a client through all of it."""
    world = still_world()
    async with telegram_here(world) as telegram, client_at(telegram.server) as client:
        person = await telegram.person("Ani", last_name="Wijaya", username="ani_w", title="PPID")
        guide = _Guide(client, telegram)
        await person.say("/start invited")
        await guide.profile(person)
        await guide.words(person)
        await guide.files(person)
        await guide.company(person)
        await guide.deliveries()
        await guide.refusals()
        await guide.farewell()
        guide.tour.ledger = list(world.ledger)
        return guide.tour
