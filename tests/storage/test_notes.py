"""Small facts of the bot's own, and what an admin must see."""

from storage import notes


def test_a_note_stands_until_it_is_written_anew(database):
    for value in ("1", "2", ""):
        database.write_now(lambda db, v=value: notes.write(db, notes.LAST_GOOD_POLL, v))
        assert database.read_now(lambda db: notes.read(db, notes.LAST_GOOD_POLL)) == value


def test_what_was_never_noted_is_not_there(database):
    assert database.read_now(lambda db: notes.read(db, notes.PERFORMERS)) is None
