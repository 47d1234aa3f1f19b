"""Updates of any shape: those that a Telegram has really made, bent in every way that JSON can be bent."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import httpx

from bot import demo
from bot.demo.kit.client import LocalTelegram
from bot.demo.server import LocalTelegramServer, new_world
from storage.people import Official

Json = Any
SAMPLES = Path(demo.__file__).parent / "samples"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post", "inline_query", "poll", "new")
TEXTS = (
    "", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e", "<b>", "&amp;", "</code>", "🗳" * 2000, "e\u0301" * 500,
    "x" * 5000, "/" * 100, "/baru", "/baru ", "/start", "/start \x00", "/start " + "k" * 300, "/undang", "/undang a b",
    "/undang ppid  ", "/undang ppid,ppid,admin Bapak \u202eX", "/status", "/status 99999999999999999999",
    "/riwayat \x00", "/arsip 1", "/tugas@maklumat_bot", "/TUGAS", "setuju", "https://karanganyarkabppid.kpu.go.id/x", "http://[::1",
    "https://ppid.kpu.go.id:99999999/", "MKL-2027-001", "MKL-9999-99999999999", "٣", "\u2028\u2029", "𝟙" * 64,
)  # fmt: skip
DATA = (
    "", "do", "do.", "do.ap.1.1.1.k", "as.re.1.1.1.p", "ca.0.1", "ca..1", "hi..1", "dr..1", "pa..1", "ck..1", "ok",
    "ok.", "ch", "ch..0.0.0..1", "ch.ap.0.0.0..1", "wh..1.0.0..1", "xx..0.0.0..1", "xx..0.0.0..\u0663", "cf.ap.1.1.1.k",
    "do.ap.zzzzzzzzzzz.1.1.k", "." * 63, "\x00", "\ud800", "\u0663", "x" * 5000,
)  # fmt: skip
NUMBERS = (0, -1, 1, 5, 2**31, 2**52, 2**53, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 2**70, 10**400)
OTHERS = (None, True, False, 1.5, -0.0, float("nan"), float("inf"), 1e308, [], {}, [[]], [None], {"": None}, {"id": 1},
          {"id": None}, [1, "a", {}], {"\x00": "\ud800"})  # fmt: skip
MILD = ("text", "text", "text", "data", "data", "person", "album", "entity", "reply")
WILD = ("delete", "odd", "odd", "say", "nest", "copy", "swap", "kind", "chat")
DEPTHS = (20, 200, 480, 900, 960, 990, 2000)
HANDMADE: tuple[dict[str, Json], ...] = (
    {"sticker": {"file_id": "s", "file_unique_id": "u", "width": 1, "height": 1, "type": "regular",
                 "is_animated": False, "is_video": False}},
    {"location": {"longitude": 110.9, "latitude": -7.6}},
    {"contact": {"phone_number": "0812", "first_name": "Siti"}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"poll": {"id": "1", "question": "?", "options": [{"text": "ya", "voter_count": 0, "persistent_id": "1"}],
              "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
              "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}},
    {"new_chat_title": "Kantor"},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"migrate_to_chat_id": -1001},
)  # fmt: skip
"""Kinds of messages that people's phones here do not make."""


async def recorded(staff: dict[str, Official]) -> list[dict[str, Json]]:
    """A short story at the local Telegram: every kind of thing that people send, as the bot would be handed it."""
    world = new_world(hurry=100)
    world.limits.same_offset_wait_seconds = 0
    async with LocalTelegramServer(world) as server, LocalTelegram(server.base_url) as telegram:
        for official in staff.values():
            person = await telegram.person(official.name, person_id=official.telegram_id)
            said = await person.say("/start")
            await person.say("/baru Maklumat Pelayanan Informasi Publik 2027")
            await person.reply(said, "Mohon jam layanan hari Jumat diperbaiki")
            await person.say("setuju")
            await person.send(SAMPLES / "maklumat-v1.pdf", caption="Maklumat 2027")
            await person.send(SAMPLES / "koreksi-1.png", kind="photo")
            await person.send(SAMPLES / "koreksi.ogg", kind="voice")
            await person.album([SAMPLES / "koreksi-1.png", SAMPLES / "koreksi-2.png"], caption="Koreksi")
            await person.edit(said, "/start lagi")
            for data in ("do.pf.1.1.1.p", "as.re.1.1.1.p", "ca..1", "ok"):
                await person.press_forged(data, said)
            await person.block()
            await person.unblock()
        stranger = await telegram.person("Siti")
        await stranger.say("halo")
        async with httpx.AsyncClient(trust_env=False) as client:
            found: list[dict[str, Json]] = []
            while True:
                offset = found[-1]["update_id"] + 1 if found else None
                asked = {"offset": offset, "limit": 100, "allowed_updates": list(KINDS[:4])}
                answer = await client.post(f"{server.bot_base_url}{server.token}/getUpdates", json=asked)
                batch = answer.json()["result"]
                if not batch:
                    return found
                found += batch
    raise AssertionError("unreachable")


class Mutants:
    """Bends them; the same from the same dice."""

    def __init__(self, dice: Random, shapes: list[dict[str, Json]]) -> None:
        self.dice = dice
        self.shapes = [{kind: body for kind, body in shape.items() if kind != "update_id"} for shape in shapes]
        plain = next(shape for shape in self.shapes if "text" in shape.get("message", {}))
        self.shapes += [{"message": {**plain["message"], **more}} for more in HANDMADE]
        self.number = 20_000_000

    def stream(self) -> Iterator[Json]:
        """Without end."""
        while True:
            update = deepcopy(self.dice.choice(self.shapes))
            self.number += 1
            update = {"update_id": self.number, **update}
            # Half of them stay readable: what only says strange things goes further inside.
            bends = MILD if self.dice.random() < 0.5 else (*MILD, *WILD)
            for _ in range(self.dice.choice((1, 1, 2, 3, 5))):
                self._bend(update, self.dice.choice(bends))
            if self.dice.random() < 0.01:
                holder, key = self.dice.choice([*_places(update), (update, "message")])
                holder[key] = _deep(self.dice.choice(DEPTHS), self.dice.choice(("list", "dict")))
            yield self._wholly(update)

    def _wholly(self, update: Json) -> Json:
        """Now and then there is hardly an update left."""
        roll = self.dice.random()
        if roll < 0.005:
            return self.dice.choice((None, [], "text", 7, {}, {"update_id": None}, {"update_id": "7"}))
        if roll < 0.01:
            update["update_id"] = self.dice.choice((*NUMBERS, *OTHERS))
        elif roll < 0.02:
            # A number that was there before, with other content or the same.
            update["update_id"] = self.number - self.dice.randrange(1, 200)
        return update

    def _bend(self, update: dict[str, Json], how: str) -> None:
        places = list(_places(update))
        if not places:
            return
        holder, key = self.dice.choice(places)
        match how:
            case "delete" if isinstance(holder, dict):
                holder.pop(key, None)
            case "odd":
                holder[key] = deepcopy(self.dice.choice((*NUMBERS, *OTHERS)))
            case "text":
                self._text(update)
            case "say":
                holder[key] = self.dice.choice(TEXTS)
            case "nest":
                holder[key] = self.dice.choice(([holder[key]], {"id": holder[key]}, [[holder[key]] * 3]))
            case "copy":
                other, name = self.dice.choice(places)
                holder[key] = deepcopy(other[name])
            case "swap":
                other, name = self.dice.choice(places)
                holder[key], other[name] = deepcopy(other[name]), deepcopy(holder[key])
            case "kind":
                self._kind(update)
            case "album":
                for body in _bodies(update):
                    body["media_group_id"] = self.dice.choice(("77", "78", "\x00", "é", 77, None))
            case "entity":
                for body in _bodies(update):
                    body["entities"] = [self._entity() for _ in range(self.dice.choice((1, 1, 3, 100)))]
            case "data":
                for body in _bodies(update):
                    body["data"] = self.dice.choice(DATA)
            case "person":
                for body in _bodies(update):
                    body["from"] = self._person()
            case "reply":
                for body in _bodies(update):
                    body["reply_to_message"] = self._quoted(body)
            case "chat":
                for body in _bodies(update):
                    body["chat"] = {"id": self.dice.choice((9000, 9002, *NUMBERS)),
                                    "type": self.dice.choice(("private", "group", "channel", "new", None))}  # fmt: skip

    def _text(self, update: dict[str, Json]) -> None:
        words = self.dice.choice(TEXTS)
        for body in _bodies(update):
            body[self.dice.choice(("text", "text", "caption"))] = words
            if words.startswith("/"):
                body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words.split(" ")[0])}]

    def _kind(self, update: dict[str, Json]) -> None:
        bodies = [kind for kind in update if kind != "update_id"]
        if bodies:
            body = update[self.dice.choice(bodies)]
            update[self.dice.choice(KINDS)] = deepcopy(body)

    def _quoted(self, body: dict[str, Json]) -> Json:
        """A message that is replied to: one of the bot's, or of nobody, with buttons or without."""
        rows = [[{"text": "Paraf", "callback_data": self.dice.choice(DATA)}]]
        quoted = {"message_id": self.dice.randrange(120), "date": 0, "chat": body.get("chat", {})}
        return quoted | ({"reply_markup": {"inline_keyboard": rows}} if self.dice.random() < 0.5 else {})

    def _entity(self) -> Json:
        return {
            "type": self.dice.choice(("bot_command", "url", "mention", "text_link", "custom", 7, None)),
            "offset": self.dice.choice((0, 1, 3, -1, 4000, 2**31, 2**70, None, "0")),
            "length": self.dice.choice((0, 1, 6, -5, 10**6, 2**70, None, 1.5)),
        }

    def _person(self) -> Json:
        return self.dice.choice(
            (
                {"id": 9000, "is_bot": False, "first_name": "Wahyu"},
                {"id": 9002, "is_bot": False, "first_name": "<b>"},
                {"id": self.dice.choice(NUMBERS), "is_bot": False, "first_name": "\x00\ud800"},
                {"id": "9000", "is_bot": "no", "first_name": 7},
                {"id": 9000.0, "is_bot": False, "first_name": "Wahyu"},
                {"id": True, "is_bot": False, "first_name": "Wahyu"},
                {"is_bot": False},
            )
        )


def _places(value: Json) -> Iterator[tuple[Any, Any]]:
    """Every place in it, as what holds it and its key."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        inside = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
        for key, held in inside:
            if not (holder is value and key == "update_id"):
                yield holder, key
            if isinstance(held, dict | list):
                waiting.append(held)


def _bodies(update: dict[str, Json]) -> Iterator[dict[str, Json]]:
    return (body for kind, body in update.items() if kind != "update_id" and isinstance(body, dict))


def _deep(levels: int, how: str) -> Json:
    made: Json = "deep"
    for _ in range(levels):
        made = [made] if how == "list" else {"deep": made}
    return made
