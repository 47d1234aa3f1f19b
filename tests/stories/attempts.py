"""Attempts to manufacture an approval: what people with wrong intentions may try with true phones and true commands.

Four of them work together where one alone cannot: an admin without a role, a PPID who is an admin, an operator who is
an admin, and an Atasan PPID. Each attempt would, if it worked, lead a maklumat past step 3, or a text to the site, that
no Komisioner approved.
"""

import re
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from handlers.callbacks import Tap, Verb, decode, encode
from handlers.screens.profiles import NUMBERS
from sop.maklumat import Maklumat
from sop.officials import Change
from sop.roles import PersonId, Role
from sop.steps import Action, Step
from storage import backup, heads
from storage import tables as t
from storage.engine import Database
from storage.invites import Invitation
from storage.mappers import maklumat_from_json
from storage.outbox import Screen
from storage.people import Official
from storage.restore import restore
from tests.documents import worded_pdf
from tests.reliability._doors import Doors
from tests.storage.office import LINK, House
from tests.stories.approvals import Before

K, P, A, OP = Role.KOMISIONER, Role.PPID, Role.ATASAN_PPID, Role.PELAKSANA
APPROVED_TEXT = worded_pdf("Dengan ini kami menyatakan sanggup memberikan pelayanan informasi publik")
OTHER_TEXT = worded_pdf("Dengan ini kami menyatakan sanggup memungut biaya pelayanan informasi publik")
LETTER = "SP Nomor 12/2027"
LONG = timedelta(days=60)

WAITING, RETURNED, APPROVED, OBJECTED, REPLACED, ORDERED = range(1, 7)
"""Undecided; undecided in version 2, for version 1 was returned; approved; approved on paper, against which its
Komisioner objects; undecided in version 2, for the approved version 1 was replaced; approved and ordered."""
OWN_ROLE = {"agus": P, "dimas": OP, "wahyu": P, "sri": A}
"""In which role each of them acts; Agus holds none, and pretends."""
WRONGDOERS = tuple(OWN_ROLE)
"""Those without a part in what stands come first: nothing bars them but that they are no Komisioner."""
FRIENDS = {"kawan": 9_901, "karib": 9_902}
"""Accounts of nobody in the office: an admin's own second phone, and his third."""
NOBODY = PersonId(0)
ADMINS = ("agus", "dimas", "wahyu")
DRAFTERS = ("wahyu", "sri")


# --- the office in which it is tried


async def enrol_wrongdoers(house: House) -> None:
    """The usual office, in which the PPID and the operator are admins too, with a member of the commission."""
    for name in ("Wahyu", "Dimas"):
        await house.enrols(name, is_admin=True, telegram_id=house.chat(house.staff[name.lower()]))
    code = await house.desk.invite(Invitation(name="Mega", is_member=True), house.now)
    house.staff["mega"] = await house.desk.enrol(code, 9_900, house.cause(9_900), house.now)


class Stage:
    """The office on the day on which it is tried, and the backup that an admin took before."""

    def __init__(self, doors: Doors, folder: Path) -> None:
        self.doors = doors
        self.folder = folder
        staff = doors.bot.house.staff
        komisioner = frozenset({staff["bagus"].id, staff["ratna"].id})
        self.before = Before(komisioner, {one.id: one.telegram_id for one in staff.values()})
        for friend, chat in FRIENDS.items():
            staff[friend] = Official(id=NOBODY, telegram_id=chat, name=friend.capitalize())
        self.backup = Path()
        self.entries: set[str] = set()
        """Hashes of the journal as it was before anything was tried: no approval may come to it."""
        self.heads: list[str] = []
        """What Komisioner and admins had been told of the journal before anything was tried."""

    async def sets(self) -> None:
        """Six maklumat in six situations, reached by true taps."""
        house, doors = self.doors.bot.house, self.doors
        for number in (WAITING, RETURNED, APPROVED, OBJECTED, REPLACED, ORDERED):
            await house.opens(title=f"Maklumat {number}", data=APPROVED_TEXT)
            await self._to_step_3(number)
        await doors.presses("bagus", Action.RETURN, K, doors.maklumat(RETURNED), Verb.ASK)
        await doors.answers("bagus", "Mohon diperbaiki")
        await doors.presses("bagus", Action.APPROVE, K, doors.maklumat(APPROVED))
        await doors.presses("ratna", Action.APPROVE, K, doors.maklumat(REPLACED))
        await records_paper(self.doors, "dimas", OBJECTED)
        await doors.presses("endah", Action.CONFIRM_WRITTEN, Role.E_PPID, doors.maklumat(OBJECTED))
        # The backup has what is true no longer: one was approved, one undecided, and nobody objected to the third.
        self.backup = backup.make(doors.bot.database, self.folder, doors.bot.clock()).path
        await doors.presses("bagus", Action.OBJECT, K, doors.maklumat(OBJECTED))
        await doors.presses("bagus", Action.APPROVE, K, doors.maklumat(ORDERED))
        await doors.presses("sri", Action.ORDER, A, doors.maklumat(ORDERED))
        await doors.presses("wahyu", Action.REPLACE_TEXT, P, doors.maklumat(REPLACED), Verb.ASK)
        await doors.answers("wahyu", "Ada perbaikan", file=OTHER_TEXT)
        await self._second_version(RETURNED)
        await self._to_step_3(REPLACED)
        doors.bot.cards()
        self.entries = {row.hash for row in doors.bot.rows(t.journal)}
        self.heads = [one.head.hash for one in doors.bot.database.read_now(heads.published)]

    async def _second_version(self, number: int) -> None:
        m = self.doors.maklumat(number)
        await self.doors.presses("wahyu", Action.SUBMIT_DRAFT, P, m, Verb.ASK)
        await self.doors.answers("wahyu", file=OTHER_TEXT)
        await self._to_step_3(number)

    async def _to_step_3(self, number: int) -> None:
        for name, role, action in (("wahyu", P, Action.PARAF), ("sri", A, Action.PARAF_AND_FORWARD)):
            await self.doors.presses(name, action, role, self.doors.maklumat(number))
        assert self.doors.maklumat(number).step == 3


# --- attempts


@dataclass(frozen=True)
class Attempt:
    """One way to an approval that nobody gave, and who may think of it."""

    does: Callable[[Stage, str], Awaitable[Any]]
    by: tuple[str, ...] = WRONGDOERS

    @property
    def name(self) -> str:
        """What is tried."""
        return self.does.__name__.replace("_", " ")


async def decides_by(doors: Doors, who: str) -> None:
    """This person presses Ya, setujui, as if he were a Komisioner, on what was never decided and on what was once."""
    for m in (doors.maklumat(number) for number in (WAITING, REPLACED)):
        await doors.presses(who, Action.APPROVE, K, m)


async def takes_step_3_over(stage: Stage, who: str) -> None:
    """Reassignment: step 3 is given to oneself, by command, and by a button that the bot never drew."""
    doors, m = stage.doors, stage.doors.maklumat(WAITING)
    me = doors.official(who).id
    await doors.says(who, f"/alihkan {m.control_number}")
    await doors.taps(who, encode(Tap(verb=Verb.REASSIGN, maklumat=m.id)))
    await doors.taps(who, encode(Tap(verb=Verb.REASSIGN_TO, maklumat=m.id, visit=m.visit.number, version=me)))
    await doors.answers(who, "Komisioner sedang sibuk")
    await decides_by(doors, who)


async def stands_in_himself(stage: Stage, who: str) -> None:
    """A mandate to oneself: a Komisioner is said to be away, and who says so stands in, with a letter and its scan."""
    await _says_away(stage.doors, who, "Bagus", who)
    await decides_by(stage.doors, who)


async def lets_the_drafter_stand_in(stage: Stage, who: str) -> None:
    """Whoever drafted is made a member of the commission, and stands in for a Komisioner."""
    await _invites(stage.doors, who, "anggota", "sri")
    await _says_away(stage.doors, who, "Bagus", "Sri")
    await decides_by(stage.doors, "sri")


async def becomes_a_member(stage: Stage, who: str) -> None:
    """Whoever is a member may stand in for a Komisioner: one makes oneself one."""
    await _invites(stage.doors, who, "anggota", who)


async def becomes_a_komisioner(stage: Stage, who: str) -> None:
    """One invites oneself, decides, and lets a drafter decide who was invited too, each by a letter with its scan."""
    for invited in dict.fromkeys((who, *DRAFTERS)):
        await _invites(stage.doors, who, "komisioner", invited)
        await decides_by(stage.doors, invited)


async def appoints_whom_he_knows(stage: Stage, who: str) -> None:
    """In /pejabat: oneself and the drafters are given the role, with a letter; the true Komisioner lose theirs."""
    doors = stage.doors
    for name in dict.fromkeys((who, *DRAFTERS)):
        await _changes(doors, who, name, Change.GRANTED, LETTER)
        await doors.answers(who, photo=True)
        await decides_by(doors, name)
    for name in ("bagus", "ratna"):
        await _changes(doors, who, name, Change.ENDED, "Mutasi")
    await decides_by(doors, who)


async def takes_a_komisioners_account(stage: Stage, who: str) -> None:
    """His access is closed, another account asked for and agreed to by oneself; what came of it is used."""
    doors = stage.doors
    await _changes(doors, who, "bagus", Change.FROZEN, "Telepon hilang")
    mark = max((row.id for row in doors.bot.rows(t.outbox)), default=0)
    for _ in range(2):
        await _changes(doors, who, "bagus", Change.REBIND_ASKED, "Telepon hilang")
        await doors.taps(who, encode(Tap(verb=Verb.CONFIRM_ACCOUNT, visit=doors.official("bagus").id)))
    if code := _code(doors, who, mark):
        await doors.says(who, f"/start {code}")
    await decides_by(doors, who)
    await _changes(doors, who, "bagus", Change.UNFROZEN, "Ditemukan")


async def brings_in_a_komisioner(stage: Stage, who: str) -> None:
    """One's own second phone becomes a Komisioner by a letter that nobody else has seen, and says himself who he is."""
    doors = stage.doors
    await _invites(doors, who, "komisioner", "kawan")
    await _vouches(doors, "kawan", who, "kawan")
    await decides_by(doors, "kawan")


async def brings_in_a_member(stage: Stage, who: str) -> None:
    """It becomes a member of the commission, who stands in for a Komisioner by such a letter."""
    doors = stage.doors
    await _invites(doors, who, "anggota", "kawan")
    await _says_away(doors, who, "Bagus", "Kawan")
    await _vouches(doors, "kawan", who, "kawan")
    await _says_away(doors, who, "Bagus", "Kawan")
    await decides_by(doors, "kawan")


async def brings_in_a_second_person(stage: Stage, who: str) -> None:
    """It becomes an E PPID, and vouches for a paper that nobody wrote; and the other way round."""
    doors = stage.doors
    await _invites(doors, who, "e-ppid", "kawan")
    for recorder, second in (("kawan", "dimas"), (who, "kawan"), ("dimas", "kawan")):
        await records_paper(doors, recorder, WAITING)
        role = OWN_ROLE.get(second, Role.E_PPID)
        await doors.presses(second, Action.CONFIRM_WRITTEN, role, doors.maklumat(WAITING))


async def brings_in_a_second_admin(stage: Stage, who: str) -> None:
    """It becomes an admin, who agrees to another account for a Komisioner: one's third phone."""
    doors = stage.doors
    await _invites(doors, who, "admin", "kawan")
    mark = max((row.id for row in doors.bot.rows(t.outbox)), default=0)
    for admin in (who, "kawan", who):
        await _changes(doors, admin, "bagus", Change.REBIND_ASKED, "Telepon hilang")
        await doors.taps(admin, encode(Tap(verb=Verb.CONFIRM_ACCOUNT, visit=doors.official("bagus").id)))
    for admin in (who, "kawan"):
        if code := _code(doors, admin, mark):
            await doors.says("karib", f"/start {code}")
    await decides_by(doors, "karib")


async def rescues_it_onward(stage: Stage, who: str) -> None:
    """An admin's help: buttons made up for the steps ahead; held, let go, and the order given."""
    doors = stage.doors
    for number, ahead in product((WAITING, RETURNED), (Step.ORDERING, Step.PUBLISHING)):
        await _rescues(doors, who, number, Tap(verb=Verb.STEP_BACK, version=int(ahead)))
    for action in (Action.HOLD, Action.RESUME):
        await _rescues(doors, who, WAITING, Tap(verb=Verb.RESCUE_BY, action=action))
    await doors.presses("sri", Action.ORDER, A, doors.maklumat(WAITING))
    await decides_by(doors, who)


async def writes_a_paper(stage: Stage, who: str) -> None:
    """A decision on paper that nobody made is recorded, and confirmed by who recorded it and by who had a part."""
    doors = stage.doors
    for recorder in dict.fromkeys((who, "dimas")):
        await records_paper(doors, recorder, WAITING)
    await doors.presses(who, Action.CONFIRM_WRITTEN, K, doors.maklumat(WAITING))
    for second in WRONGDOERS:
        await doors.presses(second, Action.CONFIRM_WRITTEN, OWN_ROLE[second], doors.maklumat(WAITING))


async def presses_a_komisioners_button(stage: Stage, who: str) -> None:
    """The Komisioner's own card is passed on to others, as it is now and as it was before the text was changed."""
    doors = stage.doors
    await doors.presses(who, Action.APPROVE, K, doors.maklumat(WAITING), Verb.CONFIRM)
    await doors.presses(who, Action.APPROVE, OWN_ROLE[who], doors.maklumat(WAITING))
    for number in (WAITING, RETURNED, REPLACED):
        for data in _buttons(doors.maklumat(number)):
            await doors.taps(who, data)


async def replays_old_approvals(stage: Stage, _who: str) -> None:
    """The Komisioner's own taps of earlier versions come once more, from his own phone, under new numbers."""
    doors = stage.doors
    for number, name in ((RETURNED, "bagus"), (REPLACED, "ratna")):
        present = doors.maklumat(number)
        for data in _buttons(present):
            if (decode(data).visit, decode(data).version) != (present.visit.number, present.version):
                await doors.taps(name, data)


async def says_setuju(stage: Stage, who: str) -> None:
    """The word alone, beside the card's number, and in reply to a card."""
    doors, m = stage.doors, stage.doors.maklumat(WAITING)
    doors.bot.cards()
    about = (t.outbox.c.maklumat_id == m.id, t.outbox.c.message_id.is_not(None), t.outbox.c.chat_id == doors.chat(who))
    cards = doors.bot.rows(t.outbox, *about)
    await doors.says(who, "setuju")
    await doors.says(who, f"setuju {m.control_number}")
    await doors.says(who, "Ya, setujui", reply_to=cards[-1].message_id if cards else None)
    await decides_by(doors, who)


async def changes_the_approved_text(stage: Stage, who: str) -> None:
    """Ganti naskah, and the order is given as if the approval stood, with the button from before and with a new one."""
    doors, before = stage.doors, stage.doors.maklumat(APPROVED)
    await doors.presses(who, Action.REPLACE_TEXT, OWN_ROLE[who], before, Verb.ASK)
    await doors.answers(who, "Salah ketik", file=OTHER_TEXT)
    for m in (before, doors.maklumat(APPROVED)):
        await doors.presses("sri", Action.ORDER, A, m)
        await doors.presses("dimas", Action.PUBLISH, OP, m, Verb.ASK)
        await doors.answers("dimas", LINK)


async def gives_another_final(stage: Stage, who: str) -> None:
    """Unggah naskah final with another text: by the operator before and after the order, and by whoever tries it."""
    doors = stage.doors
    for giver in dict.fromkeys(("dimas", who)):
        for number in (ORDERED, APPROVED):
            m = doors.maklumat(number)
            await doors.presses(giver, Action.GIVE_FINAL, OWN_ROLE[giver], m, Verb.ASK)
            await doors.answers(giver, file=OTHER_TEXT)
            await doors.presses("dimas", Action.AFFIRM_FINAL, OP, doors.maklumat(number))
    await doors.presses("dimas", Action.PUBLISH, OP, doors.maklumat(ORDERED), Verb.ASK)
    await doors.answers("dimas", LINK)


async def puts_an_old_backup_in_place(stage: Stage, _who: str) -> None:
    """The office of yesterday: what was approved then and is no longer stands approved again, and heads show it."""
    doors = stage.doors
    database = doors.bot.database
    with tempfile.TemporaryDirectory(dir=stage.folder) as folder:
        place = Database(f"sqlite:///{folder}/kembali.db")
        restore(stage.backup, place, doors.bot.clock(), lambda told, *, to_admin: Screen(told.name))
        place.close()
        doors.load(place.path)
    gone = [head for head in stage.heads if not database.read_now(lambda db, h=head: _knows(db, h))]
    assert gone, "what people were told of the journal shows that it is an old one"
    old = maklumat_from_json(_body(doors, REPLACED))
    await doors.presses("sri", Action.ORDER, A, old)


async def serves_the_inbox_again(stage: Stage, _who: str) -> None:
    """Every update there ever was is taken anew, as after a crash before anything was marked done."""
    doors = stage.doors
    taken = sa.update(t.inbox).where(t.inbox.c.update_id > doors.bot.FIRST)
    doors.bot.database.write_now(lambda db: db.execute(taken.values(state="new", done_at=None)))
    await doors.serve()
    # What took effect once is refused and stays where it is; whoever puts it back so far can put it away too.
    doors.bot.database.write_now(lambda db: db.execute(taken.values(state="done")))


async def silences_an_objection(stage: Stage, who: str) -> None:
    """The objection is lifted, resumed past, and the order given against it."""
    doors, role = stage.doors, OWN_ROLE[who]
    for action in (Action.LIFT_OBJECTION, Action.RESUME, Action.ORDER):
        for as_role in (K, role):
            await doors.presses(who, action, as_role, doors.maklumat(OBJECTED))


async def waits(stage: Stage, _who: str) -> None:
    """Nobody answers for two months: silence is no approval."""
    doors = stage.doors
    doors.bot.clock.moves(LONG.total_seconds())
    await doors.bot.parts.desk.tick(doors.bot.clock())


ATTEMPTS = (
    Attempt(takes_step_3_over),
    Attempt(becomes_a_member, ADMINS),
    Attempt(stands_in_himself),
    Attempt(lets_the_drafter_stand_in, ADMINS),
    Attempt(becomes_a_komisioner, ADMINS),
    Attempt(appoints_whom_he_knows, ADMINS),
    Attempt(takes_a_komisioners_account, ADMINS),
    Attempt(brings_in_a_komisioner, ADMINS),
    Attempt(brings_in_a_member, ADMINS),
    Attempt(brings_in_a_second_person, ADMINS),
    Attempt(brings_in_a_second_admin, ADMINS),
    Attempt(rescues_it_onward, ADMINS),
    Attempt(writes_a_paper),
    Attempt(presses_a_komisioners_button),
    Attempt(replays_old_approvals),
    Attempt(says_setuju),
    Attempt(changes_the_approved_text, DRAFTERS),
    Attempt(gives_another_final, ("dimas", *DRAFTERS)),
    Attempt(puts_an_old_backup_in_place, ADMINS),
    Attempt(serves_the_inbox_again, ADMINS),
    Attempt(silences_an_objection),
    Attempt(waits),
)


async def pushes_on(stage: Stage, *, publishes: bool = False) -> None:
    """Whatever came of it is pressed further: ordered, and published."""
    doors = stage.doors
    for number in range(WAITING, ORDERED + 1):
        if doors.maklumat(number).step == 4:
            await doors.presses("sri", Action.ORDER, A, doors.maklumat(number))
        if publishes and doors.maklumat(number).step == 5:
            await doors.presses("dimas", Action.PUBLISH, OP, doors.maklumat(number), Verb.ASK)
            await doors.answers("dimas", LINK)


# --- how it is done


async def records_paper(doors: Doors, who: str, number: int) -> None:
    """Catat disposisi tertulis: Bagus approved, says somebody, and sends a picture."""
    m = doors.maklumat(number)
    await doors.presses(who, Action.RECORD_WRITTEN, OWN_ROLE.get(who, Role.E_PPID), m, Verb.WRITTEN)
    asked = doors.asked(who)
    if asked is None or asked.purpose != "written-verdict":
        return
    bagus = doors.official("bagus").id
    await doors.taps(who, encode(Tap(verb=Verb.VERDICT, action=Action.APPROVE, visit=bagus, prompt=str(asked.id))))
    await doors.answers(who, photo=True)


async def _says_away(doors: Doors, who: str, away: str, stand_in: str) -> None:
    """An admin says it for a Komisioner, with the number of a letter; whatever is asked besides is answered."""
    first = doors.bot.parts.rules.calendar.local(doors.bot.clock()).date()
    days = f"{first:%d-%m-%Y} s.d. {first + timedelta(days=2):%d-%m-%Y}"
    await doors.says(who, f"/berhalangan {away}: {days} wakil {stand_in.capitalize()}; {LETTER}")
    await doors.answers(who, photo=True)


async def _invites(doors: Doors, who: str, role: str, invited: str) -> None:
    """A code is asked for, with a letter where one is wanted, and used by whom it is for."""
    mark = max((row.id for row in doors.bot.rows(t.outbox)), default=0)
    before = doors.asked(who)
    await doors.says(who, f"/undang {role} {invited.capitalize()}")
    for sent in ({"text": LETTER}, {"photo": True}):
        question = doors.asked(who)
        if question is None or (before is not None and question.id <= before.id):
            break
        await doors.answers(who, **sent)
    if code := _code(doors, who, mark):
        await doors.says(invited, f"/start {code}")
    if invited in FRIENDS:
        known = await doors.bot.house.reading.official(FRIENDS[invited], doors.bot.clock())
        doors.bot.house.staff[invited] = known or replace(doors.official(invited), id=NOBODY)


async def _vouches(doors: Doors, about: str, *by: str) -> None:
    """Benar, konfirmasi, by whoever is no Komisioner in office."""
    official = doors.official(about)
    for who in by:
        for asked in (official.asked, official.asked + 1):
            await doors.taps(who, encode(Tap(verb=Verb.KNOW, visit=official.id, version=asked)))


async def _rescues(doors: Doors, who: str, number: int, drawn: Tap) -> None:
    m, before = doors.maklumat(number), doors.asked(who)
    await doors.taps(who, encode(replace(drawn, maklumat=m.id, visit=m.visit.number)))
    asked = doors.asked(who)
    if asked is not None and (before is None or asked.id > before.id):
        await doors.answers(who, "Mohon dilanjutkan")


async def _changes(doors: Doors, who: str, name: str, change: Change, words: str) -> None:
    """/pejabat, the change's button, and the words for it; of roles a Komisioner's."""
    number = next(number for number, (meant, what) in NUMBERS.items() if meant is change and not what)
    role = K if change in (Change.GRANTED, Change.ENDED) else None
    before = doors.asked(who)
    about = Tap(verb=Verb.CHANGE_OFFICIAL, visit=doors.official(name).id, version=number, role=role)
    await doors.taps(who, encode(about))
    asked = doors.asked(who)
    if asked is not None and (before is None or asked.id > before.id):
        await doors.answers(who, words)


def _code(doors: Doors, who: str, mark: int) -> str:
    """The code that somebody was given since; none where the bot gave none."""
    mine = (t.outbox.c.id > mark, t.outbox.c.chat_id == doors.chat(who))
    found = [re.search(r"start=([\w-]{20,})", row.body) for row in doors.bot.rows(t.outbox, *mine)]
    return next((link[1] for link in found if link), "")


def _buttons(m: Maklumat) -> Iterator[str]:
    """Ya, setujui as it was or might have been drawn for any visit of step 3 and any version so far."""
    for visit in (visit for visit in m.visits if visit.step is Step.DECISION):
        for version in range(1, m.version + 1):
            drawn = Tap(verb=Verb.DO, action=Action.APPROVE, maklumat=m.id, visit=visit.number, version=version, role=K)
            yield encode(drawn)


def _knows(db: sa.Connection, head: str) -> bool:
    return db.execute(sa.select(t.journal.c.seq).where(t.journal.c.hash == head)).first() is not None


def _body(doors: Doors, number: int) -> str:
    (row,) = doors.bot.rows(t.maklumat, t.maklumat.c.id == number)
    return str(row.body)
