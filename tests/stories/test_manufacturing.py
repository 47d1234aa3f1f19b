"""Nobody makes up an approval: in one step, two or three, in any order, by an admin, a PPID, an operator, all of them.

Every attempt goes through the real Application: kept in the inbox, served, refused in its transaction. What stands
afterwards is judged by approvals.py, which knows nothing of the table.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, permutations

import pytest
import sqlalchemy as sa

from sop import events as e
from sop.items import Item, OnPaper, Verdict
from sop.roles import Role
from sop.steps import Action, Step
from storage import files, journal, outbox
from storage import tables as t
from tests.reliability._doors import Doors, Image, in_one_thread
from tests.reliability._ground import Ground
from tests.reliability._served import served
from tests.reliability.figures import Place
from tests.storage.office import NOW
from tests.stories import attempts
from tests.stories.approvals import wrongs
from tests.stories.attempts import (
    APPROVED,
    ATTEMPTS,
    OBJECTED,
    REPLACED,
    RETURNED,
    WAITING,
    WRONGDOERS,
    Attempt,
    Stage,
    enrol_wrongdoers,
    pushes_on,
    records_paper,
)

SQLITE = pytest.mark.parametrize("kind", ["sqlite"])
"""What is decided is the same on both; one long row of attempts is tried on the other."""
THREE_FOR = (
    (
        attempts.becomes_a_member,
        attempts.becomes_a_komisioner,
        attempts.stands_in_himself,
        attempts.lets_the_drafter_stand_in,
    ),
    (
        *(attempts.brings_in_a_member, attempts.brings_in_a_second_person, attempts.brings_in_a_second_admin),
        *(attempts.brings_in_a_komisioner, attempts.writes_a_paper),
    ),
    (attempts.writes_a_paper, attempts.silences_an_objection, attempts.puts_an_old_backup_in_place),
    (attempts.changes_the_approved_text, attempts.replays_old_approvals, attempts.serves_the_inbox_again),
)
"""Those that might help each other most: any three of a line, in any order."""


@pytest.fixture
async def stage(kind, templates, request, tmp_path):
    """The office of the attempts, served, with everything in it on its way."""
    server = request.getfixturevalue("postgres") if kind == "postgres" else None
    url = templates.copy("staffed", tmp_path)
    ground = Ground(Place(kind, tmp_path, server), url, dict(templates.staff), templates.updates)
    with in_one_thread():
        async with served(ground, enrol_wrongdoers, url=url, worker=False) as bot:
            made = Stage(Doors(bot), tmp_path / "cadangan")
            await made.sets()
            yield made


def judged(stage: Stage) -> list[str]:
    """What stands that must not."""
    dimas = stage.doors.chat("dimas")
    return stage.doors.bot.database.read_now(lambda db: wrongs(db, stage.before, dimas))


def judge(stage: Stage, story: str) -> None:
    """Nothing stands that must not, nothing was decided, and nobody's message was given up."""
    assert judged(stage) == [], story
    approvals = stage.doors.bot.rows(t.journal, t.journal.c.kind == "Approved")
    assert [row.hash for row in approvals if row.hash not in stage.entries] == [], story
    assert stage.doors.bot.rows(t.incidents, t.incidents.c.kind == "update") == [], story


@dataclass
class Trial:
    """Rows of attempts, each from the office as it was; what begins alike is tried once."""

    stage: Stage
    beginning: Image
    rows: int = 0

    async def tries(self, rows: Iterable[tuple[Attempt, ...]], by: str) -> None:
        """By one person, as far as he may think of it; what he may not is done by somebody who helps him."""
        await self._goes_on(self.beginning, list(rows), by, "")

    async def _goes_on(self, begins: Image, rows: list[tuple[Attempt, ...]], by: str, before: str) -> None:
        for attempt, alike in groupby(rows, key=lambda row: row[0]):
            rests, who = [row[1:] for row in alike], by if by in attempt.by else attempt.by[0]
            story = f"{before}{who} {attempt.name}"
            self.stage.doors.back(begins)
            await attempt.does(self.stage, who)
            here = self.stage.doors.remember()
            await self._goes_on(here, [rest for rest in rests if rest], by, f"{story}, then ")
            if () in rests:
                self.stage.doors.back(here)
                await pushes_on(self.stage, publishes=not before)
                judge(self.stage, story)
                self.rows += 1
            here[0].close()


@pytest.fixture
def trial(stage):
    """The office as it is before anybody tries anything."""
    return Trial(stage, stage.doors.remember())


@SQLITE
async def test_no_attempt_by_anybody_makes_an_approval(trial):
    for who in WRONGDOERS:
        await trial.tries(((attempt,) for attempt in ATTEMPTS if who in attempt.by), who)

    print(f"\n{trial.rows} attempts alone")
    assert trial.rows >= 73


ALL = bool(os.environ.get("ALL_STORIES"))
BEGUN_WITH = ATTEMPTS if ALL else ATTEMPTS[::18]
"""Of the pairs, `make test-stories` tells those that begin with the others too."""
THREE_TOLD = THREE_FOR if ALL else THREE_FOR[::3]
"""And of the threes the others."""


@SQLITE
@pytest.mark.parametrize("first", BEGUN_WITH, ids=lambda attempt: attempt.does.__name__)
async def test_no_attempt_after_another_makes_one(trial, first):
    await trial.tries((pair for pair in permutations(ATTEMPTS, 2) if pair[0] is first), "agus")

    assert trial.rows == len(ATTEMPTS) - 1 >= 21


@SQLITE
async def test_no_three_that_might_help_each_other_make_one(trial):
    for line in THREE_TOLD:
        await trial.tries(permutations((attempt for attempt in ATTEMPTS if attempt.does in line), 3), "dimas")

    print(f"\n{trial.rows} rows of three attempts")
    assert trial.rows >= 6 * len(THREE_TOLD)


@pytest.mark.parametrize("kind", ["postgres"])
async def test_all_attempts_one_after_another_make_none(stage):
    kept_apart = (attempts.puts_an_old_backup_in_place,)
    row = [attempt for attempt in ATTEMPTS if attempt.does not in kept_apart]

    for turn, attempt in enumerate(row):
        # Two true admins together may give a Komisioner another account: here one tries it twice.
        of_one = attempt.does in (attempts.takes_a_komisioners_account, attempts.brings_in_a_second_admin)
        await attempt.does(stage, attempt.by[0 if of_one else turn % len(attempt.by)])
        judge(stage, attempt.name)
    await pushes_on(stage, publishes=True)

    judge(stage, "all of them")
    assert len(row) >= 21


BEHIND_THE_DESK = (
    ("agus", ("Approved",), "approved and is no true Komisioner"),
    ("wahyu", ("Approved",), "approved what he drafted"),
    ("ratna", (), "step 4 was entered without an approval of version 2"),
    ("ratna", ("Approved", "of version 1"), "version 1 was approved, and 2 stood"),
    ("ratna", ("Approved", "on paper, with a drafter"), "had a part in the version"),
    ("ratna", ("Approved", "on paper, alone"), "no second person vouched for the paper"),
)
"""Who is said to have done what with version 2 of one that Wahyu and Sri drafted; what is wrong with it."""


class TestTheJudge:
    """It knows a true approval, and sees what was written behind the Desk's back."""

    pytestmark = SQLITE

    async def test_finds_nothing_wrong_where_a_komisioner_approved(self, stage):
        await stage.doors.presses("bagus", Action.APPROVE, Role.KOMISIONER, stage.doors.maklumat(WAITING))
        await records_paper(stage.doors, "dimas", RETURNED)
        await stage.doors.presses("endah", Action.CONFIRM_WRITTEN, Role.E_PPID, stage.doors.maklumat(RETURNED))
        await pushes_on(stage, publishes=True)

        steps = {number: stage.doors.maklumat(number).step for number in (WAITING, RETURNED, APPROVED, OBJECTED)}
        assert steps == {WAITING: 6, RETURNED: 6, APPROVED: 6, OBJECTED: 4}, "what is true goes on, and only that"
        assert judged(stage) == []

    async def test_sees_what_nobody_decided(self, stage):
        as_it_was = stage.doors.remember()
        for by, what, wrong in BEHIND_THE_DESK:
            stage.doors.back(as_it_was)
            write_behind_the_desk(stage, by, what)
            assert any(wrong in found for found in judged(stage)), wrong

    async def test_sees_another_text_in_the_operators_hands(self, stage):
        other = files.describe(attempts.OTHER_TEXT, "naskah.pdf", "application/pdf")
        chat, dimas = stage.doors.chat("dimas"), stage.doors.official("dimas").id
        about = {"file": other, "enclosure": "to-publish", "maklumat": APPROVED}
        stage.doors.bot.database.write_now(lambda db: outbox.put_document(db, chat, dimas, now=NOW, **about))

        assert any("which nobody approved" in found for found in judged(stage))


def write_behind_the_desk(stage: Stage, by: str, what: tuple[str, ...]) -> None:
    """Events that no command of the procedure makes here, in a journal that holds."""
    doors, m = stage.doors, stage.doors.maklumat(REPLACED)
    now, person = doors.bot.clock(), doors.official(by).id
    dimas, sri = doors.official("dimas").id, doors.official("sri").id
    made: list[e.Event] = []
    paper = None
    if on_paper := next((one for one in what if one.startswith("on paper")), ""):
        second = dimas if "alone" in on_paper else sri
        verdict, said = Verdict(Action.APPROVE, person), Item("Disetujui")
        made += [
            e.WrittenRecorded(at=now, by=dimas, role=Role.PELAKSANA, version=2, verdict=verdict, item=said),
            e.WrittenConfirmed(at=now, by=second, role=Role.PELAKSANA, version=2),
        ]
        paper = OnPaper(recorded_by=dimas, confirmed_by=second, scan=(m.drafts[-1].file,))
    if "Approved" in what:
        version = 1 if "of version 1" in what else 2
        made.append(e.Approved(at=now, by=person, role=Role.KOMISIONER, version=version, on_paper=paper))
    made.append(e.StepEntered(at=now, step=Step.ORDERING, visit=m.visit.number + 1, due_at=None, received_at=now))

    def write(db: sa.Connection) -> None:
        journal.append(db, m.id, m.revision + 1, made, "behind the desk")
        db.execute(sa.update(t.maklumat).where(t.maklumat.c.id == m.id).values(step=4))

    doors.bot.database.write_now(write)
