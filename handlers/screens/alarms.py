"""What admins read when the service itself is in trouble: what happened, what it means for the office, what to do."""

from datetime import datetime, tzinfo

from handlers.screens.dates import moment
from handlers.screens.markup import screen
from storage.outbox import Screen


def database_failing(since: datetime, zone: tzinfo) -> Screen:
    """Nothing can be recorded at this moment."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Sejak {moment(since, zone)} basis data tidak dapat ditulis, sehingga belum ada yang dapat dicatat.",
        "Pesan dan ketukan tombol yang belum ditanggapi ditahan oleh Telegram, dan diproses sendiri setelah pulih.",
        "Mohon memeriksa ruang kosong dan izin tulis pada komputer bot ini.",
    )


def database_recovered(since: datetime, until: datetime, zone: tzinfo) -> Screen:
    """It can be written again."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        f"Basis data sudah dapat ditulis kembali, setelah terganggu sejak {moment(since, zone)} "
        f"s.d. {moment(until, zone)}. Yang tertahan sedang diproses."
    )


def somebody_else_polls() -> Screen:
    """Two programs use one token."""
    return screen(
        "<b>Pemberitahuan bagi admin</b>\n"
        "Sudah lebih dari lima menit ada program lain yang memakai token bot ini, sehingga pesan dapat terlambat.",
        "Mohon mematikan program itu. Bila tidak dikenal, mohon mengganti token melalui @BotFather "
        "(perintah /revoke) dan mengisinya pada pengaturan.",
    )
