"""Backups beside writers, restored elsewhere and into the other kind of database; what each restored office says."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from storage import backup, heads, journal
from storage import tables as t
from storage.engine import Database
from storage.errors import BackupUnfit
from storage.heads import Place as Standing
from storage.journal import Head
from storage.outbox import Screen
from storage.restore import Restored, restore
from tests.reliability._ground import Ground
from tests.reliability.figures import Figures, Place
from tests.storage.office import NOW, everything, taken

PROMISE = (
    "A backup beside writers is one whole moment; restored anywhere it is the same office, and says nothing unasked"
)
KINDS = ("sqlite", "postgres")
SHORT = {"rounds": 2}
LONG = {"rounds": 20}

ROOT = Path(__file__).parents[2]
CHANGED = ("outbox", "incidents", "notes")
"""What a restore itself writes into."""
LATER = NOW + timedelta(days=2)
BOT = 8
BREATH = "0.02"
"""Seconds between two invitations: SQLite's lock goes to whoever looks first, and who never pauses keeps others out."""
MORE_THAN_ENOUGH = 100_000
T = TypeVar("T")


def run(place: Place, size: dict[str, int], number: int) -> Figures:
    """Each round: a backup while others write, restored into an empty place; the ways from kind to kind take turns."""
    other = Place("sqlite", place.folder / "sqlite")
    other.folder.mkdir()
    ways = [(place, place)] if place.kind == "sqlite" else [(place, place), (place, other), (other, place)]
    found = _Found()
    with ExitStack() as stack:
        sources = {id(source): stack.enter_context(_written_to(source, number)) for source, _ in ways}
        for round_ in range(size["rounds"]):
            source, target = ways[round_ % len(ways)]
            found.round(sources[id(source)], target, place.folder / "cadangan", round_)
    return found.figures()


@contextmanager
def _written_to(place: Place, number: int) -> Iterator[Database]:
    """An office in which eight at a time take maklumat through the whole SOP, and a command line invites people."""
    url = place.fresh(Ground.at(place).url)
    hands = (("walk", url, str(BOT + number), str(MORE_THAN_ENOUGH)), ("invite", url, str(MORE_THAN_ENOUGH), BREATH))
    running = [
        subprocess.Popen([sys.executable, "-m", "tests.reliability._hands", *hand], cwd=ROOT, stdout=subprocess.DEVNULL)
        for hand in hands
    ]
    database = Database(url)
    try:
        yield database
        assert [one.poll() for one in running] == [None, None], "a writer ended before its time"
    finally:
        for one in running:
            one.kill()
            one.wait()
        database.close()


@dataclass
class _Found:
    rounds: int = 0
    refused: int = 0
    chains: int = 0
    heads: int = 0
    journals: int = 0
    rows: int = 0
    said: int = 0
    in_review: int = 0
    undetected: int = 0
    meanwhile: int = 0
    slowest: dict[str, float] = field(default_factory=lambda: {"backup": 0.0, "restore": 0.0})

    def round(self, source: Database, target: Place, folder: Path, number: int) -> None:
        """One backup, one restore, and all that can be held against it."""
        before = _entries(source)
        _until(lambda: _entries(source) > before)
        url = target.fresh()
        elsewhere = Database(url)
        self.rounds += 1
        try:
            made = self._timed("backup", lambda: backup.make(source, folder, NOW + timedelta(minutes=number)))
            restored = self._timed("restore", lambda: restore(made.path, elsewhere, LATER, _told))
            self._compare(source, elsewhere, made, restored)
        except BackupUnfit:
            self.refused += 1
        finally:
            elsewhere.close()
            target.gone(url)

    def _compare(self, source: Database, elsewhere: Database, made: backup.Backup, restored: Restored) -> None:
        self.chains += elsewhere.read_now(journal.verify) is not None
        self.heads += elsewhere.read_now(journal.head) != (made.count, made.head)
        there, kept = everything(elsewhere), _everything(made.path)
        self.journals += there["journal"] != everything(source)["journal"][: made.count]
        self.rows += sum(there[name] != rows for name, rows in kept.items() if name not in CHANGED)
        self.rows += [row[0] for row in kept["outbox"]] != [row[0] for row in there["outbox"]][: len(kept["outbox"])]
        self.in_review += restored.waiting
        last = max(row[0] for row in kept["outbox"])
        said = elsewhere.write_now(lambda db: taken(db, LATER + timedelta(days=1)))
        self.said += sum(parcel.id <= last for parcel in said)
        _until(lambda: _entries(source) > made.count)
        self.meanwhile += _entries(source) - made.count
        known = source.read_now(_newest)
        found = elsewhere.read_now(lambda db: heads.compare(db, known))
        self.undetected += found.place is not Standing.SHORTER

    def _timed(self, name: str, work: Callable[[], T]) -> T:
        began = time.monotonic()
        result = work()
        self.slowest[name] = max(self.slowest[name], time.monotonic() - began)
        return result

    def figures(self) -> Figures:
        """What was counted."""
        figures = Figures()
        figures.tried("rounds", self.rounds)
        figures.at_least("entries written meanwhile", self.meanwhile, self.rounds)
        figures.exactly("backups or restores that were refused", self.refused, 0)
        figures.exactly("restored chains that do not hold", self.chains, 0)
        figures.exactly("restored heads that differ", self.heads, 0)
        figures.exactly("restored journals that differ", self.journals, 0)
        figures.exactly("other tables that differ", self.rows, 0)
        figures.exactly("messages of before that were said unasked", self.said, 0)
        figures.at_least("messages that wait for review", self.in_review, self.rounds)
        figures.exactly("older offices that a later head did not tell", self.undetected, 0)
        for name, seconds in self.slowest.items():
            figures.add(f"slowest {name}, s", round(seconds, 2))
        return figures


def _told(what: Restored, *, to_admin: bool) -> Screen:
    return Screen(f"{what.name}: {what.count}{' (admin)' if to_admin else ''}")


def _entries(database: Database) -> int:
    return database.read_now(journal.head)[0]


def _newest(db: sa.Connection) -> Head:
    row = db.execute(sa.select(t.journal.c.hash, t.journal.c.seq).order_by(t.journal.c.seq.desc()).limit(1)).one()
    return Head(row.hash, row.seq)


def _everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with backup.looking_at(path) as db:
        return {
            table.name: [tuple(row) for row in db.execute(sa.select(table).order_by(*table.primary_key))]
            for table in t.metadata.sorted_tables
        }


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "nobody writes"
        time.sleep(0.02)
