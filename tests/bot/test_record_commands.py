"""`backup`, `restore`, `review` and `verify`: what an admin types, reads, and is told by the exit code."""

import asyncio
import contextlib
import os
import re
import sqlite3
import stat
import time
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import clock, opening
from bot.__main__ import main
from bot.polls import PollWatch
from bot.settings import load
from handlers.screens import keeping
from sop.roles import Role
from sop.steps import Action
from storage import heads, invites, journal, lanes, notes, review
from storage import tables as t
from storage.backup import make
from storage.claims import Claims
from storage.desk import Desk
from storage.engine import Database
from storage.errors import InviteUnusable
from storage.invites import Invitation
from storage.restore import restore
from tests.bot.test_main import NOWHERE, TOKEN
from tests.storage.office import RULES, everything
from tests.storage.test_journal import TRIGGERS


@pytest.fixture
def office(tmp_path, monkeypatch, office_url):
    """Where the bot is run; another database can be named."""
    folder = tmp_path / "run-here"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def named(url: str) -> None:
        (folder / ".env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_API_URL={NOWHERE}\nDATABASE_URL={url}\n")

    named(office_url)
    return named


@pytest.fixture
def told(office, capsys):
    """Run a command; its exit code, the lines on stdout and on stderr."""

    async def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        code = await asyncio.to_thread(main, arguments)
        out, err = capsys.readouterr()
        assert TOKEN not in out + err
        return code, out.splitlines(), err.splitlines()

    return run


@pytest.fixture
async def lived(bench):
    """An office in which something happened, of which not all was said."""
    m = await bench.house.at_step(4)
    bench.house.forget_sent()
    await bench.house.does(m, bench.house.sri, Action.ORDER)
    return bench


@pytest.fixture
def elsewhere(tmp_path, request):
    """An empty place of either kind."""

    def empty(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/elsewhere/new.db"
        return request.getfixturevalue("postgres").create_another("elsewhere", "template0")

    return empty


def mode(name: str) -> int:
    return stat.S_IMODE(Path(name).stat().st_mode)


def names(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


def letter(name: str) -> None:
    """A file that is no backup and no folder."""
    Path(name).write_text("a letter of more than sixteen letters")


class TestBackup:
    async def test_is_made_beside_the_running_bot_and_says_where(self, told, lived):
        count, head = lived.database.read_now(journal.head)

        code, out, err = await told("backup", "--to", "there")

        assert (code, err) == (0, [])
        assert out[0] == f"Cadangan dibuat dan diperiksa: jurnal {count} catatan, sidik riwayat {head}."
        assert re.fullmatch(r"there/maklumat-\d{8}-\d{6}Z\.db", out[1])
        assert mode(out[1]) == 0o600
        assert lived.database.read_now(lambda db: notes.moment(db, notes.LAST_BACKUP)) is not None

    async def test_goes_where_the_office_keeps_its_backups(self, told, lived, tmp_path):
        _, out, _ = await told("backup")

        folder = tmp_path / "office" if lived.database.is_sqlite else Path("data")
        assert Path(out[1]).parent == folder / "cadangan"

    async def test_what_does_not_hold_is_no_backup(self, told, lived):
        with lived.database.writer.begin() as db:
            for statement in TRIGGERS[db.dialect.name]:
                db.exec_driver_sql(statement)
            db.execute(sa.update(t.journal).where(t.journal.c.seq == 2).values(body="{}"))

        code, out, err = await told("backup", "--to", "there")

        assert (code, out) == (1, [])
        because = "Jurnal rusak pada catatan 2: isinya tidak sesuai dengan sidiknya"
        assert "\n".join(err) == (
            f"Cadangan tidak dibuat: rantai jurnal di dalamnya tidak utuh ({because}); mohon memeriksanya dengan "
            "verify."
        )
        assert names("there") == []

    async def test_a_folder_that_cannot_be_written_is_told(self, told, lived):
        letter("there")

        code, out, err = await told("backup", "--to", "there")

        assert (code, out) == (78, [])
        assert err == [
            "there sudah ada dan tidak ditimpa, atau nama itu bukan folder; mohon memeriksa nama dan tempatnya."
        ]

    async def test_one_that_could_not_be_noted_is_a_backup_all_the_same(self, told, lived, monkeypatch):
        """The disk is full, the database read-only or held by somebody else: the file was made and checked."""
        monkeypatch.setattr("storage.engine.PRAGMAS", ("busy_timeout=50",))
        monkeypatch.setattr("storage.engine.PATIENCE", "-c lock_timeout=50ms")
        with lived.database.writer.begin():
            code, out, err = await told("backup", "--to", "there")

        assert (code, len(out), len(err)) == (0, 2, 1)
        assert names("there") == [Path(out[1]).name]
        assert err[0].startswith("Waktunya tidak dapat dicatat dalam basis data")


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("command", ["backup", "verify", "check", "invite --role ppid --name Wahyu"])
async def test_no_command_makes_an_empty_office_under_a_bot_that_lost_its_file(told, lived, command):
    with opening.only_one(lived.database):
        lived.database.path.unlink()
        code, _, err = await told(*command.split())

    assert code == 75
    assert "masih mencatat pada berkas lama" in err[-1]
    assert not lived.database.path.exists()


class TestRestore:
    @pytest.fixture
    async def made(self, told, lived):
        return (await told("backup", "--to", "there"))[1][1]

    @pytest.mark.parametrize("into", ["sqlite", "postgres"])
    async def test_the_office_moves_with_one_command(self, told, lived, made, office, elsewhere, into):
        count, head = lived.database.read_now(journal.head)
        undone = len(lived.rows(t.outbox.c.state == "queued"))
        url = elsewhere(into)
        office(url)

        code, out, err = await told("restore", made)

        assert (code, err) == (0, [])
        where = "PostgreSQL pada DATABASE_URL" if into == "postgres" else url.removeprefix("sqlite:///")
        assert out[0] == f"Dipulihkan dari {Path(made).name} ke {where}: jurnal {count} catatan, sidik riwayat {head}."
        assert out[1].startswith("Akses kembali seperti pada cadangan: Agus. ")
        assert "mohon menutupnya sekali lagi sebelum run (python -m bot freeze " in out[1]
        assert out[2] == f"{undone} pesan belum dikirim dan menunggu pemeriksaan: python -m bot review"
        assert (await told("verify"))[0] == 0

    async def test_admins_read_what_was_restored_and_nothing_else_is_said(self, told, lived, made, office, elsewhere):
        url = elsewhere("sqlite")
        office(url)
        await told("restore", made)
        database = Database(url)
        rows = database.read_now(lambda db: db.execute(sa.select(t.outbox).where(t.outbox.c.state == "queued")).all())
        count, head = database.read_now(journal.head)
        database.close()

        (row,) = rows
        assert row.chat_id == lived.house.chat(lived.house.agus)
        for words in (Path(made).name, f"{count} catatan", head, "menunggu pemeriksaan", "bot review"):
            assert words in row.body

    async def test_only_into_an_empty_place(self, told, lived, made):
        before = everything(lived.database)

        code, out, err = await told("restore", made)

        assert (code, out) == (1, [])
        (line,) = err
        assert line.startswith("Pemulihan hanya ke tempat yang kosong. ")
        assert ("memindahkan berkas itu" if lived.database.is_sqlite else "CREATE DATABASE") in line
        assert everything(lived.database) == before

    async def test_not_from_a_letter(self, told, lived, office, elsewhere):
        office(elsewhere("sqlite"))
        letter("letter.db")

        code, _, err = await told("restore", "letter.db")

        assert code == 1
        assert err == ["Cadangan tidak dapat dipulihkan: berkas itu bukan basis data; mohon memilih yang lain."]

    async def test_codes_that_were_open_then_are_void_and_their_names_are_said(self, told, lived, office, elsewhere):
        """Each may have been used since by whom it was made for: of that nothing is recorded."""
        code = await lived.house.invites(Invitation(name="Tini", roles=(Role.PELAKSANA,)))
        made = (await told("backup", "--to", "there"))[1][1]
        url = elsewhere("sqlite")
        office(url)

        _, out, _ = await told("restore", made)

        assert "Kode pendaftaran yang belum dipakai tidak berlaku lagi: Tini." in out
        database, now = Database(url), clock.now()
        with pytest.raises(InviteUnusable):
            database.write_now(lambda db: invites.enrol(db, code, 4711, now, now.date()))
        database.close()

    async def test_not_from_a_folder(self, told, lived, made, office, elsewhere):
        office(elsewhere("sqlite"))
        assert (await told("restore", "there"))[::2] == (
            78,
            ["there adalah folder, bukan berkas; mohon memeriksa nama dan tempatnya."],
        )

    async def test_what_a_restore_that_was_killed_has_left_is_cleared_away_by_the_next(
        self, told, lived, made, office, elsewhere
    ):
        url = elsewhere("sqlite")
        office(url)
        beside = Path(url.removeprefix("sqlite:///")).parent
        left, running = beside / ".restoring-left", beside / ".restoring-running"
        for folder in (left, running):
            folder.mkdir(parents=True)
            (folder / "copy.db").write_bytes(b"a whole office")
        os.utime(left, (0, 0))

        assert (await told("restore", made))[0] == 0
        assert (left.exists(), running.exists()) == (False, True)

    async def test_not_from_nowhere(self, told, lived, office, elsewhere):
        office(elsewhere("sqlite"))

        code, _, err = await told("restore", "nowhere.db")

        assert code == 78
        assert err == ["nowhere.db tidak ada; mohon memeriksa nama dan tempatnya."]

    @pytest.mark.parametrize("into", ["sqlite", "postgres"])
    @pytest.mark.parametrize("kind", ["sqlite"])
    async def test_what_a_first_start_has_made_is_an_empty_place(self, told, lived, made, office, elsewhere, into):
        """`run` came first, as it stands in many a manual; nobody was in it yet."""
        url = elsewhere(into)
        office(url)
        there = opening.open_database(load(), clock.now)
        there.close()

        code, _, err = await told("restore", made)

        assert (code, err) == (0, [])
        assert (await told("verify"))[0] == 0

    async def test_not_one_of_a_version_that_nobody_here_knows(self, told, lived, made, office, elsewhere):
        with contextlib.closing(sqlite3.connect(made)) as db, db:
            db.execute("UPDATE alembic_version SET version_num = '0001b'")
        office(elsewhere("sqlite"))

        code, _, err = await told("restore", made)

        assert code == 1
        assert "\n".join(err) == (
            "Cadangan tidak dapat dipulihkan: berkas itu dibuat oleh versi bot yang lebih baru; "
            "mohon memilih yang lain."
        )

    @pytest.mark.parametrize("kind", ["sqlite"])
    async def test_not_under_a_bot_that_is_starting(self, told, lived, made, office, elsewhere):
        url = elsewhere("sqlite")
        office(url)
        there = Database(url)
        with opening.only_one(there):
            code, _, err = await told("restore", made)
        there.close()

        assert (code, len(err)) == (75, 1)
        assert err[0].startswith("Basis data ini sedang dipakai oleh bot yang lain; ")

    @pytest.mark.parametrize("kind", ["sqlite"])
    async def test_not_under_a_bot_that_serves_postgresql(self, told, lived, made, office, elsewhere):
        """Its tables are as empty as after any first start, but it is at work in them."""
        office(elsewhere("postgres"))
        there = opening.open_database(load(), clock.now)
        claims = Claims(there)
        await claims.take("poll")
        code, _, err = await told("restore", made)
        claims.close()
        there.close()

        assert (code, len(err)) == (75, 1)
        assert err[0].startswith("Basis data ini sedang dipakai oleh bot yang lain; ")

    async def test_holders_get_fresh_cards_from_the_first_poll_on(self, office, lived, elsewhere):
        """The restore took a moment; still every tap on a card of before may have been one on a card unknown here."""
        now = lived.house.now
        lived.database.write_now(lambda db: notes.write(db, notes.LAST_GOOD_POLL, now.isoformat()))
        made = make(lived.database, Path("there"), now)
        database = Database(elsewhere("sqlite"))
        restore(made.path, database, now, partial(keeping.announced, zone=UTC))
        watch = PollWatch(database, Desk(database, RULES), time.monotonic, lived.parts.alarm)
        await watch.good_poll(now + timedelta(seconds=5))
        cards = database.read_now(
            lambda db: db.execute(
                sa.select(t.outbox).where(t.outbox.c.kind == "card", t.outbox.c.state == "queued")
            ).all()
        )
        database.close()

        assert [card.chat_id for card in cards] == [lived.house.chat(lived.house.dimas)]
        assert all(card.live for card in cards)


class TestReview:
    @pytest.fixture
    async def restored(self, told, lived, office, elsewhere):
        made = (await told("backup", "--to", "there"))[1][1]
        url = elsewhere("sqlite")
        office(url)
        await told("restore", made)
        database = Database(url)
        yield database
        database.close()

    async def test_lists_whom_each_message_is_for(self, told, restored):
        waiting = restored.read_now(review.waiting)

        code, out, _ = await told("review")

        assert code == 0
        assert len(out) == len(waiting) + 1
        assert any("Dimas · kartu maklumat · MKL-2027-001 · " in line for line in out)
        assert out[-1].startswith(f"{len(waiting)} pesan. ")

    async def test_sends_what_is_of_use(self, told, restored):
        code, (line,), _ = await told("review", "--send")

        assert code == 0
        assert re.match(r"[1-9]\d* pesan akan dikirim; [1-9]\d* kartu, pengingat, dan jawaban tidak dikirim", line)
        assert restored.read_now(review.waiting) == ()
        assert len(restored.read_now(lambda db: lanes.chats_ready(db, clock.now()))) > 1

    async def test_or_ends_it_all(self, told, restored):
        waiting = restored.read_now(review.waiting)

        assert await told("review", "--drop") == (0, [f"{len(waiting)} pesan tidak dikirim."], [])
        assert (await told("review"))[1] == ["Tidak ada pesan yang menunggu pemeriksaan."]


class TestVerify:
    @pytest.fixture
    def kept(self, lived):
        """The head of the approval, as it stands in chats."""
        (head,) = {one.head for one in lived.database.read_now(heads.published)}
        return head

    @pytest.fixture
    def tampers(self, lived):
        """Change the database as somebody could who has it: the triggers are dropped first."""

        def tamper(*statements: str) -> None:
            with lived.database.writer.begin() as db:
                for statement in TRIGGERS[db.dialect.name]:
                    db.exec_driver_sql(statement)
                for statement in statements:
                    assert db.exec_driver_sql(statement).rowcount >= 1

        return tamper

    async def test_a_database_that_would_let_the_journal_be_changed_is_told_of(self, told, tampers):
        tampers()

        code, out, _ = await told("verify")

        assert code == 1
        assert out[0].startswith("Jurnal utuh")
        assert "Basis data ini tidak lagi menolak perubahan jurnal: pemicu (trigger) pada tabel journal hilang." in out

    async def test_a_whole_journal_is_whole_and_says_up_to_which_head(self, told, lived, kept):
        count, last = lived.database.read_now(journal.head)

        code, out, err = await told("verify")

        assert (code, err) == (0, [])
        assert out[0] == f"Jurnal utuh: {count} catatan, sidik riwayat {last}."
        assert out[1].startswith(
            f"Sesuai dengan sidik riwayat yang disampaikan terakhir: catatan {kept.seq}, dikirim Senin, "
        )

    @pytest.mark.parametrize(
        ("tampering", "said"),
        [
            ("UPDATE journal SET body = replace(body, '2027', '2026') WHERE seq = 1", "1: isinya tidak sesuai"),
            ("UPDATE journal SET at = '2027-01-18 00:00:00.000000' WHERE seq = 2", "2: isinya tidak sesuai"),
            ("UPDATE journal SET kind = 'Withdrawn' WHERE kind = 'Approved'", ": isinya tidak sesuai"),
            ("DELETE FROM journal WHERE seq = 3", "4: tidak menyambung"),
        ],
    )
    async def test_a_journal_that_was_touched_is_told(self, told, tampers, tampering, said):
        tampers(tampering)

        code, out, _ = await told("verify")

        assert code == 1
        assert out[0].startswith("Jurnal rusak pada catatan ")
        assert said in out[0]
        assert out[1] == "Tidak ada sidik riwayat yang pernah disampaikan yang masih sesuai dengan jurnal ini."

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        "broken",
        [
            "at = 'garbage'",
            "at = 5",
            "body = x'ff'",
            "body = CAST(x'ff' AS TEXT)",
            "kind = x'00ff'",
            "cause = x'00ff'",
            "part = 'first'",
        ],
    )
    async def test_an_entry_that_nobody_can_read_is_named_and_the_heads_before_it_still_hold(
        self, told, tampers, kept, broken
    ):
        tampers(f"UPDATE journal SET {broken} WHERE seq = {kept.seq + 1}")

        code, out, err = await told("verify", "--head", str(kept))
        code_of_backup, _, why = await told("backup", "--to", "there")

        assert (code, err) == (1, [])
        assert out[0] in (
            f"Jurnal rusak pada catatan {kept.seq + 1}: tidak dapat dibaca.",
            f"Jurnal rusak pada catatan {kept.seq + 1}: isinya tidak sesuai dengan sidiknya.",
        )
        assert out[1].startswith(f"Sesuai dengan sidik riwayat yang disampaikan terakhir: catatan {kept.seq}, ")
        assert "riwayat utuh sampai di situ" in out[2]
        assert code_of_backup == 1
        assert f"Jurnal rusak pada catatan {kept.seq + 1}: " in why[0]

    @pytest.mark.parametrize("kind", ["postgres"])
    async def test_a_moment_beyond_all_calendars_is_named_too(self, told, tampers, kept):
        tampers(f"UPDATE journal SET at = 'infinity' WHERE seq = {kept.seq + 1}")

        code, out, err = await told("verify")
        code_of_backup, _, why = await told("backup", "--to", "there")

        assert (code, err) == (1, [])
        assert out[0] == f"Jurnal rusak pada catatan {kept.seq + 1}: tidak dapat dibaca."
        assert out[1].startswith(f"Sesuai dengan sidik riwayat yang disampaikan terakhir: catatan {kept.seq}, ")
        assert code_of_backup == 1
        assert why == ["Cadangan tidak dibuat: isi basis data rusak; mohon memeriksanya dengan verify."]

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        "broken", ["sent_at = 'garbage'", "sent_at = 5", """body = '{"head":"_'""", """body = '{"head":"x:ab"}'"""]
    )
    async def test_a_message_whose_head_nobody_can_read_is_named(self, told, tampers, lived, broken):
        number = next(row.id for row in lived.rows(t.outbox.c.body.like('%"head":"_%')))
        tampers(f"UPDATE outbox SET {broken} WHERE id = {number}")

        code, out, _ = await told("verify")

        assert code == 1
        assert out[0].startswith("Jurnal utuh: ")
        assert any(line.startswith(f"Pesan keluar {number} tidak dapat dibaca") for line in out)

    async def test_a_last_entry_under_another_number_is_told(self, told, tampers):
        tampers("UPDATE journal SET seq = seq + 40 WHERE seq = (SELECT max(seq) FROM journal)")

        code, out, _ = await told("verify")

        assert code == 1
        assert out[0].endswith(": nomornya tidak berurutan.")

    @pytest.mark.parametrize(
        "other",
        ["bytes = {altered}", "bytes = {none}", "sha256 = 'abcdef'"],
    )
    async def test_a_file_that_was_altered_is_named(self, told, tampers, lived, other):
        sha256 = lived.house.present(1).drafts[0].file.sha256
        x = "x'{}'" if lived.database.is_sqlite else r"'\x{}'"
        other = other.format(altered=x.format("255044462d"), none=x.format(""))
        tampers(f"UPDATE files SET {other} WHERE sha256 = '{sha256}'")

        code, out, _ = await told("verify")
        code_of_backup, _, why = await told("backup", "--to", "there")

        named = f"Berkas {sha256[:12]}… tidak "
        assert (code, code_of_backup) == (1, 1)
        assert out[0].startswith("Jurnal utuh: ")
        assert any(line.startswith(named) for line in out)
        assert why[0].startswith("Cadangan tidak dibuat: isinya tidak sama dengan saat dicatat (")
        assert named in why[0]

    @pytest.mark.parametrize(
        "other", ["title = 'Lain'", "phase = 'cancelled'", "step = 2", "body = replace(body, '2027', '2026')"]
    )
    async def test_a_maklumat_that_is_not_what_its_journal_tells_is_named(self, told, tampers, other):
        tampers(f"UPDATE maklumat SET {other} WHERE id = 1")

        code, out, _ = await told("verify")
        code_of_backup, _, why = await told("backup", "--to", "there")

        assert (code, code_of_backup) == (1, 1)
        assert any(line.startswith("Maklumat MKL-2027-001 tidak sesuai riwayatnya") for line in out)
        assert "(Maklumat MKL-2027-001 tidak sesuai riwayatnya)" in why[0]

    async def test_what_was_touched_after_the_head_leaves_it_good(self, told, tampers, kept):
        tampers("UPDATE journal SET body = '{}' WHERE seq = (SELECT max(seq) FROM journal)")

        code, out, _ = await told("verify", "--head", str(kept))

        assert code == 1
        assert out[1].startswith(f"Sesuai dengan sidik riwayat yang disampaikan terakhir: catatan {kept.seq}, ")
        assert f"Sidik riwayat itu adalah catatan {kept.seq}: riwayat utuh sampai di situ" in out[2]

    @pytest.mark.parametrize(
        "form",
        ["{0}", "{0.hash}", "catatan {0.seq} · {0.hash}", "{0.hash:.12}", "{0.seq}:{0.hash:.14}…", "{0.hash:.14} ..."],
    )
    async def test_the_head_of_a_message_is_found(self, told, lived, kept, form):
        code, out, _ = await told("verify", "--head", form.format(kept))

        after = lived.database.read_now(journal.head)[0] - kept.seq
        assert code == 0
        assert out[-1] == (
            f"Sidik riwayat itu adalah catatan {kept.seq}: riwayat utuh sampai di situ, dan {after} catatan menyusul "
            "sesudahnya."
        )

    async def test_an_older_backup_is_told_by_it(self, told, tampers, kept):
        tampers(f"DELETE FROM journal WHERE seq >= {kept.seq}")

        code, out, _ = await told("verify", "--head", str(kept))

        assert code == 1
        assert out[0].startswith("Jurnal utuh: ")
        assert (
            f"Sidik riwayat yang pernah disampaikan tidak ada dalam jurnal: catatan {kept.seq}, {kept.hash}" in out[2]
        )
        assert any(
            line.startswith(f"Jurnal hanya sampai catatan {kept.seq - 1}, sedangkan sidik riwayat itu adalah catatan ")
            for line in out
        )
        assert out[-1].startswith("Mohon menyimpan basis data ini sebagaimana adanya")

    async def test_a_head_that_several_people_have_is_missed_once(self, told, lived, tampers, kept):
        assert len([one for one in lived.database.read_now(heads.published) if one.head == kept]) > 1
        tampers(f"DELETE FROM journal WHERE seq >= {kept.seq}")

        _, out, _ = await told("verify")

        assert len([line for line in out if kept.hash in line]) == 1

    async def test_a_head_of_nowhere_is_told_too(self, told, lived):
        code, out, _ = await told("verify", "--head", "f" * 64)

        assert code == 1
        assert out[-1].startswith("Sidik riwayat itu tidak ada dalam jurnal ini. ")

    async def test_what_is_no_head_is_refused(self, told, lived):
        code, out, err = await told("verify", "--head", "57:abc")

        assert (code, out, len(err)) == (2, [], 1)
