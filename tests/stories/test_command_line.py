"""The command line beside a running bot, and what it says when something is missing."""

import asyncio

import pytest
import sqlalchemy as sa

from tests.stories.house import House, without

pytestmark = pytest.mark.story

EX_TEMPFAIL, EX_CONFIG = 75, 78


@without("pelaksana")
async def test_check_says_who_is_missing_and_invite_prints_a_link_and_the_code_last(house: House):
    code, out, err = await house.process.command("check")
    assert code == 1
    assert "Pelaksana (operator): belum ada yang terdaftar." in out

    code, out, err = await house.process.command("invite", "--role", "pelaksana", "--name", "Rina Lestari")
    assert (code, err) == (0, "")
    *_, link, invited = out.splitlines()
    assert link == f"https://t.me/maklumat_bot?start={invited}"
    _, out, _ = await house.process.command("check")
    assert "Rina Lestari" in out, "whose code is unused"
    await house.pelaksana.say(f"/start {invited}")
    await house.pelaksana.expect(button="Saya mengerti")
    assert (await house.process.command("check"))[0] == 0

    code, _, err = await house.process.command("invite", "--name", "Siapa")
    assert (code, "--role" in err) == (2, True)


async def test_procedure_prints_the_table_and_verify_the_head_of_the_journal(house: House):
    code, out, err = await house.process.command("procedure")
    assert (code, err) == (0, "")
    assert "Memberikan arahan, koreksi dan persetujuan" in out
    # Five officials and an admin, each enrolled, and five roles given.
    assert "11 catatan" in await house.verify()
    await house.open_maklumat()
    assert "13 catatan" in await house.verify()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_second_run_on_the_same_file_ends_with_one_sentence(house: House):
    code, _, err = await house.process.command("run")
    assert code == EX_TEMPFAIL
    assert err.splitlines()[-1].startswith("Basis data ini sedang dipakai oleh bot yang lain; ")
    assert "Traceback" not in err
    await house.open_maklumat()


async def test_settings_that_are_missing_or_wrong_are_told_all_at_once(house: House):
    wrong = {
        "BOT_TOKEN": "",
        "TIMEZONE": "Mars/Utara",
        "PERFORMERS": "3=ppid",
        "OFFICE_HOURS": "kapan saja",
        "TICK_SECONDS": "sering",
    }
    kept = dict(house.process.settings)
    house.process.settings.update(wrong)
    for command in ("run", "check"):
        code, out, err = await house.process.command(command)
        assert (code, out) == (EX_CONFIG, "")
        assert sorted(line.split()[0] for line in err.splitlines()) == sorted(wrong), "one sentence each"
        assert "BOT_TOKEN belum diisi" in err
    house.process.settings.clear()
    house.process.settings.update(kept)


async def test_verify_finds_what_was_changed_behind_the_journals_back(house: House):
    await house.open_maklumat()
    await house.give_draft()
    await asyncio.to_thread(tamper, house.process.database_url)

    code, out, _ = await house.process.command("verify")
    assert code == 1
    assert "rusak pada catatan 3" in out


def tamper(url: str) -> None:
    """As somebody would who has the database: the triggers refuse it, so they go first."""
    change = "UPDATE journal SET kind = 'Approved' WHERE seq = 3"
    beside = sa.create_engine(url)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), beside.begin() as db:
        db.exec_driver_sql(change)
    with beside.begin() as db:
        if db.dialect.name == "sqlite":
            names = db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'")
            for (name,) in names.fetchall():
                db.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            db.exec_driver_sql("DROP TRIGGER journal_append_only ON journal")
        db.exec_driver_sql(change)
    beside.dispose()
