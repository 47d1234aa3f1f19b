"""How settings are written by hand: hours, times of day, yes or no, a region's code; each refusal says how to write it.

Every reader raises ValueError with words for whoever wrote the setting.
"""

import re
from datetime import time

from sop.calendar import Hours
from storage.mornings import ENDS

_LIKE_A_TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")
_DAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6}

_REGION = re.compile(r"(1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])([0-9]{2})?")
"""A province, and a kabupaten or kota within it."""


def region(text: str) -> str:
    """The code of the region that an office of KPU writes into its numbers: `33` of a province, `3313` within it."""
    if not _REGION.fullmatch(text):
        raise ValueError(
            "kode wilayah terdiri atas empat angka untuk kabupaten/kota atau dua angka untuk provinsi, misalnya 3313"
        )
    return text


def public_name(text: str) -> str:
    """An office's name, which everybody reads; a token that was typed at the wrong question would be read so too."""
    if _LIKE_A_TOKEN.search(text):
        raise ValueError("isian ini tampak seperti token, yang hanya diisikan pada pertanyaan tentang token")
    return text


def office_hours(text: str) -> dict[int, Hours]:
    """`senin-kamis=07.30-16.00; jumat=07.30-16.30`."""
    found = {}
    for part in filter(None, (part.strip().lower() for part in text.split(";"))):
        names, equals, written = part.partition("=")
        first, _, last = names.strip().partition("-")
        if not equals or first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError("harus ditulis seperti senin-kamis=07.30-16.00; jumat=07.30-16.30")
        if _DAYS[first] > _DAYS[last or first]:
            raise ValueError("hari harus ditulis dari awal ke akhir pekan, misalnya senin-kamis")
        opens, closes = span(written)
        if opens >= closes:
            raise ValueError("jam buka harus sebelum jam tutup")
        for day in range(_DAYS[first], _DAYS[last or first] + 1):
            found[day] = Hours(opens, closes)
    if not found:
        raise ValueError("sedikitnya satu hari kerja harus ada")
    return found


def hour(text: str) -> time | None:
    """`01.30`, or `tidak` for never."""
    if text.strip().lower() == "tidak":
        return None
    matched = re.fullmatch(r"\s*(\d{1,2})[.:](\d{2})\s*", text)
    try:
        return time(int(matched[1]), int(matched[2])) if matched else _no_hour()
    except ValueError:
        return _no_hour()


def morning(text: str) -> time | None:
    """`07.45`, or `tidak` for never."""
    try:
        at = hour(text)
    except ValueError:
        at = ENDS
    if at is not None and at >= ENDS:
        raise ValueError("harus ditulis seperti 07.45, sebelum pukul 12.00, atau tidak")
    return at


def yes_or_no(text: str) -> bool:
    """`ya` or `tidak`."""
    try:
        return {"ya": True, "tidak": False}[text.strip().lower()]
    except KeyError:
        raise ValueError("isi dengan ya atau tidak") from None


def _no_hour() -> time:
    raise ValueError("harus ditulis seperti 01.30, atau tidak bila cadangan malam tidak diperlukan")


def span(text: str) -> tuple[time, time]:
    """`07.30-16.00`."""
    matched = re.fullmatch(r"\s*(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})\s*", text)
    if matched is None:
        raise ValueError("waktu harus ditulis seperti 07.30-16.00")
    hours = [int(group) for group in matched.groups()]
    try:
        return time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError:
        raise ValueError("waktu harus ditulis seperti 07.30-16.00, paling akhir 23.59") from None
