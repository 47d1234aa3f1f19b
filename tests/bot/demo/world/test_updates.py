from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.world.updates import TAP_LIFETIME, UpdateQueue

NOW = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)


@pytest.fixture
def queue():
    queue = UpdateQueue(next_id=500)
    for number in range(5):
        queue.push({"message": {"message_id": number}}, NOW)
    return queue


def ids(updates):
    return [update.id for update in updates]


def test_an_offset_confirms_everything_below_it(queue):
    assert ids(queue.get(502, 100, NOW)) == [502, 503, 504]
    assert ids(queue.get(0, 100, NOW)) == [502, 503, 504]


def test_no_offset_confirms_nothing(queue):
    assert ids(queue.get(0, 2, NOW)) == [500, 501]
    assert ids(queue.get(0, 100, NOW)) == [500, 501, 502, 503, 504]


def test_the_offset_after_the_last_update_confirms_all(queue):
    assert queue.get(505, 100, NOW) == []
    assert queue.waiting == []


def test_an_offset_beyond_the_tail_falls_back_to_the_head(queue):
    assert ids(queue.get(999_999, 100, NOW)) == [500, 501, 502, 503, 504]


def test_a_negative_offset_keeps_only_the_newest(queue):
    assert ids(queue.get(-2, 100, NOW)) == [503, 504]
    assert ids(queue.get(0, 100, NOW)) == [503, 504]


def test_a_message_waits_a_day_and_a_tap_150_seconds(queue):
    queue.push({"callback_query": {}}, NOW, TAP_LIFETIME)

    assert ids(queue.get(0, 100, NOW + timedelta(seconds=149)))[-1] == 505
    assert ids(queue.get(0, 100, NOW + timedelta(seconds=150)))[-1] == 504
    assert queue.get(0, 100, NOW + timedelta(hours=24)) == []


def test_what_the_bot_has_not_asked_for_is_lost_when_it_happens(queue):
    queue.allowed = frozenset({"callback_query"})
    assert queue.push({"message": {}}, NOW) is None

    queue.allowed = frozenset()
    assert ids(queue.get(0, 100, NOW)) == [500, 501, 502, 503, 504]


def test_reactions_must_be_asked_for_by_name(queue):
    assert queue.push({"message_reaction": {}}, NOW) is None
    queue.allowed = frozenset({"message_reaction"})
    assert queue.push({"message_reaction": {}}, NOW) is not None


def test_after_a_quiet_week_the_numbers_go_on_from_elsewhere():
    jumps = set()
    for _ in range(3):
        queue = UpdateQueue(next_id=500)
        queue.push({"message": {}}, NOW)
        queue.get(501, 100, NOW)
        jumps.add(queue.push({"message": {}}, NOW + timedelta(days=8)).id)

    assert 501 not in jumps
    assert len(jumps) > 1


def test_a_push_wakes_whoever_waits(queue):
    woken = []
    queue.wake_ups.add(lambda: woken.append(1))

    queue.push({"message": {}}, NOW)

    assert woken == [1]


class TestOnceMore:
    def test_what_was_confirmed_last_comes_once_more_whatever_the_offset(self, queue):
        queue.get(503, 100, NOW)

        assert queue.redeliver() == [502]
        assert ids(queue.get(503, 100, NOW)) == [502, 503, 504]
        assert ids(queue.get(503, 100, NOW)) == [503, 504]

    def test_several_come_in_their_order(self, queue):
        queue.get(505, 100, NOW)

        assert queue.redeliver(3) == [502, 503, 504]
        assert ids(queue.get(0, 2, NOW)) == [502, 503]
        assert ids(queue.get(505, 100, NOW)) == [504]

    @pytest.mark.parametrize("count", [0, -1])
    def test_none_are_asked_for(self, queue, count):
        queue.get(505, 100, NOW)

        assert queue.redeliver(count) == []

    def test_what_nobody_confirmed_does_not(self, queue):
        queue.get(-1, 100, NOW)

        assert queue.redeliver(5) == []

    def test_it_wakes_whoever_waits(self, queue):
        queue.get(505, 100, NOW)
        woken = []
        queue.wake_ups.add(lambda: woken.append(1))

        queue.redeliver()

        assert woken == [1]

    def test_dropping_what_waits_drops_it_too(self, queue):
        queue.get(505, 100, NOW)
        queue.redeliver()

        queue.clear()

        assert queue.get(0, 100, NOW) == []

    def test_a_webhook_that_took_the_repetition_has_the_original_no_more(self, queue):
        first = queue.pending(NOW)[0]
        queue.delivered(first)
        assert queue.redeliver() == [500]
        assert ids(queue.pending(NOW)) == [500, 501, 502, 503, 504]

        queue.delivered(first)

        assert ids(queue.pending(NOW)) == [501, 502, 503, 504]
        assert queue.redeliver() == [500]
