"""The courier: in order, once where it can be, told where it cannot, and never what is no longer so."""

import asyncio
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.pace import Pace
from handlers.screens.asking import CAUTION
from handlers.screens.cards import REPLACED
from sop.commands import Act
from sop.officials import Change, OfficialChanged
from sop.steps import Action
from storage import confirming, files, inbox, lanes, outbox, people, reach, review
from storage import tables as t
from storage.outbox import PAPER_WAIT, Button, Kind, Screen
from tests.storage.office import document, taken
from tests.storage.test_officials import changed, wish

PDF_BYTES = b"%PDF-1.7 a file that was kept"


def sent_to(bench, official: Any) -> list[dict[str, Any]]:
    """What the courier sent or edited there, in its order."""
    return [
        entry
        for entry in bench.server.world.ledger
        if entry.chat_id == str(official.telegram_id) and entry.method not in ("getMe", "answerCallbackQuery")
    ]


def methods(bench, official: Any) -> list[str]:
    return [entry.method for entry in sent_to(bench, official)]


async def pass_time(bench, holds: Any, step: float = 5.0, seconds: float = 8.0) -> None:
    """Let the office's time run until something holds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, bench._story()
        bench.clock.moves(step)
        bench.courier.nudged.set()
        await bench.a_while(0.03)


def settled(bench, numbers: list[int]) -> bool:
    return not {"queued", "sending"} & set(bench.states(numbers))


@pytest.fixture
async def everybody(bench):
    await bench.everybody()


@pytest.fixture
def wahyu(bench):
    return bench.house.wahyu


@pytest.fixture
def sri(bench):
    return bench.house.sri


pytestmark = pytest.mark.usefixtures("everybody")


class TestOrder:
    async def test_a_chat_gets_its_messages_as_they_were_said(self, bench, wahyu):
        texts = [f"pesan {number}" for number in range(12)]
        bench.says(wahyu, *texts)

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert await bench.read(wahyu) == texts

    async def test_a_chat_waits_for_its_own_and_for_no_other(self, bench, wahyu, sri):
        bench.says(wahyu, "satu", "dua")
        bench.says(sri, "satu", "dua")
        await bench.telegram.fail("sendMessage", delay=0.4, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await bench.until(lambda: len(methods(bench, sri)) == 2)
            assert await bench.read(wahyu) == ["satu"]
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu", "dua"]

    async def test_what_is_queued_later_goes_at_once(self, bench, wahyu):
        async with bench.running(bench.courier):
            await bench.a_while()
            (row,) = bench.says(wahyu, "baru saja")
            bench.courier.nudged.set()
            await bench.until_sent([row])

        assert bench.row(row).message_id is not None
        assert bench.row(row).sent_at == bench.clock.at

    async def test_what_was_begun_is_finished_when_it_is_told_to_end(self, bench, wahyu):
        (row,) = bench.says(wahyu, "terakhir")
        await bench.telegram.fail("sendMessage", delay=0.2)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(row).state == "sending")

        assert bench.row(row).state == "sent"

    async def test_an_ordered_pause_does_not_hold_up_the_end(self, bench, wahyu, sri):
        for who in (wahyu, sri):
            await bench.telegram.fail("sendMessage", code=429, retry_after=120, chat_id=who.telegram_id)
        refused = [*bench.says(wahyu, "satu"), *bench.says(sri, "dua")]
        ends = asyncio.create_task(bench.courier.run())
        await bench.until(lambda: all(bench.row(row).trouble for row in refused))
        (waits,) = bench.says(bench.house.bagus, "tiga")
        bench.courier.nudged.set()
        await bench.a_while(0.3)

        ends.cancel()
        await asyncio.wait([ends], timeout=5)

        assert ends.done()
        assert (bench.row(waits).state, bench.row(waits).attempts) == ("queued", 0)


class TestWhatTelegramSays:
    async def test_a_pause_that_it_orders_is_kept(self, bench, wahyu, sri):
        numbers = bench.says(wahyu, "satu", "dua")
        others = bench.says(sri, "satu")
        await bench.telegram.fail("sendMessage", code=429, retry_after=30, chat_id=wahyu.telegram_id)
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()

        async with bench.running(bench.courier):
            await bench.until_sent(others)
            await bench.until(lambda: bench.row(numbers[0]).next_attempt_at is not None)
            assert bench.row(numbers[0]).next_attempt_at == bench.clock.at + timedelta(seconds=30)
            bench.clock.moves(29)
            await bench.a_while()
            assert await bench.read(wahyu) == []
            bench.clock.moves(2)
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu", "dua"]
        # A pause is no copy: nothing can have arrived twice.
        assert bench.row(numbers[0]).unknowns == 0

    async def test_a_pause_that_it_orders_is_no_failure_however_often_it_does(self, bench, wahyu):
        (row,) = bench.says(wahyu, "satu")
        orders = lanes.MOST_FAILURES + 1
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()
        await bench.telegram.fail("sendMessage", times=orders, code=429, retry_after=7)
        waits = []

        def is_to_wait() -> bool:
            planned = bench.row(row).next_attempt_at
            return planned is not None and planned > bench.clock.at

        async with bench.running(bench.courier):
            for _ in range(orders):
                await bench.until(is_to_wait)
                waits.append(bench.row(row).next_attempt_at - bench.clock.at)
                bench.clock.moves(7)
                bench.courier.nudged.set()
            await bench.until_sent()

        assert set(waits) == {timedelta(seconds=7)}
        assert (bench.row(row).attempts, bench.row(row).unknowns) == (1, 0)
        assert await bench.read(wahyu) == ["satu"]

    async def test_a_failure_after_many_such_pauses_is_the_first(self, bench, wahyu):
        (row,) = bench.says(wahyu, "satu")
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()
        await bench.telegram.fail("sendMessage", times=lanes.MOST_FAILURES, code=429, retry_after=1)
        await bench.telegram.fail("sendMessage", code=500)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [row]), step=1)

        assert bench.states([row]) == ["sent"]

    @pytest.mark.parametrize("order", [30, 3600])
    async def test_a_pause_that_it_orders_is_kept_though_the_clock_is_set_back(self, bench, wahyu, order):
        bench.says(wahyu, "satu")
        passed = [0.0]
        bench.courier.pace.monotonic = lambda: passed[0]
        await bench.telegram.fail("sendMessage", code=429, retry_after=order, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.rows()[0].next_attempt_at is not None)
            bench.clock.moves(-7200)
            passed[0] += order - 1
            await bench.a_while()
            assert await bench.read(wahyu) == []
            passed[0] += 1
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu"]

    async def test_a_clock_that_is_set_back_silences_no_chat(self, bench, wahyu):
        bench.clock.moves(3600)
        (first,) = bench.says(wahyu, "satu")
        await bench.telegram.fail("sendMessage", code=500, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(first).next_attempt_at is not None)
            bench.clock.moves(-3600)
            bench.says(wahyu, "dua")
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu", "dua"]

    async def test_a_telegram_that_is_away_for_long_loses_nothing_and_doubles_nothing(self, bench, wahyu):
        numbers = bench.says(wahyu, "satu", "dua")
        await bench.telegram.fail("sendMessage", times=12, code=429, retry_after=1)
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, numbers), step=700)

        assert await bench.read(wahyu) == ["satu", "dua"]
        assert bench.states(numbers) == ["sent", "sent"]

    @pytest.mark.parametrize("how", ["cut", "502"])
    async def test_an_outage_of_hours_gives_nothing_up_and_makes_one_copy_at_most(self, bench, wahyu, sri, how):
        numbers = [*bench.says(wahyu, "satu", "dua"), *bench.says(sri, "tiga")]
        await bench.telegram.outage(60, how)
        bench.courier.presence.monotonic = lambda: bench.clock.at.timestamp()
        began = bench.clock.at

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: bench.clock.at - began > timedelta(hours=3), step=300)
            assert {bench.row(number).state for number in numbers} <= {"queued", "sending"}
            await bench.telegram.heal()
            recovered = bench.clock.at
            await pass_time(bench, lambda: settled(bench, numbers), step=1)

        assert await bench.read(wahyu) == ["satu", "dua"]
        assert await bench.read(sri) == ["tiga"]
        assert bench.clock.at - recovered < timedelta(seconds=30), "what waited goes soon after Telegram is back"
        assert max(bench.row(number).unknowns for number in numbers) <= 1
        assert bench.incidents() == []

    async def test_an_answer_that_was_cut_off_makes_a_copy_at_worst(self, bench, wahyu):
        numbers = bench.says(wahyu, "satu", "dua")
        await bench.telegram.fail("sendMessage", drop_after_executing=True)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, numbers))

        assert await bench.read(wahyu) == ["satu", "satu", "dua"]
        assert bench.row(numbers[0]).unknowns == 1

    async def test_of_what_nobody_knows_there_are_three_copies_at_most(self, bench, wahyu):
        numbers = bench.says(wahyu, "satu", "dua")
        await bench.telegram.fail("sendMessage", times=3, drop_after_executing=True)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, numbers))
            await bench.until(lambda: bench.house.to(bench.house.agus))
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu"] * 3 + ["dua"]
        assert bench.states(numbers) == ["dead", "sent"]
        (told,) = await bench.read(bench.house.agus)
        assert "Wahyu" in told

    async def test_it_tries_ever_later(self, bench, wahyu):
        (row,) = bench.says(wahyu, "satu")
        await bench.telegram.fail("sendMessage", times=2, code=500)
        waits = []

        async with bench.running(bench.courier):
            for tried in (1, 2):
                await bench.until(lambda n=tried: bench.row(row).attempts == n and bench.row(row).state == "queued")
                waits.append(bench.row(row).next_attempt_at - bench.clock.at)
                bench.clock.moves(waits[-1].total_seconds())
                bench.courier.nudged.set()
            await bench.until_sent()

        assert timedelta(seconds=1) <= waits[0] < waits[1]
        assert bench.row(row).state == "sent"

    async def test_what_telegram_says_it_failed_to_take_is_tried_for_hours_and_told_when_it_stays_so(
        self, bench, wahyu
    ):
        numbers = bench.says(wahyu, "satu", "dua")
        await bench.telegram.fail("sendMessage", times=20, code=500, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, numbers), step=300, seconds=30)

        assert bench.states(numbers) == ["sent", "sent"]
        assert await bench.read(wahyu) == ["satu", "dua"], "no copies, and in their order"
        assert bench.row(numbers[0]).unknowns == 0
        (told,) = await bench.read(bench.house.agus)
        assert "Pesan untuk Bapak/Ibu Wahyu" in told
        assert "tertunda sepuluh menit atau lebih" in told
        assert "Sebab: gangguan di pihak Telegram" in told
        assert "jawaban (2)" in told, "with what waits behind it"

    async def test_is_told_once_of_a_message_though_the_clock_is_set_back(self, bench, wahyu):
        bench.clock.moves(8 * 3600)
        numbers = bench.says(wahyu, "satu")
        await bench.telegram.fail("sendMessage", times=lanes.LONG_FAILURES + 4, code=500, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(numbers[0]).next_attempt_at is not None)
            bench.clock.moves(-8 * 3600)
            await pass_time(bench, lambda: settled(bench, numbers), step=300, seconds=30)

        assert len(await bench.read(bench.house.agus)) == 1

    @pytest.mark.parametrize(("times", "order"), [(1, 3600), (7, 120)])
    async def test_a_pause_of_ten_minutes_is_told_once_and_promises_nothing_else(self, bench, wahyu, times, order):
        (row,) = bench.says(wahyu, "satu")
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()
        await bench.telegram.fail("sendMessage", times=times, code=429, retry_after=order, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [row]), step=60)
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu"]
        (told,) = await bench.read(bench.house.agus)
        assert "Pesan untuk Bapak/Ibu Wahyu" in told
        assert "Sebab: Telegram meminta layanan ini menunggu sebelum mengirim lagi" in told
        assert "empat jam" not in told

    async def test_two_short_pauses_hours_apart_are_no_long_one(self, bench, wahyu):
        (first,) = bench.says(wahyu, "kartu")
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()
        async with bench.running(bench.courier):
            await bench.until_sent()
            gone = bench.row(first).message_id + 1000
            await bench.telegram.fail("editMessageReplyMarkup", code=429, retry_after=1, chat_id=wahyu.telegram_id)
            bench.database.write_now(lambda db: outbox.strip_message(db, wahyu.telegram_id, gone, bench.clock()))
            await pass_time(bench, lambda: settled(bench, [first + 1]), step=1)
            bench.clock.moves(7 * 3600)
            await bench.telegram.fail("sendMessage", code=429, retry_after=1, chat_id=wahyu.telegram_id)
            numbers = bench.says(wahyu, "satu")
            await pass_time(bench, lambda: settled(bench, numbers), step=1)

        assert await bench.read(bench.house.agus) == []

    async def test_a_pause_of_five_minutes_is_no_news(self, bench, wahyu):
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()

        async with bench.running(bench.courier):
            for _ in range(3):
                await bench.telegram.fail("sendMessage", code=429, retry_after=300, chat_id=wahyu.telegram_id)
                numbers = bench.says(wahyu, "satu")
                await pass_time(bench, partial(settled, bench, numbers), step=60)

        assert await bench.read(bench.house.agus) == []

    async def test_what_telegram_fails_to_take_for_some_minutes_is_no_news(self, bench, wahyu):
        numbers = bench.says(wahyu, "satu")
        await bench.telegram.fail("sendMessage", times=lanes.LONG_FAILURES, code=500, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, numbers), step=300, seconds=30)

        assert bench.states(numbers) == ["sent"]
        assert await bench.read(bench.house.agus) == []

    @pytest.mark.parametrize("how", [{"code": 500}, {"drop_before_executing": True}], ids=str)
    async def test_a_redrawing_that_keeps_failing_holds_up_nothing_and_is_made_in_the_end(self, bench, wahyu, how):
        (first,) = bench.says(wahyu, "kartu")
        bench.courier.presence.monotonic = lambda: bench.clock.at.timestamp()
        async with bench.running(bench.courier):
            await bench.until_sent()
            message = bench.row(first).message_id
            await bench.telegram.fail("editMessageReplyMarkup", times=lanes.LONG_FAILURES + 3, **how)
            bench.database.write_now(lambda db: outbox.strip_message(db, wahyu.telegram_id, message, bench.clock()))
            began, strip = bench.clock(), first + 1
            behind = bench.says(wahyu, "satu", "dua")
            await pass_time(bench, lambda: settled(bench, behind), step=4)
            assert bench.clock() - began < timedelta(minutes=1)
            assert bench.row(strip).state != "sent"
            await pass_time(bench, lambda: bench.row(strip).attempts > lanes.LONG_FAILURES, step=60)
            (later,) = bench.says(wahyu, "tiga")
            await pass_time(bench, lambda: settled(bench, [strip, later]), step=60)

        assert await bench.read(wahyu) == ["kartu", "satu", "dua", "tiga"]
        assert bench.row(strip).state == "sent"
        assert await bench.read(bench.house.agus) == []

    async def test_a_redrawing_that_is_passed_does_not_change_what_is_put_in_that_place_meanwhile(self, bench, wahyu):
        asks = Screen("Yakin?", ((Button("Ya", "x"),),))
        (first,) = bench.says(wahyu, "kartu")
        async with bench.running(bench.courier):
            await bench.until_sent()
            message = bench.row(first).message_id
            await bench.telegram.fail("editMessageReplyMarkup", times=lanes.PASSED_AFTER + 1, code=500)
            bench.database.write_now(lambda db: outbox.strip_message(db, wahyu.telegram_id, message, bench.clock()))
            await pass_time(bench, lambda: bench.row(first + 1).attempts > lanes.PASSED_AFTER, step=10)
            edit = bench.database.write_now(
                lambda db: outbox.put_screen(db, wahyu.telegram_id, wahyu.id, asks, now=bench.clock(), edit=message)
            )
            (beside,) = bench.says(wahyu, "dua")
            await pass_time(bench, lambda: settled(bench, [first + 1, edit, beside]), step=10)

        assert await (await bench.phone(wahyu)).buttons() == ("Ya",)

    @pytest.mark.parametrize("how", ["drop_before_executing", "drop_after_executing"])
    async def test_a_change_of_a_message_that_nobody_knows_of_makes_no_copy_and_is_tried_as_what_failed(
        self, bench, wahyu, how
    ):
        (first,) = bench.says(wahyu, "lama")
        async with bench.running(bench.courier):
            await bench.until_sent()
            (edit,) = bench.says(wahyu, "baru", edit=bench.row(first).message_id)
            await bench.telegram.fail("editMessageText", times=lanes.MOST_COPIES + 1, **{how: True})
            await pass_time(bench, lambda: settled(bench, [edit]), step=60)

        assert await bench.read(wahyu) == ["baru"]
        assert (bench.row(edit).state, bench.row(edit).unknowns) == ("sent", 0)

    async def test_a_new_message_in_the_place_of_one_that_is_gone_may_make_three_copies(self, bench, wahyu):
        (row,) = bench.says(wahyu, "pengganti", edit=40_404)
        await bench.telegram.fail("sendMessage", times=9, drop_after_executing=True, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [row]), step=60)

        assert await bench.read(wahyu) == ["pengganti"] * lanes.MOST_COPIES
        assert bench.states([row]) == ["dead"]

    async def test_what_telegram_fails_to_take_for_four_hours_is_given_up_and_told(self, bench, wahyu):
        (row,) = bench.says(wahyu, "satu")
        until = bench.clock() + timedelta(hours=4)
        await bench.telegram.fail("sendMessage", times=lanes.MOST_FAILURES + 1, code=500, chat_id=wahyu.telegram_id)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [row]), step=300, seconds=30)

        assert bench.states([row]) == ["dead"]
        assert bench.clock() >= until

    async def test_markup_that_it_does_not_read_goes_as_plain_words(self, bench, wahyu, caplog):
        numbers = bench.says(wahyu, "<b>Setuju</b> bila a < b", "berikutnya")

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert await bench.read(wahyu) == ["<b>Setuju</b> bila a < b", "berikutnya"]
        assert bench.states(numbers) == ["sent", "sent"]
        assert "does not read our markup" in caplog.text

    async def test_what_it_will_never_take_is_given_up_and_told(self, bench, wahyu):
        numbers = bench.says(wahyu, "x" * 5000, "berikutnya")

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.house.to(bench.house.agus))
            await bench.until_sent()

        assert bench.states(numbers) == ["dead", "sent"]
        assert await bench.read(wahyu) == ["berikutnya"]
        (told,) = await bench.read(bench.house.agus)
        assert "Wahyu" in told

    async def test_an_edit_that_changes_nothing_is_done(self, bench, wahyu):
        (first,) = bench.says(wahyu, "tetap")
        async with bench.running(bench.courier):
            await bench.until_sent()
            (again,) = bench.says(wahyu, "tetap", edit=bench.row(first).message_id)
            bench.courier.nudged.set()
            await bench.until_sent()

        assert bench.row(again).state == "sent"
        assert bench.incidents() == []

    async def test_an_edit_of_a_message_that_is_gone_is_said_anew(self, bench, wahyu):
        (row,) = bench.says(wahyu, "pengganti", edit=40_404)

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert await bench.read(wahyu) == ["pengganti"]
        assert bench.row(row).message_id is not None

    async def test_buttons_of_a_message_that_is_gone_are_gone(self, bench, wahyu):
        bench.database.write_now(lambda db: outbox.strip_message(db, wahyu.telegram_id, 40_404, bench.clock()))

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert [row.state for row in bench.rows()] == ["dropped"]
        assert bench.incidents() == []

    async def test_a_database_that_fails_twice_while_a_message_is_marked_does_not_close_the_chat(self, bench, wahyu):
        numbers = bench.says(wahyu, "satu", "dua")
        failed: list[int] = []

        def refuse(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            marks = statement.startswith("UPDATE outbox") and ("message_id=" in statement or "trouble=" in statement)
            if marks and len(failed) < 2:
                failed.append(1)
                raise ValueError("database is locked")

        sa.event.listen(bench.database.writer, "before_cursor_execute", refuse)
        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, numbers), seconds=10)

        assert len(failed) == 2


class TestAPersonWhoCannotBeReached:
    async def test_is_told_to_the_admins_by_name_and_the_rest_goes_on(self, bench, wahyu, sri):
        numbers = bench.says(wahyu, "satu", "dua", "tiga")
        others = bench.says(sri, "satu", "dua")
        await (await bench.phone(wahyu)).block()

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.house.to(bench.house.agus))
            await bench.until_sent()

        assert bench.states(numbers) == ["dead"] * 3
        assert "blocked" in bench.row(numbers[0]).trouble
        assert bench.states(others) == ["sent", "sent"]
        (told,) = await bench.read(bench.house.agus)
        assert "Wahyu" in told
        assert "diblokir" in told
        everyone = await bench.parts.reading.people(bench.clock())
        assert everyone[wahyu.id].unreachable_since == bench.clock.at
        assert everyone[sri.id].unreachable_since is None
        assert [kind for kind, _ in bench.incidents()] == ["undelivered"]

    @pytest.mark.parametrize("first", [Kind.REFRESH, Kind.STRIP])
    async def test_is_told_too_where_a_redrawing_is_the_first_that_fails(self, bench, wahyu, first):
        """After an outage the change of a card stands before what matters."""
        m = await bench.house.opens()
        async with bench.running(bench.courier):
            await bench.until_sent()
        card = live_card(bench, wahyu)
        await (await bench.phone(wahyu)).block()
        if first is Kind.STRIP:
            changes = partial(outbox.strip_message, chat_id=card.chat_id, message_id=card.message_id)
        else:
            changes = partial(outbox.refresh, card=card.id, chat_id=card.chat_id, maklumat=m.id, person=wahyu.id)
        bench.database.write_now(lambda db: changes(db, now=bench.clock()))
        behind = bench.says(wahyu, "dua", "tiga")

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert bench.states(behind) == ["dead", "dead"]
        assert next(row.kind for row in bench.rows() if row.state == "dead") == first
        told = (await bench.read(bench.house.agus))[-1]
        assert "Pesan untuk Bapak/Ibu Wahyu" in told
        assert "Perihal: jawaban (2)" in told

    async def test_a_block_that_is_taken_back_while_it_is_written_down_gives_nobody_up(self, bench, wahyu):
        phone = await bench.phone(wahyu)
        await phone.block()
        (row,) = bench.says(wahyu, "satu")
        kept = [{"update_id": 77, "message": {"chat": {"id": wahyu.telegram_id}, "text": "Saya kembali"}}]
        await bench.telegram.fail(
            "sendMessage", delay=0.3, code=403, description="Forbidden: bot was blocked by the user"
        )
        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(row).state == "sending")
            bench.database.write_now(lambda db: inbox.keep(db, bench.bot.id, kept, bench.clock()))
            await phone.unblock()
            await pass_time(bench, lambda: settled(bench, [row]), step=1)

        assert bench.row(row).state == "sent"
        assert "satu" in await bench.read(wahyu)
        assert bench.incidents() == []

    async def test_is_tried_again_when_something_new_is_to_be_said(self, bench, wahyu):
        phone = await bench.phone(wahyu)
        await phone.block()
        bench.says(wahyu, "satu")
        async with bench.running(bench.courier):
            await bench.until(lambda: bench.house.to(bench.house.agus))
            await bench.until_sent()
            await phone.unblock()
            (row,) = bench.says(wahyu, "dua")
            bench.courier.nudged.set()
            await bench.until_sent()

        assert bench.row(row).state == "sent"
        assert await bench.read(wahyu) == ["dua", "satu"], "what reached nobody is said after all"

    async def test_where_the_only_admin_cannot_be_reached_himself_the_drafters_are_told(self, bench, wahyu, sri):
        agus = bench.house.agus
        phones = [await bench.phone(one) for one in (wahyu, sri)]
        await (await bench.phone(agus)).block()
        bench.says(agus, "satu")

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert len(bench.rows()) == 1 + len(phones)
        for one in (wahyu, sri):
            (told,) = await bench.read(one)
            assert "Pemberitahuan bagi penyusun" in told
            assert "Agus" in told
            assert "/undang" not in told, "a menu that is not theirs"
        assert len(bench.incidents()) == 1

    async def test_where_another_admin_is_told_no_drafter_is(self, bench, wahyu, sri):
        await bench.phone(await bench.house.enrols("Tini", is_admin=True))
        await (await bench.phone(bench.house.agus)).block()
        bench.says(bench.house.agus, "satu")

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert [len(await bench.read(one)) for one in (wahyu, sri)] == [0, 0]

    async def test_a_stranger_who_blocks_the_bot_is_no_news_to_anybody(self, bench):
        stranger = await bench.stranger()
        await stranger.block()
        bench.database.write_now(lambda db: outbox.put_screen(db, stranger.id, None, Screen("maaf"), now=bench.clock()))

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert [row.state for row in bench.rows()] == ["dead"]
        assert await bench.read(bench.house.agus) == []


def keeps(bench, data: bytes = PDF_BYTES) -> Any:
    """A file that the office keeps; its description."""
    kept = document(data)
    bench.database.write_now(lambda db: files.keep(db, {kept.sha256: data}, bench.clock()))
    return kept


def gives(bench, official: Any, kept: Any) -> int:
    return bench.database.write_now(
        lambda db: outbox.put_document(db, official.telegram_id, official.id, now=bench.clock(), file=kept)
    )


async def test_the_date_of_a_message_tells_a_clock_that_is_ahead_of_telegrams(bench, wahyu):
    leapt = bench.parts.ticker.leapt
    bench.says(wahyu, "satu")
    async with bench.running(bench.courier):
        await bench.until_sent()
        assert not leapt()

        bench.server.world.offset -= timedelta(days=1)
        bench.says(wahyu, "dua")
        bench.courier.nudged.set()
        await bench.until_sent()

    assert leapt()


class TestFiles:
    async def test_the_same_bytes_are_uploaded_once(self, bench, wahyu, sri):
        kept = keeps(bench)
        first = gives(bench, wahyu, kept)
        async with bench.running(bench.courier):
            await bench.until_sent([first])
            more = [gives(bench, official, kept) for official in (wahyu, sri, bench.house.bagus)]
            bench.courier.nudged.set()
            await bench.until_sent(more)

        assert len(bench.server.world.bot.files) == 1
        for official in (wahyu, sri, bench.house.bagus):
            phone = await bench.phone(official)
            message = await phone.expect(document="draf.pdf")
            assert await phone.download(message.document) == PDF_BYTES

    async def test_a_replaced_bot_uploads_them_anew(self, bench, wahyu):
        kept = keeps(bench)
        bench.database.write_now(lambda db: files.remember_upload(db, 42, kept.sha256, "document", "of-another-bot"))
        gives(bench, wahyu, kept)

        async with bench.running(bench.courier):
            await bench.until_sent()

        uploads = {row.bot_id: row.file_id for row in bench.all_of(t.uploads)}
        assert set(uploads) == {42, bench.bot.id}
        assert [entry.ok for entry in sent_to(bench, wahyu)] == [True]

    async def test_a_file_that_telegram_forgot_is_uploaded_anew(self, bench, wahyu):
        kept = keeps(bench)
        bench.database.write_now(
            lambda db: files.remember_upload(db, bench.bot.id, kept.sha256, "document", "BQACforgotten")
        )
        number = gives(bench, wahyu, kept)

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert bench.row(number).state == "sent"
        assert [entry.ok for entry in sent_to(bench, wahyu)] == [False, True]
        (upload,) = bench.all_of(t.uploads)
        assert upload.file_id in bench.server.world.bot.files

    async def test_bytes_that_are_not_there_do_not_close_the_chat(self, bench, wahyu):
        number = gives(bench, wahyu, document(b"%PDF never kept"))
        (after,) = bench.says(wahyu, "berikutnya")

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [number, after]))

        assert bench.states([number, after]) == ["dead", "sent"]


class TestAnAlteredFile:
    """Somebody changed what the database keeps under a SHA-256: a Komisioner must not decide on another draft."""

    @pytest.fixture
    def altered(self, bench):
        kept = keeps(bench)
        change = sa.update(t.files).where(t.files.c.sha256 == kept.sha256).values(bytes=b"%PDF-1.7 another text")
        bench.database.write_now(lambda db: db.execute(change))
        return kept

    async def test_goes_to_nobody_and_who_asked_hears_so(self, bench, wahyu, altered):
        number = gives(bench, wahyu, altered)
        (after,) = bench.says(wahyu, "berikutnya")

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert bench.states([number, after]) == ["dead", "sent"]
        assert bench.server.world.bot.files == {}
        assert any("belum dapat dikirim karena perlu diperiksa" in text for text in await bench.read(wahyu))

    async def test_nor_does_its_first_page(self, bench, wahyu, altered):
        number = bench.database.write_now(
            lambda db: outbox.put_document(db, wahyu.telegram_id, wahyu.id, now=bench.clock(), page_of=altered)
        )

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert bench.states([number]) == ["dead"]
        assert bench.server.world.bot.files == {}

    async def test_is_told_to_the_admins_once_a_day(self, bench, wahyu, sri, altered):
        for official in (wahyu, sri, wahyu):
            gives(bench, official, altered)

        async with bench.running(bench.courier):
            await bench.until_sent()
        (text,) = await bench.read(bench.house.agus)
        bench.clock.moves(25 * 3600)
        gives(bench, sri, altered)
        async with bench.running(bench.courier):
            await bench.until_sent()

        assert f"{altered.sha256[:12]}… tidak sesuai sidiknya" in text
        assert len(await bench.read(bench.house.agus)) == 2
        assert [kind for kind, _ in bench.incidents()] == ["file", "file"]


def live_card(bench, official: Any) -> Any:
    (row,) = bench.house.to(official, t.outbox.c.live.is_(sa.true()))
    return row


class TestWhatIsNoLongerSo:
    async def test_a_card_is_drawn_from_the_present_state(self, bench, wahyu):
        m = await bench.house.opens()
        await bench.house.does(m, bench.house.sri, Action.PARAF)

        async with bench.running(bench.courier):
            await bench.until_sent()

        # One card with the buttons, and nothing that was true before it went.
        chat = await (await bench.phone(wahyu)).chat()
        assert [message.labels for message in chat if "Paraf dan sampaikan" in message.labels]
        assert sum(bool(message.buttons) for message in chat) == 1

    async def test_a_card_that_is_replaced_while_it_waits_for_its_turn_goes_without_buttons(self, bench, wahyu):
        its_turn = asyncio.Event()
        bench.courier.pace.wait = lambda *_, **__: its_turn.wait()
        m = await bench.house.opens()
        first = live_card(bench, wahyu).id

        async with bench.running(bench.courier):
            await bench.until(lambda: wahyu.telegram_id in bench.courier._busy)
            await bench.house.does(m, bench.house.sri, Action.PARAF)
            its_turn.set()
            await bench.until_sent()

        chat = {message.id: message for message in await (await bench.phone(wahyu)).chat()}
        # Nothing takes its buttons off later: it was no message yet when the next card came.
        assert chat[bench.row(first).message_id].labels == ()
        assert [number for number, message in chat.items() if message.buttons] == [live_card(bench, wahyu).message_id]

    async def test_a_redrawing_of_a_card_that_is_no_longer_live_is_dropped(self, bench, wahyu):
        m = await bench.house.opens()
        async with bench.running(bench.courier):
            await bench.until_sent()
        card = live_card(bench, wahyu)
        bench.database.write_now(lambda db: outbox.refresh(db, card.id, card.chat_id, m.id, wahyu.id, bench.clock()))
        bench.database.write_now(
            lambda db: db.execute(sa.update(t.outbox).where(t.outbox.c.id == card.id).values(live=False))
        )
        before = len(sent_to(bench, wahyu))

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert bench.rows()[-1].kind == Kind.REFRESH
        assert bench.rows()[-1].state == "dropped"
        assert len(sent_to(bench, wahyu)) == before

    async def test_a_live_card_that_its_owner_deleted_is_shown_anew_when_it_changes(self, bench, wahyu):
        m = await bench.house.opens()
        async with bench.running(bench.courier):
            await bench.until_sent()
            deleted, phone = live_card(bench, wahyu), await bench.phone(wahyu)
            await phone.delete(deleted.message_id)
            bench.database.write_now(
                lambda db: outbox.refresh(db, deleted.id, deleted.chat_id, m.id, wahyu.id, bench.clock())
            )
            await bench.until_sent()

        assert live_card(bench, wahyu).id != deleted.id
        (card,) = [message for message in await phone.chat() if message.from_bot]
        assert card.id == live_card(bench, wahyu).message_id
        assert "Paraf" in card.labels
        assert [row.kind for row in bench.house.to(wahyu, t.outbox.c.id > deleted.id)] == [Kind.REFRESH, Kind.CARD]

    async def test_a_deleted_card_that_another_has_replaced_is_not_shown_anew(self, bench, wahyu):
        m = await bench.house.opens()
        async with bench.running(bench.courier):
            await bench.until_sent()
            deleted = live_card(bench, wahyu)
            await (await bench.phone(wahyu)).delete(deleted.message_id)
            await bench.telegram.fail("editMessageText", delay=0.5, chat_id=wahyu.telegram_id)
            bench.database.write_now(
                lambda db: outbox.refresh(db, deleted.id, deleted.chat_id, m.id, wahyu.id, bench.clock())
            )
            await bench.until(lambda: bench.house.to(wahyu)[-1].state == "sending")
            await bench.house.does(m, bench.house.sri, Action.PARAF)
            await bench.until_sent()

        cards = bench.house.to(wahyu, t.outbox.c.kind == Kind.CARD)
        assert [row.id for row in cards] == [deleted.id, live_card(bench, wahyu).id]

    async def cards_of_ratna(self, bench) -> Any:
        """One Komisioner has approved, and the card of the other, Ratna, is to be redrawn."""
        m = await bench.house.at_step(3)
        bench.database.write_now(lambda db: db.execute(sa.delete(t.outbox).where(t.outbox.c.kind == Kind.DOCUMENT)))
        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [row.id for row in bench.rows()]))
        assert "Setujui" in await (await bench.phone(bench.house.ratna)).buttons()
        await bench.house.does(m, bench.house.bagus, Action.APPROVE)
        return bench.house.to(bench.house.ratna)[-1]

    async def test_a_card_does_not_go_on_showing_what_is_not_so_because_lines_were_cut(self, bench):
        redrawing = await self.cards_of_ratna(bench)
        cut = {"chat_id": redrawing.chat_id, "drop_before_executing": True}
        await bench.telegram.fail("editMessageText", times=5, **cut)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [redrawing.id]), step=60)

        assert (redrawing.kind, bench.row(redrawing.id).state) == (Kind.REFRESH, "sent")
        assert "Setujui" not in await (await bench.phone(bench.house.ratna)).buttons()

    async def test_nor_because_the_bot_was_killed(self, bench):
        redrawing = await self.cards_of_ratna(bench)
        for _ in range(5):
            bench.database.write_now(lambda db: lanes.sending(db, redrawing.id))
            bench.database.write_now(lambda db: lanes.claim(db, bench.clock(), [redrawing.chat_id]))

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [redrawing.id]), step=600)

        assert bench.row(redrawing.id).state == "sent"

    async def test_an_old_card_loses_its_buttons_when_a_new_one_comes(self, bench, wahyu):
        m = await bench.house.opens()
        async with bench.running(bench.courier):
            await bench.until_sent()
            old = live_card(bench, wahyu).message_id
            await bench.house.does(m, bench.house.sri, Action.PARAF)
            bench.courier.nudged.set()
            await bench.until_sent()

        chat = {message.id: message for message in await (await bench.phone(wahyu)).chat()}
        assert live_card(bench, wahyu).message_id != old
        assert chat[old].labels == ()
        assert "Paraf" in chat[live_card(bench, wahyu).message_id].labels

    async def remind(self, bench) -> Any:
        """The deadline of the decision has come; its reminders are queued and not yet sent."""
        m = await bench.house.at_step(3)
        bench.house.forget_sent()
        bench.clock.at = m.visit.due_at + timedelta(minutes=1)
        await bench.parts.desk.tick(bench.clock())
        reminders = [row for row in bench.rows(t.outbox.c.state == "queued") if row.kind == Kind.REMINDER]
        assert reminders
        return m, [row.id for row in reminders]

    async def test_a_reminder_that_is_needed_goes(self, bench):
        _, reminders = await self.remind(bench)

        async with bench.running(bench.courier):
            await bench.until_sent(reminders)

        assert set(bench.states(reminders)) == {"sent"}

    async def test_a_reminder_that_is_no_longer_needed_is_dropped(self, bench):
        m, reminders = await self.remind(bench)
        bench.house.now = bench.clock.at
        await bench.house.does(m, bench.house.bagus, Action.APPROVE)

        async with bench.running(bench.courier):
            await bench.until_sent(reminders)

        assert set(bench.states(reminders)) == {"dropped"}

    async def test_a_digest_leaves_out_what_was_done_and_a_single_one_left_is_an_ordinary_reminder(self, bench):
        first, second = await bench.house.at_step(3), await bench.house.at_step(3)
        bench.house.forget_sent()
        bench.clock.at = bench.house.now = second.visit.due_at + timedelta(minutes=1)
        await bench.parts.desk.tick(bench.clock())
        digests = [row.id for row in bench.rows(t.outbox.c.kind == Kind.DIGEST) if row.state == "queued"]
        await bench.house.does(first, bench.house.bagus, Action.APPROVE)

        async with bench.running(bench.courier):
            await bench.until_sent(digests)

        assert set(bench.states(digests)) == {"sent"}
        bagus = await bench.phone(bench.house.bagus)
        reminder = await bagus.expect("Mohon izin menyampaikan", button=second.control_number)
        assert second.control_number in reminder.text
        assert first.control_number not in reminder.text

    async def test_a_digest_of_what_is_done_is_dropped(self, bench):
        both = [await bench.house.at_step(3), await bench.house.at_step(3)]
        bench.house.forget_sent()
        bench.clock.at = bench.house.now = both[1].visit.due_at + timedelta(minutes=1)
        await bench.parts.desk.tick(bench.clock())
        digests = [row.id for row in bench.rows(t.outbox.c.kind == Kind.DIGEST) if row.state == "queued"]
        for m in both:
            await bench.house.does(m, bench.house.bagus, Action.APPROVE)

        async with bench.running(bench.courier):
            await bench.until_sent(digests)

        assert set(bench.states(digests)) == {"dropped"}


class TestQuietHours:
    async def silent(self, bench, hour: int) -> set[bool]:
        bench.clock.at = bench.clock.at.replace(hour=hour)
        await bench.house.opens()
        async with bench.running(bench.courier):
            await bench.until_sent()
        chats = [await (await bench.phone(official)).chat() for official in (bench.house.wahyu, bench.house.sri)]
        return {message.is_silent for chat in chats for message in chat if message.from_bot}

    async def test_by_day_messages_ring(self, bench):
        assert await self.silent(bench, 3) == {False}  # 10.00 WIB

    @pytest.mark.parametrize("hour", [12, 20, 23])
    async def test_by_night_they_come_silently(self, bench, hour):
        assert await self.silent(bench, hour) == {True}  # 19.00, 03.00, 06.00 WIB


class TestPapers:
    async def forwarded(self, bench) -> Any:
        """A draft is on its way to Bagus, with its Nota Dinas, which is not made yet."""
        bench.house.now = bench.clock.at
        m = await bench.house.at_step(2)
        bench.house.forget_sent()
        bench.clock.at = bench.house.now
        await bench.parts.desk.submit(
            Act(
                action=Action.FORWARD,
                maklumat=m.id,
                visit=m.visit.number,
                version=m.version,
                role=bench.house.sri.roles[0],
            ),
            bench.house.sri.id,
            bench.house.cause(bench.house.chat(bench.house.sri)),
            bench.clock(),
        )
        return m

    async def test_a_card_waits_for_its_paper_no_longer_than_five_seconds_and_the_paper_follows(self, bench):
        bagus = bench.house.bagus
        await self.forwarded(bench)

        async with bench.running(bench.courier):
            await bench.until(lambda: len(methods(bench, bagus)) >= 1)
            await bench.a_while()
            assert not any("Setujui" in m.labels for m in await (await bench.phone(bagus)).chat())
            bench.clock.moves(PAPER_WAIT.total_seconds())
            card = await (await bench.phone(bagus)).expect(button="Setujui")
            assert "sendDocument" not in methods(bench, bagus)[methods(bench, bagus).index("sendMessage") :]
            async with bench.running(bench.parts.press):
                paper = await (await bench.phone(bagus)).expect(document="nota-dinas", timeout=8)

        assert paper.id > card.id

    async def test_a_paper_that_is_made_in_time_comes_before_its_card(self, bench):
        bagus = bench.house.bagus
        await self.forwarded(bench)

        async with bench.running(bench.courier, bench.parts.press):
            paper = await (await bench.phone(bagus)).expect(document="nota-dinas")
            card = await (await bench.phone(bagus)).expect(button="Setujui")

        assert paper.id < card.id

    async def test_what_was_said_later_does_not_wait_for_a_paper(self, bench):
        bagus = bench.house.bagus
        await self.forwarded(bench)
        bench.says(bagus, "jawaban lain")

        async with bench.running(bench.courier):
            await bench.until(lambda: "sendMessage" in methods(bench, bagus))

        assert "jawaban lain" in await bench.read(bagus)


class TestAfterACrash:
    async def test_what_was_being_sent_goes_again_a_little_later(self, bench, wahyu):
        numbers = bench.says(wahyu, "satu", "dua")
        bench.database.write_now(lambda db: taken(db, bench.clock()))
        assert bench.states(numbers) == ["sending", "queued"]

        async with bench.running(bench.courier):
            await bench.a_while()
            # Not at once: a bot that crashes over and over must not say the same over and over.
            assert await bench.read(wahyu) == []
            bench.clock.moves(3)
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu", "dua"]
        assert bench.row(numbers[0]).unknowns == 1

    async def test_what_only_waited_for_its_turn_has_lost_none_of_its_tries(self, bench, wahyu):
        (number,) = bench.says(wahyu, "satu")
        its_turn = asyncio.Event()
        bench.courier.pace.wait = lambda *_, **__: its_turn.wait()

        async with bench.running(bench.courier):
            await bench.a_while()
            # Were the bot killed now, nothing could have arrived.
            assert (bench.row(number).state, bench.row(number).attempts) == ("queued", 0)
            its_turn.set()
            await bench.until_sent()

        assert await bench.read(wahyu) == ["satu"]

    async def test_what_another_process_took_up_meanwhile_is_not_sent_twice(self, bench, wahyu):
        (number,) = bench.says(wahyu, "satu")
        its_turn = asyncio.Event()
        bench.courier.pace.wait = lambda *_, **__: its_turn.wait()

        async with bench.running(bench.courier):
            await bench.a_while()
            bench.database.write_now(lambda db: lanes.sending(db, number))
            bench.database.write_now(lambda db: lanes.sent(db, number, 77, bench.clock()))
            its_turn.set()
            await bench.a_while()

        assert await bench.read(wahyu) == []

    async def test_a_crash_loop_makes_few_copies(self, bench, wahyu):
        (number,) = bench.says(wahyu, "satu")

        async def crash() -> None:
            bench.database.write_now(lambda db: taken(db, bench.clock()))
            bench.clock.moves(0.1)

        for _ in range(40):
            await crash()

        assert bench.row(number).attempts <= 3


class TestAccessThatIsClosed:
    """Nothing of the office's work goes to an account that is closed, or that was left for another one."""

    CLOSES = pytest.mark.parametrize("change", [Change.FROZEN, Change.REBIND_ASKED])

    async def has_received(self, bench, official: Any) -> list[str]:
        chat = await (await bench.phone(official)).chat()
        return [message.document.name for message in chat if message.from_bot and message.document]

    async def closes(self, bench, official: Any, change: Change) -> None:
        await changed(bench.house, wish(official, change))

    @CLOSES
    @pytest.mark.parametrize("how", [{"code": 429, "retry_after": 1}, {"drop_before_executing": True}], ids=str)
    async def test_while_a_document_is_on_its_way(self, bench, wahyu, change, how):
        number = gives(bench, wahyu, keeps(bench))
        await bench.telegram.fail("sendDocument", chat_id=wahyu.telegram_id, delay=0.5, **how)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(number).state == "sending")
            await self.closes(bench, wahyu, change)
            await pass_time(bench, lambda: settled(bench, [number]))

        assert bench.row(number).state == "dropped"
        assert await self.has_received(bench, wahyu) == []

    async def test_while_an_answer_is_on_its_way(self, bench, wahyu):
        (number,) = bench.says(wahyu, "jawaban")
        await bench.telegram.fail("sendMessage", chat_id=wahyu.telegram_id, delay=0.5, code=429, retry_after=1)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(number).state == "sending")
            bench.house.now = bench.clock() + timedelta(minutes=1)
            await self.closes(bench, wahyu, Change.FROZEN)
            await pass_time(bench, lambda: settled(bench, [number]))

        assert bench.row(number).state == "dropped"

    @CLOSES
    async def test_while_nobody_knows_what_became_of_it_after_a_crash(self, bench, wahyu, change):
        number = gives(bench, wahyu, keeps(bench))
        bench.database.write_now(lambda db: taken(db, bench.clock()))
        await self.closes(bench, wahyu, change)

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [number]))

        assert bench.row(number).state == "dropped"
        assert await self.has_received(bench, wahyu) == []

    @pytest.mark.parametrize("writes", [True, False])
    async def test_while_its_owner_blocked_the_bot(self, bench, wahyu, writes):
        number, phone = gives(bench, wahyu, keeps(bench)), await bench.phone(wahyu)
        await phone.block()

        async with bench.running(bench.worker, bench.courier):
            await bench.until(lambda: bench.row(number).state == "dead")
            await self.closes(bench, wahyu, Change.FROZEN)
            await phone.unblock()
            if writes:
                whom = {"id": wahyu.telegram_id, "type": "private", "is_bot": False, "first_name": "Wahyu"}
                said = {"message_id": 1, "date": 1, "chat": whom, "from": whom, "text": "/tugas"}
                update = {"update_id": 1, "message": said}
                bench.database.write_now(lambda db: inbox.keep(db, bench.bot.id, [update], bench.clock()))
            else:
                bench.database.write_now(lambda db: reach.welcome_back(db, wahyu.telegram_id))
            await bench.until(lambda: bench.row(number).state != "dead")
            await bench.until_sent()

        assert bench.row(number).state == "dropped"
        assert await self.has_received(bench, wahyu) == []

    @CLOSES
    async def test_while_what_a_backup_brought_waits_for_a_word(self, bench, wahyu, change):
        number = gives(bench, wahyu, keeps(bench))
        bench.database.write_now(review.put_aside)
        await self.closes(bench, wahyu, change)
        bench.database.write_now(lambda db: review.send(db, bench.clock()))

        async with bench.running(bench.courier):
            await bench.until_sent()

        assert bench.row(number).state == "dropped"
        assert await self.has_received(bench, wahyu) == []


class TestAMessageOfSeveralParts:
    """A long text goes as several messages; what has arrived of it is not said again because the rest did not go."""

    async def returned(self, bench) -> int:
        """A Komisioner has returned a draft with many words; the number of what the other one, Ratna, is told."""
        m = await bench.house.at_step(3)
        bench.house.forget_sent()
        await bench.house.does(m, bench.house.bagus, Action.RETURN, "Mohon diperbaiki. " * 220)
        return bench.house.to(bench.house.ratna, t.outbox.c.kind == Kind.NEWS)[-1].id

    async def fails_after_the_first(self, bench, times: int = 1, **how: Any) -> None:
        chat_id = bench.house.ratna.telegram_id
        await bench.telegram.fail("sendMessage", delay=0.01, chat_id=chat_id)
        await bench.telegram.fail("sendMessage", times, chat_id=chat_id, **how)

    async def parts_read(self, bench) -> list[str]:
        return [text.split(maxsplit=1)[0] for text in await bench.read(bench.house.ratna)]

    @pytest.mark.parametrize("how", [{"code": 429, "retry_after": 2}, {"code": 500}], ids=["429", "500"])
    async def test_goes_on_where_it_was_left(self, bench, how):
        number = await self.returned(bench)
        await self.fails_after_the_first(bench, 6, **how)
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [number]), step=60)

        # A card may come behind it.
        assert (await self.parts_read(bench))[:2] == ["Yth.", "Koreksi:"]
        assert (bench.row(number).state, bench.row(number).unknowns) == ("sent", 1)
        whole = bench.row(number)
        one_commit = [row for row in bench.rows() if (row.chat_id, row.created_at) == (whole.chat_id, whole.created_at)]
        first, last = sorted(row.message_id for row in one_commit if row.kind == whole.kind)
        assert first < last == whole.message_id, "whoever replies to any of them is heard"

    @pytest.mark.parametrize("how", [{"code": 429, "retry_after": 2}, {"code": 500}], ids=["429", "500"])
    async def test_of_many_parts_goes_on_however_often_it_was_left(self, bench, how):
        m = await bench.house.at_step(3)
        bench.house.forget_sent()
        for number in range(5):
            words = f"Butir {number}. " + "Mohon diperbaiki. " * 200
            m = await bench.house.does(m, bench.house.bagus, Action.NOTE_CORRECTION, words)
        await bench.house.does(m, bench.house.bagus, Action.SEND_CORRECTION)
        number = bench.house.to(bench.house.ratna, t.outbox.c.kind == Kind.NEWS)[-1].id
        for _ in range(8):
            await self.fails_after_the_first(bench, **how)
        bench.courier.pace.monotonic = lambda: bench.clock.at.timestamp()

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [number]), step=60)

        assert (bench.row(number).state, bench.row(number).unknowns) == ("sent", 1)

    async def test_makes_three_copies_of_its_first_at_most_when_nobody_knows_of_them(self, bench):
        number = await self.returned(bench)
        for _ in range(lanes.MOST_COPIES + 1):
            await self.fails_after_the_first(bench, code=500)

        while bench.row(number).state == "queued":
            tried = bench.row(number).attempts
            anew = replace(bench.courier, nudged=asyncio.Event(), _busy={}, _begun={})
            async with bench.running(anew):
                bench.clock.moves(60)
                await bench.until(lambda n=tried: bench.row(number).attempts > n)

        assert await self.parts_read(bench) == ["Yth."] * lanes.MOST_COPIES
        assert bench.row(number).state == "dead"
        assert [kind for kind, _ in bench.incidents()] == ["undelivered"]

    async def test_is_told_when_a_pause_of_an_hour_is_ordered_between_them(self, bench):
        await self.returned(bench)
        await self.fails_after_the_first(bench, code=429, retry_after=3600)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.house.to(bench.house.agus))
            await bench.until_sent(row.id for row in bench.house.to(bench.house.agus))

        (told,) = await bench.read(bench.house.agus)
        assert "Sebab: Telegram meminta layanan ini menunggu" in told

    async def test_is_finished_when_the_bot_is_told_to_end(self, bench):
        number = await self.returned(bench)
        bench.courier.pace = Pace(1, time.monotonic)
        bench.courier.pace.share(4)  # the second part waits for its turn
        ends = asyncio.create_task(bench.courier.run())
        await bench.until(lambda: True in bench.courier._in_line.values())

        ends.cancel()
        await asyncio.wait([ends], timeout=15)

        assert ends.done()
        assert (bench.row(number).state, bench.row(number).unknowns) == ("sent", 0)
        assert (await self.parts_read(bench))[:2] == ["Yth.", "Koreksi:"]

    async def test_is_left_half_said_when_the_bot_is_told_to_end_in_a_pause_of_all(self, bench):
        number = await self.returned(bench)
        bench.courier.pace = Pace(1, time.monotonic)
        bench.courier.pace.share(4)
        ends = asyncio.create_task(bench.courier.run())
        await bench.until(lambda: True in bench.courier._in_line.values())
        for chat in (1, 2):
            bench.courier.pace.refused(chat, 600)

        ends.cancel()
        await asyncio.wait([ends], timeout=5)

        assert ends.done()
        assert (bench.row(number).state, await self.parts_read(bench)) == ("sending", ["Yth."])

    async def test_ends_when_the_access_is_closed_between_them(self, bench):
        await bench.house.enrols("Tini", is_admin=True)
        number = await self.returned(bench)
        bench.courier.pace = Pace(1, time.monotonic)
        bench.courier.pace.share(4)

        async with bench.running(bench.courier):
            await bench.until(lambda: True in bench.courier._in_line.values())
            await changed(bench.house, wish(bench.house.ratna, Change.FROZEN))
            await bench.until(lambda: bench.row(number).state == "dropped")

        assert "Koreksi:" not in await self.parts_read(bench)
        assert bench.incidents() == []

    async def test_is_forgotten_where_very_many_are_half_said(self, bench, monkeypatch):
        monkeypatch.setattr("bot.courier.MOST_BEGUN", 3)
        number = await self.returned(bench)
        bench.courier._begun = dict.fromkeys((-1, -2, -3), ())
        await self.fails_after_the_first(bench, code=500)

        async with bench.running(bench.courier):
            await bench.until(lambda: number in bench.courier._begun)

        assert list(bench.courier._begun) == [-2, -3, number]

    async def test_is_said_anew_when_it_is_no_longer_what_it_was(self, bench):
        number = await self.returned(bench)
        await self.fails_after_the_first(bench, code=500)

        async with bench.running(bench.courier):
            await bench.until(lambda: bench.row(number).next_attempt_at is not None)
            ((first, at),) = bench.courier._begun[number]
            bench.courier._begun = {number: ((replace(first, text="Dulu."), at),)}
            await pass_time(bench, lambda: settled(bench, [number]))

        assert await self.parts_read(bench) == ["Yth.", "Yth.", "Koreksi:"]


class TestAQuestionWhoSomebodyIs:
    async def test_loses_its_buttons_and_tells_nothing_on_an_account_that_was_closed(self, bench):
        house = bench.house
        await house.enrols("Tini", is_admin=True)
        ratna, wahyu = house.ratna, house.wahyu
        screen, about = Screen("Siapa beliau?", ((Button("Kenal", "kenal"),),)), {"about": wahyu.id, "number": 1}
        bench.database.write_now(
            lambda db: confirming.put_question(db, ratna.telegram_id, ratna.id, screen, **about, now=bench.clock())
        )
        async with bench.running(bench.courier):
            await bench.until_sent()
        event = OfficialChanged(at=bench.clock(), by=house.bagus.id, person=wahyu.id, change=Change.CONFIRMED)
        bench.database.write_now(
            lambda db: confirming.settle_questions(db, replace(wahyu, asked=2), event, bench.clock(), but=(0, None))
        )
        await changed(house, wish(ratna, Change.FROZEN))

        async with bench.running(bench.courier):
            await bench.until_sent()

        asked = next(m for m in await (await bench.phone(ratna)).chat() if m.text.startswith("Siapa"))
        assert (asked.text, asked.labels) == ("Siapa beliau?", ())


class TestAnError:
    async def test_of_ours_is_given_up_after_a_while_and_the_chat_goes_on(self, bench, wahyu, caplog):
        broken = bench.database.write_now(
            lambda db: outbox.put_screen(
                db, wahyu.telegram_id, wahyu.id, Screen("x", ((Button("", "do"),),)), now=bench.clock()
            )
        )
        bench.database.write_now(
            lambda db: db.execute(sa.update(t.outbox).where(t.outbox.c.id == broken).values(body="{}"))
        )
        (after,) = bench.says(wahyu, "berikutnya")

        async with bench.running(bench.courier):
            await pass_time(bench, lambda: settled(bench, [broken, after]), step=60)

        assert bench.states([broken, after]) == ["dead", "sent"]
        assert Counter(row.state for row in bench.rows())["dead"] == 1

    async def test_of_the_database_while_looking_does_not_end_it(self, bench, wahyu, caplog):
        real, failed = bench.database.write, []

        async def write(work: Any) -> Any:
            if len(failed) < 2:
                failed.append(1)
                raise sa.exc.OperationalError("UPDATE", {}, Exception("disk I/O error"))
            return await real(work)

        bench.database.write = write
        bench.courier.database.write = write
        async with bench.running(bench.courier):
            (row,) = bench.says(wahyu, "satu")
            await bench.until_sent([row])

        assert "the outbox could not be read" in caplog.text

    async def test_people_are_told_apart(self, bench, wahyu):
        everyone = await bench.parts.reading.people(bench.clock())

        assert people.by_telegram(everyone, wahyu.telegram_id).name == "Wahyu"


class TestACaution:
    async def test_is_read_once_below_the_request_for_a_text_and_stays_on_its_card(self, bench, sri):
        await bench.house.opens(data=None)
        async with bench.running(bench.courier):
            await bench.until_sent()
            (first,) = await bench.read(sri)
            m = await bench.house.opens(title="Maklumat 2028", data=None)
            await bench.until_sent()
            await bench.house.does(m, bench.house.wahyu, Action.SUBMIT_DRAFT, data=PDF_BYTES)
            await bench.house.does(m, sri, Action.RETURN, "Jam layanan.")
            await bench.until_sent()

        told = await bench.read(sri)
        assert first.endswith(CAUTION)
        assert [CAUTION in text for text in told] == [True, *(False for _ in told[1:])]

    async def test_is_left_on_a_card_that_is_redrawn_and_on_one_that_was_replaced(self, bench, sri):
        m = await bench.house.opens(data=None)
        async with bench.running(bench.courier):
            await bench.until_sent()
            await bench.house.does(m, bench.house.wahyu, Action.SUBMIT_DRAFT, data=PDF_BYTES)
            await bench.until_sent()
            (redrawn,) = await bench.read(sri)
            await bench.house.does(m, bench.house.wahyu, Action.PARAF)
            await bench.until_sent()

        assert redrawn.endswith(f"kemudian menekan Paraf.\n\n{CAUTION}")
        assert (await bench.read(sri))[0].endswith(f"{REPLACED}\n\n{CAUTION}")
