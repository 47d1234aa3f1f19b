"""Bytes by their SHA-256, once; and under which name Telegram has them, for each bot."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import files
from storage import tables as t
from tests.storage.office import BOT

DATA = bytes(range(256)) * 40
HASH = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def do(database):
    return lambda function, *args: database.write_now(lambda db: function(db, *args))


def test_bytes_come_back_as_they_were(do, now):
    do(files.keep, {HASH: DATA, hashlib.sha256(b"").hexdigest(): b""}, now)

    assert do(files.read, HASH) == DATA
    assert do(files.read, hashlib.sha256(b"").hexdigest()) == b""


def test_the_same_bytes_are_kept_once_since_the_first_time(do, now, database):
    for later in range(3):
        do(files.keep, {HASH: DATA}, now + timedelta(days=later))

    kept = database.read_now(
        lambda db: db.execute(sa.select(t.files.c.sha256, t.files.c.size, t.files.c.kept_at)).all()
    )
    assert [tuple(row) for row in kept] == [(HASH, len(DATA), now)]


def test_a_description_names_the_bytes_by_their_hash():
    described = files.describe(DATA, "draf.pdf", "application/pdf")

    assert (described.sha256, described.size, described.name) == (HASH, 10_240, "draf.pdf")


def test_bytes_that_were_never_kept_are_not_there(do):
    with pytest.raises(sa.exc.NoResultFound):
        do(files.read, HASH)


def test_an_upload_is_remembered_for_its_bot_and_kind_alone(do):
    do(files.remember_upload, BOT, HASH, "document", "AgAD1")
    do(files.remember_upload, BOT + 1, HASH, "document", "AgAD2")

    assert do(files.uploaded, BOT, HASH, "document") == "AgAD1"
    assert do(files.uploaded, BOT + 1, HASH, "document") == "AgAD2"
    assert do(files.uploaded, BOT, HASH, "photo") is None
    assert do(files.uploaded, BOT + 2, HASH, "document") is None


def test_an_upload_that_was_repeated_has_its_new_name(do):
    do(files.remember_upload, BOT, HASH, "document", "old")
    do(files.remember_upload, BOT, HASH, "document", "new")

    assert do(files.uploaded, BOT, HASH, "document") == "new"


def test_an_upload_that_telegram_forgot_is_forgotten(do):
    do(files.remember_upload, BOT, HASH, "document", "AgAD1")
    do(files.forget_upload, BOT, HASH, "document")

    assert do(files.uploaded, BOT, HASH, "document") is None


def test_bytes_under_a_hash_that_is_not_theirs_are_refused(do, now):
    with pytest.raises(ValueError, match="not those of"):
        do(files.keep, {HASH: b"other bytes"}, now)
