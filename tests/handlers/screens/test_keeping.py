"""What admins read of backups: what happened, what it means, what to do; nothing that could break the message."""

import errno
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from handlers.screens import keeping
from storage.errors import BackupUnfit, Findings, Unfit
from storage.failures import name_of
from storage.journal import NOT_READABLE
from storage.restore import Restored
from storage.review import Waiting
from tests.bot.test_alarm import NAMES, refused, refused_by_postgres
from tests.handlers.screens.stage import FORBIDDEN, parsed

ZONE = ZoneInfo("Asia/Jakarta")
TAKEN = datetime(2027, 1, 18, 18, 30, tzinfo=UTC)
WHAT = Restored("maklumat-20270118-183000Z.db", TAKEN, 57, "ab" * 32, 3)
MANY = Findings(entry=7, reason=NOT_READABLE, altered=("3f" * 32,) * 20, lost=("4a" * 32,), maklumat=("MKL-2027-001",))
HOSTILE = "<b>&" * 300
FULL = OSError(errno.ENOSPC, "No space left on device")
TROUBLES = (FULL, ValueError(), *(refused(code) for code in NAMES), refused_by_postgres(psycopg.OperationalError))


@pytest.mark.parametrize(
    "shown",
    [
        keeping.restored(WHAT, ZONE),
        keeping.restored(replace(WHAT, taken_at=None, waiting=0), ZONE),
        keeping.restored(replace(WHAT, name=HOSTILE), ZONE),
        keeping.restored(replace(WHAT, voided=(HOSTILE,) * 9), ZONE),
        *(keeping.backup_failed(trouble, TAKEN, ZONE) for trouble in TROUBLES),
        keeping.backup_failed(ValueError(HOSTILE), None, ZONE),
        *(keeping.backup_failed(BackupUnfit(why), TAKEN, ZONE) for why in Unfit),
        keeping.backup_failed(BackupUnfit(Unfit.CONTENT, MANY), TAKEN, ZONE),
    ],
)
def test_it_can_be_read_and_keeps_the_register(shown):
    text = parsed(shown.text)

    assert text.startswith("Pemberitahuan bagi admin")
    assert "ohon " in text
    assert not FORBIDDEN.search(text.replace(HOSTILE, ""))
    assert len(text) < 1500


@pytest.mark.parametrize("what", [WHAT, replace(WHAT, taken_at=None)])
def test_every_other_official_reads_what_a_restore_means_to_him(what):
    text = parsed(keeping.announced(what, to_admin=False, zone=ZONE).text)

    assert text.startswith("Data layanan ini dipulihkan dari cadangan")
    assert ("yang dibuat" in text) is (what.taken_at is not None)
    for words in (
        "tidak tercatat lagi",
        "Tombol pada pesan lama tidak berlaku",
        "mohon menggunakan kartu baru",
        "/tugas",
    ):
        assert words in text
    assert not FORBIDDEN.search(text)
    assert keeping.announced(what, to_admin=True, zone=ZONE) == keeping.restored(what, ZONE)


def test_a_restore_says_from_what_up_to_where_and_what_waits():
    text = parsed(keeping.restored(WHAT, ZONE).text)

    for words in (
        WHAT.name,
        "dibuat Selasa, 19 Januari 2027 pukul 01.30 WIB",
        "57 catatan",
        WHAT.head,
        "3 pesan dari sebelum pemulihan belum dikirim",
        "python -m bot review",
        "python -m bot verify --head",
    ):
        assert words in text


def test_a_restore_says_that_access_is_as_it_was_and_whose_codes_are_void():
    text = parsed(keeping.restored(replace(WHAT, voided=("Wahyu", "Sri")), ZONE).text)

    assert (
        "Akses yang ditutup sesudahnya, misalnya karena telepon hilang, terbuka lagi: mohon memeriksa /pejabat" in text
    )
    assert "Kode pendaftaran yang belum dipakai tidak berlaku lagi: Wahyu, Sri." in text
    assert "Kode" not in parsed(keeping.restored(WHAT, ZONE).text)


def test_where_nothing_waits_nothing_is_asked_for():
    text = parsed(keeping.restored(replace(WHAT, waiting=0), ZONE).text)

    assert "python -m bot review" not in text


def test_a_failure_says_why_and_how_old_the_last_one_is():
    text = parsed(keeping.backup_failed(FULL, TAKEN, ZONE).text)

    assert "Sebab: ruang penyimpanan penuh" in text
    assert "No space left on device" not in text
    assert "Cadangan terakhir: Selasa, 19 Januari 2027 pukul 01.30 WIB." in text
    assert "belum pernah dibuat" in parsed(keeping.backup_failed(FULL, None, ZONE).text)


@pytest.mark.parametrize(
    ("trouble", "remedy"),
    [
        (FULL, "ruang kosong"),
        (refused(sqlite3.SQLITE_READONLY), "izin tulis"),
        (refused(sqlite3.SQLITE_BUSY), "dikunci oleh program lain"),
        (refused_by_postgres(psycopg.OperationalError), "dapat dihubungi"),
        (refused(sqlite3.SQLITE_CORRUPT), "python -m bot verify"),
        (BackupUnfit(Unfit.CONTENT, MANY), "python -m bot verify"),
    ],
    ids=lambda given: name_of(given) if isinstance(given, Exception) else "",
)
def test_what_is_to_be_done_fits_what_is_amiss(trouble, remedy):
    *_, asked = parsed(keeping.backup_failed(trouble, TAKEN, ZONE).text).split("\n\n")

    assert remedy in asked


def test_a_message_in_review_is_one_line():
    one = Waiting(12, "Wahyu", "news", "MKL-2027-001", TAKEN)

    assert keeping.waiting_line(one, ZONE) == (
        "12: Wahyu · pemberitahuan · MKL-2027-001 · Selasa, 19 Januari 2027 pukul 01.30 WIB"
    )
    assert keeping.waiting_line(replace(one, name="", control_number=""), ZONE).startswith("12: pemberitahuan · Selasa")
