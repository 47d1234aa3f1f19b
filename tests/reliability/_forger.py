"""Makes up updates that nobody ought to be able to send: somebody else's button, an old one, one from a group, noise.

What would be a true tap is never made: the SOP said simply (_sop.py) tells which that would be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from handlers.callbacks import BadButton, Tap, Verb, decode, encode
from sop.events import MaklumatId
from sop.roles import Role
from sop.steps import Action
from storage.people import Official
from tests.reliability._served import Json, message, person, private, tap
from tests.reliability._sop import NEED_NOTHING, Expected
from tests.storage.office import LINK

CHANNEL = {"id": -1_009_876_543_210, "type": "channel", "title": "Pengumuman"}
ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136_817_688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
CHATS = ("own", "own", "own", "group", "supergroup", "channel", "somebody else's", "somebody else's", "none")
SENDERS = ("official", "official", "official", "stranger", "stranger", "bot", "anonymous admin", "channel", "missing")
SORTS = ("true", "true", "act", "act", "act", "visit", "visit", "version", "edited", "action", "noise", "empty",
         "unicode", "long", "replayed", "question", "needless question", "maklumat")  # fmt: skip
ROLES = {"Wahyu": Role.PPID, "Sri": Role.ATASAN_PPID, "Bagus": Role.KOMISIONER, "Ratna": Role.KOMISIONER,
         "Dimas": Role.PELAKSANA, "Endah": Role.E_PPID}  # fmt: skip
WAY = (
    ("paraf", "Wahyu"), ("paraf", "Sri"), ("forward", "Sri"), ("approve", "Bagus"), ("order", "Sri"),
    ("publish", "Dimas"),
)  # fmt: skip
TEXTS = ("/tugas", "/daftar", "/baru Maklumat palsu", "/undang komisioner Palsu", "/start tebakan", "/start", "setuju",
         LINK, "Mohon diperbaiki", "/status 1", "/riwayat 1", "/arsip", "\u202esetuju", "\x00")  # fmt: skip
FORBIDDEN_TO = {"/baru Maklumat palsu": ("Bagus", "Ratna", "Dimas", "Endah", "Agus"), "/start tebakan": tuple(ROLES),
                "/undang komisioner Palsu": tuple(ROLES)}  # fmt: skip
"""Commands that even an official may not give."""


@dataclass(frozen=True)
class Target:
    """One maklumat of the office, how it stands, and the messages about it that are in people's chats."""

    number: int
    expected: Expected
    messages: dict[int, int]
    """Message by chat."""


@dataclass(frozen=True)
class Forged:
    """One update, and what may be said to whom."""

    update: Json
    sort: str
    sender: str
    """official, stranger, or nobody: bots, channels and what has no sender are not spoken to."""
    chat_id: int | None
    tap_id: str | None = None
    in_private: bool = False


def expected_at(step: int, staff: dict[str, Official]) -> Expected:
    """How House.at_step leaves a maklumat."""
    people = {official.name: official.id for official in staff.values()}
    m = Expected()
    m.done("submit-draft", Role.PPID, people["Wahyu"], 1)
    acts = {1: 0, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}[step]
    for action, name in WAY[:acts]:
        leads = m.leads(action, ROLES[name], people[name], holding(staff))
        assert leads is not None
        m.done(action, ROLES[name], people[name], leads)
    return m


def holding(staff: dict[str, Official]) -> Any:
    """Who holds which role."""
    return lambda role: {official.id for official in staff.values() if role in official.roles}


class Forger:
    """Draws forgeries, always the same from the same dice."""

    def __init__(
        self, dice: Random, staff: dict[str, Official], targets: list[Target], prompts: dict[int, int], done: list[str]
    ) -> None:
        self.dice = dice
        self.staff = list(staff.values())
        self.holds = holding(staff)
        self.targets = targets
        self.prompts = prompts
        """Open questions and who was asked."""
        self.done = done
        """Data of taps that took effect long ago."""
        self.strangers = 50_000
        self.numbers = 900_000

    def forgeries(self) -> Iterator[Forged]:
        """Without end."""
        while True:
            made = self._tap() if self.dice.random() < 0.75 else self._message()
            if made is not None:
                yield made

    # --- taps

    def _tap(self) -> Forged | None:
        dice = self.dice
        target, sender_kind, chat_kind = dice.choice(self.targets), dice.choice(SENDERS), dice.choice(CHATS)
        official = dice.choice(self.staff)
        sort, data = self._data(target, official)
        if sender_kind == "official" and chat_kind == "own" and (data is None or self._is_true(data, official)):
            return None
        sender = self._sender(sender_kind, official)
        chat = self._chat(chat_kind, sender, official)
        self.numbers += 1
        number = target.messages.get(official.telegram_id or 0, 77) if dice.random() < 0.8 else dice.choice((1, 2**52))
        on = message(chat, person(1, "Maklumat", is_bot=True), number, "Kartu") if chat is not None else None
        if on is not None and dice.random() < 0.1:
            on = {"chat": chat, "message_id": number, "date": 0}
        update = tap(sender, data, on, self.numbers)
        if on is None:
            update["callback_query"]["inline_message_id"] = "AAA"
        return Forged(
            update,
            f"tap: {sender_kind}, {chat_kind} chat, {sort}",
            self._spoken_to(sender_kind, chat_kind, chat),
            chat["id"] if chat else None,
            str(self.numbers) if sender is not None else None,
            in_private=chat_kind == "own",
        )

    def _data(self, target: Target, official: Official) -> tuple[str, str | None]:
        m, dice = target.expected, self.dice
        sort = dice.choice(SORTS)
        action = dice.choice([Action(name) for name in sorted(NEED_NOTHING)])
        held = dice.choice(official.roles or tuple(Role))
        made = Tap(verb=Verb.DO, action=action, maklumat=MaklumatId(target.number), visit=m.visit, version=m.version,
                   role=dice.choice((held, dice.choice(list(Role)))))  # fmt: skip
        others = (0, 1, m.visit - 1, m.visit + 1, 99, 2**53 - 1)
        match sort:
            case "true":
                return sort, encode(made) if (true := self._true(target, official)) is None else encode(true)
            case "act":
                return sort, encode(made)
            case "visit":
                return sort, encode(_with(made, visit=max(dice.choice(others), 0)))
            case "version":
                return sort, encode(_with(made, version=max(dice.choice(others), 0)))
            case "maklumat":
                return sort, encode(_with(made, maklumat=MaklumatId(dice.choice((0, 77, 2**53 - 1)))))
            case "edited":
                data = list(encode(made))
                data[dice.randrange(len(data))] = dice.choice("0az.kx~ \x00é")
                return sort, "".join(data)
            case "action":
                unknown = dice.choice(("zz", "", "AP", "approve", "ap\n"))
                return sort, f"do.{unknown}.{target.number}.3.1.k"
            case "noise":
                return sort, "".join(chr(dice.randrange(33, 127)) for _ in range(64))
            case "empty":
                return sort, dice.choice(("", None))
            case "unicode":
                return sort, dice.choice(("dо.ap.3.3.1.k", "do.ap.３.3.1.k", "\ud800", "🗳" * 16, "do.ap.3.3.1.k\u200b"))
            case "long":
                return sort, "do." + "a" * 500
            case "question":
                verb = dice.choice((Verb.PUT_ASIDE, Verb.CHOOSE, Verb.CHOOSE, Verb.WHICH))
                wanted = dice.choice((None, Action.APPROVE, Action.CANCEL)) if verb is Verb.CHOOSE else None
                number = dice.choice([*self.prompts, *self.prompts, 0, 10**6, 10**14])
                return sort, encode(Tap(verb=verb, action=wanted, prompt=str(number)))
            case "needless question":
                return sort, encode(_with(self._true(target, official) or made, verb=Verb.ASK))
            case _:
                return sort, dice.choice(self.done)

    def _true(self, target: Target, official: Official) -> Tap | None:
        """What this very official might press: forged only by where it comes from."""
        m = target.expected
        ways = [way for way in m.ways(self.holds) if way[0] == official.id and way[2] in NEED_NOTHING]
        if not ways:
            return None
        _, role, action = self.dice.choice(ways)
        return Tap(verb=Verb.DO, action=Action(action), maklumat=MaklumatId(target.number), visit=m.visit,
                   version=m.version, role=role)  # fmt: skip

    def _is_true(self, data: str, official: Official) -> bool:
        """Whether an official could press this in the own chat: then it would be no forgery."""
        try:
            asked = decode(data)
        except BadButton:
            return False
        if asked.verb in (Verb.PUT_ASIDE, Verb.CHOOSE, Verb.WHICH):
            his = bool(asked.prompt) and self.prompts.get(int(asked.prompt)) == official.id
            # The newest question is about no maklumat: there is no act to choose for it.
            return his and not (asked.verb is Verb.CHOOSE and asked.action and int(asked.prompt) == max(self.prompts))
        if asked.verb not in (Verb.DO, Verb.ASK):
            return True
        m = next((target.expected for target in self.targets if target.number == asked.maklumat), None)
        if m is None or asked.action is None or asked.role is None:
            return False
        current = (asked.visit, asked.version) == (m.visit, m.version)
        may = m.leads(asked.action.value, asked.role, official.id, self.holds) is not None
        return current and may and (asked.verb is Verb.DO) is (asked.action.value in NEED_NOTHING)

    # --- messages

    def _message(self) -> Forged | None:
        dice = self.dice
        sender_kind, chat_kind = dice.choice(SENDERS), dice.choice(CHATS)
        official, text, target = dice.choice(self.staff), dice.choice(TEXTS), dice.choice(self.targets)
        kind = dice.choice(("message", "message", "edited_message", "channel_post"))
        own = sender_kind == "official" and chat_kind == "own" and kind == "message"
        if own and official.name not in FORBIDDEN_TO.get(text, ()):
            return None
        if text.startswith("/start ") and sender_kind == "stranger":
            # Whoever guesses a code is answered as whoever has an old one: a sentence of its own.
            text = "/start"
        sender = self._sender(sender_kind, official)
        chat = self._chat("group" if chat_kind == "none" else chat_kind, sender, official)
        assert chat is not None
        quoted = message(chat, person(1, "Maklumat", is_bot=True), target.messages.get(chat["id"], 5), "Kartu")
        more: Json = {"reply_to_message": quoted} if dice.random() < 0.5 else {}
        if sender_kind in ("anonymous admin", "channel"):
            more["sender_chat"] = CHANNEL if sender_kind == "channel" else chat
        self.numbers += 1
        return Forged(
            {kind: message(chat, sender, self.numbers, text, **more)},
            f"{kind}: {sender_kind}, {chat_kind} chat",
            self._spoken_to(sender_kind, chat_kind, chat) if kind != "channel_post" else "nobody",
            chat["id"],
            in_private=chat_kind == "own",
        )

    # --- who and where

    def _sender(self, kind: str, official: Official) -> Json | None:
        assert official.telegram_id is not None
        match kind:
            case "official":
                return person(official.telegram_id, official.name)
            case "stranger":
                self.strangers += 1
                return person(self.strangers, official.name)
            case "bot":
                return person(official.telegram_id, official.name, is_bot=True)
            case "anonymous admin":
                return ANONYMOUS
            case "channel":
                return CHANNEL_BOT
        return None

    def _chat(self, kind: str, sender: Json | None, official: Official) -> Json | None:
        match kind:
            case "own":
                return private((sender or {"id": official.telegram_id})["id"], official.name)
            case "group" | "supergroup" | "channel":
                # A group of its own each time: of one that speaks without end not everything is kept.
                self.numbers += 1
                return {"id": -(10**12) - self.numbers, "type": kind, "title": "Kantor"}
            case "somebody else's":
                others = [o.telegram_id for o in self.staff if sender is None or o.telegram_id != sender["id"]]
                return private(self.dice.choice([o for o in others if o is not None]))
        return None

    @staticmethod
    def _spoken_to(sender_kind: str, chat_kind: str, chat: Json | None) -> str:
        is_person = sender_kind in ("official", "stranger") and chat_kind != "somebody else's"
        return sender_kind if chat is not None and is_person else "nobody"


def _with(made: Tap, **changes: Any) -> Tap:
    return Tap(**{**{name: getattr(made, name) for name in made.__dataclass_fields__}, **changes})
