"""After a restore the buttons of before say nothing, and ours say what they always said."""

import copy
import threading
import time

import pytest

from bot import app
from bot.marks import Mark
from bot.shapes import readable
from handlers.callbacks import LIMIT, NOTHING, BadButton, decode
from storage import backup, migrations, notes
from storage.engine import Database
from storage.errors import DatabaseBusy
from storage.outbox import Screen
from storage.restore import restore

MARK = Mark("m3x")
CARD = "do.ap.1c.3.2.k"
TELEGRAMS_LIMIT = 64


def tapped(data, under=CARD):
    """A tap, and the same buttons under a message that is replied to."""
    keyboard = {
        "inline_keyboard": [[{"text": "Setujui", "callback_data": under}, {"text": "Laman", "url": "https://a"}]]
    }
    chat = {"id": 7, "type": "private"}
    account = {"id": 7, "is_bot": False, "first_name": "Bagus"}
    message = {"message_id": 5, "chat": chat, "reply_markup": keyboard}
    return {
        "update_id": 1,
        "callback_query": {"id": "9", "from": account, "data": data, "message": copy.deepcopy(message)},
        "message": {"message_id": 6, "chat": chat, "from": account, "text": "Baik", "reply_to_message": message},
    }


def said(update):
    """What the buttons of an update say to us: the tapped one, one beside it, one under what is replied to."""
    shown = update["callback_query"]["message"], update["message"]["reply_to_message"]
    return [
        update["callback_query"]["data"],
        *(m["reply_markup"]["inline_keyboard"][0][0]["callback_data"] for m in shown),
    ]


def test_what_it_marks_it_reads():
    marked = MARK.upon(CARD)
    assert marked == f"{CARD}~m3x"
    assert said(MARK.off(tapped(marked, marked))) == [CARD] * 3


@pytest.mark.parametrize("before", [CARD, f"{CARD}~abc", f"{CARD}~", "~m3", f"{CARD}~m3x~", f"{CARD}~M3X"])
def test_what_was_drawn_before_the_restore_says_nothing(before):
    assert said(MARK.off(tapped(before, before))) == [NOTHING] * 3
    with pytest.raises(BadButton):
        decode(NOTHING)


def test_an_office_that_was_never_restored_marks_nothing_and_takes_no_mark_of_another():
    never = Mark()
    assert never.upon(CARD) == CARD
    update = tapped(CARD)
    assert never.off(update) is update
    with pytest.raises(BadButton):
        decode(MARK.upon(CARD))


def test_the_kept_update_stays_as_it_came():
    update = tapped(MARK.upon(CARD), CARD)
    MARK.off(update)
    assert update == tapped(MARK.upon(CARD), CARD)


def test_an_update_without_buttons_is_the_same():
    for update in (
        {"update_id": 1},
        {"update_id": 2, "message": {"message_id": 1, "chat": {"id": 7, "type": "private"}}},
    ):
        assert MARK.off(readable(update)) == update


def test_a_link_has_no_data_to_mark_and_the_longest_data_fits():
    assert MARK.upon("") == ""
    assert len(MARK.upon("x" * LIMIT)) == TELEGRAMS_LIMIT


class TestWhileAProcessStarts:
    """It reads the mark once: no restore may draw another after it."""

    @pytest.mark.parametrize("kind", ["postgres"], indirect=True)
    async def test_no_restore_goes_through_though_it_still_waits_for_telegram(self, bench, tmp_path, postgres):
        made = backup.make(bench.database, tmp_path / "there", bench.clock())
        url = postgres.create_another("waiting")
        empty, beside = Database(url), Database(url)
        migrations.bring_up_to_date(empty)
        parts = app.build(bench.parts.settings, empty, bench.clock)

        with pytest.raises(DatabaseBusy):
            restore(made.path, beside, bench.clock(), lambda told, *, to_admin: Screen(told.name))

        parts.claims.close()
        empty.close()
        beside.close()

    async def test_a_restore_that_is_at_work_is_waited_for(self, bench, office_url):
        beside, at_work = Database(office_url), threading.Event()

        def restores(db):
            at_work.set()
            time.sleep(0.5)
            notes.write(db, notes.BUTTONS, "m3x")

        restoring = threading.Thread(target=lambda: beside.write_now(restores))
        restoring.start()
        at_work.wait()
        parts = app.build(bench.parts.settings, bench.database, bench.clock)
        restoring.join()

        assert parts.worker.mark == parts.courier.speaker.mark == MARK
        parts.claims.close()
        beside.close()
