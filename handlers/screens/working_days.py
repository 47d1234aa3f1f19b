"""The office's calendar: a month as a grid, what is changed and why, and what becomes of deadlines by it."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.addressing import salutation
from handlers.screens.dates import MONTHS, day, moment
from handlers.screens.deadlines import short_names
from handlers.screens.keyboards import paired, put_aside_rows
from handlers.screens.markup import Block, bold, clipped, counted, quoted, screen
from sop.calendar import CalendarChange, ChangeKind, Hours, WorkCalendar
from storage.outbox import Button, Rows, Screen
from storage.people import Official

_REASON_SHOWN = 80
_MOVED_SHOWN = 20
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
LABELS = {
    ChangeKind.OFF: "Tambah hari libur",
    ChangeKind.WORKING: "Jadikan hari kerja",
    ChangeKind.RAMADAN: "Jam kerja Ramadan",
}
KINDS = tuple(ChangeKind)
"""In the order of the numbers that buttons carry."""


@dataclass(frozen=True)
class Moved:
    """A deadline that a change of the calendar has moved (aware UTC)."""

    control_number: str
    before: datetime
    after: datetime


def month_page(known: WorkCalendar, year: int, month: int) -> Screen:
    """/kalender: one month, its days off by name, and the hours of work."""
    off = [(d, known.days_off[d]) for d in _days(year, month) if d in known.days_off]
    blocks: list[Block] = [f"<b>Kalender kerja</b> · {_named(year, month)}\n<pre>{_grid(known, year, month)}</pre>"]
    if off:
        named = (f"{_short_day(d)}: {quoted(short_names((found.shown,))[0])}" for d, found in off)
        blocks.append("\n".join(named))
    else:
        blocks.append("Tidak ada hari libur nasional, cuti bersama, atau hari libur kantor pada bulan ini.")
    blocks.append(_hours(known, year, month))
    return screen(*blocks, rows=_rows(year, month))


def ask_change(kind: ChangeKind) -> Screen:
    """What to write, and that this very message is to be replied to."""
    asks = {
        ChangeKind.OFF: "tanggal dan nama hari liburnya, misalnya:\n18-08-2027 Cuti bersama Hari Kemerdekaan",
        ChangeKind.WORKING: "tanggal dan alasannya, misalnya:\n18-08-2027 Kantor tetap buka sesuai surat edaran",
        ChangeKind.RAMADAN: "tanggal awal dan akhir Ramadan, misalnya:\n08-02-2027 s.d. 09-03-2027 Ramadan 1448 H",
    }
    return screen(
        f"<b>{LABELS[kind]}</b>\nMohon membalas pesan ini dengan {asks[kind]}",
        "Untuk beberapa hari, mohon menuliskan s.d. di antara tanggal awal dan akhirnya. Batas waktu maklumat yang "
        "sedang berjalan dihitung kembali, dan yang bersangkutan diberi tahu beserta alasannya.",
        rows=put_aside_rows(),
    )


def ask_reason(change: CalendarChange) -> Screen:
    """Only the reason is missing: whoever it moves a deadline for reads it."""
    return screen(
        f"<b>{LABELS[change.kind]}</b>\n{_days_of(change)}\nAlasannya belum tertulis. "
        "Mohon membalas pesan ini dengan nama hari libur atau alasannya.",
        "Perubahan dicatat setelah alasannya ada, dan yang bersangkutan membacanya.",
        rows=put_aside_rows(),
    )


def changed(change: CalendarChange, moved: Sequence[Moved], zone: tzinfo) -> Screen:
    """To the admin: it is recorded, and what it has moved."""
    days = f"{counted(len(change.days))} hari"
    lines = [f"Perubahan kalender telah dicatat: {described(change)} ({days})."]
    if not moved:
        return screen(lines[0], "Tidak ada batas waktu yang berubah.")
    return screen(lines[0], f"Batas waktu yang berubah: {counted(len(moved))} maklumat.", _lines(moved, zone))


def deadline_moved(official: Official, change: CalendarChange, moved: Sequence[Moved], zone: tzinfo) -> Screen:
    """To whoever it waits for: the new deadline, and why."""
    return screen(
        f"{quoted(salutation(official))}\nKalender kerja berubah: {described(change)}.",
        f"Batas waktu berikut dihitung kembali:\n{_lines(moved, zone)}",
    )


def described(change: CalendarChange) -> str:
    """'hari libur, Rabu, 18 Agustus 2027: Cuti bersama'; HTML."""
    what = {ChangeKind.OFF: "hari libur", ChangeKind.WORKING: "hari kerja", ChangeKind.RAMADAN: "jam kerja Ramadan"}
    return f"{what[change.kind]}, {_days_of(change)}: {quoted(clipped(change.reason, _REASON_SHOWN))}"


def without_leave(year: int) -> Screen:
    """To the admins: of this year no cuti bersama is known yet."""
    return screen(
        f"<b>Pemberitahuan bagi admin</b>\nKalender tahun {year} belum memuat cuti bersama.",
        "Mohon memeriksa Keputusan Bersama Menteri dan Keputusan Presiden tentang cuti bersama, kemudian "
        "menambahkannya melalui /kalender. Selama belum ditambahkan, hari tersebut dihitung sebagai hari kerja.",
    )


def _days_of(change: CalendarChange) -> str:
    if change.first_on == change.last_on:
        return day(change.first_on)
    return f"{day(change.first_on)} s.d. {day(change.last_on)}"


def _lines(moved: Sequence[Moved], zone: tzinfo) -> str:
    lines = [
        f"{bold(one.control_number)}: {moment(one.after, zone)} (semula {moment(one.before, zone)})"
        for one in moved[:_MOVED_SHOWN]
    ]
    if len(moved) > _MOVED_SHOWN:
        lines.append(f"… dan {counted(len(moved) - _MOVED_SHOWN)} lagi pada /daftar")
    return "\n".join(lines)


def _days(year: int, month: int) -> list[date]:
    return [date(year, month, n) for n in range(1, calendar.monthrange(year, month)[1] + 1)]


def _grid(known: WorkCalendar, year: int, month: int) -> str:
    """Monday to Sunday; a day on which the office is closed stands in brackets."""
    weeks = (
        " ".join(_cell(known, d) if d.month == month else "    " for d in week).rstrip()
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    return "\n".join(("Sen  Sel  Rab  Kam  Jum  Sab  Min", *weeks))


def _cell(known: WorkCalendar, d: date) -> str:
    return f" {d.day:2} " if known.is_working_day(d) else f"[{d.day:2}]"


def _hours(known: WorkCalendar, year: int, month: int) -> str:
    plain = f"Jam kerja: {_week(known.hours)}"
    fasting = [d for d in _days(year, month) if d in known.ramadan]
    if not fasting:
        return plain
    span = f"{fasting[0].day} s.d. {fasting[-1].day} {_named(year, month)}"
    return f"{plain}\nRamadan ({span}): {_week(known.ramadan_hours)}"


def _week(hours: Mapping[int, Hours]) -> str:
    groups: list[tuple[list[int], Hours]] = []
    for weekday, open_hours in sorted(hours.items()):
        if groups and groups[-1][1] == open_hours and groups[-1][0][-1] == weekday - 1:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], open_hours))
    return "; ".join(f"{_weekdays(days)} {span.opens:%H.%M}–{span.closes:%H.%M}" for days, span in groups)


def _weekdays(days: Sequence[int]) -> str:
    return _WEEKDAYS[days[0]] if len(days) == 1 else f"{_WEEKDAYS[days[0]]}–{_WEEKDAYS[days[-1]]}"


def _short_day(d: date) -> str:
    return f"{_WEEKDAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]}"


def _named(year: int, month: int) -> str:
    return f"{MONTHS[month - 1]} {year}"


def _rows(year: int, month: int) -> Rows:
    turning = (
        Button(f"« {_named(*_turned(year, month, -1))}", _month_data(*_turned(year, month, -1))),
        Button(f"{_named(*_turned(year, month, 1))} »", _month_data(*_turned(year, month, 1))),
    )
    changing = (
        Button(LABELS[kind], encode(Tap(verb=Verb.CHANGE_DAYS, visit=number))) for number, kind in enumerate(KINDS, 1)
    )
    return (turning, *paired(changing))


def _turned(year: int, month: int, by: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _month_data(year: int, month: int) -> str:
    return encode(Tap(verb=Verb.MONTH, visit=year, version=month))
