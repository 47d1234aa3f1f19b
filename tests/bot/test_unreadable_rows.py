"""A row that cannot be read, damaged or written by a newer version, ends by itself, and stops nothing beside it."""

import time
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.polls import PollWatch
from storage import notes
from storage import tables as t
from storage.outbox import Kind
from storage.papers import MOST_ATTEMPTS
from tests.bot.test_courier import pass_time, settled
from tests.bot.test_intake import hand_over

DAMAGED = ("{", "[]", '{"event": "OfAYearToCome", "fields": "{}"}', '{"screen": {}}', '{"outage": ["2027-01-18"]}')
A_NEWER_KIND = "of-a-year-to-come"

pytestmark = pytest.mark.usefixtures("everybody")


@pytest.fixture
async def everybody(bench):
    await bench.everybody()


@pytest.fixture
def say(bench):
    """Puts words into the inbox, as the poller would; its row's number."""

    def keep(official: Any, text: str) -> int:
        bench.house.updates += 1
        person = {"id": official.telegram_id, "is_bot": False, "first_name": official.name}
        chat = {"id": official.telegram_id, "type": "private", "first_name": official.name}
        message = {"message_id": bench.house.updates, "date": 1_800_000_000, "chat": chat, "from": person, "text": text}
        return hand_over(bench, {"update_id": bench.house.updates, "message": message})

    return keep


def damage(bench, table: sa.Table, number: int, **values: Any) -> None:
    (key,) = table.primary_key
    bench.database.write_now(lambda db: db.execute(sa.update(table).where(key == number).values(**values)))


class TestInTheOutbox:
    @pytest.mark.parametrize("body", [*DAMAGED, A_NEWER_KIND])
    async def test_the_others_are_told_and_the_admins_hear_that_it_is_a_defect_of_ours(self, bench, body, caplog):
        wahyu, sri, agus = bench.house.wahyu, bench.house.sri, bench.house.agus
        (broken,) = bench.says(wahyu, "satu")
        damage(bench, t.outbox, broken, **({"kind": body} if body == A_NEWER_KIND else {"body": body}))
        after, others = bench.says(wahyu, "berikutnya"), bench.says(sri, "untuk yang lain")

        async with bench.running(bench.courier):
            await bench.until_sent(others)
            await pass_time(bench, lambda: settled(bench, [broken, *after]))
            await bench.until_sent()

        assert bench.states([broken, *after, *others]) == ["dead", "sent", "sent"]
        assert await bench.read(sri) == ["untuk yang lain"]
        (told,) = await bench.read(agus)
        assert "kesalahan pada layanan ini sendiri" in told
        assert "Perihal: " in told
        assert "ParcelUnreadable" in caplog.text

    async def test_one_of_a_newer_kind_behind_does_not_hide_that_somebody_blocked_the_bot(self, bench):
        wahyu = bench.house.wahyu
        first, newer = bench.says(wahyu, "satu", "dua")
        damage(bench, t.outbox, newer, kind=A_NEWER_KIND)
        await (await bench.phone(wahyu)).block()

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.states([first, newer]) == ["dead", "dead"])
            await bench.until_sent()

        (told,) = await bench.read(bench.house.agus)
        assert "diblokir" in told

    async def test_a_digest_of_none_that_can_be_read_is_a_defect_of_which_the_admins_hear(self, bench):
        both = [await bench.house.at_step(3), await bench.house.at_step(3)]
        bench.clock.at = bench.house.now = both[1].visit.due_at + timedelta(minutes=1)
        await bench.parts.desk.tick(bench.clock())
        digests = [row.id for row in bench.rows(t.outbox.c.kind == Kind.DIGEST)]
        for m in both:
            damage(bench, t.maklumat, m.id, body="{}")

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, digests))
            await bench.until_sent(row.id for row in bench.house.to(bench.house.agus))

        assert set(bench.states(digests)) == {"dead"}
        assert any("pengingat" in told for told in await bench.read(bench.house.agus))

    async def test_a_digest_tells_of_the_others(self, bench):
        first, second = await bench.house.at_step(3), await bench.house.at_step(3)
        bench.house.forget_sent()
        bench.clock.at = bench.house.now = second.visit.due_at + timedelta(minutes=1)
        await bench.parts.desk.tick(bench.clock())
        digests = [row.id for row in bench.rows(t.outbox.c.kind == Kind.DIGEST) if row.state == "queued"]
        damage(bench, t.maklumat, first.id, body="{}")

        async with bench.running(bench.courier):
            # What was queued of the first goes before it, and is given up.
            await pass_time(bench, lambda: settled(bench, digests))

        assert set(bench.states(digests)) == {"sent"}
        bagus = await bench.phone(bench.house.bagus)
        reminder = await bagus.expect("Mohon izin menyampaikan", button=second.control_number)
        assert first.control_number not in reminder.text


class TestInTheInbox:
    async def test_the_others_are_served_and_the_admins_hear_of_it(self, bench, say):
        broken, after = say(bench.house.wahyu, "halo"), say(bench.house.sri, "halo")
        damage(bench, t.inbox, broken, body='{"update_id": 7, "mess')

        async with bench.running(bench.worker, bench.courier):
            await bench.until(lambda: [row.state for row in self.of(bench, broken, after)] == ["dead", "done"])
            await bench.until_sent()

        (told,) = await bench.read(bench.house.agus)
        assert "pesan masuk yang tidak dapat diproses" in told
        assert len(await bench.read(bench.house.sri)) == 1

    def of(self, bench, *seqs: int) -> list[Any]:
        return [row for row in bench.all_of(t.inbox) if row.seq in seqs]


class TestOfAPaper:
    async def wanted(self, bench) -> list[int]:
        """Two drafts are on their way, each with a Nota Dinas that is not made yet."""
        bench.house.now = bench.clock.at
        await bench.house.at_step(3)
        await bench.house.at_step(3)
        bench.clock.at = bench.house.now
        return [row.id for row in bench.all_of(t.papers) if row.file is None]

    @pytest.mark.parametrize("snapshot", ["{", "{}", "[]"])
    async def test_the_others_are_made_and_the_admins_hear_of_it(self, bench, snapshot):
        first, *others = await self.wanted(bench)
        damage(bench, t.papers, first, snapshot=snapshot)

        async with bench.running(bench.parts.press, bench.courier):
            await bench.until(lambda: self.attempts(bench, first) == MOST_ATTEMPTS)
            await bench.until(lambda: all(row.file for row in bench.all_of(t.papers) if row.id in others), 20)
            await bench.until_sent()

        assert [kind for kind, _ in bench.incidents()] == ["paper"]
        assert any("naskah cetak yang tidak dapat dibuat" in told for told in await bench.read(bench.house.agus))

    async def test_what_cannot_be_entered_for_its_maklumat_holds_up_no_other(self, bench):
        first, *others = await self.wanted(bench)
        (its,) = {row.maklumat_id for row in bench.all_of(t.papers) if row.id == first}
        damage(bench, t.maklumat, its, body="{}")

        async with bench.running(bench.parts.press):
            await bench.until(lambda: self.attempts(bench, first) == MOST_ATTEMPTS, 20)
            rest = [row for row in bench.all_of(t.papers) if row.id in others and row.maklumat_id != its]
            await bench.until(lambda: all(row.file for row in bench.all_of(t.papers) if row.id in [r.id for r in rest]))

        assert rest

    def attempts(self, bench, paper: int) -> int:
        return next(row.attempts for row in bench.all_of(t.papers) if row.id == paper)


class TestOfTheJournal:
    """One entry that only a newer version can read, beside a maklumat that is as it was."""

    def is_told_by_a_newer_version(self, bench) -> None:
        """What happened last is of a kind that we do not know."""

        def tell(db: Any) -> None:
            last = db.execute(sa.select(t.journal).order_by(t.journal.c.seq.desc()).limit(1)).one()
            newer = {"seq": last.seq + 1, "ordinal": last.ordinal + 1, "kind": A_NEWER_KIND, "cause": "newer"}
            hashes = {"previous": last.hash, "hash": "f" * 64}
            db.execute(sa.insert(t.journal).values({**last._asdict(), **newer, **hashes}))

        bench.database.write_now(tell)

    async def test_everybodys_lists_are_whole(self, bench):
        other, m = await bench.house.at_step(3), await bench.house.at_step(3)
        self.is_told_by_a_newer_version(bench)
        reading, bagus = bench.parts.reading, bench.house.bagus.id

        assert {view.maklumat.id for view in await reading.tasks(bagus, bench.clock())} == {m.id, other.id}
        assert {view.maklumat.id for view in await reading.open_views(bagus, bench.clock())} == {m.id, other.id}

    async def test_its_reminder_is_told(self, bench):
        m = await bench.house.at_step(3)
        bench.house.forget_sent()
        bench.clock.at = bench.house.now = m.visit.due_at + timedelta(minutes=1)
        await bench.parts.desk.tick(bench.clock())
        self.is_told_by_a_newer_version(bench)

        async with bench.running(bench.courier):
            await bench.until_sent(
                [row.id for row in bench.house.to(bench.house.bagus, t.outbox.c.kind == Kind.REMINDER)]
            )

        assert any("Mohon izin" in told for told in await bench.read(bench.house.bagus))


class TestOfANote:
    @pytest.mark.parametrize("noted", ["x", "2027-01-18T03:00:00"])
    async def test_a_moment_that_is_none_is_written_anew(self, bench, noted):
        bench.database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, noted))
        await PollWatch(bench.database, bench.parts.desk, time.monotonic, bench.parts.alarm).good_poll(bench.clock())

        assert bench.database.read_now(lambda db: notes.moment(db, notes.LAST_GOOD_POLL)) == bench.clock()


async def test_that_no_admin_could_be_told_of_a_maklumat_is_not_written_down_as_told(bench):
    m = await bench.house.at_step(3)
    damage(bench, t.maklumat, m.id, body="{}")
    bench.clock.at = m.visit.due_at
    away = sa.update(t.people).where(t.people.c.id == bench.house.agus.id)
    bench.database.write_now(lambda db: db.execute(away.values(unreachable_since=bench.clock())))
    await bench.parts.desk.tick(bench.clock())
    told = f"{notes.UNREADABLE_TOLD}:{m.control_number}"

    await bench.parts.housekeeping.look()
    assert bench.database.read_now(lambda db: notes.read(db, told)) is None

    bench.database.write_now(lambda db: db.execute(away.values(unreachable_since=None)))
    await bench.parts.housekeeping.look()
    assert bench.database.read_now(lambda db: notes.read(db, told)) is not None
    assert bench.house.to(bench.house.agus, t.outbox.c.body.contains("tidak dapat diolah"))
