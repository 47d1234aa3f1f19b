"""The only place that asks the machine the time; and the moved clock of demonstrations."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot import clock
from bot.clock import NotALocalTelegram, moved

LOCAL = "http://127.0.0.1:8081"


def test_the_machines_time_is_aware_and_in_utc():
    before = datetime.fromtimestamp(time.time_ns() / 1e9, tz=UTC)
    now = clock.now()
    after = datetime.fromtimestamp(time.time_ns() / 1e9, tz=UTC)

    assert now.utcoffset() == timedelta(0)
    assert before <= now <= after


@pytest.mark.parametrize("api", [LOCAL, "http://localhost:9", "http://[::1]:9", "https://127.0.0.1"])
@pytest.mark.parametrize("seconds", ["3600", "-86400", "0.5\n", " 12 "])
def test_a_local_telegrams_clock_is_moved_by_what_the_file_says(tmp_path, api, seconds):
    file = tmp_path / "offset"
    file.write_text(seconds)

    shift = moved(file, api)() - clock.now()

    assert abs(shift.total_seconds() - float(seconds)) < 1


def test_the_file_is_read_each_time(tmp_path):
    file = tmp_path / "offset"
    tells = moved(file, LOCAL)

    assert abs(tells() - clock.now()) < timedelta(seconds=1)
    file.write_text("86400")
    assert tells() - clock.now() > timedelta(hours=23)


@pytest.mark.parametrize("written", ["", "soon", "12:00", "\xff"])
def test_a_file_that_says_nothing_moves_nothing(tmp_path, written):
    file = tmp_path / "offset"
    file.write_bytes(written.encode("latin-1"))

    assert abs(moved(file, LOCAL)() - clock.now()) < timedelta(seconds=1)


@pytest.mark.parametrize("written", ["nan", "inf", "1e300"])
def test_a_file_that_says_nonsense_moves_nothing(tmp_path, written):
    file = tmp_path / "offset"
    file.write_text(written)

    assert abs(moved(file, LOCAL)() - clock.now()) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "api",
    [
        "https://api.telegram.org",
        "https://telegram.example.org",
        "http://10.0.0.5:8081",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org",
        "http://localhost.example.org",
        "127.0.0.1:8081",
        "",
    ],
)
def test_a_real_offices_clock_is_never_moved(tmp_path, api):
    with pytest.raises(NotALocalTelegram):
        moved(tmp_path / "offset", api)
