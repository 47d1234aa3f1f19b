"""Updates are kept once, taken in the order of their chat, and no shape of them hurts."""

import json
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import inbox
from storage import tables as t
from storage.inbox import ALBUM_SETTLES
from tests.storage.office import BOT, NOW

SECOND = timedelta(seconds=1)


def message(update_id, chat_id=1, **more):
    return {"update_id": update_id, "message": {"message_id": 1, "chat": {"id": chat_id}, **more}}


def photo(update_id, album, chat_id=1):
    return message(update_id, chat_id, media_group_id=album, photo=[])


@pytest.fixture
def keep(database):
    """Keep updates; returns how many were new."""

    def keep_them(*updates, bot=BOT, at=NOW):
        return database.write_now(lambda db: inbox.keep(db, bot, updates, at)).new

    return keep_them


@pytest.fixture
def waiting(database):
    """What may be taken now, as lists of update ids."""

    def look(at=NOW, busy=()):
        arrivals = database.read_now(lambda db: inbox.waiting(db, at, busy))
        return [[update["update_id"] for update in arrival.updates] for arrival in arrivals]

    return look


@pytest.fixture
def done(database):
    """Finish the updates of these ids."""

    def finish(*update_ids, bot=BOT):
        of_these = sa.select(t.inbox.c.seq).where(t.inbox.c.update_id.in_(update_ids), t.inbox.c.bot_id == bot)
        seqs = database.read_now(lambda db: list(db.execute(of_these).scalars()))
        return database.write_now(lambda db: inbox.finish(db, seqs, NOW))

    return finish


def stored(database):
    return database.read_now(lambda db: db.execute(sa.select(t.inbox).order_by(t.inbox.c.seq)).all())


class TestKeeping:
    def test_an_update_that_comes_again_is_kept_once(self, keep, database):
        assert keep(message(5, text="first")) == 1
        assert keep(message(5, text="first"), message(6)) == 1

        assert [json.loads(row.body)["message"].get("text") for row in stored(database)] == ["first", None]

    def test_a_number_that_comes_again_with_other_content_is_another_update(self, database, waiting):
        def kept(*updates):
            return database.write_now(lambda db: inbox.keep(db, BOT, updates, NOW))

        kept(message(5, chat_id=1, text="before the idle week"))
        after = kept(message(5, chat_id=2, text="after it"))
        repeated = kept(message(5, chat_id=2, text="after it"), message(5, chat_id=1, text="before the idle week"))

        assert (after.new, after.again) == (1, (5,))
        assert (repeated.new, repeated.again) == (0, ())
        assert len(waiting()) == 2

    def test_an_update_that_was_done_does_not_come_back(self, keep, done, waiting):
        keep(message(5))
        done(5)

        assert keep(message(5)) == 0
        assert waiting() == []

    @pytest.mark.parametrize("seed", range(5))
    def test_whatever_is_handed_over_again_in_any_order_changes_nothing(self, keep, done, database, seed):
        chance = random.Random(seed)
        story = [
            *(message(number, chat_id=1 + number % 3, text=f"kata {number}") for number in range(900, 920)),
            *(photo(number, album="a", chat_id=2) for number in range(920, 924)),
            *({"update_id": n, "callback_query": {"from": {"id": n % 3}, "data": "s.1"}} for n in range(924, 940)),
            *(message(number, text="after an idle week") for number in range(905, 912)),
        ]
        assert keep(*story) == len(story)
        done(*range(900, 915))
        before = stored(database)

        for _ in range(3):
            chance.shuffle(story)
            rest = list(story)
            while rest:
                size = chance.randrange(1, 12)
                assert keep(*rest[:size]) == 0
                rest = rest[size:]

        assert stored(database) == before

    def test_another_bots_update_of_the_same_number_is_another_update(self, keep, waiting):
        assert keep(message(5, chat_id=1)) == 1
        assert keep(message(5, chat_id=2), bot=BOT + 1) == 1

        assert waiting() == [[5], [5]]

    def test_numbers_that_go_down_after_an_idle_week_keep_their_order_of_arrival(self, keep, done, waiting):
        keep(message(900_000_001))
        keep(message(17), message(18))

        taken = []
        while heads := waiting():
            taken += heads[0]
            done(*heads[0])
        assert taken == [900_000_001, 17, 18]

    def test_a_batch_is_kept_whole_or_not_at_all(self, database, waiting):
        with pytest.raises(RuntimeError):
            database.write_now(lambda db: (inbox.keep(db, BOT, [message(1), message(2)], NOW), _fail()))

        assert waiting() == []

    def test_an_update_comes_out_as_it_came_in(self, keep, database):
        update = message(1, text="Setuju 👍 \u0000 \ud83d", entities=[{"type": "bold", "offset": 0}])
        keep(update)

        (arrival,) = database.read_now(lambda db: inbox.waiting(db, NOW))
        assert arrival.updates == (update,)
        assert (arrival.chat_id, arrival.attempts, arrival.received_at) == (1, 0, NOW)
        assert arrival.cause == f"update:{arrival.seqs[0]}"


def _fail():
    raise RuntimeError


class TestLanes:
    def test_each_chat_shows_its_oldest_update_only(self, keep, waiting):
        keep(message(1, 1), message(2, 2), message(3, 1), message(4, 2), message(5, 3))

        assert waiting() == [[1], [2], [5]]

    def test_the_next_one_comes_when_the_head_is_done(self, keep, done, waiting):
        keep(message(1), message(2))
        done(1)

        assert waiting() == [[2]]

    def test_a_chat_that_is_being_served_is_left_alone(self, keep, waiting):
        keep(message(1, 1), message(2, 2))

        assert waiting(busy=[1]) == [[2]]

    def test_a_tap_and_a_message_of_one_chat_share_its_lane(self, keep, waiting):
        tap = {"update_id": 1, "callback_query": {"from": {"id": 1}, "message": {"chat": {"id": 1}}, "data": "x"}}
        keep(tap, message(2, 1), {"update_id": 3, "my_chat_member": {"chat": {"id": 1}}})

        assert waiting() == [[1]]

    def test_an_update_without_a_chat_goes_by_its_sender(self, keep, waiting):
        keep({"update_id": 1, "inline_query": {"from": {"id": 7}}}, message(2, 7))

        assert waiting() == [[1]]

    def test_updates_of_no_chat_hold_up_nobody(self, keep, waiting):
        keep({"update_id": 1, "poll": {"id": "x"}}, message(2, 1))

        assert waiting(busy=[None]) == [[2]]

    def test_a_postponed_head_holds_up_its_own_chat_alone_until_its_time(self, keep, database, waiting):
        keep(message(1, 1), message(2, 1), message(3, 2))
        (head, _) = database.read_now(lambda db: inbox.waiting(db, NOW))
        database.write_now(lambda db: inbox.postpone(db, head.seqs, NOW + 30 * SECOND))

        assert waiting() == [[3]]
        assert waiting(NOW + 29 * SECOND) == [[3]]
        assert waiting(NOW + 30 * SECOND) == [[1], [3]]

    @pytest.mark.parametrize("by", [timedelta(minutes=11), timedelta(hours=1), timedelta(days=400)], ids=str)
    def test_a_clock_that_is_set_back_silences_no_chat(self, keep, database, waiting, by):
        fast = NOW + by
        keep(message(1), message(2), at=fast)
        database.write_now(lambda db: inbox.postpone(db, [1], fast + 2 * SECOND))

        assert waiting(NOW) == [[1]]

    def test_the_longest_wait_is_waited_for(self, keep, database, waiting):
        keep(message(1))
        database.write_now(lambda db: inbox.postpone(db, [1], NOW + inbox.LONGEST_WAIT))

        assert waiting(NOW) == []
        assert waiting(NOW + inbox.LONGEST_WAIT) == [[1]]

    def test_attempts_are_counted(self, keep, database):
        keep(message(1))
        for _ in range(2):
            (head,) = database.read_now(lambda db: inbox.waiting(db, NOW))
            database.write_now(lambda db, seqs=head.seqs: inbox.postpone(db, seqs, NOW))

        (head,) = database.read_now(lambda db: inbox.waiting(db, NOW))
        assert head.attempts == 2

    def test_trouble_with_the_network_is_no_attempt(self, keep, database, waiting):
        keep(message(1))
        database.write_now(lambda db: inbox.postpone(db, [1], NOW + SECOND, counted=False))

        assert waiting(NOW) == []
        (head,) = database.read_now(lambda db: inbox.waiting(db, NOW + SECOND))
        assert head.attempts == 0

    def test_a_dead_update_makes_way(self, keep, database, waiting):
        keep(message(1), message(2))
        (head,) = database.read_now(lambda db: inbox.waiting(db, NOW))
        database.write_now(lambda db: inbox.finish(db, head.seqs, NOW, "dead"))

        assert waiting() == [[2]]
        assert [row.state for row in stored(database)] == ["dead", "new"]

    def test_a_flood_in_one_chat_hides_nobody(self, keep, database, waiting):
        keep(*(message(number, 1) for number in range(1, 501)))
        keep(message(501, 2))
        (head, *_) = database.read_now(lambda db: inbox.waiting(db, NOW))
        database.write_now(lambda db: inbox.postpone(db, head.seqs, NOW + 60 * SECOND))

        assert waiting() == [[501]]


class TestFinishing:
    def test_counts_once(self, keep, done):
        keep(message(1))

        assert done(1) is True
        assert done(1) is False

    def test_what_is_done_is_not_postponed_any_more(self, keep, done, database):
        keep(message(1))
        done(1)
        database.write_now(lambda db: inbox.postpone(db, [1], NOW))

        assert stored(database)[0].attempts == 0

    def test_an_album_whose_first_part_was_done_is_done(self, keep, done):
        keep(photo(1, "A"), photo(2, "A"), photo(3, "A"))
        done(1, 2)

        assert done(1, 2, 3) is False


class TestAlbums:
    def test_are_taken_together_once_they_have_settled(self, keep, waiting):
        keep(photo(1, "A"))
        keep(photo(2, "A"), photo(3, "A"), at=NOW + SECOND / 2)
        settled = NOW + SECOND / 2 + ALBUM_SETTLES

        assert waiting(settled - SECOND / 100) == []
        assert waiting(settled) == [[1, 2, 3]]

    def test_settle_for_a_second(self):
        assert ALBUM_SETTLES == SECOND

    def test_that_came_before_the_clock_was_set_back_do_not_wait_for_it(self, keep, waiting):
        keep(photo(1, "A"), photo(2, "A"), at=NOW + timedelta(hours=1))

        assert waiting(NOW) == [[1, 2]]

    def test_settle_where_the_clocks_of_two_machines_differ(self, keep, waiting):
        keep(photo(1, "A"), at=NOW + 5 * SECOND)

        assert waiting(NOW) == []
        assert waiting(NOW + 6 * SECOND) == [[1]]

    def test_a_later_message_of_the_chat_waits_behind(self, keep, waiting, done):
        keep(photo(1, "A"), message(2, text="Ini fotonya"), photo(3, "A"))

        assert waiting(NOW) == []
        assert waiting(NOW + SECOND) == [[1, 3]]
        done(1, 3)
        assert waiting(NOW + SECOND) == [[2]]

    def test_an_earlier_message_goes_first_and_at_once(self, keep, waiting):
        keep(message(1), photo(2, "A"))

        assert waiting(NOW) == [[1]]

    def test_hold_up_no_other_chat(self, keep, waiting):
        keep(photo(1, "A", chat_id=1), message(2, 2))

        assert waiting(NOW) == [[2]]

    def test_two_of_them_follow_each_other(self, keep, waiting, done):
        keep(photo(1, "A"), photo(2, "A"), photo(3, "B"), photo(4, "B"))

        assert waiting(NOW + SECOND) == [[1, 2]]
        done(1, 2)
        assert waiting(NOW + SECOND) == [[3, 4]]

    def test_of_the_same_name_in_two_chats_are_two(self, keep, waiting):
        keep(photo(1, "A", 1), photo(2, "A", 2))

        assert waiting(NOW + SECOND) == [[1], [2]]

    def test_a_part_that_comes_late_is_not_lost(self, keep, waiting, done):
        keep(photo(1, "A"))
        done(1)
        keep(photo(2, "A"), at=NOW + 9 * SECOND)

        assert waiting(NOW + 10 * SECOND) == [[2]]

    def test_are_postponed_together(self, keep, database, waiting):
        keep(photo(1, "A"), photo(2, "A"))
        (album,) = database.read_now(lambda db: inbox.waiting(db, NOW + SECOND))
        database.write_now(lambda db: inbox.postpone(db, album.seqs, NOW + 30 * SECOND))

        assert waiting(NOW + 29 * SECOND) == []
        assert waiting(NOW + 30 * SECOND) == [[1, 2]]


HOSTILE = {
    "a message that is a list": {"message": [{"chat": {"id": 1}}]},
    "a message that is nothing": {"message": None},
    "no message at all": {},
    "a chat that is a string": {"message": {"chat": "1"}},
    "a chat that is nothing": {"message": {"chat": None, "from": None}},
    "a chat id that is a string": {"message": {"chat": {"id": "1"}}},
    "a chat id beyond 64 bits": {"message": {"chat": {"id": 2**63}}},
    "a chat id far beyond": {"message": {"chat": {"id": -(10**40)}}},
    "a chat id with a fraction": {"message": {"chat": {"id": 1.5}}},
    "a chat id that is no number": {"message": {"chat": {"id": float("nan")}}},
    "a chat id that is a list": {"message": {"chat": {"id": [1]}}},
    "nothing within nothing": {"message": {"chat": {"id": None}, "from": {"id": None}, "message": {"chat": None}}},
    "an album that is a list": {"message": {"chat": {"id": None}, "media_group_id": ["x"]}},
    "half a surrogate in the text": {"message": {"chat": {}, "text": "\ud800 \udfff"}},
    "a NUL in the text": {"message": {"chat": {}, "text": "a\x00b"}},
    "half a surrogate in a key": {"\ud800": {"\udc00": 1}},
    "numbers beyond all columns": {"message": {"date": 10**400, "chat": {}}},
}


class TestHostileShapes:
    @pytest.mark.parametrize("shape", HOSTILE.values(), ids=HOSTILE.keys())
    def test_are_kept_in_no_chats_lane(self, keep, database, shape):
        assert keep({"update_id": 1, **shape}, message(2, 1)) == 2

        row = stored(database)[0]
        assert (row.chat_id, row.album, row.state) == (None, None, "new")
        assert json.loads(row.body).keys() == {"update_id", *shape}

    def test_a_chat_id_that_is_a_truth_value_is_no_chat(self, keep, database):
        keep({"update_id": 1, "message": {"chat": {"id": True}}})

        assert stored(database)[0].chat_id is None

    def test_an_album_named_by_half_a_surrogate_is_kept(self, keep):
        assert keep(photo(1, "\ud800"), message(2)) == 2

    @pytest.mark.parametrize("update", [{}, {"update_id": None}, {"update_id": 2**70}, {"update_id": [1]}])
    def test_an_update_without_a_usable_number_does_not_hold_up_the_others(self, keep, update):
        assert keep({**update, "message": {"chat": {"id": 1}}}, message(2)) >= 1

    @given(
        body=st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["message", "chat", "id", "from", "text", "callback_query"]), inner)
            ),
            max_leaves=12,
        ),
        number=st.integers(1, 2**31),
    )
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_whatever_it_is_it_is_kept_and_the_next_good_one_is_found(self, keep, body, number):
        kept = keep({"update_id": -number, "message": body, "callback_query": body})

        assert kept in (0, 1)
