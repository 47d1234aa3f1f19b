"""A head out of somebody's chat tells a true journal from one that was cut, made anew, or restored from long ago."""

import pytest
import sqlalchemy as sa

from sop.steps import Action
from storage import heads, journal
from storage import tables as t
from storage.heads import Place, typed
from storage.journal import Break, Head
from tests.storage.test_journal import TRIGGERS, changed


@pytest.fixture
async def entries(house):
    """A journal whose head was published with an approval, and which went on from there."""
    m = await house.at_step(4)
    house.forget_sent()
    await house.does(m, house.sri, Action.ORDER)
    return await house.reading.journal_of(m.id)


@pytest.fixture
def kept(house, entries):
    """The head as it stands in a chat."""
    (head,) = {one.head for one in house.database.read_now(heads.published)}
    return head


@pytest.fixture
def tampers(database):
    def tamper(*changes):
        with database.writer.begin() as db:
            for statement in TRIGGERS[db.dialect.name]:
                db.exec_driver_sql(statement)
            for change in changes:
                db.execute(change)

    return tamper


def made_anew(entries, start: int, **values):
    """Change an entry, and compute the chain anew from there."""
    changes, previous = [], entries[start].previous
    for place, entry in enumerate(entries[start:], start):
        new = {"kind": entry.kind, "body": entry.body, **(values if place == start else {})}
        told = (entry.maklumat, place + 1, new["kind"], entry.at, new["body"], entry.cause, part_of(entries, place))
        digest = journal._hash(previous, *told)
        changes.append(changed(entry, **new, previous=previous, hash=digest))
        previous = digest
    return changes


def part_of(entries, place: int) -> int:
    return sum(one.cause == entries[place].cause for one in entries[:place])


def compared(house, head: Head):
    return house.database.read_now(lambda db: heads.compare(db, head))


class TestTyped:
    DIGITS = "0123456789ab" * 5 + "cdef"

    @pytest.mark.parametrize(
        ("text", "head"),
        [
            (DIGITS, Head(DIGITS)),
            (DIGITS.upper(), Head(DIGITS)),
            (f"57:{DIGITS}", Head(DIGITS, 57)),
            (f"catatan 57 · {DIGITS}", Head(DIGITS, 57)),
            (f"Sidik riwayat: catatan 57 · {DIGITS}", Head(DIGITS, 57)),
            ("57: 0123 4567 89ab", Head("0123456789ab", 57)),
            ("  0123 4567\n89ab ", Head("0123456789ab")),
        ],
    )
    def test_as_a_message_shows_it_or_a_part_of_it(self, text, head):
        assert typed(text) == head

    @pytest.mark.parametrize("text", ["", "57", "57:", "0123456789a", "57:0123456789a", "kepala", "g" * 64, "a" * 65])
    def test_what_is_none(self, text):
        assert typed(text) is None


class TestPublished:
    async def test_a_head_is_the_number_and_the_hash_of_an_entry(self, house, entries, kept):
        assert kept in {Head(entry.hash, entry.seq) for entry in entries}
        assert Head.read(str(kept)) == kept

    async def test_what_was_only_queued_is_not_published(self, house):
        await house.at_step(4)

        assert house.database.read_now(heads.published) == ()


class TestState:
    async def test_all_is_well_up_to_the_newest_published(self, house, entries, kept):
        state = house.database.read_now(heads.state)

        assert (state.count, state.head, state.broken, state.missing) == (entries[-1].seq, entries[-1].hash, None, ())
        assert (state.held.head, state.held_seq) == (kept, kept.seq)

    async def test_an_edit_after_it_leaves_it_good(self, house, entries, kept, tampers):
        tampers(changed(entries[-1], body="{}"))

        state = house.database.read_now(heads.state)
        assert state.broken == Break(entries[-1].seq, "is not what its hash says")
        assert state.held.head == kept

    async def test_an_edit_before_it_does_not(self, house, entries, kept, tampers):
        tampers(changed(entries[1], body="{}"))

        state = house.database.read_now(heads.state)
        assert state.broken.seq == entries[1].seq
        assert state.held is None

    async def test_a_chain_made_anew_no_longer_has_it(self, house, entries, kept, tampers):
        tampers(*made_anew(entries, 2, body="{}"))

        state = house.database.read_now(heads.state)
        assert state.broken is None
        assert {one.head for one in state.missing} == {kept}
        assert state.held is None


class TestCompared:
    async def test_the_true_one(self, house, entries, kept):
        found = compared(house, kept)

        assert (found.place, found.seq) == (Place.HELD, kept.seq)
        assert found.after == sum(entry.seq > kept.seq for entry in entries) > 0

    @pytest.mark.parametrize("digits", [12, 20, 64])
    async def test_a_part_without_its_number_is_enough(self, house, kept, digits):
        assert compared(house, Head(kept.hash[:digits])).place is Place.HELD

    async def test_under_another_number(self, house, kept):
        assert compared(house, Head(kept.hash, kept.seq + 1)).place is Place.RENUMBERED

    async def test_an_edit_before_it(self, house, entries, kept, tampers):
        tampers(changed(entries[1], kind="Approved"))

        assert compared(house, kept).place is Place.BEFORE_IT

    async def test_an_edit_of_the_very_entry(self, house, entries, kept, tampers):
        tampers(sa.update(t.journal).where(t.journal.c.seq == kept.seq).values(body="{}"))

        assert compared(house, kept).place is Place.BEFORE_IT

    async def test_an_edit_after_it_is_not_about_it(self, house, entries, kept, tampers):
        tampers(changed(entries[-1], body="{}"))

        assert compared(house, kept).place is Place.HELD

    @pytest.mark.parametrize("knows", ["number", "digits alone"])
    async def test_a_journal_that_ends_before_it(self, house, entries, kept, tampers, knows):
        tampers(sa.delete(t.journal).where(t.journal.c.seq >= kept.seq))
        head = kept if knows == "number" else Head(kept.hash[:16])

        found = compared(house, head)
        assert (found.place, found.seq, found.last) == (Place.SHORTER, kept.seq, kept.seq - 1)
        assert house.database.read_now(journal.verify) is None, "the chain alone does not show it"

    @pytest.mark.parametrize("knows", ["number", "digits alone"])
    async def test_a_chain_made_anew(self, house, entries, kept, tampers, knows):
        tampers(*made_anew(entries, 0, body="{}"))
        head = kept if knows == "number" else Head(kept.hash[:16])

        assert compared(house, head).place is Place.OTHER
        assert house.database.read_now(journal.verify) is None, "the chain alone does not show it"

    async def test_an_entry_that_was_taken_out(self, house, kept, tampers):
        tampers(sa.delete(t.journal).where(t.journal.c.seq == kept.seq))

        assert compared(house, kept).place is Place.GONE

    async def test_a_head_of_which_nothing_is_known(self, house, entries):
        assert compared(house, Head("f" * 64)).place is Place.UNKNOWN


async def test_neither_database_lets_the_journal_be_emptied(house, entries, database):
    """SQLite has no TRUNCATE."""
    if database.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    for statement in ("TRUNCATE journal", "TRUNCATE journal CASCADE", "TRUNCATE maklumat CASCADE"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            database.write_now(lambda db, s=statement: db.exec_driver_sql(s))

    assert len(await house.reading.journal_of(entries[0].maklumat)) == len(entries)
