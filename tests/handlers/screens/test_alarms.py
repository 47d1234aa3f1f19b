"""What admins read when the service itself is in trouble: each kind with what to do, in the register of the office."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.screens import alarms, pages
from storage.failures import Failing
from tests.handlers.screens.stage import FORBIDDEN, parsed

ZONE = ZoneInfo("Asia/Jakarta")
SINCE = datetime(2027, 1, 18, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "shown",
    [
        *(alarms.database_failing(SINCE, kind, ZONE, is_here=is_here) for kind in Failing for is_here in (True, False)),
        alarms.database_moved("/srv/maklumat/data/<b>&.db", None),
        alarms.database_moved("/srv/maklumat/data/office.db", "/srv/maklumat/data/cadangan/maklumat-1.db"),
        alarms.clock_leapt(SINCE, ZONE),
        alarms.webhook_set(),
        pages.file_altered("3f" * 32, "MKL-2027-001"),
        pages.file_altered("3f" * 32, ""),
    ],
)
def test_it_can_be_read_and_says_what_to_do(shown):
    text = parsed(shown.text)

    assert text.startswith("Pemberitahuan bagi admin")
    assert "ohon " in text
    assert not FORBIDDEN.search(text)
    assert len(text) < 1000


def test_only_a_full_disk_is_about_room():
    about_room = [
        kind for kind in Failing if "ruang penyimpanan" in alarms.database_failing(SINCE, kind, ZONE, is_here=True).text
    ]

    assert about_room == [Failing.FULL]


def test_a_server_that_is_away_is_not_this_computer():
    text = alarms.database_failing(SINCE, Failing.AWAY, ZONE, is_here=False).text

    assert "apakah server PostgreSQL menyala" in text
