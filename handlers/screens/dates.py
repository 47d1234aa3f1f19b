"""Days and moments as letters of office write them: with the day's name, and the time with a point."""

from datetime import date, datetime, timedelta, tzinfo

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def day(d: date) -> str:
    """'Selasa, 19 Januari 2027'."""
    return f"{_DAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]} {d.year}"


def date_named(d: date) -> str:
    """'19 Januari 2027'."""
    return f"{d.day} {MONTHS[d.month - 1]} {d.year}"


def clock(at: datetime, zone: tzinfo) -> str:
    """'16.00 WIB'."""
    local = at.astimezone(zone)
    return f"{local:%H.%M} {zone_named(local)}"


def moment(at: datetime, zone: tzinfo) -> str:
    """'Selasa, 19 Januari 2027 pukul 16.00 WIB'."""
    return f"{day(at.astimezone(zone).date())} pukul {clock(at, zone)}"


def short(at: datetime, zone: tzinfo) -> str:
    """'19-01-2027 16.00', for lists."""
    return f"{at.astimezone(zone):%d-%m-%Y %H.%M}"


def zone_named(local: datetime) -> str:
    """What the zone of a local moment is called: 'WIB'."""
    offset = local.utcoffset() or timedelta()
    return _ZONES.get(offset) or local.strftime("UTC%z")
