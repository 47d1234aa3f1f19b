"""The state of the local Telegram and everything that changes it from below: people, chats, messages, files, time.

No HTTP and no async here. What a bot may do with it lives in the method modules, what people do in deeds.py.
"""

import base64
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.demo.world.entities import Entity
from bot.demo.world.pictures import picture_size
from bot.demo.world.records import Bot, Chat, Fault, Json, LedgerEntry, Message, Outage, Person, Query, StoredFile
from bot.demo.world.sounds import opus_seconds
from bot.demo.world.updates import LIFETIME, TAP_LIFETIME, UpdateQueue

Clock = Callable[[], datetime]

DEFAULT_TOKEN = "1000000001:LOCAL-TELEGRAM-IS-NOT-A-SECRET-TOKEN"  # noqa: S105  # opens nothing but this machine
FOLDERS = {"document": "documents", "photo": "photos", "voice": "voice"}
LEDGER_LENGTH = 20_000
FIRST_PERSON_ID = 5_000_001
LONGEST_OUTAGE_SECONDS = 86_400.0


@dataclass(frozen=True)
class Rate:
    """So many messages at once, and so many a second from then on."""

    per_second: float
    burst: float

    def times(self, factor: float) -> "Rate":
        """The same for a bot that is so much faster."""
        return Rate(self.per_second * factor, self.burst * factor)


@dataclass(frozen=True)
class FloodLimits:
    """How much a bot may say: about one message a second to a person, 20 a minute to a group, 30 a second in all.

    The figures are those of Telegram's FAQ for bots; it adds that short bursts may pass and names no number. Five is
    ours. Telegram's servers keep their true figures to themselves.
    """

    private_chat: Rate = Rate(1.0, 5)
    group: Rate = Rate(20 / 60, 20)
    all_chats: Rate = Rate(30.0, 30)
    upload_delay: float = 1.0
    """Factor on the pauses between uploads of the same size; they are the Bot API server's own."""
    webhook_seconds: float = 1.0
    """A webhook may be set once in so many seconds."""

    def times(self, factor: float) -> "FloodLimits":
        """The same for a bot that is so much faster: bursts grow too, for a late turn of the machine bunches more."""
        return FloodLimits(
            self.private_chat.times(factor),
            self.group.times(factor),
            self.all_chats.times(factor),
            self.upload_delay / factor,
            self.webhook_seconds / factor,
        )


@dataclass
class Limits:
    """What Telegram's server decides and a test may want otherwise. Seconds are the machine's own where somebody waits.

    `flood` None means that a bot may say as much as it can. The pauses of a webhook that fails begin at
    `webhook_pause_seconds` and double up to `webhook_longest_pause_seconds`.
    """

    query_seconds: float = 150.0
    same_offset_wait_seconds: float = 3.0
    conflict_delay_seconds: float = 3.0
    longest_poll_seconds: float = 50.0
    download_bytes: int = 20 << 20
    upload_bytes: int = 50 << 20
    photo_bytes: int = 10 << 20
    answer_bytes: int = 4 << 20
    flood: FloodLimits | None = field(default_factory=FloodLimits)
    webhook_answer_seconds: float = 60.0
    webhook_pause_seconds: float = 1.0
    webhook_longest_pause_seconds: float = 60.0
    webhook_gone_seconds: float = 23 * 3600.0


@dataclass
class World:
    """Everything. `clock` tells the machine's time; `offset` moves the world's time away from it."""

    clock: Clock
    limits: Limits = field(default_factory=Limits)
    offset: timedelta = timedelta(0)
    bots: dict[str, Bot] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    ledger: deque[LedgerEntry] = field(default_factory=lambda: deque(maxlen=LEDGER_LENGTH))
    listeners: set[Callable[[int], None]] = field(default_factory=set)
    is_closing: bool = False
    _outage: Outage | None = None
    _calls: int = 0

    def now(self) -> datetime:
        """The world's time, aware, in UTC."""
        return self.clock().astimezone(UTC) + self.offset

    def add_bot(
        self,
        token: str = DEFAULT_TOKEN,
        username: str = "maklumat_bot",
        first_name: str = "Maklumat",
        first_update_id: int | None = None,
    ) -> Bot:
        """A bot as BotFather makes them; its id is the part of the token before the colon."""
        updates = UpdateQueue() if first_update_id is None else UpdateQueue(next_id=first_update_id)
        bot = Bot(int(token.partition(":")[0]), token, username, first_name, updates)
        self.bots[token] = bot
        return bot

    def revoke(self, bot: Bot) -> str:
        """/revoke at BotFather: a new token of the same bot, whose chats and files stay; the old one opens nothing."""
        del self.bots[bot.token]
        bot.token = f"{bot.id}:{secrets.token_urlsafe(26)}"
        self.bots[bot.token] = bot
        return bot.token

    @property
    def bot(self) -> Bot:
        """The first bot; most worlds have one."""
        return next(iter(self.bots.values()))

    def bot_by_id(self, bot_id: int | None) -> Bot:
        """The bot of this id, the first when none is asked for.

        Raises:
            LookupError: There is none.
        """
        for bot in self.bots.values():
            if bot_id is None or bot.id == bot_id:
                return bot
        raise LookupError(f"no bot {bot_id}")

    def add_person(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        title: str | None = None,
        person_id: int | None = None,
    ) -> Person:
        """Somebody with a phone and no chat yet."""
        if person_id is None:
            person_id = max(self.people, default=FIRST_PERSON_ID - 1) + 1
        person = Person(person_id, first_name, last_name or None, username or None, title or None)
        self.people[person.id] = person
        self.changed(person.id)
        return person

    def chat(self, bot: Bot, chat_id: int) -> Chat:
        """The chat as it stands, empty before its first message.

        Raises:
            LookupError: Nobody and no group has this id.
        """
        if chat_id not in bot.chats:
            if chat_id not in self.people:
                raise LookupError(f"no chat {chat_id}")
            bot.chats[chat_id] = Chat(chat_id)
        return bot.chats[chat_id]

    def post(
        self,
        bot: Bot,
        chat: Chat,
        *,
        sender_id: int | None = None,
        text: str = "",
        entities: Iterable[Entity] = (),
        file: StoredFile | None = None,
        reply_to: int | None = None,
        media_group_id: str | None = None,
    ) -> Message:
        """A new bubble, from the bot unless a person is named."""
        bot.last_message_id += 1
        message = Message(
            id=bot.last_message_id,
            chat_id=chat.id,
            from_bot=sender_id is None,
            sender_id=bot.id if sender_id is None else sender_id,
            at=self.now(),
            text=text,
            entities=list(entities),
            file=file,
            reply_to=reply_to,
            media_group_id=media_group_id,
        )
        chat.messages[message.id] = message
        self.changed(chat.id)
        return message

    def keep_file(self, bot: Bot, kind: str, name: str, mime: str, content: bytes) -> StoredFile:
        """Bytes under a new `file_id`; only this bot can use it."""
        number = len(bot.files) + 1
        unique = secrets.token_urlsafe(11)
        raw = f"{kind[0]}{bot.id}:{number}:{secrets.token_hex(12)}".encode()
        ending = name.rpartition(".")[2] if "." in name else {"photo": "jpg", "voice": "oga"}.get(kind, "bin")
        width, height = picture_size(content) if kind == "photo" else (0, 0)
        file = StoredFile(
            kind=kind,
            name=name,
            mime=mime,
            content=content,
            file_id="BQAC" + base64.urlsafe_b64encode(raw).decode().rstrip("="),
            unique_id="AgAD" + unique,
            path=f"{FOLDERS[kind]}/file_{number}.{ending}",
            width=width,
            height=height,
            duration=opus_seconds(content) if kind == "voice" else 0,
        )
        bot.files[file.file_id] = file
        return file

    def push(self, bot: Bot, payload: Json, lifetime: timedelta = LIFETIME) -> int | None:
        """Tells the bot; the number under which it will hear of it, or None when it has not asked for such things."""
        update = bot.updates.push(payload, self.now(), lifetime)
        return update.id if update else None

    def push_tap(self, bot: Bot, payload: Json) -> int | None:
        """A tap lives 150 seconds at Telegram, not a day: what no bot fetches in time is gone."""
        return self.push(bot, payload, TAP_LIFETIME)

    def open_query(self, bot: Bot, query_id: str) -> Query | None:
        """The tap while it may still be answered: once, and not for ever."""
        query = bot.queries.get(query_id)
        if query is None or query.answer is not None:
            return None
        age = (self.now() - query.at).total_seconds()
        return query if age <= self.limits.query_seconds else None

    def take_fault(self, method: str, chat_id: str | None) -> Fault | None:
        """The first scripted failure that fits this call; it is used up by one."""
        for fault in self.faults:
            fits_any = fault.method == "*" and method != "getUpdates"
            if not fits_any and fault.method.lower() != method.lower():
                continue
            if fault.chat_id is not None and str(fault.chat_id) != chat_id:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
            return fault
        return None

    @property
    def outage(self) -> Outage | None:
        """Whether Telegram is down just now, as far as bots can see; people's phones go on all the same."""
        if self._outage is not None and self.clock() >= self._outage.until:
            self._outage = None
        return self._outage

    def go_down(self, seconds: float, how: str = "cut") -> None:
        """From now on, for so many seconds of the machine's time, every bot finds Telegram down.

        Args:
            seconds: How long; a new outage takes the place of one that lasts.
            how: `cut`: connections end without an answer. `502`: a page of HTML from what stands before Telegram.

        Raises:
            ValueError: There is no such way to be down, or it would not last.
        """
        if how not in {"cut", "502"}:
            raise ValueError(f"an outage is cut or 502, not {how}")
        if not 0 < seconds <= LONGEST_OUTAGE_SECONDS:
            raise ValueError(f"an outage lasts more than 0 s and at most {LONGEST_OUTAGE_SECONDS:g} s")
        self._outage = Outage(self.clock() + timedelta(seconds=seconds), how)
        self._wake_all()

    def come_back(self) -> None:
        """The outage is over."""
        self._outage = None
        self._wake_all()

    def _wake_all(self) -> None:
        for bot in self.bots.values():
            bot.updates.wake()

    def record(self, **entry: object) -> None:
        """One line of the ledger."""
        self._calls += 1
        self.ledger.append(LedgerEntry(number=self._calls, at=self.now(), **entry))  # type: ignore[arg-type]  # named by the one caller

    def changed(self, chat_id: int) -> None:
        """Something in this chat looks different now."""
        for listener in list(self.listeners):
            listener(chat_id)

    def close(self) -> None:
        """The server ends: whoever waits is sent home."""
        self.is_closing = True
        self._wake_all()
        self.changed(0)
