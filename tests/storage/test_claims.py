"""One process for each chat, and never two; a claim ends with the process that holds it."""

import asyncio
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from storage.claims import Claims
from storage.engine import Database
from tests.postgres import PostgresServer

CHAT, OTHER = ("speak", 1), ("speak", 2)


@pytest.fixture
def claims(database):
    """This process's."""
    made = Claims(database)
    yield made
    made.close()


@pytest.fixture
def beside(url):
    """Another process's, on the same database."""
    opened = Database(url)
    made = Claims(opened)
    yield made
    made.close()
    opened.close()


class TestWithin:
    async def test_what_is_free_is_ours_and_not_a_second_time(self, claims):
        assert await claims.take(CHAT, OTHER) == {CHAT, OTHER}
        assert await claims.take(CHAT) == frozenset()
        assert claims.holds(CHAT)

    async def test_what_is_let_go_of_is_free_again(self, claims):
        await claims.take(CHAT)
        await claims.release(CHAT)

        assert not claims.holds(CHAT)
        assert await claims.take(CHAT) == {CHAT}

    async def test_letting_go_of_what_is_not_held_does_nothing(self, claims):
        await claims.release(CHAT)

        assert await claims.take(CHAT) == {CHAT}


async def test_with_one_file_there_is_one_process(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/office.db")

    assert await Claims(database).processes() == 1
    database.close()


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
class TestBetweenProcesses:
    async def test_one_has_it_and_the_other_what_is_left(self, claims, beside):
        assert await claims.take(CHAT) == {CHAT}
        assert await beside.take(CHAT, OTHER) == {OTHER}

        await claims.release(CHAT)
        assert await beside.take(CHAT) == {CHAT}

    def test_a_killed_process_lets_go_of_everything_at_once(self, url, claims):
        program = (
            "import asyncio, sys, time; from storage.claims import Claims; from storage.engine import Database; "
            f"asyncio.run(Claims(Database({url!r})).take({CHAT!r})); print('held', flush=True); time.sleep(60)"
        )
        other = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        try:
            assert other.stdout.readline() == "held\n"
            assert asyncio.run(claims.take(CHAT)) == frozenset()
        finally:
            other.kill()
            other.wait()
            other.stdout.close()

        # The server notices the end of the connection a moment later.
        tries = 200
        while not (taken := asyncio.run(claims.take(CHAT))) and tries:
            tries -= 1
            time.sleep(0.02)
        assert taken == {CHAT}

    async def test_a_broken_connection_loses_what_it_held_and_the_next_claim_begins_anew(self, claims, database):
        await claims.take(CHAT)
        database.write_now(
            lambda db: db.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )

        with pytest.raises(sa.exc.DBAPIError):
            await claims.take(OTHER)

        assert not claims.holds(CHAT)
        assert await claims.take(CHAT) == {CHAT}

    async def test_how_many_there_are_is_known(self, claims, beside):
        assert await claims.processes() == 1
        assert await beside.processes() == 2

        beside.close()
        tries = 200
        while await claims.processes() > 1 and tries:
            tries -= 1
            await asyncio.sleep(0.02)
        assert await claims.processes() == 1

    def test_the_server_for_tests_is_a_real_one(self, postgres: PostgresServer, database):
        assert database.read_now(lambda db: db.exec_driver_sql("SHOW server_version").scalar_one()) >= "16"
