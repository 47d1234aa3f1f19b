"""What people are told of one maklumat that nobody hurries: when, how often, and in which words."""

from collections import Counter
from datetime import datetime, time

import pytest

from sop.calendar import WorkCalendar
from storage import days
from storage.engine import Database
from storage.migrations import bring_up_to_date
from storage.outbox import Kind
from tests.handlers.screens.stage import FORBIDDEN
from tests.reliability.ladder import PAGE, WIB, Message, local, page, walked

AFTER = ("after-1", "after-2", "after-3")


@pytest.fixture(scope="module")
def told() -> list[Message]:
    """The whole story, once."""
    return walked()


@pytest.fixture(scope="module")
def reminders(told) -> list[Message]:
    """What time alone made people hear."""
    return [message for message in told if message.kind in (Kind.REMINDER, Kind.DIGEST)]


@pytest.fixture(scope="module")
def calendar(tmp_path_factory) -> WorkCalendar:
    """The days off as the office knows them."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('days')}/office.db")
    bring_up_to_date(database)
    database.write_now(lambda db: days.seed(db, (2026,)))
    found = database.read_now(lambda db: days.known(db, WorkCalendar(WIB)))
    database.close()
    return found


def at(message: Message) -> datetime:
    return message.at.astimezone(WIB).replace(tzinfo=None)


def rungs(reminders: list[Message], visit: int, to: str) -> list[str]:
    return [m.rung.partition("/")[2].partition("-2026")[0] for m in reminders if m.to == to and m.visit == visit]


def test_nothing_rings_at_night_or_on_a_day_off(reminders, calendar):
    assert all(time(7) <= at(m).time() < time(18) for m in reminders)
    assert all(calendar.is_working_day(at(m).date()) for m in reminders)
    assert not any(local(3, 18, 0) <= m.at < local(3, 25, 0) for m in reminders), "Nyepi, Idulfitri, cuti bersama"


def test_each_is_told_at_most_the_rungs_of_the_ladder(reminders):
    staff = ["due-day", "breach", *AFTER]
    assert rungs(reminders, 1, "ppid") == rungs(reminders, 1, "atasan-ppid") == [*staff, "week"]
    assert rungs(reminders, 2, "ppid") == rungs(reminders, 2, "atasan-ppid") == staff
    # He said on the due day that he was looking at it: the message of that afternoon stayed away.
    assert rungs(reminders, 3, "komisioner") == ["due-day", "after-1", "week"]
    assert rungs(reminders, 4, "ppid") == rungs(reminders, 4, "atasan-ppid") == staff
    assert rungs(reminders, 5, "pelaksana") == [*staff, "week"]


def test_what_stays_undone_goes_up_one_level_a_working_day(reminders):
    assert rungs(reminders, 1, "ketua") == ["above-1", "week"]
    assert rungs(reminders, 2, "ketua") == rungs(reminders, 4, "ketua") == ["above-1"]
    assert rungs(reminders, 3, "atasan-ppid") == ["above-1", "week"]
    assert rungs(reminders, 3, "ketua") == ["above-2", "week"]
    assert rungs(reminders, 5, "ppid") == ["above-1", "week"]
    assert rungs(reminders, 5, "atasan-ppid") == ["above-2", "week"]
    assert rungs(reminders, 5, "ketua") == ["above-3", "week"]
    assert rungs(reminders, 3, "ppid") == [], "he is not above a Komisioner"
    days = [(at(m).date(), m.to) for m in reminders if "above" in m.rung]
    assert days == sorted(days)
    assert len({day for day, _ in days}) == len(days), "never two levels on one day"


def test_whoever_only_holds_the_site_or_the_admin_right_is_not_reminded(told, reminders):
    assert not [m for m in reminders if m.to in ("e-ppid", "admin")]
    (card,) = [m for m in told if m.to == "e-ppid"]
    assert card.buttons[0] == ("Sudah tayang", "Belum tayang"), "step 6 has no clock, but its card asks"


def test_nobody_is_told_twice_the_same_nor_flooded(reminders):
    assert max(Counter((m.to, m.text) for m in reminders).values()) == 1
    assert max(Counter((m.to, at(m).date()) for m in reminders).values()) <= 2, "the due day's morning and its close"


def test_every_reminder_says_what_to_do_and_gives_the_buttons_for_it(reminders):
    for m in reminders:
        labels = [label for row in m.buttons for label in row]
        reported = "Dilaporkan" in m.text
        assert (labels == ["MKL-2026-001"]) is reported, m
        if not reported:
            main = {1: "Paraf", 2: "Sampaikan", 3: "Setujui", 4: "Perintahkan publikasi", 5: "Tandai terpublikasi"}
            assert labels[0] == main[m.visit]
            assert m.visit == 3 or "Laporkan kendala" in m.text
        assert "ohon" in m.text or "Terima kasih atas perkenan" in m.text


def test_nobody_is_blamed_and_a_komisioner_is_spoken_to_softly(told, reminders):
    assert [m for m in told if FORBIDDEN.search(m.text)] == []
    softly = [m for m in reminders if m.to == "komisioner"]
    assert all(m.first.startswith("Mohon izin ") for m in softly)
    assert not any(hard in m.text.lower() for m in softly for hard in ("tenggat", "lewat", "segera", "dilaporkan"))
    assert any("Sedang diperiksa oleh Bapak Bagus Prasetyo" in m.text for m in reminders if m.to == "atasan-ppid")


def test_a_day_that_is_over_is_not_called_today(reminders):
    assert all("hari ini" in m.text for m in reminders if m.rung.endswith("/due-day"))
    assert not any("hari ini" in m.text for m in reminders if not m.rung.endswith("/due-day"))


def test_the_page_for_the_office_is_what_the_story_says(told):
    assert PAGE.read_text(encoding="utf-8") == page(told)


def test_the_morning_digest_beside_it_is_one_message_on_working_days(calendar):
    told = walked((), local(2, 9, 12), time(7, 45))

    mornings = [m for m in told if m.first.startswith("Ringkasan pagi")]
    assert {m.to for m in mornings} == {"atasan-ppid", "ketua"}
    assert {at(m).time() for m in mornings} == {time(8)}, "the first look of the half hour after 07.45"
    assert [at(m).day for m in mornings if m.to == "ketua"] == [3, 4, 5, 6, 9]
    assert all(calendar.is_working_day(at(m).date()) for m in mornings)
    assert "sejak 02-02-2026 09.10" in mornings[0].text
    assert "menunggu Bapak Wahyu Nugroho selaku PPID dan Ibu Sri Handayani selaku Atasan PPID" in mornings[-1].text
