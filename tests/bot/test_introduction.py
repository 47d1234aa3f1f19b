"""How the bot shows itself: each person finds his own commands in Telegram's menu, and nothing is told it twice."""

import pytest
from sqlalchemy.exc import OperationalError
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import NetworkError

from bot.introduction import AGAIN_SECONDS, Introduction
from handlers.screens.menus import DESCRIPTION_LIMIT, NAME_LIMIT, presentation
from sop.roles import Role, Standing
from storage import notes, people
from storage import tables as t
from tests.bot.test_intake import fail_commits
from tests.storage.office import NOW

OFFICE = "KPU Kabupaten Karanganyar"


@pytest.fixture
def seconds():
    return [0.0]


@pytest.fixture
async def introduction(bench, seconds):
    await bench.parts.application.initialize()
    await bench.everybody()
    yield Introduction(
        bench.bot, bench.database, bench.parts.claims, OFFICE, bench.parts.settings.zone, lambda: seconds[0]
    )
    await bench.parts.application.shutdown()


async def menu(bench, official) -> list[str]:
    return [c.command for c in await bench.bot.get_my_commands(scope=BotCommandScopeChat(official.telegram_id))]


async def calls(bench, *methods: str) -> int:
    """How often Telegram was asked for these, or for anything at all."""
    return sum(not methods or call["method"] in methods for call in await bench.telegram.ledger())


class TestMenus:
    async def test_each_finds_what_is_his(self, bench, introduction):
        await introduction.look(bench.clock())
        house = bench.house

        assert "baru" in await menu(bench, house.wahyu)
        assert "baru" not in await menu(bench, house.bagus)
        assert {"undang", "pejabat", "kalender", "kesehatan"} <= set(await menu(bench, house.agus))
        assert "undang" not in await menu(bench, house.wahyu)
        assert "alihkan" in await menu(bench, house.sri)

    async def test_a_stranger_finds_only_how_to_enrol(self, bench, introduction):
        await introduction.look(bench.clock())

        shown = await bench.bot.get_my_commands(scope=BotCommandScopeAllPrivateChats())
        assert [command.command for command in shown] == ["start"]

    async def test_whoever_gains_a_role_gains_its_commands(self, bench, introduction):
        await introduction.look(bench.clock())
        house = bench.house
        before = await calls(bench, "setMyCommands")
        bench.database.write_now(
            lambda db: db.execute(
                t.mandates.insert().values(
                    person_id=house.dimas.id,
                    role=Role.PPID,
                    standing=Standing.DEFINITIVE,
                    from_on=bench.clock().date(),
                )
            )
        )

        await introduction.look(bench.clock())

        assert "baru" in await menu(bench, house.dimas)
        assert await calls(bench, "setMyCommands") == before + 1

    @pytest.mark.parametrize(
        "change", [{"closed_at": NOW}, {"telegram_id": None}, {"telegram_id": 9_876}], ids=["closed", "none", "another"]
    )
    async def test_an_account_that_is_lost_or_closed_finds_what_a_stranger_does(self, bench, introduction, change):
        await introduction.look(bench.clock())
        agus = bench.house.agus
        assert "undang" in await menu(bench, agus)
        bench.database.write_now(
            lambda db: db.execute(t.people.update().where(t.people.c.id == agus.id).values(**change))
        )

        await introduction.look(bench.clock())

        assert await menu(bench, agus) == []
        before = await calls(bench, "deleteMyCommands")
        await introduction.look(bench.clock())
        assert await calls(bench, "deleteMyCommands") == before == 1

    async def test_what_telegram_knows_is_not_told_again_after_a_restart(self, bench, introduction, seconds):
        await introduction.look(bench.clock())
        before = await calls(bench)
        again = Introduction(
            bench.bot, bench.database, bench.parts.claims, OFFICE, bench.parts.settings.zone, lambda: seconds[0]
        )

        await again.look(bench.clock())

        assert await calls(bench) == before

    async def test_one_who_cannot_be_reached_keeps_nobody_from_his_menu(self, bench, introduction, seconds):
        nowhere = bench.house.sri
        bench.database.write_now(
            lambda db: db.execute(t.people.update().where(t.people.c.id == nowhere.id).values(telegram_id=999_999_999))
        )

        await introduction.look(bench.clock())

        assert await menu(bench, bench.house.agus)
        before = await calls(bench)
        await introduction.look(bench.clock())
        assert await calls(bench) == before
        seconds[0] += AGAIN_SECONDS
        await introduction.look(bench.clock())
        assert await calls(bench) == before + 1

    async def test_telegram_away_is_no_harm(self, bench, introduction, seconds, monkeypatch):
        async def away(*_: object, **__: object) -> None:
            raise NetworkError("away")

        with monkeypatch.context() as patched:
            patched.setattr(type(bench.bot), "get_my_name", away)
            await introduction.look(bench.clock())
        seconds[0] += AGAIN_SECONDS

        await introduction.look(bench.clock())

        assert (await bench.bot.get_my_name()).name == presentation(OFFICE).name

    async def test_a_note_that_could_not_be_written_is_written_with_the_next_look(self, bench, introduction):
        fail_commits(bench, 1)
        with pytest.raises(OperationalError):
            await introduction.look(bench.clock())

        await introduction.look(bench.clock())

        assert bench.database.read_now(lambda db: notes.read(db, notes.INTRODUCED)) is not None
        assert "baru" in await menu(bench, bench.house.wahyu)


class TestPresentation:
    async def test_names_the_office_and_sends_strangers_on(self, bench, introduction):
        await introduction.look(bench.clock())

        assert (await bench.bot.get_my_name()).name == "Maklumat PPID KPU Kabupaten Karanganyar"
        assert "kode pendaftaran" in (await bench.bot.get_my_description()).description
        assert (await bench.bot.get_my_short_description()).short_description == presentation(OFFICE).about

    def test_fits_whatever_the_office_is_called(self):
        found = presentation("Komisi Pemilihan Umum Kabupaten " + "Pangkajene dan Kepulauan " * 40)

        assert len(found.name) <= NAME_LIMIT
        assert len(found.description) <= DESCRIPTION_LIMIT


def test_nobody_is_left_out(bench):
    """Everybody of the house has an account; else the tests above would pass of themselves."""
    everyone = bench.database.read_now(lambda db: people.everyone(db, bench.clock().date()))
    assert all(one.telegram_id for one in everyone.by_id.values())
