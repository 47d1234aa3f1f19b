from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.world.state import World


class Machine:
    now = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def world(machine):
    world = World(machine)
    world.add_bot()
    return world


def test_an_outage_lasts_so_many_seconds_of_the_machine(world, machine):
    world.go_down(10, "502")
    assert (world.outage.how, world.outage.until) == ("502", machine.now + timedelta(seconds=10))

    machine.now += timedelta(seconds=9)
    assert world.outage is not None
    machine.now += timedelta(seconds=1)

    assert world.outage is None


def test_the_worlds_own_clock_is_no_part_of_it(world):
    world.go_down(10)

    world.offset = timedelta(days=1)

    assert world.outage is not None


def test_it_can_be_ended_and_a_new_one_takes_the_place_of_the_old(world):
    world.go_down(10, "502")
    world.go_down(5, "cut")
    assert world.outage.how == "cut"

    world.come_back()

    assert world.outage is None


@pytest.mark.parametrize(("seconds", "how"), [(0, "cut"), (-1, "cut"), (90_000, "cut"), (5, "slow")])
def test_only_real_outages_can_be_ordered(world, seconds, how):
    with pytest.raises(ValueError, match="an outage"):
        world.go_down(seconds, how)

    assert world.outage is None


def test_whoever_waits_for_updates_hears_of_both_ends(world):
    woken = []
    world.bot.updates.wake_ups.add(lambda: woken.append(1))

    world.go_down(5)
    world.come_back()

    assert woken == [1, 1]
