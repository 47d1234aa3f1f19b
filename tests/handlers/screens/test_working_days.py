"""The office's calendar as it is read: a month, what an admin may change, and what that did to deadlines."""

from datetime import date, timedelta

from handlers.callbacks import Verb, decode
from handlers.screens.working_days import (
    Moved,
    ask_change,
    ask_reason,
    changed,
    deadline_moved,
    month_page,
    without_leave,
)
from sop.calendar import CalendarChange, ChangeKind
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, view_of
from tests.sop.office import BAGUS, CALENDAR, MONDAY, WIB

OFF = CalendarChange(ChangeKind.OFF, date(2027, 1, 19), date(2027, 1, 19), "Cuti bersama <daerah>")
MOVED = Moved("MKL-2027-001", MONDAY + timedelta(hours=6), MONDAY + timedelta(days=1, hours=6))


def test_a_month_shows_its_closed_days_in_brackets_and_by_name():
    page = month_page(CALENDAR, 2027, 3)

    assert parsed(page.text) == (
        "Kalender kerja · Maret 2027\n"
        "Sen  Sel  Rab  Kam  Jum  Sab  Min\n"
        "  1    2    3    4    5  [ 6] [ 7]\n"
        "[ 8] [ 9] [10] [11] [12] [13] [14]\n"
        "[15]  16   17   18   19  [20] [21]\n"
        " 22   23   24   25   26  [27] [28]\n"
        " 29   30   31\n\n"
        "Senin, 8 Maret: Nyepi\n"
        "Selasa, 9 Maret: cuti bersama\n"
        "Rabu, 10 Maret: Idulfitri (perkiraan)\n"
        "Kamis, 11 Maret: Idulfitri (perkiraan)\n"
        "Jumat, 12 Maret: cuti bersama\n"
        "Senin, 15 Maret: cuti bersama\n\n"
        "Jam kerja: Senin–Kamis 07.30–16.00; Jumat 07.30–16.30"
    )


def test_in_ramadan_it_says_the_hours_of_those_days():
    fasting = CalendarChange(ChangeKind.RAMADAN, date(2027, 2, 8), date(2027, 3, 9), "Ramadan 1448 H")

    page = month_page(CALENDAR.changed_by((fasting,)), 2027, 3)

    assert "Ramadan (1 s.d. 9 Maret 2027): Senin–Kamis 08.00–15.00; Jumat 08.00–15.30" in page.text


def test_the_months_before_and_after_are_buttons_and_so_are_the_changes():
    page = month_page(CALENDAR, 2027, 12)

    buttons = [button for row in page.rows for button in row]
    assert [button.label for button in buttons] == [
        "« November 2027",
        "Januari 2028 »",
        "Tambah hari libur",
        "Jadikan hari kerja",
        "Jam kerja Ramadan",
    ]
    taps = [decode(button.data) for button in buttons[:2]]
    assert [(tap.verb, tap.visit, tap.version) for tap in taps] == [(Verb.MONTH, 2027, 11), (Verb.MONTH, 2028, 1)]


def test_a_day_without_a_reason_is_asked_for_it():
    page = ask_reason(CalendarChange(ChangeKind.OFF, date(2027, 8, 18), date(2027, 8, 18), ""))

    assert parsed(page.text).startswith(
        "Tambah hari libur\nRabu, 18 Agustus 2027\nAlasannya belum tertulis. Mohon membalas pesan ini dengan"
    )
    assert not FORBIDDEN.search(parsed(page.text))
    assert [button.label for row in page.rows for button in row] == ["Batal"]


def test_each_kind_of_change_is_asked_for_with_an_example():
    for kind in ChangeKind:
        asked = ask_change(kind)
        assert "Mohon membalas pesan ini" in asked.text
        assert "misalnya" in asked.text
        assert asked.rows[-1][-1].label == "Batal"


def test_the_admin_reads_what_moved():
    told = changed(OFF, [MOVED], WIB)

    assert parsed(told.text) == (
        "Perubahan kalender telah dicatat: hari libur, Selasa, 19 Januari 2027: Cuti bersama <daerah> "
        "(1 (satu) hari).\n\n"
        "Batas waktu yang berubah: 1 (satu) maklumat.\n\n"
        "MKL-2027-001: Selasa, 19 Januari 2027 pukul 16.00 WIB (semula Senin, 18 Januari 2027 pukul 16.00 WIB)"
    )
    assert "Tidak ada batas waktu yang berubah." in changed(OFF, [], WIB).text


def test_whoever_it_waits_for_reads_the_new_deadline_and_why():
    reader = view_of(brought("step 3"), BAGUS).reader

    told = parsed(deadline_moved(reader, OFF, [MOVED] * 30, WIB).text)

    assert told.startswith("Yth. Bapak Bagus Prasetyo,\nKalender kerja berubah: hari libur, Selasa, 19 Januari 2027")
    assert "… dan 10 (sepuluh) lagi pada /daftar" in told
    assert not FORBIDDEN.search(told)


def test_the_admins_are_warned_of_a_year_without_cuti_bersama():
    assert "tahun 2028 belum memuat cuti bersama" in without_leave(2028).text
