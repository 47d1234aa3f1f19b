"""What is said beside a text to begin with, and beside a Nota Dinas that can be edited."""

from enum import Enum, auto

from handlers.screens.cards import titled_line
from handlers.screens.dates import day
from handlers.screens.keyboards import DEFAULT_TEXT, LAST_TEXT, NOTA_DINAS
from handlers.screens.markup import clipped, quoted, screen
from sop.maklumat import Maklumat
from storage.outbox import Screen
from storage.reading import View

_TITLE_SHOWN = 100
_NOT_YET = "Naskah ini menjadi draf setelah disesuaikan dan dikirim kembali melalui percakapan ini."


class Beside(Enum):
    """What goes with the text that was published last."""

    NOTHING = auto()
    APPROVED = auto()
    """The approved version, where its signed text cannot be edited."""
    DEFAULT = auto()
    """The default text."""


_BESIDE = {
    Beside.NOTHING: "",
    Beside.APPROVED: "Naskah yang ditayangkan tidak mudah disunting, sehingga versi yang disetujui turut disertakan.",
    Beside.DEFAULT: "Naskah tersebut tidak mudah disunting, sehingga naskah awal (DOCX) turut disertakan.",
}


def default_text(view: View) -> Screen:
    """Beside the default text."""
    return screen(
        f"<b>{DEFAULT_TEXT}</b>\n{titled_line(view)}",
        "Berikut naskah awal (DOCX) dengan nama lembaga. Bagian bertitik-titik mohon dilengkapi, dan isinya "
        "disesuaikan dengan Standar Pelayanan yang berlaku.",
        _NOT_YET,
    )


def last_text(view: View, last: Maklumat, beside: Beside) -> Screen:
    """Beside the text that was published last."""
    assert last.publication is not None
    zone = view.office.rules.calendar.zone
    published = day(last.publication.at.astimezone(zone).date())
    title = quoted(clipped(last.title, _TITLE_SHOWN))
    return screen(
        f"<b>{LAST_TEXT}</b>\n{titled_line(view)}",
        f"Berikut naskah {title} ({quoted(last.control_number)}), terpublikasi {published}.",
        *filter(None, (_BESIDE[beside],)),
        _NOT_YET,
    )


def nota_dinas(view: View) -> Screen:
    """Beside the Nota Dinas as DOCX."""
    number = "" if view.maklumat.number else " Nomor yang belum ada dicetak sebagai titik-titik."
    return screen(
        f"<b>{NOTA_DINAS}</b>\n{titled_line(view)}",
        f"Berikut Nota Dinas yang dapat disunting.{number} Perubahan pada berkas ini tidak mengubah Nota Dinas yang "
        "tersimpan; lembar bertanda tangan dapat diarsipkan melalui Tambah pindaian pada /arsip.",
    )
