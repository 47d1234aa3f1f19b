"""Who may press what, in which step, for which version and visit, in which chat: through the real Application.

What is right is said by two tables that ask nothing of the bot: tests/sop/design.py (who may do what in which step,
from the agreed page) and PERSONS here (who holds what today). A tap that is not right changes nothing and is refused in
words, and where others read along nothing is said about a maklumat.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, count, cycle, product
from typing import Any

import pytest
import sqlalchemy as sa

from handlers.callbacks import Tap, Verb, encode
from handlers.screens import pages
from sop.decide import options
from sop.maklumat import Maklumat
from sop.roles import Role, Standing
from sop.steps import Action
from storage import tables as t
from storage.invites import Invitation
from tests.reliability._doors import Doors, in_one_thread
from tests.reliability._ground import Ground
from tests.reliability._served import Json, message, person, private, served, tap
from tests.reliability._sop import OUTLIVE_THE_VERSION, OUTLIVE_THE_VISIT
from tests.reliability.figures import Place
from tests.sop.design import BY_DESIGN, EVERYONE, OP, A, E, K, P
from tests.storage.office import LINK, NOW, House

EVERY = 1 if os.environ.get("ALL_STORIES") else 8
"""Of the taps to be refused the tests try one in so many, others for each person; `make test-stories` all."""
TODAY = date(2027, 1, 18)
DAY = timedelta(days=1)
TEXT, OTHER_TEXT = b"%PDF-1.7 versi pertama", b"%PDF-1.7 versi kedua"


@dataclass(frozen=True)
class Person:
    """A kind of person: what he holds today, and what is special about what he sends."""

    name: str
    holds: tuple[Role, ...] = ()
    drafted: bool = False
    """He had his hand in the version that stands."""
    sends: str = "official"
    """official, or stranger; nobody where no person is behind it who could be held to it."""


PERSONS = (
    Person("wahyu", (P,), drafted=True),
    Person("sri", (A,), drafted=True),
    Person("bagus", (K,)),
    Person("dimas", (OP,)),
    Person("endah", (E,)),
    # A Komisioner who is PPID too, and gave the version that stands.
    Person("tri", (P, K), drafted=True),
    Person("dwi", (OP, E)),
    # A Komisioner who is away today, and who stands in for him.
    Person("hadi"),
    Person("lina", (K,)),
    # Held every role until yesterday; is to hold every role from tomorrow.
    Person("joko"),
    Person("sari"),
    # Holds every role, and his access is closed: a phone was lost.
    Person("yuda"),
    # The admin right alone; a member of the commission alone.
    Person("agus"),
    Person("mega"),
    Person("siti", sends="stranger"),
    Person("robot", sends="nobody"),
    Person("anonymous admin", sends="nobody"),
)
BUTTONS: dict[Verb, str] = {
    Verb.DO: "paraf paraf-and-forward forward send-correction approve order resume withdraw take-back examine "
    "affirm-final confirm-live confirm-written object lift-objection",
    Verb.CONFIRM: "approve confirm-written",
    Verb.WRITTEN: "record-written",
    Verb.SCAN: "file-scan",
    Verb.ASK: "return submit-draft set-basis give-final replace-text publish report-not-live hold cancel "
    "report-obstacle ask answer direct set-number set-minutes reject-written give-proof file-on-paper set-archive",
}
"""With which button an act is done or begun."""
NO_BUTTON = ("note-correction", "join-return", "keep-remark")
"""Acts by words alone: whoever makes up a button for one is refused."""
SCENES = {1: "draft given", **{step: f"step {step}" for step in range(2, 7)}}
HIS_DECISION = {"take-back": "bagus"}
"""Of Komisioner, he alone: who approved."""
OTHER_TIMES = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1))
"""How many visits and versions later than the present ones."""
GROUPS = ("group", "supergroup", "channel")
AT_ONCE = 30
CASES = 14_000
"""No fewer than there are."""


def may(who: Person, action: str, role: Role, step: int) -> bool:
    """Whether this person may do this in this role in this step, by the design."""
    rows = [row for row in BY_DESIGN[SCENES[step]] if row.action == action and role in row.roles]
    if role not in who.holds or action in NO_BUTTON or not rows:
        return False
    if (action, step) == ("return", 1):
        # The other drafter: tri gave the version, as PPID.
        return role is not P
    return not (rows[0].others and who.drafted) and HIS_DECISION.get(action, who.name) == who.name


@dataclass(frozen=True)
class Case:
    """One tap."""

    who: Person
    verb: Verb
    action: str
    role: Role
    step: int
    visit: int = 0
    """How many visits later than the present one the button says that it is of."""
    version: int = 0
    chat: str = "private"

    @property
    def is_right(self) -> bool:
        """Whether it must be heard."""
        timely = (not self.visit or self.action in OUTLIVE_THE_VISIT | OUTLIVE_THE_VERSION) and (
            not self.version or self.action in OUTLIVE_THE_VERSION
        )
        in_private = self.chat in ("private", "forwarded")
        return in_private and timely and may(self.who, self.action, self.role, self.step)


# --- the cases


def buttons() -> Iterator[tuple[Verb, str]]:
    """Every act's own, and made-up ones for those that have none."""
    yield from ((verb, action) for verb, actions in BUTTONS.items() for action in actions.split())
    yield from ((Verb.DO, action) for action in NO_BUTTON)
    yield from ((Verb.ASK, action) for action in NO_BUTTON)


def whose(action: str, step: int) -> Role:
    """A role that may do this in this step, or in any."""
    here = (role for row in BY_DESIGN[SCENES[step]] if row.action == action for role in row.roles)
    anywhere = (role for rows in BY_DESIGN.values() for row in rows if row.action == action for role in row.roles)
    return next(chain(here, anywhere), K)


def cases(who: Person, step: int) -> Iterator[Case]:
    """Everything that a person may press about what stands in this step.

    What is right is tried at every other time and in every other chat too; what is wrong already, in turn.
    """
    times, chats = cycle((*[None] * 9, *OTHER_TIMES)), cycle(("another's", *GROUPS))
    for verb, action in buttons():
        rightful = whose(action, step)
        for role in dict.fromkeys((*who.holds, rightful)):
            case = Case(who, verb, action, role, step)
            yield case
            if case.is_right:
                yield replace(case, chat="forwarded")
                yield from (replace(case, chat=chat) for chat in ("another's", *GROUPS))
                yield from (replace(case, visit=visit, version=version) for visit, version in OTHER_TIMES)
            elif role is rightful and (late := next(times)) is not None:
                yield replace(case, visit=late[0], version=late[1])
            if role is rightful:
                yield replace(case, chat=next(chats))


# --- the office


async def everybody(house: House) -> None:
    """Whoever the usual office lacks: one of each kind."""
    chats = count(9_200)

    async def enrol(name: str, roles: tuple[Role, ...] = (), *, is_member: bool = False) -> None:
        chat = next(chats)
        code = await house.invites(Invitation(name=name, roles=roles, is_member=is_member))
        house.staff[name.lower()] = await house.desk.enrol(code, chat, house.cause(chat), house.now)

    await enrol("Tri", (P, K))
    await enrol("Dwi", (OP, E))
    await enrol("Hadi", (K,))
    await enrol("Yuda", EVERYONE)
    for name in ("Lina", "Mega"):
        await enrol(name, is_member=True)
    for name in ("Joko", "Sari"):
        await enrol(name)
    hadi, lina, joko, sari = (house.staff[name].id for name in ("hadi", "lina", "joko", "sari"))
    once = [{"person_id": joko, "role": role, "from_on": TODAY - 9 * DAY, "until_on": TODAY - DAY} for role in EVERYONE]
    soon = [{"person_id": sari, "role": role, "from_on": TODAY + DAY, "until_on": None} for role in EVERYONE]
    away = {"person_id": hadi, "stand_in_id": lina, "from_on": TODAY, "until_on": TODAY + DAY, "role": K, "by_id": hadi}

    def write(db: sa.Connection) -> None:
        db.execute(sa.insert(t.mandates), [{"standing": Standing.DEFINITIVE, **row} for row in (*once, *soon)])
        db.execute(sa.insert(t.absences).values(standing=Standing.WAKIL, at=NOW, **away))
        db.execute(sa.update(t.people).where(t.people.c.id == house.staff["yuda"].id).values(closed_at=NOW))

    house.database.write_now(write)


async def every_step(house: House) -> None:
    """A maklumat in each step, in its second version, which tri gave; the first one was returned from step 2."""
    await everybody(house)
    way = (
        ("wahyu", P, Action.PARAF),
        ("sri", A, Action.PARAF),
        ("sri", A, Action.FORWARD),
        ("bagus", K, Action.APPROVE),
        ("sri", A, Action.ORDER),
        ("dimas", OP, Action.PUBLISH),
    )
    for step in SCENES:
        m = await house.opens(title=f"Maklumat {step}", data=TEXT)
        for name, role, action in way[:2]:
            m = await house.does(m, house.staff[name], action, role=role)
        m = await house.does(m, house.sri, Action.RETURN, "Mohon diperbaiki", role=A)
        m = await house.does(m, house.staff["tri"], Action.SUBMIT_DRAFT, role=P, data=OTHER_TEXT)
        for name, role, action in way[: step if step > 1 else 0]:
            m = await house.does(m, house.staff[name], action, role=role, value=LINK)
    house.forget_sent()


@pytest.fixture
async def doors(sqlite_templates, tmp_path):
    """What every case begins with."""
    url = sqlite_templates.copy("staffed", tmp_path)
    ground = Ground(Place("sqlite", tmp_path), url, dict(sqlite_templates.staff), sqlite_templates.updates)
    with in_one_thread():
        async with served(ground, every_step, url=url, worker=False) as bot:
            yield Doors(bot)


# --- the phones


class Matrix:
    """One office, and everybody's phones before it."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.maklumat = {step: doors.maklumat(step) for step in SCENES}
        self.beginning, self.as_it_was = doors.remember(), self.affairs()
        self.mark = max(row.id for row in doors.bot.rows(t.outbox))
        self.numbers = count(60_000)
        self.strangers = count(70_000)
        self.groups = count(10**12)

    # --- as Telegram would hand it over

    def update(self, case: Case, number: int) -> Json:
        """The tap of a case."""
        m, sender = self.maklumat[case.step], self.sender(case.who)
        drawn = Tap(
            verb=case.verb,
            action=Action(case.action),
            maklumat=m.id,
            visit=m.visit.number + case.visit,
            version=m.version + case.version,
            role=case.role,
        )
        card = message(self.chat(case, sender), None, 5, f"{m.title} ({m.control_number})")
        if case.chat == "forwarded":
            origin = {"type": "user", "date": 1_800_000_000, "sender_user": person(1, "Maklumat", is_bot=True)}
            card |= {"message_id": 77, "forward_origin": origin}
        return tap(sender, encode(drawn), card, number)

    def sender(self, who: Person) -> Json:
        """Whose account it is."""
        match who.sends, who.name:
            case "official", _:
                return person(self.doors.chat(who.name), who.name)
            case "stranger", _:
                # Strangers are heard so many times an hour; here each is a new one.
                return person(next(self.strangers), who.name)
            case _, "robot":
                return person(self.doors.chat("bagus"), "Bagus", is_bot=True)
        return {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

    def chat(self, case: Case, sender: Json) -> Json:
        """Where it is pressed."""
        if case.chat in GROUPS:
            # Of a group that speaks without end not everything is kept.
            return {"id": -next(self.groups), "type": case.chat, "title": "Kantor"}
        others = self.doors.chat("sri" if case.who.name != "sri" else "wahyu")
        return private(others if case.chat == "another's" else sender["id"])

    async def pressed(self, cases: Iterable[Case]) -> list[tuple[Case, int]]:
        """The taps come, all at once; each with the number under which it is answered."""
        numbered = [(case, next(self.numbers)) for case in cases]
        await self.doors.come_at_once(*(self.update(case, number) for case, number in numbered))
        return numbered

    # --- what comes of it

    def affairs(self) -> list[Any]:
        """Every row that says what stands, who may what, and what was asked."""
        kept = (t.maklumat, t.journal, t.prompts, t.mandates, t.absences, t.people, t.papers)
        return [self.doors.bot.rows(table) for table in kept]

    def answers(self) -> dict[int, Json]:
        """How each tap was answered."""
        calls = self.doors.bot.telegram.of("answerCallbackQuery")
        return {int(asked["callback_query_id"]): asked for asked in calls}

    async def refuses(self, cases: list[Case]) -> None:
        """None of these changes anything, and each is refused."""
        bot = self.doors.bot
        self.doors.back(self.beginning)
        bot.telegram.calls.clear()
        pressed = await self.pressed(cases)
        answered, said = self.answers(), bot.rows(t.outbox, t.outbox.c.id > self.mark)
        own = {self.doors.chat(case.who.name) for case in cases if case.who.sends == "official"}
        assert {row.chat_id for row in said} <= own, "something was said to somebody else"
        for case, number in pressed:
            answer = answered[number].get("text", "")
            if case.who.sends == "nobody" or case.chat == "another's":
                assert answer == "", case
            elif case.chat in GROUPS:
                assert answer == pages.GROUPS_REFUSED_TOAST, case
            else:
                assert answer, case
                assert answered[number].get("show_alert"), f"{case} was answered {answer!r}"
                assert case.who.sends == "official" or answer == pages.STRANGER_TOAST, case
        if self.affairs() != self.as_it_was:
            await self._found(cases)

    async def _found(self, cases: list[Case]) -> None:
        """Which of them it was."""
        for case in cases:
            self.doors.back(self.beginning)
            await self.pressed([case])
            assert self.affairs() == self.as_it_was, f"{case} changed something"
        raise AssertionError(f"together they changed something: {cases}")

    async def hears(self, case: Case) -> None:
        """This is done, or the question for what it needs is put; and nothing besides."""
        bot = self.doors.bot
        self.doors.back(self.beginning)
        bot.telegram.calls.clear()
        entries, asked = bot.count(t.journal), bot.count(t.prompts)
        ((_, number),) = await self.pressed([case])
        assert not self.answers()[number].get("show_alert"), f"{case}: {self.answers()[number]}"
        if case.verb is Verb.DO:
            done = bot.rows(t.journal, t.journal.c.seq > entries)
            who = self.doors.official(case.who.name).id
            assert {row.maklumat_id for row in done} == {case.step}, case
            assert f'"by":{who}' in done[0].body.replace(" ", ""), case
            return
        assert bot.count(t.journal) == entries, case
        own = self.doors.chat(case.who.name)
        put = bot.rows(t.outbox, t.outbox.c.id > self.mark, t.outbox.c.chat_id == own)
        assert bot.count(t.prompts) > asked or put, f"{case}: nothing was asked"


def batched(every: list[Case]) -> Iterator[list[Case]]:
    """So many at once as strangers may send within an hour."""
    yield from (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def offered(m: Maklumat, who: Person, doors: Doors, office: Any) -> set[tuple[str, Role]]:
    """What the table of the procedure offers this person."""
    return {(option.action.value, option.role) for option in options(m, doors.official(who.name).id, office)}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("step", SCENES)
async def test_every_tap_is_heard_or_refused_as_the_design_says(doors, step):
    matrix = Matrix(doors)
    for turn, who in enumerate(PERSONS, step):
        every = list(cases(who, step))
        for some in batched([case for case in every if not case.is_right][turn % EVERY :: EVERY]):
            await matrix.refuses(some)
        for case in every:
            if case.is_right:
                await matrix.hears(case)


def test_so_many_taps_are_tried():
    every = [case.is_right for step, who in product(SCENES, PERSONS) for case in cases(who, step)]

    told = "all of them" if EVERY == 1 else f"one in {EVERY}"
    print(f"\n{len(every)} taps: {sum(every)} to be heard, {len(every) - sum(every)} to be refused ({told} tried)")
    assert len(every) >= CASES
    assert sum(every) >= 300


async def test_a_card_offers_exactly_what_is_heard(doors):
    people = [who for who in PERSONS if who.sends == "official"]
    acts = {action for _, action in buttons()} - set(NO_BUTTON)
    for step, who in product(SCENES, people):
        view = await doors.bot.parts.reading.view(step, doors.official(who.name).id, doors.bot.clock())
        expected = {(action, role) for action, role in product(acts, EVERYONE) if may(who, action, role, step)}
        found = {(a, role) for a, role in offered(view.maklumat, who, doors, view.office) if a in acts}
        assert found == expected, f"{who.name} in step {step}"


TEXTS = (
    "/status MKL-2027-003",
    "/riwayat MKL-2027-003",
    "/daftar",
    "/tugas",
    "/arsip",
    "setuju",
    "setuju MKL-2027-003",
)


async def test_nothing_is_said_of_a_maklumat_where_others_read_along(doors):
    matrix = Matrix(doors)
    sent = 0
    for who in PERSONS:
        doors.back(matrix.beginning)
        updates = []
        for text, kind in product(TEXTS, GROUPS):
            chat = {"id": -next(matrix.groups), "type": kind, "title": "Kantor"}
            written = message(chat, None if kind == "channel" else matrix.sender(who), next(matrix.numbers), text)
            if who.name == "anonymous admin" or kind == "channel":
                written["sender_chat"] = chat
            updates.append({"channel_post" if kind == "channel" else "message": written})
        await doors.come_at_once(*updates)
        sent += len(updates)
        said = [row.body for row in doors.bot.rows(t.outbox, t.outbox.c.id > matrix.mark)]
        assert not any("Maklumat 3" in body or "MKL-" in body for body in said), said
        assert matrix.affairs() == matrix.as_it_was

    assert sent >= 16 * 21
