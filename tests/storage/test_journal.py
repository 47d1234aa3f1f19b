"""Append-only and chained: what was changed afterwards is found, at its very entry."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sop.steps import Action
from storage import journal
from storage import tables as t
from storage.journal import GENESIS, Break

TRIGGERS = {
    "sqlite": ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"),
    "postgresql": ("DROP TRIGGER journal_append_only ON journal",),
}


@pytest.fixture
async def entries(house):
    """The journal of a maklumat in step 3."""
    return await house.reading.journal_of((await house.at_step(3)).id)


@pytest.fixture
def tampers(database):
    """Change the journal as somebody could who has the file: the triggers are dropped first."""

    def tamper(*changes):
        with database.writer.begin() as db:
            for statement in TRIGGERS[db.dialect.name]:
                db.exec_driver_sql(statement)
            for change in changes:
                db.execute(change)

    return tamper


def changed(entry, **values):
    return sa.update(t.journal).where(t.journal.c.seq == entry.seq).values(**values)


async def test_an_empty_chain_holds(database, reading):
    assert await reading.verify() is None
    assert await reading.journal_head() == (0, GENESIS)


async def test_an_untouched_chain_holds(house, entries):
    assert await house.reading.verify() is None
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


async def test_the_chain_runs_through_people_and_all_maklumat(house, entries, database):
    before, _ = await house.reading.journal_head()
    await house.opens()

    assert await house.reading.verify() is None
    count, _ = await house.reading.journal_head()
    assert (count, before) == (before + 3, entries[-1].seq)
    first = database.read_now(lambda db: db.execute(sa.select(t.journal).order_by(t.journal.c.seq)).first())
    assert (first.previous, first.kind, first.maklumat_id) == (GENESIS, "OfficialChanged", None)


async def test_every_entry_has_its_place_in_its_maklumat(house, entries, database):
    places = sa.select(t.journal.c.ordinal).order_by(t.journal.c.seq)
    of_it = places.where(t.journal.c.maklumat_id.is_not(None))
    of_none = places.where(t.journal.c.maklumat_id.is_(None))

    assert database.read_now(lambda db: list(db.execute(of_it).scalars())) == list(range(1, len(entries) + 1))
    assert set(database.read_now(lambda db: list(db.execute(of_none).scalars()))) == {None}


async def test_the_head_changes_with_every_entry(house):
    heads = [await house.reading.journal_head()]
    m = await house.opens()
    heads.append(await house.reading.journal_head())
    for who in (house.wahyu, house.sri):
        await house.does(m, who, Action.PARAF)
        heads.append(await house.reading.journal_head())

    counts, hashes = zip(*heads, strict=True)
    assert [count - counts[0] for count in counts] == [0, 3, 4, 6]
    assert len(set(hashes)) == len(hashes)


async def test_the_same_act_under_another_cause_has_another_hash(entries):
    twice = [
        journal._hash(GENESIS, 1, 4, "ParafGiven", entries[0].at, "{}", cause, 0) for cause in ("update:1", "update:2")
    ]

    assert twice[0] != twice[1]


@pytest.mark.parametrize("place", [0, 3, -1])
@pytest.mark.parametrize(
    "values",
    [{"body": "{}"}, {"kind": "Approved"}, {"cause": "update:999"}, {"maklumat_id": None}],
    ids=lambda values: next(iter(values)),
)
async def test_an_edited_entry_is_found(house, entries, tampers, place, values):
    tampers(changed(entries[place], **values))

    assert await house.reading.verify() == Break(entries[place].seq, "is not what its hash says")


async def test_an_edited_entry_with_its_hash_made_anew_is_found_at_the_next(house, entries, tampers):
    forged, following = entries[3], entries[4]
    body = forged.body.replace("2027", "2026")
    honest = journal._hash(forged.previous, forged.maklumat, 4, forged.kind, forged.at, body, forged.cause, 0)

    tampers(changed(forged, body=body, hash=honest))

    assert await house.reading.verify() == Break(following.seq, "does not follow the entry before it")


@pytest.mark.parametrize("place", [0, 3])
async def test_a_deleted_entry_is_found_at_the_next(house, entries, tampers, place):
    tampers(sa.delete(t.journal).where(t.journal.c.seq == entries[place].seq))

    assert await house.reading.verify() == Break(entries[place + 1].seq, "does not follow the entry before it")


async def test_swapped_entries_are_found_at_the_first_of_them(house, entries, tampers):
    first, second = entries[3], entries[4]

    def moved(entry, to):
        return sa.update(t.journal).where(t.journal.c.hash == entry.hash).values(seq=to)

    tampers(moved(first, 10_000), moved(second, first.seq), moved(first, second.seq))

    assert await house.reading.verify() == Break(first.seq, "does not follow the entry before it")


async def test_only_the_heads_that_people_keep_show_a_missing_end(house, entries, tampers):
    head_that_was_sent = await house.reading.journal_head()

    tampers(sa.delete(t.journal).where(t.journal.c.seq == entries[-1].seq))

    assert await house.reading.verify() is None
    assert await house.reading.journal_head() != head_that_was_sent


async def test_an_entry_moved_to_another_moment_is_found(house, entries, tampers):
    tampers(changed(entries[3], at=entries[3].at - timedelta(days=30)))

    assert await house.reading.verify() == Break(entries[3].seq, "is not what its hash says")


@pytest.mark.parametrize(
    "change",
    [
        sa.update(t.journal).values(cause="another"),
        sa.update(t.journal).where(t.journal.c.seq == 2).values(body="{}"),
        sa.delete(t.journal),
        sa.delete(t.journal).where(t.journal.c.seq == 1),
    ],
    ids=["update all", "update one", "delete all", "delete one"],
)
async def test_the_database_refuses_to_change_or_delete_entries(house, entries, database, change):
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        database.write_now(lambda db: db.execute(change))

    assert await house.reading.journal_of(entries[0].maklumat) == entries


ALL_THE_REST = "maklumat_id, ordinal, kind, at, body, cause, part, previous, hash"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "chosen",
    [
        f"seq, {ALL_THE_REST}",
        f"seq + 1000, {ALL_THE_REST}",
        "seq + 1000, maklumat_id, ordinal, kind, at, '{}', 'other', part, 'other', 'other'",
        "seq + 1000, NULL, NULL, kind, at, '{}', cause, part, 'other', 'other'",
        "seq + 1000, NULL, NULL, kind, at, '{}', 'other', part, previous, 'other'",
        "seq + 1000, NULL, NULL, kind, at, '{}', 'other', part, 'other', hash",
    ],
    ids=["all", "all but the number", "its maklumat's place", "its cause", "the one before", "its hash"],
)
async def test_no_entry_takes_the_place_of_another(house, entries, database, chosen):
    change = f"INSERT OR REPLACE INTO journal (seq, {ALL_THE_REST}) SELECT {chosen} FROM journal WHERE kind = 'Opened'"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        database.write_now(lambda db: db.exec_driver_sql(change))

    assert await house.reading.journal_of(entries[0].maklumat) == entries


def test_it_is_seen_whether_the_database_would_refuse_that(entries, database):
    assert database.read_now(journal.is_guarded)

    for statement in TRIGGERS[database.writer.dialect.name][:1]:
        database.write_now(lambda db, statement=statement: db.exec_driver_sql(statement))

    assert not database.read_now(journal.is_guarded)


async def test_a_maklumat_that_has_entries_cannot_be_deleted(house, entries, database):
    with pytest.raises(sa.exc.IntegrityError):
        database.write_now(lambda db: db.execute(sa.delete(t.maklumat)))


@pytest.mark.parametrize("place", [0, -1])
async def test_an_entry_under_another_number_is_found(house, entries, tampers, place):
    """The number is no part of the hash; it is the one before it and one more."""
    tampers(sa.update(t.journal).where(t.journal.c.hash == entries[place].hash).values(seq=entries[place].seq + 1000))

    found = await house.reading.verify()
    if place == -1:
        assert found == Break(entries[-1].seq + 1000, "does not have the number after the one before it")
    else:
        assert found == Break(entries[1].seq, "does not follow the entry before it")


async def test_numbers_count_on_by_one_though_something_was_rolled_back(house, entries, database):
    """A sequence of PostgreSQL would leave a gap, and a gap could then mean nothing."""
    with database.writer.connect() as db, db.begin() as transaction:
        journal.append(db, entries[0].maklumat, 900, [entries[0].event], "update:900")
        transaction.rollback()

    await house.opens()

    numbers = database.read_now(
        lambda db: list(db.execute(sa.select(t.journal.c.seq).order_by(t.journal.c.seq)).scalars())
    )
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > len(entries)
    assert await house.reading.verify() is None


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_cut_end_after_which_life_went_on_leaves_a_gap(house, entries, tampers):
    """SQLite remembers the last number it gave; whoever cuts the end may forget that."""
    tampers(sa.delete(t.journal).where(t.journal.c.seq == entries[-1].seq))

    await house.opens(title="Maklumat yang lain")

    assert await house.reading.verify() == Break(
        entries[-1].seq + 1, "does not have the number after the one before it"
    )
